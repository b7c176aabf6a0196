package hclspec_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
)

// An assert sees the count, the total, the least and the most of the rows, exactly.
func TestAsserts(t *testing.T) {
	for _, tt := range []struct{ condition, want, detail string }{
		{"self.count == 3 && self.total == 6 && self.min == 1 && self.max == 3", "", ""},
		{"self.count < 3", "Assertion failed", "told: 3"},
		{"self.count > 3", "Assertion failed", "told: 3"},
		{"self.total < 6.00", "Assertion failed", ""},
		{"self.total <= 6.00", "", ""},
		{"self.min >= 1 && self.max <= 3", "", ""},
		{"self.min > 1", "Assertion failed", ""},
		{"self.max < 3", "Assertion failed", ""},
		{"self.count", "Wrong type", "number"},
		{"null", "Wrong type", "null"},
		{`"true"`, "Wrong type", "string"},
		{"self.count + \"x\" > 1", "Invalid operand", ""},
		{"self.sum > 1", "Unknown name", ""},
		{"row.amount > 1", "Unknown name", "recipients_from"},
	} {
		_, diags := folder{"a.hcl": campaign("assert {\ncondition = " + tt.condition + "\nerror_message = \"told: ${self.count}\"\n}\n" + three)}.stream(t)
		if summaries(diags) != tt.want || tt.want != "" && !strings.Contains(diags[0].Detail, tt.detail) {
			t.Errorf("%s: %v", tt.condition, diags)
		}
	}
	for message, want := range map[string]string{`"a\nb"`: "Assertion failed", "5": "Wrong type", "null": "Wrong type", "self.gone": "Unknown name", `"${1/0}"`: "Number beyond measure; Wrong type"} {
		_, diags := folder{"a.hcl": campaign("assert {\ncondition = false\nerror_message = " + message + "\n}\n" + three)}.stream(t)
		if summaries(diags) != want {
			t.Errorf("%s: %v", message, diags)
		}
	}
	for block, want := range map[string]string{"condition = true": "Missing attribute", `error_message = "x"`: "Missing attribute", "": "Missing attribute; Missing attribute"} {
		if _, diags := (folder{"a.hcl": campaign("assert {\n" + block + "\n}\n" + three)}).stream(t); summaries(diags) != want {
			t.Errorf("%s: %v", block, diags)
		}
	}
}

// Guards are the asserts with the values that they name, in any order; Asserts are what was written.
func TestGuards(t *testing.T) {
	guarded := func(bound, first, second string) *hclspec.Campaign {
		assert := func(condition string) string {
			return "assert {\ncondition = " + condition + "\nerror_message = \"x\"\n}\n"
		}
		return folder{"a.hcl": "locals {\n  bound = " + bound + "\n}\n" + campaign(three+assert(first)+assert(second))}.mustLoad(t, hclspec.Options{}).Campaigns[0]
	}
	base := guarded("10", "self.total < local.bound", "self.count < 5")
	for name, tt := range map[string]struct {
		campaign *hclspec.Campaign
		same     bool
	}{
		"the same":      {guarded("10", "self.total < local.bound", "self.count < 5"), true},
		"another order": {guarded("10", "self.count < 5", "self.total < local.bound"), true},
		"spaces":        {guarded("10", "self.total  <  local.bound # x", "self.count < 5"), true},
		"another bound": {guarded("11", "self.total < local.bound", "self.count < 5"), false},
		"another value": {guarded("10", "self.total < local.bound", "self.count < 6"), false},
		"another sense": {guarded("10", "self.total > local.bound", "self.count < 5"), false},
	} {
		if same := cmp.Equal(base.Guards(), tt.campaign.Guards()); same != tt.same {
			t.Errorf("%s: %q", name, tt.campaign.Guards())
		}
	}
	if got := base.Asserts(); !cmp.Equal(got, []string{"self.total < local.bound", "self.count < 5"}) {
		t.Errorf("asserts %q", got)
	}
}
