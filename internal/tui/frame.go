package tui

import "strings"

// section is a part of a frame.
type section struct {
	lines []string
	// keep is how many of its lines stay when the terminal is too low for all.
	keep int
	// whole is set where some lines without the others would mislead.
	whole bool
	// apart puts an empty line before it, while there is room.
	apart bool
}

// stack joins sections from top to bottom into at most height lines. A low terminal loses first the empty lines, then
// sections from the last-named of give on, each down to what it keeps, then whole.
func stack(sections []section, give []int, height int) []string {
	if blanks := spaced(sections); len(blanks) <= height {
		return blanks
	}
	excess := -height
	for _, s := range sections {
		excess += len(s.lines)
	}
	for _, whole := range []bool{false, true} {
		for _, i := range give {
			s := &sections[i]
			keep := min(s.keep, len(s.lines))
			if whole {
				keep = 0
			}
			cut := min(max(0, excess), len(s.lines)-keep)
			if s.whole && cut > 0 {
				cut = len(s.lines)
			}
			s.lines = s.lines[:len(s.lines)-cut]
			excess -= cut
		}
	}
	var lines []string
	for _, s := range sections {
		lines = append(lines, s.lines...)
	}
	return lines[:min(len(lines), max(0, height))]
}

func spaced(sections []section) []string {
	var lines []string
	for _, s := range sections {
		if s.apart && len(s.lines) > 0 {
			lines = append(lines, "")
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
	return strings.Join(lines, "\n")
}
