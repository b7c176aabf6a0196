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

// Queue puts an observer that may block, such as one that writes to a pipe, behind a buffer without bound, so that the
// engine never waits for it. Close it to see the last event through.
type Queue struct {
	mu     sync.Mutex
	events []Event
	ready  chan struct{}
	done   chan struct{}
}

var _ Observer = (*Queue)(nil)

// NewQueue starts the goroutine that feeds the observer.
func NewQueue(to Observer) *Queue {
	q := &Queue{ready: make(chan struct{}, 1), done: make(chan struct{})}
	go func() {
		defer close(q.done)
		for range q.ready {
			for _, e := range q.take() {
				to.Observe(e)
			}
		}
	}()
	return q
}

// Observe appends the event and returns at once.
func (q *Queue) Observe(e Event) {
	q.mu.Lock()
	q.events = append(q.events, e)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

func (q *Queue) take() []Event {
	q.mu.Lock()
	defer q.mu.Unlock()
	events := q.events
	q.events = nil
	return events
}

// Close returns after every event has reached the observer. Nothing may be observed after it.
func (q *Queue) Close() {
	close(q.ready)
	<-q.done
}

// Progress counts a run's packets by status, for screens and lines that show where it stands. Any goroutine may read it.
type Progress struct {
	mu     sync.Mutex
	view   Standing
	status []state.Status // by packet ID, which the state counts up: one byte a row; 0 for one not seen in this run
	causes *causes
}

var _ Observer = (*Progress)(nil)

// Standing is where a run stands at one moment. A packet of status Reserved is in flight.
type Standing struct {
	Plan      *plan.Plan
	Began     time.Time
	PerMinute int
	Bound     int                         // the most that a person allows
	Statuses  map[state.Status]plan.Tally // by the latest status of each packet begun
	Groups    []plan.Tally                // paid in this run, by recipient source
	Problems  []Settled                   // the latest outcomes that are not paid, the newest last
	Reasons   []Reason                    // everybody who is not paid now, the largest group first
	Paused    *Paused
	Draining  *Draining
	Finished  *Result
}

// maxProblems is how many of the latest problems a Standing keeps.
const maxProblems = 50

// Observe counts one event.
func (p *Progress) Observe(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := &p.view
	switch e := e.(type) {
	case Started:
		*v = Standing{
			Plan: e.Plan, Began: e.At, PerMinute: e.PerMinute, Bound: e.PerMinute,
			Statuses: map[state.Status]plan.Tally{}, Groups: make([]plan.Tally, len(e.Plan.Groups)),
		}
		p.status, p.causes = p.status[:0], newCauses()
	case Reserved:
		p.move(e.Packet)
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
	return v
}

// move counts a packet under the status it has now and no longer under the one it had.
func (p *Progress) move(packet state.Packet) {
	if before := p.statusOf(packet.ID); before != 0 {
		p.add(before, -1, -packet.Amount)
	}
	if missing := int(packet.ID) + 1 - len(p.status); missing > 0 {
		p.status = append(p.status, make([]state.Status, missing)...)
	}
	p.status[packet.ID] = packet.Status
	p.add(packet.Status, 1, packet.Amount)
}

func (p *Progress) statusOf(id int64) state.Status {
	if id >= int64(len(p.status)) {
		return 0
	}
	return p.status[id]
}

// Status is the latest status of a packet in this run; 0 where it has not been touched.
func (p *Progress) Status(id int64) state.Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.statusOf(id)
}

func (p *Progress) add(s state.Status, packets int, amount money.Fen) {
	t := p.view.Statuses[s]
	t.Packets += packets
	t.Amount += amount
	p.view.Statuses[s] = t
}

func (p *Progress) settled(e Settled) {
	p.move(e.Packet)
	p.causes.note(e.Packet, e.Advice)
	if e.Packet.Status.Paid() {
		g := &p.view.Groups[e.Source]
		g.Packets++
		g.Amount += e.Packet.Amount
		return
	}
	p.view.Problems = append(p.view.Problems, e)
	if extra := len(p.view.Problems) - maxProblems; extra > 0 {
		p.view.Problems = slices.Delete(p.view.Problems, 0, extra)
	}
}

// Sum adds the tallies of the statuses that a predicate chooses.
func (s Standing) Sum(chosen func(state.Status) bool) (sum plan.Tally) {
	for status, tally := range s.Statuses {
		if chosen(status) {
			sum.Packets += tally.Packets
			sum.Amount += tally.Amount
		}
	}
	return sum
}
