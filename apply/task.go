package apply

import (
	"container/heap"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// task is one packet on its way through a run. One goroutine at a time has it.
type task struct {
	campaign string
	packet   *plan.Packet
	row      int          // of the packet, in Plan.Work
	record   state.Packet // what the state knows; ID 0 before the intent
	said     lang.Text    // the text of record where that is no outcome, in every language
	next     step
	at       time.Time     // not before
	resend   time.Time     // the same request not before
	took     time.Time     // when its slot of the rate was taken
	looks    int           // unclear looks so far, in this run
	tried    bool          // a request left in this run
	reserved bool          // the intent was written in this run
	taken    bool          // the last request was told that its number is another order's
	later    billno.BillNo // asked about at last, before the packet of a failed number goes to another person; see lookLater
	unfound  int           // queries of this run that found no order under a number whose requests were all refused
	proofs   int           // requests of this run that were only to make the platform name the person
	counted  []string      // the Beijing days for whose limits it is counted; without one it is not in the budget either
}

func newTask(campaign string, p *plan.Packet, row int) *task {
	t := &task{campaign: campaign, packet: p, row: row, record: p.Recorded, next: send}
	if p.Recorded.ID != 0 && p.Recorded.InDoubt() {
		t.counted = []string{beijing.Day(p.Recorded.LastRequestAt())} // as the plan and state.PaidOn do
	}
	switch p.Action {
	case plan.Resolve:
		t.next, t.resend = ask, p.Recorded.NextTryAt
	case plan.Send, plan.Correct, plan.Resend:
		if t.follows() {
			t.next = ask
		}
	case plan.Retry:
	case plan.Done, plan.Conflict, plan.Orphan, plan.Held, plan.Refused, plan.Failed:
		t.next = rest
	}
	return t
}

// address is where the state keeps the packet, or will.
func (t *task) address() address.Address {
	if recorded := t.packet.Recorded; recorded.ID != 0 {
		return recorded.Address()
	}
	return address.Address{Campaign: t.campaign, Key: t.packet.Recipient.Key}
}

// isNew reports whether the task needs an intent of its own before it can send: a first one, or a new attempt.
func (t *task) isNew() bool {
	return t.packet.Action.Begins() && !t.reserved
}

// follows reports whether the platform has to say once more what became of the packet's number before there is another intent: what
// was true when it was recorded may not be true any more.
func (t *task) follows() bool {
	recorded := &t.packet.Recorded
	return t.isNew() && recorded.ID != 0 && !recorded.Voided() && !recorded.Released()
}

// ground is what permits the intent of a packet that has a number.
func (t *task) ground() state.Ground {
	switch t.packet.Action {
	case plan.Correct:
		return state.Correction
	case plan.Resend:
		return state.AfterRefund
	case plan.Send, plan.Retry, plan.Resolve, plan.Done, plan.Conflict, plan.Orphan, plan.Held, plan.Refused, plan.Failed:
	}
	return state.AfterFailure
}

// nextStep is when the run does something about the task again; zero: it does not.
func (t *task) nextStep() time.Time {
	if t.next == rest {
		return time.Time{}
	}
	return t.at
}

// tasks is a heap of waiting tasks, the earliest first.
type tasks []*task

func (q tasks) Len() int           { return len(q) }
func (q tasks) Less(i, j int) bool { return q[i].at.Before(q[j].at) }
func (q tasks) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }

// Push is for container/heap.
func (q *tasks) Push(x any) {
	if t, ok := x.(*task); ok {
		*q = append(*q, t)
	}
}

// Pop is for container/heap.
func (q *tasks) Pop() any {
	last := len(*q) - 1
	t := (*q)[last]
	*q = (*q)[:last]
	return t
}

func (q tasks) isDue(now time.Time) bool { return len(q) > 0 && !q[0].at.After(now) }

func (q *tasks) add(t *task) { heap.Push(q, t) }

// due takes the earliest task if its time has come.
func (q *tasks) due(now time.Time) *task {
	if !q.isDue(now) {
		return nil
	}
	t := (*q)[0]
	heap.Pop(q)
	return t
}
