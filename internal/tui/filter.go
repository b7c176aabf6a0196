package tui

import (
	"slices"
	"strings"

	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// filter is the people who pass a plan.Filter.
type filter struct {
	by    *plan.Filter // nil: everybody
	moves bool         // who passes changes while a run goes on
	rows  []int        // in order
}

// filterOf makes a filter of what a person types: statuses as the screen shows them, addresses and group:NAME as -only takes them, and
// of the rest a part of a key, a label or a masked openid.
func filterOf(text string, plans []*plan.Plan) filter {
	rest := " " + strings.Join(strings.Fields(text), " ") + " "
	var only []plan.Selector
	var statuses []string
	for _, word := range append(state.Statuses(), 0) {
		if shown := wordFor(word); strings.Contains(rest, " "+shown+" ") {
			rest = strings.Replace(rest, " "+shown+" ", " ", 1)
			statuses = append(statuses, shown)
		}
	}
	words := slices.DeleteFunc(strings.Fields(rest), func(word string) bool {
		address := strings.HasPrefix(word, "group:") || slices.ContainsFunc(plans, func(p *plan.Plan) bool {
			return strings.HasPrefix(word, p.Campaign.Name+"/")
		})
		if address {
			only = append(only, plan.Selector{Text: word})
		}
		return address
	})
	return filter{by: plan.NewFilter(only, statuses, strings.Join(words, " ")), moves: len(statuses) > 0}
}

// keep looks who passes.
func (f *filter) keep(of *people, latest func(from int, into []state.Status)) {
	statuses := make([]state.Status, of.len())
	if latest != nil {
		latest(0, statuses)
	}
	f.rows = f.rows[:0]
	for i, n := 0, 0; n < len(of.plans); n++ {
		for at := range of.plans[n].Work {
			packet := &of.plans[n].Work[at]
			row := plan.RowOf(of.plans[n], packet)
			row.Statuses[1] = wordFor(standing(packet, statuses[i]))
			if f.by.Admits(&row) {
				f.rows = append(f.rows, i)
			}
			i++
		}
	}
}
