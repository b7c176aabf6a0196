package hclspec_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashredpack/redpack/hclspec"
)

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "",
		"anna":                 "anna",
		" anna\t":              "anna",
		"\u3000王伟\u00a0\u2009": "王伟",
		"王\u200b伟":             "王伟",
		"\ufeffanna\u2060":     "anna",
		"an\u00adna":           "anna",
		"a\u202eb\u202c":       "ab",
		"a\u2066b\u2069\u200e": "ab",
		"ab\u3164":             "ab",
		"１２３ＡＢｃ＿－":             "123ABc_-",
		"王　伟":                  "王 伟",
		"王  伟":                 "王  伟",
		"王\u00a0伟":             "王\u00a0伟",
		"（北京）！":                "(北京)!",
		"「北京」。、":               "「北京」。、",
		"Jos\u00e9":            "Jos\u00e9",
		"\u200b \u3000":        "",
		"👨\u200d👩\u200d👧":      "👨\u200d👩\u200d👧",
		"❤\ufe0f\u200d🔥":       "❤\ufe0f\u200d🔥",
		"a\u200d👩":             "a👩",
		"👩\u200d":              "👩",
		"👩\u200b\u200d👧":       "👩👧",
	} {
		if got := hclspec.Clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
}

// FuzzClean: what is clean stays as it is and has nothing unseen or blank where clean() takes it away, and a text of ASCII loses nothing but
// the blanks around it.
func FuzzClean(f *testing.F) {
	for _, text := range []string{"anna", " an na ", "王　伟", "１２３", "\u200b", "a\u200db", "👨\u200d👩", "\u202eab", "\u3000\u200b\u3000", "！", "\uffa0", "#N/A", "1\uff25+27"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		clean := hclspec.Clean(text)
		if again := hclspec.Clean(clean); again != clean {
			t.Errorf("clean(%q) = %q, and of that %q", text, clean, again)
		}
		if strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) < 0 && clean != strings.TrimSpace(text) {
			t.Errorf("clean(%q) = %q", text, clean)
		}
		if clean != strings.TrimSpace(clean) {
			t.Errorf("clean(%q) = %q has blanks around it", text, clean)
		}
		if got := strings.ContainsAny(clean, "\u200b\u200c\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u3000"); got {
			t.Errorf("clean(%q) = %q", text, clean)
		}
	})
}
