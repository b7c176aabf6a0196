package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// inlineFeed holds the recipients that stand in the HCL itself, in both spellings.
type inlineFeed struct {
	campaign *Campaign
	rows     []inlineRow
}

type inlineRow struct {
	key   string
	keyAt hcl.Range
	at    hcl.Range
	attrs attributes
}

var inlineNames = []string{"openid", "amount", "wishing", "remark"}

// decodeInlineMap reads recipients = { key = { openid = …, amount = … } }. The map is walked and never evaluated as a whole:
// HCL would let the second of two equal keys win, and would build every row anew for each of them.
func (l *loader) decodeInlineMap(c *Campaign, into *inlineFeed, attr *hclsyntax.Attribute) {
	object, ok := attr.Expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		l.decodeInlineValue(c, into, attr)
		return
	}
	for _, item := range object.Items {
		key, ok := l.inlineKey(c, item.KeyExpr)
		if !ok {
			continue
		}
		row := inlineRow{key: key, keyAt: item.KeyExpr.Range(), at: hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range())}
		person, ok := item.ValueExpr.(*hclsyntax.ObjectConsExpr)
		if !ok {
			l.report(fault("Not a recipient", item.ValueExpr.Range(), "A recipient is written as { openid = \"…\", amount = 8.88 }."))
			continue
		}
		for _, field := range person.Items {
			name, literal := literalKey(field.KeyExpr)
			if !literal || !row.attrs.take(name, field.ValueExpr) {
				l.report(fault("Unknown attribute", field.KeyExpr.Range(), "A recipient has no %q.%s It takes %s.",
					name, didYouMean(name, inlineNames), oneOf(inlineNames)))
			}
		}
		l.addInline(c, into, row, person.SrcRange)
	}
}

func (l *loader) inlineKey(c *Campaign, expr hclsyntax.Expression) (string, bool) {
	if key, ok := literalKey(expr); ok {
		return key, true
	}
	v, diags := c.rows.scope.value(expr)
	l.report(diags...)
	if diags.HasErrors() || !v.IsKnown() {
		return "", false
	}
	if !isText(v) {
		l.report(fault("Invalid key", expr.Range(), "A recipient's key is a text."))
		return "", false
	}
	return v.AsString(), true
}

// decodeInlineValue reads recipients from any other expression that gives a map of recipients, such as a for over
// jsondecode(file("people.json")). Its rows have no lines of their own, so all of them point at the expression.
func (l *loader) decodeInlineValue(c *Campaign, into *inlineFeed, attr *hclsyntax.Attribute) {
	at := attr.Expr.Range()
	people, diags := c.rows.scope.value(attr.Expr)
	l.report(diags...)
	if diags.HasErrors() || !people.IsWhollyKnown() {
		return
	}
	if people.IsNull() || !people.Type().IsObjectType() && !people.Type().IsMapType() {
		l.report(fault("Not a map of recipients", at, "recipients is a map from key to recipient: { key = { openid = \"…\", amount = 8.88 } }."))
		return
	}
	for it := people.ElementIterator(); it.Next(); {
		key, person := it.Element()
		row := inlineRow{key: key.AsString(), keyAt: at, at: at}
		if person.IsNull() || !person.Type().IsObjectType() && !person.Type().IsMapType() {
			l.report(fault("Not a recipient", at, "The value of %q is not of the form { openid = \"…\", amount = 8.88 }.", row.key))
			continue
		}
		for fields := person.ElementIterator(); fields.Next(); {
			name, value := fields.Element()
			if value.IsNull() {
				continue
			}
			if !row.attrs.take(name.AsString(), &hclsyntax.LiteralValueExpr{Val: value, SrcRange: at}) {
				l.report(fault("Unknown attribute", at, "The recipient %q has no %q.%s It takes %s.",
					row.key, name.AsString(), didYouMean(name.AsString(), inlineNames), oneOf(inlineNames)))
			}
		}
		l.addInline(c, into, row, at)
	}
}

// decodeInlineBlock reads recipient "key" { openid = … }.
func (l *loader) decodeInlineBlock(c *Campaign, into *inlineFeed, block *hclsyntax.Block) {
	if !l.labels(block, 1) {
		return
	}
	row := inlineRow{key: Normal(block.Labels[0]), keyAt: block.LabelRanges[0], at: block.Range()}
	f := l.frame(block.Body, "recipient", "")
	for _, name := range inlineNames {
		if attr := f.attribute(name); attr != nil {
			row.attrs.take(name, attr.Expr)
		}
	}
	f.finish()
	l.addInline(c, into, row, block.DefRange())
}

func (l *loader) addInline(c *Campaign, into *inlineFeed, row inlineRow, body hcl.Range) {
	if row.attrs.openID == nil {
		l.report(fault("Missing attribute", body, "The recipient %q needs an openid.", row.key))
	}
	if row.attrs.amount == nil {
		l.report(fault("Missing attribute", body, "The recipient %q needs an amount.", row.key))
	}
	for _, a := range row.attrs.written() {
		if !isLiteral(a.expr) {
			l.report(c.rows.scope.check(a.expr)...)
			a.bind(c.rows.draws, l)
			a.count(l.meter)
		}
	}
	into.rows = append(into.rows, row)
}

func isLiteral(expr hclsyntax.Expression) bool {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.TemplateExpr:
		return e.IsStringLiteral()
	}
	return false
}

func (f *inlineFeed) attributes() *attributes { return nil }

func (f *inlineFeed) each(s *stream) bool {
	x := &rowContext{scope: f.campaign.rows.scope, draws: f.campaign.rows.draws}
	for i := range f.rows {
		row := &f.rows[i]
		x.reset()
		if !s.row(x, &row.attrs, &origin{source: 0, position: uint64(i), at: row.at, inline: row}) {
			return false
		}
	}
	return true
}

func (f *inlineFeed) recall(s *stream, position uint64) (seen, bool) {
	row := &f.rows[position]
	x := &rowContext{scope: f.campaign.rows.scope, draws: f.campaign.rows.draws}
	openID, err := row.attrs.openID.text(x)
	if err != nil {
		openID = "" // which no openid is
	}
	return seen{key: row.key, openID: openID, at: row.at}, true
}
