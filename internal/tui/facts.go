package tui

import (
	"cmp"
	"slices"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// facts is everything a frame tells, at one moment.
type facts struct {
	apply.Standing
	now     time.Time
	open    money.Tally // what the run set out to do
	paid    money.Tally // of it, also where it came back
	account apply.Account
	unpaid  []outcome // by status, the settled ones that are not paid
	left    int       // packets without an outcome, those in flight included
	unclear int       // packets of which only the platform knows the outcome
	groups  []group
	pace    float64 // packets a second, lately
	paces   []float64
	end     ending
	window  plan.Window
	serial  int64         // of the state; 0: not known
	away    time.Duration // for which the database of the state has not answered; 0: it does
	stopped bool          // a person asked to stop
	awaits  time.Duration // how long answers are awaited at most from now on; 0: nobody knows
}

// waits reports whether the run waits for a person to let it go on.
func (f *facts) waits() bool { return f.Paused != nil && f.Paused.Resumable }

// broke reports whether it waits for a top-up.
func (f *facts) broke() bool { return f.waits() && f.Paused.Why == apply.PausedNoMoney }

// stopping reports whether nothing new is begun any more.
func (f *facts) stopping() bool { return f.Draining != nil || f.stopped }

// outcome counts the packets of a status.
type outcome struct {
	status state.Status
	money.Tally
}

// group is one source of recipients: what is open of it, and what was paid in this run.
type group struct {
	name       string
	open, paid money.Tally
}

// inFlight is how many requests are on their way.
func (f *facts) inFlight() int { return f.Tallies[state.Reserved].Packets }

// done counts the open packets that need nothing more in this run.
func (f *facts) done() int { return f.open.Packets - f.left - f.unclear }

// settled is the part of the open packets that is done, from 0 to 1.
func (f *facts) settled() float64 { return share(f.done(), f.open.Packets) }

// gather reads a standing. What changes only with the plan, or once a second, is left to the caller.
func gather(s apply.Standing, now time.Time) facts {
	f := facts{Standing: s, now: now, open: s.Plan.Open(), paid: s.Sum(state.Status.Paid), unclear: s.Tallies[state.Unknown].Packets}
	f.account = apply.AccountOf(s.Plan, s.Counts)
	f.left = f.open.Packets - f.paid.Packets
	for status, tally := range s.Tallies {
		if tally.Packets == 0 || status.Paid() || status == state.Reserved {
			continue
		}
		f.unpaid = append(f.unpaid, outcome{status, tally})
		f.left -= tally.Packets
	}
	slices.SortFunc(f.unpaid, func(a, b outcome) int { return cmp.Compare(b.status, a.status) })
	f.left = max(0, f.left)
	return f
}

// openGroups counts what is open of each source.
func openGroups(p *plan.Plan) []group {
	groups := make([]group, len(p.Groups))
	for i, g := range p.Groups {
		groups[i].name = harmless(g.Name)
		if groups[i].open = p.Work.OfSource(i); p.Work == nil {
			groups[i].open = g.Tally
		}
	}
	return groups
}

// withPaid is the groups that have something open, with what was paid of each.
func withPaid(groups []group, paid []money.Tally) []group {
	var busy []group
	for i, g := range groups {
		if g.paid = paid[i]; g.open.Packets > 0 {
			busy = append(busy, g)
		}
	}
	return busy
}

// amountLeft is the money of the packets without an outcome.
func (f *facts) amountLeft() money.Fen {
	left := f.open.Amount - f.paid.Amount
	for _, o := range f.unpaid {
		left -= o.Amount
	}
	return max(0, left)
}

// labelOf is what follows the key of a packet that was told of.
func labelOf(e *apply.Settled, l look) string { return labelled(e.Label, e.Packet.Key, l) }
