package state

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// SQLite looks every row of a table up in every index, which is a page somewhere else for each. This reads each index and its table once,
// from one end to the other: an index whose entries are in order, and the same ones as the table's lines, finds every line.

// anIndex is one of a table.
type anIndex struct {
	name    string
	unique  bool
	columns []string
	at      []int // where the columns stand among those that are read of the table
}

// badIndex is the name of an index of a table that does not fit it, "" where there is none.
func badIndex(c fileConn, table string) (string, error) {
	indexes, err := indexesOf(c, table)
	if err != nil || len(indexes) == 0 {
		return "", err
	}
	seed := maphash.MakeSeed() // no file knows it, so none can make up lines that only look the same
	want, err := sumsOfTable(c, table, indexes, seed)
	if err != nil {
		return "", err
	}
	for i := range indexes {
		sum, inOrder, err := sumOfIndex(c, table, &indexes[i], seed, nil)
		if err != nil {
			return "", err
		}
		if !inOrder || sum != want[i] {
			return indexes[i].name, nil
		}
	}
	return "", nil
}

func indexesOf(c fileConn, table string) (all []anIndex, err error) {
	err = c.each(`SELECT i.name, i."unique", c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c ORDER BY i.name, c.seqno`,
		func(s *sqlite3.Stmt) error {
			if name := s.ColumnText(0); len(all) == 0 || all[len(all)-1].name != name {
				all = append(all, anIndex{name: name, unique: s.ColumnBool(1)})
			}
			last := &all[len(all)-1]
			last.columns = append(last.columns, s.ColumnText(2))
			return nil
		}, table)
	return all, err
}

// entrySum adds up entries, in whatever order they come.
type entrySum struct{ entries, sum uint64 }

func (s *entrySum) add(seed maphash.Seed, entry []byte) {
	s.entries++
	s.sum += maphash.Bytes(seed, entry)
}

// sumsOfTable reads a table, not through an index, and adds up what each index has to hold.
func sumsOfTable(c fileConn, table string, indexes []anIndex, seed maphash.Seed) ([]entrySum, error) {
	columns := []string{"rowid"}
	for i := range indexes {
		for _, name := range indexes[i].columns {
			indexes[i].at = append(indexes[i].at, len(columns))
			columns = append(columns, name)
		}
	}
	values, sums := make([]any, len(columns)), make([]entrySum, len(indexes))
	var entry []byte
	err := c.each("SELECT "+strings.Join(columns, ", ")+" FROM "+table+" NOT INDEXED", func(s *sqlite3.Stmt) error {
		if err := indexed(s, values); err != nil {
			return err
		}
		for i := range indexes {
			entry = entry[:0]
			for _, at := range indexes[i].at {
				entry = appendOrdered(entry, values[at])
			}
			entry = appendOrdered(entry, values[0])
			sums[i].add(seed, entry)
		}
		return nil
	})
	return sums, err
}

// sumOfIndex reads an index alone and adds up its entries. They have to ascend, and those of a unique one without their rowid. each, if it
// is not nil, gets their rowids.
func sumOfIndex(c fileConn, table string, index *anIndex, seed maphash.Seed, each func(rowid int64)) (sum entrySum, inOrder bool, err error) {
	columns := strings.Join(index.columns, ", ") + ", rowid"
	values := make([]any, len(index.columns)+1)
	var entry, before []byte
	beforeKey := 0
	inOrder = true
	err = c.each("SELECT "+columns+" FROM "+table+" INDEXED BY "+index.name+" ORDER BY "+columns, func(s *sqlite3.Stmt) error {
		if err := indexed(s, values); err != nil {
			return err
		}
		entry = entry[:0]
		key := 0
		for i, value := range values {
			if i == len(values)-1 {
				key = len(entry)
			}
			entry = appendOrdered(entry, value)
		}
		again := index.unique && sum.entries > 0 && bytes.Equal(before[:beforeKey], entry[:key])
		inOrder = inOrder && !again && bytes.Compare(before, entry) < 0
		sum.add(seed, entry)
		if rowid, isID := values[len(values)-1].(int64); isID && each != nil {
			each(rowid)
		}
		before, entry, beforeKey = entry, before, key
		return nil
	})
	return sum, inOrder, err
}

// blob stands for a value of bytes that are no text: SQLite finds no text by it, even where the bytes are the same. One bit of a file tells
// the two apart.
type blob struct{}

// indexed reads the values of an entry.
func indexed(s *sqlite3.Stmt, values []any) error {
	if err := s.ColumnsRaw(values...); err != nil {
		return err
	}
	for i, value := range values {
		if _, bytes := value.([]byte); bytes && s.ColumnType(i) == sqlite3.BLOB {
			values[i] = blob{}
		}
	}
	return nil
}

// appendOrdered appends a value so that the bytes are in the order of SQLite's values: NULL, numbers, texts. No definition of ours lets
// anything else into an index.
func appendOrdered(b []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return append(b, 0)
	case int64:
		return appendNumber(b, v)
	case []byte:
		return appendText(b, v)
	default:
		return append(b, 3)
	}
}

func appendNumber(b []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(append(b, 1), uint64(n)^1<<63)
}

func appendText(b, text []byte) []byte {
	b = append(b, 2)
	for i := bytes.IndexByte(text, 0); i >= 0; i = bytes.IndexByte(text, 0) {
		b = append(append(b, text[:i]...), 0, 1)
		text = text[i+1:]
	}
	return append(append(b, text...), 0, 0)
}
