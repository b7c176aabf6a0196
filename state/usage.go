package state

import (
	"fmt"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
)

// DayUsage is what may have been paid on one Beijing day, over all campaigns of the state.
type DayUsage struct {
	Total    money.Tally
	ByOpenID map[string]money.Tally
}

// PaidOn counts what may have been paid on a Beijing day, yyyymmdd, for the platform's daily limits. It is careful: a
// packet whose outcome is not known counts as paid, and one that was sent on several days counts on each day from its
// intent to its last request, because nobody can tell on which of them the platform paid.
func (s *Snapshot) PaidOn(day string) (DayUsage, error) {
	midnight, err := beijing.ParseDay(day)
	if err != nil {
		return DayUsage{}, fmt.Errorf("count what was paid on a day: %w", err)
	}
	begin := midnight.UnixMilli()
	end := midnight.AddDate(0, 0, 1).UnixMilli()
	usage := DayUsage{ByOpenID: map[string]money.Tally{}}
	for i := range s.Len() {
		var r row[string]
		s.packets.row(i, &r)
		if r.intentAt >= end || max(r.intentAt, r.sendingAt) < begin {
			continue
		}
		p := s.packet(i)
		if p.MayHavePaid() {
			usage.Total = usage.Total.With(p.Amount)
			usage.ByOpenID[p.OpenID] = usage.ByOpenID[p.OpenID].With(p.Amount)
		}
	}
	return usage, nil
}
