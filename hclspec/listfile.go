package hclspec

import (
	"cmp"
	"io"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
)

// listFile is how a list is written, whatever a campaign makes of it: where its cells stand, and what is wrong with its rows.
type listFile struct {
	form   string // formCSV or formXLSX
	path   string
	pathAt hcl.Range

	// Of a text.
	comma     byte
	delimited bool // somebody said what the delimiter is
	separated bool // the first line says it, as sep=;
	coding    csvrow.Encoding
	declared  bool   // somebody said what the encoding is, or the file itself does
	bom       int    // bytes before the first line
	first     string // what the file begins with, mark and all

	// Of a workbook.
	sheetName  string
	sheetAt    hcl.Range
	skipHidden bool

	headerRow int // the line or row that names the columns; 0: the first one that is not empty
	headerAt  hcl.Range
	head      csvrow.Row
	header    []string
	named     []int // the columns that have a name

	held *heldList // nil: the file is read again for each pass over its rows
}

// heldList is a list that is kept as it was read, because none of its rows can be found again in the file itself.
type heldList struct {
	text  string         // of a file in UTF-16, in UTF-8
	sheet *xlsxrow.Sheet // of a workbook
	at    hcl.Range      // of the sheet's first cell, to be moved to others
	sum   string         // of the file, in hex
}

// rowReader gives the rows of a list one after the other; io.EOF after the last one.
type rowReader interface {
	Next() (csvrow.Row, error)
}

// sheetRows are the rows of a workbook's sheet. An offset counts rows in the place of bytes, and a line is a row of the sheet.
type sheetRows struct {
	sheet *xlsxrow.Sheet
	at    int
}

func (r *sheetRows) Next() (csvrow.Row, error) {
	if r.at >= r.sheet.Len() {
		return csvrow.Row{}, io.EOF
	}
	r.at++
	return sheetRow(r.sheet, r.at-1), nil
}

// topRows are the first rows of a sheet, as far as each goes.
type topRows struct{ rows []xlsxrow.Row }

func (r *topRows) Next() (csvrow.Row, error) {
	if len(r.rows) == 0 {
		return csvrow.Row{}, io.EOF
	}
	row := r.rows[0]
	r.rows = r.rows[1:]
	return csvrow.Row{Text: row.Text, Line: row.Number}, nil
}

func sheetRow(sheet *xlsxrow.Sheet, i int) csvrow.Row {
	row := sheet.Row(i)
	return csvrow.Row{Text: row.Text, Offset: int64(i), Line: row.Number}
}

// inSheet tells whether the rows are those of a workbook.
func (file *listFile) inSheet() bool { return file.held != nil && file.held.sheet != nil }

// rowRange is the whole row in the file. Offsets count the file's bytes, columns the characters of the text.
func (file *listFile) rowRange(row csvrow.Row) hcl.Range {
	if file.inSheet() {
		return file.held.cells(row, 0, len(file.header))
	}
	return file.span(row, 0, len(row.Text))
}

func (file *listFile) cellRange(row csvrow.Row, column int) hcl.Range {
	if file.inSheet() {
		return file.held.cells(row, column, 1)
	}
	from, to := csvrow.CellAt(row, file.comma, column)
	return file.span(row, from, to)
}

// cells is the range of some cells of a row of the sheet.
func (list *heldList) cells(row csvrow.Row, column, columns int) hcl.Range {
	at := list.at
	at.Start.Line, at.End.Line = int(row.Line), int(row.Line)
	at.Start.Column, at.End.Column = column+1, column+1+columns
	return at
}

func (file *listFile) span(row csvrow.Row, from, to int) hcl.Range {
	return hcl.Range{Filename: file.path, Start: file.pos(row, from), End: file.pos(row, to)}
}

func (file *listFile) pos(row csvrow.Row, at int) hcl.Pos {
	line, start := int(row.Line), 0
	if row.Quoted {
		line += strings.Count(row.Text[:at], "\n")
		start = strings.LastIndexByte(row.Text[:at], '\n') + 1
	}
	before := row.Text[start:at]
	if file.coding == csvrow.GB18030 {
		before = file.coding.DecodeLossy(before)
	}
	return hcl.Pos{Line: line, Column: 1 + utf8.RuneCountInString(before), Byte: int(row.Offset) + at}
}

// line is the line of a text in which a range starts, or what stands in the cells of a sheet.
func (list *heldList) line(r hcl.Range) (string, bool) {
	if list.sheet == nil {
		start := max(0, r.Start.Byte-lineMax)
		if start > len(list.text) {
			return "", false
		}
		return lineAt([]byte(list.text[start:min(len(list.text), r.Start.Byte+lineMax)]), r.Start.Byte-start)
	}
	i, found := sort.Find(list.sheet.Len(), func(i int) int { return cmp.Compare(r.Start.Line, int(list.sheet.Row(i).Number)) })
	if !found {
		return "", false
	}
	cells := strings.Split(list.sheet.Row(i).Text, string(rune(xlsxrow.Separator)))
	from := min(max(r.Start.Column-1, 0), len(cells))
	text := strings.Join(cells[from:max(from, min(r.End.Column-1, len(cells)))], " | ")
	return text, text != "" && len(text) <= lineShownMax && !strings.ContainsAny(text, "\r\n")
}
