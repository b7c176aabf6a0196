package filekind

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// withZeros tells UTF-16 without a mark from what is no text: its zero bytes stand beside ASCII, on the side of the high bytes.
func withZeros(head []byte) Kind {
	if len(bytes.Trim(head, "\x00")) == 0 {
		return Zeros
	}
	var zeros [2]int // on the even places and on the odd ones
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	high, kind := 1, BareUTF16LE
	if zeros[0] > zeros[1] {
		high, kind = 0, BareUTF16BE
	}
	if !plausiblyWide(head, zeros[high]) || !isWideText(head, high) {
		return Binary
	}
	return kind
}

// plausiblyWide tells apart a text in which a few zero bytes got: most of its characters must be ASCII, or there is at least a comma, a
// blank or a line end now and then, and what is no zero byte is not UTF-8 for itself.
func plausiblyWide(head []byte, zeros int) bool {
	const mostly, nowAndThen = 2, 16
	units := len(head) / 2
	return zeros*mostly >= units || zeros*nowAndThen >= units && !utf8.Valid(bytes.ReplaceAll(head, []byte{0}, nil))
}

// isWideText tells whether the bytes are text in UTF-16, with the high bytes on the even places (0) or on the odd ones (1). A character may
// be cut through at the end.
func isWideText(head []byte, high int) bool {
	units := make([]uint16, 0, len(head)/2)
	for i := 0; i+1 < len(head); i += 2 {
		units = append(units, uint16(head[i+high])<<8|uint16(head[i+1-high]))
	}
	const highSurrogates = 0xd800 >> 10
	if n := len(units); n > 0 && units[n-1]>>10 == highSurrogates {
		units = units[:n-1]
	}
	for _, r := range utf16.Decode(units) {
		if r == unicode.ReplacementChar || unicode.IsControl(r) && !strings.ContainsRune("\t\r\n\f", r) || !assigned(r) {
			return false
		}
	}
	return len(units) > 0
}

// assigned tells whether a character exists, or is private. Bytes that are no text give many that do not.
func assigned(r rune) bool {
	return unicode.In(r, unicode.C, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z)
}
