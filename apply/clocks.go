package apply

import "time"

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
