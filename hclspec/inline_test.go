package hclspec_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// A key may be computed. Then it is what the expression gives, or an error.
func TestComputedKeys(t *testing.T) {
	files := func(key string) folder {
		return folder{"a.hcl": "locals {\n  k = \"wang_wei\"\n}\n" + people(anna+"\n("+key+`) = { openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe02o", amount = 1.88 }`)}
	}
	for key, want := range map[string]string{"local.k": "wang_wei", `upper("ab")`: "AB", `"${local.k}_2"`: "wang_wei_2"} {
		got := files(key).mustStream(t)
		if len(got) != 2 || got[1].Key != want || got[1].Amount != 188 {
			t.Errorf("%s: %+v", key, got)
		}
	}
	for key, want := range map[string]string{"local.x": "Unknown", "3 + 4": "Invalid key", "true": "Invalid key", `file("gone")`: "Invalid function argument", "local.k == \"\" ? null : null": "Invalid key", `"anna"`: "Duplicate key"} {
		if _, diags := files(key).stream(t); len(diags) != 1 || !diags.HasErrors() || !strings.Contains(summaries(diags), want) {
			t.Errorf("%s: %v", key, diags)
		}
	}
}

// A map that an expression gives is one of recipients, or an error at the expression.
func TestRecipientsFromAValue(t *testing.T) {
	const one = `{ openid = "oTEST00000000000000000000001", amount = 1 }`
	for _, tt := range []struct{ value, want, detail string }{
		{"local.people", "", ""},
		{"merge(local.people, { b = " + strings.Replace(one, "01\"", "02\"", 1) + " })", "", ""},
		{"{ for k, v in local.people : upper(k) => v }", "", ""},
		{"{ for k, v in local.people : k => merge(v, { wishing = null }) }", "", ""},
		{"{ for k, v in local.people : k => merge(v, { wishing = \"x\" }) }", "", ""},
		{"null", "Not a map of recipients", ""},
		{`"anna"`, "Not a map of recipients", ""},
		{"[local.people]", "Not a map of recipients", ""},
		{"{ for k, v in local.people : k => null }", "Not a recipient", `"anna"`},
		{"{ for k, v in local.people : k => \"x\" }", "Not a recipient", `"anna"`},
		{"{ for k, v in local.people : k => merge(v, { wish = \"x\" }) }", "Unknown attribute", `"wish"`},
		{"{ for k, v in local.people : k => { amount = 1 } }", "Missing attribute", "needs an openid"},
		{"{ for k, v in local.people : k => { openid = v.openid } }", "Missing attribute", "needs an amount"},
		{"local.gone", "Unknown local value", ""},
		{"{ for k, v in local.people : k => v if false }", "Campaign without recipients", ""},
		{"merge(local.people, { b = " + one + " })", "Duplicate openid", ""},
	} {
		people, diags := folder{"a.hcl": "locals {\n  people = { anna = " + one + " }\n}\n" + campaign("recipients = "+tt.value)}.stream(t)
		if summaries(diags) != tt.want || tt.want == "" && len(people) == 0 || tt.want != "" && !strings.Contains(diags[0].Detail, tt.detail) {
			t.Errorf("%s: %d recipients, %v", tt.value, len(people), diags)
		}
	}
}

func TestInlineRecipientsThatAreWrong(t *testing.T) {
	for _, tt := range []struct{ inner, want string }{
		{`recipients = { anna = "x" }`, "Not a recipient"},
		{`recipients = { anna = { openid = "oTEST00000000000000000000001" } }`, "Missing attribute"},
		{`recipient "anna" { openid = "oTEST00000000000000000000001" }`, "Missing attribute"},
		{`recipient { amount = 1 }`, "Wrong number of labels"},
		{"recipient \"anna\" {\nopenid = \"oTEST00000000000000000000001\"\namount = 1\nwish = 2\n}", "Unknown attribute"},
		{"recipient \"\" {\nopenid = \"oTEST00000000000000000000001\"\namount = 1\n}", "Invalid key"},
		{"recipient \"anna\" {\nopenid = \"oTEST00000000000000000000001\"\namount = row.amount\n}", "Unknown name"},
	} {
		if _, diags := (folder{"a.hcl": campaign(tt.inner)}).stream(t); summaries(diags) != tt.want {
			t.Errorf("%s: %v", tt.inner, diags)
		}
	}
}

// Whom the HCL itself names is counted.
func TestInlineCount(t *testing.T) {
	for inner, want := range map[string]int{three: 3, three + `recipient "d" {
  openid = "oTEST00000000000000000000004"
  amount = 1
}`: 4, rowsFrom: 0, rowsFrom + "\n" + three: 3} {
		c := folder{"a.hcl": campaign(inner), "people.csv": header}.mustLoad(t, hclspec.Options{}).Campaigns[0]
		if got := c.InlineCount(); got != want {
			t.Errorf("%d recipients, want %d, in %s", got, want, inner)
		}
	}
}
