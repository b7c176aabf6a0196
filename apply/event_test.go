package apply_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// words tells an event and where it was from.
func words(e apply.Event, start time.Time) string {
	switch e := e.(type) {
	case apply.Started:
		return fmt.Sprintf("%s started, %d to do, %d a minute", e.At.Sub(start), e.Plan.Work.Len(), e.PerMinute)
	case apply.Reserved:
		return fmt.Sprintf("%s %s reserved, row %d", e.At.Sub(start), e.Packet.Key, e.Row)
	case apply.Settled:
		paid := e.Counts.Sum(state.Status.Paid)
		next := "at rest"
		if !e.NextStep.IsZero() {
			next = "next " + e.NextStep.Sub(start).String()
		}
		return fmt.Sprintf("%s %s %s, was %s, row %d, asked %t, took %s, advice %q, %d paid, %s",
			e.At.Sub(start), e.Packet.Key, e.Packet.Status, e.Before, e.Row, e.Asked, e.Elapsed, e.Advice, paid.Packets, next)
	case apply.Finished:
		return fmt.Sprintf("%s finished after %s: %d paid now, %d found, %d left", e.At.Sub(start), e.Result.Elapsed, e.Result.SentNow.Packets,
			e.Result.Found.Packets, e.Result.Left.Packets)
	}
	return fmt.Sprintf("%T", e)
}

// Observers hear of everything that happens to each packet, in its order, with what it counts up to.
func TestEventsOfARun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		start := time.Now()
		s.inFlight, s.world.latency = 1, 100*time.Millisecond
		advised := behaviour{answer: apply.Answer{Class: apply.User, Code: "OPENID_ERROR", Advice: lang.Same("Look at it.")}}
		s.world.behave = inOrder(pays, lostAfter, advised)
		result := s.mustRun()
		var got []string
		for _, e := range s.events.events {
			got = append(got, words(e, start))
		}
		want := []string{
			"0s started, 3 to do, 1800 a minute",
			"0s p0 reserved, row 0",
			`100ms p0 sent, was reserved, row 0, asked false, took 100ms, advice "", 1 paid, at rest`,
			"100ms p1 reserved, row 1",
			`200ms p1 unknown, was reserved, row 1, asked false, took 100ms, advice "", 1 paid, next 1.2s`,
			"200ms p2 reserved, row 2",
			`300ms p2 refused, was reserved, row 2, asked false, took 100ms, advice "Look at it.", 1 paid, at rest`,
			`1.2s p1 sent, was unknown, row 1, asked true, took 0s, advice "", 2 paid, at rest`,
			"1.2s finished after 1.2s: 2 paid now, 0 found, 0 left",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if len(result.Reasons) != 1 || result.Reasons[0].Advice.English != "Look at it." || result.Elapsed != 1200*time.Millisecond {
			t.Errorf("%+v", result)
		}
		s.events.events, s.retry.RetryRefused = nil, true
		s.world.behave = inOrder(pays)
		time.Sleep(time.Hour)
		s.mustRun()
		last := ""
		for _, e := range s.events.events {
			last += words(e, start) + "\n"
		}
		if !strings.Contains(last, "finished after 1.1s: 1 paid now, 0 found, 0 left") {
			t.Errorf("again:\n%s", last)
		}
	})
}
