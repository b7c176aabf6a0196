package view_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/internal/view"
)

// TestEachHalfOfAWindowIsShown to whoever approves it.
func TestEachHalfOfAWindowIsShown(t *testing.T) {
	day := func(clock string, days int) time.Time { return viewtest.At(clock).AddDate(0, 0, days) }
	for want, schedule := range map[string]hclspec.Schedule{
		"any time":                             {},
		"until 2027-02-08 12:00":               {NotAfter: day("12:00:00", 2)},
		"from 2027-02-06 09:30":                {NotBefore: day("09:30:00", 0)},
		"2027-02-06 09:30 to 2027-02-08 12:00": {NotBefore: day("09:30:00", 0), NotAfter: day("12:00:00", 2)},
		"2027-02-06 09:30 to 12:00":            {NotBefore: day("09:30:00", 0), NotAfter: day("12:00:00", 0)},
	} {
		of := viewtest.Planned(t, viewtest.Lantern(), nil, "09:02:00")
		of.Campaign.Schedule = schedule
		of.Campaign.Merchant.Limits.QuietHours = hclspec.DaySpan{}
		var out bytes.Buffer
		if err := view.Plan(&out, of, page.Style{}); err != nil {
			t.Fatal(err)
		}
		line := ""
		for _, each := range strings.Split(out.String(), "\n") {
			if strings.HasPrefix(strings.TrimSpace(each), "Window") {
				line = strings.Join(strings.Fields(each)[1:], " ")
			}
		}
		if !strings.HasPrefix(line, want) {
			t.Errorf("%+v is shown as %q, want %q", schedule, line, want)
		}
	}
}
