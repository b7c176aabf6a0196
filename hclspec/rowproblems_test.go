package hclspec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
)

// A rule shows its first ten rows, or a thousand where all are wanted, and names the places of five more.
func TestFoldsAtTheirBounds(t *testing.T) {
	for _, tt := range []struct {
		rows    int
		showAll bool
		shown   int
		last    string
	}{
		{9, false, 9, ""},
		{10, false, 10, ""},
		{11, false, 10, "1 more recipient have no valid openid, first at line 12 of people.csv."},
		{15, false, 10, "5 more recipients have no valid openid, first at lines 12, 13, 14, 15, 16 of people.csv."},
		{16, false, 10, "6 more recipients have no valid openid, first at lines 12, 13, 14, 15, 16 of people.csv."},
		{16, true, 16, ""},
		{1000, true, 1000, ""},
		{1001, true, 1000, "1 more recipient have no valid openid, first at line 1002 of people.csv."},
	} {
		rows := "id,openid,name\n"
		for i := range tt.rows {
			rows += fmt.Sprintf("u%d,x,x\n", i)
		}
		project, diags := listOf(rows).load(t, hclspec.Options{ShowAll: tt.showAll})
		diags = append(diags, project.Campaigns[0].Recipients(nil, nil)...)
		if tt.last != "" {
			if got := diags[len(diags)-1].Detail; got != tt.last {
				t.Errorf("%d rows: %s", tt.rows, got)
			}
			diags = diags[:len(diags)-1]
		}
		if len(diags) != tt.shown || detailOf(diags[1:], "1 more") != "" {
			t.Errorf("%d rows: %d diagnostics, want %d", tt.rows, len(diags), tt.shown)
		}
	}
}

func TestFaultyRowsAreFolded(t *testing.T) {
	var rows strings.Builder
	rows.WriteString(header)
	for range 227 {
		rows.WriteString("u,oUpF8uMuAJO_M2pxb1Q9zNjWe01o,王伟,0.30\n")
	}
	f := folder{"a.hcl": campaign(strings.Replace(rowsFrom, "    key    = row.id\n", "", 1) + "\nallow_repeat_openid = true"), "people.csv": rows.String()}
	_, diags := f.stream(t)
	low := 0
	for _, d := range diags {
		if d.Summary == "Amount below the minimum" {
			low++
		}
	}
	if low != 11 {
		t.Errorf("%d diagnostics about the amounts, want 10 and one for the rest", low)
	}
	if want := "217 more recipients have an amount below the minimum, first at lines 12, 13, 14, 15, 16 of people.csv."; !strings.Contains(diags.Error()+detailOf(diags, "217"), want) {
		t.Errorf("no line says %q", want)
	}
}
