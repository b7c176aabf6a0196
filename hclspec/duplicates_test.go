package hclspec_test

import (
	"fmt"
	"strings"
	"testing"
)

// However a row is written, and however far from the first, its openid and key are known again.
func TestDuplicatesInOtherWriting(t *testing.T) {
	const openID = "oUpF8uMuAJO_M2pxb1Q9zNjWe01o"
	far := 20_000
	if testing.Short() {
		far = 2_000
	}
	for _, distance := range []int{0, 1, 70, far} {
		for _, second := range []string{
			"é1," + openID + ",王伟,1.00",
			`"é1","` + openID + `","王,伟",1.00`,
			"e\u03011," + openID + ",王伟,1.00",
		} {
			var rows strings.Builder
			rows.WriteString(header + "é1," + openID + ",王伟,1.00\n")
			for i := range distance {
				fmt.Fprintf(&rows, "u%d,oTEST%023d,王伟,1.00\n", i, i)
			}
			rows.WriteString(second + "\n")
			people, diags := folder{"a.hcl": campaign(rowsFrom), "people.csv": rows.String()}.stream(t)
			if got := summaries(diags); got != "Duplicate openid; Duplicate key" || len(people) != distance+1 {
				t.Errorf("%q after %d rows: %s, %d rows", second, distance, got, len(people))
			}
		}
	}
}
