package plain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// JSON writes a value and a line end. A program reads every text as it is, and yet nothing in it is obeyed by a terminal or a
// CI: programs' output is looked at, too. indent is that of the inner lines, "" for one line.
func JSON(w io.Writer, value any, indent string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	_, err := io.WriteString(w, escapedJSON(text.String()))
	return err
}

// escapedJSON escapes runes within the texts of a JSON document; outside of them there are only ASCII and line ends.
func escapedJSON(document string) string {
	if strings.IndexFunc(document, func(r rune) bool { return r != '\n' && !visible(r) }) < 0 && !strings.Contains(document, "##") {
		return document
	}
	var b strings.Builder
	before := rune(0)
	for _, r := range document {
		switch {
		case r == '#' && before == '#', r <= 0xFFFF && r != '\n' && !visible(r):
			_, _ = fmt.Fprintf(&b, `\u%04x`, r) // a builder never fails
		case r > 0xFFFF && !visible(r):
			high, low := utf16.EncodeRune(r)
			_, _ = fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}
