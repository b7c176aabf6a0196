package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// What a folder may hold of text, signs, files, blocks, depth and pieces: at each bound it is read, and beyond it one error says why.
func TestBudgetsOfTexts(t *testing.T) {
	value := func(expression string) folder {
		return folder{"a.hcl": "locals {\n  a = " + expression + "\n}\n" + sandbox}
	}
	files := func(n int) folder {
		f := folder{"0.hcl": sandbox}
		for i := 1; i < n; i++ {
			f[fmt.Sprintf("%d.hcl", i)] = ""
		}
		return f
	}
	blocks := func(n int) folder {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "draw \"d%d\" {\nseed = \"s\"\ntotal = 1\nmin = 1\nmax = 1\n}\n", i)
		}
		return folder{"a.hcl": b.String()}
	}
	for _, tt := range []struct {
		name   string
		of     func(n int) folder
		most   int
		beyond string
	}{
		{"bytes", func(n int) folder { return folder{"a.hcl": sandbox + "#" + strings.Repeat("x", n-len(sandbox)-1)} }, hclspec.TextMax, "Too much text"},
		{"files", files, hclspec.FilesMax, "Too many files"},
		{"blocks", blocks, hclspec.BlocksMax, "Too many blocks"},
		{"operators", func(n int) folder { return value("1" + strings.Repeat(" + 1", n)) }, hclspec.DepthMax - 1, "Nested too deep"},
		{"operators after shorter expressions", func(n int) folder {
			return value("[1 + 1 + 1, 2 + 2, 3, 4" + strings.Repeat(" + 1", n) + "]")
		}, hclspec.DepthMax - 3, "Nested too deep"},
		{"parentheses", func(n int) folder { return value(strings.Repeat("(", n) + "1" + strings.Repeat(")", n)) }, hclspec.DepthMax - 1, "Nested too deep"},
		{"negations", func(n int) folder { return value(strings.Repeat("!", n) + "true") }, hclspec.DepthMax - 1, "Nested too deep"},
		{"pieces", func(n int) folder { return value(`"` + strings.Repeat("$", n) + `"`) }, hclspec.PiecesMax, "Text in too many pieces"},
		{"lines of a heredoc", func(n int) folder { return value("<<X\n" + strings.Repeat("a\n", n-1) + "X") }, hclspec.LinesMax, "Heredoc too long"},
	} {
		for over, want := range map[int]string{-1: "", 0: "", 1: tt.beyond} {
			if testing.Short() && over < 0 {
				continue
			}
			if _, diags := tt.of(tt.most+over).load(t, hclspec.Options{}); summaries(diags) != want {
				t.Errorf("%d %s: %.300s", tt.most+over, tt.name, summaries(diags))
			}
		}
	}
}
