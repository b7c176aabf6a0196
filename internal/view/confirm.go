package view

import (
	"io"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// Confirmation prints what a person is about to approve: whose money, for whom, how much at most, and what is left out.
// commit says which revision the files are at; "" where that is unknown. The question itself follows it.
func Confirmation(w io.Writer, plans []*plan.Plan, commit string, s page.Style) error {
	if len(plans) == 0 {
		return nil
	}
	p := &page.Page{Style: s}
	merchant := plans[0].Campaign.Merchant
	at := venueOfAll(plans).texts()
	p.Line("")
	for _, line := range page.Wrap(p.Say(at.opening), p.Columns()) {
		p.Line("%s", p.Paint(at.ink, line))
	}
	p.Line("")
	p.Labelled(2, lang.Both("Merchant", "商户"), words.MaskMchID(merchant.MchID), page.Clean(merchant.Name), "appid "+words.MaskAppID(merchant.AppID))
	if beyond := granted(merchant, p.Money); !beyond.Empty() {
		p.Labelled(2, lang.Both("Granted", "特批限额"), beyond)
	}
	for _, of := range plans {
		p.Labelled(2, lang.Both("Campaign", "活动"), page.Clean(of.Campaign.Name), digestOf(of.Digest.Short()))
		if closed := closedNow(of); !closed.Empty() {
			p.Labelled(2, lang.Both("Window", "发放时段"), closed)
		}
		if canary := canaryLine(p.Style, of); !canary.Empty() {
			p.Labelled(2, lang.Both("Canary", "先行试发"), canary)
		}
		confirmSupplements(p, of)
	}
	if len(plans) > 1 {
		p.Labelled(2, lang.Both("Digest", "摘要"), lang.Format("%s of all together", "%s（全部活动）", plan.Combined(plans).Short()))
	}
	if commit != "" {
		p.Labelled(2, lang.Both("Commit", "提交"), page.Clean(commit))
	}
	all := plan.TotalsOf(plans...)
	p.Labelled(2, lang.Both("Packets", "红包"), packetsAtMost(all))
	p.Labelled(2, lang.Both("Total", "合计"), p.Paint(page.InkMoney, p.Say(atMost(p.Money(all.Open().Amount)))))
	if left := notSent(all, plans); !left.Empty() {
		p.Labelled(2, lang.Both("Not sent", "不发放"), left)
	}
	return p.Print(w)
}

// closedNow warns where the window does not allow to send at once.
func closedNow(of *plan.Plan) lang.Text {
	switch window := plan.WindowAt(of.Campaign, of.At); {
	case window.Open:
		return lang.Text{}
	case window.Until.IsZero():
		return lang.Both("over: nothing can be sent any more", "已结束：不能再发放")
	default:
		return lang.Format("closed until %s, in %s", "未到发放时段，%s 开始，还有 %s", beijing.Format(window.Until), words.Span(window.Until.Sub(of.At)))
	}
}

func atMost(what any) lang.Text { return lang.Format("%s at most", "最多 %s", what) }

func packetsAtMost(t plan.Totals) lang.Text {
	var parts []lang.Text
	for _, each := range []struct {
		action plan.Action
		text   lang.Text
	}{
		{plan.Send, lang.Both("new", "新发放")},
		{plan.Correct, lang.Both("corrected, once WeChat Pay confirms that nothing was paid", "更正（微信支付确认未付款后）")},
		{plan.Resend, lang.Both("sent again, once WeChat Pay confirms that the money came back", "重发（微信支付确认已退款后）")},
		{plan.Retry, lang.Both("retried with the same number", "用同一商户订单号重试")},
		{plan.Resolve, lang.Both("only if WeChat Pay says that they were not sent", "仅在微信支付确认未发放时才发放")},
	} {
		if n := t[each.action].Packets; n > 0 {
			parts = append(parts, lang.Format("%s %s", "%s 个%s", money.Count(n), each.text))
		}
	}
	return lang.Format("%s at most: %s", "最多 %s 个：%s", money.Count(t.Open().Packets), clauses(parts...))
}

// notSent are the recipients of the file that this run does not try to pay.
func notSent(t plan.Totals, plans []*plan.Plan) lang.Text {
	var parts []lang.Text
	if left := plan.ExcludedFrom(plans...); left.Sum.Packets > 0 {
		parts = append(parts, lang.Format("%s left out by %s (%s)", "%s 个未纳入，因 %s（%s）", money.Count(left.Sum.Packets), left.By, whatIsLeft(left)))
	}
	for _, each := range shownTotals {
		if n := t[each.action].Packets; n > 0 && !each.action.Works() && each.action != plan.Done && each.action != plan.Orphan {
			parts = append(parts, each.counted(n))
		}
	}
	return clauses(parts...)
}
