package view

import (
	"io"
	"strings"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Ending is what a run's summary is made of.
type Ending struct {
	Result  apply.Result
	Plan    *plan.Plan // that the run acted on
	Serial  int64      // of the state now
	Ended   time.Time  // when the run was over; zero: as long after the plan as it took
	Command string     // that continues the run
}

// account is where the campaign's money is after the run.
func (e Ending) account() apply.Account { return apply.AccountOf(e.Plan, e.Result.Counts) }

// summaryPage is what the summary of a run is printed on.
type summaryPage struct{ page.Page }

// Summary prints how a run ended: what was paid, why it stopped early if it did, everybody who was not paid by reason with
// what to do about it, where the campaign stands, and the command that goes on.
func Summary(w io.Writer, e Ending, s page.Style) error {
	p := &summaryPage{page.Page{Style: s}}
	p.Line("")
	p.verdict(e)
	p.stopped(e.Result)
	p.reasons(e)
	p.standing(e)
	return p.Print(w)
}

// Complete reports whether everybody the run acted on is paid.
func Complete(r apply.Result) bool {
	return r.Stop == apply.NotStopped && len(r.Reasons) == 0 && r.Left.Packets == 0
}

func (p *summaryPage) verdict(e Ending) {
	r := e.Result
	title, colour := endingTitle(e), page.InkWarning
	if Complete(r) {
		colour = page.InkGood
	}
	word := p.Say(lang.Format("%s: ", "%s：", title))
	text := p.Say(outcome(p.Style, e))
	for i, line := range page.Wrap(word+text, p.Columns()) {
		if rest, ok := strings.CutPrefix(line, word); ok && i == 0 {
			p.Line("%s%s", p.Paint(colour, word), rest)
			continue
		}
		p.Line("%s", line)
	}
}

// endingTitle is how a run ended, in short.
func endingTitle(e Ending) lang.Text {
	switch canary := e.Plan.Canaries.Alone; {
	case canary && Complete(e.Result):
		return lang.Both("Canary complete", "先行试发已完成")
	case canary:
		return lang.Both("Canary incomplete", "先行试发未完成")
	case Complete(e.Result):
		return lang.Both("Apply complete", "发放已完成")
	default:
		return lang.Both("Apply incomplete", "发放未完成")
	}
}

// outcome is a run in a sentence of its packets and one of its money.
func outcome(s page.Style, e Ending) lang.Text {
	return Outcomes(s, e.Result).Then(lang.Stop).Then(moneySent(s, e))
}

// Outcomes counts a run's packets: "371 sent, 3 failed, 1 unknown".
func Outcomes(s page.Style, r apply.Result) lang.Text {
	parts := []lang.Text{numberOf(r.SentNow.Packets, lang.Both("sent", "已发放"))}
	if r.Found.Packets > 0 {
		parts = append(parts, s.Tallied(r.Found, lang.Both("found to be paid already", "查明先前已发放")))
	}
	if r.CameBack.Packets > 0 {
		parts = append(parts, s.Tallied(r.CameBack, lang.Both("found to have come back", "查明已退回")))
	}
	for _, each := range []struct {
		packets int
		word    lang.Text
	}{
		{r.Tallies[state.Failed].Packets, state.Failed.Said()},
		{r.Tallies[state.Refused].Packets, state.Refused.Said()},
		{UnknownOf(r).Packets, state.Unknown.Said()},
		{r.Tallies[state.Held].Packets, state.Held.Said()},
		{r.Left.Packets, notBegun},
	} {
		if each.packets > 0 {
			parts = append(parts, numberOf(each.packets, each.word))
		}
	}
	return listOf(parts)
}

var notBegun = lang.Both("not begun", "未开始")

func moneySent(s page.Style, e Ending) lang.Text {
	moved := venueOf(e.Plan.Campaign.Merchant).texts().moved(s.Money(e.Result.SentNow.Amount))
	return lang.Format("%s, in %s.", "%s，用时 %s。", moved, words.Span(e.Result.Elapsed))
}

func (p *summaryPage) stopped(r apply.Result) {
	text, known := stopText[r.Stop]
	if !known {
		return
	}
	p.Blank()
	p.Paragraph(0, text.what)
	if !r.Why.Empty() && r.Stop != apply.Interrupted && r.Stop != apply.Forced {
		p.Paragraph(2, told(p.Style, words.SentenceText(r.Why)))
	}
	advice := r.Advice
	if advice.Empty() {
		advice = text.advice
	}
	if !advice.Empty() {
		p.Paragraph(2, told(p.Style, words.SentenceText(advice)))
	}
}

// reasons lists who was not paid, by reason, the largest group first.
func (p *summaryPage) reasons(e Ending) {
	if len(e.Result.Reasons) == 0 {
		return
	}
	p.Blank()
	if p.Columns() < narrow {
		p.reasonList(e)
	} else {
		p.reasonTable(e)
	}
}

// narrow is the width below which a table has no room for sentences.
const narrow = 60

func (p *summaryPage) reasonTable(e Ending) {
	t := &page.Table{Wrap: true, Columns: []page.Column{
		{Title: lang.Both("Reason", "原因")},
		{Title: lang.Both("Packets", "红包数"), Right: true},
		{Title: lang.Both("Amount", "金额"), Right: true},
		{Title: lang.Both("What to do", "处理办法")},
	}}
	for i := range e.Result.Reasons {
		r := &e.Result.Reasons[i]
		t.Add("", p.Say(reasonName(r)), money.Count(r.Packets), p.Money(r.Amount), p.Say(p.toDo(r, e)))
	}
	t.Print(&p.Page)
	p.Blank()
	for i := range e.Result.Reasons {
		p.Paragraph(page.TableIndent, p.who(&e.Result.Reasons[i]))
	}
}

func (p *summaryPage) reasonList(e Ending) {
	for i := range e.Result.Reasons {
		r := &e.Result.Reasons[i]
		p.Paragraph(2, clauses(reasonName(r), p.Tally(money.Tally{Packets: r.Packets, Amount: r.Amount}, words.Packet)))
		p.Paragraph(page.TableIndent, p.toDo(r, e))
		p.Paragraph(page.TableIndent, p.who(r))
	}
}

func reasonName(r *apply.Reason) lang.Text {
	if r.Code == "" {
		return r.Status.Said()
	}
	return state.Spoken(r.Code).Each(page.Clean)
}

// toDo is the next step for packets that ended for a reason.
func (p *summaryPage) toDo(r *apply.Reason, e Ending) lang.Text {
	next := nextStep(r.Status, e.notBefore(r))
	if r.Advice.Empty() || r.Status == state.Refunding || r.Status == state.Refunded {
		return told(p.Style, next)
	}
	return told(p.Style, words.SentenceText(r.Advice).Then(lang.Blank).Then(next))
}

// nextStep is what the command that goes on does about packets of a status, soonest when they may be looked at again; zero: now.
func nextStep(status state.Status, soonest time.Time) lang.Text {
	switch status {
	case state.Unknown, state.Reserved:
		if !soonest.IsZero() {
			return lang.Format("redpack apply, after %s: it asks WeChat Pay first and pays nobody twice.", "%s 之后运行 redpack apply：它先向微信支付查询，不会重复发放。",
				beijing.Format(soonest))
		}
		return lang.Both("redpack apply: it asks WeChat Pay first and pays nobody twice.", "运行 redpack apply：它先向微信支付查询，不会重复发放。")
	case state.Held:
		if !soonest.IsZero() {
			return lang.Format("redpack apply, after %s.", "%s 之后运行 redpack apply。", beijing.Format(soonest))
		}
		return lang.Both("Then: redpack apply.", "然后运行 redpack apply。")
	case state.Refused:
		return lang.Both("Correct the line in the file and apply, or redpack apply -retry-refused sends the same again.",
			"改正文件中的这一行，再运行 apply；或用 redpack apply -retry-refused 原样重发。")
	case state.Failed:
		return lang.Both("redpack apply -retry-failed tries again, with a new number; so does apply after the line is corrected.",
			"redpack apply -retry-failed 用新的商户订单号再发一次；改正这一行后运行 apply 也一样。")
	case state.Refunding, state.Refunded:
		return lang.Both("The money went back; redpack apply -resend-refunded sends it again, with a new number.",
			"款项已退回；redpack apply -resend-refunded 用新的商户订单号重发。")
	case state.Sent, state.Received:
	}
	return lang.Text{}
}

// who names the first recipients of a reason, with the platform's own words for it.
func (p *summaryPage) who(r *apply.Reason) lang.Text {
	text := lang.Format("%s: %s", "%s：%s", coded(r.Status, r.Code), strings.Join(p.Addresses(r.Addresses), " "))
	if more := r.Packets - len(r.Addresses); more > 0 {
		text = text.Then(lang.Format(" and %s more", "，另有 %s 个", money.Count(more)))
	}
	if !r.Text.Empty() {
		text = text.Then(lang.Format(" (%s)", "（%s）", r.Text.Each(p.Told)))
	}
	return text
}

// standing says where the campaign stands after the run, and how to go on.
func (p *summaryPage) standing(e Ending) {
	a := e.account()
	p.Blank()
	p.Paragraph(0, campaignTotal(p.Style, a))
	p.Paragraph(0, threeParts(p.Style, a))
	if e.Result.Stop != apply.StateFailed {
		p.Paragraph(0, lang.Format("State saved, serial %s.", "状态库已保存，序号 %s。", money.Count(int(e.Serial))))
	}
	if left := e.Plan.LeftOut; left.Packets > 0 && !e.Plan.Canaries.Alone {
		p.Paragraph(0, lang.Format("Left out by the choice of recipients: %s.", "因筛选领取人未纳入：%s。", p.Tally(left, words.Packet)))
	}
	if parked := parkedOf(e.Plan); !parked.Empty() {
		p.Paragraph(0, lang.Format("Not part of this run: %s.", "不在本次发放之内：%s。", parked))
	} else if Complete(e.Result) {
		return
	}
	if e.Command == "" {
		return
	}
	if soonest := e.nextTry(); !soonest.IsZero() {
		p.Paragraph(0, lang.Format("Before %s there is nothing to go on with.", "%s 之前没有可继续的工作。", beijing.Format(soonest)))
	}
	p.Command(goOn, e.Command)
}

// parkedOf counts whom a plan leaves as they are although they are not paid: "4 refused, 1 held"; "" where there is nobody.
func parkedOf(of *plan.Plan) lang.Text {
	var parts []lang.Text
	for _, each := range shownTotals {
		if n := of.Parked(each.action); n > 0 {
			parts = append(parts, each.counted(n))
		}
	}
	return listOf(parts)
}

// ended is when the run was over.
func (e Ending) ended() time.Time {
	if e.Ended.IsZero() {
		return e.Plan.At.Add(e.Result.Elapsed)
	}
	return e.Ended
}

// notBefore is when packets of a reason may be looked at again; zero: now, or soon.
func (e Ending) notBefore(r *apply.Reason) time.Time {
	if soon(r.NextTry, e.ended()) {
		return time.Time{}
	}
	return r.NextTry
}

// soon reports whether a time comes so soon that nobody has to know it.
func soon(at, now time.Time) bool { return !at.After(now.Add(time.Minute)) }

// tries reports whether the command that goes on does something about packets of a reason.
func (e Ending) tries(r *apply.Reason) bool {
	return r.Status != state.Refused && r.Status != state.Failed || strings.Contains(e.Command, "-retry-")
}

// nextTry is when the first packet may be looked at again, where all that the command goes on with waits for its time; zero: now.
func (e Ending) nextTry() (soonest time.Time) {
	waiting := 0
	for i := range e.Result.Reasons {
		r := &e.Result.Reasons[i]
		if !e.tries(r) {
			continue
		}
		at := e.notBefore(r)
		if r.Status != state.Unknown && r.Status != state.Held || at.IsZero() {
			return time.Time{}
		}
		if waiting += r.Packets; soonest.IsZero() || at.Before(soonest) {
			soonest = at
		}
	}
	if open := e.Result.Left.Packets + UnknownOf(e.Result).Packets + e.Result.Tallies[state.Held].Packets; open > waiting {
		return time.Time{}
	}
	return soonest
}
