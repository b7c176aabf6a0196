package hclspec

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
)

// pairs are the brackets that belong together.
var pairs = map[hclsyntax.TokenType]hclsyntax.TokenType{
	hclsyntax.TokenOBrace: hclsyntax.TokenCBrace, hclsyntax.TokenOBrack: hclsyntax.TokenCBrack, hclsyntax.TokenOParen: hclsyntax.TokenCParen,
}

// What begins with a bracket, or ends with one.
var (
	opens = []hclsyntax.TokenType{
		hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl,
	}
	closes = []hclsyntax.TokenType{hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd}
)

// brackets finds the first bracket without its other one. Where a brace is missing at the end of a block, the library finds that out at
// the end of the file; whoever looks at how lines are indented finds it where the next block begins. So it is with one too many.
func (m *mistyped) brackets() hcl.Diagnostics {
	var open []int
	odd, last := -1, -1
	for i, token := range m.tokens {
		if len(open) > 0 && m.leaves(i, open) {
			return hcl.Diagnostics{m.unclosed(open[len(open)-1], lang.Format("before line %d", "到第 %d 行之前", token.Range.Start.Line))}
		}
		switch {
		case slices.Contains(opens, token.Type):
			open = append(open, i)
		case slices.Contains(closes, token.Type):
			if len(open) == 0 {
				return m.surplus(i, odd)
			}
			last = open[len(open)-1]
			if !m.ends(last, token.Type) {
				if !m.anyEnds(open, token.Type) {
					return m.surplus(i, odd)
				}
				return hcl.Diagnostics{m.unclosed(last, lang.Format("before the %s in line %d",
					"到第 %[2]d 行的 %[1]s 之前", token.Bytes, token.Range.Start.Line))}
			}
			if odd < 0 && m.stray(last, i) {
				odd = i
			}
			open, last = open[:len(open)-1], i
		case odd < 0 && last >= 0 && len(open) == 0 && m.beginsLine(i) && token.Type == hclsyntax.TokenIdent && m.column(i) > m.column(m.lineOf(last)):
			odd = last // what is indented stands in something
		}
	}
	if len(open) > 0 {
		return hcl.Diagnostics{m.unclosed(open[len(open)-1], lang.Both("to the end of the file", "直到文件末尾"))}
	}
	return nil
}

// ends tells whether a bracket of a kind ends what begins with another one.
func (m *mistyped) ends(open int, end hclsyntax.TokenType) bool {
	other, paired := pairs[m.kind(open)]
	return !paired || other == end
}

// anyEnds tells whether a bracket of a kind ends any of those that are open.
func (m *mistyped) anyEnds(open []int, end hclsyntax.TokenType) bool {
	return slices.ContainsFunc(open, func(i int) bool { return m.ends(i, end) })
}

// stray tells whether a bracket that ends what began on another line is not where people put it: further to the right than that line, or
// behind something else.
func (m *mistyped) stray(open, end int) bool {
	begun, line := m.lineOf(open), m.lineOf(end)
	return begun != line && (m.column(line) > m.column(begun) || !slices.Contains(closes, m.kind(line)))
}

// surplus is said of a bracket that ends nothing, or of the stray one in front of it. It is none, where the library found a mistake before:
// then a bracket is missing that would have begun there.
func (m *mistyped) surplus(i, odd int) hcl.Diagnostics {
	if odd >= 0 && m.kind(odd) == m.kind(i) {
		i = odd
	}
	if m.saidBefore(m.tokens[i].Range.Start.Line) {
		return nil
	}
	return hcl.Diagnostics{wrong(lang.Both("Bracket too many", "多出的括号"), m.tokens[i].Range,
		lang.Format("This %s ends nothing: it is one too many, or a bracket in front of it is missing.",
			"这个 %s 前面没有与它配对的括号：要么它多余，要么前面缺一个括号。", m.tokens[i].Bytes))}
}

// unclosed is said of a bracket without an end.
func (m *mistyped) unclosed(i int, where lang.Text) *hcl.Diagnostic {
	token := m.tokens[i]
	end := map[hclsyntax.TokenType]string{hclsyntax.TokenOBrack: "]", hclsyntax.TokenOParen: ")"}[token.Type]
	if end == "" {
		end = "}"
	}
	return wrong(lang.Both("Missing bracket", "缺少括号"), token.Range,
		lang.Format("The %s that begins here has no %s %s. Write one where it ends.",
			"从这里开始的 %[1]s %[3]s没有 %[2]s。在它结束的地方补上。", token.Bytes, end, where))
}

// leaves tells whether a line begins with a token that, by its indentation, stands outside of the innermost open bracket: as far left as the
// line of that bracket, where the lines below it were indented, or at the end of a block around it.
func (m *mistyped) leaves(i int, open []int) bool {
	if !m.beginsLine(i) {
		return false
	}
	innermost := m.column(m.lineOf(open[len(open)-1]))
	switch kind := m.tokens[i].Type; {
	case kind == hclsyntax.TokenIdent:
		return m.indented(open[len(open)-1]) && m.column(i) <= innermost
	case kind == hclsyntax.TokenCBrace && len(open) > 1:
		for _, outer := range open[:len(open)-1] {
			if m.column(m.lineOf(outer)) == m.column(i) && m.column(i) < innermost {
				return true
			}
		}
	}
	return false
}

// saidBefore tells whether the library found a mistake above a line.
func (m *mistyped) saidBefore(line int) bool {
	return slices.ContainsFunc(m.found, func(d *hcl.Diagnostic) bool { return d.Subject != nil && d.Subject.Start.Line < line })
}
