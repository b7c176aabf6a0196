package report

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Line is one line of the sums that must meet.
type Line struct {
	Sign string // "+" where it is added to what was planned
	Name lang.Text
	Rule bool // a line stands above it
	money.Tally
}

// ControlLines are the sums that must meet, as every form of a report shows them: what was planned and what has to be added to it,
// then where the money is by now, and the two sums.
func ControlLines(c *Control) []Line {
	lines := []Line{{Name: lang.Both("planned", "计划"), Tally: c.Planned}}
	all := c.All()
	if c.Differing.Packets > 0 {
		// They are among the planned ones; only their difference is added.
		name := lang.Format("%s recorded otherwise", "%s 个记录不同", money.Count(c.Differing.Packets))
		lines = append(lines, Line{Sign: "+", Name: name, Tally: money.Tally{Amount: c.Differing.Amount}})
	}
	if c.Orphans.Packets > 0 {
		lines = append(lines, Line{Sign: "+", Name: noLongerInTheFile, Tally: c.Orphans})
	}
	if len(lines) > 1 {
		sum := c.Planned.Plus(c.Orphans)
		sum.Amount += c.Differing.Amount
		lines = append(lines, Line{Name: lang.Both("to account for", "应有合计"), Rule: true, Tally: sum})
	}
	for i, standing := range Standings() {
		lines = append(lines, Line{Name: standing.Said(), Rule: i == 0, Tally: c.Of(standing)})
	}
	return append(lines, Line{Name: lang.Both("accounted for", "实际合计"), Rule: true, Tally: all})
}
