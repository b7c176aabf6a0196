package apply

import (
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
)

// cursor walks a plan's work once per action: what is unclear is asked about first, then what was held, then the rest. It has one packet in
// memory, the next one, which is drawn once.
type cursor struct {
	campaign string
	work     *plan.Work
	reader   *plan.WorkReader
	phase    int
	row      int
	head     *task // of the packet at the row; nil: not drawn yet
	lost     error // what is left cannot be read back, so nobody knows who is next
}

var phases = [...]plan.Action{plan.Resolve, plan.Correct, plan.Resend, plan.Retry, plan.Send}

func newCursor(p *plan.Plan) cursor {
	return cursor{campaign: p.Campaign.Name, work: p.Work, reader: p.Work.Reader()}
}

// peek is the task of the next packet not yet begun, or nil.
func (c *cursor) peek() *task {
	for c.head == nil && c.lost == nil && c.phase < len(phases) {
		row := c.work.Next(c.row, phases[c.phase])
		if row < 0 {
			c.phase, c.row = c.phase+1, 0
			continue
		}
		packet, err := c.reader.At(row)
		if err == nil && packet.Action != phases[c.phase] {
			err = lang.Errorf("%w: row %d is to %s and was to %s", "%w：第 %d 行现在是%s，原来是%s", plan.ErrWorkLost, row+1, packet.Action, phases[c.phase])
		}
		if c.lost = err; err == nil {
			c.row, c.head = row, newTask(c.campaign, &packet, row)
		}
	}
	return c.head
}

// take is peek, and moves on.
func (c *cursor) take() *task {
	t := c.peek()
	if t != nil {
		c.head, c.row = nil, c.row+1
	}
	return t
}

// backlog is what is still to be done, and what of it is due.
type backlog struct {
	cursor   cursor
	unasked  []*task // that have a number and are asked about before they get another, for the first time
	queries  tasks   // to be asked about
	resends  tasks   // to be sent again
	unfunded []*task // wait for the balance to be topped up
	// heldBack keeps new packets from being begun, while the platform gives no clear answers at all.
	heldBack bool
}

// maxUnasked is how many packets are drawn ahead to be asked about. Those behind them wait, so that a campaign of which everything is tried
// again is not in memory as a whole.
const maxUnasked = 1000

// next is the task of the next packet not yet begun, or nil.
func (b *backlog) next() *task { return b.cursor.peek() }

// fresh is the task of the next packet to begin by sending.
func (b *backlog) fresh() *task {
	if t := b.next(); t != nil && t.next == send && !b.heldBack {
		return t
	}
	return nil
}

// upcoming is the task whose request would leave next: one that is due again, or the next packet to begin. It is not taken.
func (b *backlog) upcoming(now time.Time) *task {
	if b.resends.isDue(now) {
		return b.resends[0]
	}
	return b.fresh()
}

// takeUpcoming takes the task that upcoming has found at the same instant.
func (b *backlog) takeUpcoming(now time.Time) {
	if b.resends.due(now) == nil {
		b.cursor.take()
	}
}

// hasQuery reports whether something is to be asked about now. Packets of which nothing is known are left to the next run where new
// questions are of no use.
func (b *backlog) hasQuery(now time.Time, useful bool) bool {
	next := b.next()
	return len(b.unasked) > 0 || b.queries.isDue(now) || useful && next != nil && next.packet.Action == plan.Resolve
}

// takeQuery takes the task that hasQuery has found.
func (b *backlog) takeQuery(now time.Time) (t *task) {
	if len(b.unasked) > 0 {
		t, b.unasked = b.unasked[0], b.unasked[1:]
		return t
	}
	if t = b.queries.due(now); t == nil {
		t = b.cursor.take()
	}
	return t
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
	for t := b.next(); t != nil && !b.heldBack && t.packet.Action != plan.Resolve; t = b.next() {
		since := now.Sub(t.record.OutcomeAt)
		switch {
		case t.next == ask && len(b.unasked) < maxUnasked:
			b.unasked = append(b.unasked, t)
		case t.packet.Action == plan.Retry && since < Backoff(0) && since >= 0: // a clock that was set back says nothing
			t.at = now.Add(Backoff(0) - since)
			b.resends.add(t)
		default:
			return
		}
		b.cursor.take()
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
