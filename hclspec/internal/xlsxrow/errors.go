package xlsxrow

import (
	"errors"
	"fmt"

	"github.com/cashredpack/redpack/internal/words"
)

// What keeps a workbook from being read, whatever is chosen of it.
var (
	ErrTooLarge = errors.New("it is larger than any list of people")
	ErrDamaged  = errors.New("it is damaged")
)

func tooLarge(format string, args ...any) error {
	return fmt.Errorf("%w: %s; look whether it is the one that was meant, and copy the rows into a new workbook", ErrTooLarge, fmt.Sprintf(format, args...))
}

// damaged says where a workbook is damaged.
func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s; open it in Excel, look whether all rows are there, and save it again", ErrDamaged, fmt.Sprintf(format, args...))
}

// SheetError says that a sheet must be chosen, or that the one chosen is none that can be read.
type SheetError struct {
	Wanted string   // the sheet asked for; "" if none was
	Sheets []string // those to choose from
	reason string
}

func (e *SheetError) Error() string {
	if len(e.Sheets) == 0 {
		return e.reason
	}
	return fmt.Sprintf("%s; write the one that holds the list, such as sheet = %q", e.Problem(), e.Sheets[0])
}

// Problem is the error without what to do about it, which is another thing where no campaign names the sheet yet.
func (e *SheetError) Problem() string {
	return e.reason + ": " + words.Quoted(e.Sheets, listed).English
}

// listed is how many sheets an error names; more help nobody.
const listed = 20

// HeaderError says that there is no header in the row where one was to be.
type HeaderError struct {
	Sheet string
	Row   int // the one asked for; 0 if none was
	wide  bool
}

func (e *HeaderError) Error() string {
	switch {
	case e.wide:
		return fmt.Sprintf("the header of the sheet %q has more than %d columns; delete those that the list does not need", e.Sheet, columnsKept)
	case e.Row == 0:
		return fmt.Sprintf("the sheet %q is empty; look whether it is the one that was meant", e.Sheet)
	default:
		return fmt.Sprintf("row %d of the sheet %q is blank; write in header_row the number of the row with the names of the columns", e.Row, e.Sheet)
	}
}
