// Package place says where something of a campaign stands: on a line of a text file, or in a cell of a workbook. Both are kept as an
// hcl.Range, so that whatever points at lines points at cells as well; how a range holds a cell, only this package knows.
package place

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
)

// Cell is the range of a cell: of the file at a path, a sheet, a row from 1 and a column from 1. columns is how many cells it is wide.
//
// Its file name is the path and the sheet, its lines are the rows and its columns the columns of the sheet. A cell has no bytes in the
// file: a negative offset marks such a range, and holds how much of the name is the sheet's.
func Cell(path, sheet string, row, column, columns int) hcl.Range {
	mark := -1 - len(sheet)
	return hcl.Range{
		Filename: path + " " + sheet,
		Start:    hcl.Pos{Line: row, Column: column, Byte: mark},
		End:      hcl.Pos{Line: row, Column: column + columns, Byte: mark},
	}
}

// InWorkbook reports whether a range is that of a cell.
func InWorkbook(r hcl.Range) bool { return r.Start.Byte < 0 && -r.Start.Byte < len(r.Filename) }

// File is the path of the file in which a range stands.
func File(r hcl.Range) string {
	if !InWorkbook(r) {
		return r.Filename
	}
	return r.Filename[:len(r.Filename)+r.Start.Byte]
}

// Reference is a cell as spreadsheets write it, "员工!C17"; "" for a range in a text.
func Reference(r hcl.Range) string {
	if !InWorkbook(r) {
		return ""
	}
	return fmt.Sprintf("%s!%s%d", r.Filename[len(r.Filename)+r.Start.Byte+1:], Column(r.Start.Column), r.Start.Line)
}

// Of names a position for people: "line 7 of people.csv", or "名单.xlsx 员工!C17".
func Of(r hcl.Range) string {
	if InWorkbook(r) {
		return File(r) + " " + Reference(r)
	}
	return fmt.Sprintf("line %d of %s", r.Start.Line, r.Filename)
}

// At is Of with the file first: "people.csv line 7".
func At(r hcl.Range) string {
	if InWorkbook(r) {
		return Of(r)
	}
	return fmt.Sprintf("%s line %d", r.Filename, r.Start.Line)
}

// Short is Of in the form that editors and compilers use: "people.csv:7", or "名单.xlsx 员工!C17".
func Short(r hcl.Range) string {
	if InWorkbook(r) {
		return Of(r)
	}
	return fmt.Sprintf("%s:%d", r.Filename, r.Start.Line)
}

// Column is the name of a column, counted from 1: 1 is A, 27 is AA.
func Column(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
