package hclspec_test

import (
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/hclspec"
)

// What calls cost follows from their arguments alone, and no argument makes it less than nothing.
func TestCallCosts(t *testing.T) {
	text, list := cty.StringVal, func(n int) cty.Value {
		elements := make([]cty.Value, n)
		for i := range elements {
			elements[i] = cty.NumberIntVal(int64(i))
		}
		return cty.TupleVal(elements)
	}
	const v = hclspec.ValueCost
	for _, tt := range []struct {
		name, function string
		args           []cty.Value
		want           int64
	}{
		{"the library's own bound", "range", []cty.Value{cty.NumberIntVal(1)}, 1024 * v},
		{"two lists", "concat", []cty.Value{list(10), list(4)}, 4 + 10*5 + 4*2},
		{"many arguments", "coalesce", []cty.Value{list(0), list(0), list(0)}, 9},
		{"nothing known", "distinct", []cty.Value{cty.UnknownVal(cty.List(cty.String))}, 1},
		{"null", "sort", []cty.Value{cty.NullVal(cty.List(cty.String))}, 1},
		{"a long list", "distinct", []cty.Value{list(10_000)}, 1 + 50_000_000},
		{"a longer one", "distinct", []cty.Value{list(12_000)}, 1 + 2*hclspec.WorkMax},
		{"values in a text", "jsondecode", []cty.Value{text(`[1,{"a":2},3]`)}, 13 + 8*v*4},
		{"lines in a text", "csvdecode", []cty.Value{text("a,b\n1,2\n")}, 8 + 8*v*4},
		{"a number for a text", "jsondecode", []cty.Value{cty.NumberIntVal(1)}, 0},
		{"pieces", "split", []cty.Value{text(","), text("a,b,c")}, 3 * v},
		{"characters", "split", []cty.Value{text(""), text("abc")}, 5 * v},
		{"half of split", "split", []cty.Value{text(",")}, 0},
		{"separators", "join", []cty.Value{text("----"), list(10)}, 4 + 10*5 + 10*4},
		{"separators of more lists", "join", []cty.Value{text("--"), list(10), list(2)}, 9 + 10*5 + 2 + 12*2},
		{"an unknown separator", "join", []cty.Value{cty.UnknownVal(cty.String), list(10)}, 0},
		{"new texts", "replace", []cty.Value{text("abab"), text("a"), text("12345")}, 2*5 + 4},
		{"half of replace", "replace", []cty.Value{text("abab"), text("a")}, 0},
		{"widths", "format", []cty.Value{text("%5d and %10.3f"), list(0)}, 3 * 1000},
		{"the widest", "format", []cty.Value{text("%1000d")}, 1000},
		{"no width", "format", []cty.Value{text("%d")}, 0},
		{"no text", "format", nil, 0},
		{"a pattern", "regex", []cty.Value{text("a"), text("bcd")}, v + 4},
		{"a pattern that repeats", "regex", []cty.Value{text("(a){10}"), text("")}, 30*v + 30},
		{"no pattern", "regex", []cty.Value{text("("), text("x")}, 0},
	} {
		if got, err := hclspec.CallCost(tt.function, tt.args...); err != nil || got != tt.want {
			t.Errorf("%s: %s costs %d (%v), want %d", tt.name, tt.function, got, err, tt.want)
		}
	}
	for _, tt := range []struct {
		name, function string
		args           []cty.Value
		bad            bool
	}{
		{"as deep as values may be", "jsondecode", []cty.Value{text(strings.Repeat("[", hclspec.ValueDepthMax))}, false},
		{"too deep", "jsondecode", []cty.Value{text(strings.Repeat("[", hclspec.ValueDepthMax+1))}, true},
		{"too deep in braces", "jsondecode", []cty.Value{text(strings.Repeat("{", hclspec.ValueDepthMax+1))}, true},
		{"wide and not deep", "jsondecode", []cty.Value{text(strings.Repeat("[]{}", hclspec.ValueDepthMax))}, false},
		{"closed before it was opened", "jsondecode", []cty.Value{text("]]" + strings.Repeat("[", hclspec.ValueDepthMax+1))}, true},
		{"too wide", "format", []cty.Value{text("%1001d")}, true},
		{"beyond any number", "format", []cty.Value{text("%99999999999999999999d")}, true},
		{"the longest pattern", "regex", []cty.Value{text(strings.Repeat("a", hclspec.PatternMax)), text("")}, false},
		{"too long a pattern", "regex", []cty.Value{text(strings.Repeat("a", hclspec.PatternMax+1)), text("")}, true},
		{"a pattern of too many steps", "regex", []cty.Value{text("(abcdefghijklmnopqrst){1000}"), text("")}, true},
	} {
		if _, err := hclspec.CallCost(tt.function, tt.args...); (err != nil) != tt.bad {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// A call that would cost more than is left does not begin, and the expression that it stands in says so.
func TestWorkEnds(t *testing.T) {
	for value, want := range map[string]string{"join(file(\"x.txt\"), range(9))": "", "join(file(\"x.txt\"), range(700))": "Too much to evaluate", "try(join(file(\"x.txt\"), range(700)), \"\")": "Too much to evaluate"} {
		files := folder{"x.txt": strings.Repeat("x ", 50_000), "a.hcl": "locals {\n  a = " + value + "\n}\n" + people(anna)}
		_, diags := files.stream(t)
		if summaries(diags) != want || want != "" && !strings.Contains(value, files.pointed(diags[0])) {
			t.Errorf("%s: %v", value, diags)
		}
	}
}
