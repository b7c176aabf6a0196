package plain_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/plain"
)

var (
	colours = regexp.MustCompile(`\x1b\[[0-9;]*m`)
	orders  = regexp.MustCompile(`^[\pZ\s\p{Mn}\p{Cf}]*::|##\pL*\[`)
)

func TestNoLineOfALogIsAnOrder(t *testing.T) {
	for text, want := range map[string]string{
		"::error::x\n":                    ": :error::x\n",
		"plain\n  ::stop-commands::t":     "plain\n  : :stop-commands::t",
		"a :: b\n":                        "a :: b\n",
		"x ##[add-mask]1\n":               "x ## [add-mask]1\n",
		"x ##vso[task.complete]\n":        "x ##vso [task.complete]\n",
		"\u00a0::group::\n":               "\u00a0: :group::\n",
		"\u2003\u3000\t::group::\n":       "\u2003\u3000\t: :group::\n",
		"\u0085::group::\n":               "\\u0085: :group::\n",
		"\x1b[1m::group::\x1b[0m\n":       "\x1b[1m: :group::\x1b[0m\n",
		"\ufe0f\u200d::group::\n":         "\ufe0f\u200d: :group::\n",
		"09:00:00 CST failed ::x::y\n":    "09:00:00 CST failed ::x::y\n",
		"a\r::stop\n":                     "a\\r::stop\n",
		"# [1] ##, #[x] and {\"a\": [1]}": "# [1] ##, #[x] and {\"a\": [1]}",
	} {
		if got := plain.ForLog(text); got != want {
			t.Errorf("ForLog(%q) = %q, want %q", text, got, want)
		}
	}
}

// written is what comes out of a stream into which the parts go one by one.
func written(t *testing.T, log bool, parts ...string) string {
	t.Helper()
	var out strings.Builder
	s := plain.NewStream(&out, log)
	for _, part := range parts {
		if n, err := s.Write([]byte(part)); err != nil || n != len(part) {
			t.Fatalf("%q: %d, %v", part, n, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAStreamSeesThroughCuts(t *testing.T) {
	for _, test := range []struct {
		log   bool
		parts []string
		want  string
	}{
		{false, []string{"新年"[:2], "新年"[2:], "\n"}, "新年\n"},
		{false, []string{"\x1b", "[1;", "31mred\x1b[0m\n"}, "\x1b[1;31mred\x1b[0m\n"},
		{false, []string{"\x1b[1;", "2Jgone\n"}, "\\x1b[1;2Jgone\n"},
		{false, []string{"::error::x\n"}, "::error::x\n"},
		{false, []string{"新"[:2]}, `\xe6\x96`},
		{false, []string{"\x1b[1"}, `\x1b[1`},
		{true, []string{":", ":error::x\n"}, ": :error::x\n"},
		{true, []string{"x", "::error::x\n"}, "x: :error::x\n"},
		{true, []string{"#", "#", "[group]\n"}, "## [group]\n"},
	} {
		if got := written(t, test.log, test.parts...); got != test.want {
			t.Errorf("%q became %q, want %q", test.parts, got, test.want)
		}
	}
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestAStreamTellsOfErrors(t *testing.T) {
	if _, err := plain.NewStream(broken{}, true).Write([]byte("x")); !errors.Is(err, errBroken) {
		t.Errorf("err = %v", err)
	}
}

func TestAFrameHasColoursAndNothingElse(t *testing.T) {
	if got, want := plain.Frame("\x1b[1ma\x1b[0m\n\x1b]0;title\a\x1b[2J").String(), "\x1b[1ma\x1b[0m\n\\x1b]0;title\\a\\x1b[2J"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestACommandKeepsWhatItHolds(t *testing.T) {
	var out strings.Builder
	command := plain.NewCommand("error", []plain.Property{{Name: "file", Value: "a,b:c\n::x"}, {Name: "title", Value: "100 %\x1b"}}, "one\n::two::\r##[three]")
	if _, err := command.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	want := `::error file=a%2Cb%3Ac\n%3A%3Ax,title=100 %25\x1b::one%0A: :two::\r## [three]` + "\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
