package inquiry_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// A number is asked about three times at most. The third answer counts; a fourth is never heard.
func TestQueriesOfOneNumber(t *testing.T) {
	t.Parallel()
	for unanswered, want := range map[int]struct{ queries, clear int }{0: {1, 1}, 1: {2, 1}, 2: {3, 1}, 3: {3, 0}, 4: {3, 0}} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.recorded(unknown)
			s.ordered(apply.Offered)
			s.platform.asked = silent(unanswered)
			sum := s.refresh(s.inquiry())
			if len(s.platform.queries) != want.queries || sum.Asked.Packets != want.clear || sum.Unknown.Packets != 1-want.clear {
				t.Errorf("%d unanswered: %d queries, %+v", unanswered, len(s.platform.queries), sum)
			}
		})
	}
}

// A server that asks to be left alone is asked again when it said, unless that is more than 40 s away. It is never asked again sooner
// than a server that says nothing.
func TestPauseThatTheServerAsksFor(t *testing.T) {
	t.Parallel()
	for pause, waited := range map[time.Duration]time.Duration{
		0: time.Second, time.Second - 1: time.Second, time.Second + 1: time.Second + 1,
		40*time.Second - 1: 40*time.Second - 1, 40 * time.Second: 40 * time.Second, 40*time.Second + 1: -1, time.Hour: -1,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.recorded(unknown)
			s.ordered(apply.Offered)
			s.platform.asked = func(n int) (f apply.Finding) {
				if n == 0 {
					f = apply.Finding{Platform: apply.NoAnswer, Code: "busy", RetryAfter: pause}
				}
				return f
			}
			sum := s.refresh(s.inquiry())
			asked := s.platform.queries
			switch {
			case waited < 0:
				if len(asked) != 1 || sum.Asked.Packets != 0 {
					t.Errorf("asked for %s: %d queries, %+v", pause, len(asked), sum)
				}
			case len(asked) != 2 || asked[1].at.Sub(asked[0].at) != waited || sum.Asked.Packets != 1:
				t.Errorf("asked for %s: %v, %+v", pause, asked, sum)
			}
		})
	}
}

// Twenty numbers of one recipient are asked about. What is paid under a later one is not found, and the packet ends as the twentieth.
func TestNumbersOfOneRecipient(t *testing.T) {
	t.Parallel()
	for failed, want := range map[int]struct {
		status  state.Status
		attempt int
	}{0: {state.Sent, 0}, 1: {state.Sent, 1}, 18: {state.Sent, 18}, 19: {state.Sent, 19}, 20: {state.Failed, 19}, 21: {state.Failed, 19}} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.failed("p0", failed)
			sum := s.mustRebuild()
			p, _ := s.snapshot().Lookup("lantern", "p0")
			if p.Status != want.status || p.Attempt != want.attempt || sum.Restored[want.status].Packets != 1 {
				t.Errorf("%d failed: %s at attempt %d, %+v", failed, p.Status, p.Attempt, sum)
			}
		})
	}
}

// So many packets in a row without a clear answer end an inquiry: not one less, and not where one was clear in between. The limit is 5.
func TestUnclearPacketsInARow(t *testing.T) {
	t.Parallel()
	for unclear, want := range map[string]struct {
		stop  apply.Stop
		clear int
	}{
		"xxxx....": {apply.NotStopped, 4}, "xxxxx...": {apply.NoClearAnswers, 0}, ".xxxxxx.": {apply.NoClearAnswers, 1}, "xxxx.xxxx.": {apply.NotStopped, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, len(unclear), "")
			s.recorded(unknown)
			row := 0
			s.each(0, func(r *hclspec.Recipient, no billno.BillNo, _ billno.Series) {
				s.platform.order(r, no, map[byte]apply.Platform{'x': apply.NoAnswer, '.': apply.Offered}[unclear[row]])
				row++
			})
			q := s.inquiry()
			q.Connections = 1
			if sum := s.refresh(q); sum.Stop != want.stop || sum.Asked.Packets != want.clear {
				t.Errorf("%s: %+v", unclear, sum)
			}
		})
	}
}

// The platform remembers thirty days, to the moment.
func TestRefreshAsksForThirtyDays(t *testing.T) {
	t.Parallel()
	const month = 30 * 24 * time.Hour
	for age, open := range map[time.Duration]int{month - time.Millisecond: 1, month: 1, month + time.Millisecond: 0} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.recorded(unknown)
			time.Sleep(age)
			if sum := s.refresh(s.inquiry()); sum.Open.Packets != open || sum.TooOld.Packets != 1-open || len(s.platform.queries) != open {
				t.Errorf("after %s: %+v", age, sum)
			}
		})
	}
}

// How many a probe asks about before it lets a campaign pass: by the numbers of a run and in each other form, and for each day around
// today and around the campaign's date.
func TestProbeAsksSoMany(t *testing.T) {
	t.Parallel()
	const (
		forms = 4                  // beside the campaign's own, one of them the first releases'
		days  = 7 + 1 + 30 + 7 + 7 // ahead, today, remembered, and before and after the campaign's date
	)
	for _, tt := range []struct {
		name   string
		people int
		pinned bool
		asked  int
	}{
		{"one", 1, false, 1 + forms + days*(1+forms)},
		{"twelve", 12, false, 12 + forms*12 + days*(6+6+3*2)},
		{"more", 13, false, 12 + 13 + 3*12 + days*(6+6+3*2)},
		{"everybody who can be", 199, false, 12 + 199 + 3*12 + days*(6+6+3*2)},
		{"too many, so every second of the later half, and the last", 200, false, 12 + 100 + 50 + 1 + 3*12 + days*(6+6+3*2)},
		{"pinned", 199, true, 12 + forms*12 + days*(3+3)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, tt.people, "")
				if tt.pinned {
					s.pins = plan.Pins{{Campaign: "lantern", Series: plan.NumberingOf(s.campaign, state.EmptySnapshot(), nil, time.Now()).Series}}
				}
				if err := s.probe(); err != nil || len(s.platform.queries) != tt.asked {
					t.Errorf("%d queries, want %d: %v", len(s.platform.queries), tt.asked, err)
				}
			})
		})
	}
}
