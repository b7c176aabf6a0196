package sandbox

import (
	"sync"
	"time"
)

// instant is one moment on both clocks.
type instant struct {
	virtual time.Time // days, refunds, query windows
	wall    time.Time // rates, the gap between tries
}

// clock runs the simulated time: from its origin on, speed times as fast as the machine's, never backwards.
type clock struct {
	now    func() time.Time
	speed  float64
	start  time.Time // of this server, on the machine's clock
	origin time.Time // of this server, on the virtual clock

	mu      sync.Mutex
	skipped time.Duration // by Advance
	latest  time.Time
	first   time.Time // virtual, of the first order that this server got
}

// newClock starts at the machine's time, or at last, the newest moment the ledger knows, when that is later.
func newClock(now func() time.Time, speed float64, last time.Time) *clock {
	start := now()
	origin := start.Round(0)
	if last.After(origin) {
		origin = last
	}
	return &clock{now: now, speed: speed, start: start, origin: origin, latest: origin}
}

func (c *clock) at() instant {
	wall := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	passed := time.Duration(float64(wall.Sub(c.start)) * c.speed)
	if virtual := c.origin.Add(passed + c.skipped).Truncate(time.Millisecond); virtual.After(c.latest) {
		c.latest = virtual
	}
	return instant{virtual: c.latest, wall: wall.Round(0)}
}

func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skipped += by
}

// begin notes the first order. What is scheduled counts from there, because nobody knows how long a person takes from the start of a server to
// the start of the rehearsal, nor how long redpack asks before it sends.
func (c *clock) begin(at instant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first.IsZero() {
		c.first = at.virtual
	}
}

// elapsed is the virtual time since the first order, by which faults are scheduled; zero before it.
func (c *clock) elapsed(at instant) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first.IsZero() {
		return 0
	}
	return at.virtual.Sub(c.first)
}
