package hclspec_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// inCampaign is a campaign with one person and these lines.
func inCampaign(lines string) folder {
	return folder{"a.hcl": campaign(lines + "\nrecipients = {\n" + anna + "\n}")}
}

// Each kind of attribute takes its type in its bounds; what is wrong with it is said once, at its value.
func TestAttributesOfEachKind(t *testing.T) {
	for _, tt := range []struct{ lines, want, at string }{
		{"allow_repeat_openid = true", "", ""},
		{`allow_repeat_openid = "true"`, "Wrong type", `"true"`},
		{"allow_repeat_openid = null", "", ""},
		{"limits {\nmax_recipients = 0\n}", "Not a count", "0"},
		{"limits {\nmax_recipients = -1\n}", "Not a count", "-1"},
		{"limits {\nmax_recipients = 1.5\n}", "Not a count", "1.5"},
		{"limits {\nmax_recipients = 1\n}", "", ""},
		{"limits {\nmax_recipients = 2147483648\n}", "", ""},
		{"limits {\nmax_recipients = 2147483649\n}", "Not a count", "2147483649"},
		{`limits {` + "\n" + `max_recipients = "5"` + "\n}", "Wrong type", `"5"`},
		{"limits {\nbudget = 0\n}", "Not an amount", "0"},
		{"limits {\nbudget = -8.88\n}", "Not an amount", "-8.88"},
		{"limits {\nbudget = \"8.88\"\n}", "", ""},
		{"limits {\nbudget = true\n}", "Not an amount", "true"},
		{"limits {\nbudget = local.gone\n}", "Unsupported attribute", ".gone"},
		{"scene_id = \"\"", "Unknown scene", `""`},
		{"scene_id = 5", "Wrong type", "5"},
		{"scene_id = local.gone", "Unsupported attribute", ".gone"},
		{"scene_id = \"PRODUCT_1\"", "", ""},
		{"scene_id = \"PRODUCT_8\"", "", ""},
		{"scene_id = \"PRODUCT_0\"", "Unknown scene", `"PRODUCT_0"`},
		{`consume_mch_id = "1234567"`, "Not a merchant number", `"1234567"`},
		{`consume_mch_id = "12345678"`, "", ""},
		{`billno = "letters"`, "Unknown bill number scheme", `"letters"`},
		{`billno = "digits"`, "", ""},
		{`date = "2027-02-06"`, "", ""},
		{`date = "20270206"`, "", ""},
		{`date = "2027-2-6"`, "Not a date", `"2027-2-6"`},
		{`date = ""`, "", ""},
		{"risk_info {\nposttime = \"1234567890\"\nmobile = \"x\"\n}", "", ""},
		{"risk_info {\nposttime = \"123456789\"\n}", "Not a time stamp", `"123456789"`},
		{"risk_info {\nmobile = \"\"\n}", "Empty text", `""`},
		{"risk_info {\nmobile = \" \"\n}", "Empty text", `" "`},
		{"risk_info {\nclientversion = \"" + strings.Repeat("x", 33) + "\"\n}", "Text too long", ""},
		{"risk_info {\ndeviceid = \"" + strings.Repeat("x", 117) + "\"\n}", "", ""},
		{"risk_info {\ndeviceid = \"" + strings.Repeat("x", 118) + "\"\n}", "Text too long", "risk_info"},
		{"risk_info {\ndeviceid = \"" + strings.Repeat("王", 13) + "\"\n}", "", ""},
		{"risk_info {\ndeviceid = \"" + strings.Repeat("王", 13) + "z\"\n}", "Text too long", "risk_info"},
		{"risk_info {\ndeviceid = \"" + strings.Repeat("x", 129) + "\"\n}", "Text too long; Text too long", ""},
	} {
		files := inCampaign(tt.lines)
		_, diags := files.load(t, hclspec.Options{})
		if summaries(diags) != tt.want {
			t.Errorf("%s: %v", tt.lines, diags)
			continue
		}
		if tt.at != "" && files.pointed(diags[0]) != tt.at {
			t.Errorf("%s: points at %q", tt.lines, files.pointed(diags[0]))
		}
	}
}

// A name that a block does not have is met with the one that was meant, the form that it has, or all that there are.
func TestUnknownNames(t *testing.T) {
	for _, tt := range []struct{ lines, want, detail string }{
		{"wishin = 1", "Unknown attribute", `Did you mean "wishing"?`},
		{"limit {}", "Unknown block", `Did you mean "limits"?`},
		{"limits = 5", "Unknown attribute", `"limits" is written as a block: limits { … }`},
		{"remark {}", "Unknown block", `"remark" is written as an attribute: remark = …`},
		{"per_minute = 5", "Unknown attribute", "It stands in the inner block: limits { per_minute = … }."},
		{"limits {\nquiet = 5\n}", "Unknown attribute", "It takes budget, max_recipients, max_amount, per_minute."},
		{"schedule {\nday = 5\n}", "Unknown attribute", "It takes not_before, not_after, hours."},
	} {
		_, diags := inCampaign(tt.lines).load(t, hclspec.Options{})
		if summaries(diags) != tt.want || tt.want != "" && !strings.Contains(diags[0].Detail, tt.detail) {
			t.Errorf("%s: %v", tt.lines, diags)
		}
	}
}

// The name of a block has sixty-four bytes at most, and means one block.
func TestNamesOfBlocks(t *testing.T) {
	for name, want := range map[string]string{
		"a": "", strings.Repeat("a", 64): "", strings.Repeat("a", 65): "Invalid name", "春节": "", "": "Invalid name", "1a": "Invalid name", "a b": "Invalid name", "a-1_b": "", "sp\u200dring": "Invisible character in a name",
	} {
		if _, diags := (folder{"a.hcl": strings.Replace(people(anna), `"new_year"`, `"`+name+`"`, 1)}).load(t, hclspec.Options{}); summaries(diags) != want {
			t.Errorf("%q: %v", name, diags)
		}
	}
}

// What may be wrong with a folder is reported up to a number that somebody reads.
func TestTooManyMistakes(t *testing.T) {
	for n, more := range map[int]bool{499: false, 500: false, 501: true, 5000: true} {
		_, diags := folder{"a.hcl": strings.Repeat("wrong {}\n", n)}.load(t, hclspec.Options{})
		last := diags[len(diags)-1]
		if got := last.Summary == "Too many mistakes"; got != more || len(diags) != min(n, 500)+map[bool]int{true: 1}[more] {
			t.Errorf("%d mistakes: %d reported, the last %s", n, len(diags), last.Summary)
		}
	}
}
