package hclspec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/cashredpack/redpack/internal/words"
)

// scope is what expressions of one place may name. Roots such as var and local are objects.
type scope struct {
	names   map[string]nameSet
	context *hcl.EvalContext
	meter   *meter
	listing string // which columns there are, for who names another one
}

// nameSet is what a root has; nil takes any name.
type nameSet map[string]bool

// near is a hint at the name that was meant.
func (n nameSet) near(name string) string {
	if len(n) > words.NamesMax {
		return ""
	}
	return didYouMean(name, slices.Sorted(maps.Keys(n)))
}

func setOf(names []string) nameSet {
	if names == nil {
		return nil
	}
	set := make(nameSet, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

func newScope(functions map[string]function.Function, m *meter) *scope {
	return &scope{
		meter:   m,
		names:   map[string]nameSet{},
		context: &hcl.EvalContext{Variables: map[string]cty.Value{}, Functions: functions},
	}
}

// with is the scope and one root more. The scope itself stays as it is.
func (s *scope) with(root string, attributes map[string]cty.Value) *scope {
	next := s.naming(root, slices.Collect(maps.Keys(attributes)))
	next.context.Variables = maps.Clone(next.context.Variables)
	next.context.Variables[root] = cty.ObjectVal(attributes)
	return next
}

// naming is the scope and one root more, whose value is known only when an expression is evaluated.
func (s *scope) naming(root string, names []string) *scope {
	next := &scope{
		names:   maps.Clone(s.names),
		context: &hcl.EvalContext{Variables: s.context.Variables, Functions: s.context.Functions},
		meter:   s.meter,
	}
	next.names[root] = setOf(names)
	return next
}

// value evaluates an expression, after its names were checked so that a wrong one is met with the right one. A value that
// is not wholly known comes from a variable or local value that was reported already.
func (s *scope) value(expr hclsyntax.Expression) (cty.Value, hcl.Diagnostics) {
	if diags := s.check(expr); diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	return s.meter.evaluate(expr, s.context)
}

// check reports every name that this scope does not have.
func (s *scope) check(expr hclsyntax.Expression) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, traversal := range expr.Variables() {
		if d := s.checkTraversal(traversal); d != nil && len(diags) <= mistakesMax {
			diags = append(diags, d)
		}
	}
	return diags
}

func (s *scope) checkTraversal(traversal hcl.Traversal) *hcl.Diagnostic {
	root := traversal.RootName()
	known, isRoot := roots[root]
	names, ok := s.names[root]
	if !ok {
		where := known.where
		if !isRoot {
			where = s.nearRoot(root)
		}
		return fault("Unknown name", traversal.SourceRange(), "There is no %q here.%s", root, where)
	}
	name, ok := step(traversal, 1)
	if !ok || names == nil || names[name] {
		return nil
	}
	declaration := strings.ReplaceAll(known.declaration, "NAME", name)
	switch {
	case root == "row":
		declaration = s.listing
	case names[words.Narrow(name)]:
		declaration = ""
	}
	return fault(known.summary, traversal[1].SourceRange(), "There is no %s.%s.%s%s", root, name, names.near(name), declaration)
}

// nearRoot says of a name with which no expression begins what may have been meant.
func (s *scope) nearRoot(root string) string {
	known := append(slices.Sorted(maps.Keys(s.names)), "true", "false", "null")
	near := didYouMean(root, known)
	if i := strings.IndexAny(root, "·・"); i >= 0 {
		near = fmt.Sprintf(" It holds %s; is \".\" meant?", words.Character(firstRune(root[i:])))
	}
	if narrowed(root, known) != "" {
		return near
	}
	return near + ` A text needs quotes: "` + root + `".`
}

// roots are the names that expressions begin with: what is said of one that is unknown, where one may stand, and how it is declared.
var roots = map[string]struct{ summary, where, declaration string }{
	"row":      {"Unknown column", " row.* is known only inside recipients_from, where it stands for one line of the file.", ""},
	"draw":     {"Unknown draw", " draw.* is known only where recipients get their amounts and texts.", ""},
	"self":     {"Unknown name", " self.* is known only inside assert.", ""},
	"var":      {"Unknown variable", " It cannot be used in this place.", ` Declare it: variable "NAME" {}.`},
	"local":    {"Unknown local value", " It cannot be used in this place.", " Declare it in a locals block."},
	"merchant": {"Unknown merchant", " It cannot be used in this place.", ""},
}

// step is the name after the i-th dot of a traversal, written as .name or ["name"].
func step(traversal hcl.Traversal, i int) (string, bool) {
	if len(traversal) <= i {
		return "", false
	}
	switch t := traversal[i].(type) {
	case hcl.TraverseAttr:
		return t.Name, true
	case hcl.TraverseIndex:
		if t.Key.Type() == cty.String && t.Key.IsKnown() && !t.Key.IsNull() {
			return t.Key.AsString(), true
		}
	}
	return "", false
}
