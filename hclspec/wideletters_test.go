package hclspec_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// Letters of full width make another name, which HCL takes. The one error says so, and nothing is missing besides.
func TestWideLetters(t *testing.T) {
	for _, tt := range []struct {
		right, wrong string
		line         int
		summary, at  string
		says         string
	}{
		{"sandbox = true", "sandbox = ｔｒｕｅ", 3, "Unknown name", "ｔｒｕｅ", "half-width letters: true."},
		{"sandbox = true", "sandbox = True", 3, "Unknown name", "True", `Did you mean "true"?`},
		{"sandbox = true", "sandbox = “true”", 3, "Wrong quote", "“", `write "`},
		{"sandbox = true", "sandbox = 真", 3, "Unknown name", "真", `There is no "真" here`},
		{"sandbox = true", "ｓandbox = true", 3, "Unknown attribute", "ｓandbox", "half-width letters: sandbox."},
		{"send_name = ", "ｓend_name = ", 14, "Unknown attribute", "ｓend_name", "half-width letters: send_name."},
		{"send_name = ", "send＿name = ", 14, "Unknown attribute", "send＿name", "half-width letters: send_name."},
		{"send_name = ", "ｓend＿ｎａｍｅ ＝ ", 14, "Wrong sign", "＝", "Write ="},
		{"  limits {", "  ｌｉｍｉｔｓ {", 19, "Unknown block", "ｌｉｍｉｔｓ", "half-width letters: limits."},
		{`campaign "spring" {`, `ｃampaign "spring" {`, 11, "Unknown block", "ｃampaign", "half-width letters: campaign."},
		{"= merchant.main", "= ｍerchant.main", 12, "Not a merchant", "ｍerchant.main", "half-width letters: merchant."},
		{"= merchant.main", "= merchant.ｍain", 12, "Unknown merchant", ".ｍain", "half-width letters: main."},
		{"var.bonus", "ｖar.bonus", 42, "Unknown name", "ｖar.bonus", "half-width letters: var."},
		{"var.bonus", "var.ｂonus", 42, "Unknown variable", ".ｂonus", "half-width letters: bonus."},
		{"amount  = row.amount", "amount  = ｒow.amount", 34, "Unknown name", "ｒow.amount", "half-width letters: row."},
		{"${row.name}，新年快乐！祝", "${ｒｏｗ.name}，新年快乐！祝", 35, "Unknown name", "ｒｏｗ.name", "half-width letters: row."},
		{"row.city ==", "row.ｃity ==", 31, "Unknown column", ".ｃity", "half-width letters: city."},
		{"key     = row.id", "key     = row·id", 32, "Unknown name", "row·id", `U+00B7, MIDDLE DOT`},
		{`001", amount = 8.88`, `001", ａmount = 8.88`, 25, "Unknown attribute", "ａmount", "half-width letters: amount."},
	} {
		if !strings.Contains(wholeCampaign, tt.right) {
			t.Fatalf("nothing is %q", tt.right)
		}
		files := wholeFolder(strings.Replace(wholeCampaign, tt.right, tt.wrong, 1))
		_, diags := files.load(t, hclspec.Options{})
		switch {
		case len(diags) != 1:
			t.Errorf("%q: %d diagnostics: %v", tt.wrong, len(diags), diags.Errs())
		case diags[0].Subject.Start.Line != tt.line || diags[0].Summary != tt.summary || files.pointed(diags[0]) != tt.at || !strings.Contains(diags[0].Detail, tt.says):
			t.Errorf("%q: at %q: %v", tt.wrong, files.pointed(diags[0]), diags)
		}
	}
}

// A variable whose name is typed in them is that variable, so that it is not unset besides.
func TestWideLettersOfVariables(t *testing.T) {
	files := wholeFolder(strings.Replace(wholeCampaign, "  default = 0.88\n", "", 1))
	files["x.rpvars"] = "ｂonus = 0.88\n"
	for _, opts := range []hclspec.Options{
		{VarFiles: []string{"x.rpvars"}},
		{Vars: map[string]string{"ｂonus": "0.88"}},
	} {
		_, diags := files.load(t, opts)
		if len(diags) != 1 || diags[0].Summary != "Unknown variable" || !strings.Contains(diags[0].Detail, "half-width letters: bonus.") {
			t.Errorf("%v", diags)
		}
	}
}
