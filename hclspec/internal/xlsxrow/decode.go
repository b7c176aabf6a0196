package xlsxrow

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

func trimLeft(b []byte) []byte { return bytes.TrimLeft(b, " \t\r\n") }

// decoded is a text of XML in UTF-8 with its references and line ends resolved, in the place of the raw one, which is never shorter.
func decoded(raw []byte) ([]byte, error) {
	if !utf8.Valid(raw) {
		return nil, errNotUTF8
	}
	raw = normalLines(raw)
	from := bytes.IndexByte(raw, '&')
	if from < 0 {
		return raw, nil
	}
	to := raw[:from]
	for rest := raw[from:]; ; {
		end := bytes.IndexByte(rest, ';')
		if end < 0 {
			return nil, errMalformed
		}
		r := referred(rest[1:end])
		if r == 0 {
			return nil, errMalformed
		}
		to = utf8.AppendRune(to, r)
		rest = rest[end+1:]
		next := bytes.IndexByte(rest, '&')
		if next < 0 {
			return append(to, rest...), nil
		}
		to, rest = append(to, rest[:next]...), rest[next:]
	}
}

// referred is the character that a reference means: one of the five names, or a number. No other can be declared; 0 says that it is none.
func referred(name []byte) rune {
	switch string(name) {
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "amp":
		return '&'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	digits, numeric := bytes.CutPrefix(name, []byte("#"))
	if !numeric || len(digits) > len("x0010FFFF") {
		return 0
	}
	base := 10
	if hex, ok := bytes.CutPrefix(digits, []byte("x")); ok {
		digits, base = hex, 16
	}
	code, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil || code > utf8.MaxRune || !utf8.ValidRune(rune(code)) {
		return 0
	}
	return rune(code)
}

// normalLines makes a line feed of every line end, in place, as XML demands.
func normalLines(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	to := text[:0]
	for i, c := range text {
		if c == '\r' {
			if i+1 < len(text) && text[i+1] == '\n' {
				continue
			}
			c = '\n'
		}
		to = append(to, c)
	}
	return to
}

// unescaped resolves what Excel writes for characters that XML cannot hold, _x000D_ for a carriage return, in the place of the raw text.
// The source is ECMA-376 part 1, 22.9.2.19 (ST_Xstring): a code of UTF-16 in four hexadecimal digits.
func unescaped(raw []byte) []byte {
	from := bytes.Index(raw, []byte("_x"))
	if from < 0 {
		return raw
	}
	to := raw[:from]
	for rest := raw[from:]; len(rest) > 0; {
		r, length := escaped(rest)
		if length == 0 {
			to, rest = append(to, rest[0]), rest[1:]
			continue
		}
		to, rest = utf8.AppendRune(to, r), rest[length:]
	}
	return to
}

// escaped is the character of the escape that a text begins with, and how long the escape is; 0 if it begins with none. Two escapes may
// make one character. Half of one alone becomes U+FFFD.
func escaped(text []byte) (r rune, length int) {
	r, ok := unit(text)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, unitLength
	}
	if low, ok := unit(text[unitLength:]); ok {
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, 2 * unitLength
		}
	}
	return utf8.RuneError, unitLength
}

const unitLength = len("_x000D_")

func unit(text []byte) (rune, bool) {
	if len(text) < unitLength || text[0] != '_' || text[1] != 'x' || text[unitLength-1] != '_' {
		return 0, false
	}
	code, err := strconv.ParseUint(string(text[2:unitLength-1]), 16, 16)
	return rune(code), err == nil
}
