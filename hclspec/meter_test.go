package hclspec_test

import (
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/hclspec"
)

// A value costs what all of it costs, whatever it is made of and whether it is known.
func TestWeights(t *testing.T) {
	const v = hclspec.ValueCost
	object := cty.ObjectVal(map[string]cty.Value{"ab": cty.True, "c": cty.StringVal("xyz")})
	for _, tt := range []struct {
		name  string
		value cty.Value
		want  int64
	}{
		{"a truth", cty.True, v},
		{"a number", cty.NumberIntVal(5), v},
		{"a text", cty.StringVal("新年"), v + 6},
		{"an object", object, v + 2*v + 3 + 2*v + 3},
		{"a map", cty.MapVal(map[string]cty.Value{"ab": cty.True}), v + v + 2 + v},
		{"a tuple", cty.TupleVal([]cty.Value{cty.True, cty.StringVal("ab")}), v + v + v + 2},
		{"the same twice", cty.TupleVal([]cty.Value{object, object}), v + 2*(5*v+6)},
		{"a null text", cty.NullVal(cty.String), 2 * v},
		{"an unknown object", cty.UnknownVal(object.Type()), v + v + 3 + 2*v},
		{"an unknown list of lists", cty.UnknownVal(cty.List(cty.List(cty.String))), v + 3*v},
		{"an unknown tuple", cty.UnknownVal(cty.Tuple([]cty.Type{cty.String, cty.Bool})), v + v + 2*v},
		{"an empty list of objects", cty.ListValEmpty(object.Type()), v + v + v + 3 + 2*v},
	} {
		if cost, deep, huge := hclspec.Weigh(tt.value, hclspec.WorkMax); cost != tt.want || deep || huge {
			t.Errorf("%s costs %d (deep %t, huge %t), want %d", tt.name, cost, deep, huge, tt.want)
		}
	}
}

// Depth and size have bounds; what is beyond a budget is not walked through.
func TestWeightsAtTheirBounds(t *testing.T) {
	nested := func(levels int, inner cty.Value) cty.Value {
		for range levels {
			inner = cty.TupleVal([]cty.Value{inner})
		}
		return inner
	}
	listType := func(levels int) cty.Type {
		inner := cty.String
		for range levels {
			inner = cty.List(inner)
		}
		return inner
	}
	number := func(text string) cty.Value { return cty.MustParseNumberVal(text) }
	for _, tt := range []struct {
		name       string
		value      cty.Value
		deep, huge bool
	}{
		{"as deep as may be", nested(hclspec.ValueDepthMax, cty.True), false, false},
		{"deeper", nested(hclspec.ValueDepthMax+1, cty.True), true, false},
		{"a type as deep as may be", cty.UnknownVal(listType(hclspec.ValueDepthMax)), false, false},
		{"a deeper type", cty.UnknownVal(listType(hclspec.ValueDepthMax + 1)), true, false},
		{"large", number("1e1232"), false, false},
		{"too large", number("1e1235"), false, true},
		{"small", number("1e-1232"), false, false},
		{"too small", number("1e-1236"), false, true},
		{"too large inside", nested(3, number("-1e1235")), false, true},
		{"infinite", cty.PositiveInfinity, false, true},
	} {
		if _, deep, huge := hclspec.Weigh(tt.value, hclspec.WorkMax); deep != tt.deep || huge != tt.huge {
			t.Errorf("%s: deep %t, huge %t", tt.name, deep, huge)
		}
	}
	wide := cty.TupleVal(make([]cty.Value, 1000))
	if cost, _, _ := hclspec.Weigh(cty.TupleVal([]cty.Value{cty.True, wide}), 10*hclspec.ValueCost); cost > 12*hclspec.ValueCost {
		t.Errorf("%d is counted of a budget of %d", cost, 10*hclspec.ValueCost)
	}
}
