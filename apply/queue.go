package apply

import (
	"sync"

	"github.com/cashredpack/redpack/state"
)

// Queue puts an observer that may block, such as one that writes to a pipe, behind a buffer, so that the engine never waits for it. The
// buffer has an end, because a run has more events than a memory should hold: where the observer is that far behind, it is told how many
// events of packets were left out, in their place. What begins, holds up and ends a run always arrives, and its sums are of all packets.
// Close it to see the last event through.
type Queue struct {
	mu     sync.Mutex
	events []Event
	ready  chan struct{}
	done   chan struct{}
}

var _ Observer = (*Queue)(nil)

const (
	// maxQueued is from how many events on packets that were plainly paid are left out: some tens of megabytes, and at 30 requests a second
	// what happens in nine minutes.
	maxQueued = 32_768
	// maxTroubled is from how many on others are left out, too, but for those that nobody knew anything of: what became of them is told.
	maxTroubled = 2 * maxQueued
	// handed is how many events are taken at once.
	handed = 256
)

// NewQueue starts the goroutine that feeds the observer.
func NewQueue(to Observer) *Queue {
	q := &Queue{ready: make(chan struct{}, 1), done: make(chan struct{})}
	go func() {
		defer close(q.done)
		for range q.ready {
			for some := q.take(nil); len(some) > 0; some = q.take(some) {
				for _, e := range some {
					to.Observe(e)
				}
			}
		}
	}()
	return q
}

// Observe appends the event, or counts it as left out, and returns at once.
func (q *Queue) Observe(e Event) {
	q.mu.Lock()
	q.add(e)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

func (q *Queue) add(e Event) {
	if len(q.events) < spareable(e) {
		q.events = append(q.events, e)
		return
	}
	last := len(q.events) - 1
	missed, ok := q.events[last].(Missed)
	if !ok {
		q.events, last = append(q.events, nil), last+1
	}
	missed.Events++
	if settled, ok := e.(Settled); ok && !plainlyPaid(settled) {
		missed.Troubled++
	}
	q.events[last] = missed
}

// spareable is behind how many others an event may be left out.
func spareable(e Event) int {
	const never = 1 << 62
	switch e := e.(type) {
	case Reserved:
		return maxQueued
	case Settled:
		switch {
		case plainlyPaid(e):
			return maxQueued
		case e.Packet.Status != state.Unknown && e.Before != state.Unknown:
			return maxTroubled
		}
	case Started, Paused, Resumed, RateChanged, Draining, Finished, Missed:
	}
	return never
}

// take moves the first events out of the queue.
func (q *Queue) take(into []Event) []Event {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(handed, len(q.events))
	into = append(into[:0], q.events[:n]...)
	clear(q.events[:n])
	q.events = q.events[n:]
	return into
}

// Close returns after every event that was not left out has reached the observer. Nothing may be observed after it.
func (q *Queue) Close() {
	close(q.ready)
	<-q.done
}
