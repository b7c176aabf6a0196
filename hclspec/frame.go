package hclspec

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// frame reads the attributes and blocks of one body. Whatever it is asked for becomes known, and finish reports the rest:
// so the schema of a block is the code that reads it, and a misspelt name is met with the names that exist.
type frame struct {
	l          *loader
	scope      *scope
	body       *hclsyntax.Body
	what       string // "merchant", for messages
	prefix     string // of the names in ranges: "limits."
	ranges     map[string]hcl.Range
	attributes []string
	blockTypes []string
	wide       map[string]*hclsyntax.Attribute
	said       map[string]lang.Text // what to say about names that people expect here
	refused    []string             // attributes of which nothing else may be told
}

func (l *loader) frame(body *hclsyntax.Body, what, prefix string) *frame {
	return &frame{l: l, scope: l.scope, body: body, what: what, prefix: prefix, ranges: map[string]hcl.Range{}, wide: wideAttributes(body)}
}

// inner is a frame for a block inside, which notes its ranges together with the outer ones.
func (f *frame) inner(block *hclsyntax.Block) *frame {
	in := f.l.frame(block.Body, block.Type, f.prefix+block.Type+".")
	in.scope, in.ranges = f.scope, f.ranges
	return in
}

func (f *frame) attribute(name string) *hclsyntax.Attribute {
	f.attributes = append(f.attributes, name)
	attr := f.written(name)
	if attr != nil {
		f.ranges[f.prefix+name] = attr.Expr.Range()
	}
	return attr
}

// has tells whether the author wrote the attribute.
func (f *frame) has(name string) bool { return f.written(name) != nil }

// written is the attribute as it stands in the file. One that is typed in letters of full width is taken for it, so that it is not missing
// besides: finish reports it.
func (f *frame) written(name string) *hclsyntax.Attribute {
	if attr := f.body.Attributes[name]; attr != nil || len(f.wide) == 0 {
		return attr
	}
	return f.wide[name]
}

// wideAttributes are the attributes of a body whose names have letters of full width, by the names that may be meant.
func wideAttributes(body *hclsyntax.Body) map[string]*hclsyntax.Attribute {
	wide := map[string]*hclsyntax.Attribute{}
	for name, attr := range body.Attributes {
		if narrow := words.Narrow(name); narrow != name {
			wide[narrow] = attr
		}
	}
	return wide
}

// at is where the value of an attribute stands, or where the block ends its header.
func (f *frame) at(name string) hcl.Range {
	if r, ok := f.ranges[f.prefix+name]; ok {
		return r
	}
	return f.body.MissingItemRange()
}

// value evaluates an attribute; ok is false where it is missing or was reported.
func (f *frame) value(name string) (v cty.Value, ok bool) {
	attr := f.attribute(name)
	if attr == nil || slices.Contains(f.refused, attr.Name) {
		return cty.NilVal, false
	}
	v, diags := f.scope.value(attr.Expr)
	f.l.report(diags...)
	if diags.HasErrors() || v.IsNull() || !v.IsWhollyKnown() {
		return cty.NilVal, false
	}
	if kind := f.l.guard.secretIn(v); !kind.Empty() {
		f.l.report(f.l.guard.fault(lang.Same(name), kind, f.at(name)))
		return cty.NilVal, false
	}
	return v, true
}

func (f *frame) typed(name string, want cty.Type, advice lang.Text) (cty.Value, bool) {
	v, ok := f.value(name)
	if ok && v.Type() != want {
		f.l.report(wrong(titleType, f.at(name), mustBeOfType(name, v.Type(), want, advice)))
		return cty.NilVal, false
	}
	return v, ok
}

func (f *frame) text(name string) string {
	v, ok := f.typed(name, cty.String, quoteIt)
	if !ok {
		return ""
	}
	return v.AsString()
}

func (f *frame) boolean(name string) bool {
	v, ok := f.typed(name, cty.Bool, trueOrFalse)
	return ok && v.True()
}

// count reads a whole number of at least one; otherwise stands where it is missing.
func (f *frame) count(name string, otherwise int) int {
	v, ok := f.typed(name, cty.Number, wholeNumberFix)
	if !ok {
		return otherwise
	}
	n, _ := v.AsBigFloat().Int64()
	if !v.AsBigFloat().IsInt() || n < 1 || n > 1<<31 {
		f.l.report(wrong(lang.Both("Not a count", "不是个数"), f.at(name),
			lang.Format("%s must be a whole number of at least 1.", "%s 应当是不小于 1 的整数。", name)))
		return otherwise
	}
	return int(n)
}

// identifiers reads a list of names.
func (f *frame) identifiers(name string) []string {
	return f.list(name, hclsyntax.ValidIdentifier, lang.Both("Not a list of names", "不是名称的列表"),
		lang.Format("names in quotes: %s = [\"lantern_2026\"]", "带引号的名称：%s = [\"lantern_2026\"]", name))
}

// addresses reads a list of recipients, each as -only takes it.
func (f *frame) addresses(name string) []string {
	return f.list(name, func(text string) bool { return strings.TrimSpace(text) != "" }, lang.Both("Not a list of recipients", "不是领取人的列表"),
		lang.Format("recipients' keys in quotes: %s = [\"wang_wei\"]", "带引号的领取人的键：%s = [\"wang_wei\"]", name))
}

// list reads a list of texts of which each is valid; what says what it is a list of.
func (f *frame) list(name string, valid func(string) bool, summary, what lang.Text) []string {
	v, ok := f.value(name)
	if !ok {
		return nil
	}
	var texts []string
	fine := v.Type().IsTupleType() || v.Type().IsListType()
	if fine {
		for it := v.ElementIterator(); it.Next(); {
			_, element := it.Element()
			fine = fine && element.Type() == cty.String && !element.IsNull() && valid(element.AsString())
			if fine {
				texts = append(texts, element.AsString())
			}
		}
	}
	if !fine {
		f.l.report(wrong(summary, f.at(name), lang.Format("%s is a list of %s.", "%s 是列表，里面写%s。", name, what)))
	}
	return texts
}

// yuan reads an amount above zero; otherwise stands where it is missing.
func (f *frame) yuan(name string, otherwise money.Fen) money.Fen {
	v, ok := f.value(name)
	if !ok {
		return otherwise
	}
	fen, err := amountOf(v)
	if err != nil {
		f.l.report(wrong(titleNoAmount, f.at(name), lang.Format("%s: ", "%s：", name).Then(f.notAmount(name, err))))
		return otherwise
	}
	if fen <= 0 {
		f.l.report(wrong(titleNoAmount, f.at(name),
			lang.Format("%s must be above zero, but is %s yuan.", "%s 应当大于零，现在是 %s 元。", name, fen.Yuan())))
		return otherwise
	}
	return fen
}

// notAmount tells why the value of an attribute is no amount, and what to write.
func (f *frame) notAmount(name string, err error) lang.Text {
	var text *textError
	if !errors.As(err, &text) {
		return words.EndedText(told(err))
	}
	a := &attribute{name: name, expr: f.written(name).Expr}
	why, _ := unread{text: text.text, expr: a.expr}.fault(a, f.l.project.sources)
	return why
}

// checked reads a text that must pass a test.
func (f *frame) checked(name string, valid func(string) bool, summary, rule lang.Text) string {
	text := f.text(name)
	if f.has(name) && !valid(text) && f.evaluated(name) {
		f.l.report(wrong(summary, f.at(name), lang.Format("%s is %q. %s", "%s 是 %q。%s", name, text, rule)))
	}
	return text
}

// parsed reads a text that stands for something else. It is the zero value where the text is missing, empty, or was reported.
func parsed[T any](f *frame, name string, parse func(string) (T, bool), summary, rule lang.Text) T {
	var none T
	text := f.text(name)
	if text == "" {
		return none
	}
	value, ok := parse(text)
	if !ok {
		f.l.report(wrong(summary, f.at(name), lang.Format("%s is %q.%s %s", "%s 是 %q。%s%s", name, text, words.Oddity(text), rule)))
		return none
	}
	return value
}

// evaluated tells whether an attribute's value was free of reported errors.
func (f *frame) evaluated(name string) bool {
	for _, d := range f.l.diags {
		if d.Subject != nil && within(*d.Subject, f.at(name)) {
			return false
		}
	}
	return true
}

func within(inner, outer hcl.Range) bool {
	return inner.Filename == outer.Filename && inner.Start.Byte >= outer.Start.Byte && inner.End.Byte <= outer.End.Byte
}

// blocks are the inner blocks of a type, which must be at most so many; 0 stands for any number.
func (f *frame) blocks(blockType string, most int) []*hclsyntax.Block {
	f.blockTypes = append(f.blockTypes, blockType)
	var found []*hclsyntax.Block
	for _, block := range f.body.Blocks {
		if block.Type == blockType {
			found = append(found, block)
		}
	}
	if most > 0 && len(found) > most {
		f.l.report(wrong(lang.Both("Duplicate block", "块重复"), found[most].DefRange(), notOneBlock(f.what, blockType, placeOf(found[0].DefRange()))))
		found = found[:most]
	}
	return found
}

// require reports each missing attribute by itself.
func (f *frame) require(why lang.Text, names ...string) {
	for _, name := range names {
		if !f.has(name) {
			f.l.report(wrong(titleMissing, f.body.MissingItemRange(), lang.Format("%s needs %s. %s", "%s 缺少 %s。%s", f.what, name, why)))
		}
	}
}

// finish reports everything that nobody asked for.
func (f *frame) finish() {
	for _, attr := range sortedAttributes(f.body) {
		if !slices.Contains(f.attributes, attr.Name) && !slices.Contains(f.refused, attr.Name) {
			f.l.report(f.unknown(titleUnknown, attr.Name, attr.NameRange, f.attributes, f.blockTypes))
		}
	}
	for _, block := range f.body.Blocks {
		if !slices.Contains(f.blockTypes, block.Type) {
			f.l.report(f.unknown(titleUnknownBlock, block.Type, block.TypeRange, f.blockTypes, f.attributes))
		}
	}
}

func (f *frame) unknown(summary lang.Text, name string, at hcl.Range, known, others []string) *hcl.Diagnostic {
	if hint, ok := f.said[name]; ok {
		return wrong(summary, at, lang.Format("%s has no %q. %s", "%s 里没有 %q。%s", f.what, name, hint))
	}
	if slices.Contains(others, name) {
		return wrong(summary, at, otherForm(f.what, name, summary == titleUnknown))
	}
	hint := nearest(name, known)
	if hint.Empty() {
		hint = takes(slices.Concat(f.attributes, f.blockTypes))
	}
	if narrowed(name, known) == "" {
		hint = words.Oddity(name).Then(hint)
	}
	return wrong(summary, at, lang.Format("%s has no %q.%s", "%s 里没有 %q。%s", f.what, name, hint))
}

// withInner adds to hints where names stand that belong into a block inside.
func withInner(hints map[string]lang.Text, blocks map[string][]string) map[string]lang.Text {
	for block, names := range blocks {
		for _, name := range names {
			hints[name] = innerBlock(block, name)
		}
	}
	return hints
}

// labels checks the number of a block's labels.
func (l *loader) labels(block *hclsyntax.Block, want int) bool {
	if len(block.Labels) == want {
		return true
	}
	shape := block.Type + strings.Repeat(` "name"`, want) + " { … }"
	l.report(wrong(lang.Both("Wrong number of labels", "标签个数不对"), block.DefRange(), lang.Format("Write %s.", "写成 %s。", shape)))
	return false
}

// identifier checks a block's only label; names must be unique per block type.
func (l *loader) identifier(block *hclsyntax.Block, taken map[string]hcl.Range) (string, bool) {
	if !l.labels(block, 1) {
		return "", false
	}
	name, at := cty.NormalizeString(block.Labels[0]), block.LabelRanges[0]
	if d := nameFault(block.Type, name, at); d != nil {
		l.report(d)
		return "", false
	}
	if first, dup := taken[name]; dup {
		l.report(wrong(titleTaken, at, nameTaken(block.Type, name, placeOf(first))))
		return "", false
	}
	taken[name] = block.DefRange()
	return name, true
}

func sortedAttributes(body *hclsyntax.Body) []*hclsyntax.Attribute {
	return slices.SortedFunc(maps.Values(body.Attributes), func(a, b *hclsyntax.Attribute) int {
		return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte
	})
}
