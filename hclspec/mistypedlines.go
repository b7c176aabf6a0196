package hclspec

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// lines is how tokens lie in lines. It is worked out once: a file may be one line of all the tokens that are allowed.
type lines struct {
	first, next []int        // of each token, the first one of its line and of the line below
	complaints  map[int]bool // the lines in which the library found a mistake
}

func newLines(tokens hclsyntax.Tokens, found hcl.Diagnostics) lines {
	l := lines{first: make([]int, len(tokens)), next: make([]int, len(tokens)), complaints: map[int]bool{}}
	for i := range tokens {
		if i > 0 && !lastOfLine(tokens[i-1]) {
			l.first[i] = l.first[i-1]
		} else {
			l.first[i] = i
		}
	}
	for i := len(tokens) - 1; i >= 0; i-- {
		if i+1 == len(tokens) || lastOfLine(tokens[i]) {
			l.next[i] = i + 1
		} else {
			l.next[i] = l.next[i+1]
		}
	}
	for _, d := range found {
		if d.Subject != nil {
			l.complaints[d.Subject.Start.Line] = true
		}
	}
	return l
}

// lastOfLine tells whether a token is the last one of its line. A comment takes the end of its line with it.
func lastOfLine(t hclsyntax.Token) bool {
	return t.Type == hclsyntax.TokenNewline || t.Range.End.Line > t.Range.Start.Line
}

// openers are the innermost brackets that are open around each token, of every kind and keyboard, or -1.
func openers(tokens hclsyntax.Tokens) []int {
	around, open := make([]int, len(tokens)), []int{-1}
	for i, token := range tokens {
		wide := token.Type == hclsyntax.TokenInvalid
		sign := firstRune(string(token.Bytes))
		if (slices.Contains(closes, token.Type) || wide && strings.ContainsRune("）｝］】〕", sign)) && len(open) > 1 {
			open = open[:len(open)-1]
		}
		around[i] = open[len(open)-1]
		if slices.Contains(opens, token.Type) || wide && strings.ContainsRune("（｛［【〔", sign) {
			open = append(open, i)
		}
	}
	return around
}

// kind is the type of a token, and that of the end of the file where there is none.
func (m *mistyped) kind(i int) hclsyntax.TokenType {
	if i < 0 || i >= len(m.tokens) {
		return hclsyntax.TokenEOF
	}
	return m.tokens[i].Type
}

// kinds tells whether tokens of these types stand here.
func (m *mistyped) kinds(i int, types ...hclsyntax.TokenType) bool {
	for j, t := range types {
		if m.kind(i+j) != t || i+j < 0 || i+j >= len(m.tokens) {
			return false
		}
	}
	return true
}

// lineOf is the first token of the line in which a token stands.
func (m *mistyped) lineOf(i int) int { return m.lines.first[i] }

// beginsLine tells whether a token is the first one of its line.
func (m *mistyped) beginsLine(i int) bool { return m.lines.first[i] == i }

// lineEnd is behind the last token of the line of a token.
func (m *mistyped) lineEnd(i int) int { return min(m.lines.next[i], len(m.tokens)) }

// endsHere tells whether nothing but a comment stands from a token on in its line.
func (m *mistyped) endsHere(i int) bool {
	k := m.kind(i)
	return k == hclsyntax.TokenNewline || k == hclsyntax.TokenEOF || k == hclsyntax.TokenComment
}

// indented tells whether the line below a token begins further to the right than its own.
func (m *mistyped) indented(i int) bool {
	below := m.lineEnd(i)
	return below < len(m.tokens) && m.kind(below) != hclsyntax.TokenNewline && m.column(below) > m.column(m.lineOf(i))
}

// complained tells whether the library found a mistake on the line of a token.
func (m *mistyped) complained(i int) bool { return m.lines.complaints[m.tokens[i].Range.Start.Line] }

// adjacent tells whether nothing stands between a token and the next one.
func (m *mistyped) adjacent(i int) bool {
	return i >= 0 && i+1 < len(m.tokens) && m.tokens[i].Range.End.Byte == m.tokens[i+1].Range.Start.Byte
}

// text is what is written from one token to another.
func (m *mistyped) text(from, to int) string {
	return string(m.src[m.tokens[from].Range.Start.Byte:m.tokens[to].Range.End.Byte])
}

func (m *mistyped) span(from, to int) hcl.Range {
	return hcl.RangeBetween(m.tokens[from].Range, m.tokens[to].Range)
}

func (m *mistyped) column(i int) int { return m.tokens[i].Range.Start.Column }

// inBlock tells whether a token stands directly between the braces of a block, or outside of all: there lines end by themselves.
func (m *mistyped) inBlock(i int) bool {
	open := m.opener[i]
	if open < 0 {
		return true
	}
	before := m.kind(open - 1)
	return m.isBrace(open) && (before == hclsyntax.TokenIdent || before == hclsyntax.TokenCQuote)
}

// namesValue tells whether a name that begins a line, or an item between braces, may be that of an attribute.
func (m *mistyped) namesValue(i int) bool {
	open := -1
	if i >= 0 {
		open = m.opener[i]
	}
	if open >= 0 && !m.isBrace(open) || i < 0 {
		return false
	}
	return m.kind(i) == hclsyntax.TokenIdent && (m.beginsLine(i) || i-1 == open || m.kind(i-1) == hclsyntax.TokenComma)
}

func (m *mistyped) isBrace(i int) bool {
	return m.kind(i) == hclsyntax.TokenOBrace || m.sign(i) == '｛'
}
