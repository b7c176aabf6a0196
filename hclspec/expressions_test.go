package hclspec_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// A row for which where has no value is an error at its cell, and the others still come.
func TestWhereThatFails(t *testing.T) {
	rows := expand("id,openid,years\na,P1,3\nb,P2,two\nc,P3,0\nd,P4,1\n")
	for _, where := range []string{"row.years >= 1", "tonumber(row.years) >= 1"} {
		files := listOf(rows, "where = "+where)
		people, diags := files.stream(t)
		if len(diags) != 1 || diags[0].Summary != "Row expression failed" || files.pointed(diags[0]) != "two" || diags[0].Subject.Start.Line != 3 {
			t.Fatal(where, diags)
		}
		if len(people) != 2 || people[0].Key != "a" || people[1].Key != "d" {
			t.Error(where, people)
		}
	}
}

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
		if _, diags := files(key).stream(t); !diags.HasErrors() || !strings.Contains(summaries(diags), want) {
			t.Errorf("%s: %v", key, diags)
		}
	}
}

// Distinct keeps the first of equal elements, in their order.
func TestDistinct(t *testing.T) {
	files := folder{"a.hcl": people(anna) + `
variable "x" {
  default = true
  validation {
    condition     = join(",", distinct(["b", "a", "b", "c", "a"])) == "b,a,c" && length(distinct([1, 1.0, 2])) == 2 && length(distinct([])) == 0
    error_message = "no"
  }
}
`}
	if _, diags := files.stream(t); diags.HasErrors() {
		t.Error(diags)
	}
}
