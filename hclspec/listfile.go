package hclspec

import (
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

// listFile is how a list is written, whatever a campaign makes of it: where its cells stand, and what is wrong with its rows.
type listFile struct {
	path     string
	pathAt   hcl.Range
	comma    byte
	coding   csvrow.Encoding
	declared bool // somebody said what the encoding is, or the file itself does
	bom      int  // bytes before the header
	head     csvrow.Row
	header   []string
	named    []int // the columns that have a name
}

// rowRange is the whole row in the file. Offsets count the file's bytes, columns the characters of the text.
func (file *listFile) rowRange(row csvrow.Row) hcl.Range {
	return file.span(row, 0, len(row.Text))
}

func (file *listFile) cellRange(row csvrow.Row, column int) hcl.Range {
	from, to := csvrow.CellAt(row, file.comma, column)
	return file.span(row, from, to)
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
