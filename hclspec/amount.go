package hclspec

import (
	"math/big"

	"github.com/zclconf/go-cty/cty"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// HCL holds numbers as binary floats of 512 bits, in which 8.88 is off by about 10^-154 while a third decimal is off by
// half a fen at most. wholeBits draws the line between the two, a hundred and fifty orders away from either.
const (
	wholeBits = 300
	fenBits   = 600
)

var errNotAmount = lang.New(lang.Both("an amount is a number of yuan, such as 8.88", "金额是以元为单位的数字，例如 8.88"))

// textError is why a text is no amount.
type textError struct {
	text string
	err  error
}

func (e *textError) Error() string   { return e.err.Error() }
func (e *textError) Said() lang.Text { return told(e.err) }
func (e *textError) Unwrap() error   { return e.err }

// amountOf reads yuan: a decimal text or a number, and never rounds.
func amountOf(v cty.Value) (money.Fen, error) {
	switch {
	case v.IsNull() || !v.IsKnown():
		return 0, errNotAmount
	case v.Type() == cty.String:
		fen, err := money.ParseYuan(v.AsString())
		if err != nil {
			return 0, &textError{v.AsString(), err}
		}
		return fen, nil
	case v.Type() == cty.Number:
		return fenOf(v.AsBigFloat())
	}
	return 0, lang.Errorf("%s is no amount: %w", "%s不是金额：%w", aValue(v.Type()), errNotAmount)
}

// fenOf turns yuan into fen and accepts only what is a whole number of them.
func fenOf(yuan *big.Float) (money.Fen, error) {
	if yuan.IsInf() {
		return 0, lang.Errorf("infinity is %w", "无穷大的数%w", money.ErrRange)
	}
	// Before anything writes out a number of a million digits.
	if e := yuan.MantExp(nil); e > 128 {
		return 0, lang.Errorf("a number of about 2^%d yuan is %w", "约 2^%d 元的数%w", e, money.ErrRange)
	} else if yuan.Sign() != 0 && e < -128 {
		return 0, lang.Errorf("a number of about 2^%d yuan is %w", "约 2^%d 元的数%w", e, money.ErrPrecision)
	}
	fen := new(big.Float).SetPrec(fenBits).Mul(yuan, big.NewFloat(100))
	nearest, whole := nearestInt(fen)
	if !whole {
		return 0, lang.Errorf("%s yuan is %w", "%s 元%w", yuan.Text('f', -1), money.ErrPrecision)
	}
	if !nearest.IsInt64() {
		return 0, lang.Errorf("%s yuan is %w", "%s 元%w", yuan.Text('g', 6), money.ErrRange)
	}
	return money.Fen(nearest.Int64()), nil
}

// nearestInt is the integer next to a number; whole tells whether the two are the same but for the binary error.
func nearestInt(f *big.Float) (nearest *big.Int, whole bool) {
	half := big.NewFloat(0.5)
	if f.Sign() < 0 {
		half.Neg(half)
	}
	shifted := new(big.Float).SetPrec(fenBits).Add(f, half)
	nearest, _ = shifted.Int(nil)
	gap := new(big.Float).SetPrec(fenBits).Sub(f, new(big.Float).SetPrec(fenBits).SetInt(nearest))
	return nearest, gap.Sign() == 0 || gap.MantExp(nil) <= -wholeBits
}

// yuanValue is the amount as an expression sees it.
func yuanValue(f money.Fen) cty.Value {
	return cty.MustParseNumberVal(f.Yuan())
}
