package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// scroller is the component that moves through a list of any length: it knows a number of rows, a cursor and which rows are
// in sight, and nothing of what they say. A million rows cost it what ten do.
type scroller struct {
	keys   keyMap
	length int // of the list
	height int // rows in sight
	at     int // the cursor
	from   int // the first row in sight
}

func newScroller(keys keyMap) scroller { return scroller{keys: keys} }

// SetSize gives the list its length and the rows in sight. The cursor stays where it is, as far as the list reaches.
func (s *scroller) SetSize(length, height int) {
	s.length, s.height = length, max(1, height)
	s.MoveTo(s.at)
}

// MoveTo sets the cursor, and brings it into sight.
func (s *scroller) MoveTo(row int) {
	s.at = max(0, min(row, s.length-1))
	s.from = max(0, min(s.from, s.at, s.length-s.height), s.at-s.height+1)
}

// Update takes a key, and reports whether it was one that moves.
func (s *scroller) Update(msg tea.KeyMsg) bool {
	switch {
	case key.Matches(msg, s.keys.up):
		s.MoveTo(s.at - 1)
	case key.Matches(msg, s.keys.down):
		s.MoveTo(s.at + 1)
	case key.Matches(msg, s.keys.pageUp):
		s.MoveTo(s.at - s.height)
	case key.Matches(msg, s.keys.pageDown):
		s.MoveTo(s.at + s.height)
	case key.Matches(msg, s.keys.top):
		s.MoveTo(0)
	case key.Matches(msg, s.keys.bottom):
		s.MoveTo(s.length - 1)
	default:
		return false
	}
	return true
}

// View draws the rows in sight, the one under the cursor behind a sign of its own.
func (s *scroller) View(l look, row func(i int) string) []string {
	var lines []string
	for i := s.from; i < min(s.from+s.height, s.length); i++ {
		mark := indent
		if i == s.at {
			mark = l.gold.Render("> ")
		}
		lines = append(lines, mark+row(i))
	}
	return lines
}
