package plan_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/money"
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

// Refused packets that the file has corrected are told of by what was corrected, one by one or together.
func TestCorrectedAfterRefusal(t *testing.T) {
	refused := func(i, person int, amount money.Fen) state.Packet {
		p := plantest.Recorded(i, amount, state.Refused)
		p.OpenID, p.Code = plantest.OpenID(person), "NO_AUTH"
		return p
	}
	const key, back, campaign = "give that line a new key", "Put 5.00 back and ask again:", "repeats = [\"lantern\"]"
	for _, tt := range []struct {
		name    string
		packets []state.Packet
		want    [][]string // of each warning
	}{
		{"as it was", []state.Packet{refused(0, 0, 100)}, nil},
		{"another person", []state.Packet{refused(0, 90, 100)}, [][]string{{"lantern/p0 was refused (NO_AUTH) and nothing was paid; the file names another person now.", key}}},
		{
			"two other persons",
			[]state.Packet{refused(0, 90, 100), refused(1, 91, 500)},
			[][]string{{"2 packets were refused and nothing was paid, and the file names another person now: lantern/p0, lantern/p1.", key}},
		},
		{"another amount", []state.Packet{refused(0, 0, 500)}, [][]string{{"lantern/p0 was refused (NO_AUTH) and nothing was paid; the file says ¥1.00 now, not ¥5.00.", back, campaign}}},
		{
			"one of each",
			[]state.Packet{refused(0, 0, 500), refused(1, 91, 100)},
			[][]string{{"lantern/p1 was refused", key}, {"lantern/p0 was refused", back, campaign}},
		},
		{
			"more than are named",
			[]state.Packet{refused(0, 90, 100), refused(1, 91, 1), refused(2, 92, 1), refused(3, 93, 1), refused(4, 94, 1), refused(5, 95, 1)},
			[][]string{{"lantern/p0, lantern/p1, lantern/p2, lantern/p3, lantern/p4 and 1 more."}},
		},
	} {
		_, diags := plan.New(plantest.Campaign(t, plantest.People("1.00", "1.00", "1.00", "1.00", "1.00", "1.00")), plantest.Snapshot(tt.packets...), plan.Options{At: plantest.Noon})
		if len(diags) != len(tt.want) {
			t.Errorf("%s: %v", tt.name, diags)
			continue
		}
		for i, d := range diags {
			for _, want := range tt.want[i] {
				if d.Summary != "Corrected after it was refused" || !strings.Contains(d.Detail, want) || d.Subject.Start.Line == 0 {
					t.Errorf("%s: no %q in: %s", tt.name, want, d.Detail)
				}
			}
		}
	}
}
