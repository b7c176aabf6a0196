package plain_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/plain"
)

func TestTextIsShownAndNotObeyed(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                                  "plain",
		"新年快乐 🧧 é":                               "新年快乐 🧧 é",
		"two\nlines\r\n\tand\ttabs":              `two\nlines\r\n\tand\ttabs`,
		"\x1b]52;c;aGk=\a":                       `\x1b]52;c;aGk=\a`,
		"\x1b[31mred\x1b[0m":                     `\x1b[31mred\x1b[0m`,
		"\u009b2J\x7f\u0085":                     `\u009b2J\x7f\u0085`,
		"pay \u202e001\u2069 \u061c\u200e\u200f": `pay \u202e001\u2069 \u061c\u200e\u200f`,
		"\u2028para\u2029":                       `\u2028para\u2029`,
		"zero\u200bwidth\ufeff\u00ad\u3164":      `zero\u200bwidth\ufeff\u00ad\u3164`,
		"👨\u200d👩\u200d👧 می\u200cخواهم 1\ufe0f\u20e3": "👨\u200d👩\u200d👧 می\u200cخواهم 1\ufe0f\u20e3",
		"🏴\U000e0067\U000e0062\U000e007f":             "🏴\U000e0067\U000e0062\U000e007f",
		"hid\U000e0067den":                            `hid\U000e0067den`,
		"\xff\xc3 \xed\xa0\x80 \ufffd":                `\xff\xc3 \xed\xa0\x80 ` + "\ufffd",
		"\ue000\ufffe\ufdd0":                          `\ue000\ufffe\ufdd0`,
	} {
		if got := plain.Of(text).String(); got != want {
			t.Errorf("Of(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestLinesKeepTheirBreaksAndNothingElse(t *testing.T) {
	if got, want := plain.Lines("a\x1b\nb\r\nc").String(), "a\\x1b\nb\\r\nc"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOnlyOwnColoursPaint(t *testing.T) {
	if got, want := plain.Paint("1;31", plain.Of("a\x1b[0m")).String(), "\x1b[1;31ma\\x1b[0m\x1b[0m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := plain.Paint("1mx\x1b]0;", plain.Of("a")).String(); got != "a" {
		t.Errorf("got %q", got)
	}
}

func TestCapital(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "open it": "Open it", "名单": "名单", "éa": "éa", "\xffa": `\xffa`, "名单 is gone": "名单 is gone",
		"spring/k1 is recorded": "spring/k1 is recorded", "b.rpplan: no plan": "b.rpplan: no plan", "b: no plan": "b: no plan",
		"mch_id is empty": "mch_id is empty", `"spring" is gone`: `"spring" is gone`, "-out is empty": "-out is empty", "spring": "spring",
	} {
		if got := plain.Of(text).Capital().String(); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// hostile finds what must not be in any text.
func hostile(text string) string {
	for at, r := range text {
		_, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			return "a byte that is no UTF-8"
		case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
			return strconv.QuoteRune(r)
		case strings.ContainsRune("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff", r):
			return strconv.QuoteRune(r)
		}
	}
	return ""
}

// seeds are texts that were used, or could be, to speak to a terminal or a CI.
var seeds = []string{
	"", "plain", "\x1b]52;c;aGk=\a\n::stop-commands::x", "\u00a0\u2003::error::x", "\u3000\u200d::add-mask::x", "\x1b[1m::set-env::x",
	"##[error]x", "a ##vso[task.setvariable variable=x]y", "\u202etxt.exe\u2069", "\xff\xfe\x00", ":\n:", "#\n#[", "::", ":::::", "###[[",
	"🏴\U000e0067\U000e007f", "\\n \\x1b", "\u2028::x", "\r::x",
}

func TestNoCharacterAloneIsObeyed(t *testing.T) {
	for r := range unicode.MaxRune + 1 {
		if found := hostile(plain.Of(string(r)).String()); found != "" {
			t.Errorf("Of(%U) holds %s", r, found)
		}
	}
}

func FuzzNoControlCharacterReachesALine(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := plain.Of(text).String()
		if found := hostile(got); found != "" {
			t.Errorf("Of(%q) = %q holds %s", text, got, found)
		}
		if again := plain.Of(got).String(); again != got {
			t.Errorf("Of(%q) = %q, and of that %q", text, got, again)
		}
		if len(got) > 4*len(text) {
			t.Errorf("Of(%q) has %d bytes, the text %d", text, len(got), len(text))
		}
		if !strings.Contains(text, `\`) && unescaped(got) != text {
			t.Errorf("Of(%q) = %q, from which only %q can be read", text, got, unescaped(got))
		}
	})
}

// unescaped reads an escaped text back.
func unescaped(text string) string {
	var b strings.Builder
	for text != "" {
		if text[0] != '\\' {
			b.WriteByte(text[0])
			text = text[1:]
			continue
		}
		r, isRune, rest, err := strconv.UnquoteChar(text, 0)
		if err != nil {
			return err.Error()
		}
		if isRune || r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			b.WriteByte(byte(r))
		}
		text = rest
	}
	return b.String()
}

func FuzzNothingOrdersTheLog(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, text string, cut int) {
		whole := plain.ForLog(text)
		var streamed strings.Builder
		s := plain.NewStream(&streamed, true)
		cut = min(max(cut, 0), len(text))
		for _, part := range []string{text[:cut], text[cut:]} {
			if n, err := s.Write([]byte(part)); err != nil || n != len(part) {
				t.Fatal(n, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for _, got := range []string{whole, streamed.String(), plain.ForLog(plain.Of(text).String())} {
			harmlessLog(t, text, got)
		}
		if again := plain.ForLog(whole); again != whole {
			t.Errorf("ForLog(%q) = %q, and of that %q", text, whole, again)
		}
	})
}

func harmlessLog(t *testing.T, text, got string) {
	t.Helper()
	for line := range strings.SplitSeq(got, "\n") {
		shown := strings.ReplaceAll(colours.ReplaceAllString(line, ""), "\t", " ")
		if found := hostile(shown); found != "" {
			t.Errorf("%q became %q, which holds %s", text, got, found)
		}
		if orders.MatchString(shown) {
			t.Errorf("%q became %q, in which the log obeys %q", text, got, line)
		}
	}
}
