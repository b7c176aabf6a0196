package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
)

// assertion is one assert block, checked when all rows of the campaign went by.
type assertion struct {
	scope     *scope
	condition hclsyntax.Expression
	message   hclsyntax.Expression
}

var selfNames = []string{"count", "max", "min", "total"}

func (d *campaignDecoder) decodeAssert(block *hclsyntax.Block) {
	l, c := d.l, d.campaign
	l.labels(block, 0)
	f := l.frame(block.Body, "assert", "")
	f.require(lang.Both("Without it there is nothing to hold the recipients against.", "没有它就没有条件可以检查领取人。"), "condition")
	f.require(lang.Both("It is what the author of a wrong list will read.", "名单有错时，写名单的人看到的就是它。"), "error_message")
	a := assertion{scope: d.scope.naming("self", selfNames)}
	if attr := f.attribute("condition"); attr != nil {
		a.condition = attr.Expr
		l.report(a.scope.check(attr.Expr)...)
		l.report(a.scope.chargeNames(attr.Expr)...)
	}
	if attr := f.attribute("error_message"); attr != nil {
		a.message = attr.Expr
		l.report(a.scope.check(attr.Expr)...)
	}
	f.finish()
	if a.condition != nil && a.message != nil {
		c.rows.asserts = append(c.rows.asserts, a)
	}
}

// chargeNames takes what the values cost that a condition names: Guards writes all of them out.
func (s *scope) chargeNames(condition hclsyntax.Expression) (diags hcl.Diagnostics) {
	for _, traversal := range condition.Variables() {
		if value, unknown := traversal.TraverseAbs(s.context); !unknown.HasErrors() {
			if d := s.meter.weighed(value, condition.Range()); d != nil {
				diags = append(diags, d)
			}
		}
	}
	if d := s.meter.exhausted(); d != nil {
		diags = append(diags, d)
	}
	return diags
}

func (a assertion) check(t *totals) hcl.Diagnostics {
	ctx := a.scope.context.NewChild()
	ctx.Variables = map[string]cty.Value{"self": cty.ObjectVal(map[string]cty.Value{
		"count": cty.NumberIntVal(int64(t.count)),
		"total": yuanValue(t.sum),
		"max":   yuanValue(t.max),
		"min":   yuanValue(t.min),
	})}
	holds, diags := a.scope.meter.evaluate(a.condition, ctx)
	if diags.HasErrors() {
		return diags
	}
	if holds.Type() != cty.Bool || holds.IsNull() || !holds.IsKnown() {
		return append(diags, wrong(titleType, a.condition.Range(), lang.Format("The condition is %s, and must be a comparison, true or false.",
			"条件是%s，应当是比较、true 或 false。", friendly(holds))))
	}
	if holds.True() {
		return diags
	}
	message, messageDiags := a.scope.meter.evaluate(a.message, ctx)
	diags = append(diags, messageDiags...)
	if !isText(message) {
		return append(diags, wrong(titleType, a.message.Range(), lang.Both("error_message must be a text.", "error_message 应当是文本。")))
	}
	return append(diags, wrong(lang.Both("Assertion failed", "断言不成立"), a.condition.Range(), lang.Format("%s", "%s", oneLine(message.AsString()))))
}
