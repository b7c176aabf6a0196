package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
)

// problemList is the component that lists the packets that are not paid, with a filter: those that need a person first, then those that
// settle themselves, the newest first in each. What is paid after all is folded until somebody wants to see it. Of the one under the cursor
// it says the whole address and the next step.
type problemList struct {
	look     look
	keys     keyMap
	scroller scroller
	filter   input
	unfolded bool
	facts    *facts
	rows     []*apply.Settled // that match the filter
	listed   int              // those that are not paid, whatever the filter; they may be the latest only
	width    int
	told     int // lines about the one under the cursor that there is room for
}

func newProblemList(l look, keys keyMap) problemList {
	return problemList{look: l, keys: keys, scroller: newScroller(keys)}
}

// typing reports whether keys go into the filter.
func (p *problemList) typing() bool { return p.filter.typed }

// SetFacts brings the list up to date. The cursor stays with its packet, and at the top with the newest.
func (p *problemList) SetFacts(f *facts) {
	before, top := p.selected(), p.scroller.at == 0
	p.facts = f
	p.list()
	at := p.scroller.at
	if before != nil && !top {
		at = max(at, slices.IndexFunc(p.rows, func(e *apply.Settled) bool { return e.Packet.ID == before.Packet.ID }))
	}
	p.scroller.length = len(p.rows)
	p.scroller.MoveTo(at)
}

// list makes the rows: what matches the filter, or all that is open and, unfolded, what is settled.
func (p *problemList) list() {
	var open [2][]*apply.Settled
	var paid []*apply.Settled
	p.listed = 0
	for i := len(p.facts.Problems) - 1; i >= 0; i-- {
		e := &p.facts.Problems[i]
		isPaid, by := e.Packet.Status.Paid(), p.facts.actorOf(reasonOf(e))
		if !isPaid {
			p.listed++
		}
		switch {
		case !p.matches(e):
		case isPaid && (p.unfolded || p.filter.text != ""):
			paid = append(paid, e)
		case !isPaid:
			open[by] = append(open[by], e)
		}
	}
	p.rows = slices.Concat(open[person], open[redpack], paid)
}

// matches looks for the filter's text in any case.
func (p *problemList) matches(e *apply.Settled) bool {
	return p.filter.text == "" || strings.Contains(strings.ToLower(settled(e, p.look)), strings.ToLower(p.filter.text))
}

// rowsLeast is how many rows stay in sight on a low terminal, whatever there is to say of the one under the cursor.
const rowsLeast = 3

// SetSize gives the component a width and the lines it may take.
func (p *problemList) SetSize(width, height int) {
	p.width = width
	room := height - len(p.title()) - len(p.folded()) - len(p.filtering())
	p.told = max(0, room-min(rowsLeast, len(p.rows)))
	p.scroller.SetSize(len(p.rows), room-len(p.detail()))
}

// selected is the problem under the cursor, or nil.
func (p *problemList) selected() *apply.Settled {
	if p.scroller.at >= len(p.rows) {
		return nil
	}
	return p.rows[p.scroller.at]
}

// Update takes a key, and reports whether the component made use of it.
func (p *problemList) Update(msg tea.KeyMsg) bool {
	switch {
	case p.filter.typed:
		p.edit(msg)
	case key.Matches(msg, p.keys.search):
		p.filter.typed = true
	case key.Matches(msg, p.keys.settled):
		p.unfolded = !p.unfolded
		p.SetFacts(p.facts)
	default:
		return p.scroller.Update(msg)
	}
	return true
}

// edit changes the filter. Return keeps it, escape drops it.
func (p *problemList) edit(msg tea.KeyMsg) {
	switch msg.String() {
	case "enter":
		p.filter.typed = false
	case "esc":
		p.filter = input{}
	default:
		p.filter.press(msg)
	}
	p.scroller.at = 0
	p.SetFacts(p.facts)
}

// View draws the title, the rows in sight, what is folded, what is known of the one under the cursor, and the filter.
func (p *problemList) View() []string {
	lines := p.title()
	lines = append(lines, p.scroller.View(p.look, func(i int) string { return p.row(p.rows[i]) })...)
	lines = append(lines, p.folded()...)
	return append(append(lines, p.detail()...), p.filtering()...)
}

func (p *problemList) row(e *apply.Settled) string {
	sign, style := " ", p.look.faint
	if !e.Packet.Status.Paid() {
		by := p.facts.actorOf(reasonOf(e))
		sign, style = by.sign(), by.style(p.look)
	}
	lead := e.At.In(beijing.Zone).Format("15:04:05") + "  "
	text := settled(e, p.look)
	return lead + style.Render(sign) + " " + page.Fit(text, p.width-len(indent)-len(lead)-2)
}

// title counts whoever is not paid, those included that are not in the list any more.
func (p *problemList) title() []string {
	open, needy := 0, 0
	for i := range p.facts.Reasons {
		r := &p.facts.Reasons[i]
		if open += r.Packets; p.facts.actorOf(r) == person {
			needy += r.Packets
		}
	}
	title := lang.Format("problems: %s open", "问题：%s 个未了结", money.Count(open))
	switch {
	case needy == 1:
		title = title.Then(lang.Both(", 1 needs you", "，其中 1 个需人工处理"))
	case needy > 1:
		title = title.Then(lang.Format(", %s need you", "，其中 %s 个需人工处理", money.Count(needy)))
	}
	filtered := p.filter.text != "" && !p.filter.typed
	if filtered {
		title = lang.Format("problems: %d with %s", "问题：%d 个符合 %s", len(p.rows), p.filter.text)
	}
	switch {
	case p.listed >= open:
	case p.listed == 0:
		title = title.Then(lang.Both("; r lists them", "；按 r 列出")) // of earlier runs, and this one has not come to them yet
	case filtered:
		title = title.Then(lang.Format(", of the last %d", "，只在最近 %d 个中查找", p.listed))
	default:
		title = title.Then(lang.Format("; the last %d are here, r lists all", "；这里是最近 %d 个，按 r 列出全部", p.listed))
	}
	return []string{indent + p.look.strong.Render(page.Fit(p.look.Say(title), p.width-len(indent)))}
}

// folded is the line for what is settled.
func (p *problemList) folded() []string {
	text := settledAfterAll(p.facts)
	switch {
	case text.Empty() || p.filter.text != "":
		return nil
	case p.unfolded:
		text = text.Then(lang.Both("; s folds them", "；按 s 收起"))
	default:
		text = text.Then(lang.Both("; s unfolds", "；按 s 展开"))
	}
	return []string{indent + p.look.faint.Render(page.Fit(p.look.Say(text), p.width-len(indent)))}
}

// detail is what is known of the one under the cursor, as far as there is room.
func (p *problemList) detail() []string {
	e := p.selected()
	if e == nil || p.filter.typed {
		return nil
	}
	lines := p.about(e)
	return lines[:min(len(lines), p.told)]
}

// about starts with the whole address in lines of its own, so that it can be copied.
func (p *problemList) about(e *apply.Settled) []string {
	lines := append([]string{""}, paragraph(harmless(e.Packet.Campaign+"/"+e.Packet.Key)+labelOf(e, p.look), p.look.strong, p.width)...)
	if e.Packet.Status.Paid() {
		return lines
	}
	r := reasonOf(e)
	lines = append(lines, paragraph(causeOf(r, p.look), p.look.plain, p.width)...)
	by, text := p.facts.next(r)
	lines = append(lines, paragraph(p.look.Say(text), by.style(p.look), p.width)...)
	if advice := lang.Of(r.Advice); by == redpack && !advice.Empty() {
		lines = append(lines, paragraph(harmless(p.look.Say(advice)), p.look.faint, p.width)...)
	}
	return lines
}

func (p *problemList) filtering() []string {
	if !p.filter.typed {
		return nil
	}
	return []string{p.filter.line(p.look, p.look.Say(filtering), p.width)}
}
