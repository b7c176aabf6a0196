package plan_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Each way of being recorded otherwise has its own advice: who another person is, gets a key of their own and no difference.
func TestConflictAdvice(t *testing.T) {
	const (
		person, own = "Recorded for another person", "  pay the new person: put "
		amount      = "Recorded with another amount"
		difference  = "  pay the difference: put ¥"
	)
	doubt := func(p state.Packet) state.Packet { p.Doubt = true; return p }
	for _, tt := range []struct {
		name     string
		packet   state.Packet
		other    bool // the file names another person
		says     string
		summary  string
		want     []string
		unwanted []string
	}{
		{"more", plantest.Recorded(0, 500, state.Sent), false, "8.00", amount, []string{"was paid ¥5.00", "the file says ¥8.00", "keep what is recorded: put 5.00 back, or\n", "  pay the difference: put 5.00 back", "    supplement \"p0_supplement\" {\n      of     = \"p0\"\n      amount = 3.00\n      reason = \"was paid 5.00, should get 8.00\"\n    }\n"}, []string{own}},
		{"less", plantest.Recorded(0, 500, state.Sent), false, "3.00", amount, []string{"keep what is recorded: put 5.00 back"}, []string{"  pay ", "the difference of"}},
		{"more, by the least that can be paid", plantest.Recorded(0, 500, state.Received), false, "6.00", amount, []string{"      amount = 1.00\n"}, []string{"cannot be paid"}},
		{"more, by less than can be paid", plantest.Recorded(0, 500, state.Received), false, "5.99", amount, []string{"the difference of ¥0.99 cannot be paid: a packet has at least ¥1.00"}, []string{"  pay "}},
		{"came back, more", plantest.Recorded(0, 500, state.Refunded), false, "8.00", amount, []string{"was paid ¥5.00, which came back", "  pay it again: put 5.00 back", "      amount = 8.00\n"}, nil},
		{"came back, less", plantest.Recorded(0, 500, state.Refunded), false, "3.00", amount, []string{"      amount = 3.00\n"}, nil},
		{"on its way back", plantest.Recorded(0, 500, state.Refunding), false, "8.00", amount, []string{"which is on its way back", "      amount = 8.00\n"}, nil},
		{"in doubt", plantest.Recorded(0, 500, state.Unknown), false, "8.00", amount, []string{"may have been paid ¥5.00", "redpack refresh", "put 5.00 back, or only ask about it"}, []string{"  pay "}},
		{"on hold", plantest.Recorded(0, 500, state.Held), false, "8.00", amount, []string{"is on hold with ¥5.00", "send what is recorded: put 5.00 back\n", "leave it unsent"}, []string{"  pay ", "refresh"}},
		{"on hold, in doubt", doubt(plantest.Recorded(0, 500, state.Held)), false, "8.00", amount, []string{"may have been paid ¥5.00", "redpack refresh"}, []string{"  pay "}},
		{"another person", plantest.Recorded(0, 500, state.Sent), true, "5.00", person, []string{"for another openid", own + "the openid back, and give them a key"}, []string{"the difference"}},
		{"another person with more", plantest.Recorded(0, 500, state.Sent), true, "8.00", person, []string{own + "the openid and 5.00 back"}, []string{"the difference", "supplement"}},
		{"another person with less", plantest.Recorded(0, 500, state.Sent), true, "3.00", person, []string{own + "the openid and 5.00 back"}, []string{"the difference"}},
		{"another person, on hold", plantest.Recorded(0, 500, state.Held), true, "5.00", person, []string{own + "the openid back", "leave it unsent"}, nil},
	} {
		inner := plantest.People(tt.says)
		if tt.other {
			inner = strings.Replace(inner, plantest.OpenID(0), plantest.OpenID(9), 1)
		}
		diags := plantest.MustPlan(t, plantest.Campaign(t, inner), plantest.Snapshot(tt.packet), plan.Options{}).Conflicts()
		if len(diags) != 1 || diags[0].Summary != tt.summary {
			t.Errorf("%s: %v", tt.name, diags)
			continue
		}
		for _, want := range append(tt.want, "redpack apply -exclude=lantern/p0", "redpack state accept lantern/p0 -reason=…") {
			if !strings.Contains(diags[0].Detail, want) {
				t.Errorf("%s: no %q in: %s", tt.name, want, diags[0].Detail)
			}
		}
		for _, unwanted := range append(tt.unwanted, difference) {
			if strings.Contains(diags[0].Detail, unwanted) {
				t.Errorf("%s: %q in: %s", tt.name, unwanted, diags[0].Detail)
			}
		}
	}
}

func TestConflictsAreFolded(t *testing.T) {
	for _, tt := range []struct {
		conflicts, diagnostics int
		last                   string
	}{
		{1, 1, "go on without it:\n"},
		{2, 2, "and the other conflicts with an -exclude each"},
		{10, 10, "and the other conflicts with an -exclude each"},
		{11, 11, "1 more of campaign \"lantern\""},
		{12, 11, "2 more of campaign \"lantern\""},
	} {
		var amounts []string
		var packets []state.Packet
		for i := range tt.conflicts {
			amounts, packets = append(amounts, "2.00"), append(packets, plantest.Recorded(i, 100, state.Sent))
		}
		diags := plantest.MustPlan(t, plantest.Campaign(t, plantest.People(amounts...)), plantest.Snapshot(packets...), plan.Options{}).Conflicts()
		if len(diags) != tt.diagnostics || !strings.Contains(diags[len(diags)-1].Detail, tt.last) {
			t.Errorf("%d conflicts: %d diagnostics, the last one %s", tt.conflicts, len(diags), diags[len(diags)-1].Detail)
		}
	}
}
