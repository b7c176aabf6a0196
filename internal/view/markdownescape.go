package view

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/page"
)

// Texts of a campaign come from people whom the reader of a pull request may not trust: names of recipients, wishes, paths.
// In Markdown they must stay texts. Whatever could begin a construct of Markdown or HTML is written as a character
// reference, which no parser takes for syntax, inside tables and HTML blocks alike. References to people, issues and pages
// are made from the finished text, so a character reference does not stop them; a space of no width inside them does.

// noWidth is the zero-width space, as a reference that survives copying of the source.
const noWidth = "&#8203;"

// The longest texts that a document shows, in characters.
const (
	markdownTextMax = 120
	markdownNoteMax = 1_000 // of redpack's own words, which quote texts
)

// markdownText is a text as a part of a line. It holds no line end, no openid, no control character, and at most limit
// characters of the original.
func markdownText(text string, limit int) string {
	text = shortenedTo(strings.TrimSpace(page.Clean(page.Style{}.Masked(text))), limit)
	breaks := linkBreaks(text)
	var b strings.Builder
	before := rune(0)
	for at, r := range text {
		rest := text[at+utf8.RuneLen(r):]
		if breaks[at] {
			b.WriteString(noWidth)
		}
		b.WriteString(markdownRune(before, r, rest))
		before = r
	}
	return b.String()
}

// markdownRune is one character between what stands before and behind it.
func markdownRune(before, r rune, rest string) string {
	next, _ := utf8.DecodeRuneInString(rest)
	switch r {
	case '_': // inside a word it means nothing, and many keys have it
		if isASCIIWord(before) && isASCIIWord(next) {
			return "_"
		}
		return "&#95;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '|', '`', '*', '\\', ']', '{', '}', '^':
		return reference(r)
	case '&', '[', '!', '~', '$', '%': // GitLab's references to epics, merge requests, labels and more begin so
		if unicode.IsLetter(next) || unicode.IsDigit(next) || next == '"' || next == '_' {
			return reference(r) + noWidth
		}
		return reference(r)
	case '@', '#':
		return string(r) + noWidth
	case ':':
		if strings.HasPrefix(rest, "//") {
			return ":" + noWidth
		}
	case '.':
		if before == 'w' || before == 'W' {
			return noWidth + "."
		}
	}
	return string(r)
}

func isASCIIWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

func reference(r rune) string {
	switch r {
	case '&':
		return "&amp;"
	case '|':
		return "&#124;"
	case '`':
		return "&#96;"
	case '*':
		return "&#42;"
	case '\\':
		return "&#92;"
	case '[':
		return "&#91;"
	case ']':
		return "&#93;"
	case '{':
		return "&#123;"
	case '}':
		return "&#125;"
	case '!':
		return "&#33;"
	case '~':
		return "&#126;"
	case '$':
		return "&#36;"
	case '%':
		return "&#37;"
	case '^':
		return "&#94;"
	}
	return string(r)
}

// shortenedTo cuts a text between characters and marks the cut. Nobody reads a wish of a thousand characters in a table,
// and one sign with a thousand accents is a thousand characters.
func shortenedTo(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	n, end := 0, 0
	for c := range page.Characters(text) {
		if n += utf8.RuneCountInString(c.Text); n > limit-len(page.Ellipsis) {
			break
		}
		end += len(c.Text)
	}
	return text[:end] + page.Ellipsis
}

// markdownCode is a text as a code span, for commands: inside, nothing is a mention or a link. The fence is longer than any
// run of backticks in the text. It must not stand in a table, where a bar would end the cell.
func markdownCode(text string) string {
	text = strings.TrimSpace(page.Clean(page.Style{}.Masked(text)))
	if text == "" {
		return ""
	}
	longest, run := 0, 0
	for _, r := range text {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence, pad := strings.Repeat("`", longest+1), ""
	if text[0] == '`' || text[len(text)-1] == '`' {
		pad = " "
	}
	return fence + pad + text + pad + fence
}

// MarkdownBegin is what every document begins with.
const MarkdownBegin = "<!-- redpack:"

// markdownMarker is the first line of a document, which nobody sees: by it a later run finds the comment to update.
func markdownMarker(campaign, kind string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-' || r == '.' || r == ',' {
			return r
		}
		return '_'
	}, campaign)
	return MarkdownBegin + strings.ReplaceAll(name, "--", "-_") + ":" + kind + " -->"
}
