package tui

import (
	"time"

	"github.com/cashredpack/redpack/plan"
)

// ending is when a run is expected to have sent everything.
type ending struct {
	at time.Time // zero: it cannot be told, or not within the schedule
	// closes is when the window closes before that; zero: it does not.
	closes time.Time
}

// windowsAhead is how many openings and closings are looked at: a week of days with two spans each.
const windowsAhead = 30

// endOf walks through the campaign's windows from now on until the open packets are sent, at so many a second. Times in
// which the campaign may not send count as waiting.
func endOf(p *plan.Plan, now time.Time, left int, perSecond float64) ending {
	if left == 0 || perSecond <= 0 {
		return ending{}
	}
	work := time.Duration(float64(left) / perSecond * float64(time.Second))
	var end ending
	at := now
	for range windowsAhead {
		w := plan.WindowAt(p.Campaign, at)
		if w.Open && (w.Until.IsZero() || !at.Add(work).After(w.Until)) {
			end.at = at.Add(work)
			return end
		}
		if w.Until.IsZero() {
			return end
		}
		if w.Open {
			work -= w.Until.Sub(at)
			if end.closes.IsZero() {
				end.closes = w.Until
			}
		}
		at = w.Until
	}
	return end
}
