package apply_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Behaviours of the platform that the tests name.
var (
	pays        = behaviour{}
	lostAfter   = behaviour{lost: true}
	lostBefore  = behaviour{lost: true, before: true}
	processing  = behaviour{answer: apply.Answer{Class: apply.Unknown, Code: "PROCESSING", AskLater: 20 * time.Minute}}
	systemError = behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Code: "SYSTEMERROR"}}
	strange     = behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Code: "NEVER_HEARD_OF"}}
	tooMany     = behaviour{answer: apply.Answer{Class: apply.Hold, NextDay: true, Code: "SENDNUM_LIMIT"}}
	noMoney     = behaviour{answer: apply.Answer{Class: apply.Hold, Scope: apply.AllPackets, Code: "NOTENOUGH"}}
	tooFast     = behaviour{noRecord: true, answer: apply.Answer{Class: apply.Hold, Scope: apply.Pace, Code: "FREQ_LIMIT"}}
	badSign     = behaviour{noRecord: true, answer: apply.Answer{Class: apply.Fix, Code: "SIGN_ERROR"}}
	badText     = behaviour{noRecord: true, answer: apply.Answer{Class: apply.Fix, Code: "PARAM_ERROR"}}
	blocked     = behaviour{answer: apply.Answer{Class: apply.User, Code: "NO_AUTH"}}
	wrongOpenID = behaviour{answer: apply.Answer{Class: apply.User, Code: "OPENID_ERROR"}}
	burnt       = behaviour{failed: true}
)

// script answers the requests for one openid in order; the last one repeats. Everybody else is paid.
func script(openID string, behaviours ...behaviour) func(string, int) behaviour {
	return func(to string, n int) behaviour {
		if to != openID {
			return pays
		}
		return behaviours[min(n, len(behaviours)-1)]
	}
}

func TestEachAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		behaviours []behaviour
		want       state.Status
		debits     int
		stop       apply.Stop
	}{
		{"paid", []behaviour{pays}, state.Sent, 1, apply.NotStopped},
		{"answer lost after the payment", []behaviour{lostAfter}, state.Sent, 1, apply.NotStopped},
		{"request lost, then paid", []behaviour{lostBefore, pays}, state.Sent, 1, apply.NotStopped},
		{"SYSTEMERROR before an order, then paid", []behaviour{systemError, pays}, state.Sent, 1, apply.NotStopped},
		{"unknown code, then paid", []behaviour{strange, pays}, state.Sent, 1, apply.NotStopped},
		{"PROCESSING and paid", []behaviour{processing}, state.Sent, 1, apply.NotStopped},
		{"lost three times, then paid", []behaviour{lostBefore, lostBefore, lostBefore, pays}, state.Sent, 1, apply.NotStopped},
		{"always lost", []behaviour{lostBefore}, state.Unknown, 0, apply.NotStopped},
		{"too many today", []behaviour{tooMany}, state.Held, 0, apply.NotStopped},
		{"too fast, then paid", []behaviour{tooFast, tooFast, pays}, state.Sent, 1, apply.NotStopped},
		{"no money", []behaviour{noMoney}, state.Held, 0, apply.BalanceEmpty},
		{"wrong signature", []behaviour{badSign}, state.Held, 0, apply.BrokenSetup},
		{"blocked", []behaviour{blocked}, state.Refused, 0, apply.NotStopped},
		{"burnt and confirmed", []behaviour{burnt}, state.Failed, 0, apply.NotStopped},
		{"lost, then refused: asked, and the refusal stands", []behaviour{lostBefore, blocked}, state.Refused, 0, apply.NotStopped},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 1, "")
				s.world.behave = script(openID(0), tt.behaviours...)
				result := s.mustRun()
				if result.Tallies[tt.want].Packets != 1 || s.world.paid() != tt.debits || result.Stop != tt.stop {
					t.Errorf("got %v, %d debits, stop %d (%s)", result.Tallies, s.world.paid(), result.Stop, result.Why)
				}
			})
		})
	}
}

// What a run leaves open, the next ones finish, whatever stood in the way.
func TestEverythingEndsPaid(t *testing.T) {
	t.Parallel()
	for name, behaviours := range map[string][]behaviour{
		"held until tomorrow": {tooMany, pays},
		"balance topped up":   {noMoney, pays},
		"key repaired":        {badSign, pays},
		"text repaired":       {badText, pays},
		"long silence":        {lostBefore, lostBefore, lostBefore, lostBefore, pays},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 3, "")
				s.world.behave = script(openID(1), behaviours...)
				s.mustRun()
				time.Sleep(25 * time.Hour)
				result := s.mustRun()
				if got := s.after().Tally(plan.Done).Packets; got != 3 || s.world.paid() != 3 || result.Stop != apply.NotStopped {
					t.Errorf("%d done, %d paid, %v", got, s.world.paid(), result)
				}
			})
		})
	}
}

func TestHeldPacketWaitsForItsDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		s.world.behave = script(openID(0), tooMany)
		s.mustRun()
		p := s.after()
		if p.Tally(plan.Held).Packets != 1 || p.Open().Packets != 0 {
			t.Errorf("held %d, open %d", p.Tally(plan.Held).Packets, p.Open().Packets)
		}
	})
}

func TestFailedNeedsAWish(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), burnt, pays)
		s.mustRun()
		if got := s.mustRun(); len(got.Tallies) != 0 {
			t.Fatalf("a failed packet was touched: %v", got.Tallies)
		}
		s.retry.RetryFailed = true
		result := s.mustRun()
		if result.Tallies[state.Sent].Packets != 1 || s.world.paid() != 1 {
			t.Errorf("got %v", result.Tallies)
		}
		if s.world.sends[0].no == s.world.sends[len(s.world.sends)-1].no {
			t.Error("the burnt number was used again")
		}
	})
}

func TestRefusalsInARowStopTheRun(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		b    behaviour
		most int
	}{{"any code", wrongOpenID, 10}, {"a code that may mean the set-up", blocked, 3}} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 60, "")
			s.world.latency = time.Second // so that requests overlap as they do in reality
			s.world.behave = func(string, int) behaviour { return tt.b }
			result := s.mustRun()
			if result.Stop != apply.TooManyRefused || len(s.world.sends) > tt.most+8 {
				t.Errorf("%s: stop %d after %d requests", tt.name, result.Stop, len(s.world.sends))
			}
		})
	}
}

func TestSilenceHoldsNewPacketsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 200, "")
		s.world.latency = time.Second
		s.world.behave = func(string, int) behaviour { return lostBefore }
		s.world.asked = func(string, int) apply.Platform { return apply.NoAnswer }
		result := s.mustRun()
		if result.Stop != apply.NoClearAnswers || len(s.world.sends) > 10+8 {
			t.Errorf("stop %d after %d requests: %s", result.Stop, len(s.world.sends), result.Why)
		}
		if got := s.after().Tally(plan.Resolve).Packets; got != len(s.world.sends) {
			t.Errorf("%d to resolve, %d were sent", got, len(s.world.sends))
		}
	})
}

func TestSilenceThatPassesDoesNotStopTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 300, "")
		start := time.Now()
		s.world.latency = 100 * time.Millisecond
		s.world.behave = func(string, int) behaviour {
			if since := time.Since(start); since > 2*time.Second && since < 5*time.Second {
				return lostBefore
			}
			return pays
		}
		result := s.mustRun()
		if result.Stop != apply.NotStopped || s.world.paid() != 300 {
			t.Errorf("stop %d (%s), %d paid", result.Stop, result.Why, s.world.paid())
		}
	})
}

func TestInterruptOnceDrains(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 100, "")
		s.world.latency = 500 * time.Millisecond
		s.drain = make(chan struct{})
		time.AfterFunc(700*time.Millisecond, func() { close(s.drain) })
		result := s.mustRun()
		if result.Stop != apply.Interrupted || result.Tallies[state.Sent].Packets != len(s.world.sends) || len(s.world.sends) == 100 {
			t.Errorf("stop %d, %v of %d requests", result.Stop, result.Tallies, len(s.world.sends))
		}
		if result.Left.Packets != 100-len(s.world.sends) {
			t.Errorf("left %d", result.Left.Packets)
		}
	})
}

func TestInterruptTwiceLeavesUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 100, "")
		s.world.latency = 10 * time.Second
		s.drain = make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(700*time.Millisecond, func() { close(s.drain) })
		time.AfterFunc(900*time.Millisecond, cancel)
		result, err := s.run(ctx)
		if err != nil || result.Stop != apply.Forced || result.Tallies[state.Unknown].Packets != 8 {
			t.Fatalf("%v: stop %d, %v", err, result.Stop, result.Tallies)
		}
		s.drain = nil
		s.world.latency = 0
		s.mustRun()
		if s.world.paid() != 100 {
			t.Errorf("%d paid after the resume", s.world.paid())
		}
	})
}

// Nothing is begun once the approval is over, whatever the run was at: sending, or waiting for a window.
func TestRunEndsWithItsApproval(t *testing.T) {
	t.Parallel()
	for name, hours := range map[string]string{"sending": "08:00-20:00", "waiting": "09:00-20:00", "beforehand": "08:00-20:00"} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 400, "  schedule {\n    hours = \""+hours+"\"\n  }\n  limits {\n    per_minute = 60\n  }\n")
			s.wait, s.world.latency = true, 10*time.Second
			start := time.Now()
			if s.notAfter = start; name != "beforehand" {
				s.notAfter = start.Add(90 * time.Second)
			}
			result := s.mustRun()
			if result.Stop != apply.Expired || !result.Stop.Everybody() || !strings.Contains(result.Why.English, "valid until") {
				t.Errorf("%s: stop %d: %s", name, result.Stop, result.Why)
			}
			if sent := len(s.world.sends) > 0; sent != (name == "sending") || s.sentBetween(start, s.notAfter.Sub(start), 100*time.Hour) > 0 {
				t.Errorf("%s: requests %v", name, s.world.sends)
			}
			if s.world.paid() != result.Tallies[state.Sent].Packets {
				t.Errorf("%s: %d paid, %v", name, s.world.paid(), result.Tallies)
			}
		})
	}
}

func TestWindowEndStopsTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// The bubble's clock starts at 08:00 Beijing time.
		s := newStage(t, 400, "  schedule {\n    hours = \"08:00-08:01\"\n  }\n  limits {\n    per_minute = 60\n  }\n")
		result := s.mustRun()
		if result.Stop != apply.WindowClosed {
			t.Errorf("stop %d: %s", result.Stop, result.Why)
		}
		for _, send := range s.world.sends {
			if send.at.After(s.world.sends[0].at.Add(time.Minute)) {
				t.Errorf("sent at %s, after the window", send.at)
			}
		}
	})
}

func TestWaitForTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 90, "  schedule {\n    hours = \"09:00-09:01\"\n  }\n  limits {\n    per_minute = 60\n  }\n")
		s.wait = true
		start := time.Now()
		result := s.mustRun()
		if result.Stop != apply.NotStopped || s.world.paid() != 90 {
			t.Fatalf("stop %d, %d paid", result.Stop, s.world.paid())
		}
		for _, send := range s.world.sends {
			if clock := send.at.Sub(start) % (24 * time.Hour); clock < time.Hour || clock >= time.Hour+time.Minute {
				t.Errorf("sent %s after 08:00", clock)
			}
		}
	})
}

// brokenStore fails the n-th write.
type brokenStore struct {
	apply.Store
	mu   sync.Mutex
	left int
	with error // nil: errDisk
}

var errDisk = errors.New("no space left on device")

func (s *brokenStore) failure() error {
	if s.with != nil {
		return s.with
	}
	return errDisk
}

func (s *brokenStore) broken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left--
	return s.left < 0
}

func (s *brokenStore) Record(ctx context.Context, id int64, o state.Outcome) (state.Packet, error) {
	if s.broken() {
		return state.Packet{}, s.failure()
	}
	return s.Store.Record(ctx, id, o)
}

func (s *brokenStore) Reserve(ctx context.Context, in state.Intent) (state.Packet, error) {
	if s.broken() {
		return state.Packet{}, s.failure()
	}
	return s.Store.Reserve(ctx, in)
}

// Every packet in flight meets the same failure of the state. It is told once, and how many they are.
func TestAStateThatFailsIsToldOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 40, "")
		s.world.latency = 500 * time.Millisecond
		full := &state.WriteError{Path: "redpack.state", Err: syscall.ENOSPC}
		s.wrap = func(store apply.Store) apply.Store { return &brokenStore{Store: store, left: 8, with: full} }
		result, err := s.run(t.Context())
		if err == nil || result.Stop != apply.StateFailed || strings.Count(err.Error(), "the disk is full") != 1 ||
			!strings.Contains(err.Error(), " The same befell ") {
			t.Errorf("stop %d: %v", result.Stop, err)
		}
	})
}

func TestNothingIsSentOnceTheStateFails(t *testing.T) {
	t.Parallel()
	for left := range 12 {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 20, "")
			s.wrap = func(store apply.Store) apply.Store { return &brokenStore{Store: store, left: left} }
			result, err := s.run(t.Context())
			if !errors.Is(err, errDisk) || result.Stop != apply.StateFailed {
				t.Fatalf("after %d writes: %v, stop %d", left, err, result.Stop)
			}
			if sent := len(s.world.sends); sent > left+8 {
				t.Errorf("%d requests left after %d writes", sent, left)
			}
			s.wrap = nil
			s.mustRun()
			if s.world.paid() != 20 {
				t.Errorf("%d paid after the disk was repaired", s.world.paid())
			}
		})
	}
}

func TestTheSameNumberAndParametersOverRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), lostBefore, lostBefore, lostBefore, lostBefore, lostBefore, pays)
		for range 3 {
			s.mustRun() // its check fails when a number is sent with other parameters, or within a second
			time.Sleep(time.Hour)
		}
		var texts []string
		for _, send := range s.world.sends {
			texts = append(texts, send.text)
		}
		for _, text := range texts {
			if diff := cmp.Diff(texts[0], text); diff != "" {
				t.Error(diff)
			}
		}
		if s.world.paid() != 1 {
			t.Errorf("%d debits", s.world.paid())
		}
	})
}

func TestLostStateRepeatsTheNumbers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 30, "")
		s.mustRun()
		s.path += ".new" // as if the file had never been
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s.world.paid() != 30 || len(s.world.sends) != 60 {
			t.Errorf("%d paid with %d requests", s.world.paid(), len(s.world.sends))
		}
	})
}

func TestDailyLimitOfTheMerchantEndsTheDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStageWith(t, 10, "    daily_amount = 5.00\n", "")
		for day := range 4 {
			result := s.mustRun()
			if want := min(10, 4*day+4); s.world.paid() > want || result.Stop != apply.DailyLimit && s.world.paid() < 10 {
				t.Errorf("day %d: %d paid, stop %d", day, s.world.paid(), result.Stop)
			}
			time.Sleep(24 * time.Hour)
		}
		if s.world.paid() != 10 {
			t.Errorf("%d paid in four days", s.world.paid())
		}
	})
}

func TestFullDayOfOneRecipientPutsOnlyThatOneOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStageWith(t, 5, "    per_user_daily_amount = 1.03\n", "")
		result := s.mustRun()
		if s.world.paid() != 4 || result.Left.Packets != 1 || len(result.Reasons) != 1 || result.Reasons[0].Code != "per_user_daily_amount" {
			t.Errorf("%d paid, left %v, reasons %+v", s.world.paid(), result.Left, result.Reasons)
		}
	})
}

func TestThePlatformsClockCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// Our clock says 08:00 and the platform's 08:30, which is what its quiet hours will be judged by.
		s := newStage(t, 400, "  schedule {\n    hours = \"08:00-08:31\"\n  }\n  limits {\n    per_minute = 60\n  }\n")
		s.world.ahead = 30 * time.Minute
		start := time.Now()
		result := s.mustRun()
		last := s.world.sends[len(s.world.sends)-1].at.Sub(start)
		if result.Stop != apply.WindowClosed || last > time.Minute+time.Second {
			t.Errorf("stop %d, the last request left after %s", result.Stop, last)
		}
	})
}

// digits makes a campaign of ten-digit numbers, of which two people can share one.
const digits = "  billno = \"digits\"\n"

// clashing finds two people whose first numbers of ten digits are equal, by trying enough of them.
func clashing(t *testing.T) (a, b int) {
	t.Helper()
	numbers := plan.NumberingOf(newCampaign(t, 0, 1, "", digits), state.EmptySnapshot(), nil, time.Now())
	seen := map[billno.BillNo]int{}
	for i := range 2_000_000 {
		no, err := numbers.Number(&hclspec.Recipient{Key: "k", OpenID: openID(i)}, false, 0)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[no]; ok {
			return other, i
		}
		seen[no] = i
	}
	t.Fatal("no two people share a number")
	return 0, 0
}

func TestTwoRecipientsOfOneNumber(t *testing.T) {
	t.Parallel()
	a, b := clashing(t)
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.campaign = newCampaignFrom(t, lineOf("a", a, 100)+lineOf("b", b, 101), "", digits)
		s.world.latency = 300 * time.Millisecond
		s.mustRun()
		if s.world.paid() != 2 || s.world.debits[0].no == s.world.debits[1].no {
			t.Errorf("paid: %v", s.world.debits)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		// While nobody knows what became of the first, the second must not move on.
		s := newStage(t, 1, "")
		s.campaign = newCampaignFrom(t, lineOf("a", a, 100)+lineOf("b", b, 101), "", digits)
		s.world.behave = func(string, int) behaviour { return lostBefore }
		s.world.asked = func(string, int) apply.Platform { return apply.NoAnswer }
		s.mustRun()
		for _, send := range s.world.sends {
			if send.no != s.world.sends[0].no || send.openID != s.world.sends[0].openID {
				t.Errorf("%s was sent while %s is unknown", send.openID, s.world.sends[0].openID)
			}
		}
	})
}

func TestRefusedIsTriedOnceWhenAskedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		s.world.behave = script(openID(0), wrongOpenID)
		s.mustRun()
		if got := s.after().Tally(plan.Refused).Packets; got != 1 {
			t.Fatalf("%d refused", got)
		}
		before := len(s.world.sends)
		s.retry.RetryRefused = true
		result := s.mustRun()
		if got := len(s.world.sends) - before; got != 1 || result.Tallies[state.Refused].Packets != 1 {
			t.Errorf("%d requests, %v", got, result.Tallies)
		}
		s.world.behave = script(openID(0), pays)
		if s.mustRun(); s.world.paid() != 2 {
			t.Errorf("%d paid once the cause was gone", s.world.paid())
		}
	})
}

// A number that WeChat Pay has paid to somebody else is not this person's payment, whatever its status says.
func TestAnotherReceiverIsNotThisPayment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = func(string, int) behaviour { return lostAfter }
		s.sender = received{s.world, openID(77)}
		result, err := s.run(t.Context())
		if err != nil || result.Tallies[state.Unknown].Packets != 1 || result.Reasons[0].Code != "ANOTHER_ORDER" {
			t.Errorf("%v: %v, %+v", err, result.Tallies, result.Reasons)
		}
	})
}

// A repaired request may carry new texts, and keeps its number, person and amount.
func TestRepairedRequestKeepsItsNumber(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), badText, pays)
		s.mustRun()
		s.campaign = newCampaignFrom(t, "    p0 = { openid = \""+openID(0)+"\", amount = 1.00, wishing = \"好\" }\n", "", "")
		s.mustRun()
		if diff := cmp.Diff([]debit{{no: s.world.sends[0].no, openID: openID(0), amount: 100, left: s.world.sends[1].at, at: s.world.sends[1].at}}, s.world.debits, cmp.AllowUnexported(debit{})); diff != "" {
			t.Error(diff)
		}
	})
}

// A person who accepts a packet as it is recorded leaves it as it is: where nothing was paid, nothing is, neither to the person
// recorded nor to the one whom the file names now.
func TestAcceptedPacketIsNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), badText, pays)
		s.mustRun()
		s.open(func(store *state.Store) {
			if _, err := store.Accept(t.Context(), 1, state.Decision{OpenID: openID(5), Amount: 999, Reason: "test"}); err != nil {
				t.Fatal(err)
			}
		})
		s.campaign = newCampaignFrom(t, "    p0 = { openid = \""+openID(5)+"\", amount = 9.99 }\n", "", "")
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(s.world.sends) != 1 || s.world.paid() != 0 {
			t.Errorf("%d requests, paid %v", len(s.world.sends), s.world.debits)
		}
	})
}

func TestRefusedForSpeedForEverEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 5, "")
		s.world.behave = func(string, int) behaviour { return tooFast }
		result := s.mustRun()
		if result.Stop != apply.NoClearAnswers || len(s.world.sends) > 60 {
			t.Errorf("stop %d after %d requests", result.Stop, len(s.world.sends))
		}
		s.world.behave = func(string, int) behaviour { return pays }
		time.Sleep(time.Minute)
		if s.mustRun(); s.world.paid() != 5 {
			t.Errorf("%d paid later", s.world.paid())
		}
	})
}
