package tui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// recipients is the component that lists everybody whom a run acts on, or would, with a filter. Only the rows in sight are made into
// text.
type recipients struct {
	look     look
	keys     keyMap
	people   people
	scroller scroller
	filter   input
	kept     filter
	width    int
	// latest reads the latest statuses from a row on; nil where nothing runs yet.
	latest func(from int, into []state.Status)
}

func newRecipients(l look, keys keyMap, of people, latest func(int, []state.Status)) recipients {
	r := recipients{look: l, keys: keys, people: of, latest: latest, scroller: newScroller(keys)}
	r.scroller.SetSize(of.len(), 1)
	return r
}

// SetSize gives the component a width and the lines it may take, its title and its filter among them.
func (r *recipients) SetSize(width, height int) {
	r.width = width
	r.scroller.SetSize(r.len(), height-len(r.title())-len(r.filtering()))
}

// len is how many rows the filter leaves.
func (r *recipients) len() int {
	if r.kept.everybody() {
		return r.people.len()
	}
	return len(r.kept.rows)
}

// at is which of the people a row of the list is.
func (r *recipients) at(i int) int {
	if r.kept.everybody() {
		return i
	}
	return r.kept.rows[i]
}

// typing reports whether keys go into the filter.
func (r *recipients) typing() bool { return r.filter.typed }

// Update takes a key, and reports whether the component made use of it.
func (r *recipients) Update(msg tea.KeyMsg) bool {
	switch {
	case r.filter.typed:
		r.edit(msg)
	case key.Matches(msg, r.keys.search):
		r.filter.typed = true
	default:
		return r.scroller.Update(msg)
	}
	return true
}

// edit changes the filter, which acts as one types. Return keeps it, escape drops it.
func (r *recipients) edit(msg tea.KeyMsg) {
	switch msg.String() {
	case "enter":
		r.filter.typed = false
		return
	case "esc":
		r.filter = input{}
	default:
		r.filter.press(msg)
	}
	row, some := r.selected()
	before := r.kept
	r.kept = filterOf(r.filter.text, r.people.plans, r.look.Lang)
	var among []int
	if r.kept.narrows(&before) {
		among = before.rows
	}
	r.keep(row, some, among, before.rows)
	if now, _ := r.selected(); now != row { // it does not pass
		r.scroller.MoveTo(0)
	}
}

// Refresh brings a filter by status up to date.
func (r *recipients) Refresh() {
	if r.kept.moves() {
		row, some := r.selected()
		r.keep(row, some, nil, r.kept.rows)
	}
}

// keep looks who passes the filter now, of all or of some. The cursor stays with its packet, or moves to the next one that passes.
func (r *recipients) keep(row int, some bool, among, before []int) {
	if !r.kept.everybody() {
		r.kept.keep(&r.people, r.latest, among, before)
	}
	r.scroller.length = r.len()
	if !some {
		row = 0
	}
	if !r.kept.everybody() {
		row, _ = slices.BinarySearch(r.kept.rows, row)
	}
	r.scroller.MoveTo(row)
}

// selected is which of the people is under the cursor; ok is false for an empty list.
func (r *recipients) selected() (row int, ok bool) {
	if r.scroller.at >= r.len() {
		return 0, false
	}
	return r.at(r.scroller.at), true
}

// View draws the title, the rows in sight and the filter.
func (r *recipients) View() []string {
	lines := r.title()
	lines = append(lines, r.scroller.View(r.look, func(i int) string { return r.row(r.at(i)) })...)
	return append(lines, r.filtering()...)
}

func (r *recipients) title() []string {
	title := lang.Format("recipients: %s of %s", "领取人：%s/%s", money.Count(min(r.scroller.at+1, r.len())), money.Count(r.len()))
	if !r.kept.everybody() {
		title = title.Then(lang.Format(" with %s, of %s in all", "（筛选：%s），共 %s 位",
			lang.Join(r.kept.said, lang.Comma), money.Count(r.people.len())))
	}
	return []string{indent + r.look.strong.Render(page.Fit(r.look.Say(title), r.width-len(indent)))}
}

// filtering is the filter while it is typed, and what is wrong with it.
func (r *recipients) filtering() []string {
	var lines []string
	switch {
	case !r.kept.wrong.Empty():
		lines = paragraph(r.look.Say(r.kept.wrong), r.look.warn, r.width)
	case r.len() == 0 && !r.kept.everybody():
		lines = paragraph(r.look.Say(lang.Format("nobody with %s", "没有符合 %s 的领取人", r.filter.text)), r.look.warn, r.width)
	case r.filter.typed && r.filter.text == "":
		lines = paragraph(r.look.Say(filterHint), r.look.faint, r.width)
	}
	if r.filter.typed {
		lines = append(lines, r.filter.line(r.look, r.look.Say(filtering), r.width))
	}
	return lines
}

// The columns of a list of packets. The key, which may be Chinese, is the last one.
const (
	statusWidth = len("refunding")
	amountWidth = len("¥10,000.00") - 1 // the sign takes one column
	openIDFrom  = 60                    // columns of the terminal, below which there is no room for openids
	openIDWidth = 10
)

func (r *recipients) row(i int) string {
	p, packet, err := r.people.at(i)
	if err != nil {
		return r.look.bad.Render(harmless(r.look.Say(err)))
	}
	var one [1]state.Status
	if r.latest != nil {
		r.latest(i, one[:])
	}
	status := one[0]
	word, style := statusOf(packet, status, r.look)
	line := style.Render(page.Pad(word, statusWidth)) + "  " + page.PadLeft(r.look.Money(packet.Amount()), amountWidth) + "  "
	if r.width >= openIDFrom {
		line += r.look.faint.Render(page.Pad(openIDShown(packet.OpenID(), r.look.Style), openIDWidth)) + "  "
	}
	key := harmless(packet.Key())
	if len(r.people.plans) > 1 {
		key = address.Address{Campaign: harmless(p.Campaign.Name), Key: key}.String()
	}
	return line + key + labelled(packet.Recipient.Label, packet.Recipient.Key, r.look)
}

// statusOf says in a word where a packet stands, and how that looks. One that this run has not touched is open, or is what the state has
// of it.
func statusOf(p *plan.Packet, status state.Status, l look) (word string, s lipgloss.Style) {
	status = standing(p, status)
	word = l.Say(wordFor(status))
	switch status {
	case 0:
		return word, l.faint
	case state.Reserved:
		return word, l.strong
	case state.Held, state.Unknown, state.Refunding, state.Refunded:
		return word, l.warn
	case state.Refused, state.Failed:
		return word, l.bad
	case state.Sent, state.Received:
		return word, l.gold.UnsetBold()
	}
	return word, l.plain
}

func standing(p *plan.Packet, status state.Status) state.Status {
	if status == 0 && !p.Action.Begins() {
		return p.Recorded.Status
	}
	return status
}

// wordFor is the status as the screen shows it; 0 is a packet that nothing has happened to.
func wordFor(status state.Status) lang.Text {
	switch status {
	case 0:
		return lang.Both("open", "待发放")
	case state.Reserved:
		return lang.Both("in flight", "在途")
	case state.Held, state.Unknown, state.Refused, state.Failed, state.Sent, state.Received, state.Refunding, state.Refunded:
	}
	return status.Said()
}
