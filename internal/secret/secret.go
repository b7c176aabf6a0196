// Package secret recognises secrets in texts, so that none of them is sent, stored or printed: those that the caller knows,
// such as a merchant's key, and those whose shape is known, such as a private key. A shape must be unmistakable, because a
// wish that is refused without need is a person without a packet; what is guesswork is left to who knows the secret.
package secret

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Found is where a secret stands in a text, and what it is. The secret itself is not in it.
type Found struct {
	Kind     lang.Text // in words: "a private key"
	From, To int       // bytes
}

// Find is the first secret in a text that can be recognised by its shape.
func Find(text string) (Found, bool) {
	armour, armed := armoured(text)
	if armed {
		text = text[:armour.From] // something else may stand in front of it
	}
	for at := stride - 1; at < len(text); at += stride {
		if !base64Sign[text[at]] {
			continue
		}
		from, to := at, at+1
		for from > 0 && base64Sign[text[from-1]] {
			from--
		}
		for to < len(text) && base64Sign[text[to]] {
			to++
		}
		if found, ok := judge(text, from, to); ok {
			return found, true
		}
		at = to
	}
	return armour, armed
}

// stride is the length of the shortest run that judge looks at: such a run covers every so manieth byte, so most of a text
// need not be read.
const stride = 10

var (
	digit      = setOf(base64Digits)
	word       = setOf(base64Digits + "_-")
	base64Sign = setOf(base64Signs)
)

func setOf(signs string) (set [256]bool) {
	for _, c := range []byte(signs) {
		set[c] = true
	}
	return set
}

var privateKey = lang.Both("a private key", "私钥")

// lineOfArmour is how far before and behind its "PRIVATE KEY" a BEGIN or END line is looked at.
const lineOfArmour = 200

// armoured finds a private key between its BEGIN and END lines, whatever its format and whichever of the lines is there.
func armoured(text string) (Found, bool) {
	for after := 0; ; {
		at := strings.Index(text[after:], "PRIVATE KEY")
		if at < 0 {
			return Found{}, false
		}
		at += after
		near := max(0, at-lineOfArmour)
		from := near + strings.LastIndexByte(text[near:at], '\n') + 1
		after = at + len("PRIVATE KEY")
		line, _, _ := strings.Cut(text[from:min(len(text), after+lineOfArmour)], "\n")
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

// judge finds a secret in a run of base64, or in one of its words.
func judge(text string, from, to int) (Found, bool) {
	run := text[from:to]
	if len(run) >= shortest && len(run) != openIDLength && holdsKey(run) {
		return Found{privateKey, from, to}, true
	}
	for from < to {
		end := from
		for end < to && word[text[end]] {
			end++
		}
		if kind, last := judgeWord(text, from, end); !kind.Empty() {
			return Found{kind, from, last}, true
		}
		from = end + 1
	}
	return Found{}, false
}

// shortest is the length of the shortest secret that is told by its shape alone: AKIA and 16 more.
const shortest = 20

// judgeWord tells which secret a word of the text is; empty if none. end is where it ends, which may be behind the word.
func judgeWord(text string, from, to int) (kind lang.Text, end int) {
	w := text[from:to]
	if strings.HasPrefix(w, "eyJ") {
		if end := token(text, to); end > 0 {
			return lang.Both("a signed token (JWT)", "签名令牌（JWT）"), end
		}
	}
	if len(w) == openIDLength || len(w) < shortest {
		return kind, to
	}
	for _, s := range shapes {
		at := strings.Index(w, s.mark)
		if at < 0 || s.whole && (at > 0 || len(w) != s.length) || len(w)-at < s.length || s.upper && w != strings.ToUpper(w) {
			continue
		}
		return s.kind, to
	}
	return kind, to
}

// Kinds that have several marks.
var (
	gitHubToken = lang.Both("a GitHub token", "GitHub 令牌")
	slackToken  = lang.Both("a Slack token", "Slack 令牌")
	awsKey      = lang.Both("an AWS access key", "AWS 访问密钥")
)

// shapes are words that are made to be recognised, by their mark and length.
var shapes = []struct {
	mark   string
	length int  // from the mark on, at least
	whole  bool // the word is nothing else, and exactly as long
	upper  bool // it has no small letters
	kind   lang.Text
}{
	{mark: "ghp_", length: 40, kind: gitHubToken},
	{mark: "gho_", length: 40, kind: gitHubToken},
	{mark: "ghu_", length: 40, kind: gitHubToken},
	{mark: "ghs_", length: 40, kind: gitHubToken},
	{mark: "ghr_", length: 40, kind: gitHubToken},
	{mark: "github_pat_", length: 60, kind: gitHubToken},
	{mark: "glpat-", length: 26, kind: lang.Both("a GitLab token", "GitLab 令牌")},
	{mark: "xoxb-", length: 40, kind: slackToken},
	{mark: "xoxp-", length: 40, kind: slackToken},
	{mark: "AKIA", length: 20, whole: true, upper: true, kind: awsKey},
	{mark: "ASIA", length: 20, whole: true, upper: true, kind: awsKey},
	{mark: "AKID", length: 36, whole: true, kind: lang.Both("a Tencent Cloud key", "腾讯云密钥")},
	{mark: "LTAI5t", length: 24, whole: true, kind: lang.Both("an Alibaba Cloud key", "阿里云密钥")},
	{mark: "PuTTY-User-Key-File-", length: 21, kind: privateKey},
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
