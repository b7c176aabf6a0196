package xlsxrow_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/cashredpack/redpack/hclspec/internal/xlsxrow"
)

// wellFormed checks what every sheet promises, whatever it was read from.
func wellFormed(t *testing.T, file []byte, choice xlsxrow.Choice) {
	t.Helper()
	s, err := read(file, choice)
	if err != nil {
		if s != nil || err.Error() == "" || !utf8.ValidString(err.Error()) {
			t.Fatalf("%v and %q", s, err)
		}
		return
	}
	width := strings.Count(s.Row(0).Text, string(xlsxrow.Separator)) + 1
	for i, top := range s.Top() {
		if choice.HeaderRow > 0 && int(top.Number) >= choice.HeaderRow {
			t.Fatalf("%v is not above row %d", top, choice.HeaderRow)
		}
		if choice.HeaderRow == 0 && i < s.Len() && (top.Number != s.Row(i).Number || !strings.HasPrefix(top.Text+string(xlsxrow.Separator), strings.TrimRight(s.Row(i).Text, string(xlsxrow.Separator)))) {
			t.Fatalf("%v begins with %v", top, s.Row(i))
		}
	}
	last := int32(0)
	for i := range s.Len() {
		r := s.Row(i)
		if cells := strings.Count(r.Text, string(xlsxrow.Separator)) + 1; cells != width || !utf8.ValidString(r.Text) {
			t.Fatalf("row %d has %d of %d cells: %q", r.Number, cells, width, r.Text)
		}
		if r.Number <= last || r.Number > 1_048_576 || r.Beyond != 0 && int(r.Beyond) < width {
			t.Fatalf("row %v behind row %d", r, last)
		}
		last = r.Number
		blank := strings.Trim(r.Text, string(xlsxrow.Separator)) == "" && r.Beyond == 0
		for column := range width {
			blank = blank && s.Fault(i, column).English == ""
			if !utf8.ValidString(s.Fault(i, column).English + s.Shown(i, column) + s.Dressed(i, column)) {
				t.Fatalf("%q, %q, %q", s.Fault(i, column).English, s.Shown(i, column), s.Dressed(i, column))
			}
		}
		if blank {
			t.Fatalf("row %d is blank", r.Number)
		}
	}
}

func seeds(tb testing.TB) [][]byte {
	tb.Helper()
	f := excelize.NewFile()
	check(tb, f.SetSheetRow("Sheet1", "A1", &[]any{"工号", "姓名", 8.8, true, "", 46424.375}))
	check(tb, f.MergeCell("Sheet1", "A1", "B1"))
	check(tb, f.SetCellFormula("Sheet1", "A2", "1+1"))
	var b bytes.Buffer
	check(tb, f.Write(&b))
	check(tb, f.Close())
	return [][]byte{b.Bytes(), people(tb, 5, true), people(tb, 5, false), rowsOf("").zip(tb), {}, []byte("PK\x03\x04")}
}

// Any bytes are a list that keeps its promises, or an error.
func FuzzRead(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed, "", 0)
	}
	f.Add(rowsOf(header).zip(f), "员工", 1)
	f.Fuzz(func(t *testing.T, file []byte, sheet string, header int) {
		wellFormed(t, file, xlsxrow.Choice{Sheet: sheet, HeaderRow: header})
	})
}

// So are any sheet, shared texts and styles in a valid zip.
func FuzzSheet(f *testing.F) {
	const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="[&gt;9]_¥[$$-409]0.0%;\分[$¥-411]0.0,"/></numFmts><cellXfs><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`
	for _, sheet := range []string{
		sheetXML(header), sheetXML(header + `<row r="3" hidden="1"><c r="A3" t="s"><v>0</v></c><c r="C3" s="1"><f>A1</f></c><c r="E3" t="e"><v>#N/A</v></c></row>`),
		strings.Replace(sheetXML(header), "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A1:C1"/></mergeCells>`, 1),
		sheetXML(header + `<row r="2"><c r="A2" s="2"><v>888</v></c><c r="B2" s="2"><v>0.5</v></c></row>`),
		sheetXML(`<row><c t="inlineStr"><is><r><t>a_x001F_</t></r><rPh><t>b</t></rPh></is></c></row><row><c s="0"><v>46424.375</v></c></row>`),
		`<x:worksheet><x:sheetData/></x:worksheet>`, ``,
	} {
		f.Add(sheet, `<sst><si><t>王伟</t></si></sst>`, styles, 0)
	}
	f.Fuzz(func(t *testing.T, sheet, shared, styles string, header int) {
		book := oneSheet(sheet).with(parts{"xl/sharedStrings.xml": shared, "xl/styles.xml": styles})
		wellFormed(t, book.zip(t), xlsxrow.Choice{HeaderRow: header})
	})
}

// tokens cuts XML by encoding/xml, as xlsxrow.Tokens does.
func tokens(src string) (tokens []string, err error) {
	d := xml.NewDecoder(strings.NewReader(src))
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return tokens, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			tag := "<" + token.Name.Local
			for _, a := range token.Attr {
				name := a.Name.Local
				if a.Name.Space != "" {
					name = a.Name.Space + ":" + name
				}
				tag += fmt.Sprintf(" %s=%q", name, a.Value)
			}
			tokens = append(tokens, tag+">")
		case xml.EndElement:
			tokens = append(tokens, "</>")
		case xml.CharData:
			tokens = append(tokens, string(token))
		}
	}
}

// joined puts texts that follow one another together, and leaves out those that are blank and stand outside of all elements.
func joined(tokens []string) (out []string) {
	depth, text := 0, ""
	for _, token := range tokens {
		if !strings.HasPrefix(token, "<") {
			if depth > 0 {
				text += token
			}
			continue
		}
		if text != "" {
			out = append(out, text)
		}
		text = ""
		out = append(out, token)
		if token == "</>" {
			depth--
		} else {
			depth++
		}
	}
	return out
}

// XML that both readers take has the same tags and texts for both, however it arrives.
func FuzzTokens(f *testing.F) {
	for _, seed := range []string{
		sheetXML(header), `<a b='c"' d = "&lt;e>"><!-- < --><?f > ?><g/>h&amp;&#x1F9E7;` + "\r\n\r" + `<![CDATA[<i>]]]]></a>`, `<x:a x:b="1"></x:a >`,
		"<a>\xff</a>", "<a><b></a></b>", "<a", "<a/><!", "<a>]]></a>", "<!-->--><a/>", "<a>&#13;</a>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		got, err := xlsxrow.Tokens(strings.NewReader(src))
		slow, slowErr := xlsxrow.Tokens(iotest.OneByteReader(strings.NewReader(src)))
		if !slices.Equal(got, slow) || (err == nil) != (slowErr == nil) {
			t.Fatalf("%q and %v, byte by byte %q and %v", got, err, slow, slowErr)
		}
		want, wantErr := tokens(src)
		if err != nil || wantErr != nil {
			return
		}
		if got, want := joined(got), joined(want); !slices.Equal(got, want) {
			t.Errorf("%q, encoding/xml gives %q", got, want)
		}
	})
}
