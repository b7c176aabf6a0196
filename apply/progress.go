package apply

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Counts are the packets that a run has begun, by where they stand. A packet of status Reserved is in flight.
type Counts struct {
	Tallies map[state.Status]money.Tally // by the latest status of each
	// SentNow is what this run paid: a request left in it and the packet is paid, also where a query had to tell so. Found is
	// what it only found out to be paid by an earlier run. CameBack was paid by either and went back, or is on its way. Together they
	// are the paid ones of Tallies; see AccountOf for how they stand beside what was known before.
	SentNow, Found, CameBack money.Tally
	// Resent had come back before and is on its way anew in this run, so it is not what came back any more.
	Resent money.Tally
}

// Sum adds the tallies of the statuses that a predicate chooses.
func (c Counts) Sum(chosen func(state.Status) bool) (sum money.Tally) {
	for status, tally := range c.Tallies {
		if chosen(status) {
			sum = sum.Plus(tally)
		}
	}
	return sum
}

func (c Counts) clone() Counts {
	c.Tallies = maps.Clone(c.Tallies)
	return c
}

// Progress is the one counter of a run: its Result, its events and every screen read what it has counted. Give it to Options
// to look at the run while it goes on; a run that is given none has its own. Any goroutine may read it.
type Progress struct {
	mu      sync.Mutex
	view    Standing
	rows    []state.Status // of Plan.Work, one byte each; 0 for one not touched in this run
	amounts []money.Fen    // of the rows, as they are counted: a failed packet may get a new number with another amount
	marks   []mark         // of the rows
	broke   bool           // the balance was empty in this run, and nothing proves yet that it is not any more
	causes  *causes
}

var _ Observer = (*Progress)(nil)

// mark is what a row keeps beside its status.
type mark uint8

const (
	left     mark = 1 << iota // a request left in this run
	troubled                  // it had an outcome in this run that was not paid
)

// Standing is where a run stands at one moment.
type Standing struct {
	Counts
	Plan      *plan.Plan
	Began     time.Time
	PerMinute int
	Bound     int           // the most that a person allows
	Groups    []money.Tally // paid or found to be paid, by recipient source
	Cleared   money.Tally   // paid after all: nobody knew, or the platform had said no, in this run or before
	Problems  []Settled     // the latest outcome of each packet that was not simply paid, the newest last; only the latest, open ones first
	Log       []Event       // the latest events that a person would want to hear of, the newest last
	Reasons   []Reason      // everybody who is not paid now, the largest group first, packets that were left out last
	Refilled  bool          // the balance was empty in this run, and requests are paid again since
	Paused    *Paused
	Draining  *Draining
	Finished  *Result

	begun money.Tally // the packets of Counts as the plan counts them: what is found out about one can be another amount
}

// How many of the latest problems and events a Standing keeps.
const (
	maxProblems = 50
	maxLog      = 12
)

// Observe counts one event. A run does so itself with the Progress of its Options.
func (p *Progress) Observe(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := &p.view
	p.log(e)
	switch e := e.(type) {
	case Started:
		*v = Standing{
			Plan: e.Plan, Began: e.At, PerMinute: e.PerMinute, Bound: e.PerMinute,
			Counts: Counts{Tallies: map[state.Status]money.Tally{}}, Groups: make([]money.Tally, len(e.Plan.Groups)),
		}
		p.rows, p.amounts, p.marks, p.broke, p.causes = nil, nil, nil, false, newCauses()
		p.grow(e.Plan.Work.Len() - 1)
	case Reserved:
		p.grow(e.Row)
		p.move(e.Row, e.Packet, e.Planned)
		if v.Plan != nil && e.Row < v.Plan.Work.Len() && v.Plan.Work.Action(e.Row) == plan.Resend {
			v.Resent = v.Resent.With(e.Packet.Amount)
		}
	case Settled:
		p.grow(e.Row)
		p.settled(e)
	case Paused:
		v.Paused = &e
		if e.Why == PausedNoMoney {
			p.broke, v.Refilled = true, false
		}
	case Resumed:
		v.Paused = nil
	case RateChanged:
		v.PerMinute, v.Bound = e.PerMinute, e.Bound
	case Draining:
		v.Draining = &e
	case Finished:
		v.Finished = &e.Result
	case Missed: // nothing is left out here
	}
}

// Counts returns a copy of what is counted by now.
func (p *Progress) Counts() Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.view.clone()
}

// Standing returns a copy that stays as it is.
func (p *Progress) Standing() Standing {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := p.view
	if p.causes != nil {
		v.Reasons = p.causes.reasons()
	}
	v.Counts, v.Groups, v.Problems, v.Log = v.clone(), slices.Clone(v.Groups), slices.Clone(v.Problems), slices.Clone(v.Log)
	return v
}

// Rows copies the latest statuses of a range of Plan.Work; 0 stands for a packet that this run has not touched.
func (p *Progress) Rows(from int, into []state.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if from < len(p.rows) {
		copy(into, p.rows[from:])
	}
}

// log keeps what a person would want to hear of: everything but the intents and the packets that are plainly paid. Of the rates only the
// latest stays, however often a key is pressed.
func (p *Progress) log(e Event) {
	switch e := e.(type) {
	case Started:
		return // the counting begins anew
	case Reserved, Finished, Missed:
		return
	case Settled:
		if plainlyPaid(e) {
			return
		}
	case RateChanged:
		p.view.Log = slices.DeleteFunc(p.view.Log, func(earlier Event) bool { _, rate := earlier.(RateChanged); return rate })
	case Paused, Resumed, Draining:
	}
	p.view.Log = newest(append(p.view.Log, e), maxLog)
}

// plainlyPaid reports whether an outcome is what everybody expects: nobody was in doubt about it.
func plainlyPaid(e Settled) bool { return e.Packet.Status.Paid() && e.Before != state.Unknown }

// newest keeps the end of a list, and moves it so that the list does not grow.
func newest[T any](list []T, most int) []T {
	if extra := len(list) - most; extra > 0 {
		return slices.Delete(list, 0, extra)
	}
	return list
}

// grow makes room for a row of a plan whose work was not kept.
func (p *Progress) grow(row int) {
	if missing := row + 1 - len(p.rows); missing > 0 {
		p.rows = append(p.rows, make([]state.Status, missing)...)
		p.amounts = append(p.amounts, make([]money.Fen, missing)...)
		p.marks = append(p.marks, make([]mark, missing)...)
	}
}

// move counts a packet under the status it has now and no longer under the one it had. The plan may have counted it with another amount.
func (p *Progress) move(row int, packet state.Packet, planned money.Fen) {
	before := p.rows[row]
	if before != 0 {
		money.Recount(p.view.Tallies, before, -1, -p.amounts[row])
	} else {
		p.view.begun = p.view.begun.With(cmp.Or(planned, packet.Amount))
	}
	p.rows[row], p.amounts[row] = packet.Status, packet.Amount
	money.Recount(p.view.Tallies, packet.Status, 1, packet.Amount)
	switch v := &p.view; {
	case !packet.Status.Paid() || before.Paid():
	case packet.Status.CameBack():
		v.CameBack = v.CameBack.With(packet.Amount)
	case p.marks[row]&left != 0:
		v.SentNow = v.SentNow.With(packet.Amount)
	default:
		v.Found = v.Found.With(packet.Amount)
	}
}

func (p *Progress) settled(e Settled) {
	if !e.Asked {
		p.marks[e.Row] |= left
	}
	p.move(e.Row, e.Packet, e.Planned)
	p.causes.note(e.Packet, lang.Text{}, e.Advice, e.NextStep)
	v := &p.view
	if !e.Packet.Status.Paid() {
		p.marks[e.Row] |= troubled
		v.Problems = remember(v.Problems, e)
		return
	}
	if p.broke && v.Paused == nil && !e.Asked {
		p.broke, v.Refilled = false, true
	}
	v.Groups[e.Source] = v.Groups[e.Source].With(e.Packet.Amount)
	if p.marks[e.Row]&troubled != 0 || e.Asked {
		p.marks[e.Row] &^= troubled
		v.Cleared = v.Cleared.With(e.Packet.Amount)
		v.Problems = remember(v.Problems, e)
	}
}

// remember puts an outcome in the place of the packet's earlier one, as the newest. Where there are too many, the oldest goes of those that
// are paid; else of those that the run itself goes on with.
func remember(problems []Settled, e Settled) []Settled {
	problems = slices.DeleteFunc(problems, func(earlier Settled) bool { return earlier.Packet.ID == e.Packet.ID })
	problems = append(problems, e)
	if len(problems) <= maxProblems {
		return problems
	}
	oldest := slices.IndexFunc(problems, func(of Settled) bool { return of.Packet.Status.Paid() })
	if oldest < 0 {
		oldest = max(0, slices.IndexFunc(problems, func(of Settled) bool { return !of.NextStep.IsZero() }))
	}
	return slices.Delete(problems, oldest, oldest+1)
}

// begun counts a packet that was begun and of which nothing was recorded, or that goes on as it is. One that came back and is not sent
// again yet was begun by another run; it is listed, and not counted as paid by this one.
func (p *Progress) begun(t *task, advice lang.Text) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.isNew() && t.record.Status.Paid() {
		p.causes.forget(t.record)
		p.causes.add(t.record, t.said, advice, t.nextStep())
		return
	}
	p.move(t.row, t.record, t.packet.Amount())
	p.causes.note(t.record, t.said, advice, t.nextStep())
}

// putOff lists a packet that is not sent today, because its recipient's day is full. One that is not clear stays listed as that.
func (p *Progress) putOff(t *task, limit plan.Limit, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if status := p.rows[t.row]; status != 0 && status != state.Held {
		return
	}
	p.causes.forget(t.record)
	p.causes.putOff(t, limit, now)
}

// second lists a packet that the state refuses, because its person has another one. The plan should have said so; the others
// do not wait for it.
func (p *Progress) second(t *task, why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.causes.forget(t.record)
	p.causes.refuseSecond(t, why)
}
