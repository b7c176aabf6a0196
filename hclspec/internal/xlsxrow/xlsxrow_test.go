package xlsxrow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
	"github.com/cashredpack/redpack/internal/filekind"
	"github.com/cashredpack/redpack/internal/place"
)

// row is what TestRows looks at beside the text.
type row struct {
	text   string
	number int32
	beyond int16
	marks  string // h for hidden, m for merged
}

func rowsIn(s *xlsxrow.Sheet) (rows []row) {
	for i := range s.Len() {
		r := s.Row(i)
		marks := ""
		if r.Hidden {
			marks += "h"
		}
		if r.Merged {
			marks += "m"
		}
		rows = append(rows, row{strings.ReplaceAll(r.Text, "\x1f", "|"), r.Number, r.Beyond, marks})
	}
	return rows
}

const (
	header = `<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>`
	head   = "1|2|3"
)

// A row has as many cells as the header, wherever its own stand, and knows its number.
func TestRows(t *testing.T) {
	for _, tt := range []struct {
		name, sheet string
		header      int
		want        []row
	}{
		{"a header alone", sheetXML(header), 0, []row{{text: head, number: 1}}},
		{"blanks behind the header", sheetXML(`<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="0"/><c r="C1" t="inlineStr"><is><t> </t></is></c></row>`), 0, []row{{text: "1", number: 1}}},
		{"a header that begins later", sheetXML(`<row r="4"><c r="C4"><v>1</v></c></row><row r="5"><c r="A5"><v>2</v></c></row>`), 0, []row{{text: "||1", number: 4}, {text: "2||", number: 5}}},
		{
			"ragged rows", sheetXML(header + `<row r="2"><c r="B2"><v>8</v></c></row><row r="3"><c r="A3"><v>9</v></c></row><row r="4"><c r="C4"><v>7</v></c></row>`), 0,
			[]row{{text: head, number: 1}, {text: "|8|", number: 2}, {text: "9||", number: 3}, {text: "||7", number: 4}},
		},
		{"blank rows", sheetXML(header + `<row r="2"/><row r="3"><c r="A3" s="0"/></row><row r="4"><c r="A4" t="inlineStr"><is><t>　</t></is></c></row>` +
			`<row r="9"><c r="A9"><v>9</v></c></row><row r="1048576"><c r="A1048576"/></row>`), 0, []row{{text: head, number: 1}, {text: "9||", number: 9}}},
		{
			"neither rows nor cells have names", sheetXML(`<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>`), 0,
			[]row{{text: "1||2", number: 1}, {text: "3||", number: 3}},
		},
		{
			"some have names", sheetXML(`<row r="3"><c><v>1</v></c><c r="D3"><v>2</v></c><c><v>3</v></c></row><row><c r="B4"><v>3</v></c></row>`), 0,
			[]row{{text: "1|||2|3", number: 3}, {text: "|3|||", number: 4}},
		},
		{"cells right of the header", sheetXML(header + `<row r="2"><c r="A2"><v>1</v></c><c r="D2"/><c r="F2"><v>5</v></c><c r="XFD2"><v>6</v></c></row>` +
			`<row r="3"><c r="XFD3"><v>6</v></c></row>`), 0, []row{{text: head, number: 1}, {text: "1||", number: 2, beyond: 5}, {text: "||", number: 3, beyond: 16383}}},
		{
			"hidden rows", sheetXML(header + `<row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="3" hidden="true"><c r="A3"><v>1</v></c></row>` +
				`<row r="4" ht="0" customHeight="1"><c r="A4"><v>1</v></c></row><row r="5" hidden="false" ht="15"><c r="A5"><v>1</v></c></row>`), 0,
			[]row{{text: head, number: 1}, {text: "1||", number: 2, marks: "h"}, {text: "1||", number: 3, marks: "h"}, {text: "1||", number: 4, marks: "h"}, {text: "1||", number: 5}},
		},
		{
			"rows hidden in other words", sheetXML(header + `<row r="2" hidden="True"><c r="A2"><v>1</v></c></row><row r="3" hidden="on"><c r="A3"><v>1</v></c></row>` +
				`<row r="4" hidden=" 1 "><c r="A4"><v>1</v></c></row><row r="5" ht=" 0.0 "><c r="A5"><v>1</v></c></row><row r="6" ht="1e-3"><c r="A6"><v>1</v></c></row>` +
				`<row r="7" ht="NaN"><c r="A7"><v>1</v></c></row><row r="8" hidden="FALSE" ht="0.75"><c r="A8"><v>1</v></c></row>`), 0,
			[]row{
				{text: head, number: 1},
				{text: "1||", number: 2, marks: "h"},
				{text: "1||", number: 3, marks: "h"},
				{text: "1||", number: 4, marks: "h"},
				{text: "1||", number: 5, marks: "h"},
				{text: "1||", number: 6, marks: "h"},
				{text: "1||", number: 7, marks: "h"},
				{text: "1||", number: 8},
			},
		},
		{
			"rows without a height", strings.Replace(sheetXML(strings.Replace(header, "r=", `ht="15" r=`, 1)+`<row r="2"><c r="A2"><v>1</v></c></row><row r="3" ht="15"><c r="A3"><v>1</v></c></row>`),
				"<sheetData>", `<sheetFormatPr defaultRowHeight="0" customHeight="1" zeroHeight="1"/><sheetData>`, 1), 0,
			[]row{{text: head, number: 1}, {text: "1||", number: 2, marks: "h"}, {text: "1||", number: 3}},
		},
		{ // ECMA-376 part 1, 18.3.1.81: under zeroHeight just the rows that are not hidden are written out, as by hide_unused_rows of XlsxWriter
			"rows that are written where those that are not are hidden", strings.Replace(sheetXML(header+`<row r="2"><c r="A2"><v>1</v></c></row><row r="3" hidden="1"><c r="A3"><v>1</v></c></row>`),
				"<sheetData>", `<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/><sheetData>`, 1), 0,
			[]row{{text: head, number: 1}, {text: "1||", number: 2}, {text: "1||", number: 3, marks: "h"}},
		},
		{
			"a chosen header", sheetXML(`<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>A1</f></c><c r="XFD1"><v>9</v></c></row>` + header[:0] + `<row r="3"><c r="A3"><v>1</v></c></row><row r="4"><c r="A4"><v>2</v></c></row>`), 3,
			[]row{{text: "1", number: 3}, {text: "2", number: 4}},
		},
		{
			"a title above", xmlFirst + `<worksheet ` + mainNS + `><sheetData><row r="1"><c r="A1"><v>0</v></c><c r="B1"/></row>` + strings.ReplaceAll(header, "1\"", "2\"") +
				`</sheetData><mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:A2"/><mergeCell ref="B2"/></mergeCells></worksheet>`, 0,
			[]row{{text: "0", number: 1, marks: "m"}, {text: "1", number: 2, beyond: 1}},
		},
		{"prefixes and comments", `<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:y="urn:y"><!-- a -- b --><?pi ?><x:sheetData>` +
			`<x:row r="1" y:r="7"><x:c r='A1' y:t="s"><x:v>1</x:v></x:c ></x:row
			></x:sheetData></x:worksheet>`, 0, []row{{text: "1", number: 1}}},
		{"extensions", sheetXML(`<row r="1"><c r="A1"><v>1</v><extLst><ext><v>2</v></ext></extLst></c><extLst/></row>`), 0, []row{{text: "1", number: 1}}},
		{
			"what else stands in wrappers", strings.Replace(sheetXML(header), "</worksheet>", `<mc:AlternateContent><mc:Choice Requires="x14"><controls/></mc:Choice>`+
				`</mc:AlternateContent></worksheet>`, 1), 0, []row{{text: head, number: 1}},
		},
		{"a mark and other line ends", "\ufeff" + strings.ReplaceAll(sheetXML(header), "?>\n", "?>\r\n\r"), 0, []row{{text: head, number: 1}}},
		{"what other elements call rows", xmlFirst + `<worksheet ` + mainNS + `><sheetViews><row r="1"><c r="A1"><v>9</v></c></row></sheetViews><sheetData>` + header +
			`</sheetData><extLst><ext><sheetData/><row r="2"><c r="A2"><v>9</v></c></row></ext></extLst></worksheet>`, 0, []row{{text: head, number: 1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := read(oneSheet(tt.sheet).zip(t), xlsxrow.Choice{HeaderRow: tt.header})
			check(t, err)
			if got := rowsIn(s); !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
			if s.Name != "员工" {
				t.Errorf("the sheet is called %q", s.Name)
			}
		})
	}
}

// A column is hidden as a row is, or by its width.
func TestHiddenColumns(t *testing.T) {
	cols := `<cols><col min="1" max="1" width="9"/><col min="2" max="2" hidden="1" width="9"/><col min="3" max="3" width="0"/><col min="4" max="5" hidden="True"/>` +
		`<col min="6" max="6"/><col min="900" max="16384" hidden="1"/></cols><sheetData>`
	s := oneSheet(strings.Replace(sheetXML(header), "<sheetData>", cols, 1)).read(t)
	var hidden []int
	for column := range 20 {
		if s.HiddenColumn(column) {
			hidden = append(hidden, column)
		}
	}
	if !slices.Equal(hidden, []int{1, 2, 3, 4}) || !s.HiddenColumn(999) || s.HiddenColumn(1000) || rowsOf(header).read(t).HiddenColumn(0) {
		t.Error(hidden)
	}
}

// A cell that a merged range covers has no value that anybody sees, whatever the file keeps in it.
func TestMergedCells(t *testing.T) {
	s := oneSheet(xmlFirst + `<worksheet ` + mainNS + `><sheetData>` + header +
		`<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2</f></c></row><row r="3"><c r="A3"><v>8</v></c></row><row r="5"><c r="A5"><v>1</v></c></row>` +
		`</sheetData><mergeCells><mergeCell ref="B5:XFD5"/><mergeCell ref="A2:A4"/><mergeCell ref="D1:F9"/></mergeCells></worksheet>`).read(t)
	var got []string
	for i := range s.Len() {
		for column := range 3 {
			if fault := s.Fault(i, column).English; fault != "" {
				got = append(got, place.Column(column+1)+": "+fault)
			}
		}
	}
	want := []string{"B: it holds a formula", "A: it is covered by the merged range A2:A4,", "C: it is covered by the merged range B5:XFD5,"}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("%q, want %q", got, want)
	}
	if rows := rowsIn(s); rows[1].marks != "" || rows[3].marks != "m" {
		t.Errorf("%v", rows)
	}
}

// Which sheet is the list is plain or is asked.
func TestSheets(t *testing.T) {
	const filled, blank = `<row><c><v>1</v></c></row>`, `<row><c s="1"/></row>`
	of := func(sheets string, one, two string) parts {
		return oneSheet(sheetXML(one)).with(parts{
			"xl/workbook.xml": workbookXML(`<sheets>` + sheets + `</sheets>`),
			"xl/_rels/workbook.xml.rels": rels(rel("rId1", "worksheet", "worksheets/sheet1.xml") + rel("rId2", "worksheet", "/xl/worksheets/sheet2.xml") +
				rel("rId3", "chartsheet", "chartsheets/sheet1.xml") + rel("rId4", "worksheet", `worksheets\none.xml`)),
			"xl/worksheets/sheet2.xml": sheetXML(two),
		})
	}
	const both = `<sheet name="员工" r:id="rId1"/><sheet name="Café" r:id="rId2"/><sheet name="图" r:id="rId3"/>`
	const secret = `<sheet name="旧" state="veryHidden" r:id="rId1"/><sheet name="员工" state="visible" r:id="rId2"/>`
	for _, tt := range []struct {
		name, want string
		book       parts
		choice     string
		wrong      string
	}{
		{"the only one", "员工", of(`<sheet name="员工" r:id="rId1"/>`, filled, ""), "", ""},
		{"the visible one", "员工", of(secret, filled, filled), "", ""},
		{"a hidden one by its name", "旧", of(secret, filled, filled), "旧", ""},
		{"the one that is not empty", "Café", of(both, blank, filled), "", ""},
		{"one by its name", "员工", of(both, filled, filled), "员工", ""},
		{"one by its name in another form", "Café", of(both, filled, filled), "Cafe\u0301", ""},
		{"two", "", of(both, filled, filled), "", `it has several sheets: "员工", "Café"; write the one that holds the list, such as sheet = "员工"`},
		{"another one", "", of(both, filled, filled), "员工 ", `it has no sheet "员工 ", but: "员工", "Café"; write the one`},
		{"a chart", "", of(both, filled, filled), "图", `its sheet "图" is a chart or a macro and no table; there are: "员工", "Café"`},
		{"two empty ones", "", of(both, blank, blank), "", `none of its visible sheets holds anything; there are: "员工"`},
		{"hidden in other words", "", of(`<sheet name="旧" state="VeryHidden" r:id="rId1"/>`, filled, ""), "", `none of its visible sheets holds anything; there are: "旧"; write`},
		{"nothing visible", "", of(`<sheet name="旧" state="hidden" r:id="rId1"/>`, filled, ""), "", `none of its visible sheets holds anything; there are: "旧"; write`},
		{"charts alone", "", of(`<sheet name="图" r:id="rId3"/>`, filled, ""), "", "it has no sheet with cells"},
		{"none", "", of("", filled, ""), "", "it has no sheet with cells"},
		{"none by its name", "", of("", filled, ""), "员工", `it has no sheet "员工"`},
		{"many", "", of(strings.Repeat(`<sheet name="a" r:id="rId1"/>`, 30), filled, ""), "", `"a" and 10 more;`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := read(tt.book.zip(t), xlsxrow.Choice{Sheet: tt.choice})
			if tt.wrong == "" {
				check(t, err)
				if s.Name != tt.want {
					t.Errorf("%q, want %q", s.Name, tt.want)
				}
				return
			}
			asked := (*xlsxrow.SheetError)(nil)
			if !errors.As(err, &asked) || asked.Wanted != tt.choice || !strings.HasPrefix(err.Error(), tt.wrong) && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("%v, want %s", err, tt.wrong)
			}
		})
	}
}

// There is no list without a header.
func TestNoHeader(t *testing.T) {
	wide := strings.Repeat(`<c><v>1</v></c>`, 1001)
	for _, tt := range []struct {
		name, data string
		row        int
		want       string
	}{
		{"an empty sheet", "", 0, `the sheet "员工" is empty`},
		{"blank rows", `<row><c/></row>`, 0, `the sheet "员工" is empty`},
		{"a blank row", `<row/><row><c><v>1</v></c></row>`, 1, `row 1 of the sheet "员工" is blank; write in header_row`},
		{"a missing row", `<row r="9"><c><v>1</v></c></row>`, 3, `row 3 of the sheet "员工" is blank`},
		{"a row behind the last", `<row><c><v>1</v></c></row>`, 3, `row 3 of the sheet "员工" is blank`},
		{"too many columns", `<row>` + wide + `</row>`, 0, `the header of the sheet "员工" has more than 1000 columns`},
	} {
		_, err := read(rowsOf(tt.data).zip(t), xlsxrow.Choice{HeaderRow: tt.row})
		header := (*xlsxrow.HeaderError)(nil)
		if !errors.As(err, &header) || header.Row != tt.row || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

// Workbooks as excelize writes them, with styles, merged cells and several sheets.
func TestExcelize(t *testing.T) {
	f := excelize.NewFile()
	_, err := f.NewSheet("空")
	check(t, err)
	check(t, f.SetSheetRow("Sheet1", "A1", &[]any{"年会红包"}))
	check(t, f.MergeCell("Sheet1", "A1", "D1"))
	check(t, f.SetSheetRow("Sheet1", "A2", &[]any{"工号", "姓名", "金额", "日期"}))
	padded, err := f.NewStyle(&excelize.Style{CustomNumFmt: ptr("00000")})
	check(t, err)
	dated, err := f.NewStyle(&excelize.Style{NumFmt: 22})
	check(t, err)
	check(t, f.SetSheetRow("Sheet1", "A3", &[]any{123, "王伟 <b>", 8.8, 46424.375}))
	check(t, f.SetCellStyle("Sheet1", "A3", "A3", padded))
	check(t, f.SetCellStyle("Sheet1", "D3", "D3", dated))
	check(t, f.SetSheetRow("Sheet1", "A4", &[]any{"00124", "李\n娜", true, nil}))
	check(t, f.SetCellRichText("Sheet1", "D4", []excelize.RichTextRun{{Text: "新年", Font: &excelize.Font{Bold: true}}, {Text: "快乐"}}))
	check(t, f.SetRowVisible("Sheet1", 4, false))
	check(t, f.SetCellFormula("Sheet1", "A5", "1+1"))
	var b strings.Builder
	check(t, f.Write(&b))
	s, err := read([]byte(b.String()), xlsxrow.Choice{HeaderRow: 2})
	check(t, err)
	want := []row{
		{text: "工号|姓名|金额|日期", number: 2},
		{text: "123|王伟 <b>|8.8|2027-02-06 09:00:00", number: 3},
		{text: "00124|李\n娜|TRUE|新年快乐", number: 4, marks: "h"},
		{text: "|||", number: 5},
	}
	if got := rowsIn(s); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if s.Shown(1, 0) != "00123" || s.Fault(3, 0).English == "" {
		t.Errorf("shown %q, fault %q", s.Shown(1, 0), s.Fault(3, 0).English)
	}
	title, err := read([]byte(b.String()), xlsxrow.Choice{})
	check(t, err)
	if first, next := title.Row(0), title.Row(1); first.Text != "年会红包" || !first.Merged || next.Beyond != 1 || next.Text != "工号" {
		t.Errorf("%v, %v", first, next)
	}
	// Whoever looks for the header sees all cells of the first rows, and nobody else needs them.
	if top := title.Top(); len(top) != 5 || top[0].Text != "年会红包" || strings.ReplaceAll(top[1].Text, "\x1f", "|") != "工号|姓名|金额|日期" || top[1].Number != 2 {
		t.Errorf("%v", top)
	}
	if top := s.Top(); len(top) != 1 || top[0].Text != "年会红包" {
		t.Errorf("%v", top)
	}

	b.Reset()
	check(t, f.Write(&b, excelize.Options{Password: "123456"}))
	if _, err := read([]byte(b.String()), xlsxrow.Choice{}); !isKind(err, filekind.SealedWorkbook) {
		t.Errorf("with a password: %v", err)
	}
	check(t, f.Close())
}

func ptr[T any](v T) *T { return &v }

func isKind(err error, kind filekind.Kind) bool {
	other := (*filekind.NotTextError)(nil)
	return errors.As(err, &other) && other.Kind == kind
}

// What is no workbook is named.
func TestNotWorkbook(t *testing.T) {
	binary := rowsOf("").with(parts{"_rels/.rels": rels(rel("rId1", "officeDocument", "xl/workbook.bin"))})
	word := rowsOf("").with(parts{"_rels/.rels": rels(rel("rId1", "officeDocument", "/word/document.xml"))})
	for _, tt := range []struct {
		name, file string
		kind       filekind.Kind
		want       string
	}{
		{"nothing", "", filekind.Empty, "it is an empty file; look whether"},
		{"a list", "key,openid\n", filekind.PlainText, "it is a plain text"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), filekind.XLS, "it is an old Excel workbook (.xls); save it as .xlsx"},
		{"half the header of one", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", filekind.XLS, "it is an old Excel workbook (.xls)"},
		{"a zip", string(parts{"people.csv": "a"}.zip(t)), filekind.ZIP, "it is a zip archive; take the file out of it"},
		{"LibreOffice", string(parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}.zip(t)), filekind.ZIP, "it is a"},
		{"binary Excel", string(binary.zip(t)), filekind.XLSB, "it is a binary Excel workbook (.xlsb); save it as .xlsx"},
		{"Word", string(word.zip(t)), filekind.OfficeFile, "it is an Office document; look whether"},
	} {
		_, err := read([]byte(tt.file), xlsxrow.Choice{})
		if !isKind(err, tt.kind) || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

// What the disk says is said as it is, and never that the workbook were damaged.
func TestUnreadable(t *testing.T) {
	file := rowsOf(header).zip(t)
	gone := errors.New("the disk is gone")
	for from := int64(0); from < int64(len(file)); from += 97 {
		_, err := xlsxrow.Read(failing{file, from, gone}, int64(len(file)), xlsxrow.Choice{})
		if !errors.Is(err, gone) || errors.Is(err, xlsxrow.ErrDamaged) {
			t.Errorf("failing from %d: %v", from, err)
		}
	}
}

// failing is a file of which only the bytes behind a place cannot be read.
type failing struct {
	file []byte
	from int64
	err  error
}

func (f failing) ReadAt(to []byte, at int64) (int, error) {
	if at+int64(len(to)) > f.from && at <= f.from {
		return 0, f.err
	}
	return copy(to, f.file[at:]), nil
}
