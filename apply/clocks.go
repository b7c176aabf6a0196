package apply

import (
	"fmt"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/plan"
)

// clocks are this machine's clock and what is known of the platform's. Nobody can tell which of them is right, so a rule
// about time has to hold by both.
type clocks struct {
	heard time.Time // when the platform last told its time, by our clock; zero: it never did
	said  time.Time // what its clock showed then
}

const (
	// noise is the difference that a clock read to the second, after a journey, may show anyhow.
	noise = 2 * time.Second
	// wildly is a difference that is no drift any more: one of the clocks, or of the answers, is wrong.
	wildly = time.Hour
)

// hear takes in what the platform's clock showed, and reports whether that differs from what was thought of it.
func (c *clocks) hear(said, now time.Time) (changed bool) {
	if said.Sub(now).Abs() < noise {
		said = now
	}
	said = said.Round(0) // a calendar clock alone; ours may have been set meanwhile
	changed = c.heard.IsZero() && !said.Equal(now)
	for _, thought := range c.platform(now) {
		changed = changed || said.Sub(thought).Abs() >= noise
	}
	c.heard, c.said = now, said
	return changed
}

// platform is what the platform's clock may show now: none before it was heard. Since then time has passed by the steady
// clock, which stands still while the machine sleeps, and by the calendar clock, which may be set; where they differ, both
// are possible. The platform's own clock is not set back.
func (c *clocks) platform(now time.Time) []time.Time {
	if c.heard.IsZero() {
		return nil
	}
	steady, calendar := passed(c.heard, now)
	instants := []time.Time{c.said.Add(max(0, steady))}
	if (steady - calendar).Abs() >= noise {
		instants = append(instants, c.said.Add(max(0, calendar)))
	}
	return instants
}

// passed is how much time lies between two readings of our clock, by its steady and by its calendar part.
func passed(from, to time.Time) (steady, calendar time.Duration) {
	return to.Sub(from), to.Round(0).Sub(from.Round(0))
}

// opening remembers that the campaign may send, so that not every request has to look.
type opening struct {
	at   time.Time
	left time.Duration // for so long
}

// holds reports whether a look is still good: not once its time has passed by any clock, nor after ours was set back.
func (o opening) holds(now time.Time) bool {
	steady, calendar := passed(o.at, now)
	return min(steady, calendar) >= 0 && max(steady, calendar) < o.left
}

// shut is a window that is closed by one of the clocks.
type shut struct {
	plan.Window
	at    time.Time     // what the clock shows
	ahead time.Duration // of ours, for the platform's clock
}

// wait is how long the window stays closed, and whether it ever opens.
func (s shut) wait() (wait time.Duration, ends bool) { return s.Until.Sub(s.at), !s.Until.IsZero() }

// look finds out whether the campaign may send by every clock, and for how long. If not, it returns what keeps it longest.
func (r *run) look(now time.Time) (left time.Duration, closed []shut) {
	left = idle
	for i, at := range append([]time.Time{now}, r.clocks.platform(now)...) {
		at = at.Round(0)
		s := shut{Window: plan.WindowAt(r.plan.Campaign, at), at: at}
		if i > 0 {
			s.ahead = at.Sub(now.Round(0))
		}
		switch {
		case !s.Open:
			closed = append(closed, s)
		case !s.Until.IsZero():
			left = min(left, s.Until.Sub(at))
		}
	}
	return left, closed
}

// window makes sure that the campaign may send now, by our clock and by the platform's. It returns how long to wait where
// that is wanted; otherwise a closed window ends the run.
func (r *run) window(now time.Time) time.Duration {
	if r.open.holds(now) {
		return 0
	}
	left, closed := r.look(now)
	if len(closed) == 0 {
		r.open = opening{at: now, left: left}
		r.resume(now)
		return 0
	}
	r.open = opening{}
	var longest shut
	var wait time.Duration
	for _, s := range closed {
		lasts, ends := s.wait()
		if !r.Wait || !ends || s.ahead.Abs() > wildly {
			r.halt(WindowClosed, s.why(), s.advice())
			return 0
		}
		if lasts > wait {
			longest, wait = s, lasts
		}
	}
	r.pause(Paused{At: now, Why: longest.Why, Until: now.Round(0).Add(wait), Window: true})
	// A clock may be set, and a machine may sleep, before a long wait is over.
	return min(wait, time.Minute)
}

func (s shut) why() string {
	text := "the campaign's " + s.Why + " has ended"
	if !s.Until.IsZero() {
		text = fmt.Sprintf("outside the campaign's %s until %s", s.Why, beijing.Format(s.Until))
	}
	if s.ahead == 0 {
		return text
	}
	word := "ahead of"
	if s.ahead < 0 {
		word = "behind"
	}
	return fmt.Sprintf("%s by WeChat Pay's clock: it shows %s, which is %s %s this machine's", text, beijing.Format(s.at),
		s.ahead.Abs().Round(time.Second), word)
}

func (s shut) advice() string {
	if s.ahead.Abs() < time.Minute {
		return ""
	}
	return "set this machine's clock, or look for a proxy in between whose Date is wrong; then apply again when the window is open by both clocks"
}

// feelsItsWay reports whether the first request goes alone, because the first answer tells the platform's clock and the
// window opened lately or closes soon.
func (r *run) feelsItsWay(now time.Time) bool {
	if r.answered || r.inFlight == 0 {
		return false
	}
	for _, at := range []time.Time{now.Add(-wildly), now.Add(wildly)} {
		if !plan.WindowAt(r.plan.Campaign, at).Open {
			return true
		}
	}
	return false
}
