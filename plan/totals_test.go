package plan_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Whoever is not paid and not tried either is parked, but for those whom somebody has decided to leave as they are.
func TestParked(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00", "2.00", "3.00", "4.00", "5.00"))
	held, left := plantest.Recorded(2, 300, state.Held), plantest.Recorded(3, 999, state.Held)
	held.NextTryAt = plantest.Noon.Add(time.Hour)
	left.Accepted = state.Acceptance{Reason: "settled by hand", By: "li", At: plantest.Noon}
	left.Accepted.OpenID, left.Accepted.Amount = plantest.OpenID(3), 400
	p := plantest.MustPlan(t, c, plantest.Snapshot(plantest.Recorded(0, 100, state.Refused), plantest.Recorded(1, 200, state.Failed), held, left), plan.Options{})
	for action, want := range map[plan.Action]int{plan.Refused: 1, plan.Failed: 1, plan.Held: 1, plan.Send: 0, plan.Done: 0} {
		if got := p.Parked(action); got != want {
			t.Errorf("%s: %d parked, want %d (%d in all)", action, got, want, p.Tally(action).Packets)
		}
	}
	if p.Tally(plan.Held).Packets != 2 {
		t.Errorf("%d are held", p.Tally(plan.Held).Packets)
	}
}

func TestTotalsOfSeveralPlans(t *testing.T) {
	made := func(selection *plan.Selection, recorded ...state.Packet) *plan.Plan {
		c := plantest.Campaign(t, plantest.People("1.00", "2.00", "3.00"))
		return plantest.MustPlan(t, c, plantest.Snapshot(recorded...), plan.Options{Selection: selection})
	}
	plans := []*plan.Plan{
		made(nil, plantest.Recorded(0, 100, state.Sent), plantest.Recorded(1, 200, state.Unknown)),
		made(plan.NewSelection(plantest.Selectors("p2")), plantest.Recorded(1, 200, state.Refused)),
	}
	want := plan.Totals{}
	want[plan.Send], want[plan.Resolve], want[plan.Done] = money.Tally{Packets: 2, Amount: 600}, money.Tally{Packets: 1, Amount: 200}, money.Tally{Packets: 1, Amount: 100}
	all := plan.TotalsOf(plans...)
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	if got, want := all.Open(), (money.Tally{Packets: 3, Amount: 800}); got != want {
		t.Errorf("open %v, want %v", got, want)
	}
	left := plan.Excluded{Sum: money.Tally{Packets: 2, Amount: 300}, By: lang.Same("-only")}
	left.Totals[plan.Send], left.Totals[plan.Refused] = money.Tally{Packets: 1, Amount: 100}, money.Tally{Packets: 1, Amount: 200}
	if diff := cmp.Diff(left, plan.ExcludedFrom(plans...)); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	if got := plan.ExcludedFrom(plans[0]); got != (plan.Excluded{}) {
		t.Errorf("nothing is left out, and got %+v", got)
	}
}
