package hclspec_test

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
)

// A recipient's range is its whole row, from its first column to behind its last, however the row is written.
func TestRangesOfRows(t *testing.T) {
	rows := expand("id,openid,name\na,P1,x\nb,P2,王伟\nc,P3,Jos\u00e9\nd,P4,\"x\n王\"\ne,P5,\"y\"\r\nf,P6,z")
	people := listOf(rows, `encoding = "utf-8"`).mustStream(t)
	width := len("a,") + 28 + len(",")
	start := len("id,openid,name\n")
	for i, want := range []struct{ line, endLine, endColumn, bytes int }{
		{2, 2, width + 2, width + 1},
		{3, 3, width + 3, width + 6},
		{4, 4, width + 5, width + 5},
		{5, 6, 3, width + 3 + 4},
		{7, 7, width + 4, width + 3},
		{8, 8, width + 2, width + 1},
	} {
		r := people[i].Range
		begin := hcl.Pos{Line: want.line, Column: 1, Byte: start}
		if end := (hcl.Pos{Line: want.endLine, Column: want.endColumn, Byte: start + want.bytes}); r.Start != begin || r.End != end || r.Filename != "people.csv" {
			t.Errorf("%s: %+v to %+v, want %+v to %+v", people[i].Key, r.Start, r.End, begin, end)
		}
		if start += want.bytes + 1; i == 4 { // a carriage return is no part of a row
			start++
		}
	}
}
