package report

import (
	"sort"
	"time"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/state"
)

// runs finds out which runs had to do with a campaign. The state tells that of each event; here it is told by the times of the
// packets, of which none lies in two runs, because only one process applies at a time.
type runs struct {
	all     []state.Run
	touched []bool
	begun   []money.Tally
	last    int // the run that was found last
}

func newRuns(all []state.Run) *runs {
	return &runs{all: all, touched: make([]bool, len(all)), begun: make([]money.Tally, len(all))}
}

// touch notes a packet.
func (r *runs) touch(p *state.Packet) {
	if i := r.at(p.IntentAt); i >= 0 {
		r.touched[i] = true
		r.begun[i] = r.begun[i].With(p.Amount)
	}
	for _, at := range []time.Time{p.SendingAt, p.OutcomeAt} {
		if i := r.at(at); i >= 0 {
			r.touched[i] = true
		}
	}
}

// at is the run during which something happened; -1 where it was none.
func (r *runs) at(at time.Time) int {
	if at.IsZero() || len(r.all) == 0 {
		return -1
	}
	if !r.holds(r.last, at) {
		r.last = max(sort.Search(len(r.all), func(i int) bool { return r.all[i].StartedAt.After(at) })-1, 0)
	}
	if r.holds(r.last, at) {
		return r.last
	}
	return -1
}

// holds reports whether a moment lies in a run. One that was killed reaches to the next.
func (r *runs) holds(i int, at time.Time) bool {
	run := &r.all[i]
	end := run.EndedAt
	if end.IsZero() && i+1 < len(r.all) {
		end = r.all[i+1].StartedAt
	}
	return !at.Before(run.StartedAt) && (end.IsZero() || !at.After(end))
}

// of are the runs that had to do with the campaign; all of them where the state knows no other.
func (r *runs) of(alone bool) (found []Run) {
	for i, run := range r.all {
		if r.touched[i] || alone {
			found = append(found, Run{
				ID: run.ID, StartedAt: run.StartedAt, EndedAt: run.EndedAt, Owner: page.Clean(run.Owner), Tool: page.Clean(run.Tool),
				Digest: short(run.PlanDigest), Result: page.Clean(run.Result), Begun: r.begun[i],
			})
		}
	}
	return found
}

// short is a digest in the form that people compare, see plan.Digest.
func short(digest string) string {
	const shown = 8
	if len(digest) < shown {
		return page.Clean(digest)
	}
	return page.Clean(digest[:shown/2] + "-" + digest[shown/2:shown])
}
