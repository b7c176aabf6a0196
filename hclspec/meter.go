package hclspec

import (
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
)

// What evaluating costs, in bytes as they lie in memory, roughly.
const (
	valueCost = 64  // a value without what is in it
	nodeCost  = 16  // a step of an expression
	errorCost = 512 // an error that a step ends in
)

// meter counts the work of a project's expressions. HCL itself has no bound: ten lines that double a list each, or three for in one
// another, fill any memory. What is counted is the same on every machine. It is shared by campaigns that are streamed side by side.
type meter struct {
	mu    sync.Mutex
	left  int64
	spent *hcl.Range // where it came to its end; nothing is evaluated any more after that

	arguments map[string]lang.Text // what was wrong with arguments of functions last, by what it is in English
}

func newMeter() *meter { return &meter{left: workMax} }

// allow gives more for what grows with the lists.
func (m *meter) allow(work int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left = min(m.left+work, workMax)
}

// charge takes what a step costs, and tells whether there was enough.
func (m *meter) charge(cost int64, at hcl.Range) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.spent == nil:
		if m.left -= cost; m.left < 0 {
			m.spent = &at
		}
	case m.spent.Filename == "": // a function does not know where it was called, but its caller does
		m.spent = &at
	}
	return m.spent == nil
}

// exhausted is the error of everything that is evaluated once the work is spent; nil before.
func (m *meter) exhausted() *hcl.Diagnostic {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.spent == nil {
		return nil
	}
	return wrong(lang.Both("Too much to evaluate", "计算量太大"), *m.spent, tooMuchWork(workMax>>20))
}

// evaluate is the one way by which an expression gets its value.
func (m *meter) evaluate(expr hclsyntax.Expression, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	return m.value(m.metered(expr), ctx)
}

// value is evaluate for an expression that is counted already.
func (m *meter) value(expr metered, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := expr.Value(ctx)
	if d := m.exhausted(); d != nil { // try() may have swallowed it
		return cty.DynamicVal, hcl.Diagnostics{d}
	}
	for _, d := range diags {
		m.inEveryLanguage(d)
	}
	return v, diags
}

// weighed takes what a value costs. A value that cannot be worked with is an error.
func (m *meter) weighed(v cty.Value, at hcl.Range) *hcl.Diagnostic {
	w := weight{most: workMax}
	w.value(v, 0)
	m.charge(w.cost, at)
	switch {
	case w.deep:
		return wrong(lang.Both("Nested too deep", "嵌套太深"), at,
			lang.Format("The value has lists and objects more than %d deep in one another.", "值里的列表和对象嵌套超过 %d 层。", valueDepthMax))
	case w.huge:
		return wrong(lang.Both("Number beyond measure", "数字大到无法处理"), at,
			lang.Both("The result is a number of more than a thousand digits. No amount, count or share is of this size.",
				"结果是一个一千位以上的数字。没有这么大的金额、个数或比例。"))
	}
	return nil
}

// weight is what a value costs whoever walks through it. A part that stands in it twice counts twice, though memory holds it once.
type weight struct {
	cost, most int64
	deep, huge bool
}

func (w *weight) value(v cty.Value, depth int) {
	w.cost += valueCost
	t := v.Type()
	switch {
	case w.cost > w.most:
	case depth > valueDepthMax:
		w.deep = true
	case !v.IsKnown() || v.IsNull():
		w.typed(t, depth)
	case t == cty.String:
		w.cost += int64(len(v.AsString()))
	case t == cty.Number:
		w.huge = w.huge || beyondMeasure(v.AsBigFloat())
	case v.CanIterateElements():
		if v.LengthInt() == 0 {
			w.typed(t, depth)
		}
		w.elements(v, depth)
	}
}

func (w *weight) elements(v cty.Value, depth int) {
	named := v.Type().IsObjectType() || v.Type().IsMapType()
	for it := v.ElementIterator(); it.Next() && w.cost <= w.most && !w.deep; {
		key, element := it.Element()
		if named {
			w.cost += valueCost + int64(len(key.AsString()))
		}
		w.value(element, depth+1)
	}
}

// typed weighs the type of a value that says no more, which may have doubled as a value can.
func (w *weight) typed(t cty.Type, depth int) {
	w.cost += valueCost
	switch {
	case w.cost > w.most:
	case depth > valueDepthMax:
		w.deep = true
	case t.IsCollectionType():
		w.typed(t.ElementType(), depth+1)
	case t.IsTupleType():
		for _, element := range t.TupleElementTypes() {
			w.typed(element, depth+1)
		}
	case t.IsObjectType():
		for name, attribute := range t.AttributeTypes() {
			w.cost += int64(len(name))
			w.typed(attribute, depth+1)
		}
	}
}
