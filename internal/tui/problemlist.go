package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/page"
)

// problemList is the component that lists the latest outcomes that are not paid, the newest first, with a filter. Of the
// one under the cursor it says the whole address and the next step.
type problemList struct {
	look     look
	keys     keyMap
	scroller scroller
	filter   input
	facts    *facts
	rows     []*apply.Settled // that match the filter
	width    int
}

func newProblemList(l look, keys keyMap) problemList {
	return problemList{look: l, keys: keys, scroller: newScroller(keys)}
}

// typing reports whether keys go into the filter.
func (p *problemList) typing() bool { return p.filter.typed }

// SetFacts brings the list up to date. The cursor stays with its packet, and at the top with the newest.
func (p *problemList) SetFacts(f *facts) {
	before, top := p.selected(), p.scroller.at == 0
	p.facts, p.rows = f, matching(f, p.look, p.filter.text)
	at := p.scroller.at
	if before != nil && !top {
		same := func(e *apply.Settled) bool { return e.Packet.ID == before.Packet.ID && e.At.Equal(before.At) }
		at = max(at, slices.IndexFunc(p.rows, same))
	}
	p.scroller.length = len(p.rows)
	p.scroller.MoveTo(at)
}

// SetSize gives the component a width and the lines it may take.
func (p *problemList) SetSize(width, height int) {
	p.width = width
	p.scroller.SetSize(len(p.rows), height-len(p.title())-len(p.detail())-len(p.filtering()))
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

// View draws the title, the rows in sight, what is known of the one under the cursor, and the filter.
func (p *problemList) View() []string {
	lines := p.title()
	lines = append(lines, p.scroller.View(p.look, func(i int) string {
		e := p.rows[i]
		return page.Fit(e.At.In(beijing.Zone).Format("15:04:05")+"  "+settled(e, p.facts.label(e, p.look)), p.width-len(indent))
	})...)
	return append(append(lines, p.detail()...), p.filtering()...)
}

func (p *problemList) title() []string {
	title := fmt.Sprintf("latest problems: %d, newest first", len(p.rows))
	if p.filter.text != "" && !p.filter.typed {
		title += ", with " + p.filter.text
	}
	return []string{indent + p.look.strong.Render(page.Fit(title, p.width-len(indent)))}
}

// detail starts with the whole address in lines of its own, so that it can be copied.
func (p *problemList) detail() []string {
	e := p.selected()
	if e == nil || p.filter.typed {
		return nil
	}
	lines := append([]string{""}, paragraph(harmless(e.Packet.Campaign+"/"+e.Packet.Key)+p.facts.label(e, p.look), p.look.strong, p.width)...)
	r := &apply.Reason{Status: e.Packet.Status, Code: e.Packet.Code, Text: e.Packet.Text, Advice: e.Advice, NextTry: e.Packet.NextTryAt}
	lines = append(lines, paragraph(causeOf(r), p.look.plain, p.width)...)
	return append(lines, paragraph("next: "+next(r, p.facts), p.look.faint, p.width)...)
}

func (p *problemList) filtering() []string {
	if !p.filter.typed {
		return nil
	}
	return []string{p.filter.line(p.look, "filter: ", p.width)}
}

// matching lists the problems, the newest first, whose line holds a text in any case.
func matching(f *facts, l look, text string) []*apply.Settled {
	var rows []*apply.Settled
	for i := len(f.Problems) - 1; i >= 0; i-- {
		e := &f.Problems[i]
		if text == "" || strings.Contains(strings.ToLower(settled(e, f.label(e, l))), strings.ToLower(text)) {
			rows = append(rows, e)
		}
	}
	return rows
}
