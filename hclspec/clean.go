package hclspec

import (
	"strings"
	"unicode"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/cashredpack/redpack/internal/words"
)

// cleanFunction takes out of a text what nobody meant to type. What it does is cleaned's.
var cleanFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "text", Type: cty.String}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		return cty.StringVal(cleaned(args[0].AsString())), nil
	},
})

// cleaned is a text without what nobody sees, and in the characters that everybody types:
//
//   - characters of no width and marks of direction are taken away (unseen says which), but for the joiners inside of an emoji,
//   - full-width signs (U+FF01 to U+FF5E) become those of ASCII, and an ideographic space (U+3000) a space,
//   - white space around it, whatever Unicode calls so, is taken away.
//
// Nothing else changes: blanks inside stay as many as they are, and so do Chinese punctuation beyond U+FF5E, capitals and accents.
func cleaned(text string) string {
	var b strings.Builder
	for i, r := range text {
		sign, wide := words.ASCII(r)
		switch {
		case unseenAt(text, i, r):
			continue
		case wide:
			r = sign
		case r == '\u3000':
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// unseen are characters that are drawn as nothing or turn the direction of what follows. They are written out here, and not taken from
// a property of Unicode: with a table that grows, a newer redpack would make another key of the same cell.
var unseen = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00ad, Hi: 0x00ad, Stride: 1}, // soft hyphen
		{Lo: 0x034f, Hi: 0x034f, Stride: 1}, // combining grapheme joiner
		{Lo: 0x061c, Hi: 0x061c, Stride: 1}, // Arabic letter mark
		{Lo: 0x115f, Hi: 0x1160, Stride: 1}, // Hangul fillers
		{Lo: 0x180e, Hi: 0x180e, Stride: 1}, // Mongolian vowel separator
		{Lo: 0x200b, Hi: 0x200f, Stride: 1}, // zero-width space and joiners, marks of direction
		{Lo: 0x202a, Hi: 0x202e, Stride: 1}, // embeddings and overrides of direction
		{Lo: 0x2060, Hi: 0x206f, Stride: 1}, // word joiner, invisible operators, isolates of direction
		{Lo: 0x3164, Hi: 0x3164, Stride: 1}, // Hangul filler
		{Lo: 0xfeff, Hi: 0xfeff, Stride: 1}, // byte order mark
		{Lo: 0xffa0, Hi: 0xffa0, Stride: 1}, // half-width Hangul filler
		{Lo: 0xfff9, Hi: 0xfffb, Stride: 1}, // interlinear annotations
	},
	LatinOffset: 1,
}

// unseenAt tells whether the character of a text at a place is one of them. The joiner between two emoji is none: without it they would
// be two, and there are people who call themselves so.
func unseenAt(text string, at int, r rune) bool {
	const joiner = '\u200d'
	if r < 0x80 || !unicode.Is(unseen, r) {
		return false
	}
	if r != joiner {
		return true
	}
	before, after := lastRune(text[:at]), firstRune(text[at+len(string(joiner)):])
	return !isEmoji(before) || !isEmoji(after)
}

// isEmoji is wide: arrows, signs and dingbats, the planes of emoji, and the selector that makes an emoji of a sign.
func isEmoji(r rune) bool {
	return r >= 0x2190 && r <= 0x2bff || r == 0xfe0f || r >= 0x1f000 && r <= 0x1faff
}
