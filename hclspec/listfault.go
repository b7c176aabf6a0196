package hclspec

import (
	"fmt"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

// wellFormed tells whether a row has the cells of the header in the file's encoding, and decodes them. It reports what is not.
func (feed *listFeed) wellFormed(s *stream, row *cutRow, at hcl.Range) bool {
	broken, cell, why := feed.whatIsWrong(row, len(feed.header))
	if broken == nil {
		return true
	}
	s.problems.add(broken, at, func() *hcl.Diagnostic { return feed.faultAt(row, cell, why) })
	s.broken++
	return false
}

// faultOf is what is wrong with the first line, or nil.
func (file *listFile) faultOf(row *cutRow, columns int) *hcl.Diagnostic {
	broken, cell, why := file.whatIsWrong(row, columns)
	if broken == nil {
		return nil
	}
	d := file.faultAt(row, cell, why)
	d.Summary = broken.summary
	return d
}

// wholeRow stands for a cell where the whole row is meant.
const wholeRow = -1

func (file *listFile) faultAt(row *cutRow, cell int, why string) *hcl.Diagnostic {
	if cell != wholeRow {
		return fault("", file.cellRange(row.Row, cell), "%s.", why)
	}
	return fault("", file.span(row.Row, 0, lineLength(row.Text)), "%s.", why)
}

// whatIsWrong holds a row against the rules that keep every byte of a list accounted for, and decodes its cells. broken is nil
// where nothing is wrong.
func (file *listFile) whatIsWrong(row *cutRow, columns int) (broken *rule, cell int, why string) {
	if file.inSheet() {
		i, found := strangeCell(row.cells)
		if i >= 0 {
			return ruleStrange, i, badCharacter(found)
		}
		return nil, wholeRow, ""
	}
	if loneReturn(row.Text) >= 0 {
		return ruleReturns, wholeRow, loneReturns
	}
	if row.err != nil {
		return ruleQuotes, len(row.cells), fmt.Sprintf("Line %d cannot be cut into cells: %s", row.Line, row.err)
	}
	if file.coding == csvrow.UTF8 && !utf8.ValidString(row.Text) || file.coding == csvrow.GB18030 && !decodable(file.coding, row.cells) {
		return ruleEncoding, wholeRow, file.wrongEncoding()
	}
	if i, found := strangeCell(row.cells); i >= 0 {
		return ruleStrange, i, badCharacter(found)
	}
	if len(row.cells) != columns {
		return ruleCells, wholeRow, fmt.Sprintf("The row has %d cells, and the first line names %d columns. A text with %q in it must stand in quotes",
			len(row.cells), columns, string(file.comma))
	}
	if i, how := swallowed(row.Row, file.comma, row.cells); how != "" {
		return ruleSwallowed, i, swallowing(how)
	}
	return nil, wholeRow, ""
}

func swallowing(how string) string {
	return "The quote that opens this cell " + how + ". Rows inside of a cell are nobody's: take the stray quotes away, or write the cell on one line"
}

// loneReturns is said of a row with a carriage return in it.
const loneReturns = "A carriage return (CR) without a line feed ends the line here, as Excel for Mac writes \"CSV (Macintosh)\", so that the rows " +
	"after it would go by unread. Save the list anew as CSV UTF-8; if the character belongs into a cell, take it away"

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

func badCharacter(found rune) string {
	switch found {
	case 0:
		return "The cell holds U+0000. The file is written in UTF-16, or something broke while it was written: save it anew as CSV UTF-8"
	case '\ufeff':
		return "The cell holds U+FEFF, with which a file begins: were two files put together? Take it away, and look whether rows or a second header came with it"
	case utf8.RuneError:
		return "The cell holds U+FFFD, which a program wrote where it could not read a character. Write the text anew"
	}
	return fmt.Sprintf("The cell holds the control character %U, which some programs take for the end of a line or of the file. Take it away, "+
		"and look whether two rows became one", found)
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

func (file *listFile) wrongEncoding() string {
	switch {
	case file.coding == csvrow.GB18030 && file.declared:
		return "It is not gb18030; remove the attribute encoding if the file is UTF-8"
	case file.coding == csvrow.GB18030:
		return "It is neither UTF-8 nor gb18030, as other lines are: it was damaged, or lists in two encodings were put together"
	case file.declared:
		return `It is not UTF-8, and the list says that it is; a file saved by Excel may need encoding = "gb18030"`
	}
	return "It is not UTF-8, as most of the list is: it was damaged, or lists in two encodings were put together. Write the text anew; if all of " +
		"the list is gb18030, say so: encoding = \"gb18030\""
}
