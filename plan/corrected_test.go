package plan_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// What was recorded for somebody else, or with another amount, leaves the account under no option and after no decision; what the file
// says instead leaves only where the platform has said that nothing was paid, and nobody decided to leave it.
func TestWhatDiffersIsNeverSent(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("8.88"))
	for _, status := range state.Statuses() {
		for i := range 64 {
			packet := plantest.Recorded(0, 888, status)
			packet.Doubt, packet.NoOrder, packet.InFlight = i&1 != 0, i&16 != 0, i&32 != 0
			if packet.OpenID = plantest.OpenID(99); i&2 != 0 {
				packet.OpenID, packet.Amount = plantest.OpenID(0), 100
			}
			if i&4 != 0 {
				packet.Accepted = state.Acceptance{Reason: "agreed", OpenID: plantest.OpenID(0), Amount: 888}
			}
			p := plantest.MustPlan(t, c, plantest.Snapshot(packet), plan.Options{RetryRefused: i&8 != 0, ResendRefunded: true, KeepWork: true})
			for _, work := range plantest.Work(t, p) {
				corrects := work.Action == plan.Correct && packet.Correctable() && i&4 == 0 && work.OpenID() == plantest.OpenID(0) && work.Amount() == 888
				if !corrects && (!work.AskOnly || work.Action != plan.Resolve || work.Again) {
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

// TestCorrectionKeepsTheNumber: a number under which nothing can have been paid stays its person's; a failed one is used up.
func TestCorrectionKeepsTheNumber(t *testing.T) {
	for _, tt := range []struct {
		name    string
		status  state.Status
		version int
		another bool
		want    int
	}{
		{"refused, another amount", state.Refused, 2, false, 3},
		{"refused, another person", state.Refused, 2, true, 0},
		{"failed, another amount", state.Failed, 2, false, 4},
		{"failed, another person", state.Failed, 2, true, 0},
		{"refused, another person, number of the key", state.Refused, 1, true, 3},
		{"failed, another person, number of the key", state.Failed, 1, true, 4},
	} {
		packet := plantest.Recorded(0, 100, tt.status)
		packet.Attempt, packet.Version = 3, billno.Version(tt.version)
		if tt.another {
			packet.OpenID = plantest.OpenID(9)
		}
		p := plantest.MustPlan(t, plantest.Campaign(t, plantest.People("2.00")), plantest.Snapshot(packet), plan.Options{KeepWork: true})
		if work := plantest.Work(t, p); len(work) != 1 || work[0].Action != plan.Correct || work[0].Attempt != tt.want {
			t.Errorf("%s: %+v", tt.name, work)
		}
	}
}

// TestRedrawnIsNoCorrection: the share of a failed packet in a pot is drawn anew, which is nobody's wish to pay it again.
func TestRedrawnIsNoCorrection(t *testing.T) {
	inner := strings.ReplaceAll(plantest.People("1.00", "1.00"), "= 1.00", "= draw.pot.amount")
	const draw = "draw \"pot\" {\n  seed = \"s\"\n  total = 10.00\n  min = 1.00\n  max = 9.00\n}\n"
	for _, tt := range []struct {
		openID int
		opts   plan.Options
		want   plan.Action
	}{
		{0, plan.Options{}, plan.Failed},
		{0, plan.Options{RetryFailed: true}, plan.Send},
		{9, plan.Options{}, plan.Correct},
	} {
		packet := plantest.Recorded(0, 101, state.Failed)
		packet.OpenID = plantest.OpenID(tt.openID)
		p := plantest.MustPlan(t, plantest.CampaignBeside(t, draw, inner), plantest.Snapshot(packet), tt.opts)
		if n := p.Tally(tt.want).Packets; n < 1 || tt.want == plan.Send && n != 2 {
			t.Errorf("%+v: %v", tt, counts(p))
		}
	}
}

// TestResentAsOftenAsTheCampaignSays, and however often a person asks; what came back is free until then.
func TestResentAsOftenAsTheCampaignSays(t *testing.T) {
	for _, tt := range []struct {
		inner   string
		attempt int
		asked   bool
		want    plan.Action
	}{
		{"", 0, false, plan.Done},
		{"", 7, true, plan.Resend},
		{"resend_refunded = 2", 0, false, plan.Resend},
		{"resend_refunded = 2", 1, false, plan.Resend},
		{"resend_refunded = 2", 2, false, plan.Done},
	} {
		packet := plantest.Recorded(0, 100, state.Refunded)
		packet.Attempt = tt.attempt
		c := plantest.Campaign(t, plantest.People("1.00", "2.00")+tt.inner+"\n  limits {\n    budget = 3.00\n  }\n")
		p := plantest.MustPlan(t, c, plantest.Snapshot(packet), plan.Options{ResendRefunded: tt.asked, KeepWork: true})
		if p.Tally(tt.want).Packets != 1 {
			t.Errorf("%+v: %v", tt, counts(p))
		}
		want := map[plan.Action]string{plan.Done: "¥2.00", plan.Resend: "¥3.00"}[tt.want]
		if p.Spent().String() != want || p.Gone() != 0 {
			t.Errorf("%+v: %s spent, %s gone", tt, p.Spent(), p.Gone())
		}
		if work := plantest.Work(t, p); tt.want == plan.Resend && work[0].Attempt != tt.attempt+1 {
			t.Errorf("%+v: attempt %d", tt, work[0].Attempt)
		}
	}
}
