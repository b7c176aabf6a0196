package plan

import (
	"strings"
	"unicode"

	"github.com/cashredpack/redpack/hclspec"
)

// nearKey tells whether a key may be another one, mistyped, and not simply that of somebody else: case, blanks, hyphens and the like aside,
// one letter is missing, too many or another, or two have changed places. Digits, marks, symbols, characters that are words and the first
// letter of a word must be the same, because by those people are told apart.
func nearKey(typed, key string) bool {
	const slack = 8 // separators and a letter
	if len(typed) > 2*len(key)+slack || len(key) > 2*len(typed)+slack {
		return false
	}
	a, b := spelt(typed), spelt(key)
	return strings.EqualFold(a, b) || enough(a) && oneSlip(a, b)
}

// enough tells whether a text has letters enough for one of them to be a slip: Lina and Lisa are two people.
func enough(text string) bool {
	letters := 0
	for _, r := range text {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			letters++
		}
	}
	return letters >= 5
}

// oneSlip tells whether two texts are the same but for a letter missing, too many or another, or two that changed places.
func oneSlip(a, b string) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	swapped := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return (swapped || len(a) <= 1 && len(b) <= 1) && strings.Trim(a+b, "abcdefghijklmnopqrstuvwxyz") == ""
}

// spelt is a key without its separators, its words in small letters but for their first ones. A separator between two digits stays: 1-12 is
// not 11-2.
func spelt(key string) string {
	var text strings.Builder
	all := []rune(hclspec.Normal(key))
	for i, r := range all {
		between := i > 0 && i+1 < len(all) && unicode.IsDigit(all[i-1]) && unicode.IsDigit(all[i+1])
		switch {
		case separates(r) && !between:
			continue
		case i > 0 && unicode.IsLetter(all[i-1]):
			r = unicode.ToLower(r)
		default:
			r = unicode.ToUpper(r)
		}
		_, _ = text.WriteRune(r) // a Builder never fails
	}
	return text.String()
}

func separates(r rune) bool {
	return r == '_' || r == '.' || unicode.Is(unicode.Pd, r) || unicode.IsSpace(r)
}
