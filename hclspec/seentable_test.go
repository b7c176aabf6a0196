package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// A table that grows many times forgets nobody and takes nobody for another, also where all hashes are the same or lie at its end.
func TestSeenTable(t *testing.T) {
	const n = 1000
	for name, hash := range map[string]func(i int) uint64{
		"hashed":     func(int) uint64 { return 0 },
		"one hash":   func(int) uint64 { return 1 << 63 },
		"few hashes": func(i int) uint64 { return uint64(i%7+1) << 60 },
		"at the end": func(i int) uint64 { return ^uint64(i % 50) },
	} {
		t.Run(name, func(t *testing.T) {
			var table hclspec.SeenTable
			add := func(i, place int) (int, bool) {
				return table.Add(fmt.Sprint("person ", i), hash(i), place, func(place int) bool { return place == i })
			}
			for i := range n {
				if before, found := add(i, i); found {
					t.Fatalf("%d is taken for %d", i, before)
				}
				// The first one, and one of about half the age, are known through all growths.
				for _, again := range []int{0, i / 2, i} {
					if before, found := add(again, n+i); !found || before != again {
						t.Fatalf("after %d: %d was at %d, %t", i, again, before, found)
					}
				}
			}
			if table.Used() != n {
				t.Errorf("%d are kept, want %d", table.Used(), n)
			}
			for i := range n {
				if before, found := add(i, 2*n); !found || before != i {
					t.Fatalf("at the end %d was at %d, %t", i, before, found)
				}
			}
		})
	}
}

// Room that was made beforehand is enough, and asked for twice it is not made twice.
func TestSeenTableGrows(t *testing.T) {
	for _, n := range []int{0, 1, 47, 48, 49, 1000} {
		var table hclspec.SeenTable
		table.Grow(n)
		size := table.Size()
		for i := range n {
			table.Add(fmt.Sprint(i), 0, i, func(int) bool { return false })
		}
		if table.Size() != size {
			t.Errorf("room for %d: %d slots became %d", n, size, table.Size())
		}
		if size < n+1 || size > max(64, 2*n) {
			t.Errorf("room for %d: %d slots", n, size)
		}
	}
}

// Of rows whose number was guessed far too low none is forgotten, and the same person is found before and after each growth.
func TestDuplicatesThroughGrowth(t *testing.T) {
	const long, short = 6, 2000
	var rows strings.Builder
	rows.WriteString("id,openid,name\n")
	line := func(i int, note string) { fmt.Fprintf(&rows, "u%d,oTEST%023d,%s\n", i, i, note) }
	for i := range long { // these fill the first window, from which the number of rows is guessed
		line(i, strings.Repeat("x", 60_000))
	}
	for i := long; i < long+short; i++ {
		line(i, "x")
	}
	again := []int{0, long - 1, long, long + 63, long + 64, long + short/2, long + short - 1}
	for _, i := range again {
		line(i, "x")
	}
	people, diags := listOf(rows.String()).stream(t)
	if len(people) != long+short {
		t.Errorf("%d recipients, want %d", len(people), long+short)
	}
	twice := map[string]int{}
	for _, d := range diags {
		twice[d.Summary]++
	}
	if twice["Duplicate openid"] != len(again) || twice["Duplicate key"] != len(again) || len(twice) != 2 {
		t.Errorf("%v", twice)
	}
	for at, i := range again {
		d := diags[2*at]
		if want := fmt.Sprintf("line %d of people.csv (key \"u%d\")", i+2, i); !strings.Contains(d.Detail, want) {
			t.Errorf("%s, want %s", d.Detail, want)
		}
	}
}
