package apply_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// busy holds one packet for a cause that passes at once.
var busy = behaviour{answer: apply.Answer{Class: apply.Hold, Code: "BUSY"}}

// newHeld is a stage whose first run, just over, was refused everybody for a cause that passes; the next one is not.
func newHeld(t *testing.T, n int) *stage {
	t.Helper()
	s := newStage(t, n, "")
	s.world.behave = func(string, int) behaviour { return busy }
	if s.mustRun(); s.after().Tally(plan.Retry).Packets != n {
		t.Fatalf("%d to retry, want %d", s.after().Tally(plan.Retry).Packets, n)
	}
	s.world.behave = func(string, int) behaviour { return pays }
	return s
}

// What was held was not paid, so the day does not count it yet: sending it again is spending like any other.
func TestRetriesKeepTheMerchantsDay(t *testing.T) {
	t.Parallel()
	for name, rested := range map[string]time.Duration{"at once": time.Minute, "after the second between two tries": 0} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newHeld(t, 5)
				s.campaign.Merchant.Limits.DailyAmount = 210
				time.Sleep(rested)
				for day, want := range []int{2, 4, 5} {
					result := s.mustRun()
					if s.world.paid() != want || result.Left.Packets != 5-want {
						t.Errorf("day %d: %d paid, want %d, left %v", day, s.world.paid(), want, result.Left)
					}
					if (result.Stop == apply.DailyLimit) != (want < 5) {
						t.Errorf("day %d: stop %d", day, result.Stop)
					}
					if got := s.after().Tally(plan.Retry).Packets; got != 5-want {
						t.Errorf("day %d: %d still held, want %d", day, got, 5-want)
					}
					time.Sleep(24 * time.Hour)
				}
			})
		})
	}
}

func TestRetriesKeepTheDayOfEachPerson(t *testing.T) {
	t.Parallel()
	for name, rested := range map[string]time.Duration{"at once": time.Minute, "after the second between two tries": 0} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newHeld(t, 5)
				s.campaign.Merchant.Limits.PerUserDailyAmount = 102
				time.Sleep(rested)
				result := s.mustRun()
				if s.world.paid() != 3 || result.Stop != apply.NotStopped || result.Left != (money.Tally{Packets: 2, Amount: 207}) {
					t.Errorf("%d paid, stop %d, left %v", s.world.paid(), result.Stop, result.Left)
				}
				if len(result.Reasons) != 1 || result.Reasons[0].Code != "per_user_daily_amount" || result.Reasons[0].Packets != 2 {
					t.Errorf("reasons %+v", result.Reasons)
				}
				if got := s.after().Tally(plan.Retry).Packets; got != 2 {
					t.Errorf("%d still held", got)
				}
			})
		})
	}
}

// One whose day is full does not make the run forget who waits after it.
func TestPutOffDoesNotEndTheWaitForOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		s.inFlight = 1
		s.world.latency = 700 * time.Millisecond
		s.world.behave = func(string, int) behaviour { return busy }
		s.mustRun()
		s.world.behave = func(string, int) behaviour { return pays }
		s.campaign.Merchant.Limits.PerUserDailyPackets = 1
		s.wrap = func(store apply.Store) apply.Store { // the first one had a packet of another campaign
			s.daily.Add(openID(0), 100, time.Now())
			return store
		}
		if result := s.mustRun(); s.world.paid() != 1 || result.Left.Packets != 1 {
			t.Errorf("%d paid, left %v", s.world.paid(), result.Left)
		}
	})
}

// A packet in doubt was counted on the day its request left, and is not counted again when that request leaves again on it.
func TestDoubtIsCountedOnceADay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		sleep time.Duration
		limit money.Fen
		want  []int // paid after each run
	}{
		{"on the same day", time.Hour, 303, []int{3}},
		{"on the next day", 24 * time.Hour, 150, []int{2, 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 3, "")
				s.patience = time.Second
				s.world.behave = func(to string, _ int) behaviour {
					if to == openID(2) {
						return pays
					}
					return lostBefore
				}
				s.world.asked = func(string, int) apply.Platform { return apply.NoAnswer }
				if s.mustRun(); s.world.paid() != 1 {
					t.Fatalf("%d paid", s.world.paid())
				}
				s.world.behave, s.world.asked = func(string, int) behaviour { return pays }, nil
				s.campaign.Merchant.Limits.DailyAmount = tt.limit
				for i, want := range tt.want {
					time.Sleep(tt.sleep)
					if result := s.mustRun(); s.world.paid() != want || (result.Stop == apply.DailyLimit) != (want < 3) {
						t.Errorf("run %d: %d paid, want %d; stop %d", i, s.world.paid(), want, result.Stop)
					}
				}
			})
		})
	}
}

// The plan makes sure of the budget. Should it be wrong, the last look before each request is not.
func TestLastLookAtTheBudgetCountsRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newHeld(t, 2)
		s.campaign = newCampaign(t, 0, 5, "", "")
		s.wrap = func(store apply.Store) apply.Store { // the plan is made by now
			s.campaign.Limits.Budget = 310
			return store
		}
		time.Sleep(time.Minute)
		if result, err := s.run(t.Context()); err != nil || result.Stop != apply.BrokenSetup || s.world.paid() != 3 {
			t.Errorf("stop %d, %d paid, want 3 with 3.03 yuan of 3.10; %v", result.Stop, s.world.paid(), err)
		}
	})
	synctest.Test(t, func(t *testing.T) { // nothing but retries
		s := newHeld(t, 5)
		s.wrap = func(store apply.Store) apply.Store {
			s.campaign.Limits.Budget = 210
			return store
		}
		time.Sleep(time.Minute)
		if result, err := s.run(t.Context()); err != nil || result.Stop != apply.BrokenSetup || s.world.paid() != 2 {
			t.Errorf("stop %d, %d paid; %v", result.Stop, s.world.paid(), err)
		}
	})
}

// Who was begun on one day and waited over midnight for the top-up is listed once, with what holds that packet back now:
// here another campaign for the same person, which was paid meanwhile.
func TestFullDayOfOnePersonAfterTheTopUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStageWith(t, 1, "    per_user_daily_packets = 1\n", "")
		s.controls = apply.NewControls()
		s.world.behave = poor(time.Now(), 18*time.Hour)
		time.AfterFunc(20*time.Hour, func() { // 04:00; the run sleeps
			s.daily.Add(openID(0), 100, time.Now())
			s.controls.Pause(false)
		})
		result := s.mustRun()
		if s.world.paid() != 0 || len(result.Reasons) != 1 || result.Reasons[0].Code != "per_user_daily_packets" || result.Reasons[0].Packets != 1 {
			t.Errorf("%d paid, reasons %+v", s.world.paid(), result.Reasons)
		}
		if result.Tallies[state.Held].Packets != 1 || s.after().Tally(plan.Retry).Packets != 1 {
			t.Errorf("tallies %v", result.Tallies)
		}
	})
}

// ahead is a store whose answers were written while the clock was ahead.
type ahead struct {
	apply.Store
	by time.Duration
}

func (a ahead) Record(ctx context.Context, id int64, o state.Outcome) (state.Packet, error) {
	p, err := a.Store.Record(ctx, id, o)
	p.OutcomeAt = p.OutcomeAt.Add(a.by)
	return p, err
}

func TestTopUpAfterTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := newControlled(t, 10, "", map[time.Duration]func(*apply.Controls){time.Hour: goOn})
		s.wrap = func(store apply.Store) apply.Store { return ahead{store, 3 * time.Hour} }
		s.world.behave = poor(start, time.Hour)
		if result := s.mustRun(); s.world.paid() != 10 || result.Elapsed > time.Hour+time.Minute {
			t.Errorf("%d paid after %s, stop %d", s.world.paid(), result.Elapsed, result.Stop)
		}
	})
}

// Whose day is full when the same request is due again waits for the next day. One that is not clear stays listed as that, because it
// may have been paid.
func TestPutOffAfterMidnight(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		first  behaviour
		status state.Status
		code   string
	}{
		"held":    {tooFast, state.Held, "per_user_daily_packets"},
		"unclear": {lostBefore, state.Unknown, "timeout"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStageWith(t, 1, "    per_user_daily_packets = 1\n", "")
			time.Sleep(time.Until(beijing.NextDay(time.Now())) - 500*time.Millisecond)
			tomorrow := beijing.Day(time.Now().Add(time.Second))
			s.world.behave = script(openID(0), tt.first, pays)
			s.wrap = func(store apply.Store) apply.Store { // another campaign of the merchant's
				s.daily.AddOn(tomorrow, openID(0), 100)
				return store
			}
			result := s.mustRun()
			if len(s.world.sends) != 1 || len(result.Reasons) != 1 || result.Reasons[0].Status != tt.status || result.Reasons[0].Code != tt.code {
				t.Errorf("%s: %d requests, %+v", name, len(s.world.sends), result.Reasons)
			}
		})
	}
}
