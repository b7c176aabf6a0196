package view

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// CanaryOutcome is how far the canary has come, in a word for programs.
type CanaryOutcome string

// The outcomes. Only after CanaryGo is anybody else paid.
const (
	CanaryGo       CanaryOutcome = "continue" // a person has looked and said so
	CanaryWaits    CanaryOutcome = "waits"    // it is paid, and nobody has said go yet
	CanaryDeclined CanaryOutcome = "declined" // a person has looked and has not said go
	CanaryUnpaid   CanaryOutcome = "unpaid"   // not all of it is paid
)

// Canary is what is known of the canary when somebody has to decide about the rest.
type Canary struct {
	Plans  []*plan.Plan // those that wait for theirs
	Beside []*plan.Plan // of other campaigns, which wait with them
	// Stale says that another plan has paid the canary, so that the phones do not show what would be sent.
	Stale   bool
	Silence string // why WeChat Pay gave no clear answer about one; "" where it did
	Outcome CanaryOutcome
	Command string // that goes on
}

// Rest is what waits for the canary.
func (c Canary) Rest() (rest money.Tally) {
	for _, p := range c.Plans {
		rest = rest.Plus(p.Canaries.Rest)
	}
	return rest
}

// Pending are those of it who are not paid, with their plans.
func (c Canary) Pending() iter.Seq2[*plan.Plan, *plan.Packet] {
	return func(yield func(*plan.Plan, *plan.Packet) bool) {
		for _, of := range c.Plans {
			for _, packet := range of.Canaries.Pending() {
				if !yield(of, packet) {
					return
				}
			}
		}
	}
}

// canaryPage is what is printed on that some go first.
type canaryPage struct{ page.Page }

// CanaryStanding prints what WeChat Pay says of the canary, what to look at on the phones, and what waits.
func CanaryStanding(w io.Writer, c Canary, s page.Style) error {
	p := &canaryPage{page.Page{Style: s}}
	p.Line("")
	for _, line := range page.Wrap("The canary is paid. Look at these phones now:", p.Columns()) {
		p.Line("%s", p.Paint(page.InkStrong, line))
	}
	p.Blank()
	p.packets(c)
	p.Blank()
	p.Paragraph(2, "Look at the sender's name, the wish and the amount, and open one: what is wrong with these will be wrong with all.")
	p.silence(c)
	p.stale(c)
	p.Paragraph(2, "Waiting: "+p.Tallied(c.Rest(), words.Plural(c.Rest().Packets, words.Packet).English)+".")
	return p.Print(w)
}

// CanaryDecided prints how it came out with the canary, and how to go on where nobody else is paid now.
func CanaryDecided(w io.Writer, c Canary, s page.Style) error {
	p := &canaryPage{page.Page{Style: s}}
	rest := p.Tallied(c.Rest(), words.Plural(c.Rest().Packets, words.Packet).English)
	p.Line("")
	switch c.Outcome {
	case CanaryGo:
		p.Paragraph(0, "The canary was looked at. Sending the rest: "+rest+".")
		return p.Print(w)
	case CanaryDeclined:
		p.Paragraph(0, "Stopped after the canary, as asked. Nothing else was sent: "+rest+" stay open.")
	case CanaryWaits:
		p.Paragraph(0, "The canary is paid, and the rest waits for a person: "+rest+". Nothing else was sent.")
		p.Blank()
		p.packets(c)
		p.silence(c)
		p.stale(c)
		p.Blank()
		p.Paragraph(0, "Look at the phones of these people. If all is right, go on; the total to approve is that of the rest.")
	case CanaryUnpaid:
		p.Paragraph(0, "The canary is not paid, so nothing else was sent: "+rest+" stay open.")
		p.Blank()
		p.packets(c)
		for of, packet := range c.Pending() {
			why, advice := packet.Standing()
			p.Paragraph(2, p.NamedAddress(of.Campaign.Name, packet.Key(), packet.Recipient.Label)+" "+p.Told(p.Say(why))+". "+p.Say(advice))
		}
	}
	if c.Command != "" {
		p.Command("Go on:", c.Command)
	}
	return p.Print(w)
}

// packets lists the first of them, one below the other: a bill number must not be cut.
func (p *canaryPage) packets(c Canary) {
	left := 0
	for _, of := range c.Plans {
		left += len(of.Canaries.Packets)
	}
	shown := 0
	for _, of := range c.Plans {
		for i := range of.Canaries.Packets {
			if shown++; shown > words.ListedMax {
				continue
			}
			packet := &of.Canaries.Packets[i]
			said := SaidOf(&packet.Recorded)
			if no := packet.BillNo(); no != "" {
				said += ", bill number " + page.Clean(string(no))
			}
			p.Paragraph(2, p.NamedAddress(of.Campaign.Name, packet.Key(), packet.Recipient.Label)+", "+p.Money(packet.Amount()))
			p.Paragraph(4, said)
		}
	}
	p.More(left)
}

func (p *canaryPage) stale(c Canary) {
	if c.Stale {
		p.Paragraph(2, "What these phones show was not written by this plan, but by one before the campaign, its list or the choice of recipients was "+
			"changed, or before the state was rebuilt. The rest gets what the files say now. Only a person on a terminal can go on; or name another canary "+
			"with -canary.")
	}
}

func (p *canaryPage) silence(c Canary) {
	if c.Silence != "" {
		p.Paragraph(2, p.Told("No clear answer just now: "+words.Sentence(c.Silence)))
	}
}

// SaidOf is what the platform was last heard to say of a packet, for people.
func SaidOf(r *state.Packet) string {
	word := page.Clean(r.PlatformStatus)
	if word != "" {
		word += ": "
	}
	switch r.Status {
	case state.Sent:
		return word + "not opened yet"
	case state.Received:
		if r.ReceivedAt.IsZero() {
			return word + "opened"
		}
		return word + "opened at " + beijing.Format(r.ReceivedAt)
	case state.Refunding, state.Refunded:
		return word + "never opened, the money goes back"
	case state.Refused, state.Failed, state.Held:
		return coded(r.Status, r.Code)
	case state.Unknown, state.Reserved:
		return "nothing clear"
	}
	return "nothing was sent"
}

// canaryLine says in one line who goes first; "" where nobody does.
func canaryLine(s page.Style, of *plan.Plan) string {
	c := &of.Canaries
	if len(c.Packets) == 0 {
		return ""
	}
	const shown = 3
	var names []string
	for i := range c.Packets[:min(len(c.Packets), shown)] {
		packet := &c.Packets[i]
		names = append(names, s.Named(packet.Key(), packet.Recipient.Label)+" "+s.Money(packet.Amount()))
	}
	who := strings.Join(names, ", ")
	if more := len(c.Packets) - shown; more > 0 {
		who += fmt.Sprintf(" and %s more", money.Count(more))
	}
	switch {
	case c.Waits() && c.Open.Packets == 0 && len(c.Pending()) == 0:
		return "paid, and the rest waits for a person: " + who
	case c.Waits():
		return words.Counted(len(c.Packets), words.Packet).English + " first, then a person says go: " + who
	case c.Rest.Packets == 0:
		return "nobody waits for it: " + who
	default:
		return "looked at before: " + who
	}
}
