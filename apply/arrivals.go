package apply

import (
	"math"
	"time"
)

// arrivals keeps the limit of any second without seeing when a request arrives. A trip consists of a steady part, which every trip has, and
// of delays, each of which may lie on the way there or on the way back. So two requests arrive as far apart as they departed, but for
// their delays: one that departed at d and was completed at c is counted as if it had arrived as late as c without the steady part, and
// its slot is free a second after that. One in flight keeps its slot. The price is that trips longer than a second, and uneven ones, use
// less than the whole rate.
type arrivals struct {
	limit  int    // in any second
	landed []trip // that were completed in the last second, and some earlier ones
	// shortest is the shortest of the latest trips, and of those before them. A stall, which makes trips long, must not pass for the
	// steady part, because what it held up may arrive all at once; nor may a network that has become slower be held for a stall for ever.
	shortest [2]time.Duration
	since    time.Time // when the latest trips began
	trips    int
}

// trip is a request that was completed.
type trip struct{ departed, completed time.Time }

// latest is when a request can have arrived at the latest, but for the way there of the steady part.
func (t trip) latest(steady time.Duration) time.Time {
	return later(t.departed, t.completed.Add(-steady))
}

const (
	second = time.Second
	// secondGuard makes up for the steps of clocks, and for theirs not being ours.
	secondGuard = 5 * time.Millisecond
	// enoughTrips is how many tell the steady part. It is taken for nothing before, because the first ones make their connections.
	enoughTrips = 32
	// lately is after how long the shortest trip is looked for anew. No stall is expected to last that long.
	lately = 10 * time.Minute
)

// wait is how long no request may depart for the sake of the second, with so many in flight; 0: one may. Where only a completion can tell, it
// is a second.
func (a *arrivals) wait(now time.Time, inFlight int) time.Duration {
	for len(a.landed) > 0 && !a.landed[0].completed.Add(second+secondGuard).After(now) {
		a.landed = a.landed[1:]
	}
	if inFlight+len(a.landed) < a.limit {
		return 0
	}
	taken, soonest, steady := inFlight, now.Add(second), a.steady()
	for _, t := range a.landed {
		if free := t.latest(steady).Add(second + secondGuard); free.After(now) {
			taken, soonest = taken+1, earlier(soonest, free)
		}
	}
	if taken < a.limit {
		return 0
	}
	return soonest.Sub(now)
}

// complete ends a trip. One that was given up tells nothing of the network.
func (a *arrivals) complete(departed, now time.Time, answered bool) {
	a.landed = append(a.landed, trip{departed, now})
	if !answered {
		return
	}
	switch {
	case a.trips == 0:
		a.since, a.shortest = now, [2]time.Duration{math.MaxInt64, math.MaxInt64}
	case now.Sub(a.since) >= lately:
		a.since, a.shortest = now, [2]time.Duration{math.MaxInt64, a.shortest[0]}
	}
	a.trips++
	a.shortest[0] = min(a.shortest[0], now.Sub(departed))
}

// before notes a request of another process, of which only the end is known.
func (a *arrivals) before(completed time.Time) {
	a.landed = append(a.landed, trip{completed, completed})
}

// steady is the part that all trips have. What was completed is counted by what is known of it now: a shorter trip shows that the ones
// before were held up, perhaps on their way there.
func (a *arrivals) steady() time.Duration {
	if a.trips < enoughTrips {
		return 0
	}
	return min(a.shortest[0], a.shortest[1])
}
