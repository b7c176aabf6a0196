package hclspec

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

// bind reads the header and ties the expressions to it.
func (feed *listFeed) bind(l *loader) {
	if err := feed.readHeader(l.project.sources); err != nil {
		l.report(feed.unreadable(err))
		return
	}
	if d := feed.checkHeader(); d != nil {
		l.report(d)
		return
	}
	c := feed.campaign
	columns := slices.DeleteFunc(slices.Clone(feed.header), func(name string) bool { return name == "" })
	feed.scope = c.rows.scope.naming("row", columns)
	beforeKey := feed.scope.naming("row", columns)
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
		}
	}
}

var errEmptyFile = errors.New("it is empty; its first line must name the columns")

func (file *listFile) readHeader(files *sources) error {
	f, err := files.fsys.Open(file.path)
	if err != nil {
		return err
	}
	head := make([]byte, csvrow.RowMax)
	n, err := readFileAt(f, head, 0)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	head = head[:n]
	if kind := files.guard.known.FindInList(head); kind != "" {
		return &secretError{kind}
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return errors.New("it is written in UTF-16; save it as CSV UTF-8")
	}
	if bytes.HasPrefix(head, []byte(utf8BOM)) {
		file.bom, file.declared = len(utf8BOM), true
		if file.coding == csvrow.GB18030 {
			return errors.New("it begins with the mark of UTF-8, so it is not gb18030; remove the attribute encoding")
		}
	}
	row, err := csvrow.NewReader(bytes.NewReader(head[file.bom:]), nil, file.comma).Next()
	if errors.Is(err, io.EOF) {
		return errEmptyFile
	}
	if err != nil {
		return err
	}
	file.head = row
	file.head.Offset += int64(file.bom)
	return nil
}

// nameColumns cuts the first line as if it were a row, which must not hold other rows, and takes the names of the columns.
func (file *listFile) nameColumns() *hcl.Diagnostic {
	row := &cutRow{Row: file.head}
	row.cells, row.err = csvrow.Split(file.head, file.comma, nil)
	if d := file.faultOf(row, len(row.cells)); d != nil {
		return d
	}
	for _, cell := range row.cells {
		name := Normal(strings.TrimSpace(cell))
		if name != "" {
			file.named = append(file.named, len(file.header))
		}
		file.header = append(file.header, name)
	}
	return nil
}

func (file *listFile) wrongEncoding() error {
	if file.coding == csvrow.UTF8 {
		return errors.New(`it is not UTF-8; a file saved by Excel needs encoding = "gb18030"`)
	}
	return errors.New("it is not gb18030; remove the attribute encoding if the file is UTF-8")
}

func (file *listFile) checkHeader() *hcl.Diagnostic {
	if d := file.nameColumns(); d != nil {
		return d
	}
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
	if len(file.header) == 1 {
		for _, other := range delimiters {
			if other[0] != file.comma && strings.Contains(file.head.Text, other) {
				return fault("One column only", file.rowRange(row), "With delimiter = %q the file has a single column, but its first line is "+
					"full of %q. Set delimiter = %q.", string(file.comma), other, other)
			}
		}
	}
	return nil
}
