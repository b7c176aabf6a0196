package xlsxrow

import (
	"golang.org/x/text/unicode/norm"

	"github.com/cashredpack/redpack/internal/lang"
)

// choose finds the sheet that is the list. Names are alike whatever their normal form: a Mac writes é in two characters.
func (b *book) choose(wanted string) (sheetEntry, error) {
	if wanted == "" {
		return b.only()
	}
	var found []sheetEntry
	for _, s := range b.sheets {
		if norm.NFC.String(s.name) == norm.NFC.String(wanted) {
			found = append(found, s)
		}
	}
	why := lang.Format("it has no sheet %q, but", "它没有工作表 %q，现有工作表", wanted)
	switch {
	case len(found) == 1 && found[0].part != "":
		return found[0], nil
	case len(found) == 1:
		why = lang.Format("its sheet %q is a chart or a macro and no table; there are", "它的工作表 %q 是图表或宏，不是表格；现有工作表", wanted)
	case len(found) > 1:
		return sheetEntry{}, damaged(lang.Format("it has two sheets %q", "它有两个工作表 %q", wanted))
	}
	return sheetEntry{}, &SheetError{Wanted: wanted, Sheets: b.names(), reason: why}
}

// only is the one visible sheet, or the one of several that is not empty.
func (b *book) only() (sheetEntry, error) {
	var visible, filled []sheetEntry
	for _, s := range b.sheets {
		if s.part != "" && !s.hidden {
			visible = append(visible, s)
		}
	}
	if len(visible) == 1 {
		return visible[0], nil
	}
	var names []string
	for _, s := range visible {
		holds, err := b.holds(s)
		if err != nil {
			return sheetEntry{}, err
		}
		if holds {
			filled, names = append(filled, s), append(names, s.name)
		}
	}
	switch {
	case len(filled) == 1:
		return filled[0], nil
	case len(filled) > 1:
		return sheetEntry{}, &SheetError{Sheets: names, reason: lang.Both("it has several sheets", "它有多个工作表")}
	case len(b.names()) == 0:
		return sheetEntry{}, &SheetError{reason: lang.Both("it has no sheet with cells; look whether it is the one that was meant",
			"它没有带单元格的工作表；查看它是不是想要的那个文件")}
	}
	return sheetEntry{}, &SheetError{Sheets: b.names(), reason: lang.Both("none of its visible sheets holds anything; there are",
		"它的可见工作表都是空的；现有工作表")}
}

// holds tells whether any cell of a sheet has a content. It reads no further than to the first.
func (b *book) holds(s sheetEntry) (found bool, err error) {
	err = b.within(s.part, func(x *scanner) error {
		x.root("worksheet")
		for name := range x.children {
			switch string(name) {
			case "sheetData":
				if x.filled() {
					found = true
					return nil
				}
			case extension:
			default:
				x.without("sheetData")
			}
		}
		return x.finish()
	})
	return found, err
}

// filled tells whether a cell of the rows that have just been opened has something in it.
func (x *scanner) filled() bool {
	for range x.children { // rows
		for range x.children { // cells
			for range x.children { // formulas and values
				return true
			}
		}
	}
	return false
}
