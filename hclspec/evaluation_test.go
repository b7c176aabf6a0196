package hclspec_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cashredpack/redpack/hclspec"
)

// Every expression that is said to be compiled is.
func TestEvaluationsAreReported(t *testing.T) {
	files := fstest.MapFS{
		"a.hcl":      {Data: []byte(campaign(strings.Replace(rowsFrom, "amount = row.amount", "amount = row.amount / 2\nwishing = \"${row.name}！\"", 1)))},
		"people.csv": {Data: []byte(header)},
	}
	project, diags := hclspec.Load(files, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var got []string
	for _, evaluation := range project.Campaigns[0].Evaluations() {
		got = append(got, evaluation.Attribute+map[bool]string{true: " compiled", false: " by HCL"}[evaluation.Compiled])
	}
	if want := "key compiled, openid compiled, amount by HCL, wishing compiled"; strings.Join(got, ", ") != want {
		t.Errorf("evaluations: %s", strings.Join(got, ", "))
	}
}
