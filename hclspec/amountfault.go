package hclspec

import (
	"errors"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// unread is a text that stands where an amount or a number belongs and is none.
type unread struct {
	text string
	expr hclsyntax.Expression // that gave the text
	call hclsyntax.Expression // of yuan() around it; nil where there is none yet
	cell bool                 // it comes from a list
}

// fault tells what is wrong with the text, and what to write instead where yuan() would take it. amount says that the text was meant as
// an amount, as far as one can see.
func (u unread) fault(a *attribute, files *sources) (why lang.Text, amount bool) {
	if why := spreadsheetFault(u.text); !why.Empty() {
		return lang.Format("The value is %q. %s", "值是 %q。%s", u.text, words.SentenceText(why)), true
	}
	fen, err := money.ParseWritten(u.text)
	if err == nil {
		return notPlainNumber(u.text, fen).Then(u.cure(a, files, fen, "yuan")), true
	}
	i := unseenIn(u.text)
	if fen, cleanErr := money.ParseWritten(cleaned(u.text)); cleanErr == nil && i >= 0 {
		return unseenInAmount(u.text, i, fen).Then(u.cure(a, files, fen, "yuan", "clean")), true
	}
	why = words.SentenceText(told(err))
	if u.cell && errors.Is(err, money.ErrPrecision) {
		why = why.Then(lang.Blank).Then(roundThere)
	}
	return why, false
}

func (u unread) cure(a *attribute, files *sources, fen money.Fen, functions ...string) lang.Text {
	c := files.cureOf(a, u.expr)
	switch {
	case isTyped(u.expr):
		return c.instead(fen.Yuan())
	case u.call != nil:
		c = files.cureOf(a, u.call)
		c.inner = files.written(u.expr)
	}
	return c.with(functions...)
}

// unreadOperand finds the text on which an expression failed because it is no number: an operand of arithmetic or of an order, or the
// argument of yuan() or tonumber().
func (a *attribute) unreadOperand(failed *rowError) (u unread, ok bool) {
	d := failed.diags[0]
	if d.Subject == nil || d.Expression == nil || d.EvalContext == nil {
		return unread{}, false
	}
	v, diags := d.Expression.Value(d.EvalContext)
	if diags.HasErrors() || !isText(v) {
		return unread{}, false
	}
	u.text = v.AsString()
	// The visitor reports nothing, so there are no diagnostics to pass on.
	_ = hclsyntax.VisitAll(a.expr, func(node hclsyntax.Node) hcl.Diagnostics {
		for _, operand := range numberOperands(node) {
			if operand.Range() == *d.Subject || d.Context != nil && node.Range() == *d.Context && operand.StartRange() == *d.Subject {
				u.expr, u.call = operand, callOf(node, "yuan")
			}
		}
		return nil
	})
	if u.expr == nil {
		return unread{}, false
	}
	_, err := convert.Convert(v, cty.Number)
	return u, err != nil || u.call != nil
}

// numberOperands are those expressions in a node of which it wants numbers.
func numberOperands(node hclsyntax.Node) []hclsyntax.Expression {
	switch e := node.(type) {
	case *hclsyntax.BinaryOpExpr:
		if e.Op.Impl.Params()[0].Type == cty.Number {
			return []hclsyntax.Expression{e.LHS, e.RHS}
		}
	case *hclsyntax.UnaryOpExpr:
		if e.Op.Type == cty.Number {
			return []hclsyntax.Expression{e.Val}
		}
	case *hclsyntax.FunctionCallExpr:
		if e.Name == "yuan" || e.Name == "tonumber" {
			return e.Args
		}
	}
	return nil
}

// callOf is a node as the call of a function, or nil.
func callOf(node hclsyntax.Node, name string) hclsyntax.Expression {
	if e, ok := node.(*hclsyntax.FunctionCallExpr); ok && e.Name == name {
		return e
	}
	return nil
}

// notAmount reports a value that is no amount.
func (s *stream) notAmount(x *rowContext, a *attribute, o *origin, err error) {
	why, at := words.EndedText(told(err)), -1
	var text *textError
	switch {
	case errors.As(err, &text):
		why, _ = unread{text: text.text, expr: a.expr, cell: o.feed != nil}.fault(a, s.campaign.rows.sources)
		at = x.columnOf(a, func(cell string) bool { return Normal(cell) == text.text })
	case errors.Is(err, money.ErrPrecision):
		if at = x.columnOf(a, tooPrecise); at >= 0 {
			why = why.Then(lang.Blank).Then(roundThere)
		}
	}
	s.problems.add(ruleAmount, o.at, func() *hcl.Diagnostic {
		if at >= 0 {
			return wrong(lang.Text{}, o.feed.cellRange(o.row, at), why)
		}
		return wrong(lang.Text{}, o.value(a), why)
	})
}

// operandFailed reports that an expression failed on a text that is no number, if that is why.
func (s *stream) operandFailed(o *origin, a *attribute, err error) bool {
	var failed *rowError
	if !errors.As(err, &failed) {
		return false
	}
	u, ok := a.unreadOperand(failed)
	if !ok {
		return false
	}
	u.cell = o.feed != nil
	why, amount := u.fault(a, s.campaign.rows.sources)
	switch {
	case a.name == "amount" && u.call != nil:
		s.problems.add(ruleAmount, o.at, func() *hcl.Diagnostic { return wrong(lang.Text{}, o.valueOf(a, u.expr), why) })
		return true
	case !amount && (a.name != "amount" || o.feed == nil):
		return false // it may count what is no money
	}
	s.problems.add(ruleExpression, o.at, func() *hcl.Diagnostic {
		return wrong(lang.Text{}, o.valueOf(a, u.expr), noValue(a.name, placeOf(a.expr.Range())).Then(why))
	})
	return true
}

// tooPrecise tells whether a cell has more decimals than an amount.
func tooPrecise(cell string) bool {
	_, err := money.ParseWritten(cell)
	return errors.Is(err, money.ErrPrecision)
}

// columnOf is the first of the columns that an attribute names whose cell is of a kind, or -1.
func (x *rowContext) columnOf(a *attribute, kind func(cell string) bool) int {
	for _, i := range a.columns {
		if kind(x.cells[i]) {
			return i
		}
	}
	return -1
}
