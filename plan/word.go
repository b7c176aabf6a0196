package plan

import (
	"strings"

	"github.com/cashredpack/redpack/internal/plain"
)

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
