package csvrow_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

func gb18030(t testing.TB, text string) string {
	t.Helper()
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestDecode(t *testing.T) {
	for _, tt := range []struct {
		encoding  csvrow.Encoding
		raw, want string
		ok        bool
	}{
		{csvrow.UTF8, "", "", true},
		{csvrow.UTF8, "abc", "abc", true},
		{csvrow.UTF8, "王伟", "王伟", true},
		{csvrow.UTF8, "\xcd\xf5", "\ufffd", false},
		{csvrow.UTF8, "王\xe7", "王\ufffd", false},
		{csvrow.GB18030, "", "", true},
		{csvrow.GB18030, "abc", "abc", true},
		{csvrow.GB18030, gb18030(t, "王伟𠮷é"), "王伟𠮷é", true},
		{csvrow.GB18030, gb18030(t, "王") + "\xcd", "王\ufffd", false},
		{csvrow.GB18030, "\xff", "\ufffd", false},
	} {
		text, ok := tt.encoding.Decode(tt.raw)
		if ok != tt.ok || ok && text != tt.want {
			t.Errorf("%s: %q is %q, %t", tt.encoding, tt.raw, text, ok)
		}
		if lossy := tt.encoding.DecodeLossy(tt.raw); lossy != tt.want || !utf8.ValidString(lossy) {
			t.Errorf("%s: %q is shown as %q, want %q", tt.encoding, tt.raw, lossy, tt.want)
		}
	}
}

func TestIsASCII(t *testing.T) {
	for text, want := range map[string]bool{"": true, "a\x00\x7f": true, "a\x80": false, "é": false, strings.Repeat("x", 99) + "王": false} {
		if csvrow.IsASCII(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}
