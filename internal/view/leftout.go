package view

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
)

// whatIsLeft counts the packets by what they would be: "2 conflicts, 3 to send".
func whatIsLeft(left plan.Excluded) string {
	var parts []string
	for _, each := range shownTotals {
		if n := left.Totals[each.action].Packets; n > 0 {
			parts = append(parts, money.Count(n)+" "+each.of(n))
		}
	}
	return strings.Join(parts, ", ")
}

func (p *planPage) leftOut(of *plan.Plan) {
	left := plan.ExcludedFrom(of)
	if left.Sum.Packets == 0 {
		return
	}
	if of.Tally(plan.Done).Packets == 0 || of.Open().Packets == 0 {
		p.Blank()
	}
	p.Headline("=", fmt.Sprintf("%s left out by %s, %s: %s", money.Count(left.Sum.Packets), left.By, p.Money(left.Sum.Amount), whatIsLeft(left)), page.InkNone)
}
