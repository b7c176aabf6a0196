package apply

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Progress counts a run's packets by status, for screens and lines that show where it stands. Any goroutine may read it.
type Progress struct {
	mu     sync.Mutex
	view   Standing
	rows   []state.Status // of Plan.Work, one byte each; 0 for one not touched in this run
	left   []bool         // rows of which a request left in this run
	causes *causes
}

var _ Observer = (*Progress)(nil)

// Standing is where a run stands at one moment. A packet of status Reserved is in flight.
type Standing struct {
	Plan      *plan.Plan
	Began     time.Time
	PerMinute int
	Bound     int                          // the most that a person allows
	Statuses  map[state.Status]money.Tally // by the latest status of each packet begun
	Sent      money.Tally                  // paid, and a request left in this run, as Result.SentNow
	Found     money.Tally                  // paid by an earlier run, as Result.Found
	Groups    []money.Tally                // paid or found to be paid, by recipient source
	Problems  []Settled                    // the latest outcomes that are not paid, the newest last
	Log       []Event                      // the latest events that a person would want to hear of, the newest last
	Reasons   []Reason                     // everybody who is not paid now, the largest group first
	Paused    *Paused
	Draining  *Draining
	Finished  *Result
}

// How many of the latest problems and events a Standing keeps.
const (
	maxProblems = 50
	maxLog      = 12
)

// Observe counts one event.
func (p *Progress) Observe(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := &p.view
	p.note(e)
	switch e := e.(type) {
	case Started:
		*v = Standing{
			Plan: e.Plan, Began: e.At, PerMinute: e.PerMinute, Bound: e.PerMinute,
			Statuses: map[state.Status]money.Tally{}, Groups: make([]money.Tally, len(e.Plan.Groups)),
		}
		p.rows, p.left, p.causes = make([]state.Status, len(e.Plan.Work)), make([]bool, len(e.Plan.Work)), newCauses()
	case Reserved:
		p.move(e.Row, e.Packet)
	case Settled:
		p.settled(e)
	case Paused:
		v.Paused = &e
	case Resumed:
		v.Paused = nil
	case RateChanged:
		v.PerMinute, v.Bound = e.PerMinute, e.Bound
	case Draining:
		v.Draining = &e
	case Finished:
		v.Finished = &e.Result
	}
}

// Standing returns a copy that stays as it is.
func (p *Progress) Standing() Standing {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := p.view
	if p.causes != nil {
		v.Reasons = p.causes.reasons()
	}
	v.Statuses, v.Groups, v.Problems = maps.Clone(v.Statuses), slices.Clone(v.Groups), slices.Clone(v.Problems)
	v.Log = slices.Clone(v.Log)
	return v
}

// note keeps what a person would want to hear of: everything but the intents and the packets that are plainly paid.
func (p *Progress) note(e Event) {
	switch e := e.(type) {
	case Started:
		return // the counting begins anew
	case Reserved, Finished:
		return
	case Settled:
		if e.Packet.Status.Paid() && e.Before != state.Unknown {
			return
		}
	case Paused, Resumed, RateChanged, Draining:
	}
	p.view.Log = newest(append(p.view.Log, e), maxLog)
}

// newest keeps the end of a list, and moves it so that the list does not grow.
func newest[T any](list []T, most int) []T {
	if extra := len(list) - most; extra > 0 {
		return slices.Delete(list, 0, extra)
	}
	return list
}

// move counts a packet under the status it has now and no longer under the one it had.
func (p *Progress) move(row int, packet state.Packet) {
	if missing := row + 1 - len(p.rows); missing > 0 {
		p.rows = append(p.rows, make([]state.Status, missing)...)
		p.left = append(p.left, make([]bool, missing)...)
	}
	if before := p.rows[row]; before != 0 {
		p.add(before, -1, -packet.Amount)
	}
	p.rows[row] = packet.Status
	p.add(packet.Status, 1, packet.Amount)
}

// Rows copies the latest statuses of a range of Plan.Work; 0 stands for a packet that this run has not touched.
func (p *Progress) Rows(from int, into []state.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if from < len(p.rows) {
		copy(into, p.rows[from:])
	}
}

func (p *Progress) add(s state.Status, packets int, amount money.Fen) {
	t := p.view.Statuses[s]
	t.Packets += packets
	t.Amount += amount
	p.view.Statuses[s] = t
}

func (p *Progress) settled(e Settled) {
	p.move(e.Row, e.Packet)
	p.causes.note(e.Packet, e.Advice)
	p.left[e.Row] = p.left[e.Row] || !e.Asked
	if e.Packet.Status.Paid() {
		g := &p.view.Groups[e.Source]
		*g = g.With(e.Packet.Amount)
		if p.left[e.Row] {
			p.view.Sent = p.view.Sent.With(e.Packet.Amount)
		} else {
			p.view.Found = p.view.Found.With(e.Packet.Amount)
		}
		return
	}
	p.view.Problems = newest(append(p.view.Problems, e), maxProblems)
}

// Sum adds the tallies of the statuses that a predicate chooses.
func (s Standing) Sum(chosen func(state.Status) bool) (sum money.Tally) {
	for status, tally := range s.Statuses {
		if chosen(status) {
			sum = sum.Plus(tally)
		}
	}
	return sum
}
