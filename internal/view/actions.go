package view

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// section is how a plan lists the packets of one action. what follows the count in its title.
type section struct {
	action  plan.Action
	mark    string
	what    func(n int) string
	columns []column
	cells   func(s Style, p *plan.Packet) []string
}

// foldAfter is how many packets of one action are listed one by one. Of conflicts and of unknown ones everybody wants to see
// each, so they are folded only where nobody would read on.
const (
	foldAfter      = 20
	foldWorstAfter = 1000
)

func foldOf(a plan.Action) int {
	if a == plan.Conflict || a == plan.Resolve {
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
			return words.Plural(n, "conflict") + ": recorded with something else than the file says now; never sent again"
		},
		columns: []column{{title: "Recorded", right: true}, {title: "File says", right: true}, {title: "Status", spare: 1}, {title: "Recipient"}},
		cells:   differences,
	},
	{
		action: plan.Resolve, mark: "?", what: fixed("unknown: WeChat Pay is asked first, then the same number is sent only if needed"),
		columns: []column{{title: "Amount", right: true}, {title: "Bill number", spare: 2}, {title: "Since", spare: 1}, {title: "Why", spare: 3}, {title: "Recipient"}},
		cells: func(s Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), string(p.Recorded.BillNo), since(&p.Recorded), why(&p.Recorded), Clean(s.Key(p.Key())) + correction(s, p) + unheard(p)}
		},
	},
	{
		action: plan.Retry, mark: "^", what: fixed("retry with the same bill number: refused for a cause that has passed"),
		columns: []column{{title: "Amount", right: true}, {title: "Why", spare: 1}, {title: "Recipient"}},
		cells:   amountWhyKey,
	},
	{
		action: plan.Held, mark: "|", what: fixed("held: not to be tried before the time given"),
		columns: []column{{title: "Amount", right: true}, {title: "Not before", spare: 1}, {title: "Why", spare: 2}, {title: "Recipient"}},
		cells: func(s Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), notBefore(p), why(&p.Recorded), Clean(s.Key(p.Key())) + correction(s, p)}
		},
	},
	{
		action: plan.Refused, mark: "x", what: fixed("refused by WeChat Pay for the recipient; parked until plan and apply are run with -retry-refused"),
		columns: []column{{title: "Amount", right: true}, {title: "Why", spare: 1}, {title: "Recipient"}},
		cells:   amountWhyKey,
	},
	{
		action: plan.Failed, mark: "x", what: fixed("failed for good, nothing was paid; a new attempt only with -retry-failed"),
		columns: []column{{title: "Amount", right: true}, {title: "Why", spare: 1}, {title: "Recipient"}},
		cells:   amountWhyKey,
	},
	{
		action: plan.Orphan, mark: "-", what: func(n int) string {
			return words.Plural(n, "orphan") + ": recorded, and no longer in the file; nothing is undone"
		},
		columns: []column{{title: "Amount", right: true}, {title: "Status"}, {title: "Since", spare: 1}, {title: "Recipient"}},
		cells: func(s Style, p *plan.Packet) []string {
			return []string{s.Money(p.Amount()), p.Recorded.Status.String(), since(&p.Recorded), Clean(s.Key(p.Key()))}
		},
	},
}

// differences shows what differs: the persons, or else the amounts. The diagnostics that follow a plan say it all.
func differences(s Style, p *plan.Packet) []string {
	recorded, wanted := s.Money(p.Recorded.Amount), s.Money(p.Recipient.Amount)
	if p.Recipient.OpenID != p.Recorded.OpenID {
		recorded, wanted = s.openID(p.Recorded.OpenID), s.openID(p.Recipient.OpenID)
	}
	where := fmt.Sprintf("  (%s:%d)", Clean(p.Recipient.Range.Filename), p.Recipient.Range.Start.Line)
	return []string{recorded, wanted, p.Recorded.Status.String(), Clean(s.Key(p.Recipient.Key)) + where}
}

func amountWhyKey(s Style, p *plan.Packet) []string {
	key := Clean(s.Key(p.Key())) + correction(s, p)
	if p.Recorded.Text != "" {
		key += "  " + s.told(p.Recorded.Text)
	}
	return []string{s.Money(p.Amount()), why(&p.Recorded), key}
}

// correction is what the file says of a packet that was recorded with something else. What is recorded is not sent any more.
func correction(s Style, p *plan.Packet) string {
	switch {
	case !p.Differs():
		return ""
	case p.Recipient.OpenID != p.Recorded.OpenID:
		return "  (the file names another person)"
	default:
		return "  (the file says " + s.Money(p.Recipient.Amount) + ")"
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
	return Clean(r.Code)
}

// listed prints every section that has packets.
func (p *planPage) listed(of *plan.Plan) {
	byAction := map[plan.Action][]*plan.Packet{}
	for i := range of.Listed {
		packet := &of.Listed[i]
		if len(byAction[packet.Action]) < foldOf(packet.Action) {
			byAction[packet.Action] = append(byAction[packet.Action], packet)
		}
	}
	for _, section := range sections {
		if packets := byAction[section.action]; len(packets) > 0 {
			p.section(section, of.Tally(section.action), packets)
		}
	}
}

func (p *planPage) section(of section, tally money.Tally, packets []*plan.Packet) {
	p.blank()
	colour := inkNone
	if of.action == plan.Conflict {
		colour = inkError
	}
	p.headline(of.mark, fmt.Sprintf("%s %s", money.Count(tally.Packets), of.what(tally.Packets)), colour)
	t := &table{columns: of.columns}
	for _, packet := range packets {
		t.add("", of.cells(p.Style, packet)...)
	}
	t.print(&p.page)
	if more := tally.Packets - len(packets); more > 0 {
		p.line("    and %s more: redpack show -list", money.Count(more))
	}
}

// headline is a mark and a text that may run over several lines.
func (p *page) headline(mark, text string, colour ink) {
	for i, line := range Wrap(Clean(text), p.width()-2) {
		lead := "  "
		if i == 0 {
			lead = Pad(mark, 2)
		}
		p.line("%s", p.paint(colour, strings.TrimRight(lead+line, " ")))
	}
}
