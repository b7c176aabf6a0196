package plan

import (
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
)

// PerMinute is the rate that a campaign may use: the merchant's, or its own where that is lower.
func PerMinute(c *hclspec.Campaign) int {
	if own := c.Limits.PerMinute; own > 0 {
		return min(own, c.Merchant.Limits.PerMinute)
	}
	return c.Merchant.Limits.PerMinute
}

// Duration is how long the open packets take at the campaign's rate, without the waiting for a window.
func (p *Plan) Duration() time.Duration {
	return time.Duration(p.Open().Packets) * time.Minute / time.Duration(PerMinute(p.Campaign))
}

// Window answers whether a campaign may send at an instant.
type Window struct {
	Open bool
	// Until is when the answer changes: the end of the open window, or the next opening. Zero: never.
	Until time.Time
	// Why names the rule that closes it: "schedule", "hours" or "quiet hours".
	Why string
}

// WindowAt applies the campaign's schedule and hours and the merchant's quiet hours, all in Beijing time.
func WindowAt(c *hclspec.Campaign, at time.Time) Window {
	s := c.Schedule
	if !s.NotAfter.IsZero() && !at.Before(s.NotAfter) {
		return Window{Why: "schedule"}
	}
	if at.Before(s.NotBefore) {
		opens := WindowAt(c, s.NotBefore)
		if opens.Open {
			return Window{Until: s.NotBefore, Why: "schedule"}
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

// hoursAt looks at the spans of the day only. Two spans can touch, so the next opening is searched minute boundary by
// minute boundary of the spans themselves, two days at the most.
func hoursAt(c *hclspec.Campaign, at time.Time) Window {
	why := closedBy(c, at)
	if why == "" {
		return Window{Open: true}
	}
	for _, edge := range edges(c, at) {
		if closedBy(c, edge) == "" {
			return Window{Until: edge, Why: why}
		}
	}
	return Window{Why: why}
}

func closedBy(c *hclspec.Campaign, at time.Time) string {
	minute := minuteOf(at)
	if hours := c.Schedule.Hours; hours != (hclspec.DaySpan{}) && !contains(hours, minute) {
		return "hours"
	}
	if quiet := c.Merchant.Limits.QuietHours; quiet != (hclspec.DaySpan{}) && contains(quiet, minute) {
		return "quiet hours"
	}
	return ""
}

// closing is the first instant after at that the spans or the schedule close.
func closing(c *hclspec.Campaign, at time.Time) time.Time {
	end := c.Schedule.NotAfter
	for _, edge := range edges(c, at) {
		if !end.IsZero() && !edge.Before(end) {
			break
		}
		if closedBy(c, edge) != "" {
			return edge
		}
	}
	return end
}

// edges are the instants of this and the next Beijing day at which a span begins or ends, after at, in order.
func edges(c *hclspec.Campaign, at time.Time) []time.Time {
	local := at.In(beijing.Zone)
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, beijing.Zone)
	var found []time.Time
	for minute := range 2 * minutesPerDay {
		if !isEdge(c, minute%minutesPerDay) {
			continue
		}
		if edge := midnight.Add(time.Duration(minute) * time.Minute); edge.After(at) {
			found = append(found, edge)
		}
	}
	return found
}

const minutesPerDay = 24 * 60

func isEdge(c *hclspec.Campaign, minute int) bool {
	for _, span := range []hclspec.DaySpan{c.Schedule.Hours, c.Merchant.Limits.QuietHours} {
		if span != (hclspec.DaySpan{}) && (minute == span.From || minute == span.To%minutesPerDay) {
			return true
		}
	}
	return false
}

func minuteOf(at time.Time) int {
	local := at.In(beijing.Zone)
	return local.Hour()*60 + local.Minute()
}

// contains reports whether a minute of the day lies in a span, which may run over midnight.
func contains(span hclspec.DaySpan, minute int) bool {
	if span.From <= span.To {
		return span.From <= minute && minute < span.To
	}
	return minute >= span.From || minute < span.To
}
