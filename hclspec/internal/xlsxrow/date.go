package xlsxrow

import (
	"fmt"
	"math"
	"time"
)

const (
	secondsADay = 24 * 60 * 60
	lastDay     = 2_958_465 // 9999-12-31
	days1904    = 1462      // between the two days that workbooks count from
	falseDay    = 60        // 1900-02-29, which there never was: Excel counts it all the same
)

// appendDate appends the date, the time or both that a number of the format is: 2027-02-06, 09:00:00, 2027-02-06 09:00:00. What the format
// hides of the number is written too. It gives nil for what Excel displays as ####, and for its day 0.
func (f format) appendDate(to []byte, serial float64, from1904 bool) []byte {
	if serial < 0 || serial > lastDay+1 {
		return nil
	}
	total := int64(math.Round(serial * secondsADay))
	day, second := total/secondsADay, total%secondsADay
	switch {
	case f.elapsed:
		return appendClock(to, total)
	case day == 0 && (!from1904 || !f.day):
		if f.day && !f.clock && second == 0 {
			return nil
		}
		return appendClock(to, second)
	}
	if from1904 {
		day += days1904
	}
	if day > lastDay {
		return nil
	}
	to = appendDay(to, day)
	if f.clock || second > 0 {
		to = appendClock(append(to, ' '), second)
	}
	return to
}

func appendDay(to []byte, day int64) []byte {
	start := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case day == falseDay:
		return append(to, "1900-02-29"...)
	case day < falseDay:
		day++
	}
	return start.AddDate(0, 0, int(day)).AppendFormat(to, time.DateOnly)
}

func appendClock(to []byte, second int64) []byte {
	return fmt.Appendf(to, "%02d:%02d:%02d", second/3600, second/60%60, second%60)
}

// appendISO appends what a cell of the type d holds, which is ISO 8601 already, as appendDate would write it.
func appendISO(to []byte, raw string) []byte {
	for layout, as := range map[string]string{
		"2006-01-02T15:04:05.999999999Z07:00": time.DateTime,
		"2006-01-02T15:04:05.999999999":       time.DateTime,
		"2006-01-02T15:04":                    time.DateTime,
		time.DateOnly:                         time.DateOnly,
		"15:04:05.999999999":                  time.TimeOnly,
	} {
		if at, err := time.Parse(layout, raw); err == nil {
			return at.Round(time.Second).AppendFormat(to, as)
		}
	}
	return nil
}
