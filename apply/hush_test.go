package apply_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/billno"
)

// hushing is a platform that asks, with the first answer to a query, to be left alone.
type hushing struct {
	*world
	asked bool
}

func (h *hushing) Query(ctx context.Context, no billno.BillNo) apply.Finding {
	f := h.world.Query(ctx, no)
	if !h.asked {
		h.asked, f = true, apply.Finding{Platform: apply.NoAnswer, Code: "HTTP error", RetryAfter: 12 * time.Second}
	}
	return f
}

// busyFor is what a server answers that asks to be left alone.
func busyFor(wait time.Duration) behaviour {
	return behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Code: "HTTP error", RetryAfter: wait}}
}

// paused are the pauses for a server that a run has told of.
func (r *recorder) paused() (pauses, ended int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		switch e := e.(type) {
		case apply.Paused:
			if e.Why == apply.PausedByServer {
				pauses++
			}
		case apply.Resumed:
			ended++
		}
	}
	return pauses, ended
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 30, "")
		s.inFlight = 1
		start := time.Now()
		s.world.behave = script(openID(5), busyFor(20*time.Second), pays)
		result := s.mustRun()
		if result.Stop != apply.NotStopped || s.world.paid() != 30 {
			t.Errorf("stop %d (%s), %d paid", result.Stop, result.Why, s.world.paid())
		}
		if n := s.sentBetween(start, 500*time.Millisecond, 20*time.Second); n != 0 {
			t.Errorf("%d requests left meanwhile", n)
		}
		for _, q := range s.world.queries {
			if q.at.Sub(start) < 20*time.Second {
				t.Errorf("a query left after %s", q.at.Sub(start))
			}
		}
		if pauses, ended := s.events.paused(); pauses != 1 || ended != 1 {
			t.Errorf("%d pauses told, %d ends", pauses, ended)
		}
	})
}

func TestRetryAfterOfAQuery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		start := time.Now()
		s.world.behave, s.sender = script(openID(0), lostAfter), &hushing{world: s.world}
		if result := s.mustRun(); result.Stop != apply.NotStopped || s.world.paid() != 2 {
			t.Errorf("stop %d (%s), %d paid", result.Stop, result.Why, s.world.paid())
		}
		if n := len(s.world.queries); n != 2 || s.world.queries[1].at.Sub(start) < 13*time.Second {
			t.Errorf("queries: %v", s.world.queries)
		}
	})
}

// Whoever asks for a year is believed for ten minutes, and a run ends that has not the patience for those.
func TestRetryAfterIsCappedAndEndsByPatience(t *testing.T) {
	t.Parallel()
	for _, wait := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 30, "")
			s.inFlight, s.wait = 2, wait
			s.world.behave = script(openID(5), busyFor(365*24*time.Hour), pays)
			result := s.mustRun()
			if wait && (result.Stop != apply.NotStopped || s.world.paid() != 30 || result.Elapsed > 11*time.Minute) {
				t.Errorf("stop %d (%s), %d paid after %s", result.Stop, result.Why, s.world.paid(), result.Elapsed)
			}
			if !wait && (result.Stop != apply.NoClearAnswers || result.Elapsed > time.Minute || len(s.world.sends) > 8) {
				t.Errorf("stop %d (%s) after %s, %d requests", result.Stop, result.Why, result.Elapsed, len(s.world.sends))
			}
		})
	}
}
