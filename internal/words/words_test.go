package words_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/words"
)

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second:                       "0 s",
		0:                                  "0 s",
		time.Nanosecond:                    "1 s",
		59 * time.Second:                   "59 s",
		59*time.Second + 1:                 "1m00s",
		time.Minute:                        "1m00s",
		time.Hour - 1:                      "1h00m",
		time.Hour - time.Second:            "59m59s",
		47*time.Hour + 59*time.Minute:      "47h59m",
		48 * time.Hour:                     "2 days 0h",
		76*time.Hour + 59*time.Minute:      "3 days 4h",
		1<<63 - 1:                          "106751 days 23h",
		2*time.Hour + 14*time.Minute + 999: "2h14m",
	} {
		if got := words.Span(d).English; got != want {
			t.Errorf("Span(%d) = %q, want %q", d, got, want)
		}
	}
}

func TestSentence(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"the state is locked":    "The state is locked.",
		"is it?":                 "Is it?",
		"余额不足":                   "余额不足。",
		"余额不足。":                  "余额不足。",
		"名单.csv is empty":        "名单.csv is empty.",
		"lantern/p1 is recorded": "lantern/p1 is recorded.",
		"api.mch.weixin.qq.com":  "api.mch.weixin.qq.com.",
	} {
		if got := words.Sentence(text); got != want {
			t.Errorf("Sentence(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"":                 "''",
		"spring-2027.hcl":  "spring-2027.hcl",
		"data/员工.csv":      "data/员工.csv",
		"a b":              "'a b'",
		"it's":             `'it'\''s'`,
		"$(rm -rf .)":      "'$(rm -rf .)'",
		"~":                "'~'",
		"a\nb":             `$'a\nb'`,
		"\x1b[2J'":         `$'\x1b[2J\''`,
		"-var=n=1,2@x:y%z": "-var=n=1,2@x:y%z",
	} {
		if got := words.ShellWord(word); got != want {
			t.Errorf("ShellWord(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestSome(t *testing.T) {
	names := strings.Split("abcdefg", "")
	for _, of := range []struct {
		names []string
		count int
		want  string
	}{
		{nil, 0, ""},
		{names[:1], 1, "a"},
		{names[:5], 5, "a, b, c, d, e"},
		{names[:6], 6, "a, b, c, d, e and 1 more"},
		{names[:2], 1200, "a, b and 1,198 more"},
	} {
		if got := words.Some(of.names, of.count).English; got != of.want {
			t.Errorf("Some(%v, %d) = %q, want %q", of.names, of.count, got, of.want)
		}
	}
}

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 packets", 1: "1 packet", 2: "2 packets", 1212: "1,212 packets"} {
		if got := words.Counted(n, words.Packet).English; got != want {
			t.Errorf("Counted(%d) = %q, want %q", n, got, want)
		}
	}
}

// An identity that is too short to hide anything of it is not shown at all.
func TestMask(t *testing.T) {
	for got, want := range map[string]string{
		words.MaskOpenID("oTEST0123456789abcdef9f3K"): "oTES..9f3K",
		words.MaskOpenID("o1234567890a"):              "o123..890a",
		words.MaskOpenID("o1234567890"):               "..",
		words.MaskOpenID("红包红包红包红包红包红包"):              "红包红包..红包红包",
		words.MaskMchID("1900000109"):                 "1900...0109",
		words.MaskAppID("wx8888888888888821"):         "wx88...21",
		words.MaskAppID("wx88821"):                    "...",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	known := slices.Values([]string{"wishing", "remark", "amount"})
	for name, want := range map[string]string{
		"wishign":                     ` Did you mean "wishing"?`,
		"amont":                       ` Did you mean "amount"?`,
		"openid":                      "",
		"":                            "",
		strings.Repeat("wishing", 20): "",
	} {
		if got := words.DidYouMean(name, known).English; got != want {
			t.Errorf("DidYouMean(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestCharacter(t *testing.T) {
	for r, want := range map[rune]string{
		'\u200b': "U+200B, ZERO WIDTH SPACE", '８': "U+FF18, FULLWIDTH DIGIT EIGHT", '\a': "U+0007", '王': "U+738B", '\ue000': "U+E000", '\U0010fffe': "U+10FFFE",
	} {
		if got := words.Character(r).English; got != want {
			t.Errorf("Character(%U) = %q, want %q", r, got, want)
		}
	}
}

func TestCharacterInChinese(t *testing.T) {
	for r, want := range map[rune]string{'\u200b': "U+200B 零宽空格", '８': "U+FF18 ８", '“': "U+201C “", '\a': "U+0007", '\u2003': "U+2003 EM SPACE", '\u0301': "U+0301 COMBINING ACUTE ACCENT"} {
		if got := words.Character(r).Chinese; got != want {
			t.Errorf("Character(%U) = %q, want %q", r, got, want)
		}
	}
}

func TestOddity(t *testing.T) {
	for text, want := range map[string]string{
		"":                "",
		"spring/k1":       "",
		"spring/王 伟":      "",
		"it's":            "",
		`"`:               "",
		`"spring/k1"`:     " It stands in quotes, which are taken for a part of it.",
		"“k1”":            " It stands in quotes, which are taken for a part of it.",
		"'k1'":            " It stands in quotes, which are taken for a part of it.",
		"spring/k\u200b1": " It holds U+200B, ZERO WIDTH SPACE, which nobody sees.",
		"\ufeffspring/k1": " It holds U+FEFF, ZERO WIDTH NO-BREAK SPACE, which nobody sees.",
		"spring\u00a0k1":  " It holds U+00A0, NO-BREAK SPACE, which looks like a blank.",
		"spring／k1":       ` It holds U+FF0F, FULLWIDTH SOLIDUS; is "/" meant?`,
		"spring/k１":       ` It holds U+FF11, FULLWIDTH DIGIT ONE; is "1" meant?`,
		"k～":              ` It holds U+FF5E, FULLWIDTH TILDE; is "~" meant?`,
	} {
		if got := words.Oddity(text).English; got != want {
			t.Errorf("Oddity(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestQuoted(t *testing.T) {
	names := []string{"a", `b"`, "王伟"}
	for most, want := range map[int]string{1: `"a" and 2 more`, 2: `"a", "b\"" and 1 more`, 3: `"a", "b\"", "王伟"`, 9: `"a", "b\"", "王伟"`} {
		if got := words.Quoted(names, most).English; got != want {
			t.Errorf("%d: %s, want %s", most, got, want)
		}
	}
}
