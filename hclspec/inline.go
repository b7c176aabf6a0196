package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
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

// inlineDecoder is the phase of a Load that reads them.
type inlineDecoder struct {
	*loader
	feed *inlineFeed
}

var inlineNames = []string{"openid", "amount", "wishing", "remark", "label"}

// decodeMap reads recipients = { key = { openid = …, amount = … } }. The map is walked and never evaluated as a whole:
// HCL would let the second of two equal keys win, and would build every row anew for each of them.
func (d *inlineDecoder) decodeMap(attr *hclsyntax.Attribute) {
	object, ok := attr.Expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		d.decodeValue(attr)
		return
	}
	for _, item := range object.Items {
		key, ok := d.key(item.KeyExpr)
		if !ok {
			continue
		}
		row := inlineRow{key: key, keyAt: item.KeyExpr.Range(), at: hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range())}
		person, ok := item.ValueExpr.(*hclsyntax.ObjectConsExpr)
		if !ok {
			d.report(wrong(titleNoRecipient, item.ValueExpr.Range(),
				lang.Both("A recipient is written as { openid = \"…\", amount = 8.88 }.", "领取人写成 { openid = \"…\", amount = 8.88 }。")))
			continue
		}
		for _, field := range person.Items {
			name, literal := literalKey(field.KeyExpr)
			if !literal || !row.attrs.take(name, field.ValueExpr) {
				d.report(wrong(titleUnknown, field.KeyExpr.Range(), lang.Format("A recipient has no %q.%s It takes %s.",
					"领取人没有 %q 这个属性。%s可以写的有 %s。", name, nearest(name, inlineNames), allOf(inlineNames))))
				row.attrs.take(words.Narrow(name), field.ValueExpr) // so that it is not missing besides
			}
		}
		d.add(row, person.SrcRange)
	}
}

func (d *inlineDecoder) key(expr hclsyntax.Expression) (string, bool) {
	if key, ok := literalKey(expr); ok {
		return key, true
	}
	v, diags := d.feed.campaign.rows.scope.value(expr)
	d.report(diags...)
	if diags.HasErrors() || !v.IsKnown() {
		return "", false
	}
	if !isText(v) {
		d.report(wrong(lang.Both("Invalid key", "键无效"), expr.Range(), lang.Both("A recipient's key is a text.", "领取人的键是文本。")))
		return "", false
	}
	return v.AsString(), true
}

// decodeValue reads recipients from any other expression that gives a map of recipients, such as a for over
// jsondecode(file("people.json")). Its rows have no lines of their own, so all of them point at the expression.
func (d *inlineDecoder) decodeValue(attr *hclsyntax.Attribute) {
	at := attr.Expr.Range()
	people, diags := d.feed.campaign.rows.scope.value(attr.Expr)
	d.report(diags...)
	if diags.HasErrors() || !people.IsWhollyKnown() {
		return
	}
	if people.IsNull() || !people.Type().IsObjectType() && !people.Type().IsMapType() {
		d.report(wrong(lang.Both("Not a map of recipients", "不是领取人的映射"), at,
			lang.Both("recipients is a map from key to recipient: { key = { openid = \"…\", amount = 8.88 } }.",
				"recipients 是从键到领取人的映射：{ key = { openid = \"…\", amount = 8.88 } }。")))
		return
	}
	for it := people.ElementIterator(); it.Next(); {
		key, person := it.Element()
		row := inlineRow{key: key.AsString(), keyAt: at, at: at}
		if person.IsNull() || !person.Type().IsObjectType() && !person.Type().IsMapType() {
			d.report(wrong(titleNoRecipient, at, lang.Format("The value of %q is not of the form { openid = \"…\", amount = 8.88 }.",
				"%q 的值不是 { openid = \"…\", amount = 8.88 } 的形式。", row.key)))
			continue
		}
		for fields := person.ElementIterator(); fields.Next(); {
			name, value := fields.Element()
			if value.IsNull() {
				continue
			}
			if !row.attrs.take(name.AsString(), &hclsyntax.LiteralValueExpr{Val: value, SrcRange: at}) {
				d.report(wrong(titleUnknown, at, lang.Format("The recipient %q has no %q.%s It takes %s.",
					"领取人 %q 没有 %q 这个属性。%s可以写的有 %s。", row.key, name.AsString(), nearest(name.AsString(), inlineNames), allOf(inlineNames))))
			}
		}
		d.add(row, at)
	}
}

// decodeBlock reads recipient "key" { openid = … }.
func (d *inlineDecoder) decodeBlock(block *hclsyntax.Block) {
	if !d.labels(block, 1) {
		return
	}
	row := inlineRow{key: Normal(block.Labels[0]), keyAt: block.LabelRanges[0], at: block.Range()}
	f := d.frame(block.Body, "recipient", "")
	for _, name := range inlineNames {
		if attr := f.attribute(name); attr != nil {
			row.attrs.take(name, attr.Expr)
		}
	}
	f.finish()
	d.add(row, block.DefRange())
}

func (d *inlineDecoder) add(row inlineRow, body hcl.Range) {
	if row.attrs.openID == nil {
		d.report(wrong(titleMissing, body, lang.Format("The recipient %q needs an openid.", "领取人 %q 缺少 openid。", row.key)))
	}
	if row.attrs.amount == nil {
		d.report(wrong(titleMissing, body, lang.Format("The recipient %q needs an amount.", "领取人 %q 缺少金额（amount）。", row.key)))
	}
	for _, a := range row.attrs.written() {
		if !isLiteral(a.expr) {
			d.report(d.feed.campaign.rows.scope.check(a.expr)...)
			a.bind(d.feed.campaign.rows.draws, d.loader)
			a.prepare(d.meter)
		}
	}
	d.feed.rows = append(d.feed.rows, row)
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
