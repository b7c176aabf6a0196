package view

import (
	"bufio"
	"io"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// historyPage is what a history is printed on.
type historyPage struct{ page.Page }

// RunHistory prints entries as they come, each a few lines behind its label.
func RunHistory(w io.Writer, entries []history.Entry, s page.Style) error {
	p := &historyPage{page.Page{Style: s}}
	if len(entries) == 0 {
		p.Paragraph(0, lang.Both("Nothing has happened yet.", "还没有任何记录。"))
	}
	for i := range entries {
		p.Blank()
		p.entry(&entries[i])
	}
	return p.Print(w)
}

func (p *historyPage) entry(e *history.Entry) {
	at := e.At.In(beijing.Zone).Format("2006-01-02 15:04:05 MST")
	switch e.Kind {
	case history.Apply, history.Inquiry:
		p.Labelled(0, lang.Format("Run %d", "运行 %d", e.Run.ID), at, took(e), p.Paint(inkOf(e), p.Say(EndOf(e))))
		p.Labelled(0, "", p.ranBy(e)...)
		p.lines(e)
	case history.Looked:
		p.Labelled(0, lang.Both("Looked", "已查看"), at, lang.Both("the canary was looked at, and a person said go", "先行试发已查看，人工确认继续"))
		p.Labelled(0, "", p.ranBy(e)...)
	case history.Decision:
		p.Labelled(0, lang.Both("Decided", "决定"), at, told(p.Style, DecisionOf(p.Style, e)))
	case history.Unrun:
		p.Labelled(0, lang.Both("Outside", "运行之外"), at, lang.Both("outcomes that belong to no run", "不属于任何一次运行的结果"))
		p.lines(e)
	}
}

func took(e *history.Entry) lang.Text {
	if e.End == history.Ended {
		return lang.Format("took %s", "用时 %s", words.Span(e.Took()))
	}
	return lang.Both("no end on record", "没有结束记录")
}

// ranBy is who ran it, with what.
func (p *historyPage) ranBy(e *history.Entry) []any {
	parts := []any{lang.Format("by %s", "运行者 %s", e.Run.Owner), "redpack " + page.Clean(e.Run.Tool)}
	if digest := PlanOf(e); digest != "" {
		parts = append(parts, lang.Format("plan %s", "计划 %s", digest))
	}
	return parts
}

// PlanOf is the digest of what a run sent, in the form that people compare; "" where nothing was sent.
func PlanOf(e *history.Entry) string {
	if e.Result.Plan != "" {
		return page.Clean(e.Result.Plan)
	}
	const short = 8
	digest := page.Clean(e.Run.PlanDigest)
	if len(digest) < short {
		return digest
	}
	return digest[:short/2] + "-" + digest[short/2:short]
}

func inkOf(e *history.Entry) page.Ink {
	switch {
	case e.End == history.Killed:
		return page.InkError
	case e.End == history.Running || e.Result.Code != 0:
		return page.InkWarning
	}
	return page.InkGood
}

// EndOf says how a run ended.
func EndOf(e *history.Entry) lang.Text {
	switch r := e.Result; {
	case e.End == history.Running:
		return lang.Both("is still at it", "仍在运行")
	case e.End == history.Killed:
		return lang.Both("killed: it never said how it ended, and nobody is at it now", "被终止：没有结束记录，现在也无人在运行")
	case r.Said != "":
		return lang.Same(page.Clean(r.Said))
	case r.Stop != "":
		return lang.Format("stopped: %s (exit code %d)", "已停止：%s（退出码 %d）", report.StopName(r.Stop), r.Code)
	case r.Code == 0:
		return lang.Both("done", "已完成")
	default:
		return lang.Format("exit code %d", "退出码 %d", r.Code)
	}
}

// lines are what became of the packets of a run, one kind of outcome a line.
func (p *historyPage) lines(e *history.Entry) {
	did := DidOf(p.Style, e)
	if len(did) == 0 {
		p.Labelled(0, "", lang.Both("nothing was sent, and nothing was learnt", "没有发放，也没有查到新结果"))
	}
	for _, line := range did {
		p.Labelled(0, "", line)
	}
}

// DidOf lists what a run did, with packets and money.
func DidOf(s page.Style, e *history.Entry) (did []lang.Text) {
	sums := &e.Sums
	say := func(t money.Tally, what lang.Text) {
		if t.Packets > 0 {
			did = append(did, s.Tallied(t, what))
		}
	}
	switch {
	case sums.Restored.Packets > 0:
		did = append(did, lang.Format("%s: %s", "%s：%s", s.Tallied(sums.Restored, lang.Both("restored by asking WeChat Pay", "向微信支付查询后恢复")), statusesOf(s, sums.By)))
	case e.Kind == history.Apply:
		say(sums.Sent, state.Sent.Said())
		say(sums.Found, lang.Both("found to be paid by an earlier run", "查明先前的运行已付"))
		say(sums.CameBack, lang.Both("found to have come back", "查明已退回"))
		say(sums.By[state.Refused], state.Refused.Said())
		say(sums.By[state.Failed], state.Failed.Said())
		say(sums.Unknown(), lang.Both("left in doubt", "结果仍未知"))
		say(sums.By[state.Held], state.Held.Said())
		say(e.Result.Left, notBegun)
	case len(sums.By) > 0:
		did = append(did, lang.Format("learnt: %s", "查到：%s", statusesOf(s, sums.By)))
	}
	return did
}

// statusesOf lists tallies by status with their money: "8 received (¥79.04), 1 failed (¥8.88)".
func statusesOf(s page.Style, by map[state.Status]money.Tally) lang.Text {
	var parts []lang.Text
	for _, status := range state.Statuses() {
		if t := by[status]; t.Packets > 0 {
			parts = append(parts, s.Tallied(t, status.Said()))
		}
	}
	return listOf(parts)
}

// DecisionOf says what a person has decided.
func DecisionOf(s page.Style, e *history.Entry) lang.Text {
	text := decided(s, e)
	if e.Evidence != "" {
		text = lang.Format("%s: %s", "%s：%s", text, e.Evidence)
	}
	if e.By != "" {
		text = lang.Format("%s (by %s)", "%s（%s）", text, e.By)
	}
	return text
}

// decided is the decision without what it rests on.
func decided(s page.Style, e *history.Entry) lang.Text {
	of := lang.Same(s.Address(e.Of.Campaign, e.Of.Key))
	if e.Packets > 1 {
		of = lang.Format("%s packets, the first of them %s,", "%[2]s 等 %[1]s 个红包", money.Count(e.Packets), of)
	}
	switch e.What {
	case state.KindAccepted:
		return lang.Format("%s stays as it is recorded", "%s 保持原记录", of)
	case state.KindReleased:
		return lang.Format("%s was not paid: its number is another order's", "%s 未付款：它的商户订单号属于另一笔订单", of)
	case state.KindMoved:
		return lang.Format("%s moved to another address by a moved block", "%s 由 moved 块移到另一地址", of)
	case state.KindVoided:
		return lang.Format("%s began anew: under the account before, nothing was accepted", "%s 重新开始：在原账户下没有被受理", of)
	case state.KindCampaignMoved:
		return lang.Format("a campaign is called %s from then on", "此后活动改名为 %s", e.Of.Campaign)
	case state.KindRebased:
		return lang.Format("the state belongs to another account from then on: mch_id %s, appid %s", "此后状态库属于另一账户：mch_id %s，appid %s",
			words.MaskMchID(e.Account["mch_id"]), words.MaskAppID(e.Account["appid"]))
	case state.KindCampaign, state.KindCampaignDate, state.KindSeries, state.KindProject, state.KindIntent, state.KindAttempt, state.KindSending,
		state.KindRefrozen, state.KindOutcome, state.KindRestored:
	}
	return lang.Text{}
}

// touchedLine is one packet of a run, on one line at any width.
const touchedLine = "%s  %s  %s  %s  %s  %s\n"

// RunPackets lists the packets of one run as they come, and their sums.
type RunPackets struct {
	out   *bufio.Writer
	style page.Style
	sums  map[state.Status]money.Tally
	n     int
	err   error
}

// NewRunPackets begins a list.
func NewRunPackets(w io.Writer, s page.Style) *RunPackets {
	return &RunPackets{out: bufio.NewWriter(w), style: s, sums: map[state.Status]money.Tally{}}
}

// Add lists one packet.
func (l *RunPackets) Add(t *history.Touched) error {
	if l.n == 0 {
		say := func(english, chinese string) string { return l.style.Say(lang.Both(english, chinese)) }
		l.line("\n"+touchedLine, page.Pad(say("STATUS", "状态"), statusWidth), page.PadLeft(say("AMOUNT", "金额"), amountWidth),
			page.Pad(say("BILL NUMBER", "商户订单号"), billNoWidth), page.Pad("OPENID", maskedWidth), page.Pad(say("AT", "时间"), len("2006-01-02 15:04:05")), say("ADDRESS", "地址"))
	}
	l.n++
	l.sums[t.Status] = l.sums[t.Status].With(t.Amount)
	l.line(touchedLine, page.Pad(l.style.Say(t.Status.Said()), statusWidth), page.PadLeft(l.style.Money(t.Amount), amountWidth),
		page.Pad(page.Clean(t.BillNo), billNoWidth), page.Pad(l.style.OpenID(t.OpenID), maskedWidth),
		t.At.In(beijing.Zone).Format("2006-01-02 15:04:05"), touchedAs(l.style, t))
	return l.err
}

func (l *RunPackets) line(format string, args ...any) {
	if l.err == nil {
		_, l.err = plain.Fprintf(l.out, format, args...)
	}
}

// Close writes the sums.
func (l *RunPackets) Close() error {
	if l.line("\n%s\n", l.style.Say(ByStatus(l.style, l.sums))); l.err != nil {
		return l.err
	}
	return l.out.Flush()
}

// touchedAs is the address of a packet, how it came to its outcome, why, and what it is now if that is something else.
func touchedAs(s page.Style, t *history.Touched) string {
	text := s.Address(t.Now.Campaign, t.Now.Key)
	var how []lang.Text
	if t.Requests > 0 {
		how = append(how, words.Counted(t.Requests, words.Request))
	}
	if t.Queries > 0 {
		how = append(how, lang.Both("asked", "已查询"))
	}
	if len(how) > 0 {
		text += "  " + s.Say(listOf(how))
	}
	if why := reasonText(s, t.Code, t.Text); why != "" && !t.Status.Paid() {
		text += "  " + why
	}
	switch {
	case string(t.Now.BillNo) != t.BillNo: // what this number became meanwhile is in its own history
		text += aside(s, lang.Format("now %s under %s", "现为%s，商户订单号 %s", t.Now.Status.Said(), string(t.Now.BillNo)))
	case t.Now.Status != t.Status:
		text += aside(s, lang.Format("now %s", "现为%s", t.Now.Status.Said()))
	}
	return text
}
