package apply

import (
	"sync"
	"time"
)

// Controls are what a person may do to runs that were approved: hold new requests back, and send slower. Nothing in them
// can make a run send what it would not have sent without them, nor faster than its limit. Several runs in a row may share
// them; what was wished holds for the next run too. They are safe for use by several goroutines.
//
// A run with Controls has somebody who can answer, so an empty balance pauses it instead of ending it. Leave tells that
// nobody is there any more.
type Controls struct {
	mu      sync.Mutex
	wish    wish
	changed chan struct{} // holds one token: a run that sleeps is to look again
}

// wish is what a person wants of a run.
type wish struct {
	paused    bool
	resumed   int // how often somebody asked to go on
	perMinute int // 0: as fast as the limit allows
	left      bool
}

// NewControls returns controls that wish for nothing.
func NewControls() *Controls { return &Controls{changed: make(chan struct{}, 1)} }

// Pause holds new requests back, or lets them go on. What is in flight is finished, and queries go on, for they move no
// money. Going on also ends a pause for an empty balance.
func (c *Controls) Pause(on bool) {
	c.change(func(w *wish) {
		w.paused = on
		if !on {
			w.resumed++
		}
	})
}

// SetRate bounds the requests a minute; 0 takes the bound away. The limit of the campaign stays above it.
func (c *Controls) SetRate(perMinute int) {
	c.change(func(w *wish) { w.perMinute = max(0, perMinute) })
}

// Leave says that nobody can press a key any more: a run that is paused by a person or for an empty balance ends gently,
// and a balance that is empty later ends it as it would without Controls.
func (c *Controls) Leave() { c.change(func(w *wish) { w.left = true }) }

func (c *Controls) change(by func(*wish)) {
	c.mu.Lock()
	by(&c.wish)
	c.mu.Unlock()
	select {
	case c.changed <- struct{}{}:
	default: // the token is there already
	}
}

// wished reads what is wanted now. Without Controls that is nothing, and nobody is there.
func (c *Controls) wished() wish {
	if c == nil {
		return wish{left: true}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wish
}

// wakes is ready when a wish has changed, and never without Controls.
func (c *Controls) wakes() <-chan struct{} {
	if c == nil {
		return nil
	}
	return c.changed
}

// Why a run waits for somebody to say that it may go on.
const (
	PausedByPerson = "by a person"
	PausedNoMoney  = "balance empty"
)

// told is what the observers know of a run's speed.
type told struct {
	pause            Paused // the zero value: it does not wait
	perMinute, bound int
}

// empty is a balance that was found empty: what the platform said, and the packets that it said it of.
type empty struct {
	why, advice string
	at          time.Time
	seen        int // how often somebody had asked to go on by then
}

// heed takes in what a person wishes by now.
func (r *run) heed(now time.Time) {
	w := r.Controls.wished()
	if w.perMinute != r.wish.perMinute {
		r.Pacer.Bound(now, w.perMinute)
		r.tellRate(now, "set by a person")
	}
	r.wish = w
	if r.empty != nil && w.resumed > r.empty.seen {
		r.empty = nil
		r.unpark(now)
	}
	switch {
	case r.stop != NotStopped:
	case r.empty != nil && w.left:
		r.halt(BalanceEmpty, r.empty.why, r.empty.advice)
	case r.empty != nil:
		r.pause(Paused{At: r.empty.at, Why: PausedNoMoney, Advice: r.empty.why + ". " + r.empty.advice, Resumable: true})
	case w.paused && w.left:
		r.halt(Interrupted, "paused, and the screen is gone", "")
	case w.paused:
		r.pause(Paused{At: now, Why: PausedByPerson, Resumable: true})
	case r.told.pause.Resumable:
		r.resume(now)
	}
}

// held reports whether a person or an empty balance keeps every request from leaving.
func (r *run) held() bool { return r.wish.paused || r.empty != nil }

// pause tells, once, why the run waits.
func (r *run) pause(p Paused) {
	if r.told.pause.Why == p.Why && r.told.pause.Until.Equal(p.Until) {
		return
	}
	r.told.pause = p
	r.emit(p)
}

// resume tells that the run goes on, if it was told to wait.
func (r *run) resume(now time.Time) {
	if r.told.pause == (Paused{}) {
		return
	}
	r.told.pause = Paused{}
	r.emit(Resumed{At: now})
}

// tellRate tells of a rate that is not the one told last.
func (r *run) tellRate(now time.Time, why string) {
	perMinute, bound := r.Pacer.rates()
	if perMinute == r.told.perMinute && bound == r.told.bound {
		return
	}
	r.told.perMinute, r.told.bound = perMinute, bound
	r.emit(RateChanged{At: now, PerMinute: perMinute, Bound: bound, Why: why})
}

// broke stops all sending for an empty balance: until somebody says that it was topped up, or for good where nobody can.
func (r *run) broke(a Answer, now time.Time) {
	switch why := describe(a.Code, a.Text); {
	case r.wish.left:
		r.halt(BalanceEmpty, why, a.Advice)
	case r.empty == nil:
		r.empty = &empty{why: why, advice: a.Advice, at: now, seen: r.wish.resumed}
	}
}

// unpark sends the packets again that an empty balance kept from being paid, each with the number it has, a second after
// its last try. A clock that was set back says nothing about that second, so it begins anew.
func (r *run) unpark(now time.Time) {
	for _, t := range r.parked {
		last := t.record.OutcomeAt
		if last.After(now) {
			last = now
		}
		t.next, t.at = send, later(now, last.Add(Backoff(0)))
		r.resends.add(t)
	}
	r.parked = nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
