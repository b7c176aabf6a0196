package hclspec

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
)

// DaySpan is a part of every Beijing day, in minutes after midnight, From included and To excluded. A span with From
// above To runs over midnight. The zero value spans nothing and stands for "not set".
type DaySpan struct{ From, To int }

const dayMinutes = 24 * 60

// Contains tells whether a minute of the day lies in the span.
func (s DaySpan) Contains(minute int) bool {
	if s.From <= s.To {
		return s.From <= minute && minute < s.To
	}
	return minute >= s.From || minute < s.To
}

// String writes the span as campaigns do: "08:00-22:30".
func (s DaySpan) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
}

// Schedule is when a campaign may send. Zero times are unset.
type Schedule struct {
	NotBefore time.Time
	NotAfter  time.Time
	Hours     DaySpan // zero: the whole day
}

func decodeSchedule(f *frame) Schedule {
	rule := lang.Both(`Write Beijing time as "2027-02-06 09:00"; the end of a day is 24:00.`,
		`写北京时间，例如 "2027-02-06 09:00"；一天的结束写 24:00。`)
	s := Schedule{
		NotBefore: parsed(f, "not_before", parseInstant, lang.Both("Not a time", "不是时间"), rule),
		NotAfter:  parsed(f, "not_after", parseInstant, lang.Both("Not a time", "不是时间"), rule),
		Hours:     parsed(f, "hours", parseSpan, notSpan, spanRule),
	}
	f.finish()
	return s
}

// check looks for a minute in which the campaign may send.
func (s Schedule) check(f *frame, quiet DaySpan, block *hclsyntax.Block) {
	if !s.NotBefore.IsZero() && !s.NotAfter.IsZero() && !s.NotBefore.Before(s.NotAfter) {
		f.l.report(wrong(lang.Both("Schedule ends before it begins", "发放时段先结束后开始"), f.at("schedule.not_after"),
			lang.Format("not_after %s does not lie after not_before %s.",
				"not_after %s 不晚于 not_before %s。", beijing.Format(s.NotAfter), beijing.Format(s.NotBefore))))
		return
	}
	if s.open(quiet) {
		return
	}
	f.l.report(wrong(lang.Both("Schedule leaves no minute", "没有可发放的时间"), block.DefRange(),
		lang.Format("Between not_before and not_after there is no minute inside hours and outside the merchant's quiet_hours (%s), so nothing could ever be sent. Widen one of them.",
			"在 not_before 与 not_after 之间，没有一分钟既在 hours 之内又在商户的 quiet_hours（%s）之外，所以什么都发不出去。放宽其中一项。", quiet)))
}

func (s Schedule) open(quiet DaySpan) bool {
	first, minutes := s.NotBefore.In(beijing.Zone), dayMinutes
	if !s.NotBefore.IsZero() && !s.NotAfter.IsZero() {
		minutes = int(min(s.NotAfter.Sub(s.NotBefore).Minutes(), dayMinutes))
	}
	start := 0
	if !s.NotBefore.IsZero() {
		start = first.Hour()*60 + first.Minute()
	}
	for i := range minutes {
		minute := (start + i) % dayMinutes
		if (s.Hours == DaySpan{} || s.Hours.Contains(minute)) && !quiet.Contains(minute) {
			return true
		}
	}
	return false
}

// parseInstant reads Beijing time as people write it, "2027-02-06 09:00". 24:00 is the end of a day.
func parseInstant(text string) (time.Time, bool) {
	day, endOfDay := strings.CutSuffix(text, " 24:00")
	minute := text
	if endOfDay {
		minute = day + " 00:00"
	}
	at, err := time.ParseInLocation(beijing.MinuteLayout, minute, beijing.Zone)
	if endOfDay {
		at = at.AddDate(0, 0, 1)
	}
	return at, err == nil
}

// What is said of a text that is no part of the day.
var (
	notSpan  = lang.Both("Not a part of the day", "不是一天中的时段")
	spanRule = lang.Both(`Write two Beijing times with a dash between them, such as "09:00-22:30"; the end of the day is 24:00.`,
		`写两个北京时间，中间用短横线，例如 "09:00-22:30"；一天的结束写 24:00。`)
)

// parseSpan reads a part of the day, "09:00-22:30".
func parseSpan(text string) (DaySpan, bool) {
	from, to, dashed := strings.Cut(text, "-")
	start, startOK := minuteOf(from)
	end, endOK := minuteOf(to)
	return DaySpan{From: start, To: end}, dashed && startOK && endOK && start != end && start != dayMinutes
}

// quietHours are those of a merchant; "none" stands for a day without any.
func quietHours(f *frame, otherwise DaySpan) DaySpan {
	span := parsed(f, "quiet_hours", func(text string) (DaySpan, bool) {
		if text == "none" {
			return DaySpan{}, true
		}
		return parseSpan(text)
	}, notSpan, spanRule)
	if !f.has("quiet_hours") {
		return otherwise
	}
	return span
}

// minuteOf reads hh:mm up to 24:00 as minutes after midnight.
func minuteOf(text string) (int, bool) {
	text = strings.TrimSpace(text)
	if text == "24:00" {
		return dayMinutes, true
	}
	at, err := time.Parse("15:04", text)
	return at.Hour()*60 + at.Minute(), err == nil
}
