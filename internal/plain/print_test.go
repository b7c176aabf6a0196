package plain_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/plain"
)

type stringer struct{ text string }

func (s stringer) String() string { return s.text }

func TestArgumentsAreMadeHarmlessAfterTheirVerb(t *testing.T) {
	got := plain.Sprintf("%s|%q|%v|%5s|%-*s|%d|%t|%s|%s|%x\n", "a\nb", "a\nb\u202e", stringer{"\x1b"}, "é", 4, "ab", 7, true,
		plain.Paint("1", plain.Of("x")), errors.New("c\r"), "\xff").String()
	want := `a\nb|"a\nb\u202e"|\x1b|    é|ab  |7|true|` + "\x1b[1mx\x1b[0m" + `|c\r|ff` + "\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestErrorsKeepTheLinesThatAreRedpacksOwn(t *testing.T) {
	foreign := &fs.PathError{Op: "open", Path: "a\n::stop", Err: fs.ErrNotExist}
	own := plain.Errorf("use\n  redpack apply %s", "x\ny")
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"nil":            {nil, ""},
		"foreign":        {foreign, `open a\n::stop: file does not exist`},
		"wrapped":        {fmt.Errorf("read %s: %w", "c\n", foreign), `read c\n: open a\n::stop: file does not exist`},
		"own":            {own, "use\n  redpack apply x\\ny"},
		"own, wrapped":   {fmt.Errorf("so\n: %w.", own), "so\\n: use\n  redpack apply x\\ny."},
		"own around one": {plain.Errorf("%w\nUse %s", foreign, "b\n"), "open a\\n::stop: file does not exist\nUse b\\n"},
		"joined":         {errors.Join(foreign, own), "open a\\n::stop: file does not exist\nuse\n  redpack apply x\\ny"},
		"joined, inside": {fmt.Errorf("both: %w", errors.Join(errors.New("a\n"), errors.New("b"))), "both: a\\n\nb"},
		"two":            {fmt.Errorf("%w and %w", errors.New("a\n"), own), "a\\n and use\n  redpack apply x\\ny"},
	} {
		if got := plain.Error(test.err).String(); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	if !errors.Is(plain.Errorf("x: %w", fs.ErrExist), fs.ErrExist) {
		t.Error("Errorf wraps nothing")
	}
	if got, want := own.Error(), "use\n  redpack apply x\ny"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}

func FuzzJSONIsReadAsItWas(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, indent := range []string{"", "  "} {
			var out bytes.Buffer
			if err := plain.JSON(&out, map[string]any{text: []string{text}}, indent); err != nil {
				t.Fatal(err)
			}
			for line := range strings.SplitSeq(out.String(), "\n") {
				harmlessLog(t, text, line)
			}
			var back map[string][]string
			if err := json.Unmarshal(out.Bytes(), &back); err != nil {
				t.Fatalf("%q became %q: %v", text, out.String(), err)
			}
			want := strings.ToValidUTF8(text, "\ufffd")
			for key, values := range back {
				if strings.ToValidUTF8(key, "\ufffd") != key || strings.Trim(values[0], "\ufffd") != strings.Trim(key, "\ufffd") {
					t.Errorf("%q was read as %q and %q", text, key, values)
				}
				if want == text && key != text {
					t.Errorf("%q was read as %q", text, key)
				}
			}
		}
	})
}
