package hclspec

// aheadRows is how many rows are cut before the first of them is evaluated, and aheadCells where that ends early because the
// rows are long.
const (
	aheadRows  = 64
	aheadCells = 4096
)

// cutRow is a row with its cells.
type cutRow struct {
	rawRow
	cells []string
	err   error // why it cannot be cut into cells
	plain bool  // every cell is a plain text
	runes int   // the characters of a plain row
}

// rowsAhead cuts rows some time before they are evaluated. The slots of their openids and keys in the tables of what went by
// are touched meanwhile: all of them together come from memory in little more time than one.
type rowsAhead struct {
	feed   *csvFeed
	stream *stream
	reader *rowReader
	rows   []cutRow
	cells  []string // of all rows
	at     int      // the next row
	hashes []uint64

	last rawRow // where err was met
	err  error  // what follows the rows
}

// next gives a row, which is overwritten later on. With an error it is where the reader failed.
func (a *rowsAhead) next() (*cutRow, error) {
	if a.at == len(a.rows) {
		if a.err == nil {
			a.cut()
		}
		if a.at == len(a.rows) {
			return &cutRow{rawRow: a.last}, a.err
		}
	}
	row := &a.rows[a.at]
	a.at++
	return row, nil
}

func (a *rowsAhead) cut() {
	a.rows, a.cells, a.at = a.rows[:0], a.cells[:0], 0
	for len(a.rows) < aheadRows && len(a.cells) < aheadCells {
		raw, err := a.reader.next()
		if err != nil {
			a.last, a.err = raw, err
			break
		}
		a.rows = append(a.rows, a.split(raw))
	}
	a.touch(a.feed.attrs.openID, &a.stream.openIDs)
	a.touch(a.feed.attrs.key, &a.stream.keys)
}

func (a *rowsAhead) split(raw rawRow) cutRow {
	row := cutRow{rawRow: raw}
	from := len(a.cells)
	a.cells, row.err = split(raw, a.feed.comma, a.cells)
	row.cells = a.cells[from:len(a.cells):len(a.cells)]
	if a.feed.coding == codingUTF8 && !raw.quoted {
		row.runes, row.plain = plainRunes(raw.text, a.feed.comma)
	}
	return row
}

// touch is for whole cells, as most openids and keys are. It changes nothing.
func (a *rowsAhead) touch(attr *attribute, table *seenTable) {
	if attr == nil || attr.cell == nil || len(table.slots) == 0 {
		return
	}
	a.hashes = a.hashes[:0]
	for i := range a.rows {
		if row := &a.rows[i]; row.plain && *attr.cell < len(row.cells) {
			a.hashes = append(a.hashes, hashOf(row.cells[*attr.cell]))
		}
	}
	table.touch(a.hashes)
}
