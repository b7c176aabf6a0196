package apply_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Answers of a platform, or of what stands before it, to which no request ever arrives.
var (
	gatewayDown = behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Code: "HTTP error", Text: "503", Advice: lang.Same("It is busy.")}}
	loginPage   = behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Code: "unreadable answer"}}
	slowly      = behaviour{before: true, answer: processing.answer}
)

// begun counts the numbers that a platform has seen.
func (w *world) begun() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	numbers := map[string]bool{}
	for _, s := range w.sends {
		numbers[string(s.no)] = true
	}
	return len(numbers)
}

// outOfReach tells how many of a hundred were begun, where the platform says NOT_FOUND to every query.
func outOfReach(t *testing.T, b behaviour, mutate func(*stage)) (begun int, found []string) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 100, "")
		s.inFlight, s.world.latency = 16, 200*time.Millisecond
		s.world.behave = func(string, int) behaviour { return b }
		mutate(s)
		result := s.mustRun()
		if begun = s.world.begun(); begun > 10+16 {
			found = append(found, "too many were begun")
		}
		if result.Stop != apply.NoClearAnswers || !strings.Contains(result.Why.English, "10 packets in a row") && begun <= 10 || !strings.Contains(result.Advice.English, "apply again") {
			found = append(found, "the stop: "+result.Why.English+"; "+result.Advice.English)
		}
		if requests := len(s.world.sends); requests > 4*begun {
			found = append(found, "too many requests")
		}
		if result.Tallies[state.Unknown].Packets != begun || s.world.paid() > 0 {
			found = append(found, "the tallies")
		}
	})
	return begun, found
}

// What is asked about is answered, but no request is: that must not begin everybody.
func TestAnsweredQueriesDoNotVouchForRequests(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]behaviour{
		"SYSTEMERROR": systemError, "503": gatewayDown, "a login page": loginPage, "PROCESSING": slowly, "lost": lostBefore,
	} {
		if begun, found := outOfReach(t, b, func(*stage) {}); len(found) > 0 {
			t.Errorf("%s: %d begun: %v", name, begun, found)
		}
	}
}

// Where requests arrive and only their answers are lost, queries find everybody paid, and nobody has to be held back.
func TestQueriesThatFindPaymentsLetTheRunGoOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 100, "")
		s.world.latency = 200 * time.Millisecond
		s.world.behave = func(string, int) behaviour { return lostAfter }
		if result := s.mustRun(); result.Stop != apply.NotStopped || s.world.paid() != 100 || result.SentNow.Packets != 100 {
			t.Errorf("stop %d (%s), %d paid, %v", result.Stop, result.Why, s.world.paid(), result.SentNow)
		}
	})
}

// One request in ten that arrives does not make up for nine that do not.
func TestFewFoundPaymentsDoNotVouchForTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 200, "")
		s.world.latency = 200 * time.Millisecond
		requests := 0
		s.world.behave = func(string, int) behaviour {
			if requests++; requests%10 == 0 {
				return lostAfter
			}
			return systemError
		}
		if result := s.mustRun(); result.Stop != apply.NoClearAnswers || s.world.begun() > 40 {
			t.Errorf("stop %d (%s), %d begun", result.Stop, result.Why, s.world.begun())
		}
	})
}

// Nobody answers about the packets of an earlier run: they are not all asked about, and nobody new is begun.
func TestSilentQueriesHoldBackWhoWasToBeAskedAbout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 60, "")
		s.drain = make(chan struct{})
		s.patience, s.inFlight, s.world.latency = time.Millisecond, 60, 2*time.Second
		s.world.behave = func(string, int) behaviour { return lostBefore }
		time.AfterFunc(1900*time.Millisecond, func() { close(s.drain) })
		s.mustRun()
		open := s.after().Tally(plan.Resolve).Packets
		if open < 15 {
			t.Fatalf("only %d to resolve", open)
		}
		s.drain, s.patience, s.inFlight = nil, 0, 0
		requests := len(s.world.sends)
		s.world.asked = func(string, int) apply.Platform { return apply.NoAnswer }
		result := s.mustRun()
		if result.Stop != apply.NoClearAnswers || !strings.Contains(result.Why.English, "queries in a row") || len(s.world.sends) > requests {
			t.Errorf("stop %d: %s, %d new requests", result.Stop, result.Why, len(s.world.sends)-requests)
		}
		if len(s.world.looks) > 10+8 {
			t.Errorf("%d of %d were asked about", len(s.world.looks), open)
		}
	})
}

// The advice about a request stays with its packet when a query finds nothing out.
func TestAdviceOutlivesAQuery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		var progress apply.Progress
		progress.Observe(apply.Started{At: time.Now(), Plan: s.after()})
		packet := state.Packet{ID: 1, Campaign: "lantern", Key: "p0", Amount: 100, Status: state.Unknown, Code: "PROCESSING"}
		progress.Observe(apply.Settled{Before: state.Reserved, Packet: packet, Advice: lang.Same("Check the balance.")})
		progress.Observe(apply.Settled{Before: state.Unknown, Packet: packet, Asked: true})
		reasons := progress.Standing().Reasons
		if len(reasons) != 1 || reasons[0].Packets != 1 || reasons[0].Advice.English != "Check the balance." {
			t.Errorf("%+v", reasons)
		}
	})
}
