package apply

import (
	"time"

	"github.com/cashredpack/redpack/plan"
)

// cursor walks a plan's work once per action: what is unclear is asked about first, then what was held, then the rest.
type cursor struct {
	phase int
	index int
}

var phases = [...]plan.Action{plan.Resolve, plan.Correct, plan.Resend, plan.Retry, plan.Send}

// peek is the next packet not yet begun, or nil.
func (c *cursor) peek(work []plan.Packet) *plan.Packet {
	for ; c.phase < len(phases); c.phase, c.index = c.phase+1, 0 {
		for ; c.index < len(work); c.index++ {
			if work[c.index].Action == phases[c.phase] {
				return &work[c.index]
			}
		}
	}
	return nil
}

// backlog is what is still to be done, and what of it is due.
type backlog struct {
	plan     *plan.Plan
	cursor   cursor
	queries  tasks   // to be asked about
	resends  tasks   // to be sent again
	unfunded []*task // wait for the balance to be topped up
	// heldBack keeps new packets from being begun, while the platform gives no clear answers at all.
	heldBack bool
}

// next is the next packet not yet begun, or nil.
func (b *backlog) next() *plan.Packet { return b.cursor.peek(b.plan.Work) }

// fresh is the next packet to begin by sending.
func (b *backlog) fresh() *plan.Packet {
	packet := b.next()
	if packet == nil || packet.Action == plan.Resolve || b.heldBack {
		return nil
	}
	return packet
}

func (b *backlog) newTask(p *plan.Packet) *task {
	return newTask(b.plan.Campaign.Name, p, b.cursor.index)
}

// begin is the task of the packet that next has found.
func (b *backlog) begin(p *plan.Packet) *task {
	t := b.newTask(p)
	b.cursor.index++
	return t
}

// upcoming is the task whose request would leave next: one that is due again, or the next packet to begin. It is not taken.
func (b *backlog) upcoming(now time.Time) *task {
	if b.resends.isDue(now) {
		return b.resends[0]
	}
	if packet := b.fresh(); packet != nil {
		return b.newTask(packet)
	}
	return nil
}

// takeUpcoming takes the task that upcoming has found at the same instant.
func (b *backlog) takeUpcoming(now time.Time) {
	if b.resends.due(now) == nil {
		b.cursor.index++
	}
}

// hasSend reports whether a request could leave now if nothing stands against it.
func (b *backlog) hasSend(now time.Time) bool {
	return len(b.unfunded) > 0 || b.resends.isDue(now) || b.fresh() != nil
}

// add puts a task where it waits for its next step.
func (b *backlog) add(t *task) {
	switch t.next {
	case ask:
		b.queries.add(t)
	case send:
		b.resends.add(t)
	case rest:
	}
}

// untilNext is how long until a waiting task is due, 0 if there is none for which the patience is enough.
func (b *backlog) untilNext(now time.Time, patience time.Duration) time.Duration {
	var pause time.Duration
	for _, queue := range []tasks{b.queries, b.resends} {
		if len(queue) == 0 {
			continue
		}
		if due := queue[0].at.Sub(now); due > 0 && due <= patience {
			pause = shorter(pause, due)
		}
	}
	return pause
}

// postpone puts off what may not leave at once: a request that a run before this one has sent just now, because the platform
// wants a second between two tries of one number, whoever makes them; and a new intent for a packet that has a number, of which the
// platform has to say once more what became of it.
func (b *backlog) postpone(now time.Time) {
	for packet := b.fresh(); packet != nil && packet.Recorded.ID != 0; packet = b.fresh() {
		since := now.Sub(packet.Recorded.OutcomeAt)
		switch t := b.newTask(packet); {
		case t.next == ask:
			b.queries.add(t)
		case packet.Action == plan.Retry && since < Backoff(0) && since >= 0: // a clock that was set back says nothing
			t.at = now.Add(Backoff(0) - since)
			b.resends.add(t)
		default:
			return
		}
		b.cursor.index++
	}
}

// retryUnfunded sends the packets again that an empty balance kept from being paid, each with the number it has, a second after
// its last try. A clock that was set back says nothing about that second, so it begins anew.
func (b *backlog) retryUnfunded(now time.Time) (retried []*task) {
	for _, t := range b.unfunded {
		last := t.record.OutcomeAt
		if last.After(now) {
			last = now
		}
		t.next, t.at = send, later(now, last.Add(Backoff(0)))
		b.resends.add(t)
	}
	retried, b.unfunded = b.unfunded, nil
	return retried
}

// shorter is the smaller of two waits of which 0 means none.
func shorter(a, b time.Duration) time.Duration {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
