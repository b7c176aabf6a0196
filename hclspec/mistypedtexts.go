package hclspec

import (
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// openQuote finds the first line with a quote that has no other one. To the library everything below it is inside out.
func (m *mistyped) openQuote() (int, *hcl.Diagnostic) {
	end := slices.IndexFunc(m.tokens, func(t hclsyntax.Token) bool { return t.Type == hclsyntax.TokenQuotedNewline })
	if end < 0 && !m.endsInText() {
		return -1, nil
	}
	if end < 0 {
		end = len(m.tokens)
	}
	depth := 0
	for open := end - 1; open >= 0; open-- {
		switch k := m.kind(open); {
		case k == hclsyntax.TokenCQuote:
			depth++
		case k == hclsyntax.TokenOQuote && depth == 0:
			return open, m.quoteFault(open, end)
		case k == hclsyntax.TokenOQuote:
			depth--
		}
	}
	return -1, nil
}

// endsInText tells whether the file ends before a text does.
func (m *mistyped) endsInText() bool {
	return slices.ContainsFunc(m.found, func(d *hcl.Diagnostic) bool { return d.Summary == "Unterminated template string" }) // for programs
}

// quoteFault says what is wrong with the quotes of a line: one has no other, and perhaps that was typed in Chinese.
func (m *mistyped) quoteFault(open, end int) *hcl.Diagnostic {
	if begin, end := m.runsOn(open); begin >= 0 {
		return m.unquoted(begin, end, lang.Both("does not end where it should: a quote is missing, behind it or in front of it.",
			"没有在该结束的地方结束：它后面或前面缺一个引号。"))
	}
	text := strings.TrimSpace(m.text(open, end-1)[1:])
	switch {
	case wrongEnd(text) == 0 && m.wideQuote(open) >= 0:
		return m.signFault(m.wideQuote(open))
	case text == "" || m.adjacent(open-1) && m.kind(open-1) == hclsyntax.TokenIdent:
		return wrong(lang.Both("Missing quote", "缺少引号"), m.tokens[open].Range,
			lang.Both("This quote ends a text that no quote begins: put one in front of the text.",
				"这个引号结束一段文字，而文字开头没有引号：在文字前面加一个。"))
	}
	return m.unquoted(open, end, lang.Both("does not end on its line: a quote is missing, behind it or in front of it.",
		"没有在本行结束：它后面或前面缺一个引号。"))
}

// unquoted is said of a text that does not end as it should.
func (m *mistyped) unquoted(open, end int, otherwise lang.Text) *hcl.Diagnostic {
	at := m.tokens[open].Range
	if sign := wrongEnd(strings.TrimSpace(m.text(open, end-1)[1:])); sign != 0 {
		return wrong(lang.Both("Missing quote", "缺少引号"), at,
			lang.Format(`The text that begins here ends with %s, which HCL takes for a part of it. Write ".`,
				`从这里开始的文字以 %s 结尾，HCL 会把它当作文字的一部分。写 "。`, words.Character(sign)))
	}
	return wrong(lang.Both("Missing quote", "缺少引号"), at, lang.Format("The text that begins here %s", "从这里开始的文字%s", otherwise))
}

// runsOn finds in front of a quote and on its line a text that has run on to where the next one begins: a word stands directly behind
// the quote that seems to end it.
func (m *mistyped) runsOn(before int) (begin, end int) {
	begin = -1
	for i := m.lineOf(before); i < before; i++ {
		switch {
		case m.kind(i) == hclsyntax.TokenOQuote:
			begin = i
		case m.kind(i) == hclsyntax.TokenCQuote && m.adjacent(i) && m.kind(i+1) == hclsyntax.TokenIdent && begin >= 0:
			return begin, i
		}
	}
	return -1, -1
}

// wideQuote is the first quote in front of a token and on its line that is none of HCL, or -1.
func (m *mistyped) wideQuote(i int) int {
	line := m.lineOf(i)
	at := slices.IndexFunc(m.tokens[line:i], func(t hclsyntax.Token) bool { return isWrongQuote(firstRune(string(t.Bytes))) })
	if at < 0 {
		return -1
	}
	return line + at
}

// The quotes of other keyboards: those that begin a text, those that end one, and those that do both.
const (
	beginQuotes = "“‘「『《〈„‚"
	endQuotes   = "”’」』》〉"
	bothQuotes  = "'＂＇‟"
)

// isWrongQuote tells whether a sign looks like a quote and is none of HCL.
func isWrongQuote(r rune) bool { return strings.ContainsRune(beginQuotes+endQuotes+bothQuotes, r) }

// wrongEnd is the quote of another keyboard with which somebody ended a text, or 0. Quotes in pairs belong to the text.
func wrongEnd(text string) (last rune) {
	depth, odd := 0, false
	for i, r := range text {
		ends := endsWord(text[i+len(string(r)):])
		switch {
		case strings.ContainsRune(endQuotes, r) && depth > 0:
			depth--
			continue
		case strings.ContainsRune(endQuotes, r) && ends:
			return r
		case strings.ContainsRune(beginQuotes, r):
			depth++
		case strings.ContainsRune(bothQuotes, r):
			odd = !odd
		default:
			continue
		}
		if ends {
			last = r
		}
	}
	if depth == 0 && !odd {
		return 0
	}
	return last
}

// endsWord tells whether what follows a sign is what follows a text in HCL.
func endsWord(rest string) bool {
	next := firstRune(rest)
	return rest == "" || unicode.IsSpace(next) || strings.ContainsRune(",;)]}，、；。）】｝", next)
}
