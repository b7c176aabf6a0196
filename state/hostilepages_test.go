package state_test

import (
	"encoding/binary"
	"errors"
	"os"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/state"
)

// TestHostilePages plants pages that lead to one page on ways without number, for each tree of the file.
func TestHostilePages(t *testing.T) {
	for _, tree := range []string{
		"sqlite_schema", "meta", "head", "campaign", "packet", "retired", "event", "form", "run", "sqlite_autoindex_packet_1",
		"sqlite_autoindex_packet_2", "sqlite_autoindex_retired_1", "packet_of_person", "event_of_packet",
	} {
		t.Run(tree, func(t *testing.T) {
			t.Parallel()
			path := newFile(t)
			storied(t, path, 3)
			soundOrFail(t, path)
			plantWays(t, path, rootOf(t, path, tree))
			for way, do := range ways {
				err := do(t, path)
				var corrupt *state.CorruptError
				if err != nil && !errors.As(err, &corrupt) {
					t.Errorf("%s: %v", way, err)
				}
				if err == nil && (way == "Check" || way == "Backup") {
					t.Errorf("%s: sound", way)
				}
			}
		})
	}
}

const pageSize = 4096

func rootOf(t *testing.T, path, tree string) (root int) {
	t.Helper()
	c, err := sqlite3.Open(path)
	must(t, err)
	defer c.Close()
	stmt, _, err := c.Prepare("SELECT rootpage FROM sqlite_schema WHERE name = '" + tree + "'")
	must(t, err)
	defer stmt.Close()
	if !stmt.Step() {
		return 1 // sqlite_schema itself
	}
	return stmt.ColumnInt(0)
}

// plantWays makes the root of a tree the first of ten pages that hold nothing but some 500 ways to the next one. What was the root
// is the last.
func plantWays(t *testing.T, path string, root int) {
	t.Helper()
	const between = 9
	data, err := os.ReadFile(path)
	must(t, err)
	next := len(data)/pageSize + 1
	page := data[(root-1)*pageSize : root*pageSize]
	header := 0
	if root == 1 {
		header = 100 // that of the file comes first
	}
	isIndex := page[header] == 10 || page[header] == 2
	was := make([]byte, pageSize)
	copy(was, page)
	clear(was[:header])
	cells := 12 + 2*int(binary.BigEndian.Uint16(page[header+3:]))
	copy(was, page[header:header+cells])
	clear(page[header:])
	waysTo(page, header, isIndex, next)
	for range between {
		inner := make([]byte, pageSize)
		next++
		waysTo(inner, 0, isIndex, next)
		data = append(data, inner...)
	}
	data = append(data, was...)
	binary.BigEndian.PutUint32(data[28:], uint32(len(data)/pageSize))
	must(t, os.WriteFile(path, data, 0o600))
}

// waysTo fills a page with cells that lead to another.
func waysTo(page []byte, header int, isIndex bool, next int) {
	cell, kind := []byte{0, 0, 0, 0, 1}, byte(5) // behind the page's number the key 1
	if isIndex {
		cell, kind = []byte{0, 0, 0, 0, 1, 1}, 2 // or a record of one byte, which is an empty one
	}
	binary.BigEndian.PutUint32(cell, uint32(next))
	n := (pageSize - header - 12) / (len(cell) + 2)
	from := pageSize - n*len(cell)
	head := page[header:]
	head[0] = kind
	binary.BigEndian.PutUint16(head[3:], uint16(n))
	binary.BigEndian.PutUint16(head[5:], uint16(from))
	binary.BigEndian.PutUint32(head[8:], uint32(next))
	for i := range n {
		binary.BigEndian.PutUint16(head[12+2*i:], uint16(from+i*len(cell)))
		copy(page[from+i*len(cell):], cell)
	}
}
