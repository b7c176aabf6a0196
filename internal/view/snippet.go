package view

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// Source gives the line of a file in which a range starts, in UTF-8 and without its line end. ok is false where it cannot
// be read any more.
type Source interface {
	Line(hcl.Range) (text string, ok bool)
}

// snippet is a source line ready to print: what is personal is masked, tabs are spaces, and the columns of the part that a
// diagnostic is about are known.
type snippet struct {
	text     string
	from, to int // columns of the marked part
}

// snippetOf cuts the marked part out of its line. Range columns count characters, as HCL does; a range that ends on
// another line is marked to the end of this one.
func (s Style) snippetOf(line string, r hcl.Range) snippet {
	from, to := marked(line, r)
	v := s.shown(line)
	return snippet{text: v.text, from: Width(v.text[:v.starts[from]]), to: Width(v.text[:v.ends[to]])}
}

// marked is the part of its first line that a range covers, in bytes.
func marked(line string, r hcl.Range) (from, to int) {
	from, to = prefix(line, r.Start.Column-1), len(line)
	if r.End.Line == r.Start.Line {
		to = max(prefix(line, r.End.Column-1), from)
	}
	return from, to
}

// prefix is the length in bytes of the first n characters.
func prefix(line string, n int) int {
	length := 0
	for c := range characters(line) {
		if n <= 0 {
			break
		}
		n--
		length += len(c.text)
	}
	return length
}

// tabWidth is how many columns apart tab stops are in printed source.
const tabWidth = 4

// shown is a source line as it is printed. starts and ends tell for each byte of the original where the printed form of
// its character starts and where that of the character before it ends.
type shown struct {
	text         string
	starts, ends []int
}

func (s Style) shown(line string) shown {
	parts := s.personal(line)
	v := shown{starts: make([]int, len(line)+1), ends: make([]int, len(line)+1)}
	offset, from, column := 0, 0, 0
	for c := range characters(line) {
		offset += len(c.text)
		text := Clean(c.text)
		switch {
		case len(parts) > 0 && offset > parts[0].from && offset < parts[0].to:
			continue // until the masked part is over
		case len(parts) > 0 && offset >= parts[0].to:
			text, parts = parts[0].shown, parts[1:]
		case c.text == "\t":
			text = strings.Repeat(" ", tabWidth-column%tabWidth)
		}
		for i := from; i < offset; i++ {
			v.starts[i], v.ends[i+1] = len(v.text), len(v.text)+len(text)
		}
		v.text += text
		column += Width(text)
		from = offset
	}
	v.starts[len(line)] = len(v.text)
	return v
}

// crop cuts a snippet to width columns so that the start of the marked part stays in sight.
func (n snippet) crop(width int) snippet {
	const ahead = 12 // columns kept before the mark
	if Width(n.text) <= width {
		return n
	}
	if n.from > width-ahead {
		cut := head(n.text, n.from-ahead)
		rest := n.text[len(cut):]
		moved := Width(cut) - len(ellipsis)
		n = snippet{text: ellipsis + rest, from: n.from - moved, to: n.to - moved}
	}
	n.text = Fit(n.text, width)
	n.to = min(n.to, Width(n.text))
	return n
}

// carets underline the marked part; an empty one gets a single caret.
func (n snippet) carets() string {
	return strings.Repeat(" ", n.from) + strings.Repeat("^", max(n.to-n.from, 1))
}

// above is the line before the one in which a range starts, where it helps to find one's way: in HCL, and if it says
// something.
func above(src Source, r hcl.Range, line string) (string, bool) {
	start := r.Start.Byte - prefix(line, r.Start.Column-1)
	if r.Start.Line < 2 || start < 1 || !strings.HasSuffix(r.Filename, ".hcl") {
		return "", false
	}
	before := hcl.Pos{Line: r.Start.Line - 1, Column: 1, Byte: start - 1}
	text, ok := src.Line(hcl.Range{Filename: r.Filename, Start: before, End: before})
	return text, ok && strings.Trim(text, " \t{}()[],") != ""
}
