// Package mutant changes one rule of a Go file at a time.
package mutant

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/cashredpack/redpack/internal/bounded"
)

// mostSource is far above what a file of source has.
const mostSource = 4 << 20

// A Mutant is one change to one file.
type Mutant struct {
	Path string // of the file
	Line int    // of the change

	rule       string // the function or the declaration that is changed
	source     []byte // of the file
	start, end int    // the bytes that are replaced
	text       string // what stands there instead
}

// String tells the mutant apart from the others of its package, whatever becomes of the lines above it.
func (m Mutant) String() string {
	return fmt.Sprintf("%s %s: `%s` -> `%s`", filepath.Base(m.Path), m.rule, m.excerpt(string(m.source[m.start:m.end])), m.excerpt(m.text))
}

// excerpt is the lines that a mutant is on, with a text in the place of what it replaces. Of a long text its start and end are enough.
func (m Mutant) excerpt(text string) string {
	const most = 60
	before, after := string(m.source[:m.start]), string(m.source[m.end:])
	before = before[strings.LastIndexByte(before, '\n')+1:]
	after, _, _ = strings.Cut(after, "\n")
	words := strings.Fields(text)
	if text = strings.Join(words, " "); len(text) > 2*most {
		text = strings.ToValidUTF8(text[:most], "") + " ... " + strings.ToValidUTF8(text[len(text)-most:], "")
	}
	return strings.TrimSpace(before + text + after)
}

// Changed is the file with the change.
func (m Mutant) Changed() []byte {
	return append(append(append([]byte(nil), m.source[:m.start]...), m.text...), m.source[m.end:]...)
}

// OfFile are all mutants of a file, in its order.
func OfFile(path string) ([]Mutant, error) {
	source, err := bounded.ReadFile(path, mostSource)
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := &finder{path: path, source: source, positions: files.File(file.FileStart)}
	for _, declared := range file.Decls {
		f.rule = nameOf(declared)
		ast.Inspect(declared, f.look)
	}
	return f.found, nil
}

// nameOf is how a declaration is called in a report.
func nameOf(declared ast.Decl) string {
	switch declared := declared.(type) {
	case *ast.FuncDecl:
		return declared.Name.Name
	case *ast.GenDecl:
		if declared.Tok == token.CONST || declared.Tok == token.VAR {
			return declared.Tok.String()
		}
	}
	return "type"
}
