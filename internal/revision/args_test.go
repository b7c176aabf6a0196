package revision_test

import (
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/revision"
)

func TestSplitRange(t *testing.T) {
	type split struct {
		from, to string
		base, ok bool
	}
	for arg, want := range map[string]split{
		"main..HEAD":             {"main", "HEAD", false, true},
		"main...HEAD":            {"main", "HEAD", true, true},
		"main..":                 {"main", "HEAD", false, true},
		"...topic":               {"HEAD", "topic", true, true},
		"..":                     {"HEAD", "HEAD", false, true},
		"v1.0..v1.1":             {"v1.0", "v1.1", false, true},
		"HEAD^{/a..b}..main":     {"HEAD^{/a..b}", "main", false, true},
		"main@{1 day ago}...new": {"main@{1 day ago}", "new", true, true},
		"HEAD^{/a..b}":           {},
		"main":                   {},
		"v1.0":                   {},
		"":                       {},
	} {
		from, to, base, ok := revision.SplitRange(arg)
		if got := (split{from, to, base, ok}); got != want {
			t.Errorf("%q: %+v, want %+v", arg, got, want)
		}
	}
}

// What is joined with dots comes apart at the same place, and nothing is lost of what is not a range.
func FuzzSplitRange(f *testing.F) {
	f.Add("main", "HEAD", true)
	f.Add("HEAD^{/a..b}", "v1.0", false)
	f.Add("a{", "}b", false)
	f.Fuzz(func(t *testing.T, a, b string, base bool) {
		plain := func(s string) bool {
			return s != "" && !strings.Contains(s, "..") && !strings.ContainsAny(s, "{}") && s[0] != '.' && s[len(s)-1] != '.'
		}
		dots := ".."
		if base {
			dots = "..."
		}
		from, to, gotBase, ok := revision.SplitRange(a + dots + b)
		if plain(a) && plain(b) && (!ok || from != a || to != b || gotBase != base) {
			t.Errorf("%q%s%q came apart as %q, %q, %v, %v", a, dots, b, from, to, gotBase, ok)
		}
		if _, _, _, ok := revision.SplitRange(a); ok && !strings.Contains(a, "..") {
			t.Errorf("%q is taken for a range", a)
		}
	})
}
