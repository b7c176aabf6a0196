package diag_test

import (
	"encoding/csv"
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

// verbs are those of the library's formats.
var verbs = regexp.MustCompile(`%[0-9]*[sqdTx]`)

// texts are what the library's source writes into a field of a diagnostic: literals, formats, and what stands behind a name.
func texts(t *testing.T, field string) []string {
	t.Helper()
	all := map[string]bool{}
	for _, folder := range imported {
		for _, file := range filesOf(t, "github.com/hashicorp/hcl/v2", folder) {
			maps.Copy(all, textsOf(file, field))
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// filesOf are the source files of a folder of a library.
func filesOf(t *testing.T, module, folder string) (files []*ast.File) {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatal("the go command does not tell where the library is: ", err)
	}
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
		files = append(files, file)
	}
	return files
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
			return verbs.ReplaceAllString(format, "thing"), ok
		}
	}
	return "", false
}

// Whatever the library can say to a user of redpack is known in Chinese. A new version of it may bring new texts: put them into the tables.
func TestTheLibrarysTextsAreKnown(t *testing.T) {
	for field, in := range map[string]struct {
		least int
		say   func(text string) string
	}{
		"Summary": {90, func(text string) string { return diag.Summary(&hcl.Diagnostic{Summary: text}, lang.Chinese) }},
		"Detail":  {170, func(text string) string { return diag.Detail(&hcl.Diagnostic{Detail: text}, lang.Chinese) }},
	} {
		all := texts(t, field)
		if len(all) < in.least {
			t.Errorf("found %d texts of the field %s alone", len(all), field)
		}
		for _, text := range all {
			if chinese := in.say(text); !isChinese(chinese) {
				t.Errorf("%q has no Chinese", text)
			} else if strings.Contains(chinese, "$1") {
				t.Errorf("%q has a gap in Chinese: %s", text, chinese)
			}
		}
	}
}

// Whatever is in the tables is in the library: one that says it in other words does not find them any more.
func TestTheTablesAreTheLibrarys(t *testing.T) {
	for field, tables := range map[string][][]diag.Saying{"Summary": diag.Summaries, "Detail": diag.Details} {
		all := texts(t, field)
		for _, saying := range slices.Concat(tables...) {
			text := verbs.ReplaceAllString(saying.English(), "thing")
			if !slices.Contains(all, text) && !strings.Contains(text, "must end with a newline") { // which is put together
				t.Errorf("the library has no %s %q", field, saying.English())
			}
		}
	}
}

// The reasons are those of the library of values, in its own words.
func TestTheReasonsAreTheLibrarys(t *testing.T) {
	all := map[string]bool{csv.ErrBareQuote.Error(): true, csv.ErrQuote.Error(): true, csv.ErrFieldCount.Error(): true}
	for _, folder := range []string{"cty", "cty/convert", "cty/function", "cty/function/stdlib"} {
		for _, file := range filesOf(t, "github.com/zclconf/go-cty", folder) {
			ast.Inspect(file, func(n ast.Node) bool {
				if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					text, _ := textOf(literal)
					all[bare(text)] = true
				}
				return true
			})
		}
	}
	for _, saying := range slices.Concat(diag.Reasons...) {
		if !all[bare(saying.English())] {
			t.Errorf("the library has no %q", saying.English())
		}
	}
}

// bare is a format without the verb that it begins or ends with, which may be put there by other means.
func bare(format string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(format, "%s"), "%s"))
}

func isChinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func TestLibraryInChinese(t *testing.T) {
	for english, chinese := range map[string]string{
		`There is no variable named "amout". Did you mean "amount"?`:                                                                `没有名为 "amout" 的变量。是不是想写 "amount"？`,
		`There is no variable named "amout".`:                                                                                       `没有名为 "amout" 的变量。`,
		`An argument named "x" is not expected here.`:                                                                               `这里没有名为 "x" 的参数。`,
		`Only 1 labels (name) are expected for campaign blocks.`:                                                                    `campaign 块只有 1 个标签（name）。`,
		`The argument "a" was already set at b.hcl:1,2-3. Each argument may be set only once.`:                                      `参数 "a" 在 b.hcl:1,2-3 已经设置过。每个参数只能设置一次。`,
		`The given key does not identify an element in this collection value: a number is required.`:                                `这个键在集合里没有对应的元素：要的是 number。`,
		`Unsuitable value for left operand: attribute "a": list of string required.`:                                                `左边的运算对象不合适：属性 "a"：要的是 list(string)。`,
		`Invalid value for "v" parameter: cannot convert "x" to number; given string must be a decimal representation of a number.`: `参数 "v" 的值无效："x" 不能转换成 number；字符串必须是十进制的数字。`,
		`Call to function "f" failed: what a library will say one day.`:                                                             `调用函数 "f" 失败：what a library will say one day。`,
		`What redpack says itself.`:                                                                                                 `What redpack says itself.`,
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
