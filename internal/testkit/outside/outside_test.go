// Package outside_test looks at redpack as a module of somebody else does.
package outside_test

import (
	"bytes"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	module = "github.com/cashredpack/redpack"
	root   = "../../.."
)

// public are the packages that others may import.
var public = []string{"hclspec", "plan", "state", "apply"}

// goTool runs the go command offline.
func goTool(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOPROXY=off", "GOWORK=off")
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s%s", strings.Join(args, " "), err, complaints.String(), out.String())
	}
	return out.String()
}

// A module of its own gives the engine a platform of its own, and everybody of a campaign is paid.
func TestAnotherModuleRunsACampaign(t *testing.T) {
	home, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, from string, edit func(string) string) {
		text, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), []byte(edit(string(text))), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	same := func(text string) string { return text }
	write("main.go", "testdata/runner/main.go", same)
	write("go.sum", filepath.Join(home, "go.sum"), same)
	write("go.mod", filepath.Join(home, "go.mod"), func(text string) string { // the same versions, so nothing is to be fetched
		text = strings.Replace(text, "module "+module, "module example.com/runner", 1)
		return text + "\nrequire " + module + " v0.0.0\nreplace " + module + " => " + home + "\n"
	})
	got := goTool(t, dir, "run", "-mod=mod", ".", t.TempDir())
	if want := "2 packets sent, ¥15.54 in all; 2 numbers paid; 0 left\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Every type in an exported signature can be written down by whoever imports the package: it is exported there, or has an
// alias that is.
func TestEveryTypeHasAPublicName(t *testing.T) {
	args := []string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}
	for _, name := range public {
		args = append(args, "./"+name)
	}
	files := map[string]string{}
	for line := range strings.Lines(goTool(t, root, args...)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[path] = file
	}
	loader := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(files[path]) })
	named, used := map[string]bool{}, map[string][]string{}
	for _, name := range public {
		pkg, err := loader.Import(module + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, each := range pkg.Scope().Names() {
			o := pkg.Scope().Lookup(each)
			switch alias, isAlias := o.Type().(*types.Alias); {
			case !o.Exported():
			case isAlias:
				named[types.Unalias(alias).String()] = true
			default:
				mentions(o.Type(), map[types.Type]bool{}, func(n *types.Named) {
					used[n.String()] = append(used[n.String()], name+"."+each)
				})
			}
		}
	}
	for name, where := range used {
		if hidden(name) && !named[name] {
			slices.Sort(where)
			t.Errorf("%s has no public name; it is used by %s", name, strings.Join(slices.Compact(where), ", "))
		}
	}
	if len(named) == 0 || !slices.Contains(used[module+"/internal/money.Fen"], "hclspec.Recipient") {
		t.Error("the walk has lost its way")
	}
}

// hidden reports whether a type cannot be named from outside its package or its module.
func hidden(name string) bool {
	bare := name[strings.LastIndex(name, ".")+1:]
	return strings.HasPrefix(name, module) && (strings.Contains(name, "/internal/") || !token.IsExported(bare))
}

// mentions finds the named types in what is exported of a declaration: its fields, its methods, its parameters and results.
func mentions(declared types.Type, seen map[types.Type]bool, found func(*types.Named)) {
	if named, ok := declared.(*types.Named); ok {
		for method := range named.Methods() {
			if method.Exported() {
				within(method.Signature(), seen, found)
			}
		}
		within(named.Underlying(), seen, found)
		return
	}
	within(declared, seen, found)
}

func within(t types.Type, seen map[types.Type]bool, found func(*types.Named)) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		within(types.Unalias(t), seen, found)
	case *types.Named:
		found(t)
	case *types.Map:
		within(t.Key(), seen, found)
		within(t.Elem(), seen, found)
	case interface{ Elem() types.Type }: // a pointer, a slice, an array, a channel
		within(t.Elem(), seen, found)
	case *types.Signature:
		for _, tuple := range []*types.Tuple{t.Params(), t.Results()} {
			for v := range tuple.Variables() {
				within(v.Type(), seen, found)
			}
		}
	case *types.Struct:
		for field := range t.Fields() {
			if field.Exported() {
				within(field.Type(), seen, found)
			}
		}
	case *types.Interface:
		for method := range t.Methods() {
			if method.Exported() {
				within(method.Type(), seen, found)
			}
		}
	}
}
