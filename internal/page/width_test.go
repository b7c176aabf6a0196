package page_test

import (
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

func TestWidthCountsColumns(t *testing.T) {
	for text, want := range map[string]int{
		"":           0,
		"abc":        3,
		"张三":         4,
		"¥8.88":      5,
		"，":          2,
		"e\u0301":    1, // é out of two runes
		"\U0001F9E7": 2, // red envelope
		"👨‍👩‍👧":      2, // a family joined to one character
		"🇨🇳":         2,
	} {
		if got := page.Width(text); got != want {
			t.Errorf("Width(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestFitCutsBetweenCharacters(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"spring", 6, "spring"},
		{"spring", 5, "spr.."},
		{"恭喜发财", 8, "恭喜发财"},
		{"恭喜发财", 7, "恭喜.."},
		{"恭喜发财", 6, "恭喜.."},
		{"恭喜发财", 3, ".."}, // no half characters
		{"恭喜发财", 1, "."},
		{"恭喜发财", 0, ""},
	} {
		if got := page.Fit(c.text, c.width); got != c.want {
			t.Errorf("Fit(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestPadFillsToTheWidth(t *testing.T) {
	if got := page.Pad("张三", 6) + "|"; got != "张三  |" {
		t.Errorf("Pad = %q", got)
	}
	if got := page.PadLeft("¥8.88", 8); got != "   ¥8.88" {
		t.Errorf("PadLeft = %q", got)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       []string
	}{
		{"at spaces", "one two three", 8, []string{"one two", "three"}},
		{"at any Chinese character", "恭喜发财大吉大利", 6, []string{"恭喜发", "财大吉", "大利"}},
		{"never before a closing sign", "恭喜发，财", 6, []string{"恭喜", "发，财"}},
		{"never after an opening sign", "恭喜（发财）", 6, []string{"恭喜", "（发", "财）"}},
		{"between scripts", "金额amount不对", 8, []string{"金额", "amount不", "对"}},
		{"a long word is cut", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"a cut leaves the full stop its neighbour", "abcdefgh。", 4, []string{"abcd", "efg", "h。"}},
		{"line ends stay", "a\nb", 10, []string{"a", "b"}},
		{"nothing", "", 10, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := page.Wrap(c.text, c.width); strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("Wrap = %q, want %q", got, c.want)
			}
		})
	}
}

// A forged plan file has names as long as the file. Wrapping reads them once: it takes memory in proportion, and a second reading
// for each line would not come to an end here.
func TestWrapReadsALongWordOnce(t *testing.T) {
	const size = 1 << 20
	for name, text := range map[string]string{
		"ASCII":                strings.Repeat("A", size),
		"closing signs":        strings.Repeat("a.", size/2),
		"one character":        "e" + strings.Repeat("\u0301", size/2),
		"letters with accents": strings.Repeat("e\u0301", size/3),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			lines := page.Wrap(text, 10)
			runtime.ReadMemStats(&after)
			if strings.Join(lines, "") != text {
				t.Error("something is lost")
			}
			if taken := after.TotalAlloc - before.TotalAlloc; taken > 300*size {
				t.Errorf("wrapping %d bytes took %d", size, taken)
			}
		})
	}
}

// Wrapping loses nothing but spaces, keeps every line within the width, and never begins a line with a Chinese closing
// sign unless the text itself forces it.
func FuzzWrap(f *testing.F) {
	for _, seed := range []string{"恭喜发财，大吉大利。", "one two three", "a，b，c", "（（（）））", "👨‍👩‍👧 ok", " x  y ", "，，，，，，，，"} {
		f.Add(seed, 7)
	}
	f.Fuzz(func(t *testing.T, text string, width int) {
		if width < 2 || width > 200 || !utf8.ValidString(text) || len(text) > 2000 {
			return
		}
		lines := page.Wrap(text, width)
		if got, want := unspaced(strings.Join(lines, "")), unspaced(text); got != want {
			t.Fatalf("Wrap(%q, %d) = %q", text, width, lines)
		}
		for _, line := range lines {
			if page.Width(line) > max(width, widest(line)) {
				t.Errorf("%q is wider than %d", line, width)
			}
		}
	})
}

func unspaced(text string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(text) }

// widest is the width of the widest rune; a single character may be wider than a line.
func widest(text string) (width int) {
	for _, r := range text {
		width = max(width, page.Width(string(r)))
	}
	return width
}

// A fitted text is never wider than it may be, and is cut at the end only.
func FuzzFit(f *testing.F) {
	f.Add("恭喜发财", 5)
	f.Add("👨‍👩‍👧x", 3)
	f.Fuzz(func(t *testing.T, text string, width int) {
		if width < 0 || width > 200 {
			return
		}
		got := page.Fit(text, width)
		if page.Width(got) > width {
			t.Errorf("Fit(%q, %d) = %q, %d columns", text, width, got, page.Width(got))
		}
		if !strings.HasPrefix(text, strings.TrimSuffix(got, "..")) && got != "." {
			t.Errorf("Fit(%q, %d) = %q is not the start of it", text, width, got)
		}
	})
}

func TestMasks(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{words.MaskOpenID("oX12abcdefghijklmnopqrst9f3K"), "oX12..9f3K"},
		{words.MaskOpenID("short"), ".."},
		{words.MaskOpenID(""), ".."},
		{words.MaskMchID("1900006789"), "1900...6789"},
		{words.MaskAppID("wx8f0123456789ab21"), "wx8f...21"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// Numbers of a platform stay whole where they are digits; a key or an openid in their place does not.
func TestNumber(t *testing.T) {
	for number, want := range map[string]string{
		"50000305742018020103387128253": "50000305742018020103387128253", "10000417012027020630000000000123": "10000417012027020630000000000123",
		"1900006789202702061275518179": "1900006789202702061275518179", "oPLANTED00000000000000000own0": "oPLA..own0",
		"0123456789abcdef0123456789abcdef": "********", "": "",
	} {
		if got := (page.Style{}).Number(number); got != want {
			t.Errorf("%s: got %s, want %s", number, got, want)
		}
	}
}
