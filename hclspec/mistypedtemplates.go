package hclspec

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

var (
	beginsTemplate = []hclsyntax.TokenType{
		hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl,
	}
	endsTemplate = []hclsyntax.TokenType{hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd}
)

// openTemplate finds the first ${ without its }, and the first heredoc without its end. The library takes the rest of the text for code,
// or the rest of the file for text.
func (m *mistyped) openTemplate() (int, *hcl.Diagnostic) {
	open := []int{-1}
	for i, token := range m.tokens {
		switch {
		case token.Type == hclsyntax.TokenQuotedNewline:
			return m.firstOpen(open, i)
		case slices.Contains(beginsTemplate, token.Type):
			open = append(open, i)
		case slices.Contains(endsTemplate, token.Type) && len(open) > 1:
			last := len(open) - 1
			if m.neverEnds(open[last], open[last-1], i) {
				return open[last], m.templateFault(open[last])
			}
			open = open[:last]
		}
	}
	return m.firstOpen(open, len(m.tokens))
}

// firstOpen is the first of the templates and heredocs that are open at the end. A heredoc is not, where something in it is.
func (m *mistyped) firstOpen(open []int, end int) (int, *hcl.Diagnostic) {
	for i := 1; i < len(open); i++ {
		switch {
		case m.neverEnds(open[i], open[i-1], end):
			return open[i], m.templateFault(open[i])
		case m.kind(open[i]) == hclsyntax.TokenOHeredoc && i == len(open)-1 && end == len(m.tokens):
			return open[i], m.heredocFault(open[i])
		}
	}
	return -1, nil
}

// neverEnds tells whether the } of a ${ is missing, and that with which it seems to end is another one's. A template may well go over
// several lines; then a quote is open at the end of its first one, and in a heredoc the library has nothing to say there.
func (m *mistyped) neverEnds(template, text, end int) bool {
	k, broken := m.kind(template), end == len(m.tokens) || m.kind(end) == hclsyntax.TokenQuotedNewline
	if k != hclsyntax.TokenTemplateInterp && k != hclsyntax.TokenTemplateControl || end < m.lineEnd(template) && !broken {
		return false
	}
	if m.kinds(text, hclsyntax.TokenOHeredoc) {
		return m.complained(template) || m.holdsLine(template, end, heredocName(m.tokens[text]))
	}
	return broken && m.kinds(text, hclsyntax.TokenOQuote) && m.lineOf(text) == m.lineOf(template) && m.quotes(template)%2 == 0
}

// quotes is how many quotes stand on the line of a token.
func (m *mistyped) quotes(i int) (n int) {
	for _, token := range m.tokens[m.lineOf(i):m.lineEnd(i)] {
		if token.Type == hclsyntax.TokenOQuote || token.Type == hclsyntax.TokenCQuote {
			n++
		}
	}
	return n
}

// holdsLine tells whether a line between two tokens has this word and nothing else.
func (m *mistyped) holdsLine(from, to int, word string) bool {
	for i := from + 1; i < to; i++ {
		if m.beginsLine(i) && m.kinds(i, hclsyntax.TokenIdent, hclsyntax.TokenNewline) && string(m.tokens[i].Bytes) == word {
			return true
		}
	}
	return false
}

func (m *mistyped) templateFault(i int) *hcl.Diagnostic {
	for j := i + 1; j < m.lineEnd(i); j++ {
		if string(m.tokens[j].Bytes) == "｝" {
			return m.signFault(j)
		}
	}
	return wrong(lang.Both("Missing bracket", "缺少括号"), m.tokens[i].Range,
		lang.Format("The %s that begins here has no } on its line. Write one where it ends: what stands behind is a part of the text again.",
			"从这里开始的 %s 在这一行没有 }。在它结束的地方补上：后面的内容又是文字。", m.tokens[i].Bytes))
}

// heredocName is the word with which a heredoc ends.
func heredocName(open hclsyntax.Token) string {
	return strings.TrimLeft(strings.TrimSpace(string(open.Bytes)), "<-")
}

// heredocFault says of a heredoc without its end where that was meant to be.
func (m *mistyped) heredocFault(open int) *hcl.Diagnostic {
	at, name := m.tokens[open].Range, heredocName(m.tokens[open])
	from := at.End.Byte
	for line := range bytes.Lines(m.src[from:]) {
		text := strings.TrimSpace(string(line))
		if rest, begins := withoutName(text, name); begins {
			start := from + bytes.Index(line, []byte(text))
			return m.heredocEnd(m.rangeOf(start, start+len(text)), name, rest, at.Start.Line)
		}
		from += len(line)
	}
	first := strings.TrimRight(string(m.tokens[open].Bytes), "\r\n")
	return wrong(lang.Both("Heredoc without an end", "heredoc 没有结束"), m.rangeOf(at.Start.Byte, at.Start.Byte+len(first)),
		lang.Format("The text that begins here goes on to a line with %s and nothing else, and there is none below. Write one where it ends.",
			"从这里开始的文字要到单独一行 %s 才结束，而下面没有这样一行。在它结束的地方补上。", name))
}

// withoutName is what stands in a line behind the word that ends a heredoc, however that is typed.
func withoutName(text, name string) (rest string, begins bool) {
	if n := utf8.RuneCountInString(name); strings.EqualFold(words.Narrow(firstRunes(text, n)), name) {
		rest = text[len(firstRunes(text, n)):]
	} else {
		return "", false
	}
	next := firstRune(rest)
	return rest, rest == "" || !unicode.IsLetter(next) && !unicode.IsDigit(next) && next != '_' && next != '-'
}

func (m *mistyped) heredocEnd(at hcl.Range, name, rest string, begun int) *hcl.Diagnostic {
	switch rest := strings.TrimSpace(rest); {
	case rest == "":
		return wrong(lang.Both("Heredoc without an end", "heredoc 没有结束"), at,
			lang.Format("The heredoc of line %d ends with %s. Write %s",
				"第 %d 行的 heredoc 以 %s 结束。写 %s", begun, name, name))
	case invisible(firstRune(rest)):
		return wrong(lang.Both("Heredoc without an end", "heredoc 没有结束"), at,
			lang.Format("The heredoc of line %d ends at a line with %s and nothing else, and here stands %s behind it, which nobody sees. Take it out.",
				"第 %d 行的 heredoc 要以单独一行 %s 结束，而这里后面有看不见的 %s。删掉它。", begun, name, words.Character(firstRune(rest))))
	default:
		return wrong(lang.Both("Heredoc without an end", "heredoc 没有结束"), at,
			lang.Format("The heredoc of line %d ends at a line with %s and nothing else. Take %q out, or write it on the next line.",
				"第 %d 行的 heredoc 要以单独一行 %s 结束。删掉 %q，或写到下一行。", begun, name, rest))
	}
}

// firstRunes are the first n characters of a text, or all of it.
func firstRunes(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// wrongHeredoc finds a heredoc that is none, because its first line has more than its name or wide signs: its lines are taken for code.
func (m *mistyped) wrongHeredoc() (int, *hcl.Diagnostic) {
	for i := range m.tokens {
		if !m.angle(i) || !m.angle(i+1) || !m.adjacent(i) {
			continue
		}
		name := "EOT"
		for j := i; j < m.lineEnd(i); j++ {
			if m.kind(j) == hclsyntax.TokenIdent {
				name = words.Narrow(string(m.tokens[j].Bytes))
				break
			}
		}
		return i, wrong(lang.Both("Wrong heredoc", "heredoc 写法不对"), m.span(i, i+1),
			lang.Format("A heredoc begins with <<- and a name in plain letters, and nothing stands behind it on its line, not even a blank or a comment. Write <<-%s",
				"heredoc 以 <<- 和普通字母的名称开头，这一行后面不能有任何东西，空格和注释也不行。写 <<-%s", name))
	}
	return -1, nil
}

// angle tells whether a token is < or was meant as one, in the place of a value.
func (m *mistyped) angle(i int) bool {
	if i >= len(m.tokens) {
		return false
	}
	text := string(m.tokens[i].Bytes)
	return text == "<" || text == "＜" || text == "《"
}

// rangeOf is the range of some bytes of the file.
func (m *mistyped) rangeOf(from, to int) hcl.Range {
	return hcl.Range{Filename: m.name, Start: m.posOf(from), End: m.posOf(to)}
}

func (m *mistyped) posOf(at int) hcl.Pos {
	line := m.src[bytes.LastIndexByte(m.src[:at], '\n')+1 : at]
	return hcl.Pos{Line: 1 + bytes.Count(m.src[:at], []byte("\n")), Column: 1 + utf8.RuneCount(line), Byte: at}
}
