package apply_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/plan"
)

// TestCorrectionsAndNewAttemptsAtRandom: lines are corrected and what came back is sent again at random, in bad weather, with kills and with
// states that are lost and restored. Whenever money leaves for a line, none of what left for it before is out.
func TestCorrectionsAndNewAttemptsAtRandom(t *testing.T) {
	t.Parallel()
	seeds := wholeOrQuick(*seedCount/2, *seedCount/50)
	var resent atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d sent again", resent.Load())
		if seeds >= 50 && resent.Load() == 0 {
			t.Error("nothing was sent again")
		}
	})
	worlds(t, seeds, func(t *testing.T, i int) {
		seed := *seedFirst + uint64(i)
		c := newClinic(t, seed)
		c.world.unopened = func() bool { return !c.calm && c.random.IntN(2) == 0 }
		for range 6 + c.random.IntN(6) {
			p, killed := c.goOn()
			if !killed {
				resent.Add(int64(p.Tally(plan.Resend).Packets))
			}
			time.Sleep(time.Duration(c.random.IntN(30*60*60)) * time.Second)
			if !killed && c.random.IntN(2) == 0 {
				c.refresh()
			}
			if c.random.IntN(2) == 0 {
				c.edit()
			}
		}
		c.end()
		c.alone()
		if t.Failed() {
			t.Logf("again: go test ./apply -run TestCorrectionsAndNewAttemptsAtRandom -seeds 2 -seed %d", seed)
		}
	})
}

// alone reports a line of which a packet was paid while another one was out.
func (c *clinic) alone() {
	c.t.Helper()
	for key, people := range c.people {
		var out time.Time // until when what was paid last is out
		for _, d := range c.world.debits {
			if !slices.Contains(people, d.openID) {
				continue
			}
			if d.at.Before(out) {
				c.t.Errorf("%s: %s was paid while another packet was out: %v", key, d.openID, c.world.debits)
			}
			if out = d.back; out.IsZero() {
				out = d.at.AddDate(1, 0, 0)
			}
		}
		if out.IsZero() && !c.told(key) {
			c.t.Errorf("%s was never paid, and the plan does not say so", key)
		}
	}
}

// told reports whether plan names a line as not paid.
func (c *clinic) told(key string) bool {
	return slices.ContainsFunc(c.after().Listed, func(p plan.Packet) bool { return p.Key() == key })
}
