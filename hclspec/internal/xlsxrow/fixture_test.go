package xlsxrow_test

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"slices"
	"testing"

	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
)

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// parts are the entries of a zip by their names.
type parts map[string]string

func (p parts) zip(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		entry, err := w.Create(name)
		check(tb, err)
		_, err = io.WriteString(entry, p[name])
		check(tb, err)
	}
	check(tb, w.Close())
	return b.Bytes()
}

// with is the parts with others in their places.
func (p parts) with(others parts) parts {
	all := maps.Clone(p)
	maps.Copy(all, others)
	return all
}

const (
	mainNS   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relNS    = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relType  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	relsNS   = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	xmlFirst = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

func rels(list string) string {
	return xmlFirst + `<Relationships ` + relsNS + `>` + list + `</Relationships>`
}

func rel(id, kind, target string) string {
	return `<Relationship Id="` + id + `" Type="` + relType + kind + `" Target="` + target + `"/>`
}

func workbookXML(inner string) string {
	return xmlFirst + `<workbook ` + mainNS + ` ` + relNS + `>` + inner + `</workbook>`
}

func sheetXML(data string) string {
	return xmlFirst + `<worksheet ` + mainNS + `><sheetData>` + data + `</sheetData></worksheet>`
}

// oneSheet is a workbook whose only sheet, 员工, has this XML.
func oneSheet(sheet string) parts {
	return parts{
		"[Content_Types].xml":        xmlFirst + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                rels(rel("rId1", "officeDocument", "xl/workbook.xml")),
		"xl/workbook.xml":            workbookXML(`<sheets><sheet name="员工" sheetId="1" r:id="rId1"/></sheets>`),
		"xl/_rels/workbook.xml.rels": rels(rel("rId1", "worksheet", "worksheets/sheet1.xml") + rel("rId2", "sharedStrings", "sharedStrings.xml") + rel("rId3", "styles", "styles.xml")),
		"xl/worksheets/sheet1.xml":   sheet,
	}
}

// rowsOf is a workbook with these rows.
func rowsOf(data string) parts { return oneSheet(sheetXML(data)) }

// styled adds cell formats: each is the number of a built-in one, or a code.
func (p parts) styled(formats string, ids ...string) parts {
	xfs := ""
	for _, id := range ids {
		xfs += `<xf numFmtId="` + id + `"/>`
	}
	return p.with(parts{"xl/styles.xml": xmlFirst + `<styleSheet ` + mainNS + `><numFmts>` + formats + `</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>` +
		xfs + `</cellXfs></styleSheet>`})
}

func (p parts) shared(items string) parts {
	return p.with(parts{"xl/sharedStrings.xml": xmlFirst + `<sst ` + mainNS + `>` + items + `</sst>`})
}

func read(file []byte, choice xlsxrow.Choice) (*xlsxrow.Sheet, error) {
	return xlsxrow.Read(bytes.NewReader(file), int64(len(file)), choice)
}

func (p parts) read(tb testing.TB) *xlsxrow.Sheet {
	tb.Helper()
	s, err := read(p.zip(tb), xlsxrow.Choice{})
	check(tb, err)
	return s
}
