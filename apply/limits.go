package apply

import (
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
)

// spending is what the limits still allow: the budget of the campaign, which the plan has made sure of already, and the
// limits of each day, which may have been reached since.
type spending struct {
	plan     *plan.Plan
	daily    *plan.Daily
	clocks   *clocks
	reserved money.Fen // of packets sent in this run that the plan does not count as paid
}

// overBudget reports whether a packet would exceed the campaign's budget.
func (s *spending) overBudget(t *task) bool {
	budget := s.plan.Campaign.Limits.Budget
	return budget > 0 && len(t.counted) == 0 && s.plan.Gone()+s.reserved+t.packet.Amount() > budget
}

// uncounted are the days, by our clock and by the platform's, on which a request that leaves now has to fit.
func (s *spending) uncounted(t *task, now time.Time) []string {
	return slices.DeleteFunc(s.daily.Days(now, s.clocks.platform(now)...), func(day string) bool { return slices.Contains(t.counted, day) })
}

// exceeded tells which limit of any of those days a packet would exceed.
func (s *spending) exceeded(t *task, now time.Time) plan.Limit {
	for _, day := range s.uncounted(t, now) {
		if limit := s.daily.ExceededOn(day, t.packet.OpenID(), t.packet.Amount()); limit != plan.NoLimit {
			return limit
		}
	}
	return plan.NoLimit
}

// spend counts a packet whose request is about to leave: once for the budget, and once for each day on which one leaves,
// because nobody can tell on which of them the platform pays.
func (s *spending) spend(t *task, now time.Time) {
	if len(t.counted) == 0 {
		s.reserved += t.packet.Amount()
	}
	for _, day := range s.uncounted(t, now) {
		s.daily.AddOn(day, t.packet.OpenID(), t.packet.Amount())
		t.counted = append(t.counted, day)
	}
}
