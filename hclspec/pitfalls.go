package hclspec

import (
	"math/big"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/place"
)

// literalMax bounds the two spellings whose cost grows with the square of their length inside the HCL library itself:
// lines of a heredoc and elements of a typed list. 100,000 of them would take minutes.
const literalMax = 1000

// longHeredoc refuses a file with a heredoc of more than literalMax lines before the parser sees it.
func longHeredoc(tokens hclsyntax.Tokens) *hcl.Diagnostic {
	var open hcl.Range
	for _, token := range tokens {
		switch {
		case token.Type == hclsyntax.TokenOHeredoc:
			open = token.Range
		case token.Type == hclsyntax.TokenCHeredoc && token.Range.Start.Line-open.Start.Line > literalMax:
			return wrong(lang.Both("Heredoc too long", "heredoc 过长"), open, longHeredocText(token.Range.Start.Line-open.Start.Line, literalMax))
		}
	}
	return nil
}

// silentPitfalls finds what HCL lets pass in silence: of two equal keys in an object the second wins, and an unquoted number
// as key loses its zeros (001 becomes "1"). With money behind the keys neither may happen.
func silentPitfalls(body *hclsyntax.Body) hcl.Diagnostics {
	return hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
		if d := hugeNumber(node); d != nil {
			return hcl.Diagnostics{d}
		}
		object, ok := node.(*hclsyntax.ObjectConsExpr)
		if !ok {
			return nil
		}
		var diags hcl.Diagnostics
		seen := make(map[string]hcl.Range, len(object.Items))
		for _, item := range object.Items {
			if d := checkObjectKey(item.KeyExpr, seen); d != nil {
				diags = append(diags, d)
			}
		}
		return diags
	})
}

// exponentMax bounds the binary exponent of a written number. Nothing in a campaign is near it, and HCL writes a number
// inside a template out in full, zero by zero.
const exponentMax = 4096

func hugeNumber(node hclsyntax.Node) *hcl.Diagnostic {
	literal, ok := node.(*hclsyntax.LiteralValueExpr)
	if !ok || literal.Val.Type() != cty.Number || !literal.Val.IsKnown() || literal.Val.IsNull() {
		return nil
	}
	if !beyondMeasure(literal.Val.AsBigFloat()) {
		return nil
	}
	return wrong(lang.Both("Number beyond measure", "数字超出范围"), literal.SrcRange,
		lang.Both("No amount, count or share is of this size. Write the number that is meant.",
			"没有这么大或这么小的金额、数量或比例。写出想写的数字。"))
}

func beyondMeasure(f *big.Float) bool {
	e := f.MantExp(nil)
	return f.IsInf() || e < -exponentMax || e > exponentMax
}

func checkObjectKey(expr hclsyntax.Expression, seen map[string]hcl.Range) *hcl.Diagnostic {
	key, ok := literalKey(expr)
	if !ok {
		if wrapper, is := expr.(*hclsyntax.ObjectConsKeyExpr); is && !wrapper.ForceNonLiteral && isNumber(wrapper.Wrapped) {
			return wrong(lang.Both("Number as a key", "用数字作键"), expr.Range(),
				lang.Both(`HCL would read this number and write it anew, so that 001 becomes "1" and 1e5 becomes "100000". Put the key in quotes to keep it as it stands.`,
					`HCL 会读取这个数字再重新写出，001 会变成 "1"，1e5 会变成 "100000"。给键加上引号，保持原样。`))
		}
		return nil
	}
	if first, dup := seen[key]; dup {
		return wrong(lang.Both("Duplicate key", "键重复"), expr.Range(),
			lang.Format("The key %q stands also at %s. HCL would let the second one win in silence; rename or remove one.",
				"键 %q 在 %s 也有。HCL 会不声不响地采用后一个；改名或删掉一个。", key, place.Of(first)))
	}
	seen[key] = expr.Range()
	return nil
}

// literalKey is the key of an object item where it can be read without evaluating anything.
func literalKey(expr hclsyntax.Expression) (string, bool) {
	wrapper, ok := expr.(*hclsyntax.ObjectConsKeyExpr)
	if !ok {
		return "", false
	}
	if !wrapper.ForceNonLiteral {
		if name := hcl.ExprAsKeyword(wrapper.Wrapped); name != "" {
			return Normal(name), true
		}
	}
	template, ok := wrapper.Wrapped.(*hclsyntax.TemplateExpr)
	if !ok || !template.IsStringLiteral() {
		return "", false
	}
	v, diags := template.Value(nil)
	if diags.HasErrors() {
		return "", false
	}
	return v.AsString(), true
}

func isNumber(expr hclsyntax.Expression) bool {
	_, ok := expr.(*hclsyntax.LiteralValueExpr)
	return ok
}

// mixedComparison finds a text that is compared with a number by == or !=. In HCL values of two types are never equal, so
// where = row.amount != 0 would keep every row without a word.
func mixedComparison(expr hclsyntax.Expression) hcl.Diagnostics {
	return hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		e, ok := node.(*hclsyntax.BinaryOpExpr)
		if !ok || e.Op != hclsyntax.OpEqual && e.Op != hclsyntax.OpNotEqual {
			return nil
		}
		if isCell(e.LHS) && isBare(e.RHS) || isCell(e.RHS) && isBare(e.LHS) {
			return hcl.Diagnostics{wrong(lang.Both("Text compared with a number", "文字与数字比较"), e.SrcRange, cellAgainstNumber())}
		}
		return nil
	})
}

func isCell(expr hclsyntax.Expression) bool {
	e, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	return ok && e.Traversal.RootName() == "row"
}

// isBare recognises a literal number or truth.
func isBare(expr hclsyntax.Expression) bool {
	_, ok := expr.(*hclsyntax.LiteralValueExpr)
	return ok
}
