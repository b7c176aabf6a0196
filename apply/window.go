package apply

import (
	"fmt"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/plan"
)

// sendWindow is when the campaign may send: its schedule, its hours and the merchant's quiet hours, by every clock.
type sendWindow struct {
	campaign *hclspec.Campaign
	clocks   clocks
	open     openUntil // until it has to be looked at again
}

// openUntil remembers that the campaign may send, so that not every request has to look.
type openUntil struct {
	at   time.Time
	left time.Duration // for so long
}

// holds reports whether a look is still good: not once its time has passed by any clock, nor after ours was set back.
func (o openUntil) holds(now time.Time) bool {
	steady, calendar := passed(o.at, now)
	return min(steady, calendar) >= 0 && max(steady, calendar) < o.left
}

// hear takes in what the platform's clock showed; a difference closes the window until it is looked at again.
func (w *sendWindow) hear(said, now time.Time) {
	if w.clocks.hear(said, now) {
		w.open = openUntil{}
	}
}

// closed is a window that is closed by one of the clocks.
type closed struct {
	plan.Window
	at    time.Time     // what the clock shows
	ahead time.Duration // of ours, for the platform's clock
}

// wait is how long the window stays closed, and whether it ever opens.
func (c closed) wait() (wait time.Duration, ends bool) { return c.Until.Sub(c.at), !c.Until.IsZero() }

// check finds out whether the campaign may send by every clock. If not, it returns what closes it by each.
func (w *sendWindow) check(now time.Time) (closedBy []closed) {
	left := idle
	for i, at := range append([]time.Time{now}, w.clocks.platform(now)...) {
		at = at.Round(0)
		c := closed{Window: plan.WindowAt(w.campaign, at), at: at}
		if i > 0 {
			c.ahead = at.Sub(now.Round(0))
		}
		switch {
		case !c.Open:
			closedBy = append(closedBy, c)
		case !c.Until.IsZero():
			left = min(left, c.Until.Sub(at))
		}
	}
	w.open = openUntil{at: now, left: left}
	if len(closedBy) > 0 {
		w.open = openUntil{}
	}
	return closedBy
}

// nearItsEdge reports whether the window opened lately or closes soon, by the most that clocks differ.
func (w *sendWindow) nearItsEdge(now time.Time) bool {
	for _, at := range []time.Time{now.Add(-wildly), now.Add(wildly)} {
		if !plan.WindowAt(w.campaign, at).Open {
			return true
		}
	}
	return false
}

func (c closed) why() string {
	text := "the campaign's " + c.Why.English + " has ended"
	if !c.Until.IsZero() {
		text = fmt.Sprintf("outside the campaign's %s until %s", c.Why, beijing.Format(c.Until))
	}
	if c.ahead == 0 {
		return text
	}
	word := "ahead of"
	if c.ahead < 0 {
		word = "behind"
	}
	return fmt.Sprintf("%s by WeChat Pay's clock: it shows %s, which is %s %s this machine's", text, beijing.Format(c.at),
		c.ahead.Abs().Round(time.Second), word)
}

func (c closed) advice() string {
	if c.ahead.Abs() < time.Minute {
		return ""
	}
	return "set this machine's clock, or look for a proxy in between whose Date is wrong; then apply again when the window is open by both clocks"
}
