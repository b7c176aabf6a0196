package reconcile

import (
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// standing is whether a bill must show a movement.
type standing uint8

const (
	notCovered standing = iota
	atTheEdge           // it may stand in a neighbouring day's bill
	covered
)

// edge is how far a movement may be booked from when it is known to have happened.
const edge = time.Hour

// maxSpan bounds how many days are looked at one by one. No packet is in doubt for longer: the platform forgets it after 30 days.
const maxSpan = 60

// coverage knows the days of which all is told that concerns packets.
type coverage struct {
	days map[string]bool
	miss map[string]bool // days that somebody asked for in vain
}

// coverage finds the days with a bill of an account that pays packets: those in whose bills packets of ours stand, or any account where
// none does. A day with a bill that is still to come has none.
func (r *Reconciliation) coverage() coverage {
	pays := map[string]bool{}
	for i := range r.numbers {
		n := &r.numbers[i]
		for _, at := range []place{n.paid, n.back} {
			if at.set {
				pays[r.result.Sources[at.bill].Account] = true
			}
		}
	}
	c := coverage{days: map[string]bool{}, miss: map[string]bool{}}
	for i := range r.result.Sources {
		s := &r.result.Sources[i]
		if s.From == "" || len(pays) > 0 && !pays[s.Account] && !pays[""] {
			continue
		}
		for day := range daysBetween(s.From, s.To) {
			c.days[day] = true
		}
	}
	for _, p := range r.options.Pending {
		delete(c.days, p.Day)
		c.miss[p.Day] = true
	}
	return c
}

// daysBetween yields the days of a span, both ends included.
func daysBetween(from, to string) func(func(string) bool) {
	return func(yield func(string) bool) {
		at, err := beijing.ParseDay(from)
		for ; err == nil && beijing.Day(at) <= to; at = beijing.NextDay(at) {
			if !yield(beijing.Day(at)) {
				return
			}
		}
	}
}

// of tells how a movement stands that happened between two instants.
func (c *coverage) of(from, to time.Time) standing {
	if from.IsZero() || to.Before(from) {
		from = to
	}
	if to.IsZero() || to.Sub(from) > maxSpan*24*time.Hour {
		return notCovered
	}
	if !c.all(from, to) {
		return notCovered
	}
	if !c.all(from.Add(-edge), to.Add(edge)) {
		return atTheEdge
	}
	return covered
}

func (c *coverage) all(from, to time.Time) bool {
	all := true
	for day := range daysBetween(beijing.Day(from), beijing.Day(to)) {
		if !c.days[day] {
			c.miss[day], all = true, false
		}
	}
	return all
}

// missed are the days whose bills would tell more.
func (c *coverage) missed() []string {
	var all []string
	for day := range c.miss {
		all = append(all, day)
	}
	slices.Sort(all)
	return all
}

// ShowDays writes days for people, neighbours as a span: "2027-02-05..2027-02-07, 2027-02-10".
func ShowDays(days []string) lang.Text {
	var spans []string
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && follows(days[j], days[j+1]) {
			j++
		}
		span := ShowDay(days[i])
		if j > i {
			span += ".." + ShowDay(days[j])
		}
		spans, i = append(spans, span), j+1
	}
	return words.Some(spans, len(spans))
}

// ShowDay writes yyyymmdd as people do.
func ShowDay(day string) string {
	if len(day) != 8 {
		return day
	}
	return day[:4] + "-" + day[4:6] + "-" + day[6:]
}

func follows(day, next string) bool {
	at, err := beijing.ParseDay(day)
	return err == nil && beijing.Day(beijing.NextDay(at)) == next
}
