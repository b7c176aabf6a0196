package beijing_test

import (
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
)

func TestDayTurnsAtBeijingMidnight(t *testing.T) {
	midnight := time.Date(2027, 2, 5, 16, 0, 0, 0, time.UTC)
	if got := beijing.Day(midnight); got != "20270206" {
		t.Errorf("Day at 16:00 UTC = %s", got)
	}
	if got := beijing.Day(midnight.Add(-time.Nanosecond)); got != "20270205" {
		t.Errorf("Day just before 16:00 UTC = %s", got)
	}
	for at, want := range map[time.Time]string{midnight: "2027-02-06", midnight.Add(-time.Nanosecond): "2027-02-05"} {
		if got := beijing.Date(at); got != want {
			t.Errorf("Date(%s) = %s", at, got)
		}
	}
	for _, at := range []time.Time{midnight.Add(-24 * time.Hour), midnight.Add(-time.Nanosecond)} {
		if got := beijing.NextDay(at); !got.Equal(midnight) {
			t.Errorf("NextDay(%s) = %s", at, got)
		}
	}
	if got := beijing.Format(midnight); got != "2027-02-06 00:00 CST" {
		t.Errorf("Format = %s", got)
	}
}

func TestClockIsWhatPackageTimeWrites(t *testing.T) {
	for _, at := range []time.Time{
		{},
		time.Unix(0, 0),
		time.Date(2027, 2, 5, 16, 0, 0, 0, time.UTC), time.Date(2027, 12, 31, 15, 59, 59, 999e6, time.UTC),
		time.Date(999, 12, 31, 12, 0, 0, 0, beijing.Zone), time.Date(9999, 12, 31, 23, 59, 59, 0, beijing.Zone), time.Date(-3, 1, 1, 0, 0, 0, 0, beijing.Zone),
		time.Date(12000, 1, 2, 3, 4, 5, 0, beijing.Zone),
	} {
		local := at.In(beijing.Zone)
		text, ok := beijing.Clock(at)
		if four := local.Year() >= 1000 && local.Year() <= 9999; ok != four || ok && text != local.Format(time.DateTime) {
			t.Errorf("%s is told as %q, %t", local, text, ok)
		}
		if got, want := beijing.Format(at), local.Format(beijing.PrintLayout); got != want {
			t.Errorf("%s is printed as %q, want %q", local, got, want)
		}
	}
}
