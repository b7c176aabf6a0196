package hclspec

import (
	"fmt"

	"github.com/cashredpack/redpack/internal/money"
)

// Granted are the limits of a merchant for real money that reach beyond what the platform grants everybody, in words. Each must have been granted
// to this one, and may as well be left over from a rehearsal.
func (m *Merchant) Granted(yuan func(money.Fen) string) (beyond []string) {
	if m.Sandbox {
		return nil
	}
	has, all := m.Limits, PlatformLimits()
	add := func(is bool, format string, args ...any) {
		if is {
			beyond = append(beyond, fmt.Sprintf(format, args...))
		}
	}
	none := has.QuietHours == DaySpan{}
	add(none, "no quiet hours")
	add(!none && !covers(has.QuietHours, all.QuietHours), "quiet hours only %s", has.QuietHours)
	add(has.PerMinute > all.PerMinute, "%s a minute", money.Count(has.PerMinute))
	add(has.PerSecond > all.Second(), "%s a second", money.Count(has.PerSecond))
	add(has.MinAmount < all.MinAmount, "packets from %s", yuan(has.MinAmount))
	add(has.MaxAmount > all.MaxAmount, "packets up to %s", yuan(has.MaxAmount))
	add(has.PerUserDailyPackets > all.PerUserDailyPackets, "%s packets a person and day", money.Count(has.PerUserDailyPackets))
	add(has.PerUserDailyAmount > all.PerUserDailyAmount, "%s a person and day", yuan(has.PerUserDailyAmount))
	add(has.DailyAmount > all.DailyAmount, "%s a day", yuan(has.DailyAmount))
	return beyond
}

// covers tells whether a span holds every minute of another one.
func covers(span, other DaySpan) bool {
	for minute := other.From; minute < other.To; minute++ {
		if !span.Contains(minute) {
			return false
		}
	}
	return true
}
