package hclspec

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// meantSigns are signs of other keyboards that look like one of HCL, and what to write in their place.
var meantSigns = map[rune]string{
	'，': ",", '、': ",", '；': ";", '：': "=", '。': ".", '．': ".", '・': ".", '·': ".", '【': "[", '】': "]", '〔': "[", '〕': "]", '—': "-", '–': "-",
	'−': "-", '×': "*", '÷': "/", '≠': "!=", '≤': "<=", '≥': ">=",
}

// meant is what a character is written for, and "" for one that is written for nothing in HCL.
func meant(r rune) (text string, known bool) {
	if sign, ok := meantSigns[r]; ok {
		return sign, true
	}
	ascii, wide := words.ASCII(r)
	switch {
	case r != '\'' && isWrongQuote(r):
		return `"`, true
	case wide:
		return string(ascii), true
	case r > unicode.MaxASCII && unicode.IsSpace(r):
		return " ", true
	case invisible(r):
		return "", true
	}
	return "", false
}

// mistake is what somebody typed in the place of something else.
type mistake struct {
	why   *hcl.Diagnostic
	wrong string // in short
	right lang.Text
}

// mistakes reports what is typed wrongly outside of texts and comments, one line at a time: the first mistake in it, and what else is to
// be written there.
func (m *mistyped) mistakes() (faults hcl.Diagnostics) {
	var line []mistake
	tell := func() {
		if len(line) > 0 {
			faults = append(faults, oneOfLine(line))
		}
		line = nil
	}
	for i := 0; i < len(m.tokens); {
		if m.beginsLine(i) {
			tell()
		}
		found, next := m.mistakeAt(i, len(line) == 0)
		if found != nil {
			line = append(line, *found)
		}
		i = next
	}
	tell()
	return faults
}

// oneOfLine is the first mistake of a line, with the others in short.
func oneOfLine(line []mistake) *hcl.Diagnostic {
	const most = 5
	d := *line[0].why
	var others []lang.Text
	for _, other := range line[1:min(len(line), most+1)] {
		others = append(others, lang.Same(other.wrong+" → ").Then(other.right))
	}
	retold(&d, func(detail lang.Text) lang.Text {
		if len(others) > 0 {
			detail = detail.Then(lang.Both("\n\nOn the same line: ", "\n\n同一行还有：")).Then(lang.Join(others, lang.Same("   ")))
		}
		if more := len(line) - 1 - len(others); more > 0 {
			detail = detail.Then(lang.Format(" and %s", "，以及 %s", words.Counted(more, words.Mistake)))
		}
		return detail
	})
	return &d
}

// mistakeAt is what is wrong with a token, or nil, and the token with which to go on. A slip is told only if nothing is wrong in front of
// it in its line, from which it would follow.
func (m *mistyped) mistakeAt(i int, first bool) (found *mistake, next int) {
	if found, next = m.numberAt(i); found != nil {
		return found, next
	}
	if found, next = m.bareText(i); found != nil {
		return found, next
	}
	if found, next = m.signAt(i); found != nil {
		return found, next
	}
	if d := m.slip(i); d != nil && first {
		return &mistake{why: d}, i + 1
	}
	return nil, i + 1
}

// bareText is a Chinese text without quotes, which is none of HCL from its first sign on.
func (m *mistyped) bareText(i int) (found *mistake, next int) {
	_, wide := words.ASCII(firstRune(string(m.tokens[i].Bytes)))
	if m.kind(i) != hclsyntax.TokenIdent || wide || firstRune(string(m.tokens[i].Bytes)) <= unicode.MaxASCII || !m.afterEqual(i) {
		return nil, i
	}
	end := i
	for m.adjacent(end) && (m.kind(end+1) == hclsyntax.TokenInvalid || m.kind(end+1) == hclsyntax.TokenIdent) {
		end++
	}
	if end == i {
		return nil, i
	}
	text := m.text(i, end)
	return &mistake{wrong(lang.Both("Missing quote", "缺少引号"), m.span(i, end), lang.Format(`A text stands in quotes. Write "%s"`, `文字要加引号。写成 "%s"`, text)), text, lang.Same(`"…"`)}, end + 1
}

// signAt is a sign that HCL does not know and that stands for one that it knows.
func (m *mistyped) signAt(i int) (found *mistake, next int) {
	if k := m.kind(i); k != hclsyntax.TokenInvalid && k != hclsyntax.TokenApostrophe {
		return nil, i
	}
	r := firstRune(string(m.tokens[i].Bytes))
	right, known := meant(r)
	switch {
	case isWrongQuote(r):
		end := m.closing(i) // what stands between two quotes is one text, however many words it has
		text := strings.TrimSpace(m.text(i, min(end, len(m.tokens)-1)))
		return &mistake{m.signFault(i), text, lang.Same(`"…"`)}, end + 1
	case !known:
		return nil, i
	case r == '：' && m.kind(i+1) == hclsyntax.TokenOQuote && m.isBrace(m.behindLabel(i+1)):
		d := wrong(lang.Both("Wrong sign", "符号不对"), m.tokens[i].Range,
			lang.Format("Nothing stands between a block and its name. Take the %s out.",
				"块和它的名字之间什么都不写。删掉 %s。", words.Character(r)))
		return &mistake{d, "：", lang.Both("nothing", "不写")}, i + 1
	case r == '：' && (m.kind(i+1) == hclsyntax.TokenEqual || m.sign(i+1) == '＝'):
		return &mistake{wrong(lang.Both("Wrong sign", "符号不对"), m.span(i, i+1),
			lang.Both("One = stands between a name and its value. Write =",
				"名称和值之间是一个 =。写 =")), m.text(i, i+1), lang.Same("=")}, i + 2
	}
	end := i
	for m.adjacent(end) && m.sign(end+1) == r {
		end++ // some blanks are one mistake, and so is ＝＝
	}
	d := m.signFault(i)
	if doubled := strings.Repeat(right, end-i+1); end > i && strings.Contains("== && ||", doubled) {
		if doubled == "==" && m.namesValue(i-1) {
			doubled = "="
		}
		right = doubled
		d = wrong(lang.Both("Wrong sign", "符号不对"), m.span(i, end),
			lang.Format("%s is no sign of HCL. Write %s",
				"%s 不是 HCL 的符号。写 %s", words.Character(r), doubled))
	}
	return &mistake{d, shownSign(r, m.text(i, end)), m.inPlace(i, right)}, end + 1
}

// sign is the character of a token that HCL does not know, or 0.
func (m *mistyped) sign(i int) rune {
	if m.kind(i) != hclsyntax.TokenInvalid || i >= len(m.tokens) {
		return 0
	}
	return firstRune(string(m.tokens[i].Bytes))
}

// shownSign is a sign as it stands, or its number where nobody would see it.
func shownSign(r rune, text string) string {
	if unicode.IsSpace(r) || invisible(r) {
		return fmt.Sprintf("%U", r)
	}
	return text
}

// inPlace is what belongs in the place of a sign, in short.
func (m *mistyped) inPlace(i int, right string) lang.Text {
	switch {
	case m.separatesLines(i) && !m.endsHere(i+1):
		return lang.Both("a new line", "换行")
	case right == "" || m.separatesLines(i):
		return lang.Both("nothing", "不写")
	case right == " ":
		return lang.Both("a blank", "空格")
	case len(right) > 1:
		return lang.Same(right)
	}
	return lang.Same(m.meantHere(i))
}

// meantHere is what a sign is written for where it stands: a stop separates two parts of a name or two values, and a colon a name from its
// value or two choices.
func (m *mistyped) meantHere(i int) string {
	right, _ := meant(m.sign(i))
	inName := m.adjacent(i-1) && m.adjacent(i) && m.kind(i-1) == hclsyntax.TokenIdent && m.kind(i+1) == hclsyntax.TokenIdent
	switch {
	case m.sign(i) == '。' && !inName, right == ";":
		return ","
	case m.sign(i) == '：' && m.chooses(i):
		return ":"
	case m.sign(i) == '＝' && m.kinds(i-2, hclsyntax.TokenDot, hclsyntax.TokenIdent): // row.city ＝ "上海"
		return "=="
	}
	return right
}

// chooses tells whether a ? stands not far in front of a token.
func (m *mistyped) chooses(i int) bool {
	const near = 40
	return slices.ContainsFunc(m.tokens[max(m.lineOf(i), i-near):i], func(t hclsyntax.Token) bool {
		return t.Type == hclsyntax.TokenQuestion || string(t.Bytes) == "？"
	})
}

// separatesLines tells whether a sign stands between the lines of a block, or at the end of one, where HCL wants none.
func (m *mistyped) separatesLines(i int) bool {
	return m.inBlock(i) && (strings.ContainsRune("，、；", m.sign(i)) || m.sign(i) == '。' && m.endsHere(i+1))
}

// signFault says what to write in the place of a sign.
func (m *mistyped) signFault(i int) *hcl.Diagnostic {
	at, r := m.tokens[i].Range, firstRune(string(m.tokens[i].Bytes))
	sign, _ := meant(r)
	name := words.Character(r)
	switch {
	case r == '\'':
		return wrong(lang.Both("Wrong quote", "引号不对"), at,
			lang.Both(`A text stands in double quotes: write " in the place of '.`,
				`文字用双引号：把 ' 换成 "。`))
	case isWrongQuote(r):
		return wrong(lang.Both("Wrong quote", "引号不对"), at,
			lang.Format(`%s is no quote of HCL. A text stands in straight ones: write ".`,
				`%s 不是 HCL 的引号。文字用直引号：写 "。`, name))
	case m.separatesLines(i) && m.endsHere(i+1):
		return wrong(lang.Both("Wrong sign", "符号不对"), at,
			lang.Format("%s is no sign of HCL. Lines end by themselves: take it out.",
				"%s 不是 HCL 的符号。每行自动结束：删掉它。", name))
	case m.separatesLines(i):
		return wrong(lang.Both("Wrong sign", "符号不对"), at,
			lang.Format("%s is no sign of HCL. Lines end by themselves: begin a new one in its place.",
				"%s 不是 HCL 的符号。每行自动结束：在这里换行。", name))
	case sign == " ":
		return wrong(lang.Both("Wrong sign", "符号不对"), at,
			lang.Format("%s looks like a blank and is none. Write a blank.",
				"这个字符（%s）看上去像空格，其实不是。换成空格。", name))
	case sign == "":
		return wrong(lang.Both("Wrong sign", "符号不对"), at,
			lang.Format("%s stands here, which nobody sees. Take it out.",
				"这里有 %s，谁也看不见。删掉它。", name))
	}
	return wrong(lang.Both("Wrong sign", "符号不对"), at,
		lang.Format("%s is no sign of HCL. Write %s",
			"%s 不是 HCL 的符号。写 %s", name, m.meantHere(i)))
}

// mates are the quotes that end what others begin.
var mates = map[rune]rune{'“': '”', '‘': '’', '「': '」', '『': '』', '《': '》', '〈': '〉', '„': '”', '‚': '’'}

// closing is the quote that ends a text which begins with a wrong one: its mate, or else any other one, or the end of the line.
func (m *mistyped) closing(open int) int {
	begin := firstRune(string(m.tokens[open].Bytes))
	mate, paired := mates[begin]
	if !paired {
		mate = begin
	}
	other := -1
	end := m.lineEnd(open) - 1
	for i := open + 1; i <= end; i++ {
		switch r := firstRune(string(m.tokens[i].Bytes)); {
		case r == mate:
			return i
		case other < 0 && isWrongQuote(r):
			other = i
		}
	}
	if other >= 0 {
		return other
	}
	return end
}
