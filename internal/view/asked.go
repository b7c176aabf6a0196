package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
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
		p.Paragraph(0, "Nothing to ask: no packet may still change.")
	default:
		p.Paragraph(0, AskedLine(p.Style, r))
	}
	if !r.Silence.Empty() && r.Stop == apply.NotStopped {
		p.Paragraph(2, p.Told("No answer: "+words.Sentence(p.Say(r.Silence))))
	}
	p.disputes(r.Disputed)
	if r.TooOld.Packets > 0 {
		p.Blank()
		p.Paragraph(0, fmt.Sprintf("%s in doubt left more than 30 days ago. WeChat Pay answers no queries about them; look them up by bill "+
			"number on the merchant platform (商户平台).", p.Tallied(r.TooOld, words.Plural(r.TooOld.Packets, words.Packet).English)))
	}
	p.cohorts(days)
	p.asking(r.Stop, r.Why.English, "redpack refresh")
	return p.Print(w)
}

// cohortsMax is how many days a screen shows.
const cohortsMax = 14

// cohorts tells what became of each day's packets. It goes down the page, so that it fits any width.
func (p *askedPage) cohorts(days []report.Cohort) {
	if len(days) == 0 {
		return
	}
	t := moneyTable("By day of sending")
	shown := days[max(0, len(days)-cohortsMax):]
	for _, d := range shown {
		p.cohort(t, d.Day, &d.Sums)
	}
	if len(days) > 1 {
		t.Rule()
		all := report.Total(days)
		p.cohort(t, "all days", &all)
	}
	p.Blank()
	t.Print(&p.Page)
	if more := len(days) - len(shown); more > 0 {
		p.Paragraph(2, words.Counted(more, words.EarlierDay).English+" not shown: redpack report -o report/ writes all.")
	}
}

// cohort adds the lines of one day: what was sent, and where it is by now.
func (p *askedPage) cohort(t *page.Table, day string, sums *report.Sums) {
	var parts []moneyPart
	for _, standing := range []report.Standing{report.Received, report.Waiting, report.Refunded, report.InDoubt} {
		parts = append(parts, moneyPart{standing.String(), sums.Of(standing)})
	}
	p.tallies(t, day, sums.Sent(), parts...)
}

// AskedLine counts in one sentence: "Asked about 12 packets in 1 s: 8 received, 1 failed; 3 unchanged."
func AskedLine(s page.Style, r inquiry.Refreshed) string {
	parts, changed := Statuses(r.Changed)
	if rest := r.Asked.Packets - changed; rest > 0 {
		parts = append(parts, money.Count(rest)+" unchanged")
	}
	if rest := r.Open.Packets - r.Asked.Packets; rest > 0 {
		parts = append(parts, money.Count(rest)+" without an answer")
	}
	text := fmt.Sprintf("Asked WeChat Pay about %s in %s: %s.", words.Counted(r.Open.Packets, words.Packet).English, words.Span(r.Elapsed).English, strings.Join(parts, ", "))
	if r.Unknown.Packets > 0 {
		text += fmt.Sprintf(" Still unknown: %s.", s.Tallied(r.Unknown, words.Plural(r.Unknown.Packets, words.Packet).English))
	}
	return text
}

// Statuses lists tallies by status: "8 received", "1 failed".
func Statuses(tallies map[state.Status]money.Tally) (parts []string, packets int) {
	for _, status := range state.Statuses() {
		if t := tallies[status]; t.Packets > 0 {
			parts = append(parts, money.Count(t.Packets)+" "+status.String())
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
	p.Headline("!", fmt.Sprintf("%s of which WeChat Pay says what cannot be; left as recorded", words.Counted(len(disputed), words.Packet).English), page.InkError)
	for _, d := range disputed[:min(len(disputed), words.ListedMax)] {
		p.Paragraph(page.TableIndent, fmt.Sprintf("%s is recorded as %s with %s; WeChat Pay says %s", p.Address(d.Packet.Campaign, d.Packet.Key),
			d.Packet.Status, p.Money(d.Packet.Amount), p.Told(d.Says.English)))
	}
	p.More(len(disputed))
}

// asking says why asking ended early, and how to go on.
func (p *askedPage) asking(stop apply.Stop, why, command string) {
	text := map[apply.Stop]string{
		apply.Interrupted:    "Stopped as asked. What was learnt is recorded.",
		apply.Forced:         "Stopped at once. What was learnt is recorded.",
		apply.BrokenSetup:    "Stopped because WeChat Pay refuses to answer at all: " + words.Sentence(why),
		apply.NoClearAnswers: "Stopped because WeChat Pay gives no clear answers: " + words.Sentence(why),
	}[stop]
	if text != "" {
		p.Blank()
		p.Paragraph(0, p.Told(text))
		p.Command("Go on:", command)
	}
}

// Rebuilt writes what a rebuild restored and what it could not.
func Rebuilt(w io.Writer, r inquiry.Rebuilt, s page.Style) error {
	p := &askedPage{moneyPage{page.Page{Style: s}}}
	parts, packets := Statuses(r.Restored)
	text := fmt.Sprintf("Restored %s in %s", words.Counted(packets, words.Packet).English, words.Span(r.Elapsed).English)
	if packets > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	p.Paragraph(0, text+fmt.Sprintf(". The campaign files name %s.", p.Tallied(r.Recipients, words.Plural(r.Recipients.Packets, words.Recipient).English)))
	p.Paragraph(0, "Campaign total: "+standingOf(p.Style, r.Account)+".")
	p.Paragraph(0, fmt.Sprintf("Restored as paid %s + known before %s = delivered %s.", p.Money(r.Account.Found.Amount), p.Money(r.Account.Before.Amount),
		p.Money(r.Account.Delivered().Amount)))
	if r.InDoubt.Packets > 0 {
		p.Paragraph(0, "Of what is open, in doubt: "+p.Tallied(r.InDoubt, words.Plural(r.InDoubt.Packets, words.Packet).English)+".")
	}
	for _, each := range []struct {
		tally money.Tally
		what  string
	}{
		{r.Known, "in the state already"},
		{r.Unheard, "failed, and WeChat Pay does not know whether a new number was used after that: apply asks about it again, and sends it only with -retry-failed"},
		{r.NotFound, "not known to WeChat Pay under the numbers that they have now: plan counts them as to send"},
		{r.NoAnswer, "without a clear answer: run the same command again before you apply"},
	} {
		if each.tally.Packets > 0 {
			p.Paragraph(2, money.Count(each.tally.Packets)+" "+each.what+".")
		}
	}
	p.differing(r.Differing)
	p.shared(r.Shared)
	p.asking(r.Stop, r.Why.English, "redpack state rebuild")
	if len(r.Changed) > 0 {
		p.Paragraph(2, "A list was another one when it was read again, so somebody may not have been asked about: run the same command "+
			"again before you apply.")
	}
	if r.Stop == apply.NotStopped && r.NoAnswer.Packets == 0 && len(r.Changed) == 0 {
		p.Blank()
		p.Labelled(0, "Next:", "redpack plan")
	}
	return p.Print(w)
}

func (p *askedPage) differing(all []inquiry.Difference) {
	if len(all) == 0 {
		return
	}
	p.Blank()
	p.Headline("!", fmt.Sprintf("%s: paid something else than the file says now; restored as paid", words.Counted(len(all), words.Conflict).English), page.InkError)
	for _, d := range all[:min(len(all), words.ListedMax)] {
		p.Paragraph(page.TableIndent, fmt.Sprintf("%s: %s to %s; the file says %s to %s", p.Address(d.Packet.Campaign, d.Packet.Key),
			p.Money(d.Packet.Amount), p.OpenID(d.Packet.OpenID), p.Money(d.Amount), p.OpenID(d.OpenID)))
	}
	p.More(len(all))
}

func (p *askedPage) shared(addresses []string) {
	if len(addresses) == 0 {
		return
	}
	p.Blank()
	p.Headline("?", fmt.Sprintf("%s not restored: a bill number may belong to either of two, and a query does not tell whose it is. apply sends "+
		"it with its recipient; WeChat Pay then says whose it is, and pays no number twice", words.Counted(len(addresses), words.Recipient).English), page.InkWarning)
	for _, address := range addresses[:min(len(addresses), words.ListedMax)] {
		p.Paragraph(page.TableIndent, page.Clean(address))
	}
	p.More(len(addresses))
}

// AskedSoFar is the line that shows the progress of asking.
func AskedSoFar(a inquiry.Asked, all int) string {
	return fmt.Sprintf("asked WeChat Pay about %s of %s", money.Count(a.Done), money.Count(all))
}
