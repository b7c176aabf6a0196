package tui

import (
	"strings"

	"github.com/cashredpack/redpack/internal/plain"
)

// section is a part of a frame.
type section struct {
	lines []string
	// keep is how many of its lines stay when the terminal is too low for all.
	keep int
	// spare is how many of its last lines are worth less than an empty line elsewhere.
	spare int
	// whole is set where some lines without the others would mislead.
	whole bool
	// apart puts an empty line before it, while there is room.
	apart bool
}

// stack joins sections from top to bottom into at most height lines. A low terminal loses first the lines that sections
// can spare, then empty lines from the bottom on, then the sections that give names, in its order, each down to what it keeps,
// then whole.
func stack(sections []section, give []int, height int) []string {
	lines, gaps := 0, 0
	for _, s := range sections {
		lines += len(s.lines)
		if s.apart && len(s.lines) > 0 {
			gaps++
		}
	}
	for i := range sections {
		lines -= sections[i].cut(min(sections[i].spare, lines+gaps-height))
	}
	for _, whole := range []bool{false, true} {
		for _, i := range give {
			lines -= sections[i].shorten(lines-height, whole)
		}
	}
	joined := spaced(sections, min(gaps, height-lines))
	return joined[:min(len(joined), max(0, height))]
}

// shorten takes away lines from the end, down to what the section keeps or, whole, to none. It says how many those were.
func (s *section) shorten(excess int, whole bool) int {
	keep := min(s.keep, len(s.lines))
	if whole {
		keep = 0
	}
	n := min(max(0, excess), len(s.lines)-keep)
	if s.whole && n > 0 {
		n = len(s.lines)
	}
	return s.cut(n)
}

// cut takes away the last n lines, as far as there are so many.
func (s *section) cut(n int) int {
	n = max(0, min(n, len(s.lines)))
	s.lines = s.lines[:len(s.lines)-n]
	return n
}

// spaced joins sections with so many empty lines between them, as far as they go.
func spaced(sections []section, gaps int) []string {
	var lines []string
	for _, s := range sections {
		if s.apart && len(s.lines) > 0 {
			if gaps--; gaps >= 0 {
				lines = append(lines, "")
			}
		}
		lines = append(lines, s.lines...)
	}
	return lines
}

// joined is lines as a frame, none of them wider than the terminal.
func joined(lines []string, width int) string {
	for i, line := range lines {
		lines[i] = clamp(line, width)
	}
	return plain.Frame(strings.Join(lines, "\n")).String()
}
