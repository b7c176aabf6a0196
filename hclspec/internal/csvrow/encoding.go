package csvrow

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Encoding is how a data file is written. In both of them no byte of a longer character can be taken for a quote, a
// delimiter or a line end, so rows and cells are cut before anything is decoded.
type Encoding string

// The encodings that lists come in.
const (
	UTF8    Encoding = "utf-8"
	GB18030 Encoding = "gb18030"
)

// Encodings are their names, as the language writes them.
var Encodings = []string{string(UTF8), string(GB18030)}

// Decode gives the text in UTF-8; ok is false where the bytes are not of this encoding.
func (e Encoding) Decode(raw string) (text string, ok bool) {
	if e != GB18030 || IsASCII(raw) {
		return raw, utf8.ValidString(raw)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().String(raw)
	return text, err == nil && !strings.ContainsRune(text, utf8.RuneError)
}

// DecodeLossy gives something to show in any case.
func (e Encoding) DecodeLossy(raw string) string {
	text, ok := e.Decode(raw)
	if !ok {
		return strings.ToValidUTF8(text, string(utf8.RuneError))
	}
	return text
}

// IsASCII tells whether a text is the same in every encoding.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
