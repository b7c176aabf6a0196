package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/view"
)

// problemList is the view of the latest outcomes that are not paid, the newest first, with a filter.
type problemList struct {
	filter input
	from   int // the first row shown
}

// press reports whether the list made use of a key.
func (p *problemList) press(msg tea.KeyMsg, keys keyMap) bool {
	if p.filter.typed {
		p.edit(msg)
		return true
	}
	switch {
	case key.Matches(msg, keys.filter):
		p.filter.typed = true
	case key.Matches(msg, keys.up):
		p.from = max(0, p.from-1)
	case key.Matches(msg, keys.down):
		p.from++
	default:
		return false
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
		p.from = 0
		p.filter.press(msg)
	}
}

// beside is how many lines the list shares its terminal with, without the help: header, title and three empty lines.
const beside = 5

func (p *problemList) lines(f *facts, l look, width, height int, help []string) []string {
	rows := matching(f.Problems, p.filter.text)
	title := fmt.Sprintf("latest problems: %d, newest first", len(rows))
	if p.filter.typed || p.filter.text != "" {
		help = []string{p.filter.line(l, "filter: ", width)}
	}
	body := max(1, height-beside-len(help))
	p.from = min(p.from, max(0, len(rows)-body))
	shown := rows[p.from:min(len(rows), p.from+body)]
	for i, row := range shown {
		shown[i] = indent + view.Fit(row, width-len(indent))
	}
	const headerAt, titleAt, rowsAt = 0, 1, 2
	return stack([]section{
		{lines: header(f, l, width)[:1], apart: true},
		{lines: []string{indent + l.strong.Render(view.Fit(title, width-len(indent)))}, apart: true},
		{lines: shown, keep: 1},
		{lines: help, keep: 1, apart: true},
	}, []int{headerAt, titleAt, rowsAt}, height)
}

// matching lists the problems, the newest first, whose line holds a text in any case.
func matching(problems []apply.Settled, text string) []string {
	var rows []string
	for i := len(problems) - 1; i >= 0; i-- {
		if row := problemLine(&problems[i]); strings.Contains(strings.ToLower(row), strings.ToLower(text)) {
			rows = append(rows, row)
		}
	}
	return rows
}
