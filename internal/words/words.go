// Package words writes what stands in sentences everywhere alike: numbers with their nouns, spans of time, lists of names,
// words for a shell, shortened identities, and the known name that a misspelt one is nearest to. It knows no domain, and its texts are
// cleaned of what speaks to a terminal only where that is said.
package words

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
)

// ShownNames is how many names stand in a sentence.
const ShownNames = 5

// Some names the first of so many, with the count of the rest: "a, b and 1,195 more". names may hold the first ones alone.
func Some(names []string, count int) lang.Text {
	first := names[:min(len(names), ShownNames)]
	text := lang.List(first)
	if more := count - len(first); more > 0 {
		text = text.Then(lang.Format(" and %s more", "，另有 %s 个", money.Count(more)))
	}
	return text
}

// Quoted lists names in quotes, up to so many, with the count of the rest: `"a", "b" and 3 more`.
func Quoted(names []string, most int) lang.Text {
	var each []string
	for _, name := range names[:min(len(names), most)] {
		each = append(each, fmt.Sprintf("%q", name))
	}
	text := lang.List(each)
	if more := len(names) - len(each); more > 0 {
		text = text.Then(lang.Format(" and %d more", "，另有 %d 个", more))
	}
	return text
}

// ShellWord writes a word of a command for a shell: in single quotes where a shell would not take it as it is, and with
// escapes, as bash and zsh read them, where a terminal would not show it.
func ShellWord(word string) string {
	if plain.Of(word).String() != word {
		return "$'" + plain.Of(strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(word)).String() + "'"
	}
	asItIs := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r >= 0x80 || strings.ContainsRune("-_=+./:,@%", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !asItIs(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Span writes a duration for people, rounded up to a second, in its two largest units: "2h14m", "50 s", "3 days 4h".
func Span(d time.Duration) lang.Text {
	const day = 24 * 60 * 60
	seconds := int64(max(d, 0) / time.Second)
	if d > 0 && d%time.Second != 0 {
		seconds++
	}
	switch {
	case seconds < 60:
		return lang.Format("%d s", "%d 秒", seconds)
	case seconds < 60*60:
		return lang.Format("%dm%02ds", "%d 分 %02d 秒", seconds/60, seconds%60)
	case seconds < 2*day:
		return lang.Format("%dh%02dm", "%d 小时 %02d 分", seconds/3600, seconds/60%60)
	}
	return lang.Format("%d days %dh", "%d 天 %d 小时", seconds/day, seconds/3600%24)
}

// ListedMax is how much of one kind a summary names, or an error: packets, campaigns, things that moved.
const ListedMax = 20

// Capital begins words of ours with a capital; they are ASCII, and not empty.
func Capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// Sentence gives a phrase a capital and ends it.
func Sentence(text string) string { return Ended(plain.Capital(text)) }

// Ended gives a phrase a full stop where it has no end yet, a Chinese one after a Chinese sign.
func Ended(text string) string {
	switch end, _ := utf8.DecodeLastRuneInString(text); {
	case text == "" || strings.ContainsRune(ends, end):
		return text
	case end >= firstWide:
		return text + "。"
	default:
		return text + "."
	}
}

// EndedChinese gives a Chinese phrase its full stop where it has no end yet, whatever sign or name stands last.
func EndedChinese(text string) string {
	if end, _ := utf8.DecodeLastRuneInString(text); text == "" || strings.ContainsRune(ends, end) {
		return text
	}
	return text + "。"
}

// EndedText is Ended in every language.
func EndedText(phrase lang.Text) lang.Text {
	return lang.Text{English: Ended(phrase.English), Chinese: EndedChinese(phrase.Chinese)}
}

// SentenceText is Sentence in every language.
func SentenceText(phrase lang.Text) lang.Text {
	return lang.Text{English: Sentence(phrase.English), Chinese: EndedChinese(phrase.Chinese)}
}

// ends are the signs that end a sentence, and firstWide is the first of the signs of Chinese, Japanese and Korean.
const (
	ends      = ".!?。！？"
	firstWide = 0x2E80
)
