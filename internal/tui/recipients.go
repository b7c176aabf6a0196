package tui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// recipients is the component that lists everybody whom a run acts on, or would. Only the rows in sight are made into text.
type recipients struct {
	look     look
	keys     keyMap
	people   people
	scroller scroller
	search   input
	missed   bool // nobody is found
	width    int
	// rows reads the latest statuses from a row on; nil where nothing runs yet.
	rows func(from int, into []state.Status)
}

func newRecipients(l look, keys keyMap, of people, rows func(int, []state.Status)) recipients {
	r := recipients{look: l, keys: keys, people: of, rows: rows, scroller: newScroller(keys)}
	r.scroller.SetSize(of.len(), 1)
	return r
}

// SetSize gives the component a width and the lines it may take, its title and its search among them.
func (r *recipients) SetSize(width, height int) {
	r.width = width
	r.scroller.SetSize(r.people.len(), height-len(r.title())-len(r.searching()))
}

// typing reports whether keys go into the search.
func (r *recipients) typing() bool { return r.search.typed }

// Update takes a key, and reports whether the component made use of it.
func (r *recipients) Update(msg tea.KeyMsg) bool {
	if r.search.typed {
		r.edit(msg)
		return true
	}
	switch {
	case r.scroller.Update(msg):
	case key.Matches(msg, r.keys.search):
		r.search, r.missed = input{typed: true}, false
	case key.Matches(msg, r.keys.next):
		r.find(r.scroller.at+1, 1)
	case key.Matches(msg, r.keys.previous):
		r.find(r.scroller.at-1, -1)
	default:
		return false
	}
	return true
}

// edit changes the text to look for. Return finds it, escape drops it.
func (r *recipients) edit(msg tea.KeyMsg) {
	switch msg.String() {
	case "enter":
		r.search.typed = false
		r.find(r.scroller.at, 1)
	case "esc":
		r.search = input{}
	default:
		r.search.press(msg)
	}
}

func (r *recipients) find(from, step int) {
	if r.search.text == "" {
		return
	}
	row := r.people.find(r.search.text, from, step)
	if r.missed = row < 0; !r.missed {
		r.scroller.MoveTo(row)
	}
}

// selected is the row under the cursor; ok is false for an empty list.
func (r *recipients) selected() (row int, ok bool) { return r.scroller.at, r.people.len() > 0 }

// View draws the title, the rows in sight and the search.
func (r *recipients) View() []string {
	statuses := make([]state.Status, r.scroller.height)
	if r.rows != nil {
		r.rows(r.scroller.from, statuses)
	}
	lines := r.title()
	lines = append(lines, r.scroller.View(r.look, func(i int) string { return r.row(i, statuses[i-r.scroller.from]) })...)
	return append(lines, r.searching()...)
}

func (r *recipients) title() []string {
	title := fmt.Sprintf("recipients: %s of %s", money.Count(min(r.scroller.at+1, r.people.len())), money.Count(r.people.len()))
	return []string{indent + r.look.strong.Render(page.Fit(title, r.width-len(indent)))}
}

func (r *recipients) searching() []string {
	switch {
	case r.search.typed:
		return []string{r.search.line(r.look, "key or openid: ", r.width)}
	case r.missed:
		return []string{indent + r.look.bad.Render(page.Fit("nobody with "+r.search.text, r.width-len(indent)))}
	}
	return nil
}

// The columns of a list of packets. The key, which may be Chinese, is the last one.
const (
	statusWidth = len("refunding")
	amountWidth = len("¥10,000.00") - 1 // the sign takes one column
	openIDFrom  = 60                    // columns of the terminal, below which there is no room for openids
	openIDWidth = 10
)

func (r *recipients) row(i int, status state.Status) string {
	p, packet := r.people.at(i)
	word, style := statusOf(packet, status, r.look)
	line := style.Render(page.Pad(word, statusWidth)) + "  " + page.PadLeft(r.look.Money(packet.Amount()), amountWidth) + "  "
	if r.width >= openIDFrom {
		line += r.look.faint.Render(page.Pad(openIDShown(openIDOf(packet), r.look.Style), openIDWidth)) + "  "
	}
	key := harmless(packet.Key())
	if len(r.people.plans) > 1 {
		key = address.Address{Campaign: harmless(p.Campaign.Name), Key: key}.String()
	}
	return line + key
}

// statusOf says in a word where a packet stands. One that this run has not touched is open, or is what the state has of it.
func statusOf(p *plan.Packet, status state.Status, l look) (word string, s lipgloss.Style) {
	if status == 0 && p.Action != plan.Send {
		status = p.Recorded.Status
	}
	switch status {
	case 0:
		return "open", l.faint
	case state.Reserved:
		return "in flight", l.strong
	case state.Held:
		return status.String(), l.strong
	case state.Unknown, state.Refused, state.Failed:
		return status.String(), l.bad
	case state.Sent, state.Received, state.Refunding, state.Refunded:
		return status.String(), l.gold.UnsetBold()
	}
	return status.String(), l.plain
}
