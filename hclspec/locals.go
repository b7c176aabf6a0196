package hclspec

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// locals resolves the locals blocks of a project, whose values may name one another in any order.
type locals struct {
	l      *loader
	exprs  map[string]hclsyntax.Expression
	values map[string]cty.Value
	open   []string // the names being evaluated, to find circles
}

func (l *loader) decodeLocals() {
	r := &locals{l: l, exprs: map[string]hclsyntax.Expression{}, values: map[string]cty.Value{}}
	taken := map[string]hcl.Range{}
	for _, block := range l.blocks["locals"] {
		l.labels(block, 0)
		for _, inner := range block.Body.Blocks {
			l.report(fault("Unexpected block", inner.DefRange(), "locals holds lines of the form name = value only."))
		}
		for _, attr := range sortedAttributes(block.Body) {
			if first, dup := taken[attr.Name]; dup {
				l.report(fault("Duplicate name", attr.NameRange, "There is another local value %q at %s. Rename or remove one.",
					attr.Name, place(first)))
				continue
			}
			taken[attr.Name] = attr.NameRange
			r.exprs[attr.Name] = attr.Expr
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.exprs)) {
		r.resolve(name)
	}
	l.scope = l.scope.with("local", r.values)
}

func (r *locals) resolve(name string) {
	if _, done := r.values[name]; done {
		return
	}
	expr := r.exprs[name]
	if slices.Contains(r.open, name) {
		r.l.report(fault("Local values in a circle", expr.Range(), "local.%s needs its own value, by way of %s. Break the circle.",
			name, oneOf(r.open)))
		r.values[name] = cty.DynamicVal
		return
	}
	r.open = append(r.open, name)
	for _, traversal := range expr.Variables() {
		other, ok := step(traversal, 1)
		if ok && traversal.RootName() == "local" && r.exprs[other] != nil {
			r.resolve(other)
		}
	}
	r.open = r.open[:len(r.open)-1]
	if _, done := r.values[name]; done {
		return
	}
	value, diags := r.scope().value(expr)
	r.l.report(diags...)
	r.values[name] = value
	if diags.HasErrors() {
		r.values[name] = cty.DynamicVal
	}
}

// scope is the loader's with the local values resolved so far, naming them all.
func (r *locals) scope() *scope {
	s := r.l.scope.with("local", r.values)
	s.names["local"] = slices.Sorted(maps.Keys(r.exprs))
	return s
}
