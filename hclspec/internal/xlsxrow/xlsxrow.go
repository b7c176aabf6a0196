package xlsxrow

import (
	"cmp"
	"io"
	"slices"

	"github.com/cashredpack/redpack/internal/lang"
)

// Separator stands between the cells of a row's text; no cell holds it.
const Separator = '\x1f'

// Choice says which part of a workbook is the list.
type Choice struct {
	Sheet     string // "" where the workbook has one visible sheet that is not empty
	HeaderRow int    // the sheet's own row number, from 1; 0: the first row that is not blank
}

// Sheet is the list out of a workbook: its header row and the rows below that are not blank. It is read whole, so it never changes, and any
// number of readers may share it.
type Sheet struct {
	Name    string // as the workbook writes it
	rows    []Row
	top     []Row
	faults  []mark
	shown   []mark
	dressed []mark
	unseen  []bool // by column
}

// Row is one row of a sheet.
type Row struct {
	Text   string // the cells, as many as the header has, joined by Separator, in UTF-8
	Number int32  // of the sheet, from 1; blank rows are left out, so numbers may be missing
	Beyond int16  // the first column right of the header that holds something; 0 if none does
	Hidden bool   // by hand, by a filter, in a folded group or by a height of 0
	Merged bool   // a merged range of more than one column begins in it, as in a title
}

// Read reads the chosen sheet of a workbook. A *filekind.NotTextError says that the file is something else, a *SheetError that the choice of
// the sheet must be made or made otherwise, a *HeaderError that of the header row; ErrTooLarge and ErrDamaged are found in the others, as
// is the error of src. Each says what to do, and goes on after the name of the file and a colon.
func Read(src io.ReaderAt, size int64, choice Choice) (*Sheet, error) {
	b, err := openBook(src, size)
	if err != nil {
		return nil, err
	}
	return b.read(choice)
}

// Len is how many rows there are, the header included.
func (s *Sheet) Len() int { return len(s.rows) }

// Row is the i-th row; 0 is the header.
func (s *Sheet) Row(i int) Row { return s.rows[i] }

// Top are the first rows of the sheet that are not blank, each with all cells up to the last that holds something, for whoever looks for
// the header among them. Where the Choice has named it, they are all those above it, for whoever looks whether it is the right one.
func (s *Sheet) Top() []Row { return s.top }

// Fault says what is wrong with a cell as such and what to do, for whoever uses it: a formula that was never calculated, digits that Excel
// has destroyed; nothing if nothing. The row is that of Row, columns count from 0.
func (s *Sheet) Fault(row, column int) lang.Text { return told(find(s.faults, row, column)) }

// Faulty are the columns of a row that have a Fault.
func (s *Sheet) Faulty(row int) (columns []int) {
	i, _ := slices.BinarySearchFunc(s.faults, row, func(m mark, row int) int { return m.compare(row, 0) })
	for ; i < len(s.faults) && int(s.faults[i].row) == row; i++ {
		columns = append(columns, int(s.faults[i].column))
	}
	return columns
}

// Shown is what Excel displays in a cell where that is another number than the one it holds: 00123 for 123, 2.67 for 2.6666666666666665;
// "" where it displays the value, or the same in another dress, such as 1,234.00 for 1234.
func (s *Sheet) Shown(row, column int) string { return find(s.shown, row, column) }

// Dressed is a number with what Excel displays beside it, whatever that means: ¥8.88, $8.88, 888分, 50% for 0.5, and a blank where the format
// hides the number; "" where the number stands alone.
func (s *Sheet) Dressed(row, column int) string { return find(s.dressed, row, column) }

// HiddenColumn tells whether a column is hidden, by hand, in a folded group or by a width of 0.
func (s *Sheet) HiddenColumn(column int) bool { return column < len(s.unseen) && s.unseen[column] }

// mark is a remark about a cell. Marks are kept in the order of the rows and their columns.
type mark struct {
	text   string
	row    int32
	column int16
}

func (m mark) compare(row, column int) int {
	return cmp.Or(cmp.Compare(int(m.row), row), cmp.Compare(int(m.column), column))
}

func find(marks []mark, row, column int) string {
	i, ok := slices.BinarySearchFunc(marks, struct{}{}, func(m mark, _ struct{}) int { return m.compare(row, column) })
	if !ok {
		return ""
	}
	return marks[i].text
}
