package view_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func TestLines(t *testing.T) {
	golden(t, "lines", func(t *testing.T, w *bytes.Buffer, s page.Style) {
		l := view.NewLines(w, viewtest.Ticking(viewtest.At("09:02:03"), 100*time.Millisecond), s)
		for _, e := range viewtest.Happened(t) {
			l.Observe(e)
		}
		if err := l.Err(); err != nil {
			t.Fatal(err)
		}
	})
}

// However a thousand packets end, the log stays short and names each that is not paid.
func TestAThousandTroublesStayUnderTwoHundredLines(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Crowd(1000), nil, "10:00:00")
	for name, code := range map[string]func(n int) string{
		"one code":      func(int) string { return "NOTENOUGH" },
		"three codes":   func(n int) string { return []string{"NO_AUTH", "SENDNUM_LIMIT", "V2_ACCOUNT_SIMPLE_BAN"}[n%3] },
		"a code a head": func(n int) string { return fmt.Sprintf("CODE_%d", n) },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			l := view.NewLines(&out, viewtest.Ticking(viewtest.At("10:00:00"), time.Millisecond), page.Style{})
			l.Observe(apply.Started{At: viewtest.At("10:00:00"), Plan: p, PerMinute: 1800})
			for n := range 1000 {
				when := viewtest.At("10:00:00").Add(time.Duration(n) * 33 * time.Millisecond)
				for _, status := range []state.Status{state.Unknown, state.Unknown, state.Refused} {
					l.Observe(viewtest.Settled(n, status, code(n), "", when))
				}
			}
			l.Observe(apply.Finished{At: viewtest.At("10:00:40")})
			if lines := strings.Count(out.String(), "\n"); lines >= 200 {
				t.Errorf("%d lines", lines)
			}
			for n := range 1000 {
				if key := fmt.Sprintf("u%04d", n); !strings.Contains(out.String(), key) {
					t.Fatalf("%s is not named", key)
				}
			}
		})
	}
}

func TestASuccessHasNoLine(t *testing.T) {
	var out bytes.Buffer
	l := view.NewLines(&out, viewtest.Ticking(viewtest.At("10:00:00"), 0), page.Style{})
	l.Observe(apply.Started{At: viewtest.At("10:00:00"), Plan: viewtest.Planned(t, viewtest.Spring(), nil, "10:00:00"), PerMinute: 1800})
	out.Reset()
	l.Observe(viewtest.Settled(7, state.Sent, "", "", viewtest.At("10:00:00")))
	if out.Len() > 0 {
		t.Errorf("got %q", out.String())
	}
}

// The name that people know stands behind the key, as one word, where the run has it and the style allows it.
func TestLinesNamePeople(t *testing.T) {
	of := viewtest.Planned(t, viewtest.Spring(), nil, "10:00:00")
	of.Work = make([]plan.Packet, 8)
	of.Work[7].Recipient.Label = "王 伟"
	for shown, want := range map[bool]string{true: `held u0007 label="王 伟" amount=9.88`, false: "held u0007 amount=9.88"} {
		var out bytes.Buffer
		l := view.NewLines(&out, viewtest.Ticking(viewtest.At("10:00:00"), 0), page.Style{ShowLabels: shown})
		l.Observe(apply.Started{At: viewtest.At("10:00:00"), Plan: of, PerMinute: 1800})
		l.Observe(viewtest.Settled(7, state.Held, "", "", viewtest.At("10:00:00")))
		l.Observe(viewtest.Settled(8, state.Held, "", "", viewtest.At("10:00:00"))) // the plan does not have its row
		if !strings.Contains(out.String(), want) || !strings.Contains(out.String(), "held u0008 amount=") {
			t.Errorf("want %q, got:\n%s", want, out.String())
		}
	}
}

func TestLinesKeepTheWritersError(t *testing.T) {
	l := view.NewLines(viewtest.Broken{}, viewtest.Ticking(viewtest.At("10:00:00"), 0), page.Style{})
	for _, e := range viewtest.Happened(t) {
		l.Observe(e)
	}
	if !errors.Is(l.Err(), viewtest.ErrBroken) {
		t.Errorf("err = %v", l.Err())
	}
}

func TestSummary(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Spring(), nil, "09:02:00")
	all := p.Open()
	for _, c := range []struct {
		name   string
		result apply.Result
		plan   *plan.Plan
	}{
		{"complete", apply.Result{
			Counts: apply.Counts{Tallies: map[state.Status]money.Tally{state.Sent: all}, SentNow: all}, Elapsed: 34 * time.Second,
		}, p},
		{"sandbox", apply.Result{
			Counts: apply.Counts{
				Tallies: map[state.Status]money.Tally{state.Sent: {Packets: 2, Amount: 89_00}}, SentNow: money.Tally{Packets: 2, Amount: 89_00},
			},
			Elapsed: time.Second,
		}, viewtest.Planned(t, viewtest.Lantern(), nil, "09:02:00")},
		{"rehearsal", apply.Result{
			Counts: apply.Counts{Tallies: map[state.Status]money.Tally{state.Sent: all}, SentNow: all}, Elapsed: 34 * time.Second,
		}, viewtest.Planned(t, viewtest.Rehearsed(), nil, "09:02:00")},
		{"interrupted", viewtest.Ended(apply.Interrupted), p},
		{"balance", balance(), p},
		{"state", stateFailed(), p},
	} {
		t.Run(c.name, func(t *testing.T) {
			golden(t, "summary-"+c.name, func(t *testing.T, w *bytes.Buffer, s page.Style) {
				e := view.Ending{Result: c.result, Plan: c.plan, Serial: 2010, Command: "redpack apply spring"}
				if err := view.Summary(w, e, s); err != nil {
					t.Fatal(err)
				}
				if !s.Colour {
					fits(t, w.String(), s.Width)
				}
			})
		})
	}
}

func balance() apply.Result {
	r := viewtest.Ended(apply.BalanceEmpty)
	r.Why, r.Advice = "NOTENOUGH 帐号余额不足，请到商户平台充值后再重试", "top up the merchant's account"
	return r
}

func stateFailed() apply.Result {
	r := viewtest.Ended(apply.StateFailed)
	r.Why = "record that spring-2027/u0030 is sent: disk full"
	return r
}

// Each reason to stop has words of its own, and a next step.
func TestSummaryExplainsEveryStop(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Spring(), nil, "09:02:00")
	seen := map[string]apply.Stop{}
	for stop := apply.Interrupted; stop <= apply.Expired; stop++ {
		var out bytes.Buffer
		if err := view.Summary(&out, view.Ending{Result: apply.Result{Stop: stop, Why: "x"}, Plan: p, Command: "redpack apply"}, page.Style{}); err != nil {
			t.Fatal(err)
		}
		_, text, found := strings.Cut(out.String(), "\nStopped")
		text, _, _ = strings.Cut(text, "\n")
		if !found || !strings.Contains(out.String(), "redpack apply") {
			t.Errorf("stop %d:\n%s", stop, out.String())
		}
		if other, twice := seen[text]; twice {
			t.Errorf("stops %d and %d read the same: %q", stop, other, text)
		}
		seen[text] = stop
	}
}

func TestSummaryReturnsTheWritersError(t *testing.T) {
	e := view.Ending{Plan: viewtest.Planned(t, viewtest.Lantern(), nil, "09:02:00")}
	if err := view.Summary(viewtest.Broken{}, e, page.Style{}); !errors.Is(err, viewtest.ErrBroken) {
		t.Errorf("err = %v", err)
	}
}
