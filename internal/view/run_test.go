package view_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
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
		l.Patience = 40 * time.Second
		for _, e := range viewtest.Happened(t) {
			l.Observe(e)
		}
		if err := l.Err(); err != nil {
			t.Fatal(err)
		}
	})
}

// A command that is pasted stays in one line, however narrow the terminal is.
func TestGoOnIsOneLine(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Crowd(3), nil, "10:00:00")
	const command = "redpack apply -only=spring/u0001 -json-into=events.jsonl -plain spring"
	e := view.Ending{Plan: p, Result: apply.Result{Stop: apply.Interrupted, Left: p.Open()}, Serial: 3, Command: command}
	var out bytes.Buffer
	if err := view.Summary(&out, e, page.Style{Width: 40}); err != nil || !strings.Contains(out.String(), "\nGo on:    "+command+"\n") {
		t.Errorf("%v in\n%s", err, out.String())
	}
}

// A time is told where somebody has to wait for it: not the minute that it is now, nor one that has passed while other campaigns were sent.
func TestTimesAreToldThatAreYetToCome(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Crowd(3), nil, "10:00:00")
	for _, test := range []struct {
		next string
		told bool
	}{{"10:59:59", false}, {"11:00:02", false}, {"11:20:00", true}} {
		next := viewtest.At(test.next)
		e := view.Ending{Plan: p, Ended: viewtest.At("11:00:00"), Command: "redpack apply spring", Result: apply.Result{
			Elapsed: time.Minute, Counts: apply.Counts{Tallies: map[state.Status]money.Tally{state.Held: {Packets: 1, Amount: 888}}},
			Reasons: []apply.Reason{{Status: state.Held, Code: "NOTENOUGH", Advice: lang.Same("Top it up."), Tally: money.Tally{Packets: 1, Amount: 888}, NextTry: next}},
		}}
		settled := viewtest.Settled(1, state.Held, "NOTENOUGH", "", viewtest.At("11:00:00"))
		settled.Packet.NextTryAt = next
		var out bytes.Buffer
		l := view.NewLines(&out, func() time.Time { return settled.At }, page.Style{})
		l.Observe(settled)
		if told := strings.Contains(out.String(), "until="); told != test.told {
			t.Errorf("%s at 11:00 in lines: %s", test.next, out.String())
		}
		out.Reset()
		if err := view.Summary(&out, e, page.Style{Width: 120}); err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{"redpack apply, after 20", "there is nothing to go on with"} {
			if told := strings.Contains(out.String(), said); told != test.told {
				t.Errorf("%s at 11:00: %q told: %v\n%s", test.next, said, told, out.String())
			}
		}
	}
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

// A lost answer has one line: when it is known what became of it, or when the run does not find it out any more.
func TestLostAnswersHaveOneLine(t *testing.T) {
	began := viewtest.At("10:00:00")
	outcome := func(n int, status state.Status, code string, after, next time.Duration) apply.Event {
		e := viewtest.Settled(n, status, code, "", began.Add(after))
		if next > 0 {
			e.NextStep = began.Add(next)
		}
		return e
	}
	lost := func(n int, after, next time.Duration) apply.Event {
		return outcome(n, state.Unknown, "timeout", after*time.Second, next*time.Second)
	}
	sent := func(n int, after time.Duration) apply.Event { return outcome(n, state.Sent, "", after*time.Second, 0) }
	finished := apply.Finished{At: began.Add(time.Hour)}
	for _, test := range []struct {
		name   string
		events []apply.Event
		want   []string // how lines begin
	}{
		{"not yet", []apply.Event{lost(1, 0, 1), lost(1, 1, 6)}, nil},
		{"paid", []apply.Event{lost(1, 0, 1), lost(1, 1, 6), sent(1, 6), finished}, []string{"resolved u0001 after=timeout", "apply end"}},
		{"not paid", []apply.Event{lost(1, 0, 1), outcome(1, state.Refused, "NO_AUTH", time.Second, 0), finished}, []string{"refused u0001 NO_AUTH", "apply end"}},
		{"never settled", []apply.Event{lost(2, 0, 1), lost(1, 0, 1), lost(2, 1, 6), finished}, []string{"unknown u0002 timeout", "unknown u0001 timeout", "apply end"}},
		{"left alone", []apply.Event{lost(1, 0, 1), lost(1, 1, 0)}, []string{"unknown u0001"}},
		{"left alone for long", []apply.Event{lost(1, 0, 300)}, []string{"unknown u0001"}},
		{"late", []apply.Event{lost(1, 0, 1), lost(1, 1, 36), sent(2, 40), sent(3, 41)}, []string{"unknown u0001"}},
		{"after all", []apply.Event{lost(1, 0, 1), sent(2, 41), lost(1, 42, 60), sent(1, 60)}, []string{"unknown u0001", "resolved u0001 amount"}},
		{"stopping", []apply.Event{lost(1, 0, 1), apply.Draining{InFlight: 1}, lost(2, 1, 2)}, []string{"unknown u0001", "stopping", "unknown u0002"}},
		{"forgotten by the next run", []apply.Event{lost(1, 0, 1), finished, apply.Started{Plan: viewtest.Planned(t, viewtest.Spring(), nil, "10:00:00")}, finished}, []string{
			"unknown u0001", "apply end", "apply start", "apply end",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			l := view.NewLines(&out, viewtest.Ticking(began, 0), page.Style{})
			l.Patience = 40 * time.Second
			l.Observe(apply.Started{At: began, Plan: viewtest.Planned(t, viewtest.Spring(), nil, "10:00:00"), PerMinute: 1800})
			out.Reset()
			for _, e := range test.events {
				l.Observe(e)
			}
			got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			for i := range max(len(got), len(test.want)) {
				if i >= len(got) || i >= len(test.want) && got[i] != "" || i < len(test.want) && !strings.HasPrefix(got[i], "10:00:00 CST "+test.want[i]) {
					t.Fatalf("got %q, want %q", got, test.want)
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
	for shown, want := range map[bool]string{true: `held u0007 label="王 伟" amount=9.88`, false: "held u0007 amount=9.88"} {
		var out bytes.Buffer
		l := view.NewLines(&out, viewtest.Ticking(viewtest.At("10:00:00"), 0), page.Style{ShowLabels: shown})
		l.Observe(apply.Started{At: viewtest.At("10:00:00"), Plan: of, PerMinute: 1800})
		settled := viewtest.Settled(7, state.Held, "", "", viewtest.At("10:00:00"))
		settled.Label = "王 伟"
		l.Observe(settled)
		l.Observe(viewtest.Settled(8, state.Held, "", "", viewtest.At("10:00:00"))) // without a name
		if !strings.Contains(out.String(), want) || !strings.Contains(out.String(), "held u0008 amount=") {
			t.Errorf("want %q, got:\n%s", want, out.String())
		}
	}
}

// What was left out for a slow reader is told, but for what would have had no line in any case.
func TestLinesTellWhatWasMissed(t *testing.T) {
	var out bytes.Buffer
	l := view.NewLines(&out, viewtest.Ticking(viewtest.At("10:00:00"), 0), page.Style{})
	l.Observe(apply.Missed{Events: 60_000})
	l.Observe(apply.Missed{Events: 2468, Troubled: 1234})
	if want := "10:00:00 CST 1,234 outcomes left out: the reader was too slow. `redpack state list` shows every packet.\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
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
	r.Why, r.Advice = lang.Same("NOTENOUGH 帐号余额不足，请到商户平台充值后再重试"), lang.Same("top up the merchant's account")
	return r
}

func stateFailed() apply.Result {
	r := viewtest.Ended(apply.StateFailed)
	r.Why = lang.Same("record that spring-2027/u0030 is sent: disk full")
	return r
}

// Each reason to stop has words of its own, and a next step.
func TestSummaryExplainsEveryStop(t *testing.T) {
	p := viewtest.Planned(t, viewtest.Spring(), nil, "09:02:00")
	seen := map[string]apply.Stop{}
	for stop := apply.Interrupted; stop <= apply.Expired; stop++ {
		var out bytes.Buffer
		if err := view.Summary(&out, view.Ending{Result: apply.Result{Stop: stop, Why: lang.Same("x")}, Plan: p, Command: "redpack apply"}, page.Style{}); err != nil {
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
