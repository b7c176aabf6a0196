// Package secret recognises secrets in texts, so that none of them is sent, stored or printed: those that the caller knows,
// such as a merchant's key, and those whose shape is known, such as a private key. A shape must be unmistakable, because a
// wish that is refused without need is a person without a packet; what is guesswork is left to who knows the secret.
package secret

import (
	"slices"
	"strings"
)

// Found is where a secret stands in a text, and what it is. The secret itself is not in it.
type Found struct {
	Kind     string // in words: "a private key"
	From, To int    // bytes
}

// shortest is how long a known secret must be to be looked for; shorter ones are parts of ordinary words.
const shortest = 12

// Known are secrets that somebody knows. The zero value knows none. Whatever prints it prints no secret.
type Known struct {
	// reveal is a function for the reason that wxpay.Secret has one: fmt prints fields, and of a function no more than an address.
	reveal func() []known
}

type known struct{ kind, value string }

// With is k and one secret more. One that is too short to be told from ordinary text is left out.
func (k Known) With(kind, value string) Known {
	if len(value) < shortest {
		return k
	}
	var all []known
	if k.reveal != nil {
		all = slices.Clone(k.reveal())
	}
	all = append(all, known{kind, value})
	return Known{reveal: func() []known { return all }}
}

// Find is the first secret in a text, of whatever kind.
func (k Known) Find(text string) (Found, bool) {
	if k.reveal != nil {
		for _, secret := range k.reveal() {
			if at := strings.Index(text, secret.value); at >= 0 {
				return Found{secret.kind, at, at + len(secret.value)}, true
			}
		}
	}
	return Find(text)
}

// Find is the first secret in a text that can be recognised by its shape.
func Find(text string) (Found, bool) {
	if armour, ok := armoured(text); ok {
		return armour, true
	}
	for at := stride - 1; at < len(text); at += stride {
		if !word[text[at]] {
			continue
		}
		from, to := at, at+1
		for from > 0 && word[text[from-1]] {
			from--
		}
		for to < len(text) && word[text[to]] {
			to++
		}
		if kind, end := judge(text, from, to); kind != "" {
			return Found{kind, from, end}, true
		}
		at = to
	}
	return Found{}, false
}

// stride is the length of the shortest word that judge looks at: such a word covers every so manieth byte, so most of a text
// need not be read.
const stride = 10

var word = func() (set [256]bool) {
	for _, c := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-") {
		set[c] = true
	}
	return set
}()

const privateKey = "a private key"

// armoured finds a private key between its BEGIN and END lines, whatever its format and whichever of the lines is there.
func armoured(text string) (Found, bool) {
	for after := 0; ; {
		at := strings.Index(text[after:], "PRIVATE KEY")
		if at < 0 {
			return Found{}, false
		}
		at += after
		from := strings.LastIndexByte(text[:at], '\n') + 1
		after = at + len("PRIVATE KEY")
		line, _, _ := strings.Cut(text[from:], "\n")
		if !strings.Contains(line, "--") || !strings.Contains(line, "BEGIN") && !strings.Contains(line, "END") {
			continue
		}
		to := len(text)
		if end := strings.Index(text[after:], "-END "); end >= 0 {
			if close := strings.IndexByte(text[after+end:], '\n'); close >= 0 {
				to = after + end + close
			}
		}
		return Found{privateKey, from, to}, true
	}
}

// openIDLength is how long the openids of the platform are. No secret is as long, so that a person never looks like one.
const openIDLength = 28

// judge tells which secret a word of the text is; "" if none. end is where it ends, which may be behind the word.
func judge(text string, from, to int) (kind string, end int) {
	w := text[from:to]
	if strings.HasPrefix(w, "eyJ") {
		if end := token(text, to); end > 0 {
			return "a signed token (JWT)", end
		}
	}
	if strings.HasPrefix(w, "MI") && slices.ContainsFunc(bareKeys, func(begin string) bool { return strings.Contains(w, begin) }) {
		return privateKey, to
	}
	if len(w) == openIDLength || len(w) < len("AKIA")+16 {
		return "", to
	}
	for _, s := range shapes {
		at := strings.Index(w, s.mark)
		if at < 0 || s.whole && (at > 0 || len(w) != s.length) || len(w)-at < s.length || s.upper && w != strings.ToUpper(w) {
			continue
		}
		return s.kind, to
	}
	if encoded(w) {
		return privateKey, to
	}
	return "", to
}

// shapes are words that are made to be recognised, by their mark and length.
var shapes = []struct {
	mark   string
	length int  // from the mark on, at least
	whole  bool // the word is nothing else, and exactly as long
	upper  bool // it has no small letters
	kind   string
}{
	{mark: "ghp_", length: 40, kind: "a GitHub token"},
	{mark: "gho_", length: 40, kind: "a GitHub token"},
	{mark: "ghu_", length: 40, kind: "a GitHub token"},
	{mark: "ghs_", length: 40, kind: "a GitHub token"},
	{mark: "ghr_", length: 40, kind: "a GitHub token"},
	{mark: "github_pat_", length: 60, kind: "a GitHub token"},
	{mark: "glpat-", length: 26, kind: "a GitLab token"},
	{mark: "xoxb-", length: 40, kind: "a Slack token"},
	{mark: "xoxp-", length: 40, kind: "a Slack token"},
	{mark: "AKIA", length: 20, whole: true, upper: true, kind: "an AWS access key"},
	{mark: "ASIA", length: 20, whole: true, upper: true, kind: "an AWS access key"},
	{mark: "AKID", length: 36, whole: true, kind: "a Tencent Cloud key"},
	{mark: "LTAI5t", length: 24, whole: true, kind: "an Alibaba Cloud key"},
	{mark: "PuTTY-User-Key-File-", length: 21, kind: privateKey},
}

// bareKeys are how RSA and P-256 keys begin in base64 without their lines around them, behind a few signs that tell their length.
// What follows is random, and may end the word at once.
var bareKeys = []string{
	"IBADANBgkqhkiG9w0BAQEFAASC", "IBAAKCAQEA", "IBAAKCAgEA", "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg",
}

// token tells where a JWT ends whose first part ends at a place; 0 where there is none.
func token(text string, to int) (end int) {
	const part, sign = 10, 20
	at := to
	for i, shortest := range []int{part, sign} {
		if at >= len(text) || text[at] != '.' {
			return 0
		}
		from := at + 1
		for at = from; at < len(text) && word[text[at]]; at++ {
		}
		if at-from < shortest || i == 0 && !strings.HasPrefix(text[from:], "eyJ") {
			return 0
		}
	}
	return at
}

// Mask is the text without its secrets, of each of which is told what it was.
func (k Known) Mask(text string) string {
	var b strings.Builder
	for {
		found, ok := k.Find(text)
		if !ok {
			return b.String() + text
		}
		b.WriteString(text[:found.From] + "(" + found.Kind + ")")
		text = text[found.To:]
	}
}
