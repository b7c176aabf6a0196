package apply_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// judge holds the platform's account against what people wanted and against what the states believe.
func (o *office) judge() []string {
	broken := o.paidTwice()
	paid := map[string]bool{}
	for _, d := range o.world.debits {
		paid[packetOf(d.openID, d.amount)] = true
		if !o.named[d.openID][d.amount] {
			broken = append(broken, fmt.Sprintf("%s got %s, which no file ever said", d.openID, d.amount))
		}
	}
	for _, f := range o.folders {
		snapshot, err := state.Read(context.Background(), statetest.At(o.t, f.state()))
		if err != nil {
			broken = append(broken, err.Error())
			continue
		}
		for p := range snapshot.ByID() {
			if p.Status.Paid() && !paid[packetOf(p.OpenID, p.Amount)] {
				broken = append(broken, fmt.Sprintf("%s/%s is recorded as %s, and %s got nothing", p.Campaign, p.Key, p.Status, p.OpenID))
			}
		}
		broken = append(broken, o.forgotten(f, paid)...)
	}
	slices.Sort(broken)
	return slices.Compact(broken)
}

// packetOf names what somebody may get once: the packet of a row, whatever its amount is, and each supplement.
func packetOf(openID string, amount money.Fen) string {
	if amount < leastExtra {
		return openID
	}
	return fmt.Sprintf("%s, further %s", openID, amount)
}

// paidTwice lists who got one and the same packet although the one before did not come back.
func (o *office) paidTwice() []string {
	return twice(o.world.debits, func(d *debit) string { return packetOf(d.openID, d.amount) })
}

// forgotten lists who stands in a file that redpack takes without a word, and was neither paid nor is listed as open.
func (o *office) forgotten(f *folder, paid map[string]bool) (broken []string) {
	project, ok := o.load(f)
	snapshot, err := state.Read(context.Background(), statetest.At(o.t, f.state()))
	if !ok || err != nil {
		return nil
	}
	for _, c := range project {
		p, fine := o.plan1(c, snapshot, plan.Options{At: time.Now(), KeepWork: true, Pins: f.pins})
		if !fine {
			continue
		}
		open := map[string]bool{}
		for _, packets := range [][]plan.Packet{p.Listed, plantest.Work(o.t, p)} {
			for i := range packets {
				open[packets[i].Key()] = true
			}
		}
		_ = c.Recipients(nil, func(r *hclspec.Recipient) bool {
			if !paid[packetOf(r.OpenID, r.Amount)] && !open[r.Key] {
				broken = append(broken, fmt.Sprintf("%s/%s counts as done, and %s got nothing", c.Name, r.Key, r.OpenID))
			}
			return true
		})
	}
	return broken
}

// Seeded offices: the files are edited between the runs, states are lost and old copies put back, a second folder has the same
// names. Nobody is paid twice, nobody gets what no file said, and nobody counts as paid who got nothing.
func TestEdits(t *testing.T) {
	t.Parallel()
	seeds := wholeOrQuick(*seedCount/3, *seedCount/75)
	var corrected, resent atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d corrected, %d sent anew", corrected.Load(), resent.Load())
		if seeds >= 100 && resent.Load() == 0 { // corrections have a test of their own
			t.Error("nothing was repaired: the offices do not try it any more")
		}
	})
	t.Logf("%d offices from seed %d", seeds, *seedFirst)
	worlds(t, seeds, func(t *testing.T, i int) {
		seed := *seedFirst + uint64(i)
		o := newOffice(t, seed)
		o.live()
		corrected.Add(int64(o.repaired[plan.Correct]))
		resent.Add(int64(o.repaired[plan.Resend]))
		for _, broken := range o.judge() {
			t.Error(broken)
		}
		if t.Failed() {
			t.Log(strings.Join(o.journal, "\n"))
			for _, d := range o.world.debits {
				t.Logf("%s was paid %s under %s", d.openID, d.amount, d.no)
			}
			t.Logf("again: go test ./apply -run TestEdits -seeds 1 -seed %d", seed)
		}
	})
}
