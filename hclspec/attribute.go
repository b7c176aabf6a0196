package hclspec

import (
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// attribute is one expression of a row. It is evaluated in one of two ways that give equal results: compiled where it
// consists of what compile.go knows, by HCL otherwise and wherever the compiled one meets something unusual.
type attribute struct {
	name     string
	expr     hclsyntax.Expression
	metered  *metered // the expression for HCL; nil for a literal
	compiled node     // nil: HCL for every row
	cell     *int     // the whole expression is this cell, as most are
	plain    bool     // a text of nothing but cells and plain texts, so that plain cells make a plain text
	columns  []int    // of the cells it names, the most telling one first
	holes    []int    // of the cells that leave a gap in it where they are empty
	leftover string   // what its template has left in the text of every row
	numeric  []int    // the cells that it may compute with
	money    []int    // the cells whose values become its own, or summands of it
	whole    bool     // it names row as a whole, so that every cell must be in scope
	draws    []*draw
	pot      *draw // the amount is a share of this pot
}

// rowContext is what the expressions of one row see.
type rowContext struct {
	scope *scope
	draws map[string]*draw
	feed  *listFeed // nil for inline rows
	cells []string  // in UTF-8, as they stand in the file
	plain bool      // all cells are plain texts
	key   string    // known once the key is evaluated; draws hang on it
	pot   money.Fen
	draw  []drawn
	texts *strings.Builder
}

func (x *rowContext) reset() { x.key, x.pot = "", 0 }

// cell is a cell as an expression sees it.
func (x *rowContext) cell(column int) string {
	if text := x.cells[column]; x.plain {
		return text
	}
	return Normal(x.cells[column])
}

// rowError is an expression that failed on a row, with HCL's own account of it.
type rowError struct{ diags hcl.Diagnostics }

func (e *rowError) Error() string { return e.Said().English }

// Said is HCL's account, as far as it is known in other languages.
func (e *rowError) Said() lang.Text {
	d := e.diags[0]
	return lang.Both(strings.TrimSuffix(d.Summary, ".")+": "+d.Detail,
		strings.TrimRight(diag.Summary(d, lang.Chinese), ".。")+"："+diag.Detail(d, lang.Chinese))
}

// wrongType is said of a value that the attribute cannot take.
func wrongType(v cty.Value, want lang.Text) error {
	return lang.Errorf("the value is %s, and must be a %s", "值是%s，应当是%s", friendly(v), want)
}

func (a *attribute) text(x *rowContext) (string, error) {
	if a.cell != nil {
		return x.cell(*a.cell), nil
	}
	if err := a.refuseHuge(x); err != nil {
		return "", err
	}
	if a.compiled != nil {
		if v, ok := a.compiled.eval(x); ok && v.kind == kindText {
			return v.text, nil
		}
	}
	v, err := a.interpreted(x)
	if err != nil {
		return "", err
	}
	if !isText(v) {
		return "", wrongType(v, lang.Both("text; tostring() makes one of a number", "文本；tostring() 可以把数字变成文本"))
	}
	return v.AsString(), nil
}

func (a *attribute) yuan(x *rowContext) (money.Fen, error) {
	if a.cell != nil {
		if fen, exact := parseFen(x.cells[*a.cell]); exact {
			return fen, nil
		}
	}
	if err := errors.Join(a.refuseHuge(x), a.refuseShortened(x)); err != nil {
		return 0, err
	}
	if a.compiled != nil {
		if v, ok := a.compiled.eval(x); ok {
			if fen, exact := v.fen(); exact {
				return fen, nil
			}
		}
	}
	v, err := a.interpreted(x)
	if err != nil {
		return 0, err
	}
	return amountOf(v)
}

func (a *attribute) truth(x *rowContext) (bool, error) {
	if err := a.refuseHuge(x); err != nil {
		return false, err
	}
	if a.compiled != nil {
		if v, ok := a.compiled.eval(x); ok && v.kind == kindBool {
			return v.truth, nil
		}
	}
	v, err := a.interpreted(x)
	if err != nil {
		return false, err
	}
	if v.Type() != cty.Bool || v.IsNull() {
		return false, wrongType(v, lang.Both("comparison, true or false", "比较、true 或 false"))
	}
	return v.True(), nil
}

func friendly(v cty.Value) lang.Text {
	if v.IsNull() {
		return lang.Both("null", " null")
	}
	return aValue(v.Type())
}

// interpreted evaluates the expression by HCL, with only the cells and draws in scope that it names.
func (a *attribute) interpreted(x *rowContext) (cty.Value, error) {
	if a.metered == nil {
		v, diags := a.expr.Value(nil)
		if diags.HasErrors() {
			return v, &rowError{diags}
		}
		return v, nil
	}
	ctx := x.scope.context.NewChild()
	ctx.Variables = map[string]cty.Value{}
	if x.feed != nil && (a.whole || len(a.columns) > 0) {
		ctx.Variables["row"] = a.rowValue(x)
	}
	if len(a.draws) > 0 {
		drawn := map[string]cty.Value{}
		for _, d := range a.draws {
			drawn[d.name] = d.value(x)
		}
		ctx.Variables["draw"] = cty.ObjectVal(drawn)
	}
	a.metered.meter.allow(rowWork)
	v, diags := a.metered.meter.value(*a.metered, ctx)
	if diags.HasErrors() {
		return v, &rowError{diags}
	}
	return v, nil
}

// count prepares the expression for HCL.
func (a *attribute) prepare(m *meter) {
	if !isLiteral(a.expr) {
		counted := m.metered(a.expr)
		a.metered = &counted
	}
}

func (a *attribute) rowValue(x *rowContext) cty.Value {
	cells := map[string]cty.Value{}
	columns := a.columns
	if a.whole {
		columns = x.feed.named
	}
	for _, i := range columns {
		cells[x.feed.header[i]] = cty.StringVal(x.cells[i])
	}
	return cty.ObjectVal(cells)
}

// errHugeNumber stops a cell such as 1e999999999 before arithmetic gives it all its zeros.
var errHugeNumber = lang.New(lang.Both("a cell holds a number beyond measure", "有单元格里的数字大到无法处理"))

// refuseHuge looks at the cells that the expression computes with, before either way of evaluating takes them.
func (a *attribute) refuseHuge(x *rowContext) error {
	for _, i := range a.numeric {
		if hugeText(x.cells[i]) {
			return errHugeNumber
		}
	}
	return nil
}

// errShortenedNumber stops a cell such as 1.23E+03, which may have been 1234.56 before a spreadsheet wrote it.
var errShortenedNumber = lang.New(lang.Both("a spreadsheet wrote a cell with an exponent and with too few digits to tell its fen; show the column "+
	"there as a number with two decimals",
	"表格软件把一个单元格写成了科学计数法，位数不够，看不出准确到分的金额；在表格里把这一列显示成两位小数的数字"))

// refuseShortened looks at the same cells for numbers that are no amounts any more. HCL would count with what is left of them.
func (a *attribute) refuseShortened(x *rowContext) error {
	for _, i := range a.numeric {
		if shortenedFault(x.cells[i]).Empty() {
			continue
		}
		if _, err := money.ParseWritten(x.cells[i]); err != nil {
			return errShortenedNumber
		}
	}
	return nil
}

// mayCompute tells whether an expression may count with what it names.
func mayCompute(expr hclsyntax.Expression) bool {
	found := false
	// The visitor reports nothing, so there are no diagnostics to pass on.
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		switch e := node.(type) {
		case *hclsyntax.BinaryOpExpr:
			found = found || e.Op.Type == cty.Number
		case *hclsyntax.UnaryOpExpr:
			found = found || e.Op.Type == cty.Number
		case *hclsyntax.FunctionCallExpr:
			found = found || textFunctions[e.Name] == nil && e.Name != "yuan"
		}
		return nil
	})
	return found
}

// hugeText recognises a text that HCL would take for a number beyond exponentMax.
func hugeText(text string) bool {
	if !strings.ContainsAny(text, "eEpP") || strings.Trim(text, "+-.0123456789eEpP") != "" {
		return false
	}
	v, err := cty.ParseNumberVal(text)
	return err == nil && beyondMeasure(v.AsBigFloat())
}

// bind finds the draws that an expression names.
func (a *attribute) bind(draws map[string]*draw, l *loader) {
	for _, traversal := range a.expr.Variables() {
		if traversal.RootName() != "draw" {
			continue
		}
		name, ok := step(traversal, 1)
		if d := draws[name]; ok && d != nil {
			a.draws = append(a.draws, d)
			if reason := d.misused(a, traversal); reason != nil {
				l.report(reason)
			}
			continue
		}
		if !ok {
			l.report(wrong(lang.Both("Draw without a name", "draw 没有名称"), traversal.SourceRange(),
				lang.Both("Write draw.name.amount or draw.name.tier.", "写成 draw.name.amount 或 draw.name.tier。")))
		}
	}
}

// bindColumns finds the cells that an expression names.
func (a *attribute) bindColumns(header []string, named []int) {
	for _, traversal := range a.expr.Variables() {
		if traversal.RootName() != "row" {
			continue
		}
		name, ok := step(traversal, 1)
		i := slices.Index(header, name)
		switch {
		case !ok || i < 0:
			a.whole = true
		case !slices.Contains(a.columns, i):
			a.columns = append(a.columns, i)
		}
	}
	a.money = moneyOf(a.expr, header)
	a.leftover = leftoverOf(a.expr)
	a.holes = holesOf(a.expr, func(name string) int { return slices.Index(header, name) })
	if mayCompute(a.expr) {
		a.numeric = a.columns
		if a.whole {
			a.numeric = named
		}
	}
}
