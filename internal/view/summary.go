package view

import (
	"fmt"
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
	what := "Apply"
	if e.Plan.Canaries.Alone {
		what = "Canary"
	}
	word, colour := what+" incomplete: ", page.InkWarning
	if Complete(r) {
		word, colour = what+" complete: ", page.InkGood
	}
	text := Outcomes(p.Style, r) + ". " + moneySent(p.Style, e)
	for i, line := range page.Wrap(word+text, p.Columns()) {
		if rest, ok := strings.CutPrefix(line, word); ok && i == 0 {
			p.Line("%s%s", p.Paint(colour, word), rest)
			continue
		}
		p.Line("%s", line)
	}
}

// Outcomes counts a run's packets: "371 sent, 3 failed, 1 unknown".
func Outcomes(s page.Style, r apply.Result) string {
	parts := []string{money.Count(r.SentNow.Packets) + " sent"}
	if r.Found.Packets > 0 {
		parts = append(parts, fmt.Sprintf("%s found to be paid already (%s)", money.Count(r.Found.Packets), s.Money(r.Found.Amount)))
	}
	if r.CameBack.Packets > 0 {
		parts = append(parts, fmt.Sprintf("%s found to have come back (%s)", money.Count(r.CameBack.Packets), s.Money(r.CameBack.Amount)))
	}
	for _, each := range []struct {
		packets int
		word    string
	}{
		{r.Tallies[state.Failed].Packets, "failed"},
		{r.Tallies[state.Refused].Packets, "refused"},
		{UnknownOf(r).Packets, "unknown"},
		{r.Tallies[state.Held].Packets, "held"},
		{r.Left.Packets, "not begun"},
	} {
		if each.packets > 0 {
			parts = append(parts, money.Count(each.packets)+" "+each.word)
		}
	}
	return strings.Join(parts, ", ")
}

func moneySent(s page.Style, e Ending) string {
	what := venueOf(e.Plan.Campaign.Merchant).texts().moved
	return fmt.Sprintf("%s %s, in %s.", s.Money(e.Result.SentNow.Amount), what, words.Span(e.Result.Elapsed).English)
}

// stopText says for each stop what happened, in words for whoever comes to it cold. advice is for stops that come without
// one.
var stopText = map[apply.Stop]struct{ what, advice string }{
	apply.Interrupted:    {"Stopped as asked. Nothing is in flight any more.", ""},
	apply.Forced:         {"Stopped at once. Requests that were in flight were given up and may have been paid.", "Apply again: it asks WeChat Pay about each of them before it sends anything."},
	apply.WindowClosed:   {"Stopped because the campaign may not send now.", "Apply again when the window is open, or use -wait to let redpack wait for it."},
	apply.BalanceEmpty:   {"Stopped because the merchant's account has too little money.", "Top it up, then apply again."},
	apply.DailyLimit:     {"Stopped because the merchant's sum for this day is used up.", "Apply again after midnight, Beijing time."},
	apply.BrokenSetup:    {"Stopped because WeChat Pay would refuse every packet like this one. Nobody's number is lost.", "Repair what it names, then apply again."},
	apply.TooManyRefused: {"Stopped because so many recipients in a row were refused that the cause is hardly theirs.", "Check the list, the appid and the product settings, then apply again."},
	apply.NoClearAnswers: {"Stopped because WeChat Pay gives no clear answers.", "Check the network, then apply again: it asks before it sends."},
	apply.StateFailed:    {"Stopped because the state could not be written. Without it nothing may be sent.", "Never delete the state. Check it with `redpack state check`, then apply again: what was in flight is asked about first."},
	apply.WorkLost:       {"Stopped because what was approved could not be read back from the disk. Nobody was sent anything in its place.", "Look at the disk and the memory of this machine, then apply again."},
	apply.Expired:        {"Stopped because the saved plan does not hold any more. Nothing is in flight.", "Make a new plan of the rest, and have it approved."},
}

func (p *summaryPage) stopped(r apply.Result) {
	text, known := stopText[r.Stop]
	if !known {
		return
	}
	p.Blank()
	p.Paragraph(0, text.what)
	if !r.Why.Empty() && r.Stop != apply.Interrupted && r.Stop != apply.Forced {
		p.Paragraph(2, p.Told(words.Sentence(r.Why.English)))
	}
	advice := r.Advice
	if advice.Empty() {
		advice = lang.Same(text.advice)
	}
	if !advice.Empty() {
		p.Paragraph(2, p.Told(words.Sentence(advice.English)))
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
		{Title: "Reason"}, {Title: "Packets", Right: true}, {Title: "Amount", Right: true}, {Title: "What to do"},
	}}
	for i := range e.Result.Reasons {
		r := &e.Result.Reasons[i]
		t.Add("", reasonName(r), money.Count(r.Packets), p.Money(r.Amount), p.toDo(r, e))
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
		p.Paragraph(2, fmt.Sprintf("%s, %s", reasonName(r), p.Tallied(money.Tally{Packets: r.Packets, Amount: r.Amount}, words.Plural(r.Packets, words.Packet).English)))
		p.Paragraph(page.TableIndent, p.toDo(r, e))
		p.Paragraph(page.TableIndent, p.who(r))
	}
}

func reasonName(r *apply.Reason) string {
	if r.Code == "" {
		return r.Status.String()
	}
	return page.Clean(r.Code)
}

// toDo is the next step for packets that ended for a reason.
func (p *summaryPage) toDo(r *apply.Reason, e Ending) string {
	advice := ""
	if !r.Advice.Empty() {
		advice = words.Sentence(r.Advice.English) + " "
	}
	switch r.Status {
	case state.Unknown, state.Reserved:
		const asks = "it asks WeChat Pay first and pays nobody twice."
		if soonest := e.notBefore(r); !soonest.IsZero() {
			return p.Told(advice + "redpack apply, after " + beijing.Format(soonest) + ": " + asks)
		}
		return p.Told(advice + "redpack apply: " + asks)
	case state.Held:
		if soonest := e.notBefore(r); !soonest.IsZero() {
			return p.Told(advice + "redpack apply, after " + beijing.Format(soonest) + ".")
		}
		return p.Told(advice + "Then: redpack apply.")
	case state.Refused:
		return p.Told(advice + "Correct the line in the file and apply, or redpack apply -retry-refused sends the same again.")
	case state.Failed:
		return p.Told(advice + "redpack apply -retry-failed tries again, with a new number; so does apply after the line is corrected.")
	case state.Refunding, state.Refunded:
		return "The money went back; redpack apply -resend-refunded sends it again, with a new number."
	case state.Sent, state.Received:
	}
	return p.Told(advice)
}

// who names the first recipients of a reason, with the platform's own words for it.
func (p *summaryPage) who(r *apply.Reason) string {
	text := coded(r.Status, r.Code) + ": " + page.Clean(strings.Join(p.Addresses(r.Addresses), " "))
	if more := r.Packets - len(r.Addresses); more > 0 {
		text += fmt.Sprintf(" and %s more", money.Count(more))
	}
	if !r.Text.Empty() {
		text += " (" + p.Told(r.Text.English) + ")"
	}
	return text
}

// standing says where the campaign stands after the run, and how to go on.
func (p *summaryPage) standing(e Ending) {
	a := e.account()
	p.Blank()
	p.Paragraph(0, "Campaign total: "+standingOf(p.Style, a)+".")
	p.Paragraph(0, threeParts(p.Style, a)+".")
	if e.Result.Stop != apply.StateFailed {
		p.Paragraph(0, fmt.Sprintf("State saved, serial %s.", money.Count(int(e.Serial))))
	}
	if left := e.Plan.LeftOut; left.Packets > 0 && !e.Plan.Canaries.Alone {
		p.Paragraph(0, "Left out by the choice of recipients: "+p.Tallied(left, words.Plural(left.Packets, words.Packet).English)+".")
	}
	if parked := parkedOf(e.Plan); parked != "" {
		p.Paragraph(0, "Not part of this run: "+parked+".")
	} else if Complete(e.Result) {
		return
	}
	if e.Command == "" {
		return
	}
	if soonest := e.nextTry(); !soonest.IsZero() {
		p.Paragraph(0, fmt.Sprintf("Before %s there is nothing to go on with.", beijing.Format(soonest)))
	}
	p.Command("Go on:", e.Command)
}

// parkedOf counts whom a plan leaves as they are although they are not paid: "4 refused, 1 held"; "" where there is nobody.
func parkedOf(of *plan.Plan) string {
	var parts []string
	for _, each := range shownTotals {
		if n := of.Parked(each.action); n > 0 {
			parts = append(parts, money.Count(n)+" "+each.of(n))
		}
	}
	return strings.Join(parts, ", ")
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
