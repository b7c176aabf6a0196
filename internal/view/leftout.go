package view

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
)

// whatIsLeft counts the packets by what they would be: "2 conflicts, 3 to send".
func whatIsLeft(left plan.Excluded) lang.Text {
	var parts []lang.Text
	for _, each := range shownTotals {
		if n := left.Totals[each.action].Packets; n > 0 {
			parts = append(parts, each.counted(n))
		}
	}
	return listOf(parts)
}

func (p *planPage) leftOut(of *plan.Plan) {
	left := plan.ExcludedFrom(of)
	if left.Sum.Packets == 0 {
		return
	}
	if of.Tally(plan.Done).Packets == 0 || of.Open().Packets == 0 {
		p.Blank()
	}
	p.Headline("=", lang.Format("%s left out by %s, %s: %s", "%s 个未纳入，因 %s，共 %s：%s",
		money.Count(left.Sum.Packets), left.By, p.Money(left.Sum.Amount), whatIsLeft(left)), page.InkNone)
}
