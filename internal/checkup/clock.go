package checkup

import (
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// How far this machine's clock may be from WeChat Pay's. The header Date has seconds, and a journey takes time.
const (
	clocksAgree = 2 * time.Second
	clockFails  = time.Minute
)

// hearing is one reading of the platform's clock, and when it was asked and heard by ours.
type hearing struct{ sent, heard, date time.Time }

// ahead is how far our clock is before the platform's. The reading is half a second old on the average, and was made on the half of the way.
func (h hearing) ahead() time.Duration {
	ours := h.sent.Round(0).Add(h.heard.Sub(h.sent) / 2)
	return ours.Sub(h.date.Add(time.Second / 2))
}

// difference is the check of the clock.
func difference(h hearing) Check {
	check := Check{Area: Clock, Name: "difference", Standing: OK}
	if h.date.IsZero() {
		check.Standing, check.Told = Unknown, lang.Both("Nobody told the time that this machine's clock could be held against.",
			"没有服务器报出时间，无法核对本机时钟。")
		return check
	}
	ahead, way := h.ahead(), h.heard.Sub(h.sent)
	switch proved := ahead.Abs() - way/2; {
	case ahead.Abs() < clocksAgree:
		check.Told = lang.Both("This machine's clock and WeChat Pay's differ by less than 2 s.",
			"本机时钟与微信支付的相差不到 2 秒。")
		return check
	case proved < clocksAgree:
		check.Told = lang.Format("This machine's clock and WeChat Pay's agree, as far as an answer that took %s can tell.",
			"应答用了 %s，在这个精度内，本机时钟与微信支付的一致。", words.Span(way))
		return check
	case proved >= clockFails:
		check.Standing = Failed
	default:
		check.Standing = Warning
	}
	word := lang.Both("ahead of", "快")
	if ahead < 0 {
		word = lang.Both("behind", "慢")
	}
	check.Told = lang.Format("This machine's clock is %s %s WeChat Pay's; windows, quiet hours and daily limits have to hold by both, and records get "+
		"the wrong time.",
		"本机时钟比微信支付的%[2]s %[1]s；发放时段、免打扰时段和每日限额要同时符合两边的时钟，而且记录的时间会是错的。", words.Span(ahead.Abs()), word)
	check.Next = lang.Both("Set the clock, or look for a proxy in between whose Date is wrong.",
		"校准时钟，或排查中间是否有代理给出错误的 Date。")
	return check
}

// zone tells where this machine thinks it is, which changes no time of a campaign.
func zone(now time.Time) Check {
	name, offset := now.Zone()
	return Check{
		Area: Clock, Name: "zone", Standing: OK, Told: lang.Format("This machine's zone is %s (UTC%s); campaign times are Beijing time (UTC+08:00) whatever it is.",
			"本机时区是 %s（UTC%s）；不管本机时区是什么，活动的时间都是北京时间（UTC+08:00）。",
			name, time.Unix(0, 0).In(time.FixedZone("", offset)).Format("-07:00")),
	}
}
