package page

import (
	"strings"

	"github.com/cashredpack/redpack/internal/secret"
	"github.com/cashredpack/redpack/internal/words"
)

// shortened is a part of a line that is shown as something else.
type shortened struct {
	from, to int // bytes of the original
	shown    string
}

// personal finds what must not be printed of a text that somebody wrote: whole openids, unless they are asked for, and
// whatever has the shape of a secret. Bill numbers, which can be as long as an openid, stay.
func (s Style) personal(text string) []shortened {
	var found []shortened
	for at := 0; ; {
		hidden, ok := secret.Find(text[at:])
		if !ok {
			return append(found, s.words(text, at, len(text))...)
		}
		from, to := at+hidden.From, at+hidden.To
		found = append(append(found, s.words(text, at, from)...), shortened{from, to, "********"})
		at = to
	}
}

// words finds openids and API keys in a part of a text.
func (s Style) words(text string, from, end int) (found []shortened) {
	for text = text[:end]; from < len(text); {
		to := from
		for to < len(text) && isWord(text[to]) {
			to++
		}
		switch word := text[from:to]; {
		case isKey(word):
			found = append(found, shortened{from, to, "********"})
		case isOpenID(word) && !s.ShowOpenID:
			found = append(found, shortened{from, to, words.MaskOpenID(word)})
		}
		from = to + 1
	}
	return found
}

// Personal reports whether a text has something in it that looks like an openid or an API key.
func Personal(text string) bool { return len(Style{}.personal(text)) > 0 }

// Masked is a text of somebody's without openids and keys.
func (s Style) Masked(text string) string {
	parts := s.personal(text)
	if len(parts) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, p := range parts {
		b.WriteString(text[at:p.from])
		b.WriteString(p.shown)
		at = p.to
	}
	return b.String() + text[at:]
}

// Number is a number that a platform gave, as it stands in its books. One of digits alone is no openid, and hardly a key, whatever its
// length; of any other what looks like one is masked.
func (s Style) Number(number string) string {
	if strings.Trim(number, "0123456789") == "" {
		return number
	}
	return s.Masked(number)
}

// Key writes a recipient's key as the style allows. A campaign that names no key has the openids for keys.
func (s Style) Key(key string) string {
	if !s.ShowOpenID && isOpenID(key) {
		return words.MaskOpenID(key)
	}
	return key
}

// Label is the name that people know of a recipient; "" where there is none, and where everybody may read.
func (s Style) Label(label string) string {
	if !s.ShowLabels {
		return ""
	}
	return Clean(s.Masked(label))
}

// Named writes a key for people, and behind it the name that they know, where that says more.
func (s Style) Named(key, label string) string { return s.named(Clean(s.Key(key)), label, key) }

func (s Style) named(text, label, key string) string {
	if label = s.Label(label); label == "" || label == key {
		return text
	}
	return text + " (" + label + ")"
}

// NamedAddress is Named for campaign/key.
func (s Style) NamedAddress(campaign, key, label string) string {
	return s.named(s.Address(campaign, key), label, key)
}

// Address writes campaign/key for people.
func (s Style) Address(campaign, key string) string { return Clean(campaign + "/" + s.Key(key)) }

// Addresses are addresses as the style allows them.
func (s Style) Addresses(all []string) []string {
	shown := make([]string, len(all))
	for i, address := range all {
		campaign, key, _ := strings.Cut(address, "/")
		shown[i] = strings.TrimSuffix(campaign+"/"+s.Key(key), "/")
	}
	return shown
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '-'
}

// isKey recognises an APIv2 key: 32 letters and digits.
func isKey(word string) bool {
	const length = 32
	return len(word) == length && !strings.ContainsAny(word, "_-")
}

// isOpenID recognises an openid, 28 characters that are hardly a name, and a mistyped one by its first letter.
func isOpenID(word string) bool {
	const length = 28
	if len(word) != length && (len(word) < length-8 || len(word) > length+8 || word[0] != 'o') {
		return false
	}
	return strings.ContainsAny(word, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") && !isBillNo(word)
}

// isBillNo recognises mch_id and yyyymmdd at the start of a number.
func isBillNo(word string) bool {
	const digits = 16
	return len(word) >= digits && strings.Trim(word[:digits], "0123456789") == ""
}
