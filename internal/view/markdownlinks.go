package view

import (
	"iter"
	"regexp"
	"strings"
	"sync"
)

// Words that services turn into links or pictures after parsing, although no character of them is a sign. What people copy from a
// document stays as it is where it can: numbers without a letter, such as keys and bill numbers, which are commits only by chance, and
// names in small letters with a number, such as spring-2027, which are no tickets by the custom of all trackers. Numbers between colons
// are times; only those that are names of emoji are not.
var (
	hexWord   = compiled(`\b[0-9A-Fa-f]{7,}\b`)
	emojiName = compiled(`:([\pL\pN_+-]*[\pL_][\pL\pN_+-]*|[+-]1|100|1234):`)
	ticket    = compiled(`\b(?:[A-Z][A-Z0-9_]*-[A-Za-z0-9]|[Gg][Hh]-[0-9])`) // gh-12 is an issue of GitHub's own
)

// compiled is a pattern, compiled when it is first looked for: most commands print no Markdown.
func compiled(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// shaMin is how short a commit's name may be for services to link it.
const shaMin = 7

// linkBreaks are the places of a text, in bytes, before which a space of no width keeps such a word from being one.
func linkBreaks(text string) map[int]bool {
	breaks := map[int]bool{}
	for _, at := range hexWord().FindAllStringIndex(text, -1) {
		if !strings.ContainsAny(text[at[0]:at[1]], "abcdefABCDEF") {
			continue
		}
		for i := at[0] + shaMin - 1; i < at[1]; i += shaMin - 1 {
			breaks[i] = true
		}
	}
	for from := range overlapping(emojiName(), text) {
		breaks[from+1] = true
	}
	for _, to := range overlapping(ticket(), text) {
		breaks[to-1] = true
	}
	return breaks
}

// overlapping are the places where a pattern is found. The last character of one may be the first of the next: the sign that closes
// one emoji opens another.
func overlapping(pattern *regexp.Regexp, text string) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for from := 0; ; {
			at := pattern.FindStringIndex(text[from:])
			if at == nil || !yield(from+at[0], from+at[1]) {
				return
			}
			from += at[1] - 1
		}
	}
}

// markdownRevision is a revision that redpack has looked up itself, such as "merge base 3fa9c21" or "3fa9c21 (main)". Its commit stays a
// link on purpose: the reader wants to see what exactly was planned. The rest, such as a branch's name, is somebody's text.
func markdownRevision(text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		if hexWord().FindString(word) != word {
			words[i] = markdownText(word, markdownTextMax)
		}
	}
	return strings.Join(words, " ")
}
