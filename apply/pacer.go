package apply

import (
	"sync"
	"time"

	"github.com/cashredpack/redpack/plan"
)

// Pacer keeps a merchant's rate, which the platform states by the minute and by the second (1800 a minute, WeChat Pay, 2015; 30 a second,
// 发放红包接口, 2025). Both are counted where the requests arrive, which nobody here sees.
//
// Of a minute it lets no more than the limit arrive, whatever the network does: a slot is taken when a request departs and is free again one
// minute after its completion. So when request L+1 departs, each of the L before it was neither in flight nor completed within the
// last minute, and had therefore arrived more than a minute earlier. A second is too short for that, because the trips would use up a
// good part of it: see arrivals. In front of both a smoother spreads the requests evenly. It is a little faster than the rate, so that
// what a stall left unused is made up for slowly instead of in a burst.
type Pacer struct {
	mu       sync.Mutex
	limit    int // per minute, as granted
	current  int // per minute, lower for a while after the platform found us too fast
	bound    int // per minute, at most the limit: as a person wants it
	inFlight int
	done     ring
	second   arrivals
	next     time.Time // when the smoother lets the next request pass
	eased    time.Time // when the rate was last changed
	unspaced bool      // without a smoother
}

const (
	window = time.Minute
	// catchUp is the smoother's speed in percent of the rate. Twice the rate would use a minute's allowance in its first
	// half, minute after minute.
	catchUp = 102
	// burst is how many requests the smoother lets pass at once after an idle moment.
	burst = 2
	// inDoubt is how long a request of which nothing is known may still be travelling.
	inDoubt = 2 * time.Second
	// recovery is how long a lowered rate is kept before the next step up.
	recovery = 30 * time.Second
)

// NewPacer starts a pacer that knows what happened in the minute before: the completion times of earlier requests, and
// how many intents had no outcome. Those count as completed shortly after now, for their requests may still travel. The
// smoother goes on where an earlier process stopped: its last request left no later than it was completed.
func NewPacer(rate plan.Rate, now time.Time, completed []time.Time, open int) *Pacer {
	p := &Pacer{limit: rate.PerMinute, current: rate.PerMinute, bound: rate.PerMinute, second: arrivals{limit: rate.PerSecond}}
	for _, at := range completed {
		// A clock that was set back, before or from now on, must not lengthen the minute: by its steady part now tells when that was.
		at = now.Add(min(0, at.Sub(now)))
		p.done.push(at)
		p.second.before(at)
		p.next = later(p.next, at.Add(p.step()))
	}
	for range open {
		p.done.push(now.Add(inDoubt))
		p.second.before(now.Add(inDoubt))
		p.next = now.Add(p.step())
	}
	return p
}

// NewUnspacedPacer starts a pacer that lets requests pass as soon as a minute has room for them: for a server that need not be spared
// and counts nevertheless.
func NewUnspacedPacer(perMinute int) *Pacer {
	return &Pacer{limit: perMinute, current: perMinute, bound: perMinute, second: arrivals{limit: perMinute}, unspaced: true}
}

// Take asks for one slot. With ok the slot is taken, and Done, with the same instant, or Release must follow. Otherwise wait says how long
// to wait before asking again; a completion may free one earlier.
func (p *Pacer) Take(now time.Time) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.recover(now)
	p.done.dropBefore(now.Add(-window))
	if wait := p.next.Sub(now); wait > 0 {
		return wait, false
	}
	if p.inFlight+p.done.len() >= p.current {
		if p.done.len() == 0 {
			return window, false
		}
		return p.done.first().Add(window).Sub(now) + 1, false
	}
	if wait := p.second.wait(now, p.inFlight); wait > 0 {
		return wait, false
	}
	p.smooth(now)
	p.inFlight++
	return 0, true
}

// Bound slows requests down to a rate that a person wants; 0, and whatever is above the limit, takes the bound away. It
// counts from the next request on. The smoother alone keeps it: a minute that began faster needs no standstill, because
// the limit, which the window keeps, was never exceeded.
func (p *Pacer) Bound(now time.Time, perMinute int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if perMinute <= 0 {
		perMinute = p.limit
	}
	p.bound = min(perMinute, p.limit)
	// What the old rate has put far ahead must not keep a faster one waiting, but for the second after a complaint.
	soonest := later(now.Add(p.step()), p.eased.Add(time.Second))
	if p.next.After(soonest) {
		p.next = soonest
	}
}

// step is the time from one request to the next. A bound is kept exactly; there is nothing to catch up with.
func (p *Pacer) step() time.Duration {
	if p.bound < p.current {
		return window / time.Duration(p.bound)
	}
	return window * 100 / time.Duration(catchUp*p.current)
}

// smooth advances the smoother, a virtual schedule that may lag behind by burst requests.
func (p *Pacer) smooth(now time.Time) {
	if p.unspaced {
		return
	}
	step := p.step()
	if earliest := now.Add(-burst * step); p.next.Before(earliest) {
		p.next = earliest
	}
	p.next = p.next.Add(step)
}

// Done tells that a request is completed whose slot was taken before: by a reply, or by the final end of its connection. A request that
// was given up may still arrive for a moment; inDoubt counts that moment in.
func (p *Pacer) Done(took, now time.Time, gaveUp bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inFlight--
	if gaveUp {
		now = now.Add(inDoubt)
	}
	p.done.push(now)
	p.second.complete(took, now, !gaveUp)
}

// Release gives back a slot whose request never left.
func (p *Pacer) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inFlight--
}

// SlowDown halves the rate, at most once a second, because the platform found us too fast. It reports the new rate, and
// whether it changed.
func (p *Pacer) SlowDown(now time.Time) (perMinute int, changed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.eased.IsZero() && now.Sub(p.eased) < time.Second {
		return min(p.current, p.bound), false
	}
	p.current = max(min(p.current, p.bound)/2, 1)
	p.eased = now
	p.next = later(p.next, now.Add(time.Second))
	return p.current, true
}

// recover raises a lowered rate by half again, step by step, back to the limit.
func (p *Pacer) recover(now time.Time) {
	for p.current < p.limit && now.Sub(p.eased) >= recovery {
		p.current = min(p.current+max(p.current/2, 1), p.limit)
		p.eased = p.eased.Add(recovery)
	}
}

// PerMinute is the rate in force now.
func (p *Pacer) PerMinute() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return min(p.current, p.bound)
}

// rates is the rate in force now, and the most that a person allows.
func (p *Pacer) rates() (perMinute, bound int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return min(p.current, p.bound), p.bound
}

// ring is a queue of times, nearly sorted: what arrives out of order is kept in the order of arrival, which can only
// make the window stricter.
type ring struct {
	times []time.Time
	head  int
}

func (r *ring) len() int         { return len(r.times) - r.head }
func (r *ring) first() time.Time { return r.times[r.head] }

func (r *ring) push(at time.Time) {
	if r.head > 64 && r.head*2 > len(r.times) {
		r.times = append(r.times[:0], r.times[r.head:]...)
		r.head = 0
	}
	r.times = append(r.times, at)
}

// dropBefore forgets what is not after the given time, from the front on.
func (r *ring) dropBefore(at time.Time) {
	for r.len() > 0 && !r.first().After(at) {
		r.head++
	}
}
