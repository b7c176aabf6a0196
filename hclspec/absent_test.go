package hclspec_test

import (
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

func TestAbsentLists(t *testing.T) {
	files := folder{"a.hcl": campaign(`
  recipients = {
    wang = { openid = "oUpF8uMuAJO_M2pxb1Q9zNjWe01o", amount = 8.88 }
  }
  recipients_from "csv" {
    path   = "people.csv"
    openid = row.openid
    amount = row.amount
  }
  assert {
    condition     = self.count > 9
    error_message = "too few"
  }
`)}
	if _, diags := files.load(t, hclspec.Options{}); summaries(diags) != "File cannot be read" {
		t.Error(diags)
	}
	var asked []string
	answer := true
	opts := hclspec.Options{Absent: func(path string) bool { asked = append(asked, path); return answer }}
	project, diags := files.load(t, opts)
	if diags.HasErrors() || len(asked) != 1 || asked[0] != "people.csv" {
		t.Fatal(diags, asked)
	}
	c := project.Campaigns[0]
	n := 0
	// The assert is about all recipients, and nobody knows them.
	if diags := c.Recipients(nil, func(*hclspec.Recipient) bool { n++; return true }); diags.HasErrors() || n != 1 || !c.Incomplete() {
		t.Errorf("%v, %d recipients, Incomplete() = %v", diags, n, c.Incomplete())
	}
	answer = false
	if _, diags := files.load(t, opts); summaries(diags) != "File cannot be read" {
		t.Error(diags)
	}
	files["people.csv"] = "openid,amount\n"
	asked = nil
	if project, diags := files.load(t, opts); diags.HasErrors() || len(asked) > 0 || project.Campaigns[0].Incomplete() {
		t.Error("a list that is there is taken for absent", diags, asked)
	}
}

func TestUndeclaredVariables(t *testing.T) {
	files := folder{"a.hcl": "variable \"x\" {\n  default = \"1\"\n}\n"}
	vars := map[string]string{"x": "2", "y": "3"}
	if _, diags := files.load(t, hclspec.Options{Vars: vars}); summaries(diags) != "Unknown variable" {
		t.Error(diags)
	}
	var told []string
	_, diags := files.load(t, hclspec.Options{Vars: vars, Undeclared: func(name string) { told = append(told, name) }})
	if diags.HasErrors() || len(told) != 1 || told[0] != "y" {
		t.Error(diags, told)
	}
}
