package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/money"
)

// A cell that yuan() takes is an error at the cell, which prints what to write; and with that written the amount is the one that was meant.
func TestCuresOfAmounts(t *testing.T) {
	const amount, failed = "Not an amount", "Row expression failed"
	for _, tt := range []struct {
		expr, cell string
		summary    string
		printed    string
		cured      string
		want       money.Fen
	}{
		{"row.n", "¥8.88", amount, "but yuan() reads it as 8.88 yuan. Write\n\n  amount = yuan(row.n)", "yuan(row.n)", 888},
		{`row["n"]`, "8.88元", amount, "Write\n\n  amount = yuan(row[\"n\"])", `yuan(row["n"])`, 888},
		{"(row.n)", "８．８８", amount, "Write\n\n  amount = yuan((row.n))", "yuan((row.n))", 888},
		{`"${row.n}元"`, "8.88", amount, "Write\n\n  amount = yuan(\"${row.n}元\")", `yuan("${row.n}元")`, 888},
		{`row.id == "x" ? "1" : row.n`, "8.88E+00", amount, "Write\n\n  amount = yuan(row.id == \"x\" ? \"1\" : row.n)", `yuan(row.id == "x" ? "1" : row.n)`, 888},
		{"row.n", "8.88\u200b", amount, "U+200B, ZERO WIDTH SPACE, after its 4th character, which nobody sees; without it yuan() reads 8.88 yuan. Write\n\n  amount = yuan(clean(row.n))", "yuan(clean(row.n))", 888},
		{"yuan(row.n)", "\u202d¥8.88", amount, "U+202D, LEFT-TO-RIGHT OVERRIDE, before its first character, which nobody sees; without it yuan() reads 8.88 yuan. Write\n\n  amount = yuan(clean(row.n))", "yuan(clean(row.n))", 888},
		{"yuan(row.n) * 2", "8.88\u200b", amount, "In place of yuan(row.n) write\n\n  yuan(clean(row.n))", "yuan(clean(row.n)) * 2", 1776},
		{"row.n * 2", "¥8.88", failed, "In place of row.n write\n\n  yuan(row.n)", "yuan(row.n) * 2", 1776},
		{"1 + row.n", " ¥8.88", failed, "In place of row.n write\n\n  yuan(row.n)", "1 + yuan(row.n)", 988},
		{"100 - trimspace(row.n)", "8.88元", failed, "In place of trimspace(row.n) write\n\n  yuan(trimspace(row.n))", "100 - yuan(trimspace(row.n))", 9112},
		{"row.n > 5 ? 8 : 9", "¥8.88", failed, "In place of row.n write\n\n  yuan(row.n)", "yuan(row.n) > 5 ? 8 : 9", 800},
		{"tonumber(row.n)", "¥8.88", failed, "In place of row.n write\n\n  yuan(row.n)", "tonumber(yuan(row.n))", 888},
		{"10 + -row.n", "8.88元", failed, "In place of row.n write\n\n  yuan(row.n)", "10 + -yuan(row.n)", 112},
		{"row.n / 2", "8.88\u00ad", failed, "In place of row.n write\n\n  yuan(clean(row.n))", "yuan(clean(row.n)) / 2", 444},
		{"row.id == \"\" ?\n row.n : row.n", "¥8.88", amount, "Write\n\n  amount = yuan(…)", "yuan(row.n)", 888},
	} {
		t.Run(strings.ReplaceAll(tt.expr, "\n", " ")+" of "+tt.cell, func(t *testing.T) {
			attrs := map[string]string{"amount": "(" + tt.expr + ")", "encoding": `"utf-8"`}
			if !strings.Contains(tt.expr, "\n") {
				attrs["amount"] = tt.expr
			}
			files := sheet(attrs, [2]string{tt.cell})
			_, diags := files.stream(t)
			if summaries(diags) != tt.summary || !strings.HasSuffix(diags[0].Detail, tt.printed) || files.pointed(diags[0]) != tt.cell {
				t.Fatalf("at %q: %v", files.pointed(diags[0]), diags)
			}
			if people := sheet(map[string]string{"amount": tt.cured, "encoding": `"utf-8"`}, [2]string{tt.cell}).mustStream(t); people[0].Amount != tt.want {
				t.Errorf("cured: %s", people[0].Amount)
			}
		})
	}
}

// What yuan() does not take either is named at the cell, whatever it stands in.
func TestAmountsThatAreNone(t *testing.T) {
	const amount, failed, rounded = "Not an amount", "Row expression failed", "round it there with ROUND(…, 2)"
	for _, tt := range []struct{ expr, cell, summary, detail string }{
		{"row.n", "1.234.56", amount, "more than one point"},
		{"row.n", "八元", amount, "as a word"},
		{"row.n", "2.66666666666667", amount, rounded},
		{"yuan(row.n)", "¥2.66666666666667", amount, rounded},
		{"row.n * 2", "2.66666666666667", amount, rounded},
		{"yuan(row.n)", "(8.88)", amount, "a negative one"},
		{"row.n + 1", "八元", failed, "as a word"},
		{"row.n", "#N/A", amount, "#N/A, an error value of Excel: the formula in this cell failed in Excel"},
		{"yuan(row.n)", "#REF!", amount, "the formula in this cell failed"},
		{"row.n + 1", "#DIV/0!", failed, "the formula in this cell failed"},
		{"row.n", "#VALUE!", amount, "the formula in this cell failed"},
		{"row.n", "#NAME?", amount, "the formula in this cell failed"},
		{"row.n", "#NUM!", amount, "the formula in this cell failed"},
		{"row.n", "#NULL!", amount, "the formula in this cell failed"},
		{"row.n", "null", amount, "where it has no value"},
		{"row.n", "#######", amount, "too narrow"},
		{"row.n", "1.23E+02", amount, "too few digits"},
		{"row.n * 1", "1.23E+02", failed, "too few digits"},
		{"row.n + 1", "1.2E+02", failed, "too few digits"},
	} {
		files := sheet(map[string]string{"amount": tt.expr, "encoding": `"utf-8"`}, [2]string{tt.cell})
		if _, diags := files.stream(t); summaries(diags) != tt.summary || !strings.Contains(diags[0].Detail, tt.detail) || files.pointed(diags[0]) != tt.cell {
			t.Errorf("%s of %s: %v", tt.expr, tt.cell, diags)
		}
	}
	// No list, no hint about Excel's; and 8.88E+00 has all of its digits.
	if _, diags := (folder{"a.hcl": people(strings.Replace(anna, "8.88", `"8.885"`, 1))}).stream(t); summaries(diags) != amount || strings.Contains(diags[0].Detail, "Excel") {
		t.Error(diags)
	}
	if people := sheet(map[string]string{"amount": "row.n * 2"}, [2]string{"8.88E+00"}).mustStream(t); people[0].Amount != 1776 {
		t.Error(people)
	}
}

// In the HCL itself the cure is the number.
func TestCuresOfTypedAmounts(t *testing.T) {
	for expr, want := range map[string]string{
		`"¥8.88"`: "Write\n\n  amount = 8.88", `"1,234.5 元"`: "Write\n\n  amount = 1234.50", `"¥8.88" * 2`: "In place of \"¥8.88\" write\n\n  8.88", "local.x": "Write\n\n  amount = yuan(local.x)",
		`"8,88"`: "if a decimal point is meant, write 8.88.", `yuan("八元")`: "as a word",
	} {
		files := folder{"a.hcl": "locals {\n  x = \"8.88元\"\n}\n" + people(strings.Replace(anna, "8.88", expr, 1))}
		if _, diags := files.stream(t); len(diags) != 1 || !strings.Contains(diags[0].Detail, want) {
			t.Errorf("%s: %v", expr, diags)
		}
	}
	made := folder{"a.hcl": campaign(`recipients = { for k in ["1"] : k => { openid = "oTEST0000000000000000000000${k}", amount = "¥8.88" } }`)}
	if _, diags := made.stream(t); len(diags) != 1 || !strings.Contains(diags[0].Detail, "Write\n\n  amount = yuan(…)") {
		t.Error(diags)
	}
	for limit, want := range map[string]string{`budget = "¥1,008.88"`: "Write\n\n  budget = 1008.88", `max_amount = "1.234,56"`: "two ways to read it"} {
		files := folder{"a.hcl": campaign(fmt.Sprintf("limits {\n  %s\n}\nrecipients = {\n%s\n}", limit, anna))}
		if _, diags := files.stream(t); summaries(diags) != "Not an amount" || !strings.Contains(diags[0].Detail, want) {
			t.Errorf("%s: %v", limit, diags)
		}
	}
}
