package hclspec

import (
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// openIDFault tells why a text is no openid, and how to clean it where that would make one of it.
func (s *stream) openIDFault(openID string, o *origin, a *attribute) *hcl.Diagnostic {
	at, rule := o.value(a), anOpenID()
	if openID == "" {
		return wrong(lang.Text{}, at, lang.Format("The openid is empty. %s", "openid 为空。%s", rule))
	}
	if why := writtenByProgram(openID); !why.Empty() {
		return wrong(lang.Text{}, at, lang.Format("The openid is %q. %s", "openid 是 %q。%s", shownOpenID(openID), words.SentenceText(why)))
	}
	i := strings.IndexFunc(openID, unlikeOpenID)
	if i < 0 {
		return wrong(lang.Text{}, at, lang.Format("%q has %s. %s", "%q 有 %s。%s", shownOpenID(openID), sized(openID), rule))
	}
	how, ok := s.cleanly(openID, isOpenID, a)
	if !ok {
		how = rule
	}
	return wrong(lang.Text{}, at, lang.Format("%q holds %s. ", "%q 里有 %s。", shownOpenID(openID), characterAt(openID, i)).Then(how))
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

// whyNotKey tells why a text cannot be the key of a recipient, and how to clean it; ok is true where it can. It is stricter than
// keyFault: a key is an address, and two addresses that look alike are two people. Blanks inside, also wide ones as in 王　伟, are part of
// a key.
func (s *stream) whyNotKey(key string, a *attribute) (why lang.Text, ok bool) {
	if why := writtenByProgram(key); !why.Empty() {
		return lang.Format("The key is %q. %s", "键是 %q。%s", key, words.SentenceText(why)), false
	}
	if plainKey(key) {
		return why, true
	}
	i, tell := blankAround(key), blanksAroundKey
	if i < 0 {
		i, tell = unseenIn(key), unseenInKey
	}
	if i < 0 || len(key) > keyBytes {
		if old := keyFault(key); !old.Empty() {
			return lang.Format("%s %s", "%s%s", old, keyIsAddress), false
		}
		return why, true
	}
	shown := key
	if isOpenID(cleaned(key)) {
		shown = shownOpenID(key)
	}
	how, ok := s.cleanly(key, func(text string) bool { return keyFault(text).Empty() }, a)
	if !ok {
		how = lang.Both("Take it out.", "把它删掉。")
	}
	return tell(shown, characterAt(key, i)).Then(lang.Blank).Then(keyIsAddress).Then(lang.Blank).Then(how), false
}

// cleanly tells how to make a valid text of one by trimspace() or clean(); ok is false where neither would.
func (s *stream) cleanly(text string, valid func(string) bool, a *attribute) (how lang.Text, ok bool) {
	trimmed := strings.TrimSpace(text)
	switch {
	case a == nil || !valid(cleaned(text)):
		return how, false
	case isTyped(a.expr):
		return lang.Both("Take it out, or type it as the character of ASCII that it stands for.", "把它删掉，或换成对应的半角字符。"), true
	case valid(trimmed) && unseenIn(trimmed) < 0:
		return s.campaign.rows.sources.cureOf(a, a.expr).with("trimspace"), true
	}
	return s.campaign.rows.sources.cureOf(a, a.expr).with("clean"), true
}

// writtenByProgram tells that a program wrote a text in the place of a value, or of one whose digits it threw away, or nothing.
func writtenByProgram(text string) lang.Text {
	if why := spreadsheetFault(text); !why.Empty() {
		return why
	}
	return shortenedFault(text)
}
