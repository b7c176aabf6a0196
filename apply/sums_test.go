package apply_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/state"
)

// lossy is a world that loses answers and requests, but tells the truth to every query.
func lossy(random *rand.Rand) func(string, int) behaviour {
	return func(string, int) behaviour {
		return []behaviour{pays, pays, lostAfter, lostBefore, processing, systemError, burnt, strange}[random.IntN(8)]
	}
}

// debited is what left the account since so many debits were made, but for what the state is not clear about now.
func (s *stage) debited(since int) (sum money.Tally) {
	unclear := map[string]bool{}
	snapshot, err := state.Read(s.t.Context(), statetest.At(s.t, s.path))
	if err != nil {
		s.t.Fatal(err)
	}
	for p := range snapshot.ByID() {
		if p.InDoubt() {
			unclear[string(p.BillNo)] = true
		}
	}
	for _, d := range s.world.debits[since:] {
		if !unclear[string(d.no)] {
			sum.Packets++
			sum.Amount += d.amount
		}
	}
	return sum
}

// What a run says it sent is what left the account in it, in packets and in money, and so does every observer; what it
// found to be paid is the rest of what it calls paid.
func TestSumsAreTheAccounts(t *testing.T) {
	t.Parallel()
	for seed := range uint64(wholeOrQuick(60, 6)) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 7))
			s := newStage(t, 3+random.IntN(25), "")
			s.world.behave = lossy(random)
			s.world.latency = time.Duration(random.IntN(1500)) * time.Millisecond
			s.inFlight = 1 + random.IntN(16)
			for range 4 {
				before, now := len(s.world.debits), random.IntN(3) == 0
				if s.drain = nil; now { // many are found paid by the next run
					drain := make(chan struct{})
					s.drain = drain
					time.AfterFunc(time.Duration(random.IntN(2000))*time.Millisecond, func() { close(drain) })
				}
				s.events = recorder{}
				result := s.mustRun()
				s.sums(result, before)
				time.Sleep(time.Hour)
			}
			if t.Failed() {
				t.Logf("seed %d", seed)
			}
		})
	}
}

func (s *stage) sums(result apply.Result, before int) {
	s.t.Helper()
	var progress apply.Progress
	for _, e := range s.events.events {
		progress.Observe(e)
	}
	var paid money.Tally
	for status, tally := range result.Tallies {
		if status.Paid() {
			paid.Packets, paid.Amount = paid.Packets+tally.Packets, paid.Amount+tally.Amount
		}
	}
	where, both := progress.Standing(), result.SentNow.Plus(result.Found).Plus(result.CameBack)
	s.ledgered()
	want := s.debited(before)
	for name, got := range map[string]bool{
		"sent":                result.SentNow == want,
		"sent, as observed":   where.SentNow == result.SentNow,
		"found, as observed":  where.Found == result.Found,
		"paid in all":         paid == both,
		"paid in all, on top": where.Sum(state.Status.Paid) == both,
	} {
		if !got {
			s.t.Errorf("%s: %v", name, fmt.Sprint("account ", want, ", result ", result, ", observed ", where.SentNow, where.Found))
		}
	}
}
