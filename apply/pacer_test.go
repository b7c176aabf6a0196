package apply_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
)

var epoch = time.Date(2027, 2, 20, 4, 0, 0, 0, time.UTC)

// flight is one request on its way: an adversary may let it arrive at any moment between departure and completion.
type flight struct{ departed, completed time.Time }

// fly sends n requests in virtual time, each taking what trip says, and restarts the pacer from its log now and then.
func fly(random *rand.Rand, n, perMinute int, restartEvery int, trip func(*rand.Rand) time.Duration) []flight {
	now := epoch
	pacer := apply.NewPacer(perMinute, now, nil, 0)
	var flights []flight
	var open []int // indexes of flights not completed, by completion time
	for len(flights) < n {
		for len(open) > 0 && !flights[open[0]].completed.After(now) {
			pacer.Done(flights[open[0]].completed, false)
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
			pacer = restart(perMinute, now, flights, open)
			open = nil
		}
	}
	return flights
}

// restart makes the pacer that a new process would make from the state: completions of the last minute, and intents.
func restart(perMinute int, now time.Time, flights []flight, open []int) *apply.Pacer {
	var completed []time.Time
	lost := 0
	for _, i := range open {
		if flights[i].completed.After(now) {
			// The old process is gone; its request arrives within the moment that a new one allows for.
			flights[i].completed = now.Add(2 * time.Second)
			lost++
		}
	}
	for i := max(0, len(flights)-2*perMinute); i < len(flights); i++ {
		if f := flights[i]; !f.completed.After(now) && f.completed.After(now.Add(-time.Minute)) {
			completed = append(completed, f.completed)
		}
	}
	slices.SortFunc(completed, time.Time.Compare)
	return apply.NewPacer(perMinute, now, completed, lost)
}

// worst is the most arrivals that any 60 seconds could hold if an adversary chose each arrival between departure and
// completion: requests whose whole flight can be moved into one window.
func worst(flights []flight) int {
	type edge struct {
		at   time.Time
		more int
	}
	var edges []edge
	for _, f := range flights {
		// A window that starts at s can hold this arrival when departed < s+60s and completed >= s.
		edges = append(edges, edge{f.departed.Add(-time.Minute + 1), 1}, edge{f.completed.Add(1), -1})
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

// busiest is the most departures within any span.
func busiest(flights []flight, span time.Duration) int {
	most, first := 0, 0
	for i := range flights {
		for flights[i].departed.Sub(flights[first].departed) >= span {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

func jitter(random *rand.Rand) time.Duration {
	trip := 190*time.Millisecond + time.Duration(random.ExpFloat64()*float64(20*time.Millisecond))
	if random.IntN(500) == 0 {
		trip += 200*time.Millisecond + time.Duration(random.Int64N(int64(800*time.Millisecond)))
	}
	return trip
}

func TestNoMinuteEverHoldsMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	sends := 1_000_000
	if testing.Short() {
		sends = 50_000
	}
	for _, tt := range []struct {
		name      string
		perMinute int
		restart   int
		trip      func(*rand.Rand) time.Duration
		least     float64 // share of the limit that must be used
	}{
		{"jitter", 1800, 0, jitter, 0.995},
		{"jitter and restarts", 1800, 20_000, jitter, 0.99},
		{"slow server", 1800, 0, func(random *rand.Rand) time.Duration { return time.Second + jitter(random) }, 0.97},
		{"ten times the rate", 18_000, 0, jitter, 0.995},
		{"tiny rate", 3, 0, jitter, 0.9},
	} {
		n := min(sends, tt.perMinute*2000)
		flights := fly(rand.New(rand.NewPCG(*seedFirst, 1)), n, tt.perMinute, tt.restart, tt.trip)
		if got := worst(flights); got > tt.perMinute {
			t.Errorf("%s: a minute can hold %d arrivals, the limit is %d", tt.name, got, tt.perMinute)
		}
		if got, most := busiest(flights, time.Second), tt.perMinute*102/6000+3; got > most {
			t.Errorf("%s: %d requests left within one second, want at most %d", tt.name, got, most)
		}
		elapsed := flights[n-1].departed.Sub(flights[0].departed)
		used := float64(n-tt.perMinute) / float64(tt.perMinute) / (elapsed.Minutes() - 1)
		if used < tt.least {
			t.Errorf("%s: used %.2f %% of the limit, want %.2f %%", tt.name, 100*used, 100*tt.least)
		}
	}
}

func TestARestartAtOnceIsNoFasterThanGoingOn(t *testing.T) {
	t.Parallel()
	now := epoch
	earlier := apply.NewPacer(1800, now, nil, 0)
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
		"all answered at once": apply.NewPacer(1800, now, left, 0),
		"the last in doubt":    apply.NewPacer(1800, now, left[:19], 1),
	} {
		if wait, ok := restarted.Take(now); ok || wait < goesOn {
			t.Errorf("%s: waits %v and takes %v; the earlier process would have waited %v", name, wait, ok, goesOn)
		}
	}
}

func TestSlowDownHalvesAndRecovers(t *testing.T) {
	t.Parallel()
	p := apply.NewPacer(1800, epoch, nil, 0)
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
	p := apply.NewPacer(2, epoch, future, 0)
	if _, ok := p.Take(epoch.Add(59 * time.Second)); ok {
		t.Error("the limit was exceeded")
	}
	if _, ok := p.Take(epoch.Add(61 * time.Second)); !ok {
		t.Error("a time stamp of the future holds the pacer for longer than a minute")
	}
}

func TestReleaseGivesTheSlotBack(t *testing.T) {
	t.Parallel()
	p := apply.NewPacer(1, epoch, nil, 0)
	if _, ok := p.Take(epoch); !ok {
		t.Fatal("no first slot")
	}
	p.Release()
	if _, ok := p.Take(epoch.Add(time.Minute)); !ok {
		t.Error("the slot of a request that never left is still taken")
	}
}

func BenchmarkPacer(b *testing.B) {
	p := apply.NewPacer(1800, epoch, nil, 0)
	now := epoch
	for b.Loop() {
		wait, ok := p.Take(now)
		if ok {
			p.Done(now, false)
		}
		now = now.Add(max(wait, time.Millisecond))
	}
}
