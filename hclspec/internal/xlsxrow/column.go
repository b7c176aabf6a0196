package xlsxrow

import "strconv"

// columns reads which columns of the sheet are hidden.
func (l *list) columns(x *scanner) error {
	count := 0
	for range x.only("col") {
		from, fromErr := strconv.Atoi(string(x.attr("min")))
		to, toErr := strconv.Atoi(string(x.attr("max")))
		if fromErr != nil || toErr != nil || from < 1 || to < from {
			return damaged("the sheet %q has the columns %.20q to %.20q", l.sheet.Name, x.attr("min"), x.attr("max"))
		}
		if count++; count > columnsMost {
			return tooLarge("the sheet %q has more than %d columns", l.sheet.Name, columnsMost)
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
