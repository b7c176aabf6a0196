package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// slip finds what is made of signs that HCL knows, and still no HCL: an attribute without its =, a block without its brace, a quote in a
// text. The library must have found something on the line, because some of them may be right where somebody knows HCL well.
func (m *mistyped) slip(i int) *hcl.Diagnostic {
	if !m.complained(i) {
		return nil
	}
	if m.namesValue(i) {
		return m.nameSlip(i)
	}
	switch {
	case m.kinds(i, hclsyntax.TokenEqual, hclsyntax.TokenEqual):
		return fault("Wrong sign", m.tokens[i+1].Range, "One = stands between a name and its value. Take this one out.")
	case m.kinds(i, hclsyntax.TokenDot, hclsyntax.TokenIdent, hclsyntax.TokenEqual):
		return fault("Wrong sign", m.tokens[i+2].Range, "One = gives a name its value, and two compare. Write ==")
	case m.kinds(i, hclsyntax.TokenEqual) && m.endsHere(i+1) && m.indented(i):
		return fault("Missing bracket", m.tokens[i].Range, "The lines below are indented, and no bracket is in front of them. Write = {")
	case m.kinds(i, hclsyntax.TokenEqual) && m.endsHere(i+1):
		return fault("Missing value", m.tokens[i].Range, "Nothing stands behind this =. Write the value there, or take the line out.")
	case m.kinds(i, hclsyntax.TokenCQuote, hclsyntax.TokenIdent) && m.adjacent(i):
		return fault("Quote inside of a text", m.tokens[i].Range, "The text ends at this quote. Inside of a text write \\\", or the quotes “ and ”.")
	}
	return nil
}

// nameSlip finds what is wrong behind a name that begins a line or an item.
func (m *mistyped) nameSlip(i int) *hcl.Diagnostic {
	name, first := m.tokens[i].Bytes, m.beginsLine(i)
	missing := func() *hcl.Diagnostic {
		return fault("Missing =", m.tokens[i+1].Range, "Between the name of an attribute and its value stands a =. Write %s = …", name)
	}
	switch k := m.kind(i + 1); {
	case k == hclsyntax.TokenEqualOp, k == hclsyntax.TokenFatArrow:
		return fault("Wrong sign", m.tokens[i+1].Range, "One = stands between the name of an attribute and its value, and no %s. Write %s = …",
			m.tokens[i+1].Bytes, name)
	case k == hclsyntax.TokenNumberLit, k == hclsyntax.TokenColon && first:
		return missing()
	case first && m.kinds(i+1, hclsyntax.TokenIdent, hclsyntax.TokenDot):
		return missing()
	case first && m.kinds(i+1, hclsyntax.TokenEqual, hclsyntax.TokenIdent, hclsyntax.TokenEqual) && m.endsMore(i):
		return fault("Missing bracket", m.tokens[i+2].Range, "A bracket ends on this line that does not begin there. Write %s = { %s = …",
			name, m.tokens[i+2].Bytes)
	case first && m.inBlock(i) && m.endsHere(m.behindLabel(i+1)) && m.indented(i):
		return fault("Missing bracket", m.span(i, m.behindLabel(i+1)-1), "The lines below are indented, and no bracket is in front of them. "+
			"Write a { at the end of this line.")
	case first && m.endsHere(i+1):
		return fault("Missing =", m.tokens[i].Range, "A name stands here alone. Write %s = …, or take the line out.", name)
	case first && m.behindLabel(i+1) > i+1 && m.endsHere(m.behindLabel(i+1)), k == hclsyntax.TokenOQuote && !m.inBlock(i) && !m.isBrace(m.behindLabel(i+1)):
		return missing()
	}
	return nil
}

// behindLabel is the token behind a word or a text.
func (m *mistyped) behindLabel(i int) int {
	if m.kinds(i, hclsyntax.TokenIdent) {
		return i + 1
	}
	for j := i; m.kinds(i, hclsyntax.TokenOQuote) && j < m.lineEnd(i); j++ {
		if m.kind(j) == hclsyntax.TokenCQuote {
			return j + 1
		}
	}
	return i
}

// endsMore tells whether more braces end on the line of a token than begin there.
func (m *mistyped) endsMore(i int) bool {
	count := func(kind hclsyntax.TokenType) (n int) {
		for _, token := range m.tokens[i:m.lineEnd(i)] {
			if token.Type == kind {
				n++
			}
		}
		return n
	}
	return count(hclsyntax.TokenCBrace) > count(hclsyntax.TokenOBrace)
}
