package xlsxrow

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// What keeps a workbook from being read, whatever is chosen of it.
var (
	ErrTooLarge = lang.New(lang.Both("it is larger than any list of people", "它比任何领取人名单都大"))
	ErrDamaged  = lang.New(lang.Both("it is damaged", "它已损坏"))
)

func tooLarge(what lang.Text) error {
	return lang.Errorf("%w: %s; look whether it is the one that was meant, and copy the rows into a new workbook",
		"%w：%s；查看它是不是想要的那个文件，把这些行复制到新的工作簿中", ErrTooLarge, what)
}

// damaged says where a workbook is damaged.
func damaged(where lang.Text) error {
	return lang.Errorf("%w: %s; open it in Excel, look whether all rows are there, and save it again",
		"%w：%s；在 Excel 中打开，查看所有行是否都在，再重新保存", ErrDamaged, where)
}

// SheetError says that a sheet must be chosen, or that the one chosen is none that can be read.
type SheetError struct {
	Wanted string   // the sheet asked for; "" if none was
	Sheets []string // those to choose from
	reason lang.Text
}

func (e *SheetError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *SheetError) Said() lang.Text {
	if len(e.Sheets) == 0 {
		return e.reason
	}
	return lang.Format("%s; write the one that holds the list, such as sheet = %q", "%s；写出名单所在的那个，例如 sheet = %q", e.Problem(), e.Sheets[0])
}

// Problem is the error without what to do about it, which is another thing where no campaign names the sheet yet.
func (e *SheetError) Problem() lang.Text {
	return e.reason.Then(lang.Both(": ", "：")).Then(words.Quoted(e.Sheets, listed))
}

// listed is how many sheets an error names; more help nobody.
const listed = 20

// HeaderError says that there is no header in the row where one was to be.
type HeaderError struct {
	Sheet string
	Row   int // the one asked for; 0 if none was
	wide  bool
}

func (e *HeaderError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *HeaderError) Said() lang.Text {
	switch {
	case e.wide:
		return lang.Format("the header of the sheet %q has more than %d columns; delete those that the list does not need",
			"工作表 %q 的表头超过 %d 列；删掉名单不需要的列", e.Sheet, columnsKept)
	case e.Row == 0:
		return lang.Format("the sheet %q is empty; look whether it is the one that was meant",
			"工作表 %q 是空的；查看它是不是想要的那个", e.Sheet)
	default:
		return lang.Format("row %d of the sheet %q is blank; write in header_row the number of the row with the names of the columns",
			"工作表 %[2]q 的第 %[1]d 行是空行；在 header_row 中写列名所在行的行号", e.Row, e.Sheet)
	}
}
