package csvrow

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is how a data file is written. In UTF-8 and gb18030 no byte of a longer character can be taken for a quote, a
// delimiter or a line end, so rows and cells are cut before anything is decoded.
type Encoding string

// The encodings that lists come in.
const (
	UTF8    Encoding = "utf-8"
	GB18030 Encoding = "gb18030"
	// UTF16 is no encoding that rows are cut from, because in it a comma may be half of another character. A file in it is decoded as a
	// whole, and is one in UTF-8 from then on. It must begin with its mark, which tells the order of the bytes.
	UTF16 Encoding = "utf-16"
)

// MarkGB18030 is U+FEFF in gb18030, with which some programs begin a file.
const MarkGB18030 = "\x84\x31\x95\x33"

// Encodings are their names, as the language writes them.
var Encodings = []string{string(UTF8), string(GB18030), string(UTF16)}

// Decode gives the text in UTF-8; ok is false where the bytes are not of this encoding.
func (e Encoding) Decode(raw string) (text string, ok bool) {
	var decoder *encoding.Decoder
	switch {
	case e == UTF16:
		decoder = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
	case e == GB18030 && !IsASCII(raw):
		decoder = simplifiedchinese.GB18030.NewDecoder()
	default:
		return raw, utf8.ValidString(raw)
	}
	text, err := decoder.String(raw)
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
