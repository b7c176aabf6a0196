package diag_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
)

// imported are the folders of the library that redpack uses.
var imported = []string{".", "hclsyntax", "hclwrite", "ext/customdecode", "ext/tryfunc", "ext/typeexpr"}

// texts are what the library's source writes into a field of a diagnostic: literals, formats, and what stands behind a name.
func texts(t *testing.T, field string) []string {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/hashicorp/hcl/v2").Output()
	if err != nil {
		t.Fatal("the go command does not tell where the library is: ", err)
	}
	all := map[string]bool{}
	for _, folder := range imported {
		paths, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(root)), folder, "*.go"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s holds no source: %v", folder, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for text := range textsOf(file, field) {
				all[text] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func textsOf(file *ast.File, field string) map[string]bool {
	found, named := map[string]bool{}, map[string][]ast.Expr{}
	var values []ast.Expr
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == field {
				values = append(values, n.Value)
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if name, ok := left.(*ast.Ident); ok && len(n.Lhs) == len(n.Rhs) {
					named[name.Name] = append(named[name.Name], n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					named[name.Name] = append(named[name.Name], n.Values[i])
				}
			}
		}
		return true
	})
	for _, value := range values {
		if name, ok := value.(*ast.Ident); ok {
			for _, value := range named[name.Name] {
				if text, ok := textOf(value); ok {
					found[text] = true
				}
			}
		} else if text, ok := textOf(value); ok {
			found[text] = true
		}
	}
	return found
}

// textOf is a literal, or the format of a Sprintf with its verbs filled in.
func textOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.CallExpr:
		if of, ok := e.Fun.(*ast.SelectorExpr); ok && of.Sel.Name == "Sprintf" {
			format, ok := textOf(e.Args[0])
			return regexp.MustCompile(`%[0-9]*[sqdTx]`).ReplaceAllString(format, "thing"), ok
		}
	}
	return "", false
}

// Every summary of the library that redpack can show is known in Chinese. A new version of it may bring new ones: put them into the table.
func TestTheLibrarysSummariesAreKnown(t *testing.T) {
	all := texts(t, "Summary")
	if len(all) < 90 {
		t.Fatalf("found %d summaries alone", len(all))
	}
	for _, text := range all {
		if chinese := diag.Summary(&hcl.Diagnostic{Summary: text}, lang.Chinese); !isChinese(chinese) {
			t.Errorf("%q has no Chinese", text)
		}
	}
}

// Whatever is in the tables is in the library: one that says it in other words does not find them any more.
func TestTheTablesAreTheLibrarys(t *testing.T) {
	for field, tables := range map[string][][]diag.Saying{"Summary": diag.Summaries, "Detail": diag.Details} {
		all := texts(t, field)
		for _, saying := range slices.Concat(tables...) {
			text := regexp.MustCompile(`%[0-9]*[sqdTx]`).ReplaceAllString(saying.English(), "thing")
			if !slices.Contains(all, text) && !strings.Contains(text, "must end with a newline") { // which is put together
				t.Errorf("the library has no %s %q", field, saying.English())
			}
		}
	}
}

func isChinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func TestLibraryInChinese(t *testing.T) {
	for english, chinese := range map[string]string{
		`There is no variable named "amout". Did you mean "amount"?`:                           `没有名为 "amout" 的变量。是不是想写 "amount"？`,
		`There is no variable named "amout".`:                                                  `没有名为 "amout" 的变量。`,
		`An argument named "x" is not expected here.`:                                          `这里没有名为 "x" 的参数。`,
		`Only 1 labels (name) are expected for campaign blocks.`:                               `campaign 块只有 1 个标签（name）。`,
		`The argument "a" was already set at b.hcl:1,2-3. Each argument may be set only once.`: `参数 "a" 在 b.hcl:1,2-3 已经设置过。每个参数只能设置一次。`,
		`What redpack says itself.`:                                                            `What redpack says itself.`,
	} {
		d := &hcl.Diagnostic{Detail: english}
		if got := diag.Detail(d, lang.Chinese); got != chinese {
			t.Errorf("%s: %s, want %s", english, got, chinese)
		}
		if got := diag.Detail(d, lang.English); got != english {
			t.Errorf("%s: %s in English", english, got)
		}
	}
	if got := diag.Summary(&hcl.Diagnostic{Summary: "Missing name for campaign"}, lang.Chinese); got != "campaign 块缺少 name" {
		t.Error(got)
	}
}
