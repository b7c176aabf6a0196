package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Road is how an attribute of a file's rows is evaluated. Both roads give the same; they differ in speed, about ten to
// forty times.
type Road struct {
	Source    int    // index into Campaign.Sources
	Attribute string // "amount"
	Compiled  bool   // false: HCL evaluates it anew for every row
	Range     hcl.Range
}

// Roads tells for each row expression of the campaign's files which way it goes.
func (c *Campaign) Roads() []Road {
	var roads []Road
	for i, feed := range c.rows.feeds {
		attrs := feed.attributes()
		if attrs == nil {
			continue
		}
		for _, a := range attrs.written() {
			roads = append(roads, Road{Source: i, Attribute: a.name, Compiled: a.fast != nil, Range: a.expr.Range()})
		}
	}
	return roads
}

// Draw is one use of chance in a campaign.
type Draw struct {
	Name  string
	Pot   bool // its amounts hang on who else is on the list, so adding people changes what is not sent yet
	Range hcl.Range
}

// Draws lists the draws that decide amounts or texts of the campaign, so that a reader of the plan knows that the seed
// decides, and that whoever sees the files can compute it.
func (c *Campaign) Draws() []Draw {
	var draws []Draw
	seen := map[*draw]bool{}
	add := func(attrs *attributes) {
		for _, a := range attrs.written() {
			for _, d := range a.draws {
				if !seen[d] {
					draws = append(draws, Draw{Name: d.name, Pot: d.total > 0, Range: d.at})
				}
				seen[d] = true
			}
		}
	}
	for _, feed := range c.rows.feeds {
		if inline, ok := feed.(*inlineFeed); ok {
			for i := range inline.rows {
				add(&inline.rows[i].attrs)
			}
			continue
		}
		add(feed.attributes())
	}
	return draws
}

// mixedComparison finds a text that is compared with a number by == or !=. In HCL values of two types are never equal, so
// where = row.amount != 0 would keep every row without a word.
func mixedComparison(expr hclsyntax.Expression) hcl.Diagnostics {
	return hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		e, ok := node.(*hclsyntax.BinaryOpExpr)
		if !ok || e.Op != hclsyntax.OpEqual && e.Op != hclsyntax.OpNotEqual {
			return nil
		}
		if isCell(e.LHS) && isBare(e.RHS) || isCell(e.RHS) && isBare(e.LHS) {
			return hcl.Diagnostics{fault("Text compared with a number", e.SrcRange, "A cell is a text, and a text never equals a number or true, so the "+
				"answer is the same for every row. Compare texts, row.amount == \"0.00\", or numbers, tonumber(row.amount) == 0.")}
		}
		return nil
	})
}

func isCell(expr hclsyntax.Expression) bool {
	e, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	return ok && e.Traversal.RootName() == "row"
}

// isBare recognises a literal number or truth.
func isBare(expr hclsyntax.Expression) bool {
	_, ok := expr.(*hclsyntax.LiteralValueExpr)
	return ok
}
