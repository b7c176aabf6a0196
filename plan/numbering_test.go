package plan_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// The date in the numbers is what the state keeps, else what the file says, else the day: whatever it is once, no edit and no
// midnight changes it.
func TestTheDateOfNumbers(t *testing.T) {
	named, silent := plantest.Campaign(t, plantest.People("1.00")), plantest.Campaign(t, plantest.People("1.00"))
	named.Date, silent.Date = "20270201", ""
	series := billno.Series{Version: billno.ByPerson, Scheme: billno.Digits, Date: "20270103", Campaign: "lantern"}
	for name, of := range map[string]struct {
		date  string // that schema 1 has frozen alone
		kept  billno.Series
		named bool
		want  string
	}{
		"the file's":              {named: true, want: "20270201"},
		"the day's":               {want: plantest.Noon.Format("20060102")},
		"frozen alone":            {date: "20270102", named: true, want: "20270102"},
		"frozen alone and silent": {date: "20270102", want: "20270102"},
		"the series'":             {date: "20270103", kept: series, named: true, want: "20270103"},
	} {
		c := silent
		if of.named {
			c = named
		}
		snapshot := state.NewSnapshot(nil, state.CampaignRecord{Name: "lantern", BillNoDate: of.date, Series: of.kept})
		got := plan.NumberingOf(c, snapshot, nil, plantest.Noon).Series
		if got.Date != of.want {
			t.Errorf("%s: %q, want %q", name, got.Date, of.want)
		}
	}
}
