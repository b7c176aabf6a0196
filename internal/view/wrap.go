package view

import "strings"

// Signs that must not begin a line, and signs that must not end one.
const (
	closers = "，。、；：！？）」』》】〉”’…,.;:!?)]}%"
	openers = "（「『《【〈“‘([{"
)

// Wrap breaks a text into lines of at most width columns: at spaces, and between any two characters of which one is
// Chinese, as long as no line would begin with a closing sign or end with an opening one. A word longer than a line is
// cut. Nothing but spaces at the breaks is lost; line ends in the text are kept.
func Wrap(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapLine(paragraph, max(width, 2))...)
	}
	return lines
}

// piece is what may not be broken.
type piece struct {
	text  string
	width int
	gap   bool // a space stands before it
}

func wrapLine(text string, width int) []string {
	var lines []string
	line, used := "", 0
	for _, p := range pieces(text) {
		gap := ""
		if p.gap && line != "" {
			gap = " "
		}
		if line != "" && used+len(gap)+p.width > width {
			lines = append(lines, line)
			line, used, gap = "", 0, ""
		}
		for p.width > width {
			var cut string
			cut, p = p.cut(width)
			lines = append(lines, cut)
		}
		line += gap + p.text
		used += len(gap) + p.width
	}
	return append(lines, line)
}

// pieces splits a line at the places where it may be broken.
func pieces(text string) []piece {
	var all []piece
	var before character
	gap := false
	for c := range characters(text) {
		if c.text == " " {
			gap = len(all) > 0
			continue
		}
		if len(all) == 0 || breakable(before, c, gap) {
			all = append(all, piece{gap: gap})
		} else if gap {
			all[len(all)-1].add(character{text: " ", width: 1})
		}
		all[len(all)-1].add(c)
		before, gap = c, false
	}
	return all
}

func (p *piece) add(c character) {
	p.text += c.text
	p.width += c.width
}

func breakable(before, after character, gap bool) bool {
	if strings.Contains(closers, after.text) && (!gap || after.width == 2) || strings.Contains(openers, before.text) {
		return false
	}
	return gap || before.width == 2 || after.width == 2
}

// cut takes the start of a piece that is longer than a line. It leaves a closing sign its neighbour.
func (p piece) cut(width int) (start string, rest piece) {
	start = head(p.text, width)
	if start == "" {
		start = first(p.text)
	}
	if strings.Contains(closers, first(p.text[len(start):])) {
		if shorter := start[:len(start)-len(last(start))]; shorter != "" {
			start = shorter
		}
	}
	rest = piece{text: p.text[len(start):], gap: false}
	rest.width = Width(rest.text)
	return start, rest
}

func first(text string) string {
	for c := range characters(text) {
		return c.text
	}
	return ""
}

func last(text string) (found string) {
	for c := range characters(text) {
		found = c.text
	}
	return found
}
