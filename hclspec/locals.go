package hclspec

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
)

// locals resolves the locals blocks of a project, whose values may name one another in any order.
type locals struct {
	l      *loader
	exprs  map[string]hclsyntax.Expression
	values map[string]cty.Value
	names  nameSet
	open   map[string]bool // the names being evaluated, to find circles
}

func (r *locals) decode() {
	l := r.l
	taken := map[string]hcl.Range{}
	for _, block := range l.blocks["locals"] {
		l.labels(block, 0)
		for _, inner := range block.Body.Blocks {
			l.report(wrong(lang.Both("Unexpected block", "块放错了地方"), inner.DefRange(),
				lang.Both("locals holds lines of the form name = value only.", "locals 里只能写 name = value 形式的行。")))
		}
		for _, attr := range sortedAttributes(block.Body) {
			if first, dup := taken[attr.Name]; dup {
				l.report(wrong(titleTaken, attr.NameRange, lang.Format("There is another local value %q at %s. Rename or remove one.",
					"%[2]s已有一个 local 值 %[1]q。给其中一个改名，或删掉一个。", attr.Name, placeOf(first))))
				continue
			}
			taken[attr.Name] = attr.NameRange
			if d := invisibleFault(lang.Both("local value", "local 值").English, attr.Name, attr.NameRange); d != nil {
				l.report(d)
			}
			r.exprs[attr.Name] = attr.Expr
		}
	}
	names := slices.Sorted(maps.Keys(r.exprs))
	r.names = setOf(names)
	for _, name := range names {
		if _, done := r.values[name]; !done {
			r.resolve(name)
		}
	}
	l.scope = l.scope.with("local", r.values)
}

// waiting is a local value whose expression needs others first.
type waiting struct {
	name  string
	needs []string // that were not looked at
}

// resolve evaluates a local value after all that it needs, however long the way to it is.
func (r *locals) resolve(name string) {
	stack := []waiting{r.begin(name)}
	for len(stack) > 0 {
		last := &stack[len(stack)-1]
		if len(last.needs) == 0 {
			r.evaluate(last.name)
			delete(r.open, last.name)
			stack = stack[:len(stack)-1]
			continue
		}
		next := last.needs[0]
		last.needs = last.needs[1:]
		_, done := r.values[next]
		switch {
		case done:
		case r.open[next]:
			r.reportCycle(next, stack)
		default:
			stack = append(stack, r.begin(next))
		}
	}
}

func (r *locals) begin(name string) waiting {
	r.open[name] = true
	w := waiting{name: name}
	for _, traversal := range r.exprs[name].Variables() {
		other, ok := step(traversal, 1)
		if ok && traversal.RootName() == "local" && r.exprs[other] != nil {
			w.needs = append(w.needs, other)
		}
	}
	return w
}

// reportCycle reports a local value that needs itself.
func (r *locals) reportCycle(name string, stack []waiting) {
	const shown = 20
	var way []string
	for _, w := range stack[max(0, len(stack)-shown):] {
		way = append(way, w.name)
	}
	r.values[name] = cty.DynamicVal
	r.l.report(wrong(lang.Both("Local values in a circle", "local 值循环引用"), r.exprs[name].Range(),
		lang.Format("local.%s needs its own value, by way of %s. Break the circle.", "local.%s 经由 %s 又用到了自己的值。断开这个循环。", name, either(way))))
}

func (r *locals) evaluate(name string) {
	if _, done := r.values[name]; done {
		return
	}
	expr := r.exprs[name]
	value, diags := r.scope(expr).value(expr)
	r.values[name] = value
	if diags.HasErrors() {
		r.values[name] = cty.DynamicVal
	}
	r.l.report(diags...)
}

// scope is the loader's with the local values that an expression names. An expression that names all of them at once gets those
// resolved so far.
func (r *locals) scope(expr hclsyntax.Expression) *scope {
	named := map[string]cty.Value{}
	for _, traversal := range expr.Variables() {
		if traversal.RootName() != "local" {
			continue
		}
		name, ok := step(traversal, 1)
		if !ok {
			r.l.meter.charge(valueCost*int64(len(r.values)), expr.Range())
			named = r.values
			break
		}
		if value, ok := r.values[name]; ok {
			named[name] = value
		}
	}
	s := r.l.scope.with("local", named)
	s.names["local"] = r.names
	return s
}
