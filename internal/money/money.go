// Package money holds amounts of Chinese yuan exactly, as whole fen.
//
// It promises that no amount is ever rounded, guessed or overflowed in silence: a text that is not a whole number of
// fen is refused, and a sum that does not fit is reported. There is no float in it and there is none to be added.
package money

import (
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Fen is an amount of money in fen, one hundredth of a yuan.
type Fen int64

// Why a text is not an amount. ParseYuan wraps one of these.
var (
	ErrSyntax    = lang.New(lang.Both("not a decimal number of yuan, such as 8.88", "不是以元为单位的小数，例如 8.88"))
	ErrPrecision = lang.New(lang.Both("not a whole number of fen", "不是整数分"))
	ErrRange     = lang.New(lang.Both("too large", "过大"))
)

// maxYuanDigits keeps yuan × 100 far inside int64, so that parsing needs no overflow arithmetic.
const maxYuanDigits = 15

// ParseYuan reads digits with an optional fraction, as in "8.88". No sign, exponent, thousands mark, currency sign,
// space or full-width digit is accepted, and a third decimal must be zero: money is never rounded.
func ParseYuan(text string) (Fen, error) {
	whole, fraction, dotted := strings.Cut(text, ".")
	if !allDigits(whole) || dotted && !allDigits(fraction) {
		return 0, lang.Errorf("%q is %w", "%q %w", text, ErrSyntax)
	}
	if whole = strings.TrimLeft(whole, "0"); len(whole) > maxYuanDigits {
		return 0, lang.Errorf("%q is %w", "%q %w", text, ErrRange)
	}
	if len(fraction) > 2 && strings.Trim(fraction[2:], "0") != "" {
		return 0, lang.Errorf("%s yuan is %w", "%s 元%w", text, ErrPrecision)
	}
	var fen Fen
	for _, digit := range whole + (fraction + "00")[:2] {
		fen = fen*10 + Fen(digit-'0')
	}
	return fen, nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Yuan writes the amount with two decimals and nothing else, as ParseYuan reads it: "1234.50".
func (f Fen) Yuan() string {
	var text [24]byte
	b, u := text[:0], uint64(f)
	if f < 0 {
		b, u = append(b, '-'), -u // unsigned negation is exact for every int64, the smallest included
	}
	b = strconv.AppendUint(b, u/100, 10)
	return string(append(b, '.', byte('0'+u%100/10), byte('0'+u%10)))
}

// String writes the amount for people: "¥1,234.50".
func (f Fen) String() string {
	yuan, sign := f.Yuan(), ""
	if yuan[0] == '-' {
		yuan, sign = yuan[1:], "-"
	}
	whole, fraction, _ := strings.Cut(yuan, ".")
	return sign + "¥" + Thousands(whole) + "." + fraction
}

// Thousands puts commas into a run of digits: "15336" becomes "15,336".
func Thousands(digits string) string {
	head := len(digits) % 3
	if len(digits) <= 3 {
		return digits
	}
	var b strings.Builder
	b.WriteString(digits[:head])
	for i := head; i < len(digits); i += 3 {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(digits[i : i+3])
	}
	return b.String()
}

// Add sums two amounts; ok is false where the sum does not fit and the result must not be used.
func (f Fen) Add(g Fen) (sum Fen, ok bool) {
	sum = f + g
	return sum, (sum > f) == (g > 0)
}
