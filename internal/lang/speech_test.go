package lang_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

var room = flag.String("room", "", "look at the files of this folder alone, as ./plan")

// unspoken are the folders whose texts nobody reads in another language than English: the tests' tools, what programs read, and this.
var unspoken = []string{"internal/testkit", "internal/lang", "internal/diag", "internal/events", ".ci", "examples"}

// pending are the folders that still speak English alone.
var pending = []string{}

// sentence is a text with two words of English in it.
var sentence = regexp.MustCompile(`[A-Za-z]{2,}[,;:]? [a-z]{2,}`)

// statement is a text for a database, a format of a time, or another thing of programs.
var statement = regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|CREATE|DELETE|BEGIN|PRAGMA|ALTER|FROM|WHERE|SET|PRIMARY KEY|GRANT|VALUES|DEFAULT|REFERENCES|LIMIT|ORDER BY|bigint|NOT NULL)\b`)

// source is what one file says.
type source struct {
	path string
	fset *token.FileSet
	file *ast.File
}

func sources(t *testing.T) (all []source) {
	t.Helper()
	const root = "../.."
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, root+"/"))
		if d.IsDir() {
			if d.Name() == "testdata" || d.Name() == ".git" || slices.Contains(unspoken, name) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || *room != "" && filepath.Dir(name) != filepath.Clean(*room) {
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution|parser.ParseComments)
		all = append(all, source{name, fset, file})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestSentencesAreSaid finds texts that bypass the languages: two words in a literal that is no argument of package lang, on a line that is not marked "for programs".
func TestSentencesAreSaid(t *testing.T) {
	for _, s := range sources(t) {
		if *room == "" && slices.Contains(pending, filepath.Dir(s.path)) {
			continue
		}
		exempt := s.forPrograms()
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field:
				_, field := n.(*ast.Field)
				return !field || n.(*ast.Field).Tag == nil
			case *ast.CompositeLit:
				return n.Type == nil || !isName(n.Type, "Noun") // which has its Chinese beside it
			case *ast.CallExpr:
				return !isSaid(n) && !isName(n.Fun, "panic")
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && speaks(text) {
					at := s.fset.Position(n.End())
					if exempt[at.Line] {
						return true
					}
					t.Errorf("%s:%d: %.80q is said in English alone", s.path, at.Line, text)
				}
			}
			return true
		})
	}
}

// forPrograms are the lines that say of themselves that people do not read what stands there.
func (s *source) forPrograms() map[int]bool {
	lines := map[int]bool{}
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "// for programs") {
				lines[s.fset.Position(c.Pos()).Line] = true
			}
		}
	}
	return lines
}

func speaks(text string) bool { return sentence.MatchString(text) && !statement.MatchString(text) }

// isSaid tells whether a call makes a text of all languages.
func isSaid(call *ast.CallExpr) bool {
	of, ok := call.Fun.(*ast.SelectorExpr)
	return ok && isName(of.X, "lang") && slices.Contains([]string{"Both", "Same", "Format", "Errorf"}, of.Sel.Name)
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// verb is one of a format, with the number of its argument.
var verb = regexp.MustCompile(`%(?:%|[-+# 0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:\[(\d+)\])?([a-zA-Z]))`)

// TestFormatsAgree compares what the formats of a text print: each of them has to have every argument that the other one has, in the same form, so that no number
// and no name is missing in a language.
func TestFormatsAgree(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isSaid(call) || len(call.Args) < 2 {
				return true
			}
			english, ok := literal(call.Args[0])
			chinese, also := literal(call.Args[1])
			if !ok || !also {
				return true
			}
			at := s.fset.Position(call.Pos())
			if len(call.Args) > 2 || strings.Contains(english, "%") {
				if a, b := verbs(english), verbs(chinese); !slices.Equal(a, b) {
					t.Errorf("%s:%d: the English format prints %v, the Chinese one %v", s.path, at.Line, a, b)
				} else if strings.ContainsAny(strings.Join(a, ""), "Tp") {
					t.Errorf("%s:%d: %%T and %%p tell of what makes an argument harmless, not of the argument", s.path, at.Line)
				}
			}
			if speaks(english) && !strings.ContainsFunc(chinese, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s:%d: %.60q has no Chinese", s.path, at.Line, english)
			}
			if strings.ContainsFunc(chinese, func(r rune) bool { return strings.ContainsRune("您", r) }) {
				t.Errorf("%s:%d: %.60q says 您", s.path, at.Line, chinese)
			}
			return true
		})
	}
}

// applyAgain is advice to run apply once more.
var applyAgain = regexp.MustCompile(`\b[Aa]pply (it )?(again|then)\b`)

// TestApplyAgainIsNotPayAgain keeps the advice to run apply once more, which asks before it sends, apart from paying somebody once more: in Chinese both are
// 发放, and whoever reads 再发放一次 of a packet in doubt pays it by hand.
func TestApplyAgainIsNotPayAgain(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isSaid(call) || len(call.Args) < 2 {
				return true
			}
			english, ok := literal(call.Args[0])
			chinese, also := literal(call.Args[1])
			at := s.fset.Position(call.Pos())
			if ok && also && (applyAgain.MatchString(english) && !strings.Contains(chinese, "apply") || strings.Contains(chinese, "再发放一次")) {
				t.Errorf("%s:%d: %.60q has to name the command apply: %.60q", s.path, at.Line, english, chinese)
			}
			return true
		})
	}
}

// literal is the text of a literal, or of several behind one another.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		before, ok := literal(e.X)
		after, also := literal(e.Y)
		return before + after, ok && also && e.Op == token.ADD
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}

// verbs are those of a format, each with the number of its argument, in the order of the arguments.
func verbs(format string) (all []string) {
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		as := m[2]
		if as == "w" || as == "v" {
			as = "s"
		}
		all = append(all, strconv.Itoa(next)+as)
		next++
	}
	slices.Sort(all)
	return slices.Compact(all)
}
