// Package beijing holds the one time zone of the platform. WeChat Pay's days, quiet hours and time stamps are Beijing
// time, so redpack reads and prints every time in it, whatever the machine is set to. China has had no daylight saving
// since 1991, so the offset is a constant and no time zone database is needed.
package beijing

import "time"

// Zone is UTC+8, printed as CST (China Standard Time).
var Zone = time.FixedZone("CST", 8*60*60)

// Layouts of the texts that people write and read.
const (
	MinuteLayout = "2006-01-02 15:04"     // in campaign files
	PrintLayout  = "2006-01-02 15:04 MST" // in everything redpack prints
	dayLayout    = "20060102"
	stampLayout  = "2006-01-02T15:04:05.000Z07:00"
)

// Day is the Beijing calendar day of an instant as the platform writes it: yyyymmdd.
func Day(at time.Time) string { return at.In(Zone).Format(dayLayout) }

// ParseDay is the first instant of a day as Day writes it.
func ParseDay(day string) (time.Time, error) { return time.ParseInLocation(dayLayout, day, Zone) }

// Date is the Beijing calendar day of an instant as people and spreadsheets write it: 2027-02-06.
func Date(at time.Time) string { return at.In(Zone).Format(time.DateOnly) }

// NextDay is the first instant of the Beijing day after the one that an instant lies in.
func NextDay(at time.Time) time.Time {
	local := at.In(Zone)
	return time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, Zone)
}

// Stamp is an instant as redpack's JSON has it: RFC 3339 with milliseconds; "" for the zero one.
func Stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(Zone).Format(stampLayout)
}

// Format prints an instant for people, with the zone: "2027-02-06 09:00 CST".
func Format(at time.Time) string {
	clock, ok := Clock(at)
	if !ok {
		return at.In(Zone).Format(PrintLayout)
	}
	return clock[:len(MinuteLayout)] + " CST"
}

// Clock is an instant as spreadsheets read it: "2027-02-06 09:00:00". A list of a million packets has several times as many of them, and
// package time reads a layout anew each time. ok is false for a year that has not four digits.
func Clock(at time.Time) (text string, ok bool) {
	at = at.In(Zone)
	year, month, day := at.Date()
	if year < 1000 || year > 9999 {
		return "", false
	}
	hour, minute, second := at.Clock()
	var room [len(time.DateTime)]byte
	b := append(room[:0], byte('0'+year/1000), byte('0'+year/100%10))
	for i, n := range [...]int{year % 100, int(month), day, hour, minute, second} {
		if i > 0 {
			b = append(b, "?-- ::"[i])
		}
		b = append(b, byte('0'+n/10), byte('0'+n%10))
	}
	return string(b), true
}
