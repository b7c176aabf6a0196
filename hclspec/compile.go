package hclspec

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

// compile makes nodes of the expression where it can: columns, literals, templates of texts, + - * of
// decimals, comparisons, !, && and ||, conditions, what a draw gives, and the functions of textFunctions. Anything else,
// every row on which one of these meets something unusual, and an expression that is very long, is evaluated by HCL.
func (a *attribute) compile(feed *listFeed) {
	if a.metered != nil && a.metered.steps > valueCost+compiledMax*nodeCost {
		return
	}
	c := compiler{feed: feed}
	if n := c.compile(a.expr); n != nil && a.takes(n.kind()) {
		a.compiled, a.plain = n, keepsPlain(n)
		if cell, whole := n.(columnNode); whole {
			a.cell = &cell.column
		}
	}
}

// takes tells whether the attribute can be made of a kind of value. Of any other kind the error is HCL's to explain.
func (a *attribute) takes(k kind) bool {
	switch a.name {
	case "amount":
		return k != kindBool
	case "where":
		return k == kindBool
	}
	return k == kindText
}

type compiler struct{ feed *listFeed }

// compile gives nil for what it does not know.
func (c compiler) compile(expr hclsyntax.Expression) node {
	if c.constant(expr) {
		return c.fold(expr)
	}
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return c.compile(e.Expression)
	case *hclsyntax.TemplateWrapExpr:
		return c.compile(e.Wrapped)
	case *hclsyntax.ScopeTraversalExpr:
		return c.name(e)
	case *hclsyntax.TemplateExpr:
		return c.template(e)
	case *hclsyntax.BinaryOpExpr:
		return c.operation(e)
	case *hclsyntax.UnaryOpExpr:
		if operand := c.compile(e.Val); e.Op == hclsyntax.OpLogicalNot && is(operand, kindBool) {
			return notNode{operand}
		}
	case *hclsyntax.ConditionalExpr:
		condition, yes, no := c.compile(e.Condition), c.compile(e.TrueResult), c.compile(e.FalseResult)
		if is(condition, kindBool) && yes != nil && is(no, yes.kind()) {
			return conditionNode{condition, yes, no}
		}
	case *hclsyntax.FunctionCallExpr:
		return c.call(e)
	}
	return nil
}

func is(n node, k kind) bool { return n != nil && n.kind() == k }

// constant tells whether an expression is the same for every row.
func (c compiler) constant(expr hclsyntax.Expression) bool {
	for _, traversal := range expr.Variables() {
		if root := traversal.RootName(); root == "row" || root == "draw" {
			return false
		}
	}
	return true
}

// fold evaluates a constant once.
func (c compiler) fold(expr hclsyntax.Expression) node {
	v, diags := c.feed.scope.meter.evaluate(expr, c.feed.scope.context)
	if diags.HasErrors() || !v.IsKnown() || v.IsNull() {
		return nil
	}
	switch v.Type() {
	case cty.String:
		return constantNode{textOf(v.AsString())}
	case cty.Bool:
		return constantNode{truthOf(v.True())}
	case cty.Number:
		f := v.AsBigFloat()
		if f.IsInf() || f.MantExp(nil) > 64 || f.MantExp(nil) < -64 {
			return nil
		}
		digits, negative := strings.CutPrefix(f.Text('f', -1), "-")
		decimal, ok := parseDecimal(digits)
		if !ok {
			return nil
		}
		if negative {
			decimal.mantissa = -decimal.mantissa
		}
		// A number that arithmetic made may be a neighbour of the one its digits stand for.
		decimal.computed = cty.MustParseNumberVal(f.Text('f', -1)).AsBigFloat().Cmp(f) != 0
		return constantNode{decimal}
	}
	return nil
}

func (c compiler) name(e *hclsyntax.ScopeTraversalExpr) node {
	first, ok := step(e.Traversal, 1)
	if !ok {
		return nil
	}
	switch e.Traversal.RootName() {
	case "row":
		for i, name := range c.feed.header {
			if name == first && len(e.Traversal) == 2 {
				return columnNode{i}
			}
		}
	case "draw":
		d := c.feed.campaign.rows.draws[first]
		field, ok := step(e.Traversal, 2)
		if d == nil || !ok || len(e.Traversal) != 3 {
			return nil
		}
		if field == "amount" {
			return drawAmountNode{d}
		}
		if field == "tier" && d.total == 0 {
			return drawTierNode{d}
		}
	}
	return nil
}

func (c compiler) template(e *hclsyntax.TemplateExpr) node {
	parts := make([]node, len(e.Parts))
	for i, part := range e.Parts {
		// A number in a template is written by HCL, which knows how many digits it has.
		if parts[i] = c.compile(part); !is(parts[i], kindText) {
			return nil
		}
	}
	return templateNode{parts, !slices.ContainsFunc(parts, func(part node) bool { return !keepsPlain(part) })}
}

// keepsPlain tells whether a row of plain cells makes a plain text of it.
func keepsPlain(n node) bool {
	switch n := n.(type) {
	case columnNode:
		return true
	case constantNode:
		return csvrow.PlainText(n.constant.text)
	case templateNode:
		return n.plain
	}
	return false
}

func (c compiler) operation(e *hclsyntax.BinaryOpExpr) node {
	left, right := c.compile(e.LHS), c.compile(e.RHS)
	if left == nil || right == nil {
		return nil
	}
	switch e.Op {
	case hclsyntax.OpAdd, hclsyntax.OpSubtract, hclsyntax.OpMultiply:
		if left.kind() != kindBool && right.kind() != kindBool {
			return arithmeticNode{e.Op, number(left), number(right)}
		}
	case hclsyntax.OpLessThan, hclsyntax.OpLessThanOrEqual, hclsyntax.OpGreaterThan, hclsyntax.OpGreaterThanOrEqual:
		if left.kind() != kindBool && right.kind() != kindBool {
			return orderNode{e.Op, number(left), number(right)}
		}
	case hclsyntax.OpEqual, hclsyntax.OpNotEqual:
		if left.kind() == right.kind() {
			return equalNode{e.Op == hclsyntax.OpEqual, left, right}
		}
	case hclsyntax.OpLogicalAnd, hclsyntax.OpLogicalOr:
		if is(left, kindBool) && is(right, kindBool) {
			return logicNode{e.Op == hclsyntax.OpLogicalAnd, left, right}
		}
	}
	return nil
}

// number reads a text as HCL does where it needs a number.
func number(n node) node {
	if n.kind() == kindText {
		return numberNode{n}
	}
	return n
}

// textFunctions are the functions of one text that are worth compiling. Each does what the library's does.
var textFunctions = map[string]func(string) string{
	"clean":     cleaned,
	"lower":     strings.ToLower,
	"trimspace": strings.TrimSpace,
	"upper":     strings.ToUpper,
}

func (c compiler) call(e *hclsyntax.FunctionCallExpr) node {
	f := textFunctions[e.Name]
	if e.ExpandFinal || len(e.Args) != 1 {
		return nil
	}
	operand := c.compile(e.Args[0])
	switch {
	case f != nil && is(operand, kindText):
		return functionNode{f, operand}
	case e.Name == "fen" && is(operand, kindText):
		return fenNode{operand}
	case e.Name == "yuan" && is(operand, kindText):
		return yuanNode{operand}
	}
	return nil
}
