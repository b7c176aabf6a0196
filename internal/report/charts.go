package report

import (
	"maps"
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
)

// Charts are the numbers behind the pictures of a report.
type Charts struct {
	Timeline []Moment // money that had left and that had been received by then; the first is before all of it
	Opened   Opened
	Amounts  []Bin // by amount, the smallest first
}

// Moment is what had happened by then.
type Moment struct {
	At             time.Time
	Sent, Received money.Fen
}

// Opened is how soon packets were opened: how many of those sent, in so many hours, from none to 24.
type Opened struct {
	Sent   int
	Within [openHours + 1]int
}

const openHours = 24

// Bin is packets whose amounts lie between two, both included.
type Bin struct {
	From, To money.Fen
	Packets  int
}

// binsMax is how many bars a picture of amounts has at most.
const binsMax = 12

// charts collects the numbers.
type charts struct {
	hours   map[int64]*Moment // what happened in each hour
	opened  Opened
	amounts map[money.Fen]int
}

func newCharts() *charts { return &charts{hours: map[int64]*Moment{}, amounts: map[money.Fen]int{}} }

// sent takes in a packet that has left.
func (c *charts) sent(one *Item) {
	c.left(one.SentAt, one.Amount)
	c.opened.Sent++
	if one.Standing != Received {
		return
	}
	c.hour(one.ReceivedAt).Received += one.Amount
	took := int((one.ReceivedAt.Sub(one.SentAt) + time.Hour - 1) / time.Hour)
	c.opened.Within[min(max(took, 0), openHours)]++
}

// left takes in money that has left.
func (c *charts) left(at time.Time, amount money.Fen) { c.hour(at).Sent += amount }

const hourSeconds = 60 * 60

func (c *charts) hour(at time.Time) *Moment {
	hour := at.Unix() / hourSeconds
	if c.hours[hour] == nil {
		c.hours[hour] = &Moment{At: time.Unix(hour*hourSeconds, 0).In(beijing.Zone)}
	}
	return c.hours[hour]
}

// drawn is what the pictures show.
func (c *charts) drawn() Charts {
	for h := 1; h <= openHours; h++ {
		c.opened.Within[h] += c.opened.Within[h-1]
	}
	return Charts{Timeline: c.timeline(), Opened: c.opened, Amounts: bins(c.amounts)}
}

// timeline adds the hours up; where they are many, it has a moment for each day.
func (c *charts) timeline() (all []Moment) {
	const byHour = 7 * 24 // more points are narrower than a line is wide
	hours := slices.Sorted(maps.Keys(c.hours))
	if len(hours) == 0 {
		return nil
	}
	byDay := hours[len(hours)-1]-hours[0] > byHour
	sum := Moment{At: c.hours[hours[0]].At}
	all = append(all, sum)
	for _, hour := range hours {
		h := c.hours[hour]
		sum.Sent, sum.Received = sum.Sent+h.Sent, sum.Received+h.Received
		if sum.At = h.At.Add(time.Hour); byDay {
			sum.At = beijing.NextDay(h.At)
		}
		if last := &all[len(all)-1]; last.At.Equal(sum.At) {
			*last = sum
			continue
		}
		all = append(all, sum)
	}
	return all
}

// bins puts amounts into few bars: one for each where they are few, and otherwise steps of a round size.
func bins(amounts map[money.Fen]int) (all []Bin) {
	sorted := slices.Sorted(maps.Keys(amounts))
	if len(sorted) <= binsMax {
		for _, amount := range sorted {
			all = append(all, Bin{amount, amount, amounts[amount]})
		}
		return all
	}
	step := roundStep((sorted[len(sorted)-1] - sorted[0]) / (binsMax - 1))
	first := sorted[0] / step
	all = make([]Bin, sorted[len(sorted)-1]/step-first+1)
	for i := range all {
		from := (first + money.Fen(i)) * step
		all[i] = Bin{From: from, To: from + step - 1}
	}
	for amount, packets := range amounts {
		all[amount/step-first].Packets += packets
	}
	return all
}

// roundStep is the least of 1, 2, 5, 10, 20, 50 … that is above a number.
func roundStep(least money.Fen) money.Fen {
	for unit := money.Fen(1); ; unit *= 10 {
		for _, times := range []money.Fen{1, 2, 5} {
			if step := unit * times; step > least {
				return step
			}
		}
	}
}
