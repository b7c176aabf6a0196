package apply

import (
	"math"
	"slices"
	"time"
)

// arrivals keeps the limit of any second without seeing when a request arrives. A trip consists of a steady part, which every trip has, and
// of delays, each of which may lie on the way there or on the way back. So two requests arrive as far apart as they departed, but for
// their delays: one that departed at d and was completed at c is counted as if it had arrived as late as c without the steady part, and
// its slot is free a second after that. One in flight keeps its slot. The price is that trips longer than a second, and uneven ones, use
// less than the whole rate.
type arrivals struct {
	limit    int // in any second
	inFlight int
	free     []time.Time // when the slots of completed requests are free again
	// shortest is the shortest of the latest trips, and of those before them. A stall, which makes trips long, must not pass for the
	// steady part, nor a network that has become slower be held for a stall for ever.
	shortest [2]time.Duration
	trips    int
}

const (
	second = time.Second
	// secondGuard makes up for the steps of clocks, and for theirs not being ours.
	secondGuard = 5 * time.Millisecond
	// enoughTrips is how many tell the steady part. It is taken for nothing before, because the first ones make their connections.
	enoughTrips = 32
	// latestTrips is after how many the shortest one is looked for anew.
	latestTrips = 1000
)

// wait is how long no request may depart for the sake of the second; 0: one may. Where only a completion can tell, it is a second.
func (a *arrivals) wait(now time.Time) time.Duration {
	a.free = slices.DeleteFunc(a.free, func(at time.Time) bool { return !at.After(now) })
	if a.inFlight+len(a.free) < a.limit {
		return 0
	}
	soonest := now.Add(second)
	for _, at := range a.free {
		soonest = earlier(soonest, at)
	}
	return soonest.Sub(now)
}

// complete ends a trip. One that was given up tells nothing of the network.
func (a *arrivals) complete(departed, now time.Time, answered bool) {
	a.inFlight--
	a.free = append(a.free, later(departed, now.Add(-a.steady())).Add(second+secondGuard))
	if !answered {
		return
	}
	if a.trips%latestTrips == 0 {
		a.shortest = [2]time.Duration{math.MaxInt64, a.shortest[0]}
	}
	a.trips++
	a.shortest[0] = min(a.shortest[0], now.Sub(departed))
}

// before notes a request of another process, of which only the end is known.
func (a *arrivals) before(completed time.Time) {
	a.free = append(a.free, completed.Add(second+secondGuard))
}

// steady is the part that all trips have.
func (a *arrivals) steady() time.Duration {
	switch {
	case a.trips < enoughTrips:
		return 0
	case a.trips <= latestTrips:
		return a.shortest[0]
	default:
		return min(a.shortest[0], a.shortest[1])
	}
}
