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

// elapsed is the virtual time since this server started, by which faults are scheduled.
func (c *clock) elapsed(at instant) time.Duration { return at.virtual.Sub(c.origin) }
