package xlsxrow_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
	"github.com/cashredpack/redpack/internal/filekind"
)

// What is damaged is refused at the place, and never read as a shorter list.
func TestDamaged(t *testing.T) {
	whole := sheetXML(header + `<row r="2"><c r="A2"><v>1</v></c></row>`)
	data := func(rows string) parts { return rowsOf(header + rows) }
	for _, tt := range []struct {
		name string
		book parts
		want string
	}{
		{"rows out of order", data(`<row r="5"/><row r="4"/>`), `row 4 behind row 5`},
		{"a row twice", data(`<row r="2"/><row r="2"/>`), `row 2 behind row 2`},
		{"a row without a number", data(`<row r="x"/>`), `a row with the number "x"`},
		{"row 0", data(`<row r="0"/>`), `a row with the number "0"`},
		{"a row beyond all", data(`<row r="1048577"/>`), `a row with the number "1048577"`},
		{"a number that overflows", data(`<row r="18446744073709551618"/>`), `a row with the number "18446744073709551618"`},
		{"a row behind the last", data(`<row r="1048576"/><row/>`), `a row with the number ""`},
		{"a cell twice", data(`<row r="2"><c r="A2"/><c r="A2"/></row>`), `row 2 of the sheet "员工" has a cell "A2" out of its place`},
		{"cells out of order", data(`<row r="2"><c r="B2"/><c r="A2"/></row>`), `"A2" out of its place`},
		{"a cell of another row", data(`<row r="2"><c r="A3"/></row>`), `"A3" out of its place`},
		{"a cell without a column", data(`<row r="2"><c r="2"/></row>`), `"2" out of its place`},
		{"a cell beyond all", data(`<row r="2"><c r="XFE2"/></row>`), `"XFE2" out of its place`},
		{"a cell behind the last", data(`<row r="2"><c r="XFD2"/><c/></row>`), `"" out of its place`},
		{"a column that overflows", data(`<row r="2"><c r="` + strings.Repeat("Z", 40) + `2"/></row>`), `"ZZZZZZZZZZZZZZZZZZZZ" out of its place`},
		{"a missing text", data(`<row r="2"><c r="A2" t="s"><v>1</v></c></row>`).shared(`<si/>`), `the cell A2 of the sheet "员工" has the text number "1"`},
		{"a negative text", data(`<row r="2"><c r="A2" t="s"><v>-1</v></c></row>`).shared(`<si/>`), `has the text number "-1"`},
		{"a missing style", data(`<row r="2"><c r="A2" s="1"/></row>`).styled("", "0"), `the cell A2 of the sheet "员工" has the style "1"`},
		{"a merged range", oneSheet(strings.Replace(whole, "</sheetData>", `</sheetData><mergeCells><mergeCell ref="B2:A1"/></mergeCells>`, 1)), `has the merged range "B2:A1"`},

		{"rows in a wrapper", data(`<mc:AlternateContent><mc:Choice><row r="2"><c r="A2"><v>1</v></c></row></mc:Choice></mc:AlternateContent>`), `"AlternateContent" stands in "sheetData"`},
		{"rows in a row", data(`<row r="2"><row r="3"><c r="A3"><v>1</v></c></row></row>`), `"row" stands in "row"`},
		{"all rows in a wrapper", oneSheet(strings.Replace(whole, "</worksheet>", `<mc:AlternateContent><mc:Fallback><sheetData/></mc:Fallback></mc:AlternateContent></worksheet>`, 1)), `"sheetData" stands in "Fallback"`},
		{"a cell in a wrapper", data(`<row r="2"><x:y><c r="A2"><v>1</v></c></x:y></row>`), `"y" stands in "row"`},
		{"a value in a wrapper", data(`<row r="2"><c r="A2"><mc:Choice><v>1</v></mc:Choice></c></row>`), `"Choice" stands in "c"`},
		{"a value beside another element", data(`<row r="2"><c r="A2"><v>1<x>2</x></v></c></row>`), `"x" stands in "v"`},
		{"two values", data(`<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>`), `the cell A2 of the sheet "员工" has two values`},
		{"two texts", data(`<row r="2"><c r="A2" t="inlineStr"><is><t>1</t></is><is><t>2</t></is></c></row>`), `the cell A2 of the sheet "员工" has two values`},
		{"a value and a text", data(`<row r="2"><c r="A2" t="inlineStr"><v>1</v><is><t>2</t></is></c></row>`), `the cell A2 of the sheet "员工" has two values`},
		{"a text in a wrapper", data(`<row r="2"><c r="A2" t="inlineStr"><is><x><t>1</t></x></is></c></row>`), `"x" stands in "is"`},
		{"a run in a wrapper", data("").shared(`<si><r><x><t>1</t></x></r></si>`), `"x" stands in "r"`},
		{"a shared text in a wrapper", data("").shared(`<x><si><t>1</t></si></x>`), `"x" stands in "sst"`},
		{"a style in a wrapper", data("").with(parts{"xl/styles.xml": `<styleSheet><cellXfs><x><xf/></x></cellXfs></styleSheet>`}), `"x" stands in "cellXfs"`},
		{"a merged range in a wrapper", oneSheet(strings.Replace(whole, "</worksheet>", `<mergeCells><x><mergeCell ref="A1:B1"/></x></mergeCells></worksheet>`, 1)), `"x" stands in "mergeCells"`},
		{"a sheet in a wrapper", data("").with(parts{"xl/workbook.xml": workbookXML(`<sheets><x><sheet name="a" r:id="rId1"/></x></sheets>`)}), `"x" stands in "sheets"`},
		{"all sheets in a wrapper", data("").with(parts{"xl/workbook.xml": workbookXML(`<x><sheets><sheet name="a" r:id="rId1"/></sheets></x>`)}), `"sheets" stands in "x"`},
		{"a relationship in a wrapper", data("").with(parts{"_rels/.rels": rels(`<x>` + rel("rId1", "officeDocument", "xl/workbook.xml") + `</x>`)}), `"x" stands in "Relationships"`},

		{"a row that may be hidden", data(`<row r="2" hidden="yes"><c r="A2"><v>1</v></c></row>`), `the attribute hidden says "yes", which is neither true nor false`},
		{"a row that is hidden by nothing", data(`<row r="2" hidden=""><c r="A2"><v>1</v></c></row>`), `the attribute hidden says ""`},

		{"columns of no number", oneSheet(strings.Replace(whole, "<sheetData>", `<cols><col min="x" max="2" hidden="1"/></cols><sheetData>`, 1)), `has the columns "x" to "2"`},
		{"columns out of order", oneSheet(strings.Replace(whole, "<sheetData>", `<cols><col min="3" max="2" hidden="1"/></cols><sheetData>`, 1)), `has the columns "3" to "2"`},
		{"columns that may be hidden", oneSheet(strings.Replace(whole, "<sheetData>", `<cols><col min="1" max="2" hidden="?"/></cols><sheetData>`, 1)), `the attribute hidden says "?"`},

		{"half a sheet", oneSheet(whole[:len(whole)/2+60]), "xl/worksheets/sheet1.xml: it ends before its end"},
		{"a sheet without its last tag", oneSheet(strings.TrimSuffix(whole, "</worksheet>")), "it ends before its end"},
		{"half a tag", oneSheet(whole + "<!"), "it declares a document type"},
		{"half a comment", oneSheet(whole + "<!-- >"), "it ends before its end"},
		{"an empty part", oneSheet(""), "it ends before its end"},
		{"text behind the end", oneSheet(whole + "x"), "it is not well-formed XML"},
		{"two roots", oneSheet(whole + "<a/>"), "it is not well-formed XML"},
		{"crossed tags", data(`<row></c></row>`), "it is not well-formed XML"},
		{"a tag in a tag", data(`<row <c/></row>`), "it is not well-formed XML"},
		{"an attribute without quotes", data(`<row r=2/>`), "it is not well-formed XML"},
		{"an attribute without a value", data(`<row r/>`), "it is not well-formed XML"},
		{"a name without letters", data(`< r="2"/>`), "it is not well-formed XML"},
		{"a prefix without a name", data(`<row><x:/></row>`), "it is not well-formed XML"},
		{"an unknown reference", data(`<row><c t="inlineStr"><is><t>&a;</t></is></c></row>`), "it is not well-formed XML"},
		{"an open reference", data(`<row><c t="inlineStr"><is><t>a & b</t></is></c></row>`), "it is not well-formed XML"},
		{"a reference to no character", data(`<row><c t="inlineStr"><is><t>&#xD800;</t></is></c></row>`), "it is not well-formed XML"},
		{"a reference in an attribute", data(`<row r="&#0;"/>`), "it is not well-formed XML"},
		{"text that is not UTF-8", data("<row><c><v>\xb9</v></c></row>"), "it is not in UTF-8"},
		{"a tag that is not UTF-8", data("<row \xb9='1'/>"), "it is not in UTF-8"},
		{"CDATA that is not UTF-8", data("<row><c><v><![CDATA[\xb9]]></v></c></row>"), "it is not in UTF-8"},
		{"UTF-16", oneSheet("\xff\xfe<\x00a\x00/\x00>\x00"), "it is not in UTF-8"},
		{"an entity", oneSheet(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + whole), "it declares a document type"},
		{"deep nesting", oneSheet(strings.Repeat("<worksheet>", 65)), "nested too deeply"},
		{"a chart as a sheet", oneSheet("<chartsheet/>"), "it is of another kind than its name says"},

		{"no sheet", data("").with(parts{"xl/_rels/workbook.xml.rels": rels(rel("rId1", "worksheet", "worksheets/sheet2.xml"))}), "xl/worksheets/sheet2.xml is missing"},
		{"a target outside", data("").with(parts{"xl/_rels/workbook.xml.rels": rels(rel("rId1", "worksheet", "../../../etc/passwd"))}), "etc/passwd is missing"},
		{"a target that is itself", data("").with(parts{"xl/_rels/workbook.xml.rels": rels(rel("rId1", "worksheet", "workbook.xml"))}), "xl/workbook.xml: it is of another kind"},
		{"no workbook", data("").with(parts{"_rels/.rels": rels("")}), "is missing"},
		{"two names of one part", data("").with(parts{"xl/Workbook.xml": ""}), `it holds "xl/workbook.xml" twice`},
		{"styles", data("").with(parts{"xl/styles.xml": "<a/>"}), "xl/styles.xml: it is of another kind"},
		{"shared texts", data("").with(parts{"xl/sharedStrings.xml": "<sst><si>"}), "xl/sharedstrings.xml: it ends before its end"},
		{"two workbooks", data("").with(parts{"_rels/.rels": rels(rel("rId1", "officeDocument", "xl/workbook.xml") + rel("rId2", "officeDocument", "xl/other.xml"))}), `"officeDocument" of the file stands for two parts`},
		{"two lists of shared texts", data("").with(parts{"xl/_rels/workbook.xml.rels": rels(rel("rId1", "worksheet", "a.xml") + rel("rId2", "sharedStrings", "b.xml") + rel("rId3", "sharedStrings", "c.xml"))}), `"sharedStrings" of xl/workbook.xml stands for two parts`},
		{"two lists of styles", data("").with(parts{"xl/_rels/workbook.xml.rels": rels(rel("rId1", "worksheet", "a.xml") + rel("rId2", "styles", "b.xml") + rel("rId3", "styles", "c.xml"))}), `"styles" of xl/workbook.xml stands for two parts`},
		{"two parts by one relationship", data("").with(parts{"xl/_rels/workbook.xml.rels": rels(rel("rId1", "worksheet", "worksheets/sheet1.xml") + rel("rId1", "worksheet", "worksheets/sheet2.xml"))}), `the relationship "rId1" of xl/workbook.xml is there twice`},
		{"a format longer than any", data("").styled(`<numFmt numFmtId="170" formatCode="` + strings.Repeat("0", 5000) + `"/>`), "a number format of 5000 bytes"},
		{"two sheets of one name", data("").with(parts{"xl/workbook.xml": workbookXML(`<sheets><sheet name="a" r:id="rId1"/><sheet name="a" r:id="rId1"/></sheets>`)}), `it has two sheets "a"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			choice := xlsxrow.Choice{}
			if strings.HasPrefix(tt.name, "two sheets") {
				choice.Sheet = "a"
			}
			_, err := read(tt.book.zip(t), choice)
			if !errors.Is(err, xlsxrow.ErrDamaged) || !strings.Contains(err.Error(), tt.want) || strings.Count(err.Error(), "damaged") != 1 {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

// A workbook that was cut off or altered by a disk or a transfer is damaged.
func TestDamagedZip(t *testing.T) {
	file := rowsOf(header).zip(t)
	cut := func(n int) []byte { return file[:n] }
	altered := bytes.Clone(file)
	at := bytes.Index(altered, []byte("xl/worksheets/sheet1.xml")) + 60
	altered[at] ^= 0x55
	for name, file := range map[string][]byte{"cut off": cut(len(file) - 30), "half": cut(len(file) / 2), "an altered byte": altered} {
		if _, err := read(file, xlsxrow.Choice{}); !errors.Is(err, xlsxrow.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	packed := bytes.ReplaceAll(file, []byte("PK\x01\x02\x14\x00\x14\x00\x08\x00\x08"), []byte("PK\x01\x02\x14\x00\x14\x00\x08\x00\x0e"))
	if _, err := read(packed, xlsxrow.Choice{}); !errors.Is(err, xlsxrow.ErrDamaged) || !strings.Contains(err.Error(), "unsupported compression") {
		t.Errorf("packed by LZMA: %v", err)
	}
	sealed := bytes.ReplaceAll(file, []byte("PK\x01\x02\x14\x00\x14\x00\x08"), []byte("PK\x01\x02\x14\x00\x14\x00\x09"))
	if _, err := read(sealed, xlsxrow.Choice{}); !isKind(err, filekind.SealedWorkbook) {
		t.Errorf("a sealed zip: %v", err)
	}
}

// The folder of a workbook with a password stands at the end of a large file.
func TestSealedFolder(t *testing.T) {
	file := make([]byte, 512+9*512)
	copy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(file[30:], 9)
	binary.LittleEndian.PutUint32(file[48:], 8)
	for i, c := range "EncryptedPackage" {
		file[len(file)-512+2*i] = byte(c)
	}
	if _, err := read(file, xlsxrow.Choice{}); !isKind(err, filekind.SealedWorkbook) || !strings.Contains(err.Error(), "save it without the password") {
		t.Errorf("%v", err)
	}
	binary.LittleEndian.PutUint32(file[48:], 0xfffffff0)
	binary.LittleEndian.PutUint16(file[30:], 0xffff)
	if _, err := read(file, xlsxrow.Choice{}); !isKind(err, filekind.XLS) {
		t.Errorf("a folder beyond the end: %v", err)
	}
}

// repeated is a text with a middle that comes so often.
type repeated struct {
	start, middle, end string
	times              int
}

// deflated compresses each piece for itself, so that one may be repeated without being compressed again.
func (r repeated) deflated(tb testing.TB) []byte {
	tb.Helper()
	piece := func(text string, last bool) []byte {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, flate.BestSpeed)
		check(tb, err)
		_, err = io.WriteString(w, text)
		check(tb, err)
		if last {
			check(tb, w.Close())
		} else {
			check(tb, w.Flush())
		}
		return b.Bytes()
	}
	return slices.Concat(piece(r.start, false), bytes.Repeat(piece(r.middle, false), r.times), piece(r.end, true))
}

// bomb is a workbook in which a part unpacks to far more than it takes.
func bomb(tb testing.TB, base parts, part string, content repeated) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range base {
		if name == part {
			continue
		}
		entry, err := w.Create(name)
		check(tb, err)
		_, err = io.WriteString(entry, text)
		check(tb, err)
	}
	packed := content.deflated(tb)
	entry, err := w.CreateRaw(&zip.FileHeader{
		Name: part, Method: zip.Deflate, CompressedSize64: uint64(len(packed)),
		UncompressedSize64: uint64(len(content.start) + len(content.middle)*content.times + len(content.end)),
	})
	check(tb, err)
	_, err = entry.Write(packed)
	check(tb, err)
	check(tb, w.Close())
	return b.Bytes()
}

// What unpacks to more than people write is refused before it has filled the memory.
func TestBombs(t *testing.T) {
	const sheet = "xl/worksheets/sheet1.xml"
	start, end := strings.Split(sheetXML("|"), "|")[0], strings.Split(sheetXML("|"), "|")[1]
	long := strings.Repeat("红", 10_000)
	for _, tt := range []struct {
		name string
		base parts
		part string
		repeated
		want string
	}{
		{"a cell of many megabytes", rowsOf(""), sheet, repeated{start + `<row><c t="inlineStr"><is><t>`, long, `</t></is></c></row>` + end, 50}, "longer than 1 MiB"},
		{"a cell of many pieces", rowsOf(""), sheet, repeated{start + `<row><c t="inlineStr"><is><t>`, long + "<!---->", `</t></is></c></row>` + end, 50}, "longer than 1 MiB"},
		{"a cell of many runs", rowsOf(""), sheet, repeated{start + `<row><c t="inlineStr"><is>`, "<r><t>" + long + "</t></r>", `</is></c></row>` + end, 5}, "more than 128 KiB"},
		{"an endless tag", rowsOf(""), sheet, repeated{start + `<row `, `r="` + long + `" `, `/>` + end, 50}, "longer than 1 MiB"},
		{"a long name", rowsOf(""), sheet, repeated{start + `<`, `a`, `/>` + end, 300}, "not well-formed"},
		{"a long row", rowsOf("").shared(`<si><t>` + long + `</t></si>`), sheet, repeated{start + `<row>`, `<c t="s"><v>0</v></c>`, `</row>` + end, 100}, "more than 1 MiB of text"},
		{"one text in all cells", rowsOf("").shared(`<si><t>` + long + `</t></si>`), sheet, repeated{start, strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 1000), end, 10}, "more than 256 MiB of memory"},
		{"many shared texts", rowsOf(""), "xl/sharedStrings.xml", repeated{`<sst>`, `<si><t>` + long + `</t></si>`, `</sst>`, 10_000}, "more than 256 MiB of memory"},
		{"many styles", rowsOf(""), "xl/styles.xml", repeated{`<styleSheet><cellXfs>`, strings.Repeat(`<xf/>`, 1000), `</cellXfs></styleSheet>`, 70}, "cell formats"},
		{"many sheets", rowsOf(""), "xl/workbook.xml", repeated{`<workbook><sheets>`, strings.Repeat(`<sheet/>`, 1000), `</sheets></workbook>`, 20}, "more than 10000 sheets"},
		{"columns", rowsOf(""), sheet, repeated{`<worksheet><cols>`, strings.Repeat(`<col min="1" max="16384" hidden="1"/>`, 1000), `</cols></worksheet>`, 20}, "more than 16384 columns"},
		{"merged ranges", rowsOf(""), sheet, repeated{
			start + strings.Repeat(`<row><c><v>1</v></c><c><v>1</v></c></row>`, 1000) + `</sheetData><mergeCells>`, strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 1000),
			`</mergeCells></worksheet>`, 10,
		}, "more than 256 MiB of memory"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := bomb(t, tt.base, tt.part, tt.repeated)
			_, err := read(file, xlsxrow.Choice{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			if stats.HeapSys > 1<<30 {
				t.Errorf("the heap took %d MiB", stats.HeapSys>>20)
			}
		})
	}
}

// Relationships without end, and more parts than there is memory for.
func TestManyParts(t *testing.T) {
	many := repeated{start: `<Relationships>`, end: `</Relationships>`}
	for i := range 10_001 {
		many.start += fmt.Sprintf(`<Relationship Id="%d"/>`, i)
	}
	if _, err := read(bomb(t, rowsOf(""), "_rels/.rels", many), xlsxrow.Choice{}); !errors.Is(err, xlsxrow.ErrTooLarge) {
		t.Errorf("relationships: %v", err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range 150_000 {
		_, err := w.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("xl/%08d", i)})
		check(t, err)
	}
	check(t, w.Close())
	if _, err := read(b.Bytes(), xlsxrow.Choice{}); !errors.Is(err, xlsxrow.ErrTooLarge) {
		t.Errorf("parts: %v", err)
	}
}

// A sheet that unpacks to more than a gigabyte is not read to its end, whatever the zip says of its size.
func TestZipBomb(t *testing.T) {
	file := bomb(t, rowsOf(""), "xl/worksheets/sheet1.xml", repeated{"<worksheet>", strings.Repeat(" ", 1<<19) + "<a/>", "</worksheet>", 2100})
	if len(file) > 8<<20 {
		t.Fatalf("it takes %d bytes itself", len(file))
	}
	_, err := read(file, xlsxrow.Choice{})
	if !errors.Is(err, xlsxrow.ErrTooLarge) || !strings.Contains(err.Error(), "unpacks to more than 1024 MiB") {
		t.Errorf("%v", err)
	}
}

// External links, macros and a link as a sheet are left alone.
func TestLeftAlone(t *testing.T) {
	book := rowsOf(header).with(parts{
		"xl/vbaProject.bin":                  "\xd0\xcf\x11\xe0",
		"xl/externalLinks/externalLink1.xml": "not XML",
		"xl/_rels/workbook.xml.rels": rels(rel("rId1", "worksheet", "worksheets/sheet1.xml") + rel("rId8", "externalLink", "externalLinks/externalLink1.xml") +
			rel("rId9", "vbaProject", "vbaProject.bin")),
	})
	if s := book.read(t); s.Len() != 1 {
		t.Errorf("%d rows", s.Len())
	}
	outside := strings.Replace(rel("rId1", "worksheet", "https://example.com/sheet1.xml"), "/>", ` TargetMode="External"/>`, 1)
	_, err := read(book.with(parts{"xl/_rels/workbook.xml.rels": rels(outside)}).zip(t), xlsxrow.Choice{})
	if sheet := (*xlsxrow.SheetError)(nil); !errors.As(err, &sheet) {
		t.Errorf("a link as a sheet: %v", err)
	}
}
