package diff_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/plan/listsum"
)

const listed = "  recipients_from \"csv\" {\n    path = \"p.csv\"\n    key = row.id\n    openid = row.openid\n    amount = row.amount\n  }\n"

// listing is a side with a CSV of so many people; there says whether the file is, named whether redpack.sum has a line for it.
func listing(t *testing.T, n int, there, named bool) diff.Side {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("id,openid,amount\n")
	for i := range n {
		fmt.Fprintf(&csv, "k%d,%s,1.00\n", i, plantest.OpenID(100+i))
	}
	fsys := fstest.MapFS{"a.hcl": {Data: []byte(sandboxMerchant + block("lantern", plantest.People("5.00")+listed))}}
	if there {
		fsys["p.csv"] = &fstest.MapFile{Data: []byte(csv.String())}
	}
	project, diags := hclspec.Load(fsys, hclspec.Options{Absent: func(string) bool { return true }})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	s := diff.Side{Project: project, Campaigns: project.Campaigns}
	if named {
		sum := sha256.Sum256([]byte(csv.String()))
		s.Sum = listsum.Sum{{Path: "p.csv", Campaign: "lantern", SHA256: hex.EncodeToString(sum[:]), Rows: n, Amount: money.Fen(100 * n)}}
	}
	return s
}

func TestCompareListsThatAreNotThere(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after diff.Side
		want          string // rows before and after of a list that differs
		totals        [2]int
		unchanged     int
	}{
		{"both there", listing(t, 3, true, true), listing(t, 4, true, true), "", [2]int{4, 5}, 4},
		{"the same, not there before", listing(t, 3, false, true), listing(t, 3, true, true), "", [2]int{4, 4}, 4},
		{"the same, nowhere", listing(t, 3, false, true), listing(t, 3, false, true), "", [2]int{4, 4}, 4},
		{"more, not there before", listing(t, 3, false, true), listing(t, 4, true, true), "3 -> 4", [2]int{4, 5}, 1},
		{"more, not there after", listing(t, 3, true, true), listing(t, 4, false, true), "3 -> 4", [2]int{4, 5}, 1},
		{"more, nowhere", listing(t, 3, false, true), listing(t, 4, false, true), "3 -> 4", [2]int{4, 5}, 1},
		{"dark before", listing(t, 3, false, false), listing(t, 4, true, true), "dark -> 4", [2]int{1, 5}, 1},
		{"dark on both sides", listing(t, 3, false, false), listing(t, 3, false, false), "dark -> dark", [2]int{1, 1}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, faults := diff.Compare(c.before, c.after, diff.CompareOptions{})
			if faults.HasErrors() {
				t.Fatal(faults)
			}
			of := &d.Campaigns[0]
			var got string
			for _, l := range of.Lists {
				rows := func(l diff.List) string {
					if l.Dark {
						return "dark"
					}
					return fmt.Sprint(l.Rows)
				}
				got += rows(l.Before) + " -> " + rows(l.After)
			}
			if got != c.want || of.Unchanged.Packets != c.unchanged {
				t.Errorf("lists %q, want %q; %d unchanged, want %d", got, c.want, of.Unchanged.Packets, c.unchanged)
			}
			if diff := cmp.Diff(c.totals, [2]int{of.Before.Packets, of.After.Packets}); diff != "" {
				t.Errorf("totals (-want +got)\n%s", diff)
			}
			if c.want == "" && c.before.Campaigns[0].Incomplete() && d.Different() {
				t.Error("equal lists differ")
			}
		})
	}
}
