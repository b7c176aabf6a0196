package plan_test

import (
	"testing"

	"github.com/cashredpack/redpack/hclspec"
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

// from is the moved block by which p0 came from another campaign, where it had another key.
const from = "moved {\n  from = \"spring/old\"\n  to   = \"lantern/p0\"\n}\n"

// A recipient who came from another campaign keeps the number of that one as long as it is known to have made any. Where a state is
// lost nobody knows, and each reading of the moved block is another number to ask about.
func TestNumbersOfWhoeverCameFromElsewhere(t *testing.T) {
	const here, there, then = "20270220", "20270210", "20260220"
	kept := billno.Series{Version: billno.ByPerson, Scheme: billno.Digits, Campaign: "spring", Date: there}
	keyed := billno.Series{Version: billno.ByKey, Scheme: billno.Digits, MchID: "1900000109", Date: here}
	pin := plan.Pin{Campaign: "spring", Series: kept}
	type series struct{ campaign, date string }
	lantern, spring := series{"lantern", here}, series{"spring", there}
	for _, tt := range []struct {
		name                       string
		blocks                     string
		campaigns                  []state.CampaignRecord
		pins                       plan.Pins
		trusted, ignored, believed series
	}{
		{"nothing is known", from, nil, nil, lantern, lantern, series{"spring", here}},
		{"the state knows it", from, []state.CampaignRecord{{Name: "spring", Series: kept}}, nil, spring, lantern, spring},
		{"a pin knows it", from, nil, plan.Pins{pin}, spring, lantern, spring},
		{"the project has it", from + sibling("spring"), nil, nil, lantern, lantern, series{"spring", then}},
		{"it numbered by keys", from, []state.CampaignRecord{{Name: "lantern", Series: keyed}}, nil, series{"spring", here}, lantern, series{"spring", here}},
		{
			"it numbered by keys, and the project has it", from + sibling("spring"),
			[]state.CampaignRecord{{Name: "lantern", Series: keyed}},
			nil,
			series{"spring", then},
			lantern,
			series{"spring", then},
		},
	} {
		c := plantest.CampaignBeside(t, tt.blocks, plantest.People("1.00", "1.00"))
		n := plan.NumberingOf(c, state.NewSnapshot(nil, tt.campaigns...), tt.pins, plantest.Noon)
		readings := n.Readings()
		if len(readings) != 3 {
			t.Fatalf("%s: %d readings", tt.name, len(readings))
		}
		came, stayed := &hclspec.Recipient{Key: "p0", OpenID: plantest.OpenID(0)}, &hclspec.Recipient{Key: "p1", OpenID: plantest.OpenID(1)}
		for reading, want := range map[*plan.Numbering]series{
			n: tt.trusted, readings[0]: tt.trusted, readings[1]: tt.ignored, n.Here(): tt.ignored, readings[2]: tt.believed,
		} {
			made := reading.SeriesOf(came)
			if got := (series{made.Campaign, made.Date}); got != want {
				t.Errorf("%s: numbers of %v, want %v", tt.name, got, want)
			}
			key := "old"
			if want == lantern && made.Version == billno.ByKey {
				key = "p0"
			}
			byHand, err := made.Number(billno.Recipient{OpenID: came.OpenID, Key: key, Attempt: 2})
			if no, numberErr := reading.Number(came, false, 2); no != byHand || err != nil || numberErr != nil {
				t.Errorf("%s: number %s, want %s; %v, %v", tt.name, no, byHand, numberErr, err)
			}
			if other := reading.SeriesOf(stayed); other.Campaign != "lantern" || other.Date != here {
				t.Errorf("%s: whoever stayed has numbers of %+v", tt.name, other)
			}
		}
	}
}

// Where no key was moved there is one way to number.
func TestNumbersWithoutMoves(t *testing.T) {
	n := plan.NumberingOf(plantest.Campaign(t, plantest.People("1.00")), state.EmptySnapshot(), nil, plantest.Noon)
	if readings := n.Readings(); len(readings) != 1 || readings[0] != n {
		t.Errorf("%d readings", len(readings))
	}
	other := n.Series
	other.Date = "20270101"
	recipient := &hclspec.Recipient{Key: "p0", OpenID: plantest.OpenID(0)}
	if with := n.With(other); with.SeriesOf(recipient) != other || n.Series == other {
		t.Errorf("with another series: %+v", with.Series)
	}
}

// What the first releases did not keep of a campaign is filled in as they did it.
func TestNumbersOfTheFirstReleases(t *testing.T) {
	c := plantest.Campaign(t, plantest.People("1.00"))
	snapshot := state.NewSnapshot(nil, state.CampaignRecord{Name: "lantern", Series: billno.Series{Version: billno.ByKey, Date: "20270103"}})
	got := plan.NumberingOf(c, snapshot, nil, plantest.Noon).Series
	if want := (billno.Series{Version: billno.ByKey, Scheme: billno.Digits, Campaign: "lantern", Date: "20270103"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// A run follows what the state has frozen, if that makes the numbers of the plan. The first releases kept less.
func TestNumbersAreFollowed(t *testing.T) {
	person := billno.Series{Version: billno.ByPerson, Scheme: billno.Alphanumeric, MchID: "1", AppID: "wx1", Campaign: "lantern", Date: "20270220"}
	key := billno.Series{Version: billno.ByKey, Scheme: billno.Digits, MchID: "1", Date: "20270220"}
	change := func(s billno.Series, f func(*billno.Series)) billno.Series { f(&s); return s }
	for name, tt := range map[string]struct {
		frozen, planned billno.Series
		follows         bool
	}{
		"the same":                  {person, person, true},
		"another date":              {person, change(person, func(s *billno.Series) { s.Date = "20270221" }), false},
		"another form":              {person, change(person, func(s *billno.Series) { s.Scheme = billno.Digits }), false},
		"another appid":             {person, change(person, func(s *billno.Series) { s.AppID = "wx2" }), false},
		"another name":              {person, change(person, func(s *billno.Series) { s.Campaign = "spring" }), false},
		"keys, all is kept":         {key, key, true},
		"keys, the name is not":     {key, change(key, func(s *billno.Series) { s.Campaign, s.AppID, s.WithKey = "lantern", "wx1", true }), true},
		"keys, the form is not":     {change(key, func(s *billno.Series) { s.Scheme = 0 }), key, true},
		"keys, another form":        {key, change(key, func(s *billno.Series) { s.Scheme = billno.Alphanumeric }), false},
		"keys, another date":        {key, change(key, func(s *billno.Series) { s.Date = "20270221" }), false},
		"keys, another merchant":    {key, change(key, func(s *billno.Series) { s.MchID = "2" }), false},
		"keys, and people's by now": {key, person, false},
	} {
		n := plan.NumberingOf(plantest.Campaign(t, plantest.People("1.00")), state.EmptySnapshot(), nil, plantest.Noon).With(tt.planned)
		if err := n.Follow(tt.frozen); (err == nil) != tt.follows {
			t.Errorf("%s: %v", name, err)
		}
	}
}
