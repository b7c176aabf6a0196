package page

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/place"
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
	from, to := Marked(line, r)
	v := s.Shown(line)
	return snippet{text: v.Text, from: Width(v.Text[:v.Starts[from]]), to: Width(v.Text[:v.Ends[to]])}
}

// Marked is the part of its first line that a range covers, in bytes. Of a cell it is all.
func Marked(line string, r hcl.Range) (from, to int) {
	if place.InWorkbook(r) {
		return 0, len(line)
	}
	from, to = prefix(line, r.Start.Column-1), len(line)
	if r.End.Line == r.Start.Line {
		to = max(prefix(line, r.End.Column-1), from)
	}
	return from, to
}

// prefix is the length in bytes of the first n characters.
func prefix(line string, n int) int {
	length := 0
	for c := range Characters(line) {
		if n <= 0 {
			break
		}
		n--
		length += len(c.Text)
	}
	return length
}

// tabWidth is how many columns apart tab stops are in printed source.
const tabWidth = 4

// ShownLine is a source line as it is printed. starts and ends tell for each byte of the original where the printed form of
// its character starts and where that of the character before it ends.
type ShownLine struct {
	Text         string
	Starts, Ends []int
}

// Shown is a source line as it is printed.
func (s Style) Shown(line string) ShownLine {
	parts := s.personal(line)
	v := ShownLine{Starts: make([]int, len(line)+1), Ends: make([]int, len(line)+1)}
	offset, from, column := 0, 0, 0
	for c := range Characters(line) {
		offset += len(c.Text)
		text := Clean(c.Text)
		switch {
		case len(parts) > 0 && offset > parts[0].from && offset < parts[0].to:
			continue // until the masked part is over
		case len(parts) > 0 && offset >= parts[0].to:
			text, parts = parts[0].shown, parts[1:]
		case c.Text == "\t":
			text = strings.Repeat(" ", tabWidth-column%tabWidth)
		}
		for i := from; i < offset; i++ {
			v.Starts[i], v.Ends[i+1] = len(v.Text), len(v.Text)+len(text)
		}
		v.Text += text
		column += Width(text)
		from = offset
	}
	v.Starts[len(line)] = len(v.Text)
	return v
}

// crop cuts a snippet to width columns so that the start of the marked part stays in sight.
func (n snippet) crop(width int) snippet {
	const ahead = 12 // columns kept before the mark
	if Width(n.text) <= width {
		return n
	}
	if n.from > width-ahead {
		cut := Head(n.text, n.from-ahead)
		rest := n.text[len(cut):]
		moved := Width(cut) - len(Ellipsis)
		n = snippet{text: Ellipsis + rest, from: n.from - moved, to: n.to - moved}
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
	if r.Start.Line < 2 || start < 1 || place.InWorkbook(r) || !strings.HasSuffix(r.Filename, ".hcl") {
		return "", false
	}
	before := hcl.Pos{Line: r.Start.Line - 1, Column: 1, Byte: start - 1}
	text, ok := src.Line(hcl.Range{Filename: r.Filename, Start: before, End: before})
	return text, ok && strings.Trim(text, " \t{}()[],") != ""
}

// Told is a diagnostic's own text without anything that must not be printed.
func (s Style) Told(text string) string { return s.Own(Clean(s.Masked(text))) }

// campaignFiles are how files are named whose lines everybody may read who sees the repository. All others are lists.
var campaignFiles = []string{".hcl", ".rpvars"}

// SourceLine is the line in which a range starts. A row of a list has names in it, and is shown where labels are.
func (s Style) SourceLine(r hcl.Range, src Source) (text string, ok bool) {
	if src == nil || !s.ShowLabels && !slices.Contains(campaignFiles, path.Ext(place.File(r))) {
		return "", false
	}
	return src.Line(r)
}

// PrintSnippet adds the line of a range, the one above it where that says what it belongs to, and carets under the range.
func PrintSnippet(p *Page, r hcl.Range, src Source, colour Ink) {
	line, ok := p.SourceLine(r, src)
	end := p.Say(lang.Both(":", "："))
	if !ok {
		end = ""
	}
	p.Wrapped("  ", lang.Format("on %s%s", "位置：%s%s", Place(r), end))
	if !ok {
		return
	}
	number := strconv.Itoa(r.Start.Line)
	lead := 4 + len(number) + 2
	if text, ok := above(src, r, line); ok {
		before := PadLeft(strconv.Itoa(r.Start.Line-1), len(number))
		p.Line("    %s: %s", before, p.Paint(inkFaint, Fit(p.Shown(text).Text, p.Columns()-lead)))
	}
	n := p.snippetOf(line, r).crop(p.Columns() - lead)
	p.Line("    %s: %s", number, n.text)
	p.Line("%s%s", strings.Repeat(" ", lead), p.Paint(colour, n.carets()))
}

// Place is where a range begins, for people: "staff.csv line 7", "staff.csv 第 7 行", "名单.xlsx 员工!C17".
func Place(r hcl.Range) lang.Text {
	if place.InWorkbook(r) {
		return lang.Same(place.Of(r))
	}
	return lang.Format("%s line %d", "%s 第 %d 行", r.Filename, r.Start.Line)
}
