package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// Daily follows what a merchant pays on a Beijing day, over all campaigns of a state, against the platform's daily limits.
// What may have been paid counts as paid. Around midnight two clocks can show two days; nobody can tell by which of them
// the platform counts, so a packet has to fit into each and counts for each. A day takes 16 bytes for each person who got something on it,
// and as much again of room. It is not safe for concurrent use.
type Daily struct {
	limits   hclspec.MerchantLimits
	snapshot *state.Snapshot // what was paid before
	latest   string          // of the days that our clock has shown
	days     map[string]*state.DayUsage
	today    dayNamed  // of the instant looked at last
	recorded money.Fen // of the day when the counting began, and of the plans since
	expected int       // people, see Expect
}

// dayNamed is a Beijing day, so that a row that is looked at need not format one.
type dayNamed struct {
	name     string
	from, to time.Time
}

// Limit is a daily limit that a packet would exceed. The zero value is none.
type Limit uint8

// The daily limits of a merchant.
const (
	NoLimit        Limit = iota
	UserPackets          // limits.per_user_daily_packets
	UserAmount           // limits.per_user_daily_amount
	MerchantAmount       // limits.daily_amount
)

// String is the limit's attribute in a merchant block.
func (l Limit) String() string {
	return [...]string{
		NoLimit: "none", UserPackets: "per_user_daily_packets", UserAmount: "per_user_daily_amount", MerchantAmount: "daily_amount",
	}[l]
}

// NewDaily counts what the state says of the day that the instant lies in.
func NewDaily(m *hclspec.Merchant, snapshot *state.Snapshot, at time.Time) (*Daily, error) {
	day := beijing.Day(at)
	usage, err := snapshot.PaidOn(day)
	if err != nil {
		return nil, lang.Errorf("count what was paid on %s: %w", "统计 %s 已发金额：%w", day, err)
	}
	return &Daily{limits: m.Limits, snapshot: snapshot, latest: day, days: map[string]*state.DayUsage{day: usage}, recorded: usage.Total.Amount}, nil
}

// Expect makes room for so many packets, today and on every day that begins: a table that grows while a million are in it keeps everybody
// waiting who wants to send.
func (d *Daily) Expect(packets int) {
	d.expected = packets
	for _, usage := range d.days {
		usage.Grow(packets)
	}
}

// Days are the Beijing days, yyyymmdd, that a packet counts for if it is sent now, where other clocks show what they show.
// A clock of ours that was set back does not bring an old day's allowance back.
func (d *Daily) Days(now time.Time, others ...time.Time) []string {
	today := d.dayOf(now)
	d.latest = max(d.latest, today)
	days := []string{today}
	for _, other := range others {
		days = append(days, d.dayOf(other))
	}
	days = append(days, d.latest)
	slices.Sort(days)
	return slices.Compact(days)
}

func (d *Daily) dayOf(at time.Time) string {
	if at.Before(d.today.from) || !at.Before(d.today.to) {
		end := beijing.NextDay(at)
		d.today = dayNamed{name: beijing.Day(at), from: end.AddDate(0, 0, -1), to: end}
	}
	return d.today.name
}

// Exceeded tells which limit one more packet of now would exceed.
func (d *Daily) Exceeded(openID string, amount money.Fen, now time.Time) Limit {
	if d.dayOf(now) == d.latest {
		return d.ExceededOn(d.latest, openID, amount)
	}
	for _, day := range d.Days(now) {
		if limit := d.ExceededOn(day, openID, amount); limit != NoLimit {
			return limit
		}
	}
	return NoLimit
}

// ExceededOn tells which limit of a day one more packet would exceed. The merchant's own comes first, because it concerns
// everybody.
func (d *Daily) ExceededOn(day, openID string, amount money.Fen) Limit {
	usage := d.usage(day)
	person := usage.Of(openID)
	switch {
	case d.limits.DailyAmount > 0 && usage.Total.Amount+amount > d.limits.DailyAmount:
		return MerchantAmount
	case d.limits.PerUserDailyPackets > 0 && person.Packets >= d.limits.PerUserDailyPackets:
		return UserPackets
	case d.limits.PerUserDailyAmount > 0 && person.Amount+amount > d.limits.PerUserDailyAmount:
		return UserAmount
	}
	return NoLimit
}

// Add counts a packet that is about to be sent now.
func (d *Daily) Add(openID string, amount money.Fen, now time.Time) {
	for _, day := range d.Days(now) {
		d.AddOn(day, openID, amount)
	}
}

// AddOn counts a packet for a day.
func (d *Daily) AddOn(day, openID string, amount money.Fen) {
	d.usage(day).Add(openID, amount)
}

// usage is the count of a day, which begins with what was paid on it before.
func (d *Daily) usage(day string) *state.DayUsage {
	usage, begun := d.days[day]
	if !begun {
		var err error
		if usage, err = d.snapshot.PaidOn(day); err != nil { // of a year that nobody will live to see
			usage = state.NothingPaid()
		}
		usage.Grow(d.expected)
		d.days[day] = usage
	}
	return usage
}

// Limited says which packets of a plan cannot be sent today because of a daily limit. They are sent on a later day.
type Limited struct {
	Packets int                // whose recipient has had enough today
	Limit   Limit              // the first limit met
	First   []LimitedRecipient // the first few
	// Merchant is how much of the plan exceeds the merchant's own limit of the day.
	Merchant money.Fen
}

// LimitedRecipient is one of them and where it stands.
type LimitedRecipient struct {
	Key   string
	Range hcl.Range
}

// String names it for people: "wang (people.csv:7)".
func (r LimitedRecipient) String() string {
	return fmt.Sprintf("%s (%s)", r.Key, place.Short(r.Range))
}

func (l *Limited) add(r *hclspec.Recipient, limit Limit) {
	if l.Packets == 0 {
		l.Limit = limit
	}
	l.Packets++
	if len(l.First) < words.ShownNames {
		l.First = append(l.First, LimitedRecipient{strings.Clone(r.Key), r.Range})
	}
}

// people names the first of them.
func (l *Limited) people() lang.Text {
	var names []string
	for _, each := range l.First {
		names = append(names, each.String())
	}
	return words.Some(names, l.Packets)
}

// fits compares everything to be sent with what is left of the merchant's day.
func (l *Limited) fits(p *Plan, daily *Daily) {
	limit := p.Campaign.Merchant.Limits.DailyAmount
	if daily == nil || limit == 0 {
		return
	}
	daily.recorded += p.tallies[Send].Amount + p.tallies[Retry].Amount
	l.Merchant = max(0, daily.recorded-limit)
}
