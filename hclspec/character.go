package hclspec

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// characterAt names the character that begins at a byte of a text, and its place as people count.
func characterAt(text string, at int) lang.Text {
	r, _ := utf8.DecodeRuneInString(text[at:])
	before := utf8.RuneCountInString(text[:at])
	if before == 0 {
		return lang.Format("%s, before its first character", "%s（在第一个字符之前）", words.Character(r))
	}
	return lang.Format("%s, after its %s character", "%s（在%s字符之后）", words.Character(r),
		lang.Both(ordinal(before), fmt.Sprintf("第 %d 个", before)))
}

// ordinal is a place in a row: "1st", "12th", "23rd".
func ordinal(n int) string {
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

// blankAround is where a text begins or ends with white space, or -1.
func blankAround(text string) int {
	if text == "" || strings.TrimSpace(text) == text {
		return -1
	}
	if unicode.IsSpace(firstRune(text)) {
		return 0
	}
	return len(strings.TrimRightFunc(text, unicode.IsSpace))
}

// unseenIn is where a text holds a character that nobody sees, or -1.
func unseenIn(text string) int {
	for i, r := range text {
		if unseenAt(text, i, r) {
			return i
		}
	}
	return -1
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

func lastRune(text string) rune {
	r, _ := utf8.DecodeLastRuneInString(text)
	return r
}
