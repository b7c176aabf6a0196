package hclspec

import (
	"math"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
)

// kind is the type of a compiled expression's value. The zero kind is invalid.
type kind uint8

const (
	_ kind = iota
	kindText
	kindNumber
	kindBool
)

// node is a piece of a compiled expression. ok is false where HCL has to decide: a node never makes an error
// of its own, so that both ways of evaluating say the same.
type node interface {
	eval(x *rowContext) (v value, ok bool)
	kind() kind
}

// value is what a node gives: a text in NFC, an exact decimal, or a truth. The compiler keeps it in registers only while
// neither it nor a part of it has more than four fields.
type value struct {
	form
	text     string
	mantissa int64 // of a number: mantissa / 10^scale
}

type form struct {
	kind     kind
	truth    bool
	computed bool // of a number: it went through arithmetic, so HCL's binary float of it may be off in the last bit
	scale    uint8
}

func textOf(text string) value { return value{form: form{kind: kindText}, text: text} }

func truthOf(truth bool) value { return value{form: form{kind: kindBool, truth: truth}} }

func decimal(mantissa int64, scale uint8) value {
	return value{form: form{kind: kindNumber, scale: scale}, mantissa: mantissa}
}

// scaleMax keeps every product of two decimals inside the arithmetic below.
const scaleMax = 9

var powersOfTen = [19]int64{
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
	10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
}

// fen is the value as money; ok is false where it is none or HCL has to say why.
func (v value) fen() (money.Fen, bool) {
	switch v.kind {
	case kindText:
		return parseFen(v.text)
	case kindNumber:
		if v.computed && v.mantissa == 0 {
			// HCL's float may lie a hair beside zero, and then it is no whole number of fen.
			return 0, false
		}
		if v.scale <= 2 {
			m, ok := times(v.mantissa, powersOfTen[2-v.scale])
			return money.Fen(m), ok
		}
		divisor := powersOfTen[v.scale-2]
		return money.Fen(v.mantissa / divisor), v.mantissa%divisor == 0
	case kindBool:
	}
	return 0, false
}

// times multiplies; ok is false where the product does not fit.
func times(a, b int64) (product int64, ok bool) {
	product = a * b
	if a == int64(int32(a)) && b == int64(int32(b)) {
		return product, true
	}
	return product, a == 0 || product/a == b && (a != -1 || b != math.MinInt64)
}

// parseFen reads the common shapes of an amount without an allocation; anything else is for money.ParseYuan.
func parseFen(text string) (money.Fen, bool) {
	var fen money.Fen
	point := len(text)
	for i := range len(text) {
		digit := text[i] - '0'
		switch {
		case digit <= 9:
			fen = fen*10 + money.Fen(digit)
		case text[i] == '.' && point == len(text):
			point = i
		default:
			point = 0
		}
	}
	if point > 0 && len(text) <= digitsMax {
		switch len(text) - point {
		case 0:
			return fen * 100, true
		case 2:
			return fen * 10, true
		case 3:
			return fen, true
		}
	}
	fen, err := money.ParseYuan(text)
	return fen, err == nil
}

// digitsMax is what a text of yuan may have for certain; money.ParseYuan looks at longer ones.
const digitsMax = 15

// parseDecimal reads digits[.digits] of at most digitsMax bytes and scaleMax decimals.
func parseDecimal(text string) (value, bool) {
	whole, fraction, dotted := strings.Cut(text, ".")
	if whole == "" || dotted && fraction == "" || len(text) > digitsMax || len(fraction) > scaleMax {
		return value{}, false
	}
	var mantissa int64
	for i := range len(text) {
		c := text[i]
		if c == '.' && i == len(whole) {
			continue
		}
		if c < '0' || c > '9' {
			return value{}, false
		}
		mantissa = mantissa*10 + int64(c-'0')
	}
	return decimal(mantissa, uint8(len(fraction))), true
}
