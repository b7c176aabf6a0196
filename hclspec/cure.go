package hclspec

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
)

// cure says what to write so that a text is taken, in the words of the file that it comes from.
type cure struct {
	name   string // of the attribute whose whole value is to be replaced; "" where it is a part of an expression
	source string // what is to be replaced, as it stands in the file
	inner  string // what functions are to be put around: the same, or the argument in it
}

// cureOf is the cure for the text that an expression of an attribute gave.
func (s *sources) cureOf(a *attribute, expr hclsyntax.Expression) cure {
	c := cure{source: s.written(expr), inner: s.written(expr)}
	if expr == a.expr {
		c.name = a.name
	}
	return c
}

// with tells to put functions around the expression, the outermost first. What to write stands on a line of its own, to be copied.
func (c cure) with(functions ...string) lang.Text {
	text := c.inner
	for _, function := range slices.Backward(functions) {
		text = function + "(" + text + ")"
	}
	return c.instead(text)
}

// instead tells to write something else.
func (c cure) instead(text string) lang.Text {
	if c.name == "" {
		return lang.Format("In place of %s write\n\n  %s", "把 %s 改成\n\n  %s", c.source, text)
	}
	return lang.Format("Write\n\n  %s = %s", "写成\n\n  %s = %s", c.name, text)
}

// written is an expression as it stands in its file, or "…" for one that does not fit into a sentence.
func (s *sources) written(expr hclsyntax.Expression) string {
	const most = 80
	at, src := expr.Range(), s.held[expr.Range().Filename]
	if at.Start.Byte < 0 || at.End.Byte > len(src) || at.End.Byte-at.Start.Byte > most || isMade(expr) {
		return "…"
	}
	text := string(src[at.Start.Byte:at.End.Byte])
	if strings.ContainsAny(text, "\r\n") {
		return "…"
	}
	return text
}

// isMade tells whether a text came out of a map of recipients that an expression made, so that its range is that of the whole map.
func isMade(expr hclsyntax.Expression) bool {
	literal, ok := expr.(*hclsyntax.LiteralValueExpr)
	return ok && literal.Val.Type() == cty.String
}

// isTyped tells whether a text stands in the file itself, in quotes.
func isTyped(expr hclsyntax.Expression) bool { return isLiteral(expr) && !isMade(expr) }
