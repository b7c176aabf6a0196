// Package page lays text out for terminals: widths, wrapping, tables, colours, the masks of what is personal, and source lines
// under which a part is marked. It knows how text looks and not what it says; package view says it.
package page

import (
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// Page collects what is printed in one piece, so that a stream gets whole paragraphs and one error to check.
type Page struct {
	Style
	text strings.Builder
}

// Line adds one line. Arguments that can be said are said in the page's language. Whatever stands in them, only a plain.Text has colours.
func (p *Page) Line(format string, args ...any) {
	p.text.WriteString(strings.TrimRight(plain.Sprintf(format, lang.Args(p.Lang, args)...).String(), " "))
	p.text.WriteByte('\n')
}

// Blank separates paragraphs; a page never begins with one.
func (p *Page) Blank() {
	if p.text.Len() > 0 {
		p.text.WriteByte('\n')
	}
}

// Paragraph adds wrapped text behind an indent.
func (p *Page) Paragraph(indent int, text any) {
	for _, line := range Wrap(plain.Lines(p.Say(text)).String(), p.Columns()-indent) {
		p.Line("%s%s", strings.Repeat(" ", indent), line)
	}
}

// labelWidth is the column in which the texts behind labels begin. A Chinese label has room for four characters.
const labelWidth = 10

// Labelled adds items behind a label. Items stay whole; those that do not fit stand on lines below.
func (p *Page) Labelled(indent int, label any, items ...any) {
	lead := strings.Repeat(" ", indent) + Pad(p.Say(label), labelWidth)
	width := Width(lead)
	var text plain.Text
	for _, item := range lang.Args(p.Lang, items) {
		joined := plain.Sprintf("%s", item)
		if text.String() != "" {
			joined = plain.Sprintf("%s   %s", text, item)
		}
		if text.String() != "" && width+Width(stripped(joined.String())) > p.Columns() {
			p.painted(lead, text)
			lead, joined = strings.Repeat(" ", width), plain.Sprintf("%s", item)
		}
		text = joined
	}
	p.painted(lead, text)
}

// Command adds a command behind a label. It stays in one line, which the terminal folds, because broken lines cannot be pasted.
func (p *Page) Command(label any, command string) {
	p.Line("%s%s", Pad(p.Say(label), labelWidth), Clean(command))
}

// painted is wrapped for a text that may have colours. Such a text is short and stays as it is.
func (p *Page) painted(lead string, text plain.Text) {
	if strings.Contains(text.String(), "\x1b") {
		p.Line("%s%s", lead, text)
		return
	}
	p.Wrapped(lead, text.String())
}

// Wrapped adds a text that may be longer than a line behind a lead.
func (p *Page) Wrapped(lead string, what any) {
	text, width := Clean(p.Say(what)), Width(lead)
	if width+Width(text) <= p.Columns() {
		p.Line("%s%s", lead, text)
		return
	}
	for _, line := range Wrap(text, p.Columns()-width) {
		p.Line("%s%s", lead, line)
		lead = strings.Repeat(" ", width)
	}
}

// stripped is a text without its colours.
func stripped(text string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, text, _ = strings.Cut(after, "m")
	}
}

// Print prints the page.
func (p *Page) Print(w io.Writer) error {
	return plain.Write(w, plain.Frame(p.text.String()))
}

// Headline is a mark and a text that may run over several lines.
func (p *Page) Headline(mark string, text any, colour Ink) {
	for i, line := range Wrap(Clean(p.Say(text)), p.Columns()-2) {
		lead := "  "
		if i == 0 {
			lead = Pad(mark, 2)
		}
		p.Line("%s", p.Paint(colour, strings.TrimRight(lead+line, " ")))
	}
}

// Bullet adds one point of a list.
func (p *Page) Bullet(text any) {
	for i, line := range Wrap(p.Told(p.Say(text)), p.Columns()-4) {
		lead := "    "
		if i == 0 {
			lead = "  - "
		}
		p.Line("%s%s", lead, line)
	}
}

// More counts those of a list that are not named.
func (p *Page) More(n int) {
	if n > words.ListedMax {
		p.Line("    %s", AndMore(n-words.ListedMax))
	}
}

// AndMore counts those of a list that are not shown.
func AndMore(n int) lang.Text {
	return lang.Format("and %s more", "另有 %s 个", money.Count(n))
}
