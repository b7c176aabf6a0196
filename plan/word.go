package plan

import (
	"strings"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
)

// shownNames is how many names stand in a sentence.
const shownNames = 5

// Some names the first of so many, with the count of the rest: "a, b and 1,195 more". names may hold the first ones alone.
func Some(names []string, count int) string {
	first := names[:min(len(names), shownNames)]
	text := strings.Join(first, ", ")
	if more := count - len(first); more > 0 {
		text += " and " + money.Count(more) + " more"
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
