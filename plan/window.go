package plan

import (
	"slices"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
)

// Rate is how many requests may arrive within any minute and any second.
type Rate struct{ PerMinute, PerSecond int }

// RateOf is the rate that a campaign may use: the merchant's, or its own where that is lower.
func RateOf(c *hclspec.Campaign) Rate {
	limits := c.Merchant.Limits
	rate := Rate{limits.Minute(), limits.Second()}
	if own := c.Limits.PerMinute; own > 0 {
		rate.PerMinute = min(own, rate.PerMinute)
	}
	return rate
}

// Evenly is a rate of which no second holds more than its share of the minute.
func Evenly(perMinute int) Rate {
	return Rate{perMinute, hclspec.MerchantLimits{PerMinute: perMinute}.Second()}
}

// Duration is how long the open packets take at the campaign's rate, without the waiting for a window.
func (p *Plan) Duration() time.Duration {
	return time.Duration(p.Open().Packets) * time.Minute / time.Duration(RateOf(p.Campaign).PerMinute)
}

// Course is when the open packets leave if nothing holds them up: from the plan's instant on, or from the next opening of the window.
type Course struct {
	Start, End time.Time
	Closes     time.Time // when the window that is open at the start closes; zero: never
}

// Late reports whether the window closes before everything is sent.
func (c Course) Late() bool { return !c.Closes.IsZero() && c.End.After(c.Closes) }

// Course is that of the plan; not ok where the window never opens again.
func (p *Plan) Course() (c Course, ok bool) {
	window := WindowAt(p.Campaign, p.At)
	c.Start = p.At
	if !window.Open && !window.Until.IsZero() {
		c.Start = window.Until
		window = WindowAt(p.Campaign, c.Start)
	}
	c.End, c.Closes = c.Start.Add(p.Duration()), window.Until
	return c, window.Open
}

// Window answers whether a campaign may send at an instant.
type Window struct {
	Open bool
	// Until is when the answer changes: the end of the open window, or the next opening. Zero: never.
	Until time.Time
	// Why names the rule that closes it: "schedule", "hours" or "quiet hours".
	Why lang.Text
}

// WindowAt applies the campaign's schedule and hours and the merchant's quiet hours, all in Beijing time.
func WindowAt(c *hclspec.Campaign, at time.Time) Window {
	s := c.Schedule
	if !s.NotAfter.IsZero() && !at.Before(s.NotAfter) {
		return Window{Why: bySchedule}
	}
	if at.Before(s.NotBefore) {
		opens := WindowAt(c, s.NotBefore)
		if opens.Open {
			return Window{Until: s.NotBefore, Why: bySchedule}
		}
		return opens
	}
	if w := hoursAt(c, at); !w.Open {
		if !s.NotAfter.IsZero() && !w.Until.Before(s.NotAfter) {
			w.Until = time.Time{}
		}
		return w
	}
	return Window{Open: true, Until: closing(c, at)}
}

// The rules that close a window.
var (
	bySchedule   = lang.Both("schedule", "起止时间")
	byHours      = lang.Both("hours", "每日发放时段")
	byQuietHours = lang.Both("quiet hours", "免打扰时段")
)

// Ended reports whether the schedule is over.
func (w Window) Ended() bool { return !w.Open && w.Until.IsZero() && w.Why == bySchedule }

// Closing says where a time lies that the window is closed at.
func (w Window) Closing() lang.Text {
	if w.Why == byQuietHours {
		return lang.Both("within the merchant's quiet hours", "在商户的免打扰时段内")
	}
	return lang.Format("outside the campaign's %s", "不在活动的%s内", w.Why)
}

// Quiet hours are the platform's rule, so a clock that is a little wrong must not break it: sending ends a guard before
// they begin and starts again a guard after they end.
const (
	guardBefore = 10 * time.Second
	guardAfter  = 5 * time.Second
)

// hoursAt looks at the spans of the day only. The next opening is searched at the instants where a span begins or ends.
func hoursAt(c *hclspec.Campaign, at time.Time) Window {
	why := closedBy(c, at)
	if why.Empty() {
		return Window{Open: true}
	}
	for _, edge := range edges(c, at) {
		if closedBy(c, edge).Empty() {
			return Window{Until: edge, Why: why}
		}
	}
	return Window{Why: why}
}

func closedBy(c *hclspec.Campaign, at time.Time) lang.Text {
	if hours := c.Schedule.Hours; hours != (hclspec.DaySpan{}) && !contains(hours, at) {
		return byHours
	}
	if quiet := c.Merchant.Limits.QuietHours; quiet != (hclspec.DaySpan{}) &&
		(contains(quiet, at.Add(guardBefore)) || contains(quiet, at.Add(-guardAfter))) {
		return byQuietHours
	}
	return lang.Text{}
}

// closing is the first instant after at that the spans or the schedule close.
func closing(c *hclspec.Campaign, at time.Time) time.Time {
	end := c.Schedule.NotAfter
	for _, edge := range edges(c, at) {
		if !end.IsZero() && !edge.Before(end) {
			break
		}
		if !closedBy(c, edge).Empty() {
			return edge
		}
	}
	return end
}

// edges are the instants after at, over the next two days and in order, at which a span begins or ends.
func edges(c *hclspec.Campaign, at time.Time) []time.Time {
	local := at.In(beijing.Zone)
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, beijing.Zone)
	hours, quiet := c.Schedule.Hours, c.Merchant.Limits.QuietHours
	var found []time.Time
	for day := -1; day < 3; day++ {
		for _, edge := range []time.Duration{
			minutes(hours.From), minutes(hours.To), minutes(quiet.From) - guardBefore, minutes(quiet.To) + guardAfter,
		} {
			if edge := midnight.AddDate(0, 0, day).Add(edge); edge.After(at) {
				found = append(found, edge)
			}
		}
	}
	slices.SortFunc(found, time.Time.Compare)
	return found
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// contains reports whether an instant lies in a span of its Beijing day.
func contains(span hclspec.DaySpan, at time.Time) bool {
	local := at.In(beijing.Zone)
	return span.Contains(local.Hour()*60 + local.Minute())
}
