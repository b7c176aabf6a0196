// Package manual writes manual pages, as man shows them, from plain text and from Markdown. It knows roff and nothing of redpack: what the pages
// say, package cli and the references in the project's folders say. Nothing of it is in the program; a release writes the pages beside it.
package manual

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Page is one page of the manual.
type Page struct {
	Name    string // redpack-plan
	Section int    // 1 for a command, 5 for a language, 7 for the rest
	Summary string // what stands behind its name
	// Parts are the sections after NAME.
	Parts []Part
}

// Part is a section of a page, with a title that man prints in capitals where its language has them, and its content in roff.
type Part struct{ Title, Roff string }

// Edition is what all pages of a manual have in common.
type Edition struct {
	Date, Source, Title string // 2026-11-30, "redpack 1.2.3", "redpack manual"
	Name                string // what the first section is called: NAME
}

// File is the name of the page's file: redpack-plan.1.
func (p Page) File() string { return fmt.Sprintf("%s.%d", p.Name, p.Section) }

// Roff is the page's file.
func (p Page) Roff(e Edition) string {
	var b strings.Builder
	head := []string{".TH", Quoted(strings.ToUpper(p.Name)), strconv.Itoa(p.Section), Quoted(e.Date), Quoted(e.Source), Quoted(e.Title)}
	b.WriteString(strings.Join(head, " ") + "\n")
	b.WriteString(".nh\n.ad l\n") // names and flags are not to be broken, and blanks not to be spread
	b.WriteString(".SH " + Quoted(e.Name) + "\n" + Escape(p.Name) + ` \- ` + Escape(p.Summary) + "\n")
	for _, part := range p.Parts {
		b.WriteString(".SH " + Quoted(part.Title) + "\n" + part.Roff)
	}
	return b.String()
}

// Quoted is an argument of a request.
func Quoted(text string) string { return `"` + strings.ReplaceAll(Escape(text), `"`, `\(dq`) + `"` }

// Escape is a text in which nothing is taken for roff. Its hyphens are those that a command is typed with. Between characters that no blank parts,
// as in Chinese, a line may break.
func Escape(text string) string {
	var b strings.Builder
	var before rune
	for _, r := range text {
		if before != 0 && MayBreak(before, r) {
			b.WriteString(`\:`)
		}
		switch r {
		case '\\':
			b.WriteString(`\e`)
		case '-':
			b.WriteString(`\-`)
		case '\'':
			b.WriteString(`\(aq`)
		case '`':
			b.WriteString(`\(ga`)
		case '^':
			b.WriteString(`\(ha`)
		case '~':
			b.WriteString(`\(ti`)
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

// What ends a phrase in Chinese, and what begins one.
const ends, begins = "，。；：、？！）》」”’…", "（《「“‘"

// isWide tells whether a character is one of Chinese, beside which no blank parts words.
func isWide(r rune) bool { return unicode.Is(unicode.Han, r) || strings.ContainsRune(ends+begins, r) }

// MayBreak tells whether a line may end between two characters: at Han, but not before what ends a phrase, nor after what begins one.
func MayBreak(before, after rune) bool {
	return (isWide(before) || isWide(after)) && !unicode.IsSpace(before) && !unicode.IsSpace(after) &&
		!strings.ContainsRune(ends, after) && !strings.ContainsRune(begins, before)
}

// Line is text that begins a line of roff, where a dot would be a request.
func Line(roff string) string {
	if strings.HasPrefix(roff, ".") {
		return `\&` + roff
	}
	return roff
}

// Bold and Italic are a text in another hand.
func Bold(text string) string { return `\fB` + Escape(text) + `\fR` }

// Italic is for what stands for something else.
func Italic(text string) string { return `\fI` + Escape(text) + `\fR` }

// Tagged is an entry of a list: a tag, and behind or below it what it means.
func Tagged(tag, meaning string) string { return ".TP\n" + Line(tag) + "\n" + Line(meaning) + "\n" }

// Verbatim is text as it is typed or printed.
func Verbatim(text string) string {
	var b strings.Builder
	b.WriteString(".PP\n.in +4n\n.nf\n")
	for each := range strings.Lines(strings.Trim(text, "\n") + "\n") {
		b.WriteString(Line(strings.ReplaceAll(Escape(strings.TrimRight(each, "\n")), `\:`, "")) + "\n")
	}
	b.WriteString(".fi\n.in\n")
	return b.String()
}

// Text is help as a terminal shows it: paragraphs with blank lines between them, and lines that begin with blanks, which stay as they are.
func Text(help string) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(strings.Trim(help, "\n"), "\n\n") {
		switch paragraph = strings.Trim(paragraph, "\n"); {
		case paragraph == "":
		case strings.HasPrefix(paragraph, " ") || strings.HasPrefix(paragraph, "\t"):
			b.WriteString(Verbatim(strings.ReplaceAll(paragraph, "\t", "    ")))
		default:
			b.WriteString(".PP\n" + mixed(paragraph))
		}
	}
	return b.String()
}

// mixed is a paragraph in which lines that begin with blanks stay as they are, and the others are filled.
func mixed(paragraph string) string {
	var b strings.Builder
	var flowing string
	flush := func() {
		if flowing != "" {
			b.WriteString(Line(Escape(flowing)) + "\n")
			flowing = ""
		}
	}
	for each := range strings.SplitSeq(paragraph, "\n") {
		if strings.HasPrefix(each, "  ") {
			flush()
			b.WriteString(".br\n" + Line(Escape(each)) + "\n.br\n")
			continue
		}
		flowing = Joined(flowing, each)
	}
	flush()
	return b.String()
}

// Joined puts two lines of a paragraph behind one another, with a blank where the language has one there.
func Joined(a, b string) string {
	if a == "" {
		return b
	}
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	if isWide(last) && isWide(first) || strings.ContainsRune(ends, last) || strings.ContainsRune(ends, first) {
		return a + b
	}
	return a + " " + b
}
