package hclspec

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/words"
)

// causesMax is how many mistakes of a file that is no HCL are shown, and librarysMax how many of those that only the library has a
// word for. What it says behind the first one mostly follows from it.
const (
	causesMax   = 10
	librarysMax = 3
)

// mistyped is a file that is no HCL, with what may be the cause.
type mistyped struct {
	tokens hclsyntax.Tokens
	found  hcl.Diagnostics // by the library
}

// causes says of a file that is no HCL what was typed wrongly, in its place and in words for who typed it. All that the library found
// besides follows from that, and is only counted: one missing quote is an error in every line below it.
func causes(src []byte, name string, found hcl.Diagnostics) hcl.Diagnostics {
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	m := &mistyped{tokens: tokens, found: found}
	for _, look := range []func() hcl.Diagnostics{m.openQuote, m.signs, m.slips, m.brackets} {
		if causes := look(); len(causes) > 0 {
			return folded(causes, causesMax, len(found)-len(causes))
		}
	}
	return folded(firstOfLines(found), librarysMax, 0)
}

// folded are the first diagnostics, the last of which tells how many there are besides.
func folded(diags hcl.Diagnostics, most, besides int) hcl.Diagnostics {
	shown := diags[:min(len(diags), most)]
	if more := len(diags) - len(shown); more > 0 {
		last := *shown[len(shown)-1]
		last.Detail += "\n\nThe file has " + words.Counted(more, "more mistake") + " that may be like this."
		shown = append(slices.Clone(shown[:len(shown)-1]), &last)
	} else if besides > 0 {
		last := *shown[len(shown)-1]
		last.Detail += "\n\nWhat may follow from this is not shown: " + words.Counted(besides, "more error") + "."
		shown = append(slices.Clone(shown[:len(shown)-1]), &last)
	}
	return shown
}

// firstOfLines are the errors of the library, the first one of each line.
func firstOfLines(found hcl.Diagnostics) (first hcl.Diagnostics) {
	lines := map[int]bool{}
	for _, d := range found {
		if d.Subject == nil || !lines[d.Subject.Start.Line] {
			first = append(first, d)
		}
		if d.Subject != nil {
			lines[d.Subject.Start.Line] = true
		}
	}
	return first
}

// openQuote finds the first line with a quote that has no other one. To the library everything below it is inside out.
func (m *mistyped) openQuote() hcl.Diagnostics {
	end := slices.IndexFunc(m.tokens, func(t hclsyntax.Token) bool { return t.Type == hclsyntax.TokenQuotedNewline })
	if end < 0 {
		end = len(m.tokens)
	}
	open, depth := -1, 0
	for i := end - 1; i >= 0 && open < 0; i-- {
		switch kind := m.tokens[i].Type; {
		case kind == hclsyntax.TokenCQuote:
			depth++
		case kind == hclsyntax.TokenOQuote && depth >= 0:
			if depth == 0 {
				open = i
			}
			depth--
		}
	}
	if open < 0 || end == len(m.tokens) && !m.endsInText() {
		return nil
	}
	before := &mistyped{tokens: m.tokens[:m.lineOf(open)], found: m.found} // what is not inside out
	return append(append(before.signs(), before.slips()...), m.quoteFault(open, end))
}

// endsInText tells whether the file ends before a text does.
func (m *mistyped) endsInText() bool {
	return slices.ContainsFunc(m.found, func(d *hcl.Diagnostic) bool { return d.Summary == "Unterminated template string" })
}

// quoteFault says what is wrong with the quotes of a line: one has no other, and perhaps that was typed in Chinese.
func (m *mistyped) quoteFault(open, end int) *hcl.Diagnostic {
	at := m.tokens[open].Range
	var text strings.Builder
	for _, token := range m.tokens[open+1 : end] {
		text.Write(token.Bytes)
	}
	switch wrong := strings.IndexFunc(text.String(), isWideQuote); {
	case wrong >= 0:
		sign := firstRune(text.String()[wrong:])
		return fault("Missing quote", at, "The text that begins here ends with %s, which HCL takes for a part of it. Write \".", words.Character(sign))
	case m.wideQuote(open) >= 0:
		return m.signFault(m.wideQuote(open))
	case strings.TrimSpace(text.String()) == "" || open > 0 && m.touches(open):
		return fault("Missing quote", at, "This quote ends a text that no quote begins: put one in front of the text.")
	}
	return fault("Missing quote", at, "The text that begins here does not end on its line: a quote is missing, behind it or in front of it.")
}

// wideQuote is the first quote in front of a token and on its line that is none of HCL, or -1.
func (m *mistyped) wideQuote(i int) int {
	line := m.lineOf(i)
	at := slices.IndexFunc(m.tokens[line:i], func(t hclsyntax.Token) bool { return isWideQuote(firstRune(string(t.Bytes))) })
	if at < 0 {
		return -1
	}
	return line + at
}

// lineOf is the first token of the line in which a token stands.
func (m *mistyped) lineOf(i int) int {
	for !m.beginsLine(i) {
		i--
	}
	return i
}

// beginsLine tells whether a token is the first one of its line. A comment takes the end of its line with it.
func (m *mistyped) beginsLine(i int) bool {
	return i == 0 || m.tokens[i-1].Range.End.Line > m.tokens[i-1].Range.Start.Line || m.tokens[i-1].Type == hclsyntax.TokenNewline
}

// touches tells whether nothing stands between a token and the one before.
func (m *mistyped) touches(i int) bool {
	return i > 0 && m.tokens[i-1].Type == hclsyntax.TokenIdent && m.tokens[i-1].Range.End.Byte == m.tokens[i].Range.Start.Byte
}
