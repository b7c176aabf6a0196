package hclspec

import (
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
)

// wellFormed tells whether a row has the cells of the header in the file's encoding, and decodes them. It reports what is not.
func (feed *listFeed) wellFormed(s *stream, row *cutRow, at hcl.Range) bool {
	broken, cell, why := feed.whatIsWrong(row, len(feed.header))
	if broken == nil {
		return true
	}
	s.problems.add(broken, at, func() *hcl.Diagnostic { return feed.faultAt(row, cell, lang.Text{}, why) })
	s.broken++
	return false
}

// faultOf is what is wrong with the first line, or nil.
func (file *listFile) faultOf(row *cutRow, columns int) *hcl.Diagnostic {
	broken, cell, why := file.whatIsWrong(row, columns)
	if broken == nil {
		return nil
	}
	return file.faultAt(row, cell, broken.title, why)
}

// wholeRow stands for a cell where the whole row is meant.
const wholeRow = -1

func (file *listFile) faultAt(row *cutRow, cell int, summary, why lang.Text) *hcl.Diagnostic {
	at := file.span(row.Row, 0, lineLength(row.Text))
	if cell != wholeRow {
		at = file.cellRange(row.Row, cell)
	}
	return wrong(summary, at, why.Then(period))
}

// whatIsWrong holds a row against the rules that keep every byte of a list accounted for, and decodes its cells. broken is nil
// where nothing is wrong.
func (file *listFile) whatIsWrong(row *cutRow, columns int) (broken *rule, cell int, why lang.Text) {
	if file.inSheet() {
		i, found := strangeCell(row.cells)
		if i >= 0 {
			return ruleStrange, i, badCharacter(found)
		}
		return nil, wholeRow, why
	}
	if loneReturn(row.Text) >= 0 {
		return ruleReturns, wholeRow, loneReturns
	}
	if row.err != nil {
		return ruleQuotes, len(row.cells), lang.Format("Line %d cannot be cut into cells: %s", "第 %d 行无法切分成单元格：%s", row.Line, row.err)
	}
	if file.coding == csvrow.UTF8 && !utf8.ValidString(row.Text) || file.coding == csvrow.GB18030 && !decodable(file.coding, row.cells) {
		return ruleEncoding, wholeRow, file.wrongEncoding()
	}
	if i, found := strangeCell(row.cells); i >= 0 {
		return ruleStrange, i, badCharacter(found)
	}
	if len(row.cells) != columns {
		return ruleCells, wholeRow, otherCells(len(row.cells), columns, string(file.comma))
	}
	if i, how := swallowed(row.Row, file.comma, row.cells); !how.Empty() {
		return ruleSwallowed, i, swallowing(how)
	}
	return nil, wholeRow, why
}

// strangeCell finds a character that no list needs, and that some program takes for the end of a line, of a text or of the
// file, or wrote where it could not read. -1 where there is none.
func strangeCell(cells []string) (cell int, found rune) {
	for i, cell := range cells {
		if csvrow.PlainText(cell) {
			continue
		}
		for _, r := range cell {
			if isBadCharacter(r) {
				return i, r
			}
		}
	}
	return -1, 0
}

func isBadCharacter(r rune) bool {
	switch r {
	case '\t', '\n', '\r': // the ends of lines are judged by the quotes around them
		return false
	case '\u2028', '\u2029', '\ufeff':
		return true
	}
	return unprintable(r)
}

func decodable(coding csvrow.Encoding, cells []string) bool {
	for i, cell := range cells {
		if csvrow.IsASCII(cell) {
			continue
		}
		text, ok := coding.Decode(cell)
		if !ok {
			return false
		}
		cells[i] = text
	}
	return true
}

func (file *listFile) wrongEncoding() lang.Text {
	switch {
	case file.coding == csvrow.GB18030 && file.declared:
		return notGB18030
	case file.coding == csvrow.GB18030:
		return neitherEncoding
	case file.declared:
		return notUTF8AsDeclared
	}
	return notUTF8
}
