package hclspec

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
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
// the end of the file; whoever looks at how lines are indented finds it where the next block begins.
func (m *mistyped) brackets() hcl.Diagnostics {
	var open []int
	for i, token := range m.tokens {
		if len(open) > 0 && m.leaves(i, open) {
			return hcl.Diagnostics{m.unclosed(open[len(open)-1], fmt.Sprintf("before line %d", token.Range.Start.Line))}
		}
		switch {
		case slices.Contains(opens, token.Type):
			open = append(open, i)
		case slices.Contains(closes, token.Type):
			if len(open) == 0 && m.saidBefore(token.Range.Start.Line) {
				return nil // as of a block without its brace
			}
			if len(open) == 0 {
				return hcl.Diagnostics{fault("Bracket too many", token.Range, "This %s ends nothing: it is one too many, or a bracket in front of it is missing.", token.Bytes)}
			}
			last := open[len(open)-1]
			if other, paired := pairs[m.tokens[last].Type]; paired && other != token.Type {
				return hcl.Diagnostics{m.unclosed(last, fmt.Sprintf("before the %s in line %d", token.Bytes, token.Range.Start.Line))}
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return hcl.Diagnostics{m.unclosed(open[len(open)-1], "to the end of the file")}
	}
	return nil
}

// unclosed is said of a bracket without an end.
func (m *mistyped) unclosed(i int, where string) *hcl.Diagnostic {
	token := m.tokens[i]
	end := map[hclsyntax.TokenType]string{hclsyntax.TokenOBrack: "]", hclsyntax.TokenOParen: ")"}[token.Type]
	if end == "" {
		end = "}"
	}
	return fault("Missing bracket", token.Range, "The %s that begins here has no %s %s. Write one where it ends.", token.Bytes, end, where)
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

// indented tells whether the line below a bracket begins further to the right than its own.
func (m *mistyped) indented(open int) bool {
	for i := open + 1; i+1 < len(m.tokens); i++ {
		if m.tokens[i].Type == hclsyntax.TokenNewline {
			return m.column(i+1) > m.column(m.lineOf(open))
		}
	}
	return false
}

// saidBefore tells whether the library found a mistake above a line.
func (m *mistyped) saidBefore(line int) bool {
	return slices.ContainsFunc(m.found, func(d *hcl.Diagnostic) bool { return d.Subject != nil && d.Subject.Start.Line < line })
}

func (m *mistyped) column(i int) int { return m.tokens[i].Range.Start.Column }
