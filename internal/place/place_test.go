package place_test

import (
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/place"
)

func TestCell(t *testing.T) {
	for _, tt := range []struct {
		path, sheet string
		row, column int
		of, cell    string
	}{
		{"名单.xlsx", "员工", 17, 3, "名单.xlsx 员工!C17", "员工!C17"},
		{"data/a b.xlsx", "Sheet 1", 1, 28, "data/a b.xlsx Sheet 1!AB1", "Sheet 1!AB1"},
		{"x.xlsx", "a.xlsx b!", 1048576, 16384, "x.xlsx a.xlsx b!!XFD1048576", "a.xlsx b!!XFD1048576"},
	} {
		r := place.Cell(tt.path, tt.sheet, tt.row, tt.column, 1)
		if !place.InWorkbook(r) || place.File(r) != tt.path || place.Of(r) != tt.of || place.At(r) != tt.of || place.Short(r) != tt.of || place.Reference(r) != tt.cell {
			t.Errorf("%s: %q, %q, %q in %q", tt.of, place.Of(r), place.Short(r), place.Reference(r), place.File(r))
		}
		// A comparison writes the revision before the name.
		r.Filename = "main:" + r.Filename
		if place.File(r) != "main:"+tt.path || place.Reference(r) != tt.cell {
			t.Errorf("%s of a revision: %q in %q", tt.of, place.Reference(r), place.File(r))
		}
	}
}

func TestLine(t *testing.T) {
	r := hcl.Range{Filename: "people.csv", Start: hcl.Pos{Line: 7, Column: 1}}
	if place.InWorkbook(r) || place.File(r) != "people.csv" || place.Of(r) != "line 7 of people.csv" || place.At(r) != "people.csv line 7" || place.Short(r) != "people.csv:7" || place.Reference(r) != "" {
		t.Errorf("%q, %q in %q", place.Of(r), place.Short(r), place.File(r))
	}
	if place.InWorkbook(hcl.Range{Start: hcl.Pos{Byte: -5}}) {
		t.Error("a range without a file is a cell")
	}
}

func TestColumn(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := place.Column(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
