package hclspec_test

import (
	"testing"
	"unicode/utf8"

	"github.com/cashredpack/redpack/hclspec"
)

// Texts under && and || are true and false as HCL reads them, both compiled and by HCL.
func TestTextsAsTruths(t *testing.T) {
	evaluator := hclspec.NewEvaluator(t)
	cells := []string{"true", "false", "1", "0", "", "x", "True"}
	for _, expr := range []string{
		"row.a && row.b", "row.a || row.b", `row.a && row.b == "true"`, `row.a == "true" || row.b`, `!(row.a && row.b)`, "row.a && true", "false || row.b",
		`row.a == "x" && row.b == "1"`, `row.a == "x" || row.b == "1"`, "!row.a",
	} {
		for _, a := range cells {
			for _, b := range cells {
				if fast, slow := evaluator.Evaluate(t, expr, a, b); fast != slow {
					t.Errorf("%s with %q and %q: compiled %s, HCL %s", expr, a, b, fast, slow)
				}
			}
		}
	}
	people := listOf(expand("id,openid,vip,active\na,P1,true,true\nb,P2,true,false\nc,P3,false,false\n"), "where = row.vip && row.active").mustStream(t)
	if len(people) != 1 || people[0].Key != "a" {
		t.Error(people)
	}
}

// For every operator over every two kinds of operands, with cells that look like each of them, the compiled expression is what HCL says.
func TestCompiledIsWhatHCLSays(t *testing.T) {
	evaluator := hclspec.NewEvaluator(t)
	left := []string{"row.a", `"1"`, "1", "true", `row.a == "1"`, "draw.d.amount", "draw.d.tier", "null"}
	right := []string{"row.b", `"true"`, "0.5", "false", "row.b != row.a", "fen(row.b)", "yuan(row.b)", `"${row.b}é"`}
	operators := []string{"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"}
	cells := [][2]string{{"true", "1"}, {"1", "1"}, {"", "false"}}
	if !testing.Short() {
		cells = append(cells, [][2]string{{"8.88", "8.880"}, {"x", ""}, {"0", "-1"}, {"1e3", "1000"}, {"false", "true"}, {"0.1", "0.5"}, {" 1", "1 "}, {"¥8.88", "8.88元"}, {"8.88\u200b", "1,23"}}...)
	}
	var all []string
	for _, a := range left {
		for _, b := range right {
			for _, operator := range operators {
				all = append(all, a+" "+operator+" "+b)
			}
			all = append(all, a+" ? "+b+" : row.a", b+" ? row.b : "+a)
		}
		all = append(all, "!"+a, "-"+a, "upper("+a+")", "fen("+a+")", "yuan("+a+")", "clean("+a+")", `"${`+a+`}"`, "("+a+")")
	}
	for _, expr := range all {
		for _, cell := range cells {
			if compiled, byHCL := evaluator.Evaluate(t, expr, cell[0], cell[1]); compiled != byHCL {
				t.Errorf("%s with %q and %q: compiled %s, HCL %s", expr, cell[0], cell[1], compiled, byHCL)
			}
		}
	}
}

// Decimals are counted exactly, up to where they do not fit any more, and there HCL counts.
func TestCompiledArithmetic(t *testing.T) {
	evaluator := hclspec.NewEvaluator(t)
	cells := []string{
		"0", "0.01", "0.1", "0.3", "3", "1.005", "99999999999.99", "999999999999999", "0.123456789", "0.1234567890", "123456789012345", "1234567890.1234", "1.", ".5", "00.10", "+1",
	}
	for _, expr := range []string{
		"row.a + row.b", "row.a - row.b", "row.a * row.b", "row.a * row.a * row.b", "row.a + 0.1 == row.b", "row.a * 100 >= row.b", "row.a - row.b < 0", "row.a + row.b - row.b",
		"row.a == row.b ? row.a * 1 : row.b * 1", "row.a * 10 > row.b * 10", "fen(row.a) + row.b", "yuan(row.a) + row.b", "yuan(row.a) * yuan(row.b)", "yuan(row.a) == yuan(row.b)",
		"yuan(row.a) <= row.b", "0 - yuan(row.a)",
	} {
		for i, a := range cells {
			for j, b := range cells {
				if testing.Short() && (i+j)%4 != 0 {
					continue
				}
				if compiled, byHCL := evaluator.Evaluate(t, expr, a, b); compiled != byHCL {
					t.Errorf("%s with %q and %q: compiled %s, HCL %s", expr, a, b, compiled, byHCL)
				}
			}
		}
	}
}

var expressions = []string{
	`row.a`, `row.b`, `"${row.a}，新年快乐"`, `"${row.a}${row.b}"`, `row.a + 0.12`, `row.a * row.b`, `row.a - row.b + var.bonus`,
	`row.a != "0.00"`, `row.a == row.b`, `row.a > 5`, `row.a + 0.1 == 0.3`, `row.a * 3 >= row.b`, `!(row.a < row.b)`,
	`row.a == "x" ? row.b : row.a`, `row.a > 1 ? row.a : row.b`, `row.a > 1 && row.b > 1`, `row.a == "" || row.b == ""`,
	`upper(row.a)`, `trimspace(row.b)`, `lower("${row.a}é")`, `fen(row.a)`, `fen(row.a) + 0.01`, `draw.d.amount`, `draw.d.tier`,
	`draw.d.tier == "high" ? row.a : row.b`, `draw.d.amount + row.a`, `"${row.a > 2 ? row.a : "-"}${row["b"]}"`, `row.a / 2`, `replace(row.a, "a", "b")`,
	`(row.a)`, `"${row.a}"`, `"${row.a}000"`, `yuan(row.a)`, `yuan(row.a) + row.b`, `yuan(clean(row.a))`, `clean(row.b)`, `"${clean(row.a)}é"`, `yuan("${row.a}元") == yuan(row.b)`, `var.bonus`, `"固定"`, `true`, `row.a * 0.001`, `0 - row.a`, `row.a * 100000000 * row.b`,
}

// The compiled way and HCL give equal rows: values, errors and normal form.
func FuzzEvaluations(f *testing.F) {
	cells := []string{"", "8.88", "0.00", "1", "0.1", "王伟", "e\u0301", "\u212b", "\uf900", " x ", "1e3", "1e999999999", "1p4", "Inf", "-1", "888", "0.005", "12345678901234567890", "1000000000000", "999999999.99", "true", "ǅ", "¥8.88", "1,234.00", "８．８８元", "8.88E+00", "1.23E+03", "8.88\u200b", "王\u3000伟"}
	for i := range expressions {
		for j, cell := range cells {
			f.Add(uint(i), cell, cells[(i+j)%len(cells)])
		}
	}
	f.Add(uint(6), "8", "8.88") // zero in decimals, 2^-509 in HCL's floats
	evaluator := hclspec.NewEvaluator(f)
	f.Fuzz(func(t *testing.T, which uint, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		expr := expressions[which%uint(len(expressions))]
		fast, slow := evaluator.Evaluate(t, expr, a, b)
		if fast != slow {
			t.Errorf("%s with %q and %q: compiled %s, HCL %s", expr, a, b, fast, slow)
		}
	})
}
