package plan

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Totals are the tallies of one or several plans by action.
type Totals [actions]money.Tally

// TotalsOf adds up the tallies of plans.
func TotalsOf(plans ...*Plan) (sum Totals) {
	for _, p := range plans {
		sum = sum.plus(p.tallies)
	}
	return sum
}

func (t Totals) plus(other Totals) Totals {
	for action := range t {
		t[action] = t[action].Plus(other[action])
	}
	return t
}

// Open is what an apply would act on: its count, and the most money that can leave because of it.
func (t Totals) Open() (open money.Tally) {
	for _, a := range Actions() {
		if a.Works() {
			open = open.Plus(t[a])
		}
	}
	return open
}

// Parked counts the packets under an action that an apply leaves as they are although nobody is paid and nobody has decided that it stays so.
func (p *Plan) Parked(a Action) (parked int) {
	for i := range p.Listed {
		decided := p.Listed[i].Differs()
		if p.Listed[i].Action == a && !a.Works() && a != Orphan && !decided {
			parked++
		}
	}
	return parked
}

// Retriable counts those parked under an action whom a person can have tried again: what somebody decided to leave as it is, although the
// file says something else, is not.
func (p *Plan) Retriable(a Action) (parked int) {
	for i := range p.Listed {
		if p.Listed[i].Action == a && !p.Listed[i].Differs() {
			parked++
		}
	}
	return parked
}

// Excluded is what a selection leaves out of one or several plans.
type Excluded struct {
	Sum money.Tally
	By  lang.Text // the flags of the selection
	// Totals count by the action that each packet would be under without the selection.
	Totals
}

// ExcludedFrom adds up what selections leave out of plans.
func ExcludedFrom(plans ...*Plan) (left Excluded) {
	for _, p := range plans {
		left.Sum, left.Totals = left.Sum.Plus(p.LeftOut), left.plus(p.leftOut)
		switch {
		case p.Selection != nil:
			left.By = p.Selection.By()
		case p.Canaries.Alone:
			left.By = lang.Both("the canary", "先行试发")
		}
	}
	return left
}

// VenueOf is where the money of all plans moves, see hclspec.CommonVenue.
func VenueOf(plans ...*Plan) hclspec.Venue {
	var all []hclspec.Venue
	for _, p := range plans {
		all = append(all, p.Campaign.Merchant.Venue())
	}
	return hclspec.CommonVenue(all)
}
