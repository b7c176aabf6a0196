package hclspec

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// yuanFunction reads an amount as people write it, such as ¥1,234.00 or 8.88元. What it takes and refuses is money.ParseWritten's; a
// number is taken where it is a whole number of fen. Nothing is rounded, and the result is never below zero.
var yuanFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "amount", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		fen, err := writtenAmount(args[0])
		if err != nil {
			return cty.NilVal, function.NewArgError(0, err)
		}
		return yuanValue(fen), nil
	},
})

func writtenAmount(v cty.Value) (money.Fen, error) {
	switch v.Type() {
	case cty.String:
		if why := spreadsheetFault(v.AsString()); !why.Empty() {
			return 0, lang.Errorf("%q is %w: %s", "%q %w：%s", v.AsString(), money.ErrWritten, why)
		}
		return money.ParseWritten(v.AsString())
	case cty.Number:
		fen, err := fenOf(v.AsBigFloat())
		if err == nil && v.AsBigFloat().Sign() < 0 {
			return 0, lang.Errorf("%s yuan is less than nothing", "%s 元是负数", v.AsBigFloat().Text('f', 2))
		}
		return fen, err
	}
	return 0, lang.Errorf("%s is no amount: %w",
		"%s不是金额：%w", aValue(v.Type()), errNotAmount)
}

// yuanNode is the same for a text.
type yuanNode struct{ operand node }

func (n yuanNode) kind() kind { return kindNumber }
func (n yuanNode) eval(x *rowContext) (value, bool) {
	v, ok := n.operand.eval(x)
	if !ok {
		return v, false
	}
	if plain, ok := parseDecimal(v.text); ok && plain.scale <= 2 {
		return plain, true
	}
	fen, err := money.ParseWritten(v.text)
	return decimalOf(fen), err == nil
}
