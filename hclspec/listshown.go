package hclspec

import (
	"errors"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// moneyOf are the columns whose cells an expression takes for money as they are. What is multiplied or divided is converted by whoever wrote
// it, as is what fen() counts.
func moneyOf(expr hclsyntax.Expression, header []string) (columns []int) {
	for _, part := range summands(expr) {
		name, ok := step(part.Traversal, 1)
		if i := slices.Index(header, name); ok && i >= 0 && part.Traversal.RootName() == "row" {
			columns = append(columns, i)
		}
	}
	slices.Sort(columns)
	return slices.Compact(columns)
}

// summands are the names in an expression whose values become its own, or a summand of it.
func summands(expr hclsyntax.Expression) []*hclsyntax.ScopeTraversalExpr {
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return []*hclsyntax.ScopeTraversalExpr{e}
	case *hclsyntax.ParenthesesExpr:
		return summands(e.Expression)
	case *hclsyntax.TemplateWrapExpr:
		return summands(e.Wrapped)
	case *hclsyntax.ConditionalExpr:
		return append(summands(e.TrueResult), summands(e.FalseResult)...)
	case *hclsyntax.BinaryOpExpr:
		if e.Op == hclsyntax.OpAdd || e.Op == hclsyntax.OpSubtract {
			return append(summands(e.LHS), summands(e.RHS)...)
		}
	case *hclsyntax.FunctionCallExpr:
		if e.Name != "fen" {
			return summandsOf(e.Args)
		}
	}
	return nil
}

func summandsOf(all []hclsyntax.Expression) (found []*hclsyntax.ScopeTraversalExpr) {
	for _, expr := range all {
		found = append(found, summands(expr)...)
	}
	return found
}

// shownAsAmounts tells whether Excel shows the cells that become an amount as amounts of yuan, and reports those that it does not: $8.88 for
// 8.88, 100% for 1, 888分 for 888.
func (s *stream) shownAsAmounts(x *rowContext, a *attribute, o *origin) bool {
	if o.feed == nil || !o.feed.inSheet() {
		return true
	}
	sound := true
	for _, column := range a.money {
		shown := o.feed.held.sheet.Dressed(int(o.row.Offset), column)
		if shown == "" {
			continue
		}
		if _, err := money.ParseWritten(shown); errors.Is(err, money.ErrWritten) {
			sound = false
			s.refuseShown(x, o, column, err)
		}
	}
	return sound
}

// refuseShown is apart because what its closure holds is made anew for each call.
func (s *stream) refuseShown(x *rowContext, o *origin, column int, why error) {
	s.problems.add(ruleShown, o.at, func() *hcl.Diagnostic {
		return wrong(lang.Text{}, o.feed.cellRange(o.row, column), shownInItsWay(x.cells[column], why, ColumnExpression(o.feed.header[column])))
	})
}

// hiddenColumns warns of amounts that nobody sees who looks at the sheet, perhaps beside others that everybody sees.
func (feed *listFeed) hiddenColumns(a *attribute) (diags hcl.Diagnostics) {
	if a != feed.attrs.amount || !feed.inSheet() {
		return nil
	}
	for _, column := range a.columns {
		if feed.held.sheet.HiddenColumn(column) {
			diags = append(diags, warning(lang.Both("Hidden column of amounts", "金额列被隐藏"), feed.cellRange(feed.head, column),
				hiddenAmounts(feed.header[column])))
		}
	}
	return diags
}

// shownAmounts are the cells of amounts in which Excel shows another number.
type shownAmounts struct {
	noted
	shown, held string // in the first
}

// noteShown notes the cells of an amount in which Excel shows another number.
func (a *attribute) noteShown(x *rowContext, o *origin) {
	if o.feed == nil || !o.feed.inSheet() {
		return
	}
	for _, column := range a.columns {
		shown, held := o.feed.held.sheet.Shown(int(o.row.Offset), column), x.cells[column]
		if shown == "" || sameNumber(shown, held) {
			continue
		}
		if o.left.amounts.add(o.feed.cellRange(o.row, column)); o.left.amounts.count == 1 {
			o.left.amounts.shown, o.left.amounts.held = shown, held
		}
	}
}

// sameNumber tells that two texts are one number in other words: 00008 is 8.
func sameNumber(a, b string) bool {
	n, err := strconv.ParseFloat(a, 64)
	m, otherErr := strconv.ParseFloat(b, 64)
	return err == nil && otherErr == nil && n == m
}

func (n *shownAmounts) note(s *stream) {
	if n.count == 0 {
		return
	}
	s.problems.diags = append(s.problems.diags, warning(lang.Both("Amount shown otherwise by Excel", "Excel 显示的金额不一样"), n.first,
		amountShownOtherwise(n.shown, n.held, n.count)))
}
