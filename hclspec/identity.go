package hclspec

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// openIDFault tells why a text is no openid, and how to clean it where that would make one of it.
func (s *stream) openIDFault(openID string, o *origin, a *attribute) *hcl.Diagnostic {
	const anOpenID = "An openid has %d characters of 0-9, A-Z, a-z, _ and -, and is what the official account calls a user; " +
		"a WeChat ID or a telephone number is none."
	at, rule := o.value(a), fmt.Sprintf(anOpenID, openIDLength)
	if openID == "" {
		return fault("", at, "The openid is empty. %s", rule)
	}
	if why := programFault(openID); why != "" {
		return fault("", at, "The openid is %q. %s", shownOpenID(openID), words.Sentence(why))
	}
	i := strings.IndexFunc(openID, unlikeOpenID)
	if i < 0 {
		return fault("", at, "%q has %s. %s", shownOpenID(openID), size(openID), rule)
	}
	how, ok := s.cleanly(openID, isOpenID, a)
	if !ok {
		how = plain.Of(rule)
	}
	return fault("", at, "%q holds %s. %s", shownOpenID(openID), characterAt(openID, i), how)
}

// unlikeOpenID tells whether a character of a text that should be an openid is one that nobody sees, or takes for another one. Nobody takes
// a Chinese character for one of ASCII.
func unlikeOpenID(r rune) bool {
	return r >= 0x80 && !unicode.Is(unicode.Han, r) || unicode.IsSpace(r) || unicode.IsControl(r)
}

// shownOpenID shows of a text that may be somebody's openid no more than its ends.
func shownOpenID(text string) string {
	const shownWhole = 12 // from how many bytes on a text may be somebody's
	if len(text) < shownWhole {
		return text
	}
	return words.MaskOpenID(text)
}

// newKeyFault tells why a text cannot be the key of a recipient, and how to clean it; ok is true where it can. It is stricter than
// keyFault: a key is an address, and two addresses that look alike are two people. Blanks inside, also wide ones as in 王　伟, are part of
// a key.
func (s *stream) newKeyFault(key string, a *attribute) (why plain.Text, ok bool) {
	if why := programFault(key); why != "" {
		return plain.Sprintf("The key is %q. %s", key, words.Sentence(why)), false
	}
	if plainKey(key) {
		return why, true
	}
	const address = "The key is the address of a packet, so it must be clean."
	i, what := blankAround(key), "has spaces around it, so it would look like another key and be another one"
	if i < 0 {
		i, what = unseenIn(key), "holds a character that nobody sees, so it would look like another key and be another one"
	}
	if i < 0 || len(key) > keyBytes {
		if old := keyFault(key); old != "" {
			return plain.Sprintf("%s %s", old, address), false
		}
		return why, true
	}
	shown := key
	if isOpenID(cleaned(key)) {
		shown = shownOpenID(key)
	}
	how, ok := s.cleanly(key, func(text string) bool { return keyFault(text) == "" }, a)
	if !ok {
		how = plain.Of("Take it out.")
	}
	return plain.Sprintf("The key %q %s: %s. %s %s", shown, what, characterAt(key, i), address, how), false
}

// cleanly tells how to make a valid text of one by trimspace() or clean(); ok is false where neither would.
func (s *stream) cleanly(text string, valid func(string) bool, a *attribute) (how plain.Text, ok bool) {
	trimmed := strings.TrimSpace(text)
	switch {
	case a == nil || !valid(cleaned(text)):
		return how, false
	case isTyped(a.expr):
		return plain.Of("Take it out, or type it as the character of ASCII that it stands for."), true
	case valid(trimmed) && unseenIn(trimmed) < 0:
		return s.campaign.rows.sources.cureOf(a, a.expr).with("trimspace"), true
	}
	return s.campaign.rows.sources.cureOf(a, a.expr).with("clean"), true
}

// programFault tells that a program wrote a text in the place of a value, or of one whose digits it threw away, or "".
func programFault(text string) string {
	if why := spreadsheetFault(text); why != "" {
		return why
	}
	return shortenedFault(text)
}
