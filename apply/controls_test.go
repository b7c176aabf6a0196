package apply_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// newControlled is a stage with somebody at the keys, who presses them at moments after the start.
func newControlled(t *testing.T, n int, inner string, keys map[time.Duration]func(*apply.Controls)) *stage {
	s := newStage(t, n, inner)
	s.controls = apply.NewControls()
	for after, press := range keys {
		time.AfterFunc(after, func() { press(s.controls) })
	}
	return s
}

func pause(c *apply.Controls) { c.Pause(true) }
func goOn(c *apply.Controls)  { c.Pause(false) }

// sentBetween counts the requests of a span.
func (s *stage) sentBetween(start time.Time, from, to time.Duration) (n int) {
	for _, send := range s.world.sends {
		if after := send.at.Sub(start); after >= from && after < to {
			n++
		}
	}
	return n
}

// told lists the pauses, the resumptions and the rates that observers heard of, in words.
func (r *recorder) told() (words []string) {
	for _, e := range r.events {
		switch e := e.(type) {
		case apply.Paused:
			words = append(words, e.Why.English)
		case apply.Resumed:
			words = append(words, "on")
		case apply.RateChanged:
			words = append(words, e.Why.English)
		}
	}
	return words
}

func TestPauseHoldsNewRequestsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := newControlled(t, 100, "", map[time.Duration]func(*apply.Controls){time.Second: pause, time.Hour: goOn})
		s.world.latency = 400 * time.Millisecond
		result := s.mustRun()
		if result.Stop != apply.NotStopped || s.world.paid() != 100 {
			t.Errorf("stop %d, %d paid", result.Stop, s.world.paid())
		}
		if early, paused := s.sentBetween(start, 0, time.Second), s.sentBetween(start, time.Second+1, time.Hour); early == 0 || paused != 0 {
			t.Errorf("%d requests before the pause, %d in it", early, paused)
		}
		if got := strings.Join(s.events.told(), ", "); got != "by a person, on" {
			t.Errorf("told %q", got)
		}
	})
}

func TestPauseLetsTheUnclearBeAskedAbout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := newControlled(t, 20, "", map[time.Duration]func(*apply.Controls){100 * time.Millisecond: pause, time.Hour: goOn})
		s.world.behave = script(openID(0), lostAfter)
		s.mustRun()
		if len(s.world.queries) != 1 || s.world.queries[0].at.Sub(start) > time.Minute {
			t.Errorf("queries %v, want one in the pause", s.world.queries)
		}
	})
}

// What is unclear may have to be sent again; that is a new request and waits for the pause to end.
func TestPauseHoldsRepetitionsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := newControlled(t, 1, "", map[time.Duration]func(*apply.Controls){time.Millisecond: pause, time.Hour: goOn})
		s.world.behave = script(openID(0), lostBefore, pays)
		s.mustRun()
		if s.world.paid() != 1 || s.sentBetween(start, time.Millisecond, time.Hour) != 0 || len(s.world.sends) != 2 {
			t.Errorf("%d paid, requests %v", s.world.paid(), s.world.sends)
		}
	})
}

func TestPausedRunCanBeDrained(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newControlled(t, 100, "", map[time.Duration]func(*apply.Controls){time.Second: pause})
		s.drain = make(chan struct{})
		time.AfterFunc(time.Minute, func() { close(s.drain) })
		if result := s.mustRun(); result.Stop != apply.Interrupted || result.Elapsed != time.Minute {
			t.Errorf("stop %d after %s", result.Stop, result.Elapsed)
		}
	})
}

func TestPauseDoesNotKeepTheWindowOpen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := newControlled(t, 100, "  schedule {\n    hours = \"08:00-08:01\"\n  }\n  limits {\n    per_minute = 60\n  }\n",
			map[time.Duration]func(*apply.Controls){10 * time.Second: pause, time.Hour: goOn})
		if result := s.mustRun(); result.Stop != apply.WindowClosed || s.sentBetween(start, time.Minute, 2*time.Hour) != 0 {
			t.Errorf("stop %d, %d requests after the window", result.Stop, s.sentBetween(start, time.Minute, 2*time.Hour))
		}
	})
}

func TestRunThatNobodyCanResumeEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newControlled(t, 100, "", map[time.Duration]func(*apply.Controls){time.Second: pause, time.Minute: (*apply.Controls).Leave})
		result := s.mustRun()
		if result.Stop != apply.Interrupted || s.world.paid() == 0 || s.world.paid() == 100 {
			t.Errorf("stop %d, %d paid", result.Stop, s.world.paid())
		}
	})
	synctest.Test(t, func(t *testing.T) { // nobody has paused it: it goes on without a screen
		s := newControlled(t, 100, "", map[time.Duration]func(*apply.Controls){time.Second: (*apply.Controls).Leave})
		if result := s.mustRun(); result.Stop != apply.NotStopped || s.world.paid() != 100 {
			t.Errorf("stop %d, %d paid", result.Stop, s.world.paid())
		}
	})
}

// poor refuses everybody for want of money until the account is topped up.
func poor(start time.Time, until time.Duration) func(string, int) behaviour {
	return func(string, int) behaviour {
		if time.Since(start) < until {
			return noMoney
		}
		return pays
	}
}

func TestEmptyBalanceWaitsForTheTopUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := newControlled(t, 50, "", map[time.Duration]func(*apply.Controls){time.Hour: goOn, 2 * time.Hour: goOn})
		s.world.latency = 300 * time.Millisecond
		s.world.behave = poor(start, 90*time.Minute)
		result := s.mustRun()
		if result.Stop != apply.NotStopped || s.world.paid() != 50 || result.Tallies[state.Sent].Packets != 50 {
			t.Errorf("stop %d, %d paid, %v", result.Stop, s.world.paid(), result.Tallies)
		}
		if n := s.sentBetween(start, time.Minute, time.Hour); n != 0 {
			t.Errorf("%d requests while the balance was empty", n)
		}
		if got := strings.Join(s.events.told(), ", "); got != "balance empty, on, balance empty, on" {
			t.Errorf("told %q", got)
		}
		numbers := map[string]bool{}
		for _, send := range s.world.sends {
			numbers[string(send.no)] = true
		}
		if len(numbers) != 50 {
			t.Errorf("%d numbers for 50 people", len(numbers))
		}
	})
}

// Before the top-up a person has to act, and after it the run itself goes on with what was held.
func TestTopUpMakesTheRunGoOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newControlled(t, 50, "", map[time.Duration]func(*apply.Controls){time.Hour: goOn})
		s.progress = &apply.Progress{}
		s.world.latency = 300 * time.Millisecond
		s.world.behave = poor(time.Now(), 30*time.Minute)
		waits := func(at time.Duration, goesOn bool) {
			time.AfterFunc(at, func() {
				got := s.progress.Standing().Reasons
				if len(got) != 1 || got[0].Status != state.Held || got[0].NextStep.IsZero() == goesOn {
					t.Errorf("after %s, goes on %t: %+v", at, goesOn, got)
				}
			})
		}
		waits(59*time.Minute, false)
		waits(time.Hour+100*time.Millisecond, true)
		if s.mustRun(); s.world.paid() != 50 || s.progress.Standing().Cleared.Packets == 0 {
			t.Errorf("%d paid, %v after all", s.world.paid(), s.progress.Standing().Cleared)
		}
	})
}

func TestEmptyBalanceEndsARunThatNobodyWatches(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]map[time.Duration]func(*apply.Controls){
		"before": {0: (*apply.Controls).Leave}, "while it waits": {time.Hour: (*apply.Controls).Leave},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newControlled(t, 50, "", leave)
				s.world.latency = time.Millisecond
				s.world.behave = poor(time.Now(), 24*time.Hour)
				if result := s.mustRun(); result.Stop != apply.BalanceEmpty || s.world.paid() != 0 {
					t.Errorf("stop %d, %d paid", result.Stop, s.world.paid())
				}
			})
		})
	}
}

func TestEmptyBalanceIsTheReasonOfAnInterruptedWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newControlled(t, 50, "", nil)
		s.world.behave = poor(time.Now(), 24*time.Hour)
		s.drain = make(chan struct{})
		time.AfterFunc(time.Hour, func() { close(s.drain) })
		result := s.mustRun()
		if result.Stop != apply.BalanceEmpty || !strings.Contains(result.Why.English, "NOTENOUGH") {
			t.Errorf("stop %d: %s", result.Stop, result.Why)
		}
		s.controls, s.drain = nil, nil
		s.world.behave = func(string, int) behaviour { return pays }
		if s.mustRun(); s.world.paid() != 50 {
			t.Errorf("%d paid after the resume", s.world.paid())
		}
	})
}

// A packet that waits over midnight counts for the day on which it is paid: no day gets more than its limit.
func TestTopUpAfterMidnightCountsForTheNewDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStageWith(t, 8, "    daily_amount = 6.00\n", "")
		s.controls, s.inFlight = apply.NewControls(), 2
		s.world.latency = time.Second
		s.world.behave = poor(time.Now(), 18*time.Hour)
		time.AfterFunc(20*time.Hour, func() { s.controls.Pause(false) }) // 04:00
		result := s.mustRun()
		if result.Stop != apply.DailyLimit || s.world.paid() != 5 {
			t.Errorf("stop %d, %d paid, want 5 with 5.10 yuan of 6.00", result.Stop, s.world.paid())
		}
	})
}

func TestBoundSlowsTheRunDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := newControlled(t, 800, "  limits {\n    per_minute = 300\n  }\n", map[time.Duration]func(*apply.Controls){
			0:               func(c *apply.Controls) { c.SetRate(60) },
			time.Minute:     func(c *apply.Controls) { c.SetRate(6000) },
			2 * time.Minute: func(c *apply.Controls) { c.SetRate(1) },
			3 * time.Minute: func(c *apply.Controls) { c.SetRate(0) },
		})
		s.mustRun()
		for i, most := range []int{63, 303, 3, 303} {
			from := time.Duration(i) * time.Minute
			if n := s.sentBetween(start, from, from+time.Minute); n > most || n == 0 || n < most*9/10-2 {
				t.Errorf("minute %d: %d requests, want %d", i, n, most)
			}
		}
		if s.world.paid() != 800 {
			t.Errorf("%d paid", s.world.paid())
		}
	})
}

func TestBoundNeverExceedsTheLimit(t *testing.T) {
	t.Parallel()
	p := apply.NewPacer(plan.Evenly(100), epoch, nil, 0)
	for perMinute, want := range map[int]int{50: 50, 100: 100, 101: 100, 1 << 40: 100, 0: 100, -5: 100} {
		if p.Bound(epoch, perMinute); p.PerMinute() != want {
			t.Errorf("bound %d: %d a minute, want %d", perMinute, p.PerMinute(), want)
		}
	}
	p.Bound(epoch, 60)
	if rate, _ := p.SlowDown(epoch); rate != 30 {
		t.Errorf("a complaint at 60 a minute leads to %d, want 30", rate)
	}
	p.Take(epoch.Add(time.Hour))
	if got := p.PerMinute(); got != 60 {
		t.Errorf("an hour later: %d a minute, want 60", got)
	}
}

// A rate that the platform's complaints have lowered is told, and told again when it has recovered.
func TestRecoveredRateIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 200, "  limits {\n    per_minute = 100\n  }\n")
		s.world.behave = script(openID(0), tooFast, pays)
		s.mustRun()
		var rates []int
		for _, e := range s.events.events {
			if e, ok := e.(apply.RateChanged); ok {
				rates = append(rates, e.PerMinute)
			}
		}
		if len(rates) != 3 || rates[0] != 50 || rates[1] != 75 || rates[2] != 100 {
			t.Errorf("rates %v, want 50, 75, 100", rates)
		}
	})
}
