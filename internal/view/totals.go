package view

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// shownTotal is how the count of one action reads.
type shownTotal struct {
	action plan.Action
	always bool
	noun   string
}

// of is the noun for a number of packets.
func (t shownTotal) of(n int) string {
	if t.action == plan.Conflict {
		return words.Plural(n, words.Conflict).English
	}
	if t.action == plan.Orphan {
		return words.Plural(n, words.Orphan).English
	}
	return t.noun
}

// shownTotals tell which counts stand in the closing line: those of every plan always, the others where they are not zero.
var shownTotals = []shownTotal{
	{plan.Send, true, "to send"},
	{plan.Correct, false, "to correct"},
	{plan.Resend, false, "to send again"},
	{plan.Retry, true, "retry"},
	{plan.Resolve, true, "resolve"},
	{plan.Done, true, "done"},
	{plan.Conflict, true, "conflict"},
	{plan.Held, false, "held"},
	{plan.Refused, false, "refused"},
	{plan.Failed, false, "failed"},
	{plan.Orphan, false, "orphan"},
}

// counted is the line of counts: "1,000 to send, 0 retry, 0 resolve, 0 done, 0 conflicts".
func counted(t plan.Totals) string {
	var parts []string
	for _, each := range shownTotals {
		n := t[each.action].Packets
		if n == 0 && !each.always {
			continue
		}
		parts = append(parts, money.Count(n)+" "+each.of(n))
	}
	return strings.Join(parts, ", ")
}

// closing is the last two lines of a plan: counts, and money.
func (p *planPage) closing(plans ...*plan.Plan) {
	p.Paragraph(0, "Plan: "+Summed(plans...)+".")
	p.Paragraph(0, p.moneyLine(plan.TotalsOf(plans...).Open(), venueOfAll(plans)))
}

// Summed is the line of counts of all that the files name, with those that a selection leaves out.
func Summed(plans ...*plan.Plan) string {
	text := counted(plan.TotalsOf(plans...))
	if left := plan.ExcludedFrom(plans...).Sum; left.Packets > 0 {
		text += fmt.Sprintf(", %s left out", money.Count(left.Packets))
	}
	return text
}

func (p *planPage) moneyLine(open money.Tally, at venue) string {
	if open.Packets == 0 {
		return "Money: nothing will leave the account."
	}
	return "Money: at most " + p.Money(open.Amount) + at.texts().atMost
}

// nothingLeft says that an apply would do nothing, and whether that is because all is done.
func (p *planPage) nothingLeft(of *plan.Plan) {
	done := of.Tally(plan.Done)
	text := fmt.Sprintf("Nothing left to send: %s %s done, %s.", words.Counted(done.Packets, words.Packet).English, are(done.Packets), p.Money(done.Amount))
	if rest := of.Recipients() - done.Packets; rest > 0 {
		text = fmt.Sprintf("Nothing to send now: %s %s done, %s; %s %s not, see above.", words.Counted(done.Packets, words.Packet).English,
			are(done.Packets), p.Money(done.Amount), money.Count(rest), are(rest))
	}
	if back := of.Returned; back.Packets > 0 {
		text += " " + p.Money(back.Amount) + " of that came back."
	}
	p.Paragraph(0, text)
	p.Blank()
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
