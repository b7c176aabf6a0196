package xlsxrow

import (
	"bytes"
	"strconv"

	"github.com/cashredpack/redpack/internal/lang"
)

const (
	rowMost = 1 << 20 // bytes of one row's text
	perMark = 64      // what a mark takes

	numberSize = 512 // of the longest text of a number
)

// list collects the rows of the chosen sheet, one at a time in line.
type list struct {
	book   *book
	sheet  *Sheet
	asked  int // the header's row; 0: the first that is not blank
	width  int // columns of the header; 0 until it has come
	number int // of the row, and of the one before until it has begun
	column int // of the cell, and of the one before
	merged []merge
	flat   bool // rows without a height of their own have none

	line   []byte
	cells  int // how many are in line
	filled int // how many there are up to the last that is not blank
	length int // of line up to there
	beyond int
	value  []byte // of the cell
	text   []byte // what it becomes
	shown  []byte // what Excel displays in its place
}

// read reads the chosen sheet, and what it needs of the rest.
func (b *book) read(choice Choice) (*Sheet, error) {
	entry, err := b.choose(choice.Sheet)
	if err != nil {
		return nil, err
	}
	if err := b.readCommon(); err != nil {
		return nil, err
	}
	l := &list{book: b, sheet: &Sheet{Name: entry.name}, asked: choice.HeaderRow, text: make([]byte, 0, numberSize)}
	if err := b.within(entry.part, l.read); err != nil {
		return nil, err
	}
	if l.width == 0 {
		return nil, l.noHeader()
	}
	return l.sheet, l.cover()
}

func (l *list) noHeader() error { return &HeaderError{Sheet: l.sheet.Name, Row: l.asked} }

// readCommon reads what the sheets share. A workbook may be without either part.
func (b *book) readCommon() error {
	if b.has(b.styles) {
		if err := b.within(b.styles, func(x *scanner) (err error) { b.formats, err = readStyles(x); return err }); err != nil {
			return err
		}
	}
	if b.has(b.strings) {
		return b.within(b.strings, func(x *scanner) (err error) { b.shared, err = readStrings(x, &b.arena); return err })
	}
	return nil
}

func (l *list) read(x *scanner) error {
	x.root("worksheet")
	for name := range x.children {
		switch string(name) {
		case "sheetFormatPr": // its zeroHeight is for rows that are not written, which hold nothing
			height := x.attr("defaultRowHeight")
			l.flat = height != nil && tiny(height)
		case "cols":
			if err := l.columns(x); err != nil {
				return err
			}
		case "sheetData":
			for range x.only("row") {
				if err := l.row(x); err != nil {
					return err
				}
			}
		case "mergeCells":
			for range x.only("mergeCell") {
				if err := l.merge(x.attr("ref")); err != nil {
					return err
				}
			}
		case extension:
		default:
			x.without("sheetData")
		}
	}
	return x.finish()
}

// row reads a row. One without a number follows the one before.
func (l *list) row(x *scanner) error {
	number, ok := l.number+1, true
	if raw := x.attr("r"); raw != nil {
		number, ok = rowNumber(raw)
	}
	switch {
	case !ok || number > rowsMost:
		return damaged(lang.Format("the sheet %q has a row with the number %.20q",
			"工作表 %q 有一行的行号是 %.20q", l.sheet.Name, x.attr("r")))
	case number <= l.number:
		return damaged(lang.Format("the sheet %q has row %d behind row %d",
			"工作表 %q 的第 %d 行排在第 %d 行之后", l.sheet.Name, number, l.number))
	}
	l.number = number
	if number > l.asked && l.asked > 0 && l.width == 0 {
		return l.noHeader()
	}
	hidden := x.flag("hidden") || l.unseen(x.attr("ht"))
	l.line, l.cells, l.column, l.filled, l.length, l.beyond = l.line[:0], 0, -1, 0, 0, 0
	for range x.only("c") {
		if err := l.cell(x); err != nil {
			return err
		}
	}
	return l.end(hidden)
}

// unseen tells whether a row of a height shows nothing. One without a height has that of the sheet.
func (l *list) unseen(height []byte) bool {
	if height == nil {
		return l.flat
	}
	return tiny(height)
}

// tiny tells whether a height in points, or a width in characters, is so small that nothing is seen, or none at all.
func tiny(size []byte) bool {
	n, err := strconv.ParseFloat(string(bytes.TrimSpace(size)), 64)
	return err != nil || !(n >= 0.5)
}

// put adds the cell of a column to the line; one that is blank needs no place of its own.
func (l *list) put(column int, text []byte, fault string) error {
	blank := len(bytes.TrimSpace(text)) == 0 && fault == ""
	outside := l.above() || l.width > 0 && column >= l.width
	if outside && l.beyond == 0 && !blank {
		l.beyond = column
	}
	switch {
	case column >= columnsKept && !outside && l.width == 0 && !blank:
		return &HeaderError{Sheet: l.sheet.Name, Row: l.asked, wide: true}
	case column >= columnsKept, outside && !l.atTop():
		return nil
	}
	l.pad(column)
	l.line = append(l.line, text...)
	l.cells++
	if !blank {
		l.filled, l.length = l.cells, len(l.line)
	}
	if len(l.line) > rowMost {
		return tooLarge(lang.Format("row %d of the sheet %q has more than %d MiB of text",
			"工作表 %[2]q 第 %[1]d 行的文字超过 %[3]d MiB", l.number, l.sheet.Name, rowMost>>20))
	}
	if outside {
		return nil // nobody can use it
	}
	return l.mark(&l.sheet.faults, column, fault)
}

// topRows is how many rows are also kept with all of their cells, where nobody has said yet which of them is the header.
const topRows = 50

// atTop tells whether the row is one of them, or above the header.
func (l *list) atTop() bool { return l.above() || l.asked == 0 && len(l.sheet.top) < topRows }

// above tells whether the row is above the header that was asked for.
func (l *list) above() bool { return l.number < l.asked }

// keepTop keeps the row with all of its cells, and leaves those of the header in line.
func (l *list) keepTop(hidden bool) error {
	text, err := l.book.arena.keep(l.line[:l.length])
	l.sheet.top = append(l.sheet.top, Row{Text: text, Number: int32(l.number), Hidden: hidden})
	if l.width == 0 || l.cells <= l.width {
		return err
	}
	end := 0
	for range l.width {
		end += bytes.IndexByte(l.line[end:], Separator) + 1
	}
	l.line, l.cells = l.line[:end-1], l.width
	return err
}

// pad adds empty cells until the next is that of the column.
func (l *list) pad(column int) {
	for ; l.cells < column; l.cells++ {
		if l.cells > 0 {
			l.line = append(l.line, Separator)
		}
	}
	if column > 0 {
		l.line = append(l.line, Separator)
	}
}

// mark notes something about the cell of a row that has not ended.
func (l *list) mark(marks *[]mark, column int, text string) error {
	if text == "" || l.above() {
		return nil
	}
	*marks = append(*marks, mark{text, int32(len(l.sheet.rows)), int16(column)})
	return l.book.arena.take(perMark)
}

// end keeps the row unless it is blank. The first that is kept is the header.
func (l *list) end(hidden bool) error {
	if l.filled == 0 && l.beyond == 0 {
		return nil
	}
	if l.atTop() {
		if err := l.keepTop(hidden); err != nil {
			return err
		}
	}
	if l.above() {
		return nil
	}
	if l.width == 0 {
		l.width = l.filled
		l.line = l.line[:l.length]
	}
	for ; l.cells < l.width; l.cells++ {
		if l.cells > 0 {
			l.line = append(l.line, Separator)
		}
	}
	text, err := l.book.arena.keep(l.line)
	l.sheet.rows = append(l.sheet.rows, Row{Text: text, Number: int32(l.number), Beyond: int16(l.beyond), Hidden: hidden})
	return err
}
