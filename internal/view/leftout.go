package view

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
)

// LeftOut is what -only and -exclude leave out of one or several plans.
type LeftOut struct {
	Sum    money.Tally
	counts Totals // by the action that each packet would be under
	by     string // the flags
}

// LeftOutOf adds up what selections leave out of plans.
func LeftOutOf(plans ...*plan.Plan) LeftOut {
	left := LeftOut{counts: Totals{}}
	for _, of := range plans {
		left.Sum = left.Sum.Plus(of.LeftOut)
		for _, action := range plan.Actions() {
			left.counts[action] = left.counts[action].Plus(of.LeftOutOf(action))
		}
		if of.Selection != nil {
			left.by = of.Selection.By()
		}
	}
	return left
}

// what counts the packets by what they would be: "2 conflicts, 3 to send".
func (l LeftOut) what() string {
	var parts []string
	for _, each := range shownTotals {
		if n := l.counts[each.action].Packets; n > 0 {
			parts = append(parts, money.Count(n)+" "+each.of(n))
		}
	}
	return strings.Join(parts, ", ")
}

func (p *planPage) leftOut(of *plan.Plan) {
	left := LeftOutOf(of)
	if left.Sum.Packets == 0 {
		return
	}
	if of.Tally(plan.Done).Packets == 0 || of.Open().Packets == 0 {
		p.Blank()
	}
	p.Headline("=", fmt.Sprintf("%s left out by %s, %s: %s", money.Count(left.Sum.Packets), left.by, p.Money(left.Sum.Amount), left.what()), page.InkNone)
}
