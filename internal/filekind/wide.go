package filekind

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// withZeros tells apart UTF-16 without a mark, whose zero bytes stand beside ASCII on the side of the high bytes, a text into which a few
// zeros got, and what is no text.
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
	narrow := isNarrowText(head)
	switch {
	case plausiblyWide(len(head), zeros[high], narrow) && isWideText(head, high):
		return kind
	case narrow:
		return PlainText
	}
	return Binary
}

// plausiblyWide tells whether so many zero bytes can be those of UTF-16: most characters are ASCII, or, where it can be no UTF-8, a comma, a
// blank or a line end comes now and then.
func plausiblyWide(length, zeros int, narrow bool) bool {
	const mostly, nowAndThen = 2, 16
	return length%2 == 0 && (zeros*mostly >= length/2 || !narrow && zeros*nowAndThen >= length/2)
}

// isNarrowText tells whether the bytes are text in UTF-8 but for their zeros. The last character may be cut through.
func isNarrowText(head []byte) bool {
	for range utf8.UTFMax - 1 {
		if r, size := utf8.DecodeLastRune(head); r == utf8.RuneError && size == 1 {
			head = head[:len(head)-1]
		}
	}
	return utf8.Valid(head) && !strings.ContainsFunc(string(head), func(r rune) bool { return r != 0 && unprintable(r) })
}

// unprintable is a control character that no text has.
func unprintable(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\r\n\f", r) }

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
		if r == unicode.ReplacementChar || unprintable(r) || !assigned(r) {
			return false
		}
	}
	return len(units) > 0
}

// assigned tells whether a character exists, or is private. Bytes that are no text give many that do not.
func assigned(r rune) bool {
	return unicode.In(r, unicode.C, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z)
}
