package hclspec

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/money"
)

type constantNode struct{ constant value }

func (n constantNode) kind() kind                     { return n.constant.kind }
func (n constantNode) eval(*rowContext) (value, bool) { return n.constant, true }

type columnNode struct{ column int }

func (n columnNode) kind() kind { return kindText }
func (n columnNode) eval(x *rowContext) (value, bool) {
	return textOf(x.cell(n.column)), true
}

type drawAmountNode struct{ draw *draw }

func (n drawAmountNode) kind() kind { return kindNumber }
func (n drawAmountNode) eval(x *rowContext) (value, bool) {
	if n.draw.total > 0 {
		return decimalOf(x.pot), true
	}
	return decimalOf(x.drawn(n.draw).fen), true
}

func decimalOf(f money.Fen) value { return decimal(int64(f), 2) }

type drawTierNode struct{ draw *draw }

func (n drawTierNode) kind() kind { return kindText }
func (n drawTierNode) eval(x *rowContext) (value, bool) {
	return textOf(x.drawn(n.draw).tier), true
}

// templateNode joins texts. It is plain when its parts are cells and plain texts and nothing else.
type templateNode struct {
	parts []node
	plain bool
}

func (n templateNode) kind() kind { return kindText }
func (n templateNode) eval(x *rowContext) (value, bool) {
	var parts [8]string
	texts := parts[:0]
	for _, part := range n.parts {
		switch part := part.(type) {
		case columnNode:
			texts = append(texts, x.cell(part.column))
		case constantNode:
			texts = append(texts, part.constant.text)
		default:
			v, ok := part.eval(x)
			if !ok {
				return value{}, false
			}
			texts = append(texts, v.text)
		}
	}
	text, ok := x.join(texts)
	if !ok {
		return value{}, false
	}
	if !x.plain || !n.plain {
		text = Normal(text)
	}
	return textOf(text), true
}

// keepSize is how much memory for texts is taken at a time.
const keepSize = 64 << 10

// join makes one text of several, many such from one piece of memory; ok is false for one that is too long.
func (x *rowContext) join(texts []string) (text string, ok bool) {
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	if size > compiledText {
		return "", false
	}
	if x.texts == nil || x.texts.Cap()-x.texts.Len() < size {
		x.texts = new(strings.Builder)
		x.texts.Grow(max(keepSize, size))
	}
	start := x.texts.Len()
	for _, text := range texts {
		// A Builder never fails to write, and never moves within its capacity.
		_, _ = x.texts.WriteString(text)
	}
	return x.texts.String()[start:], true
}

type functionNode struct {
	function func(string) string
	operand  node
}

func (n functionNode) kind() kind { return kindText }
func (n functionNode) eval(x *rowContext) (value, bool) {
	v, ok := n.operand.eval(x)
	return textOf(Normal(n.function(v.text))), ok
}

type fenNode struct{ operand node }

func (n fenNode) kind() kind { return kindNumber }
func (n fenNode) eval(x *rowContext) (value, bool) {
	v, ok := n.operand.eval(x)
	if !ok {
		return v, false
	}
	fen, ok := parseDecimal(v.text)
	if !ok || fen.scale != 0 {
		return value{}, false
	}
	fen.scale, fen.computed = 2, true
	return fen, true
}

type numberNode struct{ operand node }

func (n numberNode) kind() kind { return kindNumber }
func (n numberNode) eval(x *rowContext) (value, bool) {
	v, ok := n.operand.eval(x)
	if !ok {
		return v, false
	}
	return parseDecimal(v.text)
}

type arithmeticNode struct {
	op          *hclsyntax.Operation
	left, right node
}

func (n arithmeticNode) kind() kind { return kindNumber }
func (n arithmeticNode) eval(x *rowContext) (value, bool) {
	a, aOK := n.left.eval(x)
	b, bOK := n.right.eval(x)
	if !aOK || !bOK {
		return value{}, false
	}
	result := decimal(0, 0)
	result.computed = true
	var ok bool
	if n.op == hclsyntax.OpMultiply {
		result.scale = a.scale + b.scale
		result.mantissa, ok = times(a.mantissa, b.mantissa)
		return result, ok && result.scale <= scaleMax
	}
	if a, b, ok = sameScale(a, b); !ok {
		return value{}, false
	}
	if n.op == hclsyntax.OpSubtract {
		b.mantissa = -b.mantissa
	}
	result.scale = a.scale
	sum, ok := money.Fen(a.mantissa).Add(money.Fen(b.mantissa))
	result.mantissa = int64(sum)
	return result, ok
}

// sameScale writes two decimals with the same number of decimals.
func sameScale(a, b value) (value, value, bool) {
	aOK, bOK := true, true
	if a.scale < b.scale {
		a.mantissa, aOK = times(a.mantissa, powersOfTen[b.scale-a.scale])
		a.scale = b.scale
	} else {
		b.mantissa, bOK = times(b.mantissa, powersOfTen[a.scale-b.scale])
		b.scale = a.scale
	}
	return a, b, aOK && bOK
}

// compareNumbers orders two decimals. It leaves a tie to HCL when arithmetic is involved: HCL counts in binary, where 0.1 + 0.2
// and 0.3 are neighbours.
func compareNumbers(a, b value) (order int, ok bool) {
	computed := a.computed || b.computed
	if a, b, ok = sameScale(a, b); !ok {
		return 0, false
	}
	switch {
	case a.mantissa < b.mantissa:
		return -1, true
	case a.mantissa > b.mantissa:
		return 1, true
	}
	return 0, !computed
}

type orderNode struct {
	op          *hclsyntax.Operation
	left, right node
}

func (n orderNode) kind() kind { return kindBool }
func (n orderNode) eval(x *rowContext) (value, bool) {
	a, aOK := n.left.eval(x)
	b, bOK := n.right.eval(x)
	if !aOK || !bOK {
		return value{}, false
	}
	order, ok := compareNumbers(a, b)
	truth := false
	switch n.op {
	case hclsyntax.OpLessThan:
		truth = order < 0
	case hclsyntax.OpLessThanOrEqual:
		truth = order <= 0
	case hclsyntax.OpGreaterThan:
		truth = order > 0
	case hclsyntax.OpGreaterThanOrEqual:
		truth = order >= 0
	}
	return truthOf(truth), ok
}

type equalNode struct {
	equal       bool
	left, right node
}

func (n equalNode) kind() kind { return kindBool }
func (n equalNode) eval(x *rowContext) (value, bool) {
	a, aOK := n.left.eval(x)
	b, bOK := n.right.eval(x)
	if !aOK || !bOK {
		return value{}, false
	}
	same, ok := false, true
	switch a.kind {
	case kindText:
		same = a.text == b.text
	case kindBool:
		same = a.truth == b.truth
	case kindNumber:
		var order int
		order, ok = compareNumbers(a, b)
		same = order == 0
	}
	return truthOf(same == n.equal), ok
}

type logicNode struct {
	and         bool
	left, right node
}

func (n logicNode) kind() kind { return kindBool }
func (n logicNode) eval(x *rowContext) (value, bool) {
	a, aOK := n.left.eval(x)
	b, bOK := n.right.eval(x)
	truth := a.truth || b.truth
	if n.and {
		truth = a.truth && b.truth
	}
	return truthOf(truth), aOK && bOK
}

type notNode struct{ operand node }

func (n notNode) kind() kind { return kindBool }
func (n notNode) eval(x *rowContext) (value, bool) {
	v, ok := n.operand.eval(x)
	return truthOf(!v.truth), ok
}

type conditionNode struct{ condition, yes, no node }

func (n conditionNode) kind() kind { return n.yes.kind() }
func (n conditionNode) eval(x *rowContext) (value, bool) {
	v, ok := n.condition.eval(x)
	if !ok {
		return value{}, false
	}
	if v.truth {
		return n.yes.eval(x)
	}
	return n.no.eval(x)
}
