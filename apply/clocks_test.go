package apply_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
)

// dated is a platform whose answers to queries tell its clock too.
type dated struct{ *world }

func (d dated) Query(ctx context.Context, no billno.BillNo) apply.Finding {
	f := d.world.Query(ctx, no)
	f.ServerTime = d.now().Add(d.ahead)
	return f
}

// outside counts the requests that left outside a span of the day by the platform's clock, or by the machine's, which is off
// by some time from the tests'.
func (w *world) outside(span hclspec.DaySpan, off func(time.Time) time.Duration) (requests int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.sends {
		for _, at := range []time.Time{s.at.Add(w.ahead), s.at.Add(off(s.at))} {
			if local := at.In(beijing.Zone); !span.Contains(local.Hour()*60 + local.Minute()) {
				requests++
				break
			}
		}
	}
	return requests
}

func rightClock(time.Time) time.Duration { return 0 }

var day = hclspec.DaySpan{From: 8 * 60, To: 20 * 60}

const daytime = "  schedule {\n    hours = \"08:00-20:00\"\n  }\n"

// behind sends at 08:00 by our clock while it is 07:50 by the platform's.
func behind(wait bool) trial {
	return func(t *testing.T, mutate func(*stage)) (found []string) {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 40, daytime)
			s.wait, s.world.ahead, s.world.latency = wait, -10*time.Minute, 300*time.Millisecond
			mutate(s)
			result := s.mustRun()
			// Only the first answer can tell the platform's clock; its request goes alone.
			if early := s.world.outside(day, rightClock); early > 1 {
				found = append(found, fmt.Sprintf("%d requests left before eight", early))
			}
			if wait && (s.world.paid() != 40 || result.Stop != apply.NotStopped) {
				found = append(found, fmt.Sprintf("%d paid, stop %d: %s", s.world.paid(), result.Stop, result.Why))
			}
			told := strings.Contains(result.Why.English, "10m0s behind this machine's") && strings.Contains(result.Advice.English, "clock")
			if !wait && (result.Stop != apply.WindowClosed || !told) {
				found = append(found, fmt.Sprintf("stop %d: %s; %s", result.Stop, result.Why, result.Advice))
			}
		})
		return found
	}
}

func TestThePlatformsClockCountsWhereItIsBehind(t *testing.T) {
	t.Parallel()
	for _, wait := range []bool{false, true} {
		if found := behind(wait)(t, func(*stage) {}); len(found) > 0 {
			t.Errorf("wait %v: %v", wait, found)
		}
	}
}

// Quiet hours are the platform's rule, so its clock counts most there.
func TestQuietHoursByThePlatformsClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 40, "")
		s.campaign.Merchant.Limits.QuietHours = hclspec.DaySpan{From: 0, To: 8 * 60}
		s.world.ahead, s.sender = -10*time.Minute, dated{s.world}
		time.Sleep(time.Minute)
		if result := s.mustRun(); result.Stop != apply.WindowClosed || len(s.world.sends) != 1 {
			t.Errorf("stop %d (%s), %d requests left at 07:51", result.Stop, result.Why, len(s.world.sends))
		}
	})
}

// A clock that is set while a run sends closes the window at once, whichever way it is set and whatever was known before.
func TestWindowAfterTheClockWasSet(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]time.Duration{"back": -2 * time.Hour, "forth": 12 * time.Hour} {
		for _, told := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 400, daytime)
				time.Sleep(time.Hour)
				set := time.Now().Add(3 * time.Second)
				off := func(at time.Time) time.Duration {
					if at.Before(set) {
						return 0
					}
					return by
				}
				s.now = func() time.Time { return time.Now().Round(0).Add(off(time.Now())) }
				s.world.latency = 200 * time.Millisecond
				if told {
					s.world.ahead = time.Millisecond // it tells its clock, which is right
				}
				result := s.mustRun()
				if n := s.world.outside(day, off); n > 0 || result.Stop != apply.WindowClosed || len(s.world.sends) < 30 {
					t.Errorf("%s, told %v: %d of %d requests outside, stop %d: %s", name, told, n, len(s.world.sends), result.Stop, result.Why)
				}
			})
		}
	}
}

// What a proxy takes for the date lets nothing be sent that our clock forbids, and nobody waits a year for it.
func TestWildDates(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	schedule := "  schedule {\n    not_before = \"2000-01-01 08:00\"\n    not_after = \"2000-01-01 09:00\"\n  }\n"
	for _, ahead := range []time.Duration{-3 * year, 3 * year} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 40, schedule)
			s.wait, s.world.ahead = true, ahead
			result := s.mustRun()
			if result.Stop != apply.WindowClosed || len(s.world.sends) != 1 || !strings.Contains(result.Why.English, "26280h0m0s") {
				t.Errorf("%s: stop %d after %d requests: %s", ahead, result.Stop, len(s.world.sends), result.Why)
			}
		})
		synctest.Test(t, func(t *testing.T) { // our own window is over
			s := newStage(t, 40, schedule)
			s.world.ahead, s.world.latency = ahead, time.Second
			time.Sleep(2 * time.Hour)
			if result := s.mustRun(); result.Stop != apply.WindowClosed || len(s.world.sends) != 0 {
				t.Errorf("%s: stop %d after %d requests", ahead, result.Stop, len(s.world.sends))
			}
		})
	}
}

// Around midnight two clocks show two days. By each of them no day is paid more than its limit.
func TestDailyLimitByBothClocks(t *testing.T) {
	t.Parallel()
	const limit = money.Fen(1300)
	for _, ahead := range []time.Duration{-5 * time.Minute, 5 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 40, "  limits {\n    per_minute = 1\n  }\n")
			s.campaign.Merchant.Limits.DailyAmount = limit
			s.world.ahead = ahead
			time.Sleep(15*time.Hour + 52*time.Minute) // 23:52
			result := s.mustRun()
			days := map[string]money.Fen{}
			for _, d := range s.world.debits {
				days["ours "+beijing.Day(d.left)] += d.amount
				days["theirs "+beijing.Day(d.left.Add(ahead))] += d.amount
			}
			for day, sum := range days {
				if sum > limit {
					t.Errorf("%s ahead: %s on %s", ahead, sum, day)
				}
			}
			if result.Stop != apply.DailyLimit || s.world.paid() < 8 || len(days) < 3 {
				t.Errorf("%s ahead: %d paid, stop %d, %v", ahead, s.world.paid(), result.Stop, days)
			}
		})
	}
}

// A clock of the platform's that shows something else than it did before, in either direction, is looked at anew before the next request.
func TestAClockThatChangesItsMind(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before, after time.Duration // ahead of ours
		paid          int
	}{
		"as it was":   {time.Nanosecond, time.Nanosecond, 9},
		"ahead":       {time.Nanosecond, 5 * time.Minute, 3},
		"more ahead":  {30 * time.Second, 5 * time.Minute, 3},
		"by a second": {time.Nanosecond, time.Second, 9},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 9, "  schedule {\n    hours = \"08:00-09:00\"\n  }\n")
			s.world.ahead, s.inFlight = tt.before, 1
			time.Sleep(57 * time.Minute) // 08:57
			begun := 0
			s.world.behave = func(string, int) behaviour {
				if begun++; begun == 3 {
					s.world.ahead = tt.after
				}
				return pays
			}
			if result := s.mustRun(); s.world.paid() != tt.paid || (result.Stop == apply.WindowClosed) != (tt.paid < 9) {
				t.Errorf("%s: %d paid, stop %d (%s)", name, s.world.paid(), result.Stop, result.Why)
			}
		})
	}
}

// Where a window opened lately or closes soon, the first request goes alone, because its answer tells the platform's clock. Whatever the
// answer is, the others need not wait for one another.
func TestTheFirstRequestGoesAlone(t *testing.T) {
	t.Parallel()
	const soon = "  schedule {\n    hours = \"07:30-08:30\"\n  }\n"
	for name, tt := range map[string]struct {
		inner string
		first behaviour
		alone bool
	}{
		"no window":         {"", pays, false},
		"a wide one":        {"  schedule {\n    hours = \"06:00-20:00\"\n  }\n", pays, false},
		"paid":              {soon, pays, true},
		"refused":           {soon, blocked, true},
		"without an answer": {soon, lostBefore, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 6, tt.inner)
			s.inFlight, s.world.latency = 3, time.Minute
			s.world.behave = script(openID(0), tt.first)
			s.mustRun()
			second, third := s.world.sends[1].at.Sub(s.world.sends[0].at), s.world.sends[2].at.Sub(s.world.sends[1].at)
			if (second >= time.Minute) != tt.alone || third >= time.Minute {
				t.Errorf("%s: the second came after %s, the third %s later", name, second, third)
			}
		})
	}
}
