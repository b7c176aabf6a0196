package plan_test

import (
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/plan"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	layout := beijing.MinuteLayout
	if len(text) > len(layout) {
		layout += ":05"
	}
	instant, err := time.ParseInLocation(layout, text, beijing.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

func TestWindowAt(t *testing.T) {
	night := hclspec.DaySpan{From: 0, To: 8 * 60}
	office := hclspec.DaySpan{From: 9 * 60, To: 22*60 + 30}
	for _, tt := range []struct {
		name         string
		before, stop string
		hours, quiet hclspec.DaySpan
		at           string
		open         bool
		until, why   string
	}{
		{"always", "", "", hclspec.DaySpan{}, hclspec.DaySpan{}, "2027-02-20 03:00", true, "", ""},
		{"not yet", "2027-02-20 10:00", "", hclspec.DaySpan{}, hclspec.DaySpan{}, "2027-02-20 09:59", false, "2027-02-20 10:00", "schedule"},
		{"just now", "2027-02-20 10:00", "", hclspec.DaySpan{}, hclspec.DaySpan{}, "2027-02-20 10:00", true, "", ""},
		{"over", "", "2027-02-20 22:00", hclspec.DaySpan{}, hclspec.DaySpan{}, "2027-02-20 22:00", false, "", "schedule"},
		{"the last minute", "", "2027-02-20 22:00", hclspec.DaySpan{}, hclspec.DaySpan{}, "2027-02-20 21:59", true, "2027-02-20 22:00", ""},
		{"at night", "", "", hclspec.DaySpan{}, night, "2027-02-20 00:00", false, "2027-02-20 08:00:05", "quiet hours"},
		{"in the morning", "", "", hclspec.DaySpan{}, night, "2027-02-20 08:00:05", true, "2027-02-20 23:59:50", ""},
		{"right after the night", "", "", hclspec.DaySpan{}, night, "2027-02-20 08:00:04", false, "2027-02-20 08:00:05", "quiet hours"},
		{"right before the night", "", "", hclspec.DaySpan{}, night, "2027-02-20 23:59:50", false, "2027-02-21 08:00:05", "quiet hours"},
		{"hours inside the quiet ones", "", "", office, night, "2027-02-20 08:30", false, "2027-02-20 09:00", "hours"},
		{"late", "", "", office, night, "2027-02-20 22:30", false, "2027-02-21 09:00", "hours"},
		{"late on the last day", "", "2027-02-20 23:00", office, night, "2027-02-20 22:30", false, "", "hours"},
		{"opens at night", "2027-02-20 03:00", "", hclspec.DaySpan{}, night, "2027-02-19 12:00", false, "2027-02-20 08:00:05", "quiet hours"},
		{"hours over midnight", "", "", hclspec.DaySpan{From: 22 * 60, To: 2 * 60}, hclspec.DaySpan{}, "2027-02-20 23:30", true, "2027-02-21 02:00", ""},
		{"right after a night that ends at midnight", "", "", hclspec.DaySpan{}, hclspec.DaySpan{From: 22 * 60, To: 24 * 60}, "2027-02-20 00:00:02", false, "2027-02-20 00:00:05", "quiet hours"},
		{"never", "", "", hclspec.DaySpan{From: 60, To: 120}, night, "2027-02-20 12:00", false, "", "hours"},
	} {
		c := &hclspec.Campaign{
			Merchant: &hclspec.Merchant{Limits: hclspec.MerchantLimits{QuietHours: tt.quiet}},
			Schedule: hclspec.Schedule{NotBefore: at(t, tt.before), NotAfter: at(t, tt.stop), Hours: tt.hours},
		}
		w := plan.WindowAt(c, at(t, tt.at))
		if w.Open != tt.open || !w.Until.Equal(at(t, tt.until)) || w.Why.English != tt.why {
			t.Errorf("%s: %v until %v (%s); want %v until %s (%s)", tt.name, w.Open, w.Until, w.Why, tt.open, tt.until, tt.why)
		}
	}
}

func TestRateOf(t *testing.T) {
	for _, tt := range []struct {
		minute, second, campaign int
		want                     plan.Rate
	}{
		{1800, 0, 0, plan.Rate{1800, 30}},
		{1800, 0, 600, plan.Rate{600, 30}},
		{1800, 0, 6000, plan.Rate{1800, 30}},
		{1800, 20, 0, plan.Rate{1200, 20}},
		{1800, 100, 0, plan.Rate{1800, 100}},
		{5000, 0, 0, plan.Rate{5000, 84}},
		{3, 0, 0, plan.Rate{3, 1}},
	} {
		c := &hclspec.Campaign{
			Merchant: &hclspec.Merchant{Limits: hclspec.MerchantLimits{PerMinute: tt.minute, PerSecond: tt.second}},
			Limits:   hclspec.CampaignLimits{PerMinute: tt.campaign},
		}
		if got := plan.RateOf(c); got != tt.want {
			t.Errorf("%+v: %+v", tt, got)
		}
	}
}
