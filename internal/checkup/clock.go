package checkup

import (
	"fmt"
	"time"

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
		check.Standing, check.Told = Unknown, "Nobody told the time that this machine's clock could be held against."
		return check
	}
	ahead, way := h.ahead(), h.heard.Sub(h.sent)
	switch proved := ahead.Abs() - way/2; {
	case ahead.Abs() < clocksAgree:
		check.Told = "This machine's clock and WeChat Pay's differ by less than 2 s."
		return check
	case proved < clocksAgree:
		check.Told = fmt.Sprintf("This machine's clock and WeChat Pay's agree, as far as an answer that took %s can tell.", words.Span(way).English)
		return check
	case proved >= clockFails:
		check.Standing = Failed
	default:
		check.Standing = Warning
	}
	word := "ahead of"
	if ahead < 0 {
		word = "behind"
	}
	check.Told = fmt.Sprintf("This machine's clock is %s %s WeChat Pay's; windows, quiet hours and daily limits have to hold by both, and records get "+
		"the wrong time.", words.Span(ahead.Abs()).English, word)
	check.Next = "Set the clock, or look for a proxy in between whose Date is wrong."
	return check
}

// zone tells where this machine thinks it is, which changes no time of a campaign.
func zone(now time.Time) Check {
	name, offset := now.Zone()
	return Check{
		Area: Clock, Name: "zone", Standing: OK, Told: fmt.Sprintf("This machine's zone is %s (UTC%s); campaign times are Beijing time (UTC+08:00) whatever it is.",
			name, time.Unix(0, 0).In(time.FixedZone("", offset)).Format("-07:00")),
	}
}
