package report

import (
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Standing is where the money of a packet is. Every packet has one, so that their sums are the whole. The zero value is invalid.
type Standing uint8

// The standings, in the order in which they are told.
const (
	_        Standing = iota
	Received          // opened
	Waiting           // sent and not opened yet
	Refunded          // not opened in time: the money came back, or is on its way back
	InDoubt           // may have been paid, and nobody knows
	NotPaid           // refused, failed, held or not begun

	standings = iota
)

var standingNames = [standings]lang.Text{
	Received: lang.Both("received", "已领取"), Waiting: lang.Both("waiting", "待领取"), Refunded: lang.Both("refunded", "已退款"), InDoubt: inDoubt,
	NotPaid: lang.Both("not paid", "未付"),
}

// String is the word in every report for programs.
func (s Standing) String() string { return standingNames[s].English }

// Said is the word for people.
func (s Standing) Said() lang.Text { return standingNames[s] }

// Standings are all of them, in the order in which they are told.
func Standings() []Standing { return []Standing{Received, Waiting, Refunded, InDoubt, NotPaid} }

// StandingOf is where the money of a recorded packet is; that of the zero value, which nobody has begun, is with the payer.
func StandingOf(p *state.Packet) Standing {
	switch {
	case p.ID == 0:
		return NotPaid
	case p.InDoubt():
		return InDoubt
	}
	switch p.Status {
	case state.Received:
		return Received
	case state.Sent:
		return Waiting
	case state.Refunding, state.Refunded:
		return Refunded
	case state.Reserved, state.Unknown, state.Held, state.Refused, state.Failed:
	}
	return NotPaid
}

// Sums are packets and their money by standing.
type Sums [standings]money.Tally

// Of is the sum of one standing.
func (s *Sums) Of(standing Standing) money.Tally { return s[standing] }

// Sent is what has left the account for sure, whatever became of it then.
func (s *Sums) Sent() money.Tally { return s[Received].Plus(s[Waiting]).Plus(s[Refunded]) }

// All is the sum of all standings.
func (s *Sums) All() money.Tally { return s.Sent().Plus(s[InDoubt]).Plus(s[NotPaid]) }

func (s *Sums) add(standing Standing, amount money.Fen) { s[standing] = s[standing].With(amount) }

// sentAt is when the request left under which a packet was paid, as far as the state can tell: the last one. An answer to an
// earlier one ends the sending. Zero where nothing can have been paid.
func sentAt(p *state.Packet) time.Time {
	if !p.MayHavePaid() {
		return time.Time{}
	}
	return p.LastRequestAt()
}

// outcomeOr is when something happened that the platform dates; where it did not, when that was learnt.
func outcomeOr(at time.Time, p *state.Packet) time.Time {
	if at.IsZero() {
		return p.OutcomeAt
	}
	return at
}

// Cohort is what became by now of the packets that were sent on one Beijing day.
type Cohort struct {
	Day string // 2027-02-06
	Sums
}

// Cohorts are the packets that have left, or may have, by the day of their request, the first day first. A packet that was sent again
// counts on both days: its earlier number came back. A nil Earlier has none.
func Cohorts(packets iter.Seq[state.Packet], before *Earlier) []Cohort {
	days := map[string]*Cohort{}
	count := func(at time.Time, standing Standing, amount money.Fen) {
		day := beijing.Date(at)
		if days[day] == nil {
			days[day] = &Cohort{Day: day}
		}
		days[day].add(standing, amount)
	}
	for p := range packets {
		if standing := StandingOf(&p); standing != NotPaid {
			count(sentAt(&p), standing, p.Amount)
		}
		for _, one := range before.numbers(&p) {
			count(one.sentAt, Refunded, one.amount)
		}
	}
	var all []Cohort
	for _, day := range slices.Sorted(maps.Keys(days)) {
		all = append(all, *days[day])
	}
	return all
}

// Total adds cohorts up.
func Total(cohorts []Cohort) (sum Sums) {
	for _, c := range cohorts {
		for _, standing := range Standings() {
			sum[standing] = sum[standing].Plus(c.Of(standing))
		}
	}
	return sum
}
