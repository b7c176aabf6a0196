package hclspec_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// scheduled is a campaign with this schedule, whose merchant sleeps at these hours.
func scheduled(schedule, quiet string) folder {
	return folder{"a.hcl": strings.Replace(campaign("schedule {\n"+schedule+"\n}\nrecipients = {\n"+anna+"\n}"),
		"sandbox = true", "sandbox = true\nlimits {\nquiet_hours = \""+quiet+"\"\n}", 1)}
}

// A part of the day has its first minute and not its last, also over midnight.
func TestDaySpanAtItsEnds(t *testing.T) {
	for _, tt := range []struct {
		span    string
		in, out []int
	}{
		{"09:00-22:30", []int{540, 541, 1349}, []int{539, 1350, 0, 1439}},
		{"22:30-09:00", []int{1350, 1439, 0, 539}, []int{540, 1349}},
		{"00:00-24:00", []int{0, 1439}, nil},
		{"23:59-00:00", []int{1439}, []int{0, 1438}},
		{"23:59-00:01", []int{1439, 0}, []int{1, 1438}},
		{"00:00-00:01", []int{0}, []int{1, 1439}},
		{"08:00-24:00", []int{480, 1439}, []int{479, 0}},
	} {
		span := scheduled(`hours = "`+tt.span+`"`, "none").mustLoad(t, hclspec.Options{}).Campaigns[0].Schedule.Hours
		if span.String() != tt.span {
			t.Errorf("%s became %s", tt.span, span)
		}
		for _, minute := range tt.in {
			if !span.Contains(minute) {
				t.Errorf("%s does not have minute %d", tt.span, minute)
			}
		}
		for _, minute := range tt.out {
			if span.Contains(minute) {
				t.Errorf("%s has minute %d", tt.span, minute)
			}
		}
	}
}

func TestTimesThatAreNone(t *testing.T) {
	for value, want := range map[string]string{
		`hours = "09:00"`: "Not a part of the day", `hours = "09:00-09:00"`: "Not a part of the day", `hours = "24:00-08:00"`: "Not a part of the day",
		`hours = "9-10"`: "Not a part of the day", `hours = "09:00-25:00"`: "Not a part of the day", `hours = "x-09:00"`: "Not a part of the day",
		`hours = "none"`: "Not a part of the day", `hours = ""`: "", `hours = " 09:00 - 10:00 "`: "", `hours = "00:00-24:00"`: "",
		`not_before = "2027-02-06"`: "Not a time", `not_before = "2027-02-30 09:00"`: "Not a time", `not_after = "2027-02-06 24:01"`: "Not a time",
		`not_after = "2027-02-06 24:00"`: "", `not_before = ""`: "", `not_before = "2027-02-06 23:59"`: "",
	} {
		if _, diags := scheduled(value, "none").load(t, hclspec.Options{}); summaries(diags) != want {
			t.Errorf("%s: %v", value, diags)
		}
	}
}

// 24:00 is the first minute of the next day, also of a month and a year.
func TestEndOfADay(t *testing.T) {
	for text, want := range map[string]string{"2027-02-06 24:00": "2027-02-07 00:00", "2027-02-28 24:00": "2027-03-01 00:00", "2027-12-31 24:00": "2028-01-01 00:00"} {
		ended := scheduled(`not_after = "`+text+`"`, "none").mustLoad(t, hclspec.Options{}).Campaigns[0].Schedule.NotAfter
		same := scheduled(`not_after = "`+want+`"`, "none").mustLoad(t, hclspec.Options{}).Campaigns[0].Schedule.NotAfter
		if !ended.Equal(same) {
			t.Errorf("%s is %s", text, ended)
		}
	}
}

// A schedule needs one minute: between its ends, inside its hours and outside the merchant's quiet ones.
func TestSchedulesWithAndWithoutAMinute(t *testing.T) {
	const backwards, none = "Schedule ends before it begins", "Schedule leaves no minute"
	between := func(from, to string) string {
		return `not_before = "2027-02-06 ` + from + "\"\nnot_after = \"2027-02-06 " + to + `"`
	}
	for _, tt := range []struct{ name, schedule, quiet, want string }{
		{"one minute", between("09:00", "09:01"), "none", ""},
		{"no minute", between("09:00", "09:00"), "none", backwards},
		{"backwards", between("09:01", "09:00"), "none", backwards},
		{"up to where the night ends", between("07:00", "08:00"), "00:00-08:00", none},
		{"a minute further", between("07:00", "08:01"), "00:00-08:00", ""},
		{"from where the night begins", between("22:00", "23:00"), "22:00-08:00", none},
		{"a minute before", between("21:59", "23:00"), "22:00-08:00", ""},
		{"the whole of a night over midnight", "not_before = \"2027-02-06 22:00\"\nnot_after = \"2027-02-07 08:00\"", "22:00-08:00", none},
		{"and a minute more", "not_before = \"2027-02-06 22:00\"\nnot_after = \"2027-02-07 08:01\"", "22:00-08:00", ""},
		{"two days", "not_before = \"2027-02-06 22:00\"\nnot_after = \"2027-02-08 22:00\"", "22:00-08:00", ""},
		{"hours inside the night", `hours = "01:00-08:00"`, "00:00-08:00", none},
		{"hours a minute longer", `hours = "01:00-08:01"`, "00:00-08:00", ""},
		{"hours over midnight inside the night", `hours = "23:00-07:00"`, "23:00-07:00", none},
		{"hours a minute before the night", `hours = "22:59-07:00"`, "23:00-07:00", ""},
		{"hours outside of the window", between("09:00", "10:00") + "\nhours = \"10:00-11:00\"", "none", none},
		{"hours that touch it", between("09:00", "10:01") + "\nhours = \"10:00-11:00\"", "none", ""},
		{"hours before it", between("09:00", "10:00") + "\nhours = \"08:00-09:00\"", "none", none},
		{"hours that reach into it", between("09:00", "10:00") + "\nhours = \"08:00-09:01\"", "none", ""},
		{"an end alone", "not_after = \"2027-02-06 09:00\"\nhours = \"01:00-07:00\"", "00:00-08:00", none},
		{"a beginning alone", "not_before = \"2027-02-06 09:00\"\nhours = \"08:00-09:00\"", "none", ""},
		{"a night that is the day", "", "00:00-24:00", none},
	} {
		if _, diags := scheduled(tt.schedule, tt.quiet).load(t, hclspec.Options{}); summaries(diags) != tt.want {
			t.Errorf("%s: %v", tt.name, diags)
		}
	}
}
