package mutant_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/mutate/mutant"
)

// ofBody writes a function with a body and returns its mutants.
func ofBody(t *testing.T, signature, body string) []mutant.Mutant {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(path, []byte("package a\n\nfunc f"+signature+" {\n"+body+"\n}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mutants, err := mutant.OfFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return mutants
}

func TestEachKindOfChange(t *testing.T) {
	for name, c := range map[string]struct {
		signature, body string
		want            []string
	}{
		"a condition": {"()", "if a {\nb()\n}", []string{
			"`if a {` -> `if !(a) {`", "`b()` -> ``", "`b()` -> ``",
		}},
		"a loop's condition": {"()", "for a {\n}", []string{"`for a {` -> `for !(a) {`"}},
		"an else": {"()", "if a {\n} else {\nb = 2\n}", []string{
			"`if a {` -> `if !(a) {`", "`b = 2` -> ``", "`b = 2` -> ``", "`b = 2` -> `b = 3`",
		}},
		"cases": {"()", "switch a {\ncase 1:\nb()\n}", []string{"`b()` -> ``", "`case 1:` -> `case 2:`", "`b()` -> ``"}},
		"operators": {"()", "a := b && c < d || e != g", []string{
			"`a := b && c < d || e != g` -> `a := b && c < d && e != g`",
			"`a := b && c < d || e != g` -> `a := b || c < d || e != g`",
			"`a := b && c < d || e != g` -> `a := b && c <= d || e != g`",
			"`a := b && c < d || e != g` -> `a := b && c < d || e == g`",
		}},
		"texts are no sums": {"()", "a := b + \"x\" + c", nil},
		"sums":              {"()", "a := b + c", []string{"`a := b + c` -> `a := b - c`"}},
		"truths and counts": {"()", "a := g(true, 7)\na++", []string{
			"`a := g(true, 7)` -> `a := g(false, 7)`", "`a := g(true, 7)` -> `a := g(true, 8)`", "`a++` -> `a--`", "`a++` -> ``",
		}},
		"a deferred call":          {"()", "defer a()", []string{"`defer a()` -> ``"}},
		"an error":                 {"() (int, error)", "return a, err", []string{"`return a, err` -> `return a, nil`"}},
		"no error":                 {"() (int, error)", "return a, nil", nil},
		"a value":                  {"() int", "return a", nil},
		"an error of a function":   {"() int", "a := func() error { return b() }\nreturn c", []string{"`a := func() error { return b() }` -> `a := func() error { return nil }`"}},
		"the start of a condition": {"()", "if a = b; a {\n}", []string{"`if a = b; a {` -> `if a = b; !(a) {`"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, m := range ofBody(t, c.signature, c.body) {
				got = append(got, strings.TrimPrefix(m.String(), "a.go f: "))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestAChangeLeavesTheRestOfItsFile(t *testing.T) {
	for _, m := range ofBody(t, "()", "a()\n// why\nb()") {
		if m.Line == 4 && string(m.Changed()) != "package a\n\nfunc f() {\n\n// why\nb()\n}\n" {
			t.Errorf("without a():\n%s", m.Changed())
		}
	}
}

func TestWithoutWantsAReasonAndAMutant(t *testing.T) {
	all := ofBody(t, "()", "a()\nb()")
	for name, c := range map[string]struct {
		list string
		kept int
		want string
	}{
		"one":        {"# equal\n\na.go f: `a()` -> `` # nothing happens in a\n", 1, ""},
		"no reason":  {"a.go f: `a()` -> `` #\n", 0, "want a mutant, a # and the reason"},
		"no mutant":  {"a.go f: `c()` -> `` # gone\n", 0, ":1: there is no such mutant"},
		"nothing":    {"", 2, ""},
		"wrong file": {"b.go f: `a()` -> `` # elsewhere\n", 0, "there is no such mutant"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "equivalent.txt")
			if err := os.WriteFile(path, []byte(c.list), 0o600); err != nil {
				t.Fatal(err)
			}
			kept, err := mutant.Without(all, path)
			if len(kept) != c.kept || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%d mutants and %v, want %d and %q", len(kept), err, c.kept, c.want)
			}
		})
	}
}
