package apply

import (
	"time"

	"github.com/cashredpack/redpack/plan"
)

// idle is how long to sleep when only a completion can change anything.
const idle = time.Hour

// cursor walks a plan's work once per action: what is unclear is asked about first, then what was held, then the rest.
type cursor struct {
	phase int
	index int
}

var phases = [...]plan.Action{plan.Resolve, plan.Retry, plan.Send}

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

// pick chooses what to begin now. Without a task it says how long to sleep; a pause of 0 means that the run is over.
// Every rule that must hold before a request leaves is checked here.
func (r *run) pick(now time.Time) (t *task, pause time.Duration) {
	select {
	case <-r.Drain:
		r.drain()
		return nil, 0
	default:
	}
	if r.heed(now); r.stop != NotStopped {
		return nil, 0
	}
	if r.inFlight >= r.Connections {
		return nil, idle
	}
	if wait := r.hushed(now); wait > 0 {
		return nil, wait
	}
	r.postpone(now)
	pause = r.untilNext(now)
	if t, wait := r.pickAsk(now); t != nil || wait > 0 {
		pause = shorter(pause, wait)
		if t != nil {
			return t, 0
		}
	}
	if r.stop == NotStopped && r.hasSend(now) {
		t, wait := r.pickSend(now)
		if t != nil {
			return t, 0
		}
		// Where the first of those that wait was put off, the one after it is waited for.
		pause = shorter(shorter(pause, wait), r.untilNext(now))
	}
	if pause == 0 && r.inFlight > 0 {
		pause = idle
	}
	return nil, pause
}

// shorter is the smaller of two waits of which 0 means none.
func shorter(a, b time.Duration) time.Duration {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// untilNext is how long until a waiting task is due, 0 if there is none that the run has the patience for.
func (r *run) untilNext(now time.Time) time.Duration {
	var pause time.Duration
	for _, queue := range []tasks{r.asks, r.resends} {
		if len(queue) == 0 {
			continue
		}
		if due := queue[0].at.Sub(now); due > 0 && due <= r.Patience {
			pause = shorter(pause, due)
		}
	}
	return pause
}

func (r *run) pickAsk(now time.Time) (*task, time.Duration) {
	fresh := r.cursor.peek(r.plan.Work)
	isNew := fresh != nil && fresh.Action == plan.Resolve && r.streak.silent < r.MaxInRow
	if !isNew && (len(r.asks) == 0 || r.asks[0].at.After(now)) {
		return nil, 0
	}
	if wait, ok := r.Queries.Take(now); !ok {
		return nil, wait
	}
	if t := r.asks.due(now); t != nil {
		return t, 0
	}
	t := newTask(r.plan.Campaign.Name, fresh, r.cursor.index)
	r.cursor.index++
	return t, 0
}

// postpone puts off what may not leave at once: a request that a run before this one has sent just now, because the platform
// wants a second between two tries of one number, whoever makes them; and a new number for a failed packet, of which the
// platform has to say once more that it failed.
func (r *run) postpone(now time.Time) {
	for packet := r.fresh(); packet != nil && packet.Recorded.ID != 0; packet = r.fresh() {
		since := now.Sub(packet.Recorded.OutcomeAt)
		switch t := newTask(r.plan.Campaign.Name, packet, r.cursor.index); {
		case t.next == ask:
			r.asks.add(t)
		case packet.Action == plan.Retry && since < Backoff(0) && since >= 0: // a clock that was set back says nothing
			t.at = now.Add(Backoff(0) - since)
			r.resends.add(t)
		default:
			return
		}
		r.cursor.index++
	}
}

// hasSend reports whether a request could leave now if window and pacer allow it.
func (r *run) hasSend(now time.Time) bool {
	if len(r.parked) > 0 {
		return true
	}
	if len(r.resends) > 0 && !r.resends[0].at.After(now) {
		return true
	}
	return r.fresh() != nil
}

// fresh is the next packet to begin by sending. New ones are held back while the platform gives no clear answers at all.
func (r *run) fresh() *plan.Packet {
	packet := r.cursor.peek(r.plan.Work)
	if packet == nil || packet.Action == plan.Resolve || len(r.streak.unclear) >= r.MaxInRow {
		return nil
	}
	return packet
}

func (r *run) pickSend(now time.Time) (*task, time.Duration) {
	if r.held() {
		return nil, idle
	}
	if wait := r.window(now); wait > 0 || r.stop != NotStopped {
		return nil, wait
	}
	if r.feelsItsWay(now) {
		return nil, idle
	}
	t := r.affordable(now)
	if t == nil {
		return nil, 0
	}
	if wait, ok := r.Pacer.Take(now); !ok {
		return nil, wait
	}
	r.tellRate(now, "no complaint for a while")
	r.takeUpcoming(now)
	r.spend(t, now)
	return t, 0
}
