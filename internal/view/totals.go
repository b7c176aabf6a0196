package view

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// shownTotal is how the count of one action reads.
type shownTotal struct {
	action plan.Action
	always bool
	noun   lang.Text
}

// counted is a number of packets with the noun.
func (t shownTotal) counted(n int) lang.Text {
	noun := t.noun
	if t.action == plan.Conflict {
		noun.English = words.Plural(n, words.Conflict).English
	}
	if t.action == plan.Orphan {
		noun.English = words.Plural(n, words.Orphan).English
	}
	return numberOf(n, noun)
}

var toSend = lang.Both("to send", "待发放")

// shownTotals tell which counts stand in the closing line: those of every plan always, the others where they are not zero.
var shownTotals = []shownTotal{
	{plan.Send, true, toSend},
	{plan.Correct, false, lang.Both("to correct", "待更正")},
	{plan.Resend, false, lang.Both("to send again", "待重发")},
	{plan.Retry, true, lang.Both("retry", "重试")},
	{plan.Resolve, true, lang.Both("resolve", "核实")},
	{plan.Done, true, lang.Both("done", "已完成")},
	{plan.Conflict, true, lang.Both("conflict", "冲突")},
	{plan.Held, false, lang.Both("held", "暂缓")},
	{plan.Refused, false, lang.Both("refused", "被拒")},
	{plan.Failed, false, lang.Both("failed", "发放失败")},
	{plan.Orphan, false, lang.Both("orphan", "名单外记录")},
}

// counted is the line of counts: "1,000 to send, 0 retry, 0 resolve, 0 done, 0 conflicts".
func counted(t plan.Totals) lang.Text {
	var parts []lang.Text
	for _, each := range shownTotals {
		n := t[each.action].Packets
		if n == 0 && !each.always {
			continue
		}
		parts = append(parts, each.counted(n))
	}
	return listOf(parts)
}

// closing is the last two lines of a plan: counts, and money.
func (p *planPage) closing(plans ...*plan.Plan) {
	p.Paragraph(0, lang.Format("Plan: %s.", "计划：%s。", Summed(plans...)))
	p.Paragraph(0, p.moneyLine(plan.TotalsOf(plans...).Open(), venueOfAll(plans)))
}

// Summed is the line of counts of all that the files name, with those that a selection leaves out.
func Summed(plans ...*plan.Plan) lang.Text {
	text := counted(plan.TotalsOf(plans...))
	if left := plan.ExcludedFrom(plans...).Sum; left.Packets > 0 {
		text = text.Then(lang.Comma).Then(numberOf(left.Packets, lang.Both("left out", "未纳入")))
	}
	return text
}

func (p *planPage) moneyLine(open money.Tally, at venue) lang.Text {
	if open.Packets == 0 {
		return lang.Both("Money: nothing will leave the account.", "资金：账户不会有支出。")
	}
	return at.texts().atMost(p.Money(open.Amount))
}

// nothingLeft says that an apply would do nothing, and whether that is because all is done.
func (p *planPage) nothingLeft(of *plan.Plan) {
	done := of.Tally(plan.Done)
	packets, amount := words.Counted(done.Packets, words.Packet), p.Money(done.Amount)
	text := lang.Format("Nothing left to send: %s %s done, %s.", "没有待发放的红包：%s%s已完成，共 %s。", packets, are(done.Packets), amount)
	if rest := of.Recipients() - done.Packets; rest > 0 {
		text = lang.Format("Nothing to send now: %s %s done, %s; %s %s not, see above.", "目前没有可发放的红包：%s%s已完成，共 %s；另有 %s 个%s未完成，见上文。",
			packets, are(done.Packets), amount, money.Count(rest), are(rest))
	}
	if back := of.Returned; back.Packets > 0 {
		text = text.Then(lang.Blank).Then(lang.Format("%s of that came back.", "其中 %s 已退回。", p.Money(back.Amount)))
	}
	p.Paragraph(0, text)
	p.Blank()
}

// are is the verb in English; Chinese has none there.
func are(n int) lang.Text { return thatMany(n, "is", "are") }
