package hclspec

import "github.com/cashredpack/redpack/hclspec/internal/csvrow"

// aheadRows is how many rows are cut before the first of them is evaluated, and aheadCells where that ends early because the
// rows are long.
const (
	aheadRows  = 64
	aheadCells = 4096
)

// cutRow is a row with its cells.
type cutRow struct {
	csvrow.Row
	cells  []string
	err    error // why it cannot be cut into cells
	plain  bool  // every cell is a plain text
	runes  int   // the characters of a plain row
	hashes rowHashes
}

// rowHashes are what the tables know a row by; 0 where it must be evaluated first.
type rowHashes struct{ openID, key uint64 }

// rowsAhead cuts rows some time before they are evaluated. The slots of their openids and keys in the tables of what went by
// are touched meanwhile: all of them together come from memory in little more time than one.
type rowsAhead struct {
	feed   *listFeed
	stream *stream
	reader rowReader
	rows   []cutRow
	cells  []string // of all rows
	at     int      // the next row

	evidence csvrow.Evidence

	last csvrow.Row // where err was met
	err  error      // what follows the rows
}

// next gives a row, which is overwritten later on. With an error it is where the reader failed.
func (a *rowsAhead) next() (*cutRow, error) {
	if a.at == len(a.rows) {
		if a.err == nil {
			a.cut()
		}
		if a.at == len(a.rows) {
			return &cutRow{Row: a.last}, a.err
		}
	}
	row := &a.rows[a.at]
	a.at++
	return row, nil
}

func (a *rowsAhead) cut() {
	if a.rows == nil {
		a.rows = make([]cutRow, 0, aheadRows)
	}
	a.rows, a.cells, a.at = a.rows[:0], a.cells[:0], 0
	for len(a.rows) < aheadRows && len(a.cells) < aheadCells {
		raw, err := a.reader.Next()
		if err != nil {
			a.last, a.err = raw, err
			break
		}
		a.rows = a.rows[:len(a.rows)+1]
		a.split(&a.rows[len(a.rows)-1], raw)
	}
	a.stream.openIDs.touch(a.rows, func(row *cutRow) uint64 { return row.hashes.openID })
	a.stream.keys.touch(a.rows, func(row *cutRow) uint64 { return row.hashes.key })
}

func (a *rowsAhead) split(row *cutRow, raw csvrow.Row) {
	from := len(a.cells)
	a.cells, row.err = csvrow.Split(raw, a.feed.comma, a.cells)
	row.Row, row.cells, row.plain, row.hashes = raw, a.cells[from:], false, rowHashes{}
	if a.feed.coding == csvrow.UTF8 && !raw.Quoted {
		row.runes, row.plain = csvrow.PlainRunes(raw.Text, a.feed.comma)
	}
	if !row.plain {
		a.evidence.Take(raw)
		return
	}
	if row.runes != len(raw.Text) {
		a.evidence.Proved = true
	}
	row.hashes.openID = row.hash(a.feed.attrs.openID)
	row.hashes.key = row.hash(a.feed.attrs.key)
}

// hash is for an attribute that is a whole cell, as most openids and keys are.
func (r *cutRow) hash(a *attribute) uint64 {
	if a == nil || a.cell == nil || *a.cell >= len(r.cells) {
		return 0
	}
	return hashOf(r.cells[*a.cell])
}
