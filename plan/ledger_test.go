package plan_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Whatever the order of the file and the numbers that the state gave, each packet is claimed by its own recipient, once.
func TestPacketsAreClaimedInAnyOrder(t *testing.T) {
	const recorded, fresh, gone = 200, 3, 2
	shuffled := rand.New(rand.NewPCG(1, 2)).Perm(recorded + fresh)
	ascending := slices.Sorted(slices.Values(shuffled))
	descending := slices.Clone(ascending)
	slices.Reverse(descending)
	for name, order := range map[string][]int{"as recorded": ascending, "reversed": descending, "shuffled": shuffled} {
		for _, step := range []int64{1, 63, 64, 65} { // around the words of a set of bits
			var text strings.Builder
			for _, i := range order {
				fmt.Fprintf(&text, "    p%d = { openid = %q, amount = 1.00 }\n", i, plantest.OpenID(i))
			}
			var packets []state.Packet
			for i := range recorded {
				packets = append(packets, plantest.Recorded(i, 100, state.Sent))
			}
			for i := range gone {
				packets = append(packets, under(plantest.Recorded(1000+i, 100, state.Sent), "lantern", fmt.Sprintf("gone%d", i)))
			}
			for i := range packets {
				packets[i].ID = int64(i+1) * step
			}
			p := plantest.MustPlan(t, plantest.Campaign(t, "  recipients = {\n"+text.String()+"  }\n"), plantest.Snapshot(packets...), plan.Options{})
			for action, want := range map[plan.Action]int{plan.Done: recorded, plan.Send: fresh, plan.Orphan: gone} {
				if got := p.Tally(action); got != (money.Tally{Packets: want, Amount: money.Fen(want) * 100}) {
					t.Errorf("%s, numbered by %d: %s %v, want %d", name, step, action, got, want)
				}
			}
		}
	}
}

// Orphans come by their keys, whichever of them was recorded first.
func TestOrphansComeByKey(t *testing.T) {
	s := plantest.Snapshot(under(plantest.Recorded(1, 100, state.Sent), "lantern", "z"), under(plantest.Recorded(2, 100, state.Sent), "lantern", "a"))
	p := plantest.MustPlan(t, plantest.Campaign(t, plantest.People("1.00")), s, plan.Options{})
	if len(p.Listed) != 2 || p.Listed[0].Key() != "a" || p.Listed[1].Key() != "z" {
		t.Errorf("listed: %+v", p.Listed)
	}
}
