package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/runenames"

	"github.com/cashredpack/redpack/internal/lang"
)

// Character names a character that somebody has to find and cannot see, or takes for another one: "U+200B, ZERO WIDTH SPACE". In Chinese one that
// can be seen is shown.
func Character(r rune) lang.Text {
	name := runenames.Name(r)
	if name == "" || strings.HasPrefix(name, "<") { // a class, such as <control>
		return lang.Same(fmt.Sprintf("%U", r))
	}
	shown := unseen[r]
	switch {
	case shown != "":
	case unicode.IsOneOf([]*unicode.RangeTable{unicode.L, unicode.N, unicode.P, unicode.S}, r):
		shown = string(r)
	default:
		shown = name
	}
	return lang.Both(fmt.Sprintf("%U, %s", r, name), fmt.Sprintf("%U %s", r, shown))
}

// unseen are characters that people meet and do not see, by their names in Chinese.
var unseen = map[rune]string{
	'\u00a0': "不换行空格", '\u00ad': "软连字符", '\u200b': "零宽空格", '\u200c': "零宽不连字", '\u200d': "零宽连字", '\u200e': "从左到右标记",
	'\u200f': "从右到左标记", '\u2060': "单词连接符", '\u3000': "全角空格", '\ufeff': "字节顺序标记",
}

// Oddity says in a sentence, behind a blank, why a text that names nothing may look as if it did: quotes stand around it, or a character is
// in it that nobody sees, or one that looks like another. It is "" where nothing of the kind shows.
func Oddity(text string) lang.Text {
	if _, quoted := Unquoted(text); quoted {
		return lang.Both(" It stands in quotes, which are taken for a part of it.", "它带着引号，引号会被当作内容。")
	}
	for _, r := range text {
		sign, wide := ASCII(r)
		switch {
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
			return lang.Format(" It holds %s, which nobody sees.", "其中有 %s，肉眼看不见。", Character(r))
		case r != ' ' && unicode.IsSpace(r):
			return lang.Format(" It holds %s, which looks like a blank.", "其中有 %s，看上去像空格。", Character(r))
		case wide:
			return lang.Format(" It holds %s; is %q meant?", "其中有 %s，是不是想写 %q？", Character(r), string(sign))
		}
	}
	return lang.Text{}
}

// ASCII is the sign that a full-width one (U+FF01 to U+FF5E) stands for; ok is false for any other character.
func ASCII(r rune) (sign rune, ok bool) {
	return r - '！' + '!', r >= '！' && r <= '～'
}

// Narrow is a text in which full-width signs and letters are those of ASCII that they stand for.
func Narrow(text string) string {
	return strings.Map(func(r rune) rune {
		if sign, wide := ASCII(r); wide {
			return sign
		}
		return r
	}, text)
}

// Unquoted is a text without the quotes around it; ok is false where none stand there.
func Unquoted(text string) (inner string, ok bool) {
	for _, quotes := range []string{`""`, "''", "“”", "‘’", "``"} {
		first, size := utf8.DecodeRuneInString(quotes)
		if inner, opened := strings.CutPrefix(text, string(first)); opened {
			if inner, closed := strings.CutSuffix(inner, quotes[size:]); closed {
				return inner, true
			}
		}
	}
	return text, false
}
