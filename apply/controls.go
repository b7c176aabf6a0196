package apply

import (
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// Controls are what a person may do to runs that were approved: hold new requests back, and send slower. Nothing in them
// can make a run send what it would not have sent without them, nor faster than its limit. Several runs in a row may share
// them; what was asked for holds for the next run too. They are safe for use by several goroutines.
//
// A run with Controls has somebody who can answer, so an empty balance pauses it instead of ending it. Leave tells that
// nobody is there any more.
type Controls struct {
	mu      sync.Mutex
	desired desired
	changed chan struct{} // holds one token: a run that sleeps is to look again
}

// desired is what a person wants of a run.
type desired struct {
	paused    bool
	resumed   int // how often somebody asked to go on
	perMinute int // 0: as fast as the limit allows
	left      bool
}

// NewControls returns controls that ask for nothing.
func NewControls() *Controls { return &Controls{changed: make(chan struct{}, 1)} }

// Pause holds new requests back, or lets them go on. What is in flight is finished, and queries go on, for they move no
// money. Going on also ends a pause for an empty balance.
func (c *Controls) Pause(on bool) {
	c.change(func(d *desired) {
		d.paused = on
		if !on {
			d.resumed++
		}
	})
}

// SetRate bounds the requests a minute; 0 takes the bound away. The limit of the campaign stays above it.
func (c *Controls) SetRate(perMinute int) {
	c.change(func(d *desired) { d.perMinute = max(0, perMinute) })
}

// Leave says that nobody can press a key any more: a run that is paused by a person or for an empty balance ends gently,
// and a balance that is empty later ends it as it would without Controls.
func (c *Controls) Leave() { c.change(func(d *desired) { d.left = true }) }

func (c *Controls) change(by func(*desired)) {
	c.mu.Lock()
	by(&c.desired)
	c.mu.Unlock()
	select {
	case c.changed <- struct{}{}:
	default: // the token is there already
	}
}

// read is what is wanted now. Without Controls that is nothing, and nobody is there.
func (c *Controls) read() desired {
	if c == nil {
		return desired{left: true}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.desired
}

// wakes is ready when something else is wanted, and never without Controls.
func (c *Controls) wakes() <-chan struct{} {
	if c == nil {
		return nil
	}
	return c.changed
}

// Why a run waits for somebody to say that it may go on.
var (
	PausedByPerson = lang.Both("by a person", "人工暂停")
	PausedNoMoney  = lang.Both("balance empty", "余额不足")
)

// hold keeps every new request from leaving: a person's pause, or an empty balance.
type hold struct {
	desired desired
	empty   *emptyBalance // nil: the balance is not known to be empty
}

// emptyBalance is what the platform said of the merchant's balance.
type emptyBalance struct {
	why, advice lang.Text
	at          time.Time
	seen        int // how often somebody had asked to go on by then
}

func (h *hold) on() bool { return h.desired.paused || h.empty != nil }

// outOfMoney holds all sending for an empty balance, until somebody says that it was topped up. It reports false where nobody
// can.
func (h *hold) outOfMoney(why, advice lang.Text, now time.Time) bool {
	if h.desired.left {
		return false
	}
	if h.empty == nil {
		h.empty = &emptyBalance{why: why, advice: advice, at: now, seen: h.desired.resumed}
	}
	return true
}

// toppedUp ends the hold for an empty balance once somebody has asked to go on since, and reports whether it does.
func (h *hold) toppedUp() bool {
	if h.empty == nil || h.desired.resumed <= h.empty.seen {
		return false
	}
	h.empty = nil
	return true
}
