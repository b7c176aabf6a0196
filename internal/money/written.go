package money

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/cashredpack/redpack/internal/lang"
)

// ErrWritten is why a text is not an amount as people write it. ParseWritten wraps it, with the reason behind it, or one of the errors
// of ParseYuan.
var ErrWritten = lang.New(lang.Both("no amount of yuan", "不是以元为单位的金额"))

// ParseWritten reads an amount as people and spreadsheets write it. The digits of the amount are those of the text: nothing is rounded,
// scaled or guessed. It takes what ParseYuan takes, and
//
//   - blanks (white space of Unicode) around it, and between the number and its marks,
//   - one mark of the currency before the number: ¥, ￥, RMB, CNY, rmb, cny or 人民币,
//   - one behind it: 元, 元整, 圆, 圆整, RMB or CNY,
//   - digits in groups of three, 1,234.00, where the first group does not begin with a zero,
//   - an exponent, 8.88E+00, where the digits written reach down to the fen, because a spreadsheet rounds the others away,
//   - an apostrophe before everything, which a spreadsheet shows nowhere,
//   - each of these in full-width characters, ８．８８ or 1，234.00.
//
// It refuses, with the reason: nothing at all, a dash, a sign (-8.88, +8.88) and brackets ((8.88)), more than two decimals (8.885), a comma
// as decimal point (8,88), other groups (12,34.56), a comma behind a point (1.234,56), numerals in words (八元, 1.2万), 角 and 分, other
// currencies ($8.88, 8.88美元), shares (8%), ranges (8-10), more than one number, anything else beside the number (8.88元/人), and what is
// too large.
func ParseWritten(text string) (Fen, error) {
	ascii := folded(text)
	plain, why := plainNumber(withoutMarks(ascii))
	if why.Empty() {
		return ParseYuan(plain)
	}
	if isForeign(ascii) {
		why = lang.Both("it is in another currency", "是其他货币")
	}
	return 0, lang.Errorf("%q is %w: %s", "%q %w：%s", text, ErrWritten, why)
}

// folded writes full-width characters as those of ASCII that they stand for.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, text)
}

var (
	marksBefore = []string{"¥", "￥", "人民币", "RMB", "CNY", "rmb", "cny"}
	marksBehind = []string{"元整", "圆整", "元", "圆", "RMB", "CNY", "rmb", "cny"}
)

// withoutMarks takes away what may stand around a number.
func withoutMarks(text string) string {
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "'"))
	for _, mark := range marksBefore {
		if rest, found := strings.CutPrefix(text, mark); found {
			text = rest
			break
		}
	}
	for _, mark := range marksBehind {
		if rest, found := strings.CutSuffix(text, mark); found {
			text = rest
			break
		}
	}
	return strings.TrimSpace(text)
}

// plainNumber writes a number without groups and exponent, as ParseYuan reads it, or tells why it cannot.
func plainNumber(text string) (plain string, why lang.Text) {
	mantissa, exponent, shifted := strings.Cut(strings.ToUpper(text), "E")
	whole, fraction, dotted := strings.Cut(mantissa, ".")
	if shifted && allDigits(whole) && (allDigits(fraction) || !dotted) {
		return withoutExponent(whole, fraction, exponent)
	}
	digits, grouped := ungrouped(whole)
	if shifted || !grouped || dotted && !allDigits(fraction) {
		return "", whyUnwritten(text)
	}
	if dotted {
		digits += "." + fraction
	}
	return digits, lang.Text{}
}

// ungrouped takes the commas out of digits in groups of three. A number without any is one group of any length.
func ungrouped(text string) (digits string, ok bool) {
	if !strings.Contains(text, ",") {
		return text, allDigits(text)
	}
	groups := strings.Split(text, ",")
	ok = len(groups[0]) <= 3 && !strings.HasPrefix(groups[0], "0")
	for i, group := range groups {
		ok = ok && allDigits(group) && (i == 0 || len(group) == 3)
	}
	return strings.Join(groups, ""), ok
}

// withoutExponent moves the decimal point. Digits that are not written were perhaps not zeros, so none is made up.
func withoutExponent(whole, fraction, exponent string) (plain string, why lang.Text) {
	const exponentMax = maxYuanDigits
	places, err := strconv.Atoi(exponent)
	switch {
	case err != nil || places < -exponentMax || places > exponentMax:
		return "", lang.Both("its exponent is none that an amount has", "它的指数不是金额会有的")
	case len(fraction)-places < 2:
		return "", lang.Both("a spreadsheet wrote it with an exponent and with too few digits to tell its fen; show the column there as a number with two decimals",
			"表格软件用科学计数法写了它，位数不够，看不出准确到分的金额；在表格里把这一列显示成两位小数的数字")
	}
	digits := whole + fraction
	point := len(whole) + places
	if point < 1 {
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	}
	return digits[:point] + "." + digits[point:], lang.Text{}
}

// Signs by which a text is recognised as something else than a number.
const (
	dashes     = "-‐‑‒–—―−~〜"
	numerals   = "零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億两廿"
	smallUnits = "角分毛块"
)

// foreign are the signs, codes and names of currencies that a list for people in China may hold beside yuan.
var foreign = []string{
	"$", "€", "£", "₩", "₽", "₫", "฿", "USD", "HKD", "EUR", "GBP", "JPY", "TWD", "MOP", "SGD", "KRW",
	"美元", "美金", "港币", "港元", "港幣", "欧元", "英镑", "日元", "日圆", "台币", "澳元", "澳门元", "韩元",
}

// whyUnwritten tells people what is wrong with a text that is no number, in the order in which they would look.
func whyUnwritten(text string) lang.Text {
	has := func(signs string) bool { return strings.ContainsAny(text, signs) }
	numbers := strings.FieldsFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' })
	switch {
	case text == "":
		return lang.Both("there is no number in it", "里面没有数字")
	case strings.Trim(text, dashes) == "":
		return lang.Both("a dash is no number; write 0, or leave the row out",
			"短横线不是数字；写 0，或去掉这一行")
	case strings.HasSuffix(text, "%") || strings.HasSuffix(text, "‰"):
		return lang.Both("it is a share", "是比例")
	case has(numerals):
		return lang.Both("a numeral is written as a word; write it in digits",
			"数字写成了文字；用阿拉伯数字写")
	case has(smallUnits):
		return lang.Both("it has units of its own; write yuan with two decimals",
			"带有角、分之类的单位；写成两位小数的元")
	case len(numbers) == 0 || !has("0123456789"):
		return lang.Both("there is no number in it", "里面没有数字")
	case strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")"):
		return lang.Both("brackets around a number mean a negative one", "数字外的括号表示负数")
	case strings.ContainsRune(dashes, firstRune(text)):
		return lang.Both("it is negative", "是负数")
	case text[0] == '+':
		return lang.Both("a sign does not belong to it", "不应带正号")
	case len(numbers) > 1 && has(dashes+"至到"):
		return lang.Both("it is a range; write one number", "是一个范围；只写一个数字")
	case len(numbers) > 1:
		return lang.Both("there is more than one number in it", "里面不止一个数字")
	case numbers[0] != text:
		return lang.Format("there is more than a number in it: %q", "除了数字还有别的内容：%q", strings.TrimSpace(strings.Replace(text, numbers[0], " ", 1)))
	}
	return whyUngrouped(text)
}

// whyUngrouped tells what is wrong with a text of digits, points and commas.
func whyUngrouped(text string) lang.Text {
	commas, points := strings.Count(text, ","), strings.Count(text, ".")
	whole, fraction, _ := strings.Cut(text, ",")
	switch {
	case commas > 0 && points > 0 && strings.LastIndex(text, ",") > strings.Index(text, "."):
		return lang.Both("there are two ways to read it; write the comma, if any, between groups of three digits and the point before the decimals",
			"有两种读法；逗号（如果有）写在每三位数字之间，小数点写在小数之前")
	case points > 1:
		return lang.Both("there is more than one point in it", "里面不止一个小数点")
	case commas == 1 && points == 0 && allDigits(whole) && allDigits(fraction):
		return lang.Format("a comma stands between groups of three digits; if a decimal point is meant, write %s.%s",
			"逗号用来隔开每三位数字；如果想写小数点，写成 %s.%s", whole, fraction)
	case commas > 0:
		return lang.Both("a comma stands between groups of three digits, as in 1,234.56",
			"逗号用来隔开每三位数字，例如 1,234.56")
	}
	return lang.Both("digits are missing beside its point", "小数点旁边缺数字")
}

func isForeign(text string) bool {
	text = strings.ToUpper(text)
	for _, sign := range foreign {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

func firstRune(text string) rune {
	for _, r := range text {
		return r
	}
	return unicode.ReplacementChar
}
