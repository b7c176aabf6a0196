package xlsxrow

import (
	"strconv"

	"github.com/cashredpack/redpack/internal/lang"
)

// columns reads which columns of the sheet are hidden.
func (l *list) columns(x *scanner) error {
	count := 0
	for range x.only("col") {
		from, fromErr := strconv.Atoi(string(x.attr("min")))
		to, toErr := strconv.Atoi(string(x.attr("max")))
		if fromErr != nil || toErr != nil || from < 1 || to < from {
			return damaged(lang.Format("the sheet %q has the columns %.20q to %.20q",
				"工作表 %q 的列范围是 %.20q 到 %.20q", l.sheet.Name, x.attr("min"), x.attr("max")))
		}
		if count++; count > columnsMost {
			return tooLarge(lang.Format("the sheet %q has more than %d columns",
				"工作表 %q 超过 %d 列", l.sheet.Name, columnsMost))
		}
		width := x.attr("width")
		if x.flag("hidden") || width != nil && tiny(width) {
			l.hide(from-1, min(to, columnsKept))
		}
	}
	return nil
}

func (l *list) hide(from, to int) {
	if l.sheet.unseen == nil {
		l.sheet.unseen = make([]bool, columnsKept)
	}
	for column := from; column < to; column++ {
		l.sheet.unseen[column] = true
	}
}
