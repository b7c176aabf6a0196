package view

import (
	"io"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// askedPage is what is printed on that the platform was asked.
type askedPage struct{ moneyPage }

// Refreshed writes what a refresh found out, and by the day of their sending what became by now of all packets in question.
func Refreshed(w io.Writer, r inquiry.Refreshed, days []report.Cohort, s page.Style) error {
	p := &askedPage{moneyPage{page.Page{Style: s}}}
	switch {
	case r.Open.Packets == 0 && r.TooOld.Packets == 0:
		p.Paragraph(0, lang.Both("Nothing to ask: no packet may still change.", "无需查询：没有还会变化的红包。"))
	default:
		p.Paragraph(0, AskedLine(p.Style, r))
	}
	if !r.Silence.Empty() && r.Stop == apply.NotStopped {
		p.Paragraph(2, told(p.Style, lang.Format("No answer: %s", "没有应答：%s", words.SentenceText(r.Silence))))
	}
	p.disputes(r.Disputed)
	if r.TooOld.Packets > 0 {
		p.Blank()
		p.Paragraph(0, tooOld(p.Tally(r.TooOld, words.Packet)))
	}
	p.cohorts(days)
	p.asking(r.Stop, r.Why, "redpack refresh") // for programs
	return p.Print(w)
}

// cohortsMax is how many days a screen shows.
const cohortsMax = 14

// cohorts tells what became of each day's packets. It goes down the page, so that it fits any width.
func (p *askedPage) cohorts(days []report.Cohort) {
	if len(days) == 0 {
		return
	}
	t := moneyTable(lang.Both("By day of sending", "按发放日"))
	shown := days[max(0, len(days)-cohortsMax):]
	for _, d := range shown {
		p.cohort(t, lang.Same(d.Day), &d.Sums)
	}
	if len(days) > 1 {
		t.Rule()
		all := report.Total(days)
		p.cohort(t, allDays, &all)
	}
	p.Blank()
	t.Print(&p.Page)
	if more := len(days) - len(shown); more > 0 {
		p.Paragraph(2, lang.Format("%s not shown: redpack report -o report/ writes all.",
			"另有 %s未列出：redpack report -o report/ 写出全部。", words.Counted(more, words.EarlierDay)))
	}
}

// cohort adds the lines of one day: what was sent, and where it is by now.
func (p *askedPage) cohort(t *page.Table, day lang.Text, sums *report.Sums) {
	var parts []moneyPart
	for _, standing := range []report.Standing{report.Received, report.Waiting, report.Refunded, report.InDoubt} {
		parts = append(parts, moneyPart{standing.Said(), sums.Of(standing)})
	}
	p.tallies(t, day, sums.Sent(), parts...)
}

// AskedLine counts in one sentence: "Asked about 12 packets in 1 s: 8 received, 1 failed; 3 unchanged."
func AskedLine(s page.Style, r inquiry.Refreshed) lang.Text {
	parts, changed := Statuses(r.Changed)
	if rest := r.Asked.Packets - changed; rest > 0 {
		parts = append(parts, numberOf(rest, lang.Both("unchanged", "无变化")))
	}
	if rest := r.Open.Packets - r.Asked.Packets; rest > 0 {
		parts = append(parts, numberOf(rest, lang.Both("without an answer", "没有应答")))
	}
	text := lang.Format("Asked WeChat Pay about %s in %s: %s.", "已向微信支付查询 %s，用时 %s：%s。",
		words.Counted(r.Open.Packets, words.Packet), words.Span(r.Elapsed), listOf(parts))
	if r.Unknown.Packets > 0 {
		text = text.Then(lang.Blank).Then(lang.Format("Still unknown: %s.", "仍然结果未知：%s。", s.Tally(r.Unknown, words.Packet)))
	}
	return text
}

// Statuses lists tallies by status: "8 received", "1 failed".
func Statuses(tallies map[state.Status]money.Tally) (parts []lang.Text, packets int) {
	for _, status := range state.Statuses() {
		if t := tallies[status]; t.Packets > 0 {
			parts = append(parts, numberOf(t.Packets, status.Said()))
			packets += t.Packets
		}
	}
	return parts, packets
}

func (p *askedPage) disputes(disputed []inquiry.Dispute) {
	if len(disputed) == 0 {
		return
	}
	p.Blank()
	p.Headline("!", lang.Format("%s of which WeChat Pay says what cannot be; left as recorded", "%s的微信支付应答不合情理；保持原记录",
		words.Counted(len(disputed), words.Packet)), page.InkError)
	for _, d := range disputed[:min(len(disputed), words.ListedMax)] {
		p.Paragraph(page.TableIndent, lang.Format("%s is recorded as %s with %s; WeChat Pay says %s", "%s 记录为%s，金额 %s；微信支付答复：%s",
			p.Address(d.Packet.Campaign, d.Packet.Key), d.Packet.Status.Said(), p.Money(d.Packet.Amount), told(p.Style, lang.Format("%s", "%s", d.Says))))
	}
	p.More(len(disputed))
}

// asking says why asking ended early, and how to go on.
func (p *askedPage) asking(stop apply.Stop, why lang.Text, command string) {
	if text := askingStopped(stop, why); !text.Empty() {
		p.Blank()
		p.Paragraph(0, told(p.Style, text))
		p.Command(goOn, command)
	}
}

// Rebuilt writes what a rebuild restored and what it could not.
func Rebuilt(w io.Writer, r inquiry.Rebuilt, s page.Style) error {
	p := &askedPage{moneyPage{page.Page{Style: s}}}
	parts, packets := Statuses(r.Restored)
	text := lang.Format("Restored %s in %s", "已恢复 %s，用时 %s", words.Counted(packets, words.Packet), words.Span(r.Elapsed))
	if packets > 0 {
		text = lang.Format("%s: %s", "%s：%s", text, listOf(parts))
	}
	p.Paragraph(0, text.Then(lang.Format(". The campaign files name %s.", "。活动文件中有 %s。", p.Tally(r.Recipients, words.Recipient))))
	p.Paragraph(0, campaignTotal(p.Style, r.Account))
	p.Paragraph(0, lang.Format("Restored as paid %s + known before %s = delivered %s.", "恢复为已付 %s + 先前已知 %s = 已送达 %s。",
		p.Money(r.Account.Found.Amount), p.Money(r.Account.Before.Amount), p.Money(r.Account.Delivered().Amount)))
	if r.InDoubt.Packets > 0 {
		p.Paragraph(0, lang.Format("Of what is open, in doubt: %s.", "未了结的红包中，结果未知：%s。", p.Tally(r.InDoubt, words.Packet)))
	}
	for _, each := range []struct {
		tally money.Tally
		what  lang.Text
	}{
		{r.Known, lang.Both("in the state already", "已在状态库中")},
		{r.Unheard, unheardOf},
		{r.NotFound, lang.Both("not known to WeChat Pay under the numbers that they have now: plan counts them as to send",
			"按现在的商户订单号在微信支付查不到：plan 将其计为待发放")},
		{r.NoAnswer, lang.Both("without a clear answer: run the same command again before you apply", "没有明确应答：发放前再运行一次同一命令")},
	} {
		if each.tally.Packets > 0 {
			p.Paragraph(2, lang.Format("%s %s.", "%s 个%s。", money.Count(each.tally.Packets), each.what))
		}
	}
	p.differing(r.Differing)
	p.shared(r.Shared)
	p.asking(r.Stop, r.Why, "redpack state rebuild") // for programs
	if len(r.Changed) > 0 {
		p.Paragraph(2, listsMoved)
	}
	if r.Stop == apply.NotStopped && r.NoAnswer.Packets == 0 && len(r.Changed) == 0 {
		p.Blank()
		p.Labelled(0, lang.Both("Next:", "下一步："), "redpack plan") // for programs
	}
	return p.Print(w)
}

func (p *askedPage) differing(all []inquiry.Difference) {
	if len(all) == 0 {
		return
	}
	p.Blank()
	p.Headline("!", lang.Format("%s: paid something else than the file says now; restored as paid", "%s：已付内容与文件现在写的不同；按已付内容恢复",
		words.Counted(len(all), words.Conflict)), page.InkError)
	for _, d := range all[:min(len(all), words.ListedMax)] {
		p.Paragraph(page.TableIndent, lang.Format("%s: %s to %s; the file says %s to %s", "%s：%s 发给 %s；文件写的是 %s 发给 %s", p.Address(d.Packet.Campaign, d.Packet.Key),
			p.Money(d.Packet.Amount), p.OpenID(d.Packet.OpenID), p.Money(d.Amount), p.OpenID(d.OpenID)))
	}
	p.More(len(all))
}

func (p *askedPage) shared(addresses []string) {
	if len(addresses) == 0 {
		return
	}
	p.Blank()
	p.Headline("?", sharedNumbers(words.Counted(len(addresses), words.Recipient)), page.InkWarning)
	for _, address := range addresses[:min(len(addresses), words.ListedMax)] {
		p.Paragraph(page.TableIndent, page.Clean(address))
	}
	p.More(len(addresses))
}

// AskedSoFar is the line that shows the progress of asking.
func AskedSoFar(a inquiry.Asked, all int) lang.Text {
	return lang.Format("asked WeChat Pay about %s of %s", "已向微信支付查询 %s / %s", money.Count(a.Done), money.Count(all))
}
