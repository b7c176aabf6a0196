package apply

import (
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// sendWindow is when the campaign may send: its schedule, its hours and the merchant's quiet hours, by every clock.
type sendWindow struct {
	campaign *hclspec.Campaign
	clocks   clocks
	open     openUntil // until it has to be looked at again
}

// openUntil remembers that the campaign may send, so that not every request has to look.
type openUntil struct {
	at   time.Time
	left time.Duration // for so long
}

// holds reports whether a look is still good: not once its time has passed by any clock, nor after ours was set back.
func (o openUntil) holds(now time.Time) bool {
	steady, calendar := passed(o.at, now)
	return min(steady, calendar) >= 0 && max(steady, calendar) < o.left
}

// hear takes in what the platform's clock showed; a difference closes the window until it is looked at again.
func (w *sendWindow) hear(said, now time.Time) {
	if w.clocks.hear(said, now) {
		w.open = openUntil{}
	}
}

// closed is a window that is closed by one of the clocks.
type closed struct {
	plan.Window
	at    time.Time     // what the clock shows
	ahead time.Duration // of ours, for the platform's clock
}

// wait is how long the window stays closed, and whether it ever opens.
func (c closed) wait() (wait time.Duration, ends bool) { return c.Until.Sub(c.at), !c.Until.IsZero() }

// check finds out whether the campaign may send by every clock. If not, it returns what closes it by each.
func (w *sendWindow) check(now time.Time) (closedBy []closed) {
	left := idle
	for i, at := range append([]time.Time{now}, w.clocks.platform(now)...) {
		at = at.Round(0)
		c := closed{Window: plan.WindowAt(w.campaign, at), at: at}
		if i > 0 {
			c.ahead = at.Sub(now.Round(0))
		}
		switch {
		case !c.Open:
			closedBy = append(closedBy, c)
		case !c.Until.IsZero():
			left = min(left, c.Until.Sub(at))
		}
	}
	w.open = openUntil{at: now, left: left}
	if len(closedBy) > 0 {
		w.open = openUntil{}
	}
	return closedBy
}

// nearItsEdge reports whether the window opened lately or closes soon, by the most that clocks differ.
func (w *sendWindow) nearItsEdge(now time.Time) bool {
	for _, at := range []time.Time{now.Add(-wildly), now.Add(wildly)} {
		if !plan.WindowAt(w.campaign, at).Open {
			return true
		}
	}
	return false
}

func (c closed) why() lang.Text {
	text := lang.Both("the campaign's schedule has ended", "活动的起止时间已过")
	switch {
	case !c.Until.IsZero():
		text = lang.Format("%s until %s", "%s，到 %s 为止", c.Closing(), beijing.Format(c.Until))
	case !c.Ended():
		text = lang.Format("%s until its schedule ends", "%s，活动结束前都不能发放", c.Closing())
	}
	if c.ahead == 0 {
		return text
	}
	word := lang.Both("ahead of", "快")
	if c.ahead < 0 {
		word = lang.Both("behind", "慢")
	}
	ahead := c.ahead.Abs().Round(time.Second)
	return lang.Format("%s by WeChat Pay's clock: it shows %s, which is %s %s this machine's", "%s（按微信支付的时钟，它是 %s，比本机%[4]s %[3]s）", text,
		beijing.Format(c.at), lang.Both(ahead.String(), words.Span(ahead).Chinese), word)
}

func (c closed) advice() lang.Text {
	if c.ahead.Abs() < time.Minute {
		return lang.Text{}
	}
	return lang.Both("set this machine's clock, or look for a proxy in between whose Date is wrong; then apply again when the window is open by both clocks",
		"校准本机时钟，或检查中间是否有 Date 不对的代理；等两个时钟都在发放时段内，再运行 apply")
}
