package view_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func TestPlan(t *testing.T) {
	for _, c := range []struct {
		name  string
		files fstest.MapFS
		state []state.Packet
		clock string
	}{
		{"first", viewtest.Spring(), nil, "06:46:00"},
		{"interrupted", viewtest.Spring(), viewtest.Interrupted(), "09:02:00"},
		{"sandbox", viewtest.Lantern(), nil, "09:00:00"},
		{"rehearsal", viewtest.Rehearsed(), nil, "09:02:00"},
		{"granted", viewtest.Granted(), nil, "09:02:00"},
		{"nights", viewtest.Replaced(viewtest.Granted(), "01:00-06:00", "none", "per_second ", "# "), nil, "09:02:00"},
		{"canary", viewtest.Canaried(), nil, "09:02:00"},
		{"canary-paid", viewtest.Canaried(), viewtest.CanaryPaid(), "09:02:00"},
		{"repairs", viewtest.Resending(), viewtest.Repairable(), "09:02:00"},
		{"over", viewtest.Spring(), nil, "21:30:00"},
		{"late", viewtest.Spring(), nil, "20:59:58"},
		{"done", viewtest.Lantern(), lanternPaid(), "09:00:00"},
		{"parked", viewtest.Lantern(), lanternParked(), "09:00:00"},
		{"came-back", viewtest.Spring(), viewtest.DayAfter(), "09:02:00"},
		{"supplements", viewtest.Supplemented(), lanternPaid(), "09:00:00"},
		{"supplements-parked", viewtest.Supplemented(), lanternSupplements(), "09:00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := viewtest.Planned(t, c.files, c.state, c.clock)
			golden(t, "plan-"+c.name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
				if err := view.Plan(w, p, s); err != nil {
					t.Fatal(err)
				}
				if !s.Colour {
					fits(t, w.String(), s.Width)
				}
			})
		})
	}
}

func TestPlanOfASelection(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00", "chen-yu", "sun-mei", "u0600", "u0700")
	golden(t, "plan-selected", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.Plan(w, p, s); err != nil {
			t.Fatal(err)
		}
	})
}

func lanternPacket(key, openID string, status state.Status) state.Packet {
	p := viewtest.Recorded(key, openID, 88_00, status)
	p.Campaign = "lantern"
	return p
}

func lanternPaid() []state.Packet {
	second := lanternPacket("司马朗", "oDEMO3aIWSB9fdB0IaNqrM90R9dn", state.Received)
	second.Amount = 1_00
	return []state.Packet{lanternPacket("lin_qing", "oDEMOxvcuEI3wFScBhPsazqkYJs7", state.Sent), second}
}

func lanternParked() []state.Packet {
	packets := lanternPaid()
	packets[1].Status, packets[1].Code = state.Refused, "NO_AUTH"
	return packets
}

// lanternSupplements are two supplements of which one was refused and one has no clear outcome.
func lanternSupplements() []state.Packet {
	packets := lanternPaid()
	refused := lanternPacket("lin_qing_2", packets[0].OpenID, state.Refused)
	refused.Amount, refused.Code = 12_00, "NO_AUTH"
	unclear := lanternPacket("司马朗_补发", packets[1].OpenID, state.Unknown)
	unclear.Amount, unclear.Code = 7_88, "timeout"
	return append(packets, refused, unclear)
}

func TestAPlanOfAnySizeFitsOneScreen(t *testing.T) {
	for _, n := range []int{1_000, 100_000} {
		var packets []state.Packet
		for i := range 400 {
			p := viewtest.Recorded(fmt.Sprintf("u%06d", i), viewtest.OpenID(i), 888, state.Unknown)
			if i%2 == 0 {
				p.Status = state.Refused
			}
			packets = append(packets, p)
		}
		var out bytes.Buffer
		if err := view.Plan(&out, viewtest.Planned(t, viewtest.Crowd(n), packets, "10:00:00"), page.Style{}); err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(out.String(), "\n"); lines > 250 {
			t.Errorf("a plan of %d with 400 odd ones has %d lines", n, lines)
		}
		if !strings.Contains(out.String(), "and 180 more: redpack show -list") {
			t.Error("the folded packets are not counted")
		}
		for i := 1; i < 400; i += 2 {
			if name := fmt.Sprintf(" u%06d\n", i); !strings.Contains(out.String(), name) {
				t.Errorf("the unknown packet%s is not listed", name)
			}
		}
	}
}

// A few odd ones are named, and the plan still fits one screen.
func TestAPlanWithAFewOddOnesFitsOneScreen(t *testing.T) {
	for _, n := range []int{1_000, 100_000} {
		packets := []state.Packet{
			viewtest.Recorded("u000000", viewtest.OpenID(0), 999, state.Sent),
			viewtest.Recorded("u000001", viewtest.OpenID(1), 888, state.Unknown),
			viewtest.Recorded("u000002", viewtest.OpenID(2), 888, state.Refused),
			viewtest.Recorded("gone", viewtest.OpenID(n), 888, state.Sent),
		}
		var out bytes.Buffer
		if err := view.Plan(&out, viewtest.Planned(t, viewtest.Crowd(n), packets, "10:00:00"), page.Style{}); err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(out.String(), "\n"); lines >= 40 {
			t.Errorf("a plan of %d has %d lines", n, lines)
		}
		for _, odd := range []string{"u000000", "u000001", "u000002", "gone"} {
			if !strings.Contains(out.String(), odd) {
				t.Errorf("%s is not named", odd)
			}
		}
	}
}

func TestPlanEndsInCountsAndMoney(t *testing.T) {
	var out bytes.Buffer
	if err := view.Plan(&out, viewtest.Planned(t, viewtest.Crowd(1000), nil, "10:00:00"), page.Style{}); err != nil {
		t.Fatal(err)
	}
	want := "\nPlan: 1,000 to send, 0 retry, 0 resolve, 0 done, 0 conflicts.\n" +
		"Money: at most ¥8,880.00 will leave the account. Packets cannot be recalled.\n"
	if !strings.HasSuffix(out.String(), want) {
		t.Errorf("got:\n%s", out.String())
	}
}

func TestPlanShowsWholeOpenIDsOnlyWhenAsked(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00")
	var out bytes.Buffer
	if err := view.Plan(&out, p, page.Style{ShowOpenID: true, Width: 200}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "oANOTHERPERSON0000000000001x") {
		t.Error("the openid is not shown")
	}
	out.Reset()
	if err := view.Plan(&out, p, page.Style{Width: 200}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "oANOTHERPERSON0000000000001x") || !strings.Contains(out.String(), "oANO..001x") {
		t.Error("the openid is not masked")
	}
}

func TestPlanTotals(t *testing.T) {
	plans := []*plan.Plan{viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00"), viewtest.Planned(t, viewtest.Lantern(), nil, "09:02:00")}
	golden(t, "plan-totals", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		if err := view.PlanTotals(w, plans, s); err != nil {
			t.Fatal(err)
		}
	})
}

func TestConfirmation(t *testing.T) {
	for _, c := range []struct {
		name  string
		plans []*plan.Plan
	}{
		{"live", []*plan.Plan{viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00")}},
		{"selected", []*plan.Plan{viewtest.Planned(t, viewtest.Spring(), viewtest.Interrupted(), "09:02:00", "chen-yu", "sun-mei", "u0600", "u0700")}},
		{"closed", []*plan.Plan{viewtest.Planned(t, viewtest.Spring(), nil, "06:46:00")}},
		{"sandbox", []*plan.Plan{viewtest.Planned(t, viewtest.Lantern(), nil, "09:02:00")}},
		{"rehearsal", []*plan.Plan{viewtest.Planned(t, viewtest.Rehearsed(), nil, "09:02:00")}},
		{"granted", []*plan.Plan{viewtest.Planned(t, viewtest.Granted(), nil, "09:02:00")}},
		{"canary", []*plan.Plan{viewtest.Planned(t, viewtest.Canaried(), nil, "09:02:00")}},
		{"repairs", []*plan.Plan{viewtest.Planned(t, viewtest.Resending(), viewtest.Repairable(), "09:02:00")}},
		{"supplements", []*plan.Plan{viewtest.Planned(t, viewtest.Supplemented(), lanternPaid(), "09:02:00")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			golden(t, "confirmation-"+c.name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
				if err := view.Confirmation(w, c.plans, "3fa9c21 (clean), on main", s); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

func TestPlansReturnTheWritersError(t *testing.T) {
	plans := []*plan.Plan{viewtest.Planned(t, viewtest.Lantern(), nil, "09:00:00")}
	for name, err := range map[string]error{
		"Plan":         view.Plan(viewtest.Broken{}, plans[0], page.Style{}),
		"PlanTotals":   view.PlanTotals(viewtest.Broken{}, plans, page.Style{}),
		"Confirmation": view.Confirmation(viewtest.Broken{}, plans, "", page.Style{}),
	} {
		if !errors.Is(err, viewtest.ErrBroken) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
}

// A campaign's texts come from outside; none of them may steer the terminal.
func TestPlanDisarmsControlCharacters(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Lantern(), nil, "09:00:00")
	p.Groups[0].Wishing = "\x1b[2J\u202eevil\r\n"
	var out bytes.Buffer
	if err := view.Plan(&out, p, page.Style{}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\x1b\r\u202e") {
		t.Errorf("got %q", out.String())
	}
}
