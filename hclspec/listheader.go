package hclspec

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
	"github.com/cashredpack/redpack/internal/words"
)

// bind opens the list, reads its header and ties the expressions to it.
func (feed *listFeed) bind(l *loader) {
	if err := feed.open(l.project.sources); err != nil {
		l.report(feed.unreadable(err))
		return
	}
	if feed.separated {
		l.report(caution("Line for Excel in a list", feed.pathAt, "%s begins with %q, with which Excel names the delimiter. redpack takes %q "+
			"for it, and leaves that line out; header_row counts it, and Excel does not.", feed.path, "sep="+string(rune(feed.comma)), string(rune(feed.comma))))
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

var errEmptyFile = errors.New("it is empty; its first line must name the columns")

// findHeader reads up to the row that names the columns.
func (file *listFile) findHeader(rows rowReader) error {
	for {
		row, err := rows.Next()
		switch {
		case errors.Is(err, io.EOF) && file.headerRow > 0:
			return fmt.Errorf("it has no row that begins on line %d, where header_row says that the columns are named", file.headerRow)
		case errors.Is(err, io.EOF):
			return errEmptyFile
		case err != nil:
			return err
		case file.headerRow > 0 && int(row.Line) > file.headerRow:
			return fmt.Errorf("no row begins on line %d, where header_row says that the columns are named", file.headerRow)
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
		return fault("Too many columns", file.cellRange(row, columnsMax), "The first line names %d columns, and %d are allowed. Is the delimiter right, and "+
			"does the file begin with the line of names?", len(file.header), columnsMax)
	}
	seen := map[string]bool{}
	for i, name := range file.header {
		if name != "" && seen[name] {
			return fault("Duplicate column", file.cellRange(row, i), "Two columns are named %q, and row.%s could mean either. Rename one.", name, name)
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
			return fault("One column only", at, "With delimiter = %q the file has a single column, but its first line is "+
				"full of %q. Set delimiter = %q.", string(rune(file.comma)), other, other)
		}
	}
	for _, other := range fullWidth {
		if strings.Contains(file.header[0], other) {
			return fault("One column only", at, "The file has a single column, for nothing in its first line is a %q. It is full of %q, which no program "+
				"takes for a delimiter: save the list as CSV anew, or replace each %q between two cells by %q.", string(rune(file.comma)), other, other, ",")
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
func (file *listFile) listing() string {
	if len(file.named) == 0 {
		return " The line of names is empty."
	}
	names := make([]string, len(file.named))
	for i, column := range file.named {
		names[i] = file.header[column]
	}
	return fmt.Sprintf(" The columns of %s are named %s.", file.path, words.Quoted(names, listedNames).English)
}
