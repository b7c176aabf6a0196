package report

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// unopened is how long a packet waits for its person before the money goes back (WeChat Pay, 现金红包, 2018).
const unopened = 24 * time.Hour

// collector adds a campaign up, packet by packet.
type collector struct {
	source   Source
	items    *items
	made     *Report
	statuses map[Status]*money.Tally // by name and standing
	days     map[int64]*Day          // by number
	today    *Day                    // the one that was counted on last
	number   int64                   // of it
	causes   map[causeKey]*Cause
	runs     *runs
	charts   *charts
}

// causeKey is what exceptions of one cause have in common.
type causeKey struct {
	exception    Exception
	status, code string
}

func newCollector(s Source) *collector {
	items := s.items()
	m := s.Campaign.Merchant
	return &collector{
		source: s, items: items, statuses: map[Status]*money.Tally{}, days: map[int64]*Day{}, causes: map[causeKey]*Cause{},
		runs: newRuns(s.Snapshot.Runs()), charts: newCharts(),
		made: &Report{
			Campaign: page.Clean(s.Campaign.Name), ActName: page.Clean(s.Campaign.ActName), Merchant: words.MaskMchID(m.MchID), Venue: venueOf(m),
			Window: s.Window, Personal: s.Style.ShowOpenID, Provenance: s.provenance(items.asOf),
		},
	}
}

// add counts one packet and the item that shows it.
func (c *collector) add(p *plan.Packet, one *Item) {
	c.earlier(&p.Recorded)
	gone := p.Action == plan.Orphan
	if !gone {
		c.made.Planned = c.made.Planned.With(one.Planned)
	}
	if gone && one.Standing == NotPaid {
		return // neither planned nor paid
	}
	c.made.add(one.Standing, one.Amount)
	status := Status{Name: one.Status, Of: one.Standing}
	if c.statuses[status] == nil {
		c.statuses[status] = &money.Tally{}
	}
	*c.statuses[status] = c.statuses[status].With(one.Amount)
	c.charts.amounts[one.Amount]++
	switch {
	case gone:
		c.made.Orphans = c.made.Orphans.With(one.Amount)
	case one.Standing != NotPaid && p.Differs():
		c.made.Differing.Packets++
		c.made.Differing.Amount += one.Amount - one.Planned
	}
	if p.Recorded.ID != 0 {
		c.runs.touch(&p.Recorded)
		c.happened(one)
	}
	if one.Exception != 0 {
		c.except(one)
	}
}

// happened counts a packet on the days on which something became of it.
func (c *collector) happened(one *Item) {
	switch one.Standing {
	case Received, Waiting, Refunded:
		c.moved(one.SentAt, one.Amount, (*Day).sent)
		c.charts.sent(one)
	case InDoubt, NotPaid:
	}
	switch {
	case one.Standing == Received:
		c.moved(one.ReceivedAt, one.Amount, (*Day).received)
	case one.Standing == Refunded && one.RefundedAt.IsZero():
		c.made.Back = c.made.Back.With(one.Amount)
	case one.Standing == Refunded:
		c.moved(one.RefundedAt, one.Amount, (*Day).refunded)
	case one.Standing == Waiting && c.items.asOf.Sub(one.SentAt) > unopened:
		c.made.Overdue++
	}
}

// earlier counts the numbers that a packet gave up, on the days on which they were sent and came back.
func (c *collector) earlier(p *state.Packet) {
	for _, before := range c.source.Earlier.numbers(p) {
		c.made.Earlier = c.made.Earlier.With(before.amount)
		c.moved(before.sentAt, before.amount, (*Day).sent)
		c.moved(before.refundedAt, before.amount, (*Day).refunded)
		c.charts.left(before.sentAt, before.amount)
	}
}

func (d *Day) sent() *money.Tally     { return &d.Sent }
func (d *Day) received() *money.Tally { return &d.Received }
func (d *Day) refunded() *money.Tally { return &d.Refunded }

// moved counts money on the day on which it moved.
func (c *collector) moved(at time.Time, amount money.Fen, column func(*Day) *money.Tally) {
	sum := column(c.day(at))
	*sum = sum.With(amount)
}

// day is the one that an instant lies in. Most packets lie in that of the one before.
func (c *collector) day(at time.Time) *Day {
	const seconds = 24 * 60 * 60
	_, east := at.In(beijing.Zone).Zone()
	number := (at.Unix() + int64(east)) / seconds
	if c.today == nil || c.number != number {
		if c.days[number] == nil {
			c.days[number] = &Day{Day: beijing.Date(at)}
		}
		c.today, c.number = c.days[number], number
	}
	return c.today
}

// except counts an exception, and keeps it while there are not too many.
func (c *collector) except(one *Item) {
	key := causeKey{one.Exception, one.Status, one.Code}
	cause := c.causes[key]
	if cause == nil {
		cause = &Cause{
			Exception: one.Exception, Status: one.Status, Code: one.Code, Reason: one.Reason, First: one.Since, Last: one.Since,
			Address: one.Address, Next: one.Next,
		}
		c.causes[key] = cause
	}
	if cause.Tally = cause.With(one.Amount); cause.Packets == 2 {
		cause.Next = commandFor(one.Exception, one, c.source.Campaign.Name)
	}
	if one.Since.Before(cause.First) {
		cause.First = one.Since
	}
	if one.Since.After(cause.Last) {
		cause.Last = one.Since
	}
	if len(c.made.Exceptions) < MaxExceptions {
		c.made.Exceptions = append(c.made.Exceptions, *one)
	}
}

// report is what it all came to.
func (c *collector) report(csv *CSV) *Report {
	r := c.made
	for status, sum := range c.statuses {
		status.Tally = *sum
		r.Statuses = append(r.Statuses, status)
	}
	slices.SortFunc(r.Statuses, func(a, b Status) int {
		return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(rank(a.Name), rank(b.Name)))
	})
	for _, name := range slices.Sorted(maps.Keys(c.days)) {
		r.Days = append(r.Days, *c.days[name])
	}
	accumulate(r.Days)
	for _, cause := range c.causes {
		r.Causes = append(r.Causes, *cause)
	}
	slices.SortFunc(r.Causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(a.Exception, b.Exception), cmp.Compare(b.Packets, a.Packets), cmp.Compare(a.Status, b.Status),
			cmp.Compare(a.Code, b.Code))
	})
	r.Runs = c.runs.of(len(c.source.Snapshot.Campaigns()) <= 1)
	r.Charts = c.charts.drawn()
	r.SHA256, r.Rows = csv.Sum(), csv.Rows()
	return r
}

// rank is a status's place in a packet's life; what was not begun comes last.
func rank(name string) int {
	for i, status := range state.Statuses() {
		if status.String() == name {
			return i
		}
	}
	return len(state.Statuses())
}

// accumulate adds up what days come to.
func accumulate(days []Day) {
	var sum Day
	for i := range days {
		d := &days[i]
		sum.Sent, sum.Received, sum.Refunded = sum.Sent.Plus(d.Sent), sum.Received.Plus(d.Received), sum.Refunded.Plus(d.Refunded)
		d.SentSoFar, d.ReceivedSoFar, d.RefundedSoFar = sum.Sent, sum.Received, sum.Refunded
	}
}
