package hclspec_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/cashredpack/redpack/internal/place"
)

// Somebody who stands above the names of the columns is no title: nobody would pay him, and nobody would be told.
func TestPeopleAbove(t *testing.T) {
	const people = "People above the columns"
	names := "id,openid,name\na,P1,x\n"
	for _, tt := range []struct {
		name, rows, more string
		summary, detail  string
		line             int
	}{
		{"an openid, not said", "b,P2,y\n" + names, "", people, "Line 1 looks like a person's", 1},
		{"an openid, said", "b,P2,y\n" + names, "header_row = 2", people, "line 2, where the columns are named", 1},
		{"below a title", "名单,,\nb,P2,y\nc,P3,z\n" + names, "header_row = 4", people, "2 rows", 2},
		{"below a title, not said", "名单,,\nb,P2,y\n" + names, "", people, "Line 2 looks", 2},
		{"an openid that lost a character", "b,oTEST0000000000000000000002,y\n" + names, "header_row = 2", people, "", 1},
		{"an openid in a note", "付给 P2 的,,\n" + names, "header_row = 2", people, "", 1},
		{"an openid in a row that cannot be cut", "b,P2,\"y\"z\n" + names, "header_row = 2", people, "", 1},
		{"a key and an amount", "E0017,,8.88元\nid,openid,amount\na,P1,8.88\n", "header_row = 2", people, "an id and an amount", 1},
		{"a key and an amount, not said", "E0017,,8.88\nid,openid,amount\na,P1,8.88\n", "", people, "", 1},

		{"a title", "公司2025年春节红包名单,,\n" + names, "header_row = 2", "", "", 0},
		{"a title, not said", "公司2025年春节红包名单,,\n" + names, "", "Title above the columns", "header_row = 2", 1},
		{"dates and notes", "制表人：王伟,2025-01-20,8888.00\n共100人,,2025\n" + names, "header_row = 3", "", "", 0},
		{"a title in English", "Official list of our new-year-red-packets-2027,,\n2027-spring-festival-redpack,,\n" + names, "header_row = 3", "", "", 0},
		{"the number of a payment", "4200001234202701011234567890,,\n" + names, "header_row = 2", "", "", 0},
		{"sums", "合计,,8888.00\nid,openid,amount\na,P1,8.88\n", "header_row = 2", "", "", 0},
		{"sums beside a batch", "20270120-01,合计：,8888.00\nid,openid,amount\na,P1,8.88\n", "header_row = 2", "", "", 0},
		{"a month", "2027.01,,8888.00\nid,openid,amount\na,P1,8.88\n", "header_row = 2", "", "", 0},
		{"two lines of names", "会员,公众号OpenID,officialAccountOpenId\n" + names, "header_row = 2", "", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := listOf(expand(tt.rows), tt.more)
			if strings.Contains(tt.rows, "amount") {
				files["a.hcl"] = campaign(rowsFrom)
				files["a.hcl"] = strings.Replace(strings.Replace(files["a.hcl"], "wishing = ", "# wishing = ", 1), "amount = row", tt.more+"\namount = row", 1)
			}
			paid, diags := files.stream(t)
			switch {
			case tt.summary == "":
				if diags.HasErrors() || len(paid) != 1 {
					t.Error(diags)
				}
			case len(diags) == 0 || diags[0].Summary != tt.summary || !strings.Contains(diags[0].Detail, tt.detail) || diags[0].Subject.Start.Line != tt.line:
				t.Error(diags)
			}
		})
	}
}

// A line of names in which other lines stand is broken, whoever they are for.
func TestNamesBeforeACarriageReturn(t *testing.T) {
	if _, diags := listOf(expand("id,openid,name\ra,P1,x\r")).stream(t); summaries(diags) != "Carriage return in a row" {
		t.Error(diags)
	}
}

// In a workbook, too, also where the row of the names was said.
func TestPeopleAboveInAWorkbook(t *testing.T) {
	const people = "People above the columns"
	title, one, two := []any{"2027年春节红包"}, []any{"A001", person(1), "王伟", 8.88}, []any{"A002", person(2), "李娜", 8.88}
	merged := func(f *excelize.File) { _ = f.MergeCell("员工", "A1", "D1") }
	for _, tt := range []struct {
		name, content, more string
		summary, at         string
	}{
		{"not said", workbook(t, [][]any{title, two, staffHeader, one}), "", people, "名单.xlsx 员工!A2"},
		{"said", workbook(t, [][]any{title, two, staffHeader, one}, merged), "header_row = 3", people, "名单.xlsx 员工!A2"},
		{"wider than the names", workbook(t, [][]any{{"", "", "", "", "", person(2)}, staffHeader, one}), "header_row = 2", people, "名单.xlsx 员工!A1"},
		{"far above", workbook(t, append(append([][]any{two}, make([][]any, 90)...), staffHeader, one)), "header_row = 92", people, "名单.xlsx 员工!A1"},
		{"an id and an amount", workbook(t, [][]any{{"A002", "", "李娜", 8.88}, staffHeader, one}), "header_row = 2", people, "名单.xlsx 员工!A1"},
		{"a title", workbook(t, [][]any{title, {"制表", "2027-01-20"}, {}, staffHeader, one}, merged), "header_row = 4", "", ""},
		{"a title that is broken", workbook(t, [][]any{{4200001234202701011.0, "#N/A", 0.0012}, staffHeader, one}), "header_row = 2", "", ""},
	} {
		paid, diags := fromWorkbook(tt.content, tt.more).stream(t)
		switch {
		case tt.summary == "":
			if len(diags) > 0 || len(paid) != 1 {
				t.Errorf("%s: %v", tt.name, diags)
			}
		case len(diags) == 0 || diags[0].Summary != tt.summary || place.Of(*diags[0].Subject) != tt.at:
			t.Errorf("%s: %v", tt.name, diags)
		}
	}
}

// Where somebody stands in the place of the names, nobody's name is told for that of a column, and it is one mistake.
func TestPersonInThePlaceOfTheNames(t *testing.T) {
	for _, tt := range []struct{ name, rows, more, detail string }{
		{"in the first line", "b,P2,王伟\na,P1,x\n", "", "Line 1 looks like a person's"},
		{"in the line that was said", "id,openid,name\nb,P2,王伟\na,P1,x\n", "header_row = 2", "header_row"},
		{"twice the same", "王伟,P2,王伟\na,P1,x\n", "", "Line 1 looks like a person's"},
	} {
		_, diags := listOf(expand(tt.rows), tt.more).stream(t)
		if summaries(diags) != "No names of columns" || !strings.Contains(diags[0].Detail, tt.detail) || strings.Contains(diags.Error(), "王伟") {
			t.Errorf("%s: %v", tt.name, diags)
		}
	}
}
