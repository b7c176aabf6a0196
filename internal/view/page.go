package view

import (
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
)

// page collects what is printed in one piece, so that a stream gets whole paragraphs and one error to check.
type page struct {
	Style
	text strings.Builder
}

// line adds one line. Whatever stands in its arguments, only a plain.Text has colours.
func (p *page) line(format string, args ...any) {
	p.text.WriteString(strings.TrimRight(plain.Sprintf(format, args...).String(), " "))
	p.text.WriteByte('\n')
}

// blank separates paragraphs; a page never begins with one.
func (p *page) blank() {
	if p.text.Len() > 0 {
		p.text.WriteByte('\n')
	}
}

// paragraph adds wrapped text behind an indent.
func (p *page) paragraph(indent int, text string) {
	for _, line := range Wrap(plain.Lines(text).String(), p.width()-indent) {
		p.line("%s%s", strings.Repeat(" ", indent), line)
	}
}

// labelWidth is the column in which the texts behind labels begin.
const labelWidth = 10

// labelled adds items behind a label. Items stay whole; those that do not fit stand on lines below.
func (p *page) labelled(indent int, label string, items ...any) {
	lead := strings.Repeat(" ", indent) + Pad(label, labelWidth)
	var text plain.Text
	for _, item := range items {
		joined := plain.Sprintf("%s", item)
		if text.String() != "" {
			joined = plain.Sprintf("%s   %s", text, item)
		}
		if text.String() != "" && len(lead)+Width(stripped(joined.String())) > p.width() {
			p.painted(lead, text)
			lead, joined = strings.Repeat(" ", len(lead)), plain.Sprintf("%s", item)
		}
		text = joined
	}
	p.painted(lead, text)
}

// painted is wrapped for a text that may have colours. Such a text is short and stays as it is.
func (p *page) painted(lead string, text plain.Text) {
	if strings.Contains(text.String(), "\x1b") {
		p.line("%s%s", lead, text)
		return
	}
	p.wrapped(lead, text.String())
}

// wrapped adds a text that may be longer than a line behind a lead.
func (p *page) wrapped(lead, text string) {
	text = Clean(text)
	if Width(lead)+Width(text) <= p.width() {
		p.line("%s%s", lead, text)
		return
	}
	for _, line := range Wrap(text, p.width()-len(lead)) {
		p.line("%s%s", lead, line)
		lead = strings.Repeat(" ", len(lead))
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

// writeTo prints the page.
func (p *page) writeTo(w io.Writer) error {
	return plain.Write(w, plain.Frame(p.text.String()))
}

// tallied writes a tally: "623 packets (¥5,690.48)".
func (s Style) tallied(t money.Tally, noun string) string {
	return money.Count(t.Packets) + " " + noun + " (" + s.Money(t.Amount) + ")"
}
