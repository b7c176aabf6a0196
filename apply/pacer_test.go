package apply_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/plan"
)

var epoch = time.Date(2027, 2, 20, 4, 0, 0, 0, time.UTC)

// flight is one request on its way: an adversary may let it arrive at any moment between departure and completion.
type flight struct{ departed, completed time.Time }

// fly sends n requests in virtual time, each taking what trip says, and restarts the pacer from its log now and then.
func fly(random *rand.Rand, n int, rate plan.Rate, restartEvery int, trip func(*rand.Rand) time.Duration) []flight {
	now := epoch
	pacer := apply.NewPacer(rate, now, nil, 0)
	var flights []flight
	var open []int // indexes of flights not completed, by completion time
	for len(flights) < n {
		for len(open) > 0 && !flights[open[0]].completed.After(now) {
			pacer.Done(flights[open[0]].departed, flights[open[0]].completed, false)
			open = open[1:]
		}
		wait, ok := pacer.Take(now)
		if !ok {
			next := now.Add(max(wait, 1))
			if len(open) > 0 && flights[open[0]].completed.Before(next) {
				next = flights[open[0]].completed
			}
			now = next
			continue
		}
		flights = append(flights, flight{now, now.Add(trip(random))})
		i, _ := slices.BinarySearchFunc(open, len(flights)-1, func(a, b int) int { return flights[a].completed.Compare(flights[b].completed) })
		open = slices.Insert(open, i, len(flights)-1)
		if restartEvery > 0 && len(flights)%restartEvery == 0 {
			now = now.Add(time.Duration(random.IntN(4000)) * time.Millisecond)
			pacer = restart(rate, now, flights, open)
			open = nil
		}
	}
	return flights
}

// restart makes the pacer that a new process would make from the state: completions of the last minute, and intents.
func restart(rate plan.Rate, now time.Time, flights []flight, open []int) *apply.Pacer {
	var completed []time.Time
	lost := 0
	for _, i := range open {
		if flights[i].completed.After(now) {
			// The old process is gone; its request arrives within the moment that a new one allows for.
			flights[i].completed = now.Add(2 * time.Second)
			lost++
		}
	}
	for i := max(0, len(flights)-2*rate.PerMinute); i < len(flights); i++ {
		if f := flights[i]; !f.completed.After(now) && f.completed.After(now.Add(-time.Minute)) {
			completed = append(completed, f.completed)
		}
	}
	slices.SortFunc(completed, time.Time.Compare)
	return apply.NewPacer(rate, now, completed, lost)
}

// worst is the most arrivals that any span could hold if an adversary chose each arrival between departure and completion, but for
// the steady part of each trip: requests whose whole flight can be moved into one span.
func worst(flights []flight, span, steady time.Duration) int {
	type edge struct {
		at   time.Time
		more int
	}
	var edges []edge
	for _, f := range flights {
		// A span that starts at s can hold this arrival when departed < s+span and completed-steady >= s.
		edges = append(edges, edge{f.departed.Add(-span + 1), 1}, edge{f.completed.Add(1 - steady), -1})
	}
	slices.SortFunc(edges, func(a, b edge) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return a.more - b.more
	})
	most, held := 0, 0
	for _, e := range edges {
		held += e.more
		most = max(most, held)
	}
	return most
}

func always(trip time.Duration) func(*rand.Rand) time.Duration {
	return func(*rand.Rand) time.Duration { return trip }
}

// stalling is a network that now and then holds up a few hundred requests in a row.
func stalling() func(*rand.Rand) time.Duration {
	held := 0
	return func(random *rand.Rand) time.Duration {
		if held--; held <= 0 && random.IntN(1000) == 0 {
			held = 5 + random.IntN(300)
		}
		if held > 0 {
			return 100*time.Millisecond + time.Duration(random.Int64N(int64(4*time.Second)))
		}
		return 100*time.Millisecond + time.Duration(random.Int64N(int64(2*time.Millisecond)))
	}
}

// stalled is a network that holds up each of some thousand requests in a row for a second: for minutes, no trip is short.
func stalled() func(*rand.Rand) time.Duration {
	trips := 0
	return func(*rand.Rand) time.Duration {
		if trips++; trips%10_000 > 7_000 {
			return 1100 * time.Millisecond
		}
		return 100 * time.Millisecond
	}
}

func jitter(random *rand.Rand) time.Duration {
	trip := 190*time.Millisecond + time.Duration(random.ExpFloat64()*float64(20*time.Millisecond))
	if random.IntN(500) == 0 {
		trip += 200*time.Millisecond + time.Duration(random.Int64N(int64(800*time.Millisecond)))
	}
	return trip
}

func TestNoMinuteAndNoSecondEverHoldsMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	sends := 1_000_000
	if testing.Short() {
		sends = 50_000
	}
	for _, tt := range []struct {
		name    string
		rate    plan.Rate
		restart int
		trip    func(*rand.Rand) time.Duration
		steady  time.Duration // the part that all trips have
		least   float64       // share of the limit that must be used
	}{
		{"a fifth of a second", plan.Evenly(1800), 0, always(200 * time.Millisecond), 200 * time.Millisecond, 0.99},
		{"jitter", plan.Evenly(1800), 0, jitter, 190 * time.Millisecond, 0.97},
		{"jitter and restarts", plan.Evenly(1800), 20_000, jitter, 190 * time.Millisecond, 0.96},
		{"slow server", plan.Evenly(1800), 0, func(random *rand.Rand) time.Duration { return time.Second + jitter(random) }, 1190 * time.Millisecond, 0.8},
		{"ten times the rate", plan.Evenly(18_000), 0, jitter, 190 * time.Millisecond, 0.97},
		{"granted seconds", plan.Rate{PerMinute: 1800, PerSecond: 100}, 0, jitter, 190 * time.Millisecond, 0.995},
		{"stalls", plan.Evenly(1800), 0, stalling(), 100 * time.Millisecond, 0.5},
		{"stalls of minutes", plan.Evenly(1800), 0, stalled(), 100 * time.Millisecond, 0.7},
		{"tiny rate", plan.Evenly(3), 0, jitter, 190 * time.Millisecond, 0.9},
	} {
		n := min(sends, tt.rate.PerMinute*2000)
		flights := fly(rand.New(rand.NewPCG(*seedFirst, 1)), n, tt.rate, tt.restart, tt.trip)
		if got := worst(flights, time.Minute, 0); got > tt.rate.PerMinute {
			t.Errorf("%s: a minute can hold %d arrivals, the limit is %d", tt.name, got, tt.rate.PerMinute)
		}
		if got := worst(flights, time.Second, tt.steady); got > tt.rate.PerSecond {
			t.Errorf("%s: a second can hold %d arrivals, the limit is %d", tt.name, got, tt.rate.PerSecond)
		}
		elapsed := flights[n-1].departed.Sub(flights[0].departed)
		used := float64(n-tt.rate.PerMinute) / float64(tt.rate.PerMinute) / (elapsed.Minutes() - 1)
		if used < tt.least && !testing.Short() { // few sends are mostly the beginning
			t.Errorf("%s: used %.2f %% of the limit, want %.2f %%", tt.name, 100*used, 100*tt.least)
		}
	}
}

func TestANetworkThatIsSlowerForGoodIsUsedToTheFullAgain(t *testing.T) {
	t.Parallel()
	trips := 0
	flights := fly(rand.New(rand.NewPCG(*seedFirst, 1)), 80_000, plan.Evenly(1800), 0, func(*rand.Rand) time.Duration {
		if trips++; trips < 10_000 {
			return 100 * time.Millisecond
		}
		return 800 * time.Millisecond
	})
	last := flights[len(flights)-1].departed.Sub(flights[len(flights)-18_001].departed)
	if last > 10*time.Minute*102/100 {
		t.Errorf("the last 18,000 requests took %v", last)
	}
}

func TestARestartAtOnceIsNoFasterThanGoingOn(t *testing.T) {
	t.Parallel()
	now := epoch
	earlier := apply.NewPacer(plan.Evenly(1800), now, nil, 0)
	var left []time.Time
	for len(left) < 20 {
		if wait, ok := earlier.Take(now); !ok {
			now = now.Add(wait)
			continue
		}
		left = append(left, now)
	}
	goesOn, _ := earlier.Take(now)
	for name, restarted := range map[string]*apply.Pacer{
		"all answered at once": apply.NewPacer(plan.Evenly(1800), now, left, 0),
		"the last in doubt":    apply.NewPacer(plan.Evenly(1800), now, left[:19], 1),
	} {
		if wait, ok := restarted.Take(now); ok || wait < goesOn {
			t.Errorf("%s: waits %v and takes %v; the earlier process would have waited %v", name, wait, ok, goesOn)
		}
	}
}

func TestSlowDownHalvesAndRecovers(t *testing.T) {
	t.Parallel()
	p := apply.NewPacer(plan.Evenly(1800), epoch, nil, 0)
	if rate, changed := p.SlowDown(epoch); rate != 900 || !changed {
		t.Errorf("SlowDown = %d, %v", rate, changed)
	}
	if rate, changed := p.SlowDown(epoch.Add(time.Millisecond)); rate != 900 || changed {
		t.Errorf("a second complaint at once: %d, %v", rate, changed)
	}
	if _, ok := p.Take(epoch); ok {
		t.Error("a request may leave in the second after a complaint")
	}
	p.Take(epoch.Add(31 * time.Second))
	if got := p.PerMinute(); got != 1350 {
		t.Errorf("after half a minute: %d", got)
	}
	p.Take(epoch.Add(5 * time.Minute))
	if got := p.PerMinute(); got != 1800 {
		t.Errorf("after five minutes: %d", got)
	}
}

func TestClockSetBackDoesNotLengthenTheMinute(t *testing.T) {
	t.Parallel()
	future := []time.Time{epoch.Add(time.Hour), epoch.Add(2 * time.Hour)}
	p := apply.NewPacer(plan.Evenly(2), epoch, future, 0)
	if _, ok := p.Take(epoch.Add(59 * time.Second)); ok {
		t.Error("the limit was exceeded")
	}
	if _, ok := p.Take(epoch.Add(61 * time.Second)); !ok {
		t.Error("a time stamp of the future holds the pacer for longer than a minute")
	}
}

// setBack is the reading of a clock that was set back after it was started: its steady part goes on.
func setBack(now time.Time, by time.Duration) time.Time {
	set := now
	*(*uint64)(unsafe.Pointer(&set)) -= uint64(by/time.Second) << 30 //nolint:gosec // package time has no other way to take the two readings apart
	return set
}

func TestAClockSetBackAfterARestartHoldsNothingUp(t *testing.T) {
	t.Parallel()
	now := time.Now()
	if after := setBack(now, time.Hour); after.Sub(now) != 0 || after.Round(0).Sub(now.Round(0)) != -time.Hour {
		t.Fatal("the clock was not set back")
	}
	p := apply.NewPacer(plan.Evenly(60), now, []time.Time{now.Round(0).Add(-2 * time.Second), now.Round(0)}, 0)
	if wait, ok := p.Take(setBack(now.Add(1200*time.Millisecond), time.Hour)); !ok {
		t.Errorf("waits %v", wait)
	}
	p = apply.NewPacer(plan.Evenly(1), now, []time.Time{now.Round(0)}, 0)
	if wait, ok := p.Take(setBack(now.Add(61*time.Second), time.Hour)); !ok {
		t.Errorf("waits %v after the minute", wait)
	}
}

func TestAComplaintIsNoShortcutForASlowRate(t *testing.T) {
	t.Parallel()
	p := apply.NewPacer(plan.Evenly(1800), epoch, nil, 0)
	p.Bound(epoch, 1)
	for range 3 { // the smoother's burst
		p.Take(epoch)
	}
	before, _ := p.Take(epoch)
	p.SlowDown(epoch)
	if after, ok := p.Take(epoch); ok || after < before {
		t.Errorf("waited %v, and %v after a complaint", before, after)
	}
}

func TestAnUnspacedPacerKeepsTheMinuteAlone(t *testing.T) {
	t.Parallel()
	p := apply.NewUnspacedPacer(1800)
	for i := range 1800 {
		if wait, ok := p.Take(epoch); !ok {
			t.Fatalf("request %d waits %v", i, wait)
		}
		p.Done(epoch, epoch, false)
	}
	if _, ok := p.Take(epoch.Add(time.Minute - 1)); ok {
		t.Error("a minute holds one more than its limit")
	}
	if wait, ok := p.Take(epoch.Add(time.Minute)); !ok {
		t.Errorf("waits %v after the minute", wait)
	}
}

func TestReleaseGivesTheSlotBack(t *testing.T) {
	t.Parallel()
	p := apply.NewPacer(plan.Evenly(1), epoch, nil, 0)
	if _, ok := p.Take(epoch); !ok {
		t.Fatal("no first slot")
	}
	p.Release()
	if _, ok := p.Take(epoch.Add(time.Minute)); !ok {
		t.Error("the slot of a request that never left is still taken")
	}
}

func BenchmarkPacer(b *testing.B) {
	p := apply.NewPacer(plan.Evenly(1800), epoch, nil, 0)
	now := epoch
	for b.Loop() {
		wait, ok := p.Take(now)
		if ok {
			p.Done(now, now, false)
		}
		now = now.Add(max(wait, time.Millisecond))
	}
}
