package xlsxrow

import (
	"bytes"
	"strconv"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/place"
)

// cell is what the XML says of one cell beside its value.
type cell struct {
	kind    string // ECMA-376 part 1, 18.18.11: s, str, inlineStr, b, e, d; else a number
	format  format
	formula bool
	valued  bool // it has a value, which may be empty: a formula can give no text
}

// cell reads a cell. One without a name follows the one before.
func (l *list) cell(x *scanner) error {
	if err := l.move(x.attr("r")); err != nil {
		return err
	}
	c := cell{kind: kindOf(x.attr("t"))}
	var err error
	if c.format, err = l.format(x.attr("s")); err != nil {
		return err
	}
	if err := l.content(x, &c); err != nil {
		return err
	}
	text, fault, err := l.becomes(c)
	if err != nil {
		return err
	}
	return l.put(l.column, text, fault)
}

// content reads what stands in a cell. Of two values, people see another one than a reader takes.
func (l *list) content(x *scanner, c *cell) error {
	values := 0
	l.value, l.text = l.value[:0], l.text[:0]
	for name := range x.children {
		switch string(name) {
		case "v":
			l.value, c.valued = x.content(l.value[:0]), true
			values++
		case "is":
			l.value = x.rich(l.value[:0])
			values++
		case "f":
			c.formula = true
		case extension:
		default:
			x.misplaced()
		}
	}
	if values > 1 {
		return damaged(lang.Format("the cell %s%d of the sheet %q has two values",
			"工作表 %[3]q 的单元格 %[1]s%[2]d 有两个值", place.Column(l.column+1), l.number, l.sheet.Name))
	}
	return nil
}

// move goes to the column of the cell that comes next.
func (l *list) move(ref []byte) error {
	column, row, ok := l.column+1, l.number, true
	if ref != nil {
		column, row, ok = reference(ref)
	}
	if !ok || row != l.number || column <= l.column || column >= columnsMost {
		return damaged(lang.Format("row %d of the sheet %q has a cell %.20q out of its place",
			"工作表 %[2]q 第 %[1]d 行的单元格 %.20[3]q 位置不对", l.number, l.sheet.Name, ref))
	}
	l.column = column
	return nil
}

// kindOf gives the type of a cell without keeping a piece of the window.
func kindOf(raw []byte) string {
	for _, kind := range [...]string{"s", "str", "inlineStr", "b", "e", "d"} {
		if string(raw) == kind {
			return kind
		}
	}
	return "n"
}

// format is the number format of a cell's style. A workbook without styles has General everywhere.
func (l *list) format(style []byte) (format, error) {
	if style == nil || len(l.book.formats) == 0 {
		return general, nil
	}
	i, err := strconv.Atoi(string(style))
	if err != nil || i < 0 || i >= len(l.book.formats) {
		return general, damaged(lang.Format("the cell %s%d of the sheet %q has the style %.20q, which there is not",
			"工作表 %[3]q 的单元格 %[1]s%[2]d 用了不存在的样式 %.20[4]q", place.Column(l.column+1), l.number, l.sheet.Name, style))
	}
	return l.book.formats[i], nil
}

// becomes gives the text of a cell by its value, and what is wrong with it.
func (l *list) becomes(c cell) (text []byte, fault string, err error) {
	uncalculated := c.formula && (l.book.recompute || !c.valued || len(l.value) == 0 && c.kind != "str")
	text, fault, err = l.typed(c)
	if uncalculated {
		fault = faultUncalculated.English
	}
	if bytes.IndexByte(text, Separator) >= 0 {
		text, fault = bytes.ReplaceAll(text, []byte{Separator}, []byte("\ufffd")), faultSeparator.English
	}
	return text, fault, err
}

func (l *list) typed(c cell) (text []byte, fault string, err error) {
	switch c.kind {
	case "s":
		text, err = l.sharedText()
		return text, "", err
	case "str":
		return unescaped(l.value), "", nil
	case "inlineStr", "e":
		return l.value, "", nil
	}
	if l.value = bytes.TrimSpace(l.value); len(l.value) == 0 {
		return nil, "", nil
	}
	switch c.kind {
	case "b":
		return truth(l.value), "", nil
	case "d":
		if text = appendISO(l.text, string(l.value)); text == nil {
			return l.value, faultNoDate.English, nil
		}
		return text, "", nil
	}
	return l.numeric(c.format)
}

func truth(value []byte) []byte {
	if string(value) == "1" || string(value) == "true" {
		return []byte("TRUE")
	}
	return []byte("FALSE")
}

func (l *list) sharedText() ([]byte, error) {
	if len(l.value) == 0 {
		return nil, nil
	}
	i, err := strconv.Atoi(string(l.value))
	if err != nil || i < 0 || i >= len(l.book.shared) {
		return nil, damaged(lang.Format("the cell %s%d of the sheet %q has the text number %.20q, which there is not",
			"工作表 %[3]q 的单元格 %[1]s%[2]d 用了不存在的文本编号 %.20[4]q", place.Column(l.column+1), l.number, l.sheet.Name, l.value))
	}
	l.text = append(l.text, l.book.shared[i]...)
	return l.text, nil
}

// numeric is a number, a date or a time.
func (l *list) numeric(f format) (text []byte, fault string, err error) {
	n, ok := parsed(l.value)
	if !ok {
		return l.value, faultNoNumber.English, nil
	}
	if f.dated() {
		if text = f.appendDate(l.text, n, l.book.from1904); text != nil {
			return text, "", nil
		}
		fault = faultNoDate.English
	}
	text, ok = appendNumber(l.text, n)
	switch {
	case fault != "":
		return text, fault, nil
	case !ok:
		return text, faultDigits.English, nil
	}
	return text, "", l.show(f, n, text)
}

// show notes what Excel displays in place of the number and beside it, where the column is one of the list's.
func (l *list) show(f format, n float64, text []byte) error {
	if l.column >= columnsKept || l.width > 0 && l.column >= l.width {
		return nil
	}
	l.shown = f.appendShown(l.shown[:0], n, text)
	if err := l.markShown(&l.sheet.shown); err != nil {
		return err
	}
	l.shown = f.appendDressed(l.shown[:0], n)
	return l.markShown(&l.sheet.dressed)
}

func (l *list) markShown(marks *[]mark) error {
	if len(l.shown) == 0 {
		return nil
	}
	shown, err := l.book.arena.keep(l.shown)
	if err != nil {
		return err
	}
	return l.mark(marks, l.column, shown)
}
