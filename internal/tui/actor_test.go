package tui_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/state"
)

// The colours of the screen on a dark background.
const (
	red   = "\x1b[1;38;2;240;100;89m"
	amber = "\x1b[1;38;2;255;157;46m"
)

// Each problem says who acts, in colour and in words: red and "you" only where a person has to.
func TestProblemsSayWhoActs(t *testing.T) {
	in, later := start.Add(20*time.Second), start.Add(15*time.Hour)
	for _, test := range []struct {
		name     string
		status   state.Status
		code     string
		advice   string
		next     time.Time // of the run
		try      time.Time // not before
		stopping bool
		colour   string
		want     string
	}{
		{"lost answer", state.Unknown, "timeout", "Check the network.", in, in, false, amber, "redpack asks WeChat Pay again in 20 s; nobody is paid twice"},
		{"being asked", state.Unknown, "timeout", "", start, start, false, amber, "redpack asks WeChat Pay again; nobody is paid twice"},
		{"lost when stopping", state.Unknown, "timeout", "", in, in, true, amber, "redpack asks WeChat Pay with the next apply, before it sends"},
		{"at rest", state.Unknown, "SYSTEMERROR", "", time.Time{}, in, false, amber, "redpack asks WeChat Pay with the next apply"},
		{"disputed", state.Unknown, state.CodeStranger, "Look into it.", time.Time{}, in, false, red, "you: Look into it."},
		{"unheard", state.Unknown, state.CodeUnheard, "Ask for it.", time.Time{}, in, false, red, "you: Ask for it."},
		{"too fast", state.Held, "FREQ_LIMIT", "", start.Add(time.Second), start, false, amber, "redpack sends the same number again in 1 s"},
		{"tomorrow", state.Held, "SENDNUM_LIMIT", "Apply again.", time.Time{}, later, false, amber, "redpack sends it with the next apply, from 2027-02-07 00:02 CST on"},
		{"too fast when stopping", state.Held, "FREQ_LIMIT", "", in, start, true, amber, "redpack sends the same number again with the next apply"},
		{"no money", state.Held, "NOTENOUGH", "Top up.", time.Time{}, start, false, red, "you: Top up."},
		{"held", state.Held, "X", "", time.Time{}, start, false, red, "you: apply again when the cause is gone"},
		{"refused", state.Refused, "NO_AUTH", "", time.Time{}, time.Time{}, false, red, "you: correct the line in the file and apply, or apply with -retry-refused"},
		{"refused in doubt", state.Refused, "NO_AUTH", "", in, in, false, amber, "redpack asks WeChat Pay again in 20 s"},
		{"failed", state.Failed, "SEND_FAILED", "", time.Time{}, time.Time{}, false, red, "you: apply with -retry-failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := begun(planned(t, sandbox+campaign("spring", "")))
			p := s.reserve(1)[0]
			p.Status, p.Code, p.NextTryAt = test.status, test.code, test.try
			s.Observe(apply.Settled{At: start, Packet: p, NextStep: test.next, Advice: lang.Same(test.advice)})
			if test.stopping {
				s.Observe(apply.Draining{At: start})
			}
			m := tui.NewScreen(t.Context(), s.options(120, 30, "colour"))
			for view, frame := range map[string]string{"overview": m.View(), "problems": typed(m, "f").View()} {
				if !strings.Contains(frame, test.want) {
					t.Errorf("no %q in the %s\n%s", test.want, view, frame)
				}
				other := map[string]string{red: amber, amber: red}[test.colour]
				if !strings.Contains(frame, test.colour) || strings.Contains(frame, other) && !test.stopping {
					t.Errorf("the %s is not %q alone\n%s", view, test.colour, frame)
				}
			}
		})
	}
}

// What needs a person comes first, however few those are, and what is settled is one line that a key unfolds.
func TestOpenProblemsComeFirst(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	lost := s.reserve(5)
	s.goOn(lost, state.Unknown, "timeout", "", start.Add(time.Second))
	s.settle(s.reserve(1), state.Refused, "NO_AUTH", "")
	s.settle(lost[:3], state.Sent, "", "")
	m := tui.NewScreen(t.Context(), s.options(100, 30, "mono"))
	inOrder(t, m.View(), "! refused      1  NO_AUTH", "~ unknown      2  timeout", "3 settled: paid after all; f lists them")
	m = typed(m, "f")
	inOrder(t, m.View(), "problems: 3 open, 1 needs you", "! refused spring/aa0003", "~ unknown spring/aa0002", "~ unknown spring/aa0001", "3 settled: paid after all; s unfolds")
	if strings.Contains(m.View(), "sent spring") {
		t.Errorf("what is settled is not folded:\n%s", m.View())
	}
	m = typed(m, "s")
	inOrder(t, m.View(), "~ unknown spring/aa0001", "sent spring/aa0000", "sent spring/张三", "3 settled: paid after all; s folds")
	m = typed(m, "s")
	inOrder(t, typed(m, "/aa0000").View(), "sent spring/aa0000 (Staff aa0000), paid after all")
}

// However the list is sorted anew, the cursor stays where a person has put it.
func TestCursorStaysWithItsProblem(t *testing.T) {
	s := begun(planned(t, sandbox+campaign("spring", "")))
	s.goOn(s.reserve(3), state.Unknown, "timeout", "", start.Add(time.Second))
	m := typed(tui.NewScreen(t.Context(), s.options(100, 30, "mono")), "fj")
	s.settle(s.reserve(4), state.Refused, "NO_AUTH", "")
	m, _ = m.Update(tui.Tick())
	if frame := m.View(); !strings.Contains(frame, "> 09:02:00  ~ unknown spring/司马朗") {
		t.Errorf("the cursor moved:\n%s", frame)
	}
	m, _ = m.Update(tea.KeyMsg{Type: tea.KeyEnter})
	if frame := m.View(); !strings.Contains(frame, "spring/司马朗") {
		t.Errorf("another packet is opened:\n%s", frame)
	}
}

// inOrder requires texts one after the other.
func inOrder(t *testing.T, frame string, texts ...string) {
	t.Helper()
	rest := frame
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("no %q in its place in\n%s", text, frame)
		}
		rest = after
	}
}
