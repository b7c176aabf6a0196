package view_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
)

// look is one way to print.
type look struct {
	name  string
	style page.Style
}

var looks = []look{
	{"40", page.Style{ShowLabels: true, Width: 40}},
	{"80", page.Style{ShowLabels: true, Width: 80}},
	{"120", page.Style{ShowLabels: true, Width: 120}},
	{"80-colour", page.Style{ShowLabels: true, Width: 80, Colour: true}},
	{"40-ascii", page.Style{ShowLabels: true, Width: 40, ASCII: true}},
	{"80-ascii", page.Style{ShowLabels: true, Width: 80, ASCII: true}},
}

// golden compares what a view prints in every look with the files in testdata, and checks what holds for all output.
func golden(t *testing.T, name string, print func(t *testing.T, w *bytes.Buffer, s page.Style)) {
	t.Helper()
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			var out bytes.Buffer
			print(t, &out, look.style)
			viewtest.Golden(t, filepath.Join("testdata", name+"."+look.name+".txt"), out.Bytes())
			viewtest.Clean(t, out.String(), look.style)
		})
	}
}

// fits checks that no line is wider than the terminal.
func fits(t *testing.T, out string, width int) {
	t.Helper()
	for _, line := range strings.Split(out, "\n") {
		if got := page.Width(line); got > width {
			t.Errorf("a line of %d columns on a terminal of %d: %q", got, width, line)
		}
	}
}
