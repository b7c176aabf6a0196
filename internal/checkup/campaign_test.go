package checkup_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func TestCampaign(t *testing.T) {
	const sandbox = "sandbox = true\n  limits {\n    quiet_hours = \"none\"\n  }"
	const slow = "sandbox = true\n  limits {\n    quiet_hours = \"none\"\n    per_minute = 1\n  }"
	const poor = "sandbox = true\n  limits {\n    quiet_hours = \"none\"\n    daily_amount = 1.50\n  }"
	const night = "sandbox = true\n  limits {\n    quiet_hours = \"11:00-13:00\"\n    per_minute = 1\n  }"
	list := spring + "  recipients_from \"csv\" {\n    path = \"people.csv\"\n    key = row.id\n    openid = row.openid\n    amount = row.amount\n  }\n}"
	for name, tt := range map[string]struct {
		block, campaign string
		check           string
		standing        checkup.Standing
		words           string
	}{
		"a sandbox":              {sandbox, two + "}", "venue", checkup.OK, "no real money"},
		"a rehearsal":            {byPEM, two + "}", "venue", checkup.OK, "127.0.0.1:1, which is not WeChat Pay"},
		"real money":             {strings.Replace(byPEM, "  endpoint = \"https://127.0.0.1:1\"\n", "", 1), two + "}", "venue", checkup.OK, "is live"},
		"limits of everybody":    {byPEM, two + "}", "limits", "", ""},
		"granted limits":         {byPEM + "  limits {\n    per_minute = 18000\n    quiet_hours = \"none\"\n  }", two + "}", "limits", checkup.Unknown, "no quiet hours, 18,000 a minute"},
		"lists":                  {sandbox, two + "}", "lists", checkup.OK, "2 recipients; 2 packets to send, ¥2.00"},
		"a list of nonsense":     {sandbox, list, "lists", checkup.Failed, "line 3 of people.csv: Not an amount"},
		"no list":                {sandbox, strings.Replace(list, "people.csv", "gone.csv", 1), "files", checkup.Failed, "redpack validate"},
		"no budget":              {sandbox, two + "}", "budget", checkup.OK, "No budget is set"},
		"within its budget":      {sandbox, two + "  limits {\n    budget = 5.00\n  }\n}", "budget", checkup.OK, "¥5.00, with ¥3.00 left"},
		"beyond its budget":      {sandbox, two + "  limits {\n    budget = 1.00\n  }\n}", "budget", checkup.Failed, "Budget exceeded"},
		"always":                 {sandbox, two + "}", "window", checkup.OK, "at any time"},
		"open":                   {sandbox, two + "  schedule {\n    not_after = \"2027-02-06 21:00\"\n  }\n}", "window", checkup.OK, "open for 9h00m, until 2027-02-06 21:00"},
		"not yet open":           {sandbox, two + "  schedule {\n    not_before = \"2027-02-07 09:00\"\n  }\n}", "window", checkup.OK, "opens in 21h00m"},
		"over":                   {sandbox, two + "  schedule {\n    not_after = \"2027-02-06 09:00\"\n  }\n}", "window", checkup.Failed, "ended 2027-02-06 09:00"},
		"in quiet hours":         {night, two + "}", "window", checkup.OK, "quiet hours"},
		"fast enough":            {sandbox, two + "}", "pace", checkup.OK, "takes about 1 s"},
		"too slow at all":        {slow, two + "  schedule {\n    not_after = \"2027-02-06 12:01\"\n  }\n}", "pace", checkup.Warning, "longer than the schedule lasts"},
		"too slow for a window":  {slow, two + "  schedule {\n    hours = \"11:00-12:01\"\n  }\n}", "pace", checkup.Warning, "redpack apply -wait"},
		"a day":                  {sandbox, two + "}", "daily_amount", checkup.OK, "fits into"},
		"more than a day":        {poor, two + "}", "daily_amount", checkup.Warning, "over the merchant's daily amount"},
		"certificate":            {byPEM, two + "}", "certificate", checkup.OK, "outlasts"},
		"certificate before end": {byPEM, two + "  schedule {\n    not_after = \"2027-06-01 12:00\"\n  }\n}", "certificate", checkup.Warning, "before the campaign does"},
		"certificate before it":  {byPEM, two + "  schedule {\n    not_before = \"2027-05-01 12:00\"\n  }\n}", "certificate", checkup.Failed, "before the first packet"},
		"a mistake":              {sandbox, two + "  nonsense = true\n}", "files", checkup.Failed, "redpack validate"},
		"no warnings":            {sandbox, two + "}", "warnings", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := issued("1900000109", 60*24*time.Hour)
			files["people.csv"] = "id,openid,amount\na,oTEAM00000000000000000000001,1.00\nb,oTEAM00000000000000000000002,one\n"
			s := project(t, tt.block, tt.campaign, files)
			checks := slices.DeleteFunc(local(t, s), func(c checkup.Check) bool { return c.Area != checkup.Campaign })
			if tt.check == "certificate" && s.Account.Merchant.Sandbox {
				t.Fatal("a sandbox has none")
			}
			expect(t, checks, tt.check, tt.standing, tt.words)
		})
	}
}

// What was granted and how long a certificate lasts is said in Chinese to whoever reads that: names in English stand for settings alone.
func TestNumbersHaveTheirUnitsInBothLanguages(t *testing.T) {
	block := byPEM + "  limits {\n    per_minute = 18000\n    quiet_hours = \"none\"\n  }"
	checks := local(t, project(t, block, two+"}", issued("1900000109", 400*24*time.Hour)))
	for name, want := range map[string]string{"limits": "没有免打扰时段、每分钟 18,000 个", "certificate": "还有 400 天"} {
		if !slices.ContainsFunc(checks, func(c checkup.Check) bool { return strings.Contains(c.Told.Chinese, want) }) {
			t.Errorf("%s: %q is not said: %v", name, want, checks)
		}
	}
}

// What plan says beside its own bounds is passed on: other errors as the plan's, and warnings in one line.
func TestWhatThePlanSays(t *testing.T) {
	s := project(t, "sandbox = true", two+"}", nil)
	for _, tt := range []struct {
		name     string
		says     hcl.Diagnostics
		check    string
		standing checkup.Standing
		words    string
	}{
		{"error", hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Paid twice", Detail: "Somebody would be. Do not."}}, "plan", checkup.Failed, "Paid twice: Somebody would be."},
		{"budget", hcl.Diagnostics{{Severity: hcl.DiagError, Summary: plan.BudgetExceeded, Detail: "It costs too much. Raise it."}}, "budget", checkup.Failed, "Raise it."},
		{"persons", hcl.Diagnostics{{Severity: hcl.DiagWarning, Summary: plan.PersonsDay, Detail: "Two had enough. Wait."}}, "daily_persons", checkup.Warning, "Two had enough. Wait."},
		{"others", hcl.Diagnostics{
			{Severity: hcl.DiagWarning, Summary: "Odd"}, {Severity: hcl.DiagWarning, Summary: "Odd"}, {Severity: hcl.DiagWarning, Summary: "Even"},
		}, "warnings", checkup.Warning, "3 warnings: Odd, Even."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.Plan = func(c *hclspec.Campaign, snapshot *state.Snapshot) (*plan.Plan, hcl.Diagnostics) {
				one, _ := plan.New(c, snapshot, plan.Options{At: noon})
				return one, tt.says
			}
			expect(t, local(t, s), tt.check, tt.standing, tt.words)
		})
	}
}

// What only a send can tell is unknown, and nothing that was looked at is.
func TestSendingIsUnknown(t *testing.T) {
	s := project(t, byPEM, two+"}", issued("1900000109", 400*24*time.Hour))
	areas, told := checkup.Areas(), map[string]bool{}
	last := 0
	for _, c := range checkup.Examine(t.Context(), s) {
		at := slices.Index(areas, c.Area)
		if at < last {
			t.Errorf("%s stands behind %s", c.Area, areas[last])
		}
		last = at
		if key := string(c.Area) + c.Name + c.Subject; told[key] {
			t.Errorf("two checks %s", key)
		} else {
			told[key] = true
		}
		if c.Area == checkup.Sending && c.Standing != checkup.Unknown {
			t.Errorf("%s is known: %s", c.Name, c.Told)
		}
	}
	for _, name := range []string{"balance", "product", "scene", "persons", "persons_limits", "openids"} {
		if !told[string(checkup.Sending)+name] {
			t.Errorf("%s is not told", name)
		}
	}
}

// Whoever is interrupted is not kept by the campaigns or the network.
func TestExamineEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range checkup.Examine(ctx, project(t, "sandbox = true", two+"}", nil)) {
		if c.Name == "lists" || c.Area == checkup.Network {
			t.Errorf("still looked at %+v", c)
		}
	}
}

func TestSplit(t *testing.T) {
	for text, want := range map[string][2]string{
		"the state x is damaged: it is. Sending could pay twice. Put back a copy": {"The state x is damaged: it is.", "Sending could pay twice. Put back a copy."},
		"one sentence": {"One sentence.", ""},
		// A command is pasted: the full stop would be of its last word.
		"key.pem has mode 0644. Run: chmod 600 key.pem":              {"key.pem has mode 0644.", "Run: chmod 600 key.pem"},
		"It is empty. Ask WeChat Pay:\n  redpack state rebuild":      {"It is empty.", "Ask WeChat Pay: redpack state rebuild"},
		"It is empty. Run redpack state rebuild: it asks WeChat Pay": {"It is empty.", "Run redpack state rebuild: it asks WeChat Pay."},
		"A file of v1. x is no end. So it is.":                       {"A file of v1. x is no end.", "So it is."},
		"Two\n\n  redpack apply\n\nlines.":                           {"Two redpack apply lines.", ""},
		"":                                                           {"", ""},
	} {
		if told, next := checkup.Split(text); told != want[0] || next != want[1] {
			t.Errorf("%q is %q and %q", text, told, next)
		}
	}
}
