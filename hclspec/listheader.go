package hclspec

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// bind opens the list, reads its header and ties the expressions to it.
func (feed *listFeed) bind(l *loader) {
	if err := feed.open(l.project.sources); err != nil {
		l.report(feed.unreadable(err))
		return
	}
	if feed.separated {
		l.report(warning(lang.Both("Line for Excel in a list", "名单里有给 Excel 的一行"), feed.pathAt, lineForExcel(feed.path, string(rune(feed.comma)))))
	}
	for _, check := range []func() *hcl.Diagnostic{feed.nameColumns, feed.personNaming, feed.checkHeader, feed.unreadAbove} {
		if d := check(); d != nil {
			l.report(d)
			return
		}
	}
	c := feed.campaign
	columns := slices.DeleteFunc(slices.Clone(feed.header), func(name string) bool { return name == "" })
	feed.scope = c.rows.scope.naming("row", columns)
	feed.scope.listing = feed.listing()
	beforeKey := feed.scope.naming("row", columns)
	beforeKey.listing = feed.scope.listing
	delete(beforeKey.names, "draw")
	for _, a := range feed.attrs.written() {
		scope := feed.scope
		if a == feed.attrs.key || a == feed.attrs.openID || a == feed.attrs.where {
			// A draw hangs on the key, so the key and what decides whether there is a row cannot hang on a draw.
			scope = beforeKey
		}
		diags := scope.check(a.expr)
		l.report(diags...)
		if !diags.HasErrors() {
			a.bind(c.rows.draws, l)
			a.bindColumns(feed.header, feed.named)
			a.prepare(l.meter)
			l.report(mixedComparison(a.expr)...)
			a.compile(feed)
			l.report(feed.hiddenColumns(a)...)
		}
	}
	feed.used, feed.first = feed.usedColumns(), ""
}

var errEmptyFile = lang.New(lang.Both("it is empty; its first line must name the columns", "文件为空；第一行应当是列名"))

// findHeader reads up to the row that names the columns.
func (file *listFile) findHeader(rows rowReader) error {
	for {
		row, err := rows.Next()
		switch {
		case errors.Is(err, io.EOF) && file.headerRow > 0:
			return lang.Errorf("it has no row that begins on line %d, where header_row says that the columns are named",
				"文件里没有从第 %d 行开始的行，而 header_row 说列名在那里", file.headerRow)
		case errors.Is(err, io.EOF):
			return errEmptyFile
		case err != nil:
			return err
		case file.headerRow > 0 && int(row.Line) > file.headerRow:
			return lang.Errorf("no row begins on line %d, where header_row says that the columns are named",
				"没有行从第 %d 行开始，而 header_row 说列名在那里", file.headerRow)
		case int(row.Line) == file.headerRow, file.headerRow == 0 && !blankRow(row.Text, file.comma) && (!file.separated || row.Line > 1):
			file.head = row
			return nil
		}
	}
}

// nameColumns cuts the first line as if it were a row, which must not hold other rows, and takes the names of the columns.
func (file *listFile) nameColumns() *hcl.Diagnostic {
	row := &cutRow{Row: file.head}
	row.cells, row.err = csvrow.Split(file.head, file.comma, nil)
	if d := file.faultOf(row, len(row.cells)); d != nil {
		return d
	}
	for _, name := range asNames(row.cells) {
		if name != "" {
			file.named = append(file.named, len(file.header))
		}
		file.header = append(file.header, name)
	}
	return nil
}

func (file *listFile) checkHeader() *hcl.Diagnostic {
	row := file.head
	if len(file.header) > columnsMax {
		return wrong(lang.Both("Too many columns", "列太多"), file.cellRange(row, columnsMax), tooManyColumns(len(file.header)))
	}
	seen := map[string]bool{}
	for i, name := range file.header {
		if name != "" && seen[name] {
			return wrong(lang.Both("Duplicate column", "列名重复"), file.cellRange(row, i),
				lang.Format("Two columns are named %q, and row.%s could mean either. Rename one.", "有两列都叫 %q，row.%s 指哪一列说不清。给其中一列改名。", name, name))
		}
		seen[name] = true
	}
	if len(file.header) == 1 && !file.inSheet() {
		return file.otherDelimiter()
	}
	return nil
}

// fullWidth are signs that look like delimiters, and are none.
var fullWidth = []string{"，", "；", "、", "|"}

// otherDelimiter looks in the header of a list of one column for what may be its real delimiter.
func (file *listFile) otherDelimiter() *hcl.Diagnostic {
	at := file.rowRange(file.head)
	for _, other := range delimiters {
		if other[0] != file.comma && strings.Contains(file.head.Text, other) {
			return wrong(titleOneColumn, at, setDelimiter(string(rune(file.comma)), other))
		}
	}
	for _, other := range fullWidth {
		if strings.Contains(file.header[0], other) {
			return wrong(titleOneColumn, at, noDelimiter(string(rune(file.comma)), other))
		}
	}
	return nil
}

// listedNames is how many columns a message lists.
const listedNames = 20

// namesIn are the cells of a row as names of columns.
func (file *listFile) namesIn(row csvrow.Row) []string {
	cells, err := csvrow.Split(row, file.comma, nil)
	if err != nil || !decodable(file.coding, cells) {
		return nil
	}
	return asNames(cells)
}

// asNames makes names of columns of decoded cells, in place.
func asNames(cells []string) []string {
	for i := range cells {
		cells[i] = Normal(strings.TrimSpace(cells[i]))
	}
	return cells
}

// listing says which columns there are.
func (file *listFile) listing() lang.Text {
	if len(file.named) == 0 {
		return lang.Both(" The line of names is empty.", "列名那一行是空的。")
	}
	names := make([]string, len(file.named))
	for i, column := range file.named {
		names[i] = file.header[column]
	}
	return lang.Format(" The columns of %s are named %s.", "%s 的列名有 %s。", file.path, words.Quoted(names, listedNames))
}
