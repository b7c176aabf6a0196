package words

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/runenames"
)

// Character names a character that somebody has to find and cannot see, or takes for another one: "U+200B, ZERO WIDTH SPACE".
func Character(r rune) string {
	name := runenames.Name(r)
	if name == "" || strings.HasPrefix(name, "<") { // a class, such as <control>
		return fmt.Sprintf("%U", r)
	}
	return fmt.Sprintf("%U, %s", r, name)
}
