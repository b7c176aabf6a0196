package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// metered is an expression whose steps and value are counted.
type metered struct {
	hclsyntax.Expression
	meter *meter
	steps int64 // what one evaluation costs without the value
	whole bool  // the value is weighed with all that is in it, because whoever gets it walks through it
}

// Value evaluates the expression, unless the work is spent: then it is unknown, which no for and no function goes into.
func (e metered) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if !e.meter.charge(e.steps, e.Range()) {
		return cty.DynamicVal, nil
	}
	v, diags := e.Expression.Value(ctx)
	switch {
	case diags.HasErrors():
		e.meter.charge(errorCost*int64(len(diags)), e.Range())
	case e.whole:
		if d := e.meter.weighed(v, e.Range()); d != nil {
			return cty.DynamicVal, append(diags, d)
		}
	}
	return v, diags
}

// metered is a copy of an expression that is counted wherever HCL builds a value, goes through one or repeats a step. The expression
// itself stays as it was parsed, for whoever looks at it.
func (m *meter) metered(expr hclsyntax.Expression) metered {
	c := meteredCopier{meter: m}
	copied := c.copy(expr)
	return metered{Expression: copied, meter: m, steps: c.cost(), whole: true}
}

// meteredCopier makes the copy and counts its nodes.
type meteredCopier struct {
	meter *meter
	nodes int64
}

// cost is that of a step through all nodes.
func (c *meteredCopier) cost() int64 { return valueCost + nodeCost*c.nodes }

// built is an expression whose value is new, and weighed with all that is in it.
func (c *meteredCopier) built(expr hclsyntax.Expression) hclsyntax.Expression {
	return metered{Expression: expr, meter: c.meter, steps: valueCost, whole: true}
}

// whole is the copy of a part whose value somebody walks through.
func (c *meteredCopier) whole(expr hclsyntax.Expression) hclsyntax.Expression {
	switch copied := c.copy(expr).(type) {
	case *hclsyntax.LiteralValueExpr, metered:
		return copied
	default:
		return c.built(copied)
	}
}

// repeated is the copy of a part that is evaluated many times, if there is one.
func (c *meteredCopier) repeated(expr hclsyntax.Expression) hclsyntax.Expression {
	if expr == nil {
		return nil
	}
	inner := meteredCopier{meter: c.meter}
	copied := inner.copy(expr)
	c.nodes += inner.nodes
	return metered{Expression: copied, meter: c.meter, steps: inner.cost()}
}

func (c *meteredCopier) copies(exprs []hclsyntax.Expression, one func(hclsyntax.Expression) hclsyntax.Expression) []hclsyntax.Expression {
	copied := make([]hclsyntax.Expression, len(exprs))
	for i, expr := range exprs {
		copied[i] = one(expr)
	}
	return copied
}

// copy goes into every kind of expression that has others in it.
func (c *meteredCopier) copy(expr hclsyntax.Expression) hclsyntax.Expression {
	c.nodes++
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return &hclsyntax.ParenthesesExpr{Expression: c.copy(e.Expression), SrcRange: e.SrcRange}
	case *hclsyntax.TemplateWrapExpr:
		return &hclsyntax.TemplateWrapExpr{Wrapped: c.copy(e.Wrapped), SrcRange: e.SrcRange}
	case *hclsyntax.TemplateExpr:
		return &hclsyntax.TemplateExpr{Parts: c.copies(e.Parts, c.whole), SrcRange: e.SrcRange}
	case *hclsyntax.TemplateJoinExpr:
		return &hclsyntax.TemplateJoinExpr{Tuple: c.whole(e.Tuple)}
	case *hclsyntax.FunctionCallExpr:
		call := *e
		call.Args = c.copies(e.Args, c.whole)
		return c.built(&call)
	case *hclsyntax.ConditionalExpr:
		condition := *e
		condition.Condition, condition.TrueResult, condition.FalseResult = c.copy(e.Condition), c.whole(e.TrueResult), c.whole(e.FalseResult)
		return &condition
	case *hclsyntax.UnaryOpExpr:
		operation := *e
		operation.Val = c.copy(e.Val)
		return &operation
	case *hclsyntax.BinaryOpExpr:
		return c.operation(e)
	}
	return c.collection(expr)
}

// operation weighs what == and != compare part by part.
func (c *meteredCopier) operation(e *hclsyntax.BinaryOpExpr) hclsyntax.Expression {
	operation, operand := *e, c.copy
	if e.Op == hclsyntax.OpEqual || e.Op == hclsyntax.OpNotEqual {
		operand = c.whole
	}
	operation.LHS, operation.RHS = operand(e.LHS), operand(e.RHS)
	return &operation
}

// collection copies what builds lists and objects or takes them apart.
func (c *meteredCopier) collection(expr hclsyntax.Expression) hclsyntax.Expression {
	switch e := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		tuple := *e
		tuple.Exprs = c.copies(e.Exprs, c.copy)
		return c.built(&tuple)
	case *hclsyntax.ObjectConsExpr:
		object := *e
		object.Items = make([]hclsyntax.ObjectConsItem, len(e.Items))
		for i, item := range e.Items {
			object.Items[i] = hclsyntax.ObjectConsItem{KeyExpr: c.copy(item.KeyExpr), ValueExpr: c.copy(item.ValueExpr)}
		}
		return c.built(&object)
	case *hclsyntax.ObjectConsKeyExpr:
		return &hclsyntax.ObjectConsKeyExpr{Wrapped: c.copy(e.Wrapped), ForceNonLiteral: e.ForceNonLiteral}
	case *hclsyntax.ForExpr:
		loop := *e
		loop.CollExpr, loop.KeyExpr = c.copy(e.CollExpr), c.repeated(e.KeyExpr)
		loop.ValExpr, loop.CondExpr = c.repeated(e.ValExpr), c.repeated(e.CondExpr)
		return c.built(&loop)
	case *hclsyntax.SplatExpr:
		splat := *e
		splat.Source, splat.Each = c.copy(e.Source), c.repeated(e.Each)
		return c.built(&splat)
	case *hclsyntax.IndexExpr:
		index := *e
		index.Collection, index.Key = c.copy(e.Collection), c.copy(e.Key)
		return &index
	case *hclsyntax.RelativeTraversalExpr:
		traversal := *e
		traversal.Source = c.copy(e.Source)
		return &traversal
	}
	return expr
}
