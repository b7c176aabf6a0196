package apply

import (
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
)

// Account says where the money of a campaign is after a run of it, or during one. It is the one rule by which sums are made: the
// three parts of Delivered are all packets that the state has as sent or received, and with the others they are the campaign.
type Account struct {
	Before   money.Tally // known to be paid when the plan was made
	Found    money.Tally // paid by an earlier run, which this one only found out
	SentNow  money.Tally // paid by this run
	CameBack money.Tally // was paid and is not with anybody: it went back, or is on its way
	Decided  money.Tally // nobody will ever know, and a person has let it count as paid
	Open     money.Tally // not paid, or in doubt; people whom the run left out are among them
}

// AccountOf holds what a run has counted against its plan.
func AccountOf(p *plan.Plan, c Counts) Account {
	a := Account{
		Before: p.Delivered(), Found: c.Found, SentNow: c.SentNow, CameBack: p.CameBack.Minus(c.Resent).Plus(c.CameBack), Decided: p.Decided,
	}
	a.Open = p.Planned().Minus(a.Delivered()).Minus(a.CameBack).Minus(a.Decided)
	return a
}

// Delivered is what left the account and did not come back.
func (a Account) Delivered() money.Tally { return a.Before.Plus(a.Found).Plus(a.SentNow) }

// Planned is everything that the campaign is about.
func (a Account) Planned() money.Tally {
	return a.Delivered().Plus(a.CameBack).Plus(a.Decided).Plus(a.Open)
}

// Then is the account of two runs of one campaign, of which the other came later. What was learnt between them was found out by both.
func (a Account) Then(later Account) Account {
	between := later.Before.Minus(a.Delivered())
	later.Before, later.Found = a.Before, a.Found.Plus(between).Plus(later.Found)
	later.SentNow = a.SentNow.Plus(later.SentNow)
	return later
}

// Beside is the account of two campaigns.
func (a Account) Beside(other Account) Account {
	return Account{
		Before: a.Before.Plus(other.Before), Found: a.Found.Plus(other.Found), SentNow: a.SentNow.Plus(other.SentNow),
		CameBack: a.CameBack.Plus(other.CameBack), Decided: a.Decided.Plus(other.Decided), Open: a.Open.Plus(other.Open),
	}
}
