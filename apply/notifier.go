package apply

import (
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// notifier tells the observers what happens, each of them the same events in the same order. What was told of the run's
// waiting and of its rate belongs to the dispatching goroutine; the workers only emit.
type notifier struct {
	mu        sync.Mutex
	progress  *Progress
	observers []Observer
	paused    Paused // as told last; the zero value: it does not wait
	perMinute int    // as told last, like bound
	bound     int
}

// emit counts an event and then tells of it. Nobody is told the request, the longest part of a packet: events may wait for their reader.
func (n *notifier) emit(e Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	e = withoutRequest(e)
	n.progress.Observe(e)
	if settled, ok := e.(Settled); ok {
		settled.Counts = n.progress.Counts()
		e = settled
	}
	for _, o := range n.observers {
		o.Observe(e)
	}
}

func withoutRequest(e Event) Event {
	switch e := e.(type) {
	case Reserved:
		e.Packet.Request = ""
		return e
	case Settled:
		e.Packet.Request = ""
		return e
	case Started, Paused, Resumed, RateChanged, Draining, Finished, Missed:
	}
	return e
}

// pause tells, once, why the run waits.
func (n *notifier) pause(p Paused) {
	if n.paused.Why == p.Why && n.paused.Until.Equal(p.Until) {
		return
	}
	n.paused = p
	n.emit(p)
}

// resume tells that the run goes on, if it was told to wait.
func (n *notifier) resume(now time.Time) {
	if n.paused == (Paused{}) {
		return
	}
	n.paused = Paused{}
	n.emit(Resumed{At: now})
}

// rate tells of a rate that is not the one told last.
func (n *notifier) rate(p *Pacer, now time.Time, why lang.Text) {
	perMinute, bound := p.rates()
	if perMinute == n.perMinute && bound == n.bound {
		return
	}
	n.perMinute, n.bound = perMinute, bound
	n.emit(RateChanged{At: now, PerMinute: perMinute, Bound: bound, Why: why})
}
