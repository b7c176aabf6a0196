package xlsxrow

import (
	"fmt"
	"io"
)

// Tokens cuts XML as the parts of a workbook are cut: tags as <name a="b"> and </>, and the texts between them.
func Tokens(src io.Reader) (tokens []string, err error) {
	x := newScanner(src)
	for {
		switch x.next() {
		case opening:
			tag := "<" + string(x.name)
			for _, a := range x.attrs {
				tag += fmt.Sprintf(" %s=%q", a.name, a.value)
			}
			tokens = append(tokens, tag+">")
		case closing:
			tokens = append(tokens, "</>")
		case chars:
			tokens = append(tokens, string(x.text))
		case nothing:
			return tokens, x.finish()
		}
	}
}
