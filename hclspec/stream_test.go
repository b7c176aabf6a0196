package hclspec_test

import "testing"

// A row for which where has no value is an error at its cell, and the others still come.
func TestWhereThatFails(t *testing.T) {
	rows := expand("id,openid,years\na,P1,3\nb,P2,two\nc,P3,0\nd,P4,1\n")
	for _, where := range []string{"row.years >= 1", "tonumber(row.years) >= 1"} {
		files := listOf(rows, "where = "+where)
		people, diags := files.stream(t)
		if len(diags) != 1 || diags[0].Summary != "Row expression failed" || files.pointed(diags[0]) != "two" || diags[0].Subject.Start.Line != 3 {
			t.Fatal(where, diags)
		}
		if len(people) != 2 || people[0].Key != "a" || people[1].Key != "d" {
			t.Error(where, people)
		}
	}
}
