package hclspec

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// encoding is how a data file is written. In both of them no byte of a longer character can be taken for a quote, a
// delimiter or a line end, so rows and cells are cut before anything is decoded.
type encoding string

const (
	codingUTF8    encoding = "utf-8"
	codingGB18030 encoding = "gb18030"
)

var encodings = []string{string(codingUTF8), string(codingGB18030)}

// decode gives the text in UTF-8; ok is false where the bytes are not of this encoding.
func (e encoding) decode(raw string) (text string, ok bool) {
	if e != codingGB18030 || isASCII(raw) {
		return raw, utf8.ValidString(raw)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().String(raw)
	return text, err == nil && !strings.ContainsRune(text, utf8.RuneError)
}

// decodeLossy gives something to show in any case.
func (e encoding) decodeLossy(raw string) string {
	text, ok := e.decode(raw)
	if !ok {
		return strings.ToValidUTF8(text, string(utf8.RuneError))
	}
	return text
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
