package hclspec

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// scope is what expressions of one place may name. Roots such as var and local are objects.
type scope struct {
	names   map[string]nameSet
	context *hcl.EvalContext
	meter   *meter
	listing lang.Text // which columns there are, for who names another one
}

// nameSet is what a root has; nil takes any name.
type nameSet map[string]bool

// near is a hint at the name that was meant.
func (n nameSet) near(name string) lang.Text {
	if len(n) > words.NamesMax {
		return lang.Text{}
	}
	return nearest(name, slices.Sorted(maps.Keys(n)))
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
		return wrong(lang.Both("Unknown name", "未知名称"), traversal.SourceRange(), lang.Format("There is no %q here.%s", "这里没有 %q。%s", root, where))
	}
	name, ok := step(traversal, 1)
	if !ok || names == nil || names[name] {
		return nil
	}
	declaration := known.declaration.Each(func(text string) string { return strings.ReplaceAll(text, "NAME", name) })
	switch {
	case root == "row":
		declaration = s.listing
	case names[words.Narrow(name)]:
		declaration = lang.Text{}
	}
	return wrong(known.summary, traversal[1].SourceRange(),
		lang.Format("There is no %s.%s.%s%s", "没有 %s.%s。%s%s", root, name, names.near(name), declaration))
}

// nearRoot says of a name with which no expression begins what may have been meant.
func (s *scope) nearRoot(root string) lang.Text {
	known := append(slices.Sorted(maps.Keys(s.names)), "true", "false", "null")
	near := nearest(root, known)
	if i := strings.IndexAny(root, "·・"); i >= 0 {
		near = lang.Format(" It holds %s; is \".\" meant?", "其中有 %s，是不是想写 \".\"？", words.Character(firstRune(root[i:])))
	}
	if narrowed(root, known) != "" {
		return near
	}
	return near.Then(lang.Format(` A text needs quotes: "%s".`, `文字要加引号："%s"。`, root))
}

// roots are the names that expressions begin with: what is said of one that is unknown, where one may stand, and how it is declared.
var roots = map[string]struct{ summary, where, declaration lang.Text }{
	"row": {
		summary: lang.Both("Unknown column", "未知的列"),
		where: lang.Both(" row.* is known only inside recipients_from, where it stands for one line of the file.",
			"row.* 只能在 recipients_from 中使用，代表文件的一行。"),
	},
	"draw": {
		summary: lang.Both("Unknown draw", "未知的 draw"),
		where: lang.Both(" draw.* is known only where recipients get their amounts and texts.",
			"draw.* 只能在给领取人写金额和文字的地方使用。"),
	},
	"self": {
		summary: lang.Both("Unknown name", "未知名称"),
		where:   lang.Both(" self.* is known only inside assert.", "self.* 只能在 assert 中使用。"),
	},
	"var": {
		summary: lang.Both("Unknown variable", "未知变量"), where: notInThisPlace,
		declaration: lang.Both(` Declare it: variable "NAME" {}.`, `先声明：variable "NAME" {}。`),
	},
	"local": {
		summary: lang.Both("Unknown local value", "未知的 local 值"), where: notInThisPlace,
		declaration: lang.Both(" Declare it in a locals block.", "在 locals 块中声明。"),
	},
	"merchant": {summary: lang.Both("Unknown merchant", "未知商户"), where: notInThisPlace},
}

var notInThisPlace = lang.Both(" It cannot be used in this place.", "不能用在这里。")

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
