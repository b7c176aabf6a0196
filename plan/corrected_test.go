package plan_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// What was recorded for somebody else, or with another amount, leaves the account under no option and after no decision.
func TestWhatDiffersIsNeverSent(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("8.88"))
	for _, status := range state.Statuses() {
		for i := range 16 {
			packet := plantest.Recorded(0, 888, status)
			packet.Doubt = i&1 != 0
			if packet.OpenID = plantest.OpenID(99); i&2 != 0 {
				packet.OpenID, packet.Amount = plantest.OpenID(0), 100
			}
			if i&4 != 0 {
				packet.Accepted = state.Acceptance{Reason: "agreed", OpenID: plantest.OpenID(0), Amount: 888}
			}
			p := plantest.MustPlan(t, c, plantest.Snapshot(packet), plan.Options{RetryRefused: i&8 != 0, KeepWork: true})
			for _, work := range p.Work {
				if !work.AskOnly || work.Action != plan.Resolve || work.Again {
					t.Errorf("%s, case %d: %s, ask only %t", status, i, work.Action, work.AskOnly)
				}
			}
			if p.Tally(plan.Done).Packets > 0 && !status.Paid() {
				t.Errorf("%s, case %d: done", status, i)
			}
			if p.Spent() > 888 && !packet.MayHavePaid() {
				t.Errorf("%s, case %d: %s spent", status, i, p.Spent())
			}
		}
	}
}
