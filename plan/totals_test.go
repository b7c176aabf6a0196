package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

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
	left := plan.Excluded{Sum: money.Tally{Packets: 2, Amount: 300}, By: "-only"}
	left.Totals[plan.Send], left.Totals[plan.Refused] = money.Tally{Packets: 1, Amount: 100}, money.Tally{Packets: 1, Amount: 200}
	if diff := cmp.Diff(left, plan.ExcludedFrom(plans...)); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	if got := plan.ExcludedFrom(plans[0]); got != (plan.Excluded{}) {
		t.Errorf("nothing is left out, and got %+v", got)
	}
}
