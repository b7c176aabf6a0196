package plain

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is text that a terminal shows and does not obey. Only this package makes one.
type Text struct{ shown string }

// String is the text as it may be printed.
func (t Text) String() string { return t.shown }

// Of makes one line of what others wrote. It is idempotent, and at most four times as long as its argument.
func Of(text string) Text {
	if common(text) {
		return Text{text}
	}
	var b strings.Builder
	region := false // inside the tags behind a flag, which name its region
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(escapedByte(text[at]))
		case visible(r) || region && isTag(r):
			b.WriteString(text[at : at+size])
		default:
			b.WriteString(escaped(r))
		}
		region = r == blackFlag || region && isTag(r)
		at += size
	}
	return Text{b.String()}
}

// Lines is Of for a text whose line breaks are part of it, such as a stack trace.
func Lines(text string) Text {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = Of(line).shown
	}
	return Text{strings.Join(lines, "\n")}
}

// Source is Lines for the text of a file, whose tabs are part of it as well.
func Source(text string) Text {
	columns := strings.Split(text, "\t")
	for i, column := range columns {
		columns[i] = Lines(column).shown
	}
	return Text{strings.Join(columns, "\t")}
}

// Paint colours a text by the parameters of an SGR sequence, which are redpack's own.
func Paint(parameters string, text Text) Text {
	if strings.Trim(parameters, "0123456789;") != "" {
		return text
	}
	return Text{"\x1b[" + parameters + "m" + text.shown + "\x1b[0m"}
}

// Capital is the text as it begins a line, see the function.
func (t Text) Capital() Text { return Text{Capital(t.shown)} }

// Capital gives a text a capital at its beginning, where that is a word of redpack's: lower-case letters, with a space and more
// behind them. Whatever else may be a file, an address or a field, which would be another one with a capital. An error must not begin
// with such a name that has a space or nothing but letters in it; it says first what it is the name of.
func Capital(text string) string {
	word, _, more := strings.Cut(text, " ")
	if !more || word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
		return text
	}
	return strings.ToUpper(word[:1]) + text[1:]
}

// common tells texts of nothing but characters that nearly all texts are made of, all of which are visible. It is a short way: what is
// not common may be as harmless.
func common(text string) bool {
	for _, r := range text {
		if !isCommon(r) {
			return false
		}
	}
	return true
}

// isCommon tells signs of ASCII, Chinese characters and their punctuation, and the sign of the yuan.
func isCommon(r rune) bool {
	return r >= ' ' && r <= '~' || r >= '\u4e00' && r <= '\u9fff' || r == '¥' || r == '，' || r == '。' || r == '！'
}

const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
	blackFlag = '\U0001f3f4'
)

// isTag tells whether a rune is one of the invisible letters by which a flag names its region. Elsewhere they hide text.
func isTag(r rune) bool { return r >= 0xE0020 && r <= 0xE007F }

// blank are letters and marks without a sign of their own: two texts that differ by one of them look the same.
var blank = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x034F, Hi: 0x034F, Stride: 1},
	{Lo: 0x115F, Hi: 0x1160, Stride: 1},
	{Lo: 0x17B4, Hi: 0x17B5, Stride: 1},
	{Lo: 0x3164, Hi: 0x3164, Stride: 1},
	{Lo: 0xFFA0, Hi: 0xFFA0, Stride: 1},
}}

// visible reports whether a rune may be printed: it is no control, reorders nothing, breaks no line and is not invisible.
// The joiners stay, because emoji and some scripts need them.
func visible(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r >= ' ' && r <= '~'
	case r == joiner || r == nonJoiner:
		return true
	case r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF: // never characters
		return false
	}
	return !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs, blank)
}

// escaped is a rune as Go writes it: \n, \x1b, \u202e.
func escaped(r rune) string { return strings.Trim(strconv.QuoteRuneToASCII(r), "'") }

// escapedByte is a byte that is part of no rune.
func escapedByte(b byte) string {
	const digits = "0123456789abcdef"
	return `\x` + digits[b>>4:b>>4+1] + digits[b&15:b&15+1]
}
