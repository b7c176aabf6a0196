package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Daily follows what a merchant pays on the current Beijing day, over all campaigns of a state, against the platform's
// daily limits. What may have been paid counts as paid. It is not safe for concurrent use.
type Daily struct {
	limits   hclspec.MerchantLimits
	day      string
	midnight time.Time // when the day ends; zero before it was looked at
	usage    state.DayUsage
	recorded money.Fen // of the day when the counting began, and of the plans since
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
		return nil, fmt.Errorf("count what was paid on %s: %w", day, err)
	}
	return &Daily{limits: m.Limits, day: day, usage: usage, recorded: usage.Total.Amount}, nil
}

// Day is the Beijing day, yyyymmdd, that a packet counts for if it is sent at an instant.
func (d *Daily) Day(at time.Time) string {
	d.turn(at)
	return d.day
}

// Exceeded tells which limit one more packet would exceed. The merchant's own comes first, because it concerns everybody.
func (d *Daily) Exceeded(openID string, amount money.Fen, at time.Time) Limit {
	d.turn(at)
	person := d.usage.ByOpenID[openID]
	switch {
	case d.limits.DailyAmount > 0 && d.usage.Total.Amount+amount > d.limits.DailyAmount:
		return MerchantAmount
	case d.limits.PerUserDailyPackets > 0 && person.Packets >= d.limits.PerUserDailyPackets:
		return UserPackets
	case d.limits.PerUserDailyAmount > 0 && person.Amount+amount > d.limits.PerUserDailyAmount:
		return UserAmount
	}
	return NoLimit
}

// Add counts a packet that is about to be sent.
func (d *Daily) Add(openID string, amount money.Fen, at time.Time) {
	d.turn(at)
	person := d.usage.ByOpenID[openID]
	d.usage.ByOpenID[openID] = state.Usage{Packets: person.Packets + 1, Amount: person.Amount + amount}
	d.usage.Total = state.Usage{Packets: d.usage.Total.Packets + 1, Amount: d.usage.Total.Amount + amount}
}

// turn begins a new day's count. A clock that was set back does not bring an old day's allowance back.
func (d *Daily) turn(at time.Time) {
	if at.Before(d.midnight) {
		return
	}
	if day := beijing.Day(at); day > d.day {
		d.day, d.usage = day, state.DayUsage{ByOpenID: map[string]state.Usage{}}
	}
	d.midnight = beijing.NextDay(at)
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
	return fmt.Sprintf("%s (%s:%d)", r.Key, r.Range.Filename, r.Range.Start.Line)
}

const maxLimitedShown = 5

func (l *Limited) add(r *hclspec.Recipient, limit Limit) {
	if l.Packets == 0 {
		l.Limit = limit
	}
	l.Packets++
	if len(l.First) < maxLimitedShown {
		l.First = append(l.First, LimitedRecipient{strings.Clone(r.Key), r.Range})
	}
}

// people names the first of them.
func (l *Limited) people() string {
	var names []string
	for _, each := range l.First {
		names = append(names, each.String())
	}
	text := strings.Join(names, ", ")
	if more := l.Packets - len(l.First); more > 0 {
		text += " and " + money.Count(more) + " more"
	}
	return text
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
