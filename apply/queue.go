package apply

import "sync"

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
