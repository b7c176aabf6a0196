package view

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// section is how a plan lists the packets of one action. what follows the count in its title.
type section struct {
	action  plan.Action
	mark    string
	what    func(n int) string
	columns []page.Column
	cells   func(s page.Style, p *plan.Packet) []string
}

// foldAfter is how many packets of one action are listed one by one. Of conflicts and of unknown ones everybody wants to see
// each, so they are folded only where nobody would read on.
const (
	foldAfter      = 20
	foldWorstAfter = 1000
)

func foldLimit(a plan.Action) int {
	if a == plan.Conflict || a == plan.Resolve || a == plan.Correct {
		return foldWorstAfter
	}
	return foldAfter
}

func fixed(text string) func(int) string { return func(int) string { return text } }

// sections are the actions that a plan lists, worst first. Their last column holds the key, which may be Chinese.
var sections = []section{
	{
		action: plan.Conflict, mark: "!",
		what: func(n int) string {
			return words.Plural(n, words.Conflict).English + ": recorded with something else than the file says now; never sent again"
		},
		columns: []page.Column{{Title: "Recorded", Right: true}, {Title: "File says", Right: true}, {Title: "Status", Spare: 1}, {Title: "Recipient"}},
		cells:   differences,
	},
	{
		action: plan.Correct, mark: "~", what: fixed("to correct: nothing was paid; once WeChat Pay confirms it, what the file says now is sent"),
		columns: []page.Column{{Title: "Recorded", Right: true, Spare: 2}, {Title: "File says", Right: true}, {Title: "Not paid because", Spare: 1}, {Title: "Recipient"}},
		cells: func(s page.Style, p *plan.Packet) []string {
			recorded, wanted := differing(s, p)
			return []string{recorded, wanted, statusCode(p.Recorded.Status, p.Recorded.Code), named(s, p) + fmt.Sprintf("  (%s)", page.Clean(place.Short(p.Recipient.Range)))}
		},
	},
	{
		action: plan.Resend, mark: "+", what: fixed("to send again: nobody took it; once WeChat Pay confirms that the money came back, a new number is sent"),
		columns: []page.Column{{Title: "Amount", Right: true}, {Title: "Came back", Spare: 1}, {Title: "Attempt", Right: true}, {Title: "Recipient"}},
		cells: func(s page.Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), backAt(&p.Recorded), money.Count(p.Attempt + 1), named(s, p)}
		},
	},
	{
		action: plan.Resolve, mark: "?", what: fixed("unknown: WeChat Pay is asked first, then the same number is sent only if needed"),
		columns: []page.Column{{Title: "Amount", Right: true}, {Title: "Bill number", Spare: 2}, {Title: "Since", Spare: 1}, {Title: "Why", Spare: 3}, {Title: "Recipient"}},
		cells: func(s page.Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), string(p.Recorded.BillNo), since(&p.Recorded), why(&p.Recorded), named(s, p) + correction(s, p) + unheard(p)}
		},
	},
	{
		action: plan.Retry, mark: "^", what: fixed("retry with the same bill number: refused for a cause that has passed"),
		columns: []page.Column{{Title: "Amount", Right: true}, {Title: "Why", Spare: 1}, {Title: "Recipient"}},
		cells:   amountWhyKey,
	},
	{
		action: plan.Held, mark: "|", what: fixed("held: not to be tried before the time given"),
		columns: []page.Column{{Title: "Amount", Right: true}, {Title: "Not before", Spare: 1}, {Title: "Why", Spare: 2}, {Title: "Recipient"}},
		cells: func(s page.Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), notBefore(p), why(&p.Recorded), named(s, p) + correction(s, p)}
		},
	},
	{
		action: plan.Refused, mark: "x", what: fixed("refused by WeChat Pay for the recipient; parked until the line is corrected, or -retry-refused sends the same again"),
		columns: []page.Column{{Title: "Amount", Right: true}, {Title: "Why", Spare: 1}, {Title: "Recipient"}},
		cells:   amountWhyKey,
	},
	{
		action: plan.Failed, mark: "x", what: fixed("failed for good, nothing was paid; a new attempt when the line is corrected, or with -retry-failed"),
		columns: []page.Column{{Title: "Amount", Right: true}, {Title: "Why", Spare: 1}, {Title: "Recipient"}},
		cells:   amountWhyKey,
	},
	{
		action: plan.Orphan, mark: "-", what: func(n int) string {
			return words.Plural(n, words.Orphan).English + ": recorded, and no longer in the file; nothing is undone"
		},
		columns: []page.Column{{Title: "Amount", Right: true}, {Title: "Status"}, {Title: "Since", Spare: 1}, {Title: "Recipient"}},
		cells: func(s page.Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), p.Recorded.Status.String(), since(&p.Recorded), named(s, p)}
		},
	},
}

// differences shows what differs: the persons, or else the amounts. The diagnostics that follow a plan say it all.
func differences(s page.Style, p *plan.Packet) []string {
	recorded, wanted := differing(s, p)
	where := fmt.Sprintf("  (%s)", page.Clean(place.Short(p.Recipient.Range)))
	return []string{recorded, wanted, p.Recorded.Status.String(), named(s, p) + supplementOf(s, p) + where}
}

// differing is what is recorded and what the file says: the persons where those differ, and the amounts where those do.
func differing(s page.Style, p *plan.Packet) (recorded, wanted string) {
	recorded, wanted = s.Money(p.Recorded.Amount), s.Money(p.Recipient.Amount)
	if p.Recipient.OpenID == p.Recorded.OpenID {
		return recorded, wanted
	}
	before, now := s.OpenID(p.Recorded.OpenID), s.OpenID(p.Recipient.OpenID)
	if p.Recipient.Amount == p.Recorded.Amount {
		return before, now
	}
	return before + " " + recorded, now + " " + wanted
}

// backAt is when the money of a packet came back.
func backAt(r *state.Packet) string {
	if r.RefundedAt.IsZero() {
		return beijing.Format(r.OutcomeAt)
	}
	return beijing.Format(r.RefundedAt)
}

// named is the key of a packet and the name that people know, which only the file has.
func named(s page.Style, p *plan.Packet) string { return s.Named(p.Key(), p.Recipient.Label) }

func amountWhyKey(s page.Style, p *plan.Packet) []string {
	key := named(s, p) + correction(s, p)
	if text := p.Recorded.Text; text != "" && text != p.Recorded.Code {
		key += "  " + s.Told(text)
	}
	return []string{s.Money(p.Amount()), why(&p.Recorded), key}
}

// correction is what the file says of a packet that was recorded with something else, behind whose supplement it is. What is recorded is
// not sent any more.
func correction(s page.Style, p *plan.Packet) string {
	text := supplementOf(s, p)
	switch {
	case !p.Differs():
		return text
	case p.Recipient.OpenID != p.Recorded.OpenID:
		return text + "  (the file names another person)"
	default:
		return text + "  (the file says " + s.Money(p.Recipient.Amount) + ")"
	}
}

// unheard says how a number is sent that nobody has heard of since its state was lost.
func unheard(p *plan.Packet) string {
	if !p.AskOnly || !p.Recorded.Unheard() {
		return ""
	}
	return "  (sent only with -retry-failed)"
}

// notBefore is when a held packet may be tried again. One that a person left as it is never is.
func notBefore(p *plan.Packet) string {
	if p.Differs() {
		return "never: left as it is"
	}
	return beijing.Format(p.Recorded.NextTryAt)
}

// since is when the last request of a packet left, or its intent where none is known to have.
func since(r *state.Packet) string {
	if !r.SendingAt.IsZero() {
		return beijing.Format(r.SendingAt)
	}
	return beijing.Format(r.IntentAt)
}

func why(r *state.Packet) string {
	if r.Code == "" {
		return r.Status.String()
	}
	return page.Clean(r.Code)
}

// listed prints every section that has packets.
func (p *planPage) listed(of *plan.Plan) {
	byAction := map[plan.Action][]*plan.Packet{}
	for i := range of.Listed {
		packet := &of.Listed[i]
		if len(byAction[packet.Action]) < foldLimit(packet.Action) {
			byAction[packet.Action] = append(byAction[packet.Action], packet)
		}
	}
	for _, section := range sections {
		if packets := byAction[section.action]; len(packets) > 0 {
			p.section(section, of.Tally(section.action), packets)
		}
	}
	if back := &of.Returned; back.Packets > 0 {
		var packets []*plan.Packet
		for i := range back.First[:min(len(back.First), foldAfter)] {
			packets = append(packets, &back.First[i])
		}
		p.section(returnedAs(back), back.Tally, packets)
	}
}

// returned is how a plan lists those who did not open their packets. They are done: nobody is paid again by itself.
var returned = section{
	action: plan.Done, mark: "<",
	what:    fixed("came back: not opened in time, so the money is in the account again, or on its way; apply -resend-refunded sends it again"),
	columns: []page.Column{{Title: "Amount", Right: true}, {Title: "Status"}, {Title: "Since", Spare: 1}, {Title: "Recipient"}},
	cells: func(s page.Style, p *plan.Packet) []string {
		status := p.Recorded.Status.String()
		if p.Replaced {
			status += ", supplemented"
		}
		return []string{s.Money(p.Amount()), status, beijing.Format(lastChange(&p.Recorded)), named(s, p)}
	},
}

// returnedAs says who of them is not sent again even where somebody asks for it.
func returnedAs(back *plan.Returned) section {
	of := returned
	switch text := of.what(back.Packets); {
	case back.Replaced == back.Packets:
		text, _, _ = strings.Cut(text, "; ")
		of.what = fixed(text + "; not sent again beside a supplement, which may stand in its place")
	case back.Replaced > 0:
		of.what = fixed(text + ", but for " + money.Count(back.Replaced) + " beside a supplement, which may stand in its place")
	}
	return of
}

func (p *planPage) section(of section, tally money.Tally, packets []*plan.Packet) {
	p.Blank()
	colour := page.InkNone
	if of.action == plan.Conflict {
		colour = page.InkError
	}
	text := fmt.Sprintf("%s %s", money.Count(tally.Packets), of.what(tally.Packets))
	if of.action == plan.Done {
		text += ": " + p.Money(tally.Amount)
	}
	p.Headline(of.mark, text, colour)
	t := &page.Table{Columns: of.columns}
	for _, packet := range packets {
		t.Add("", of.cells(p.Style, packet)...)
	}
	t.Print(&p.Page)
	if more := tally.Packets - len(packets); more > 0 {
		p.Line("    and %s more: redpack show -list", money.Count(more))
	}
}
