package hclspec

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
)

// runMax is how many tokens an amount has at most, as people write it.
const runMax = 40

// The signs of currencies before an amount and the words behind it, and what people type between the digits of one.
const (
	currencySigns = "¥￥$＄€£"
	jointSigns    = ".．,，、:：;；。·・"
)

var currencyWords = []string{"元", "圆", "元整", "圆整", "块", "块钱", "RMB", "CNY", "rmb", "cny", "人民币"}

// numberAt is an amount as people write it, such as ¥8.88, ８.８８, 8，88 or 8.88 元, which begins at a token.
func (m *mistyped) numberAt(i int) (found *mistake, next int) {
	value := m.afterEqual(i)
	end := m.run(i, value)
	if end <= i && m.kind(i) != hclsyntax.TokenInvalid || end < i || !m.wrongRun(i, end) {
		return nil, i
	}
	text := m.text(i, end)
	d, right := m.numberFault(m.span(i, end), text, value)
	if d == nil {
		return nil, i
	}
	return &mistake{d, text, right}, end + 1
}

// numberFault says what to write in the place of a text, which may be a value by itself or a part of one.
func (m *mistyped) numberFault(at hcl.Range, text string, value bool) (d *hcl.Diagnostic, right lang.Text) {
	fen, err := money.ParseWritten(text)
	if err == nil {
		return wrong(lang.Both("Not a number of HCL", "不是 HCL 的数字"), at,
			lang.Format("%s is written for people. Write %s",
				"%s 是给人看的写法。写成 %s", text, fen.Yuan())), lang.Same(fen.Yuan())
	}
	if !value || !strings.ContainsFunc(text, isDigit) {
		return nil, lang.Text{}
	}
	if sign, fen, ok := otherPoint(text); ok {
		return pointFault(at, text, sign, fen), lang.Same(fen.Yuan())
	}
	if strings.ContainsAny(text, currencySigns) || slices.ContainsFunc(currencyWords, func(word string) bool { return strings.HasSuffix(text, word) }) {
		return wrong(lang.Both("Not a number of HCL", "不是 HCL 的数字"), at, told(err).Each(words.Sentence)), lang.Both("a number", "数字")
	}
	return wrong(lang.Both("Not a number of HCL", "不是 HCL 的数字"), at,
		lang.Format("%s is no number, and a text stands in quotes. Write %q",
			"%s 不是数字，而文字要加引号。写成 %q", text, text)), lang.Same(`"` + text + `"`)
}

// otherPoint is the amount of a text such as 8，88, in which a sign stands where the decimal point belongs.
func otherPoint(text string) (sign rune, fen money.Fen, ok bool) {
	var signs []rune
	for _, r := range text {
		if strings.ContainsRune(jointSigns, r) {
			signs = append(signs, r)
		}
	}
	if len(signs) != 1 {
		return 0, 0, false
	}
	fen, err := money.ParseWritten(strings.Replace(text, string(signs[0]), ".", 1))
	return signs[0], fen, err == nil
}

// pointFault is said of 8,88.
func pointFault(at hcl.Range, text string, sign rune, fen money.Fen) *hcl.Diagnostic {
	switch sign {
	case ',':
		return wrong(lang.Both("Not a number of HCL", "不是 HCL 的数字"), at,
			lang.Format("A comma separates attributes, and a number has a decimal point. Write %s",
				"逗号用来分隔属性，数字要用小数点。写成 %s", fen.Yuan()))
	case ':', '：':
		return wrong(lang.Both("Not a number of HCL", "不是 HCL 的数字"), at,
			lang.Format("A number has a decimal point: write %s. A time stands in quotes: write %q.",
				"数字用小数点：写成 %s。时间要加引号：写成 %q。", fen.Yuan(), words.Narrow(text)))
	}
	return wrong(lang.Both("Not a number of HCL", "不是 HCL 的数字"), at,
		lang.Format("A number has a decimal point, and %s is none. Write %s",
			"数字用小数点，而 %s 不是小数点。写成 %s", words.Character(sign), fen.Yuan()))
}

// run is the last of the tokens from one on that may be an amount together, or the one before. In the place of a value there may be
// blanks between the number and its marks, and other signs than a point between its digits; elsewhere those separate values.
func (m *mistyped) run(i int, value bool) int {
	end := i - 1
	for j := i; j < len(m.tokens) && j < i+runMax; j++ {
		touches := j == i || m.adjacent(j-1)
		if !touches && (!value || m.lineOf(j) != m.lineOf(i)) || !m.inRun(j, touches, value || strings.ContainsRune(currencySigns, m.sign(i))) {
			break
		}
		end = j
	}
	return end
}

// inRun tells whether a token can be a part of an amount as people write it.
func (m *mistyped) inRun(i int, touches, grouped bool) bool {
	text := string(m.tokens[i].Bytes)
	r := firstRune(text)
	switch k := m.kind(i); {
	case k == hclsyntax.TokenNumberLit:
		return true
	case k == hclsyntax.TokenIdent:
		return touches && m.kind(i+1) != hclsyntax.TokenEqual || slices.Contains(currencyWords, text)
	case strings.ContainsRune(jointSigns, r) && len(text) == len(string(r)):
		return (grouped || r == '.' || r == '．') && m.betweenDigits(i)
	}
	return m.sign(i) != 0 && (strings.ContainsRune(currencySigns, r) || isDigit(r))
}

// wrongRun tells whether tokens are together no HCL.
func (m *mistyped) wrongRun(from, to int) bool {
	return to > from && m.complained(from) ||
		slices.ContainsFunc(m.tokens[from:to+1], func(t hclsyntax.Token) bool { return t.Type == hclsyntax.TokenInvalid })
}

// betweenDigits tells whether a sign stands directly between two digits.
func (m *mistyped) betweenDigits(i int) bool {
	return m.adjacent(i-1) && m.adjacent(i) && isDigit(lastRune(string(m.tokens[i-1].Bytes))) && isDigit(firstRune(string(m.tokens[i+1].Bytes)))
}

// isDigit tells whether a character is a digit, also a full-width one.
func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// afterEqual tells whether a value begins here; a list such as [8,88] is another thing.
func (m *mistyped) afterEqual(i int) bool {
	k := m.kind(i - 1)
	return i > 0 && (k == hclsyntax.TokenEqual || k == hclsyntax.TokenColon || m.sign(i-1) == '＝' || m.sign(i-1) == '：')
}
