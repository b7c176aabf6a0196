package apply_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// inOrder answers the requests of a run one after the other; the last behaviour repeats.
func inOrder(behaviours ...behaviour) func(string, int) behaviour {
	n := -1
	return func(string, int) behaviour {
		n++
		return behaviours[min(n, len(behaviours)-1)]
	}
}

func times(n int, b behaviour) (all []behaviour) {
	for range n {
		all = append(all, b)
	}
	return all
}

func concat(parts ...[]behaviour) (all []behaviour) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// A limit of answers in a row, at one less than the limit, at the limit, and with a success in between. The stage's limit is 10.
func TestAnswersInARow(t *testing.T) {
	t.Parallel()
	odd := []behaviour{wrongOpenID, {answer: apply.Answer{Class: apply.User, Code: "ANOTHER"}}}
	for _, tt := range []struct {
		name       string
		behaviours []behaviour
		stop       apply.Stop
	}{
		{"refused, one below", concat(times(9, wrongOpenID), []behaviour{pays}), apply.NotStopped},
		{"refused, at the limit", concat(times(10, wrongOpenID), []behaviour{pays}), apply.TooManyRefused},
		{"refused, with a success between", concat(times(9, wrongOpenID), []behaviour{pays}, times(9, wrongOpenID), []behaviour{pays}), apply.NotStopped},
		{"refused, for causes of different kinds", concat(odd, odd, odd, odd, odd, []behaviour{pays}), apply.TooManyRefused},
		{"distrusted, one below", concat(times(2, blocked), []behaviour{pays}), apply.NotStopped},
		{"distrusted, at the limit", concat(times(3, blocked), []behaviour{pays}), apply.TooManyRefused},
		{"distrusted, with a success between", concat(times(2, blocked), []behaviour{pays}, times(2, blocked), []behaviour{pays}), apply.NotStopped},
		{"distrusted, with another refusal between", concat(times(2, blocked), []behaviour{wrongOpenID, blocked, blocked, pays}), apply.NotStopped},
		{"too fast, one below", concat(times(49, tooFast), []behaviour{pays}), apply.NotStopped},
		{"too fast, at the limit", concat(times(50, tooFast), []behaviour{pays}), apply.NoClearAnswers},
		{"too fast, with a success between", concat(times(49, tooFast), []behaviour{pays}, times(49, tooFast), []behaviour{pays}), apply.NotStopped},
		{"too fast, with a refusal between", concat(times(49, tooFast), []behaviour{blocked}, times(49, tooFast), []behaviour{pays}), apply.NotStopped},
		{"too fast, with silence between", concat(times(49, tooFast), []behaviour{lostAfter}, times(49, tooFast), []behaviour{pays}), apply.NotStopped},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 21, "")
				s.inFlight, s.patience = 1, 2*time.Hour
				s.world.behave = inOrder(tt.behaviours...)
				if result := s.mustRun(); result.Stop != tt.stop {
					t.Errorf("stop %d (%s) after %d requests", result.Stop, result.Why, len(s.world.sends))
				}
			})
		})
	}
}

// One person who is refused again and again is one refusal.
func TestOnePersonsRefusalsAreOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.patience = time.Hour
		start := time.Now()
		s.world.behave = func(_ string, n int) behaviour {
			switch {
			case n == 0:
				return lostBefore
			case time.Since(start) < 2*time.Hour:
				return blocked
			}
			return pays
		}
		s.world.asked = func(string, int) apply.Platform { return apply.NotFound } // so the same request is sent again and again
		if result := s.mustRun(); result.Stop != apply.NotStopped || len(s.world.sends) < 5 {
			t.Errorf("stop %d (%s) after %d requests", result.Stop, result.Why, len(s.world.sends))
		}
	})
}

// So many unclear answers in a row hold the next packet back: not one less, and not where one was clear in between.
func TestUnclearAnswersInARow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		behaviours []behaviour
		begun      int
	}{
		{"one below", concat(times(9, systemError), []behaviour{pays}), 20},
		{"at the limit", times(10, systemError), 10},
		{"with a success between", concat(times(9, systemError), []behaviour{pays}, times(9, systemError), []behaviour{pays}), 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 20, "")
				s.inFlight, s.patience = 1, time.Millisecond // nothing is asked about, or sent again
				s.world.behave = inOrder(tt.behaviours...)
				result := s.mustRun()
				if s.world.begun() != tt.begun || (result.Stop == apply.NoClearAnswers) != (tt.begun < 20) {
					t.Errorf("%d begun, want %d; stop %d (%s)", s.world.begun(), tt.begun, result.Stop, result.Why)
				}
			})
		})
	}
}

// The money of a day and of the campaign may be used up to the last fen, and no further.
func TestMoneyUpToTheLastFen(t *testing.T) {
	t.Parallel()
	const three = money.Fen(100 + 101 + 102)
	for off, paid := range map[money.Fen]int{-1: 2, 0: 3, 1: 3} {
		for name, set := range map[string]func(*stage){
			"the merchant's day": func(s *stage) { s.campaign.Merchant.Limits.DailyAmount = three + off },
			"the budget": func(s *stage) {
				s.wrap = func(store apply.Store) apply.Store { // the plan is made by now
					s.campaign.Limits.Budget = three + off
					return store
				}
			},
			"a person's day": func(s *stage) { s.campaign.Merchant.Limits.PerUserDailyAmount = 102 + off },
		} {
			t.Run(fmt.Sprintf("%s %+d", name, off), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := newHeld(t, 3)
					time.Sleep(time.Minute)
					set(s)
					if result, err := s.run(t.Context()); err != nil || s.world.paid() != paid || result.Left.Packets != 3-paid {
						t.Errorf("%d paid, want %d; left %v, stop %d, %v", s.world.paid(), paid, result.Left, result.Stop, err)
					}
				})
			})
		}
	}
}

// A person's packets of a day, at one less than, at, and above the limit.
func TestPacketsOfAPersonsDay(t *testing.T) {
	t.Parallel()
	for before, paid := range map[int]int{0: 1, 1: 1, 2: 0, 3: 0} {
		synctest.Test(t, func(t *testing.T) {
			s := newStageWith(t, 1, "    per_user_daily_packets = 2\n", "")
			s.wrap = func(store apply.Store) apply.Store {
				for range before {
					s.daily.Add(openID(0), 100, time.Now())
				}
				return store
			}
			if s.mustRun(); s.world.paid() != paid {
				t.Errorf("after %d packets: %d paid, want %d", before, s.world.paid(), paid)
			}
		})
	}
}

// A request that is sent again on the day on which it was counted takes no second share of that day.
func TestRepetitionOnTheSameDayIsCountedOnce(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]behaviour{"lost": lostBefore, "too fast": tooFast} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.campaign.Merchant.Limits.DailyAmount, s.campaign.Merchant.Limits.PerUserDailyAmount = 100, 100
			s.world.behave = script(openID(0), b, pays)
			if result := s.mustRun(); s.world.paid() != 1 || result.Stop != apply.NotStopped {
				t.Errorf("%s: %d paid, stop %d (%s)", name, s.world.paid(), result.Stop, result.Why)
			}
		})
	}
}

// What the run waits for is due within its patience, or a moment after it.
func TestPatience(t *testing.T) {
	t.Parallel()
	for patience, paid := range map[time.Duration]int{time.Second - 1: 0, time.Second: 1, time.Second + 1: 1} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.patience = patience
			s.world.behave = script(openID(0), lostAfter)
			if result := s.mustRun(); result.SentNow.Packets != paid {
				t.Errorf("a patience of %s: %d known to be paid, want %d", patience, result.SentNow.Packets, paid)
			}
		})
	}
}

// A server that asks to be left alone for as long as the patience lasts is waited for; one that asks for more ends the run.
func TestPatienceWithTheServer(t *testing.T) {
	t.Parallel()
	const patience = 40 * time.Second // the stage's
	for asked, stop := range map[time.Duration]apply.Stop{
		patience - time.Second: apply.NotStopped, patience: apply.NotStopped, patience + time.Second: apply.NoClearAnswers,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 2, "")
			s.inFlight = 1
			s.world.behave = script(openID(0), busyFor(asked), pays)
			if result := s.mustRun(); result.Stop != stop || (s.world.paid() == 2) != (stop == apply.NotStopped) {
				t.Errorf("asked for %s: %d paid, stop %d (%s)", asked, s.world.paid(), result.Stop, result.Why)
			}
		})
	}
}

// A later answer that asks for less does not shorten the wait, one that asks for more makes it longer, and ten minutes are the most.
func TestServerIsObeyedFromTheLatestEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		first, second, want time.Duration
	}{
		{20 * time.Second, 5 * time.Second, 20 * time.Second},
		{20 * time.Second, 30 * time.Second, 30 * time.Second},
		{time.Second, 10*time.Minute - 2*time.Second, 10*time.Minute - 2*time.Second},
		{time.Second, 10 * time.Minute, 10 * time.Minute},
		{time.Second, 10*time.Minute + 2*time.Second, 10 * time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 2, "")
			s.wait, s.inFlight, s.world.latency = true, 2, time.Second
			s.world.behave = func(to string, _ int) behaviour {
				if to == openID(0) {
					return busyFor(tt.first)
				}
				return busyFor(tt.second)
			}
			s.mustRun()
			answered := s.world.sends[1].at.Add(s.world.latency)
			if waited := s.world.queries[0].at.Sub(answered); waited < tt.want-time.Second || waited > tt.want {
				t.Errorf("%+v: it waited %s", tt, waited)
			}
		})
	}
}

// Up to the instant at which the approval ends, requests leave; at it, none.
func TestApprovalEndsAtItsInstant(t *testing.T) {
	t.Parallel()
	for left, sent := range map[time.Duration]int{-1: 0, 0: 0, 1: 1} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.notAfter = time.Now().Add(left)
			result := s.mustRun()
			if s.world.paid() != sent || (result.Stop == apply.Expired) != (sent == 0) {
				t.Errorf("%s left: %d paid, stop %d", left, s.world.paid(), result.Stop)
			}
		})
	}
}

// The hours begin and end at their instants.
func TestHoursEndAtTheirInstant(t *testing.T) {
	t.Parallel()
	for at, paid := range map[string]int{"07:59:59.999999999": 0, "08:00:00": 1, "08:29:59.999999999": 1, "08:30:00": 0} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "  schedule {\n    hours = \"08:00-08:30\"\n  }\n")
			then, err := time.ParseInLocation("2006-01-02 15:04:05", "2000-01-02 "+at, time.FixedZone("", 8*60*60))
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Until(then))
			result := s.mustRun()
			if s.world.paid() != paid || (result.Stop == apply.WindowClosed) != (paid == 0) {
				t.Errorf("at %s: %d paid, stop %d", at, s.world.paid(), result.Stop)
			}
		})
	}
}

// A run that never waits tells of no pause and of no other rate.
func TestRunThatNeverWaitsTellsOfNoPause(t *testing.T) {
	t.Parallel()
	for _, inner := range []string{"", "  schedule {\n    hours = \"07:00-09:00\"\n  }\n"} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 5, inner)
			s.world.ahead, s.world.latency = time.Second, time.Second
			if s.mustRun(); s.world.paid() != 5 || len(s.events.told()) != 0 {
				t.Errorf("%d paid, told %q", s.world.paid(), s.events.told())
			}
		})
	}
}

// As many requests are in flight as there are connections, and never more.
func TestConnectionsAreAllUsedAndNoMore(t *testing.T) {
	t.Parallel()
	for _, most := range []int{1, 2, 5} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 12, "")
			s.inFlight, s.world.latency = most, time.Minute
			s.mustRun()
			busiest := 0
			for _, one := range s.world.sends {
				flying := 0
				for _, other := range s.world.sends {
					if since := one.at.Sub(other.at); since >= 0 && since < time.Minute {
						flying++
					}
				}
				busiest = max(busiest, flying)
			}
			if busiest != most {
				t.Errorf("%d connections: %d requests at once", most, busiest)
			}
		})
	}
}

// Two seconds of difference are a clock that is read to the second; more is another clock. Beyond an hour nobody waits for it.
func TestDifferencesOfClocks(t *testing.T) {
	t.Parallel()
	for ahead, paid := range map[time.Duration]int{2*time.Second - 1: 20, 2 * time.Second: 1, time.Minute: 1} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 20, "  schedule {\n    hours = \"08:00-09:00\"\n  }\n")
			s.world.ahead, s.inFlight = ahead, 1
			time.Sleep(time.Hour - 2*time.Second) // 08:59:58
			if result := s.mustRun(); s.world.paid() != paid {
				t.Errorf("%s ahead: %d paid, stop %d (%s)", ahead, s.world.paid(), result.Stop, result.Why)
			}
		})
	}
	for behind, waits := range map[time.Duration]bool{time.Hour - time.Second: true, time.Hour: true, time.Hour + time.Second: false} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 3, "  schedule {\n    hours = \"08:00-20:00\"\n  }\n")
			s.world.ahead, s.wait, s.inFlight = -behind, true, 1
			if result := s.mustRun(); (s.world.paid() == 3) != waits || (result.Stop == apply.WindowClosed) == waits {
				t.Errorf("%s behind: %d paid, stop %d (%s)", behind, s.world.paid(), result.Stop, result.Why)
			}
		})
	}
}

// The second between two tries of one number is kept from the last outcome of an earlier run on, to the moment.
func TestSecondBetweenTwoRuns(t *testing.T) {
	t.Parallel()
	for rested, waits := range map[time.Duration]time.Duration{0: time.Second, time.Second - 1: 1, time.Second: 0, time.Minute: 0} {
		synctest.Test(t, func(t *testing.T) {
			s := newHeld(t, 1)
			first := s.world.sends[0].at
			time.Sleep(time.Until(first.Add(rested)))
			begin := time.Now()
			s.mustRun()
			if waited := s.world.sends[1].at.Sub(begin); waited != waits {
				t.Errorf("after %s it waited %s, want %s", rested, waited, waits)
			}
		})
	}
}

// The looks at an unclear packet grow apart, and stay at the longest wait.
func TestBackoff(t *testing.T) {
	for looks, want := range map[int]time.Duration{
		0: time.Second, 1: 5 * time.Second, 2: 30 * time.Second, 3: 5 * time.Minute, 4: 20 * time.Minute, 5: 20 * time.Minute, 99: 20 * time.Minute,
	} {
		if got := apply.Backoff(looks); got != want {
			t.Errorf("%d looks: %s, want %s", looks, got, want)
		}
	}
}

// A reason names ten people and counts all.
func TestReasonNamesTheFirstTen(t *testing.T) {
	t.Parallel()
	for n, named := range map[int]int{9: 9, 10: 10, 11: 10} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, n, "")
			s.world.behave = func(string, int) behaviour { return tooMany }
			result := s.mustRun()
			if len(result.Reasons) != 1 || result.Reasons[0].Packets != n || len(result.Reasons[0].Addresses) != named {
				t.Errorf("%d people: %+v", n, result.Reasons)
			}
		})
	}
}

// faulty is a store, a platform and a way of making numbers of which one step fails.
type faulty struct {
	apply.Store
	*world
	at string
}

var errFault = errors.New("it is broken")

func (f *faulty) fault(at string) error {
	if f.at == at {
		return errFault
	}
	return nil
}

func (f *faulty) Series(ctx context.Context, c string, s billno.Series) (billno.Series, error) {
	got, err := f.Store.Series(ctx, c, s)
	return got, errors.Join(err, f.fault("fix how the bill numbers"))
}

func (f *faulty) Reserve(ctx context.Context, in state.Intent) (state.Packet, error) {
	if err := f.fault("write the intent of lantern/p0"); err != nil {
		return state.Packet{}, err
	}
	return f.Store.Reserve(ctx, in)
}

func (f *faulty) Sending(ctx context.Context, id int64, r state.Resend) (state.Packet, error) {
	if err := f.fault("note that lantern/p0 is sent again"); err != nil {
		return state.Packet{}, err
	}
	return f.Store.Sending(ctx, id, r)
}

func (f *faulty) Refreeze(ctx context.Context, id int64, request string) (state.Packet, error) {
	if err := f.fault("store the repaired request of lantern/p0"); err != nil {
		return state.Packet{}, err
	}
	return f.Store.Refreeze(ctx, id, request)
}

func (f *faulty) Record(ctx context.Context, id int64, o state.Outcome) (state.Packet, error) {
	if err := f.fault("record that lantern/p0 is " + o.Status.String()); err != nil {
		return state.Packet{}, err
	}
	return f.Store.Record(ctx, id, o)
}

func (f *faulty) Freeze(o apply.Order) (string, error) {
	if err := f.fault("render the request of lantern/p0"); err != nil {
		return "", err
	}
	return f.world.Freeze(o)
}

// Each step at which redpack itself can fail ends the run with an error that names the step and the packet, and nothing is
// sent after it that was not on disk.
func TestEachStepThatFailsIsNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		at     string
		before behaviour // of the run before, if any
		sends  int
	}{
		{"fix how the bill numbers", pays, 0},
		{"write the intent of lantern/p0", pays, 0},
		{"render the request of lantern/p0", pays, 0},
		{"record that lantern/p0 is sent", pays, 1},
		{"note that lantern/p0 is sent again", busy, 0},
		{"render the request of lantern/p0", badText, 0},
		{"store the repaired request of lantern/p0", badText, 0},
	} {
		t.Run(tt.at, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 1, "")
				before := 0
				if tt.before != pays {
					s.world.behave = script(openID(0), tt.before, pays)
					s.mustRun()
					time.Sleep(time.Minute)
					before = len(s.world.sends)
				}
				fault := &faulty{world: s.world, at: tt.at}
				s.sender = fault
				s.wrap = func(store apply.Store) apply.Store { fault.Store = store; return fault }
				result, err := s.run(t.Context())
				if !errors.Is(err, errFault) || !strings.Contains(err.Error(), tt.at) {
					t.Errorf("got %v, want an error at %q", err, tt.at)
				}
				if sends := len(s.world.sends) - before; sends != tt.sends || result.SentNow.Packets != 0 {
					t.Errorf("%d requests, %v called sent", sends, result.SentNow)
				}
				s.sender, s.wrap = nil, nil
				time.Sleep(time.Hour)
				if s.mustRun(); s.world.paid() != 1 || s.after().Tally(plan.Done).Packets != 1 {
					t.Errorf("mended: %d paid", s.world.paid())
				}
			})
		})
	}
}

// panics is a Sender with a bug.
type panics struct{ *world }

func (panics) Send(context.Context, string) apply.Answer { panic("index out of range") }

// A bug ends the run and leaves the packet in doubt: its request may have left.
func TestBugEndsTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		s.sender, s.inFlight = panics{s.world}, 1
		result, err := s.run(t.Context())
		if err == nil || !strings.Contains(err.Error(), "redpack is broken: index out of range") || result.Stop != apply.StateFailed {
			t.Errorf("stop %d, %v", result.Stop, err)
		}
		if result.Tallies[state.Reserved].Packets != 1 || result.Left.Packets != 2 {
			t.Errorf("%v, left %v", result.Tallies, result.Left)
		}
	})
}
