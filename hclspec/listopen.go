package hclspec

import (
	"bytes"
	"errors"
	"hash"
	"io"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/place"
)

// heldMax is the size of a list that is held in memory: a workbook, which is compressed, or a text in UTF-16.
const heldMax = 128 << 20

// open finds out how the list is written, and reads it up to the names of its columns.
func (file *listFile) open(files *sources) error {
	if file.form == formXLSX {
		return file.openWorkbook(files)
	}
	f, err := files.fsys.Open(file.path)
	if err != nil {
		return err
	}
	err = file.openText(files, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return file.findHeader(file.firstRows())
}

// openText finds out how a list of text is written.
func (file *listFile) openText(files *sources, f io.Reader) error {
	head := make([]byte, csvrow.RowMax)
	n, err := io.ReadFull(f, head)
	if err := csvrow.UnlessEOF(err); err != nil {
		return err
	}
	head = head[:n]
	if kind := files.guard.known.FindInList(head); !kind.Empty() {
		return &secretError{kind}
	}
	if err := file.marked(filekind.Of(head)); err != nil {
		return err
	}
	switch {
	case file.coding == csvrow.UTF16:
		if err := file.holdUTF16(files); err != nil {
			return err
		}
		head = []byte(file.held.text[:min(len(file.held.text), csvrow.RowMax)])
	case !file.declared:
		if file.coding, err = csvrow.Recognise(io.MultiReader(bytes.NewReader(head), f)); err != nil {
			return err
		}
	}
	files.data[file.path] = file.coding
	file.first = string(head)
	return file.takeSeparator(file.first[file.bom:])
}

// firstRows are the rows that the file begins with.
func (file *listFile) firstRows() rowReader {
	if file.inSheet() {
		return &topRows{rows: file.held.sheet.Top()}
	}
	return file.cutter(strings.NewReader(file.first[file.bom:]), nil)
}

// marks are the encodings that a file may begin with the mark of, and how many bytes of it stand before the first line. UTF-16 is
// decoded with its mark.
var marks = map[filekind.Kind]struct {
	coding csvrow.Encoding
	bytes  int
}{
	filekind.MarkedUTF8:    {csvrow.UTF8, len(utf8BOM)},
	filekind.MarkedGB18030: {csvrow.GB18030, len(csvrow.MarkGB18030)},
	filekind.UTF16LE:       {csvrow.UTF16, 0},
	filekind.UTF16BE:       {csvrow.UTF16, 0},
}

// marked takes from the beginning of the file what it says of its encoding.
func (file *listFile) marked(kind filekind.Kind) error {
	mark, found := marks[kind]
	switch {
	case found && file.declared && file.coding != mark.coding:
		return lang.Errorf("it begins with the mark of %s, so it is not %s; remove the attribute encoding",
			"它以 %s 的标记开头，所以不是 %s；删掉 encoding 属性", strings.ToUpper(string(mark.coding)), file.coding)
	case found:
		file.coding, file.bom, file.declared = mark.coding, mark.bytes, true
		return nil
	case kind == filekind.Empty:
		return errEmptyFile
	case kind == filekind.XLSX:
		return lang.Errorf(`it is an Excel workbook and no CSV; write recipients_from "xlsx" in the place of "csv"`,
			`它是 Excel 工作簿，不是 CSV；把 "csv" 改成 recipients_from "xlsx"`)
	case kind != filekind.PlainText && kind != filekind.Binary: // in which line a zero byte stands is said when the lines are read
		return &filekind.NotTextError{Kind: kind}
	case file.coding == csvrow.UTF16:
		return lang.Errorf("it does not begin with the mark of UTF-16; remove the attribute encoding", "它不以 UTF-16 的标记开头；删掉 encoding 属性")
	}
	return nil
}

// holdUTF16 reads a file in UTF-16 whole. In it a comma may be half of another character, so that rows are cut from its UTF-8.
func (file *listFile) holdUTF16(files *sources) error {
	src, sum, err := files.whole(file.path, heldMax)
	if err != nil {
		return err
	}
	text, ok := csvrow.UTF16.Decode(string(src))
	if !ok {
		return lang.Errorf("it begins with the mark of UTF-16, and is not UTF-16 to its end; save it anew as CSV UTF-8",
			"它以 UTF-16 的标记开头，但并非到结尾都是 UTF-16；重新另存为 CSV UTF-8")
	}
	// From here on it is a list in UTF-8 like any other.
	file.coding, file.held = csvrow.UTF8, &heldList{text: text, sum: sum}
	files.lists[file.path] = file.held
	return nil
}

// textKinds are what a list of text may be.
var textKinds = []filekind.Kind{filekind.PlainText, filekind.MarkedUTF8, filekind.MarkedGB18030, filekind.UTF16LE, filekind.UTF16BE}

// sheetChoice is what decides which rows a workbook gives.
type sheetChoice struct {
	path string
	xlsxrow.Choice
}

// openWorkbook reads the sheet of a workbook whole, once for all blocks that name it.
func (file *listFile) openWorkbook(files *sources) error {
	choice := sheetChoice{file.path, xlsxrow.Choice{Sheet: file.sheetName, HeaderRow: file.headerRow}}
	list := files.sheets[choice]
	if list == nil {
		var err error
		if list, err = readSheet(files, choice); err != nil {
			return err
		}
		files.sheets[choice], files.lists[list.at.Filename] = list, list
	}
	file.held, file.head = list, sheetRow(list.sheet, 0)
	return nil
}

func readSheet(files *sources, choice sheetChoice) (*heldList, error) {
	src, sum, err := files.whole(choice.path, heldMax)
	if err != nil {
		return nil, err
	}
	if slices.Contains(textKinds, filekind.Of(src)) { // what else it may be its reader finds out
		return nil, lang.Errorf(`it is a text and no Excel workbook; write recipients_from "csv" in the place of "xlsx"`,
			`它是文本，不是 Excel 工作簿；把 "xlsx" 改成 recipients_from "csv"`)
	}
	sheet, err := xlsxrow.Read(bytes.NewReader(src), int64(len(src)), choice.Choice)
	if err != nil {
		return nil, err
	}
	return &heldList{sheet: sheet, at: place.Cell(choice.path, sheet.Name, 1, 1, 1), sum: sum}, nil
}

// takeSeparator takes the delimiter from a first line such as "sep=;", which Excel writes and reads, and which is no row.
func (file *listFile) takeSeparator(head string) error {
	line, _, _ := strings.Cut(head, "\n")
	sign, found := separatorIn(line)
	switch {
	case !found:
		return nil
	case len(sign) != 1 || !strings.Contains(strings.Join(delimiters, ""), sign):
		return lang.Errorf("its first line says sep=%s, and the delimiter of a list is a comma, a tab or a semicolon; save it as CSV UTF-8",
			"第一行写着 sep=%s，而名单的分隔符只能是逗号、制表符或分号；另存为 CSV UTF-8", sign)
	case file.delimited && file.comma != sign[0]:
		return lang.Errorf("its first line says sep=%s, and the attribute delimiter says %q; remove the attribute",
			"第一行写着 sep=%s，而 delimiter 属性写的是 %q；删掉这个属性", sign, string(rune(file.comma)))
	case file.headerRow == 1:
		return separatorBeforeHeader(sign)
	}
	file.comma, file.separated = sign[0], true
	return nil
}

// separatorIn is the delimiter in a line such as sep=; with or without quotes.
func separatorIn(line string) (sign string, found bool) {
	const key = "sep="
	line = strings.Trim(line, "\r \"")
	if len(line) < len(key) || !strings.EqualFold(line[:len(key)], key) {
		return "", false
	}
	return line[len(key):], true
}

// heldRows are the rows of a list that is kept.
func (file *listFile) heldRows() rowReader {
	if file.inSheet() {
		return &sheetRows{sheet: file.held.sheet}
	}
	return file.cutter(strings.NewReader(file.held.text), nil)
}

// reader cuts the rows of a file that is text, and feeds a hash with every byte of it.
func (file *listFile) reader(src io.Reader, sum hash.Hash) (*csvrow.Reader, error) {
	if _, err := io.CopyN(sum, src, int64(file.bom)); err != nil {
		return nil, errChanged
	}
	return file.cutter(src, sum), nil
}

// cutter cuts the rows of a text that begins behind the file's mark. The hash may be nil.
func (file *listFile) cutter(src io.Reader, sum hash.Hash) *csvrow.Reader {
	r := csvrow.NewReader(src, sum, file.comma)
	r.Base = int64(file.bom)
	return r
}

// afterHeader reads on behind the row that names the columns, which must be what it was.
func (file *listFile) afterHeader(rows rowReader) error {
	for {
		row, err := rows.Next()
		if err != nil {
			return errors.Join(errChanged, csvrow.UnlessEOF(err))
		}
		if row.Offset == file.head.Offset && row.Text == file.head.Text {
			return nil
		}
		if row.Offset >= file.head.Offset {
			return errChanged
		}
	}
}
