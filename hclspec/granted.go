package hclspec

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Granted are the limits of a merchant for real money that reach beyond what the platform grants everybody, in words. Each must have been granted
// to this one, and may as well be left over from a rehearsal.
func (m *Merchant) Granted(yuan func(money.Fen) string) (beyond []lang.Text) {
	if m.Sandbox {
		return nil
	}
	has, all := m.Limits, PlatformLimits()
	add := func(is bool, text lang.Text) {
		if is {
			beyond = append(beyond, text)
		}
	}
	none := has.QuietHours == DaySpan{}
	add(none, lang.Both("no quiet hours", "没有免打扰时段"))
	add(!none && !covers(has.QuietHours, all.QuietHours), lang.Format("quiet hours only %s", "免打扰时段只有 %s", has.QuietHours))
	add(has.PerMinute > all.PerMinute, lang.Format("%s a minute", "每分钟 %s 个", money.Count(has.PerMinute)))
	add(has.PerSecond > all.Second(), lang.Format("%s a second", "每秒 %s 个", money.Count(has.PerSecond)))
	add(has.MinAmount < all.MinAmount, lang.Format("packets from %s", "单个红包 %s 起", yuan(has.MinAmount)))
	add(has.MaxAmount > all.MaxAmount, lang.Format("packets up to %s", "单个红包最高 %s", yuan(has.MaxAmount)))
	add(has.PerUserDailyPackets > all.PerUserDailyPackets,
		lang.Format("%s packets a person and day", "每人每天 %s 个红包", money.Count(has.PerUserDailyPackets)))
	add(has.PerUserDailyAmount > all.PerUserDailyAmount, lang.Format("%s a person and day", "每人每天 %s", yuan(has.PerUserDailyAmount)))
	add(has.DailyAmount > all.DailyAmount, lang.Format("%s a day", "每天 %s", yuan(has.DailyAmount)))
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
