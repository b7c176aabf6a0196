package hclspec_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"github.com/cashredpack/redpack/hclspec"
)

// What is found out about a list: its form, how it is written, and its first rows with the lines that they stand in.
func TestSurveyList(t *testing.T) {
	many := func(f *excelize.File) {
		_, _ = f.NewSheet("说明")
		_ = f.SetCellStr("说明", "A1", "x")
	}
	titled := [][]any{{"名单"}, {}, {"工号", "金额"}, {"A001", 8.88}}
	for _, tt := range []struct{ name, content, sheet, want string }{
		{"commas", "a,b\n\n1,\"2,3\"\n", "", `csv "" "," 1:a|b 3:1|2,3`},
		{"semicolons", "a;b\n1;2\n", "", `csv "" ";" 1:a|b 2:1|2`},
		{"tabs in UTF-16", utf16Text("a\tb\n1\t王\n", true), "", `csv "" "\t" 1:a|b 2:1|王`},
		{"gb18030 below a title", gb18030(t, "名单,,\n,,\n工号,姓名\nA1,王伟\n"), "", `csv "" "," 1:名单|| 3:工号|姓名 4:A1|王伟`},
		{"said by its first line", "sep=;\na;b,c\n", "", `csv "" ";" 2:a|b,c`},
		{"a workbook", workbook(t, titled), "", `xlsx "员工" "" 1:名单 3:工号|金额 4:A001|8.88`},
		{"one sheet of two", workbook(t, titled, many), "员工", `xlsx "员工" "" 1:名单 3:工号|金额 4:A001|8.88`},
		{"two sheets", workbook(t, titled, many), "", `error: it has several sheets: "员工", "说明"`},
		{"nothing", "", "", "error: it is empty"},
		{"a pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "", "error: Git LFS"},
	} {
		list, err := hclspec.SurveyList(fstest.MapFS{"list": {Data: []byte(tt.content)}}, "list", tt.sheet)
		if wanted, failed := strings.CutPrefix(tt.want, "error: "); failed {
			if err == nil || !strings.Contains(err.Error(), wanted) {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := fmt.Sprintf("%s %q %q", list.Form, list.Sheet, list.Delimiter)
		for _, row := range list.Rows {
			got += fmt.Sprintf(" %d:%s", row.Number, strings.Join(row.Cells, "|"))
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Whoever did not name a sheet, or named none of the workbook's, gets those to choose from.
func TestSheetChoice(t *testing.T) {
	two := func(f *excelize.File) {
		_, _ = f.NewSheet("北京")
		_ = f.SetCellStr("北京", "A1", "x")
	}
	files := fstest.MapFS{"list.xlsx": {Data: []byte(workbook(t, [][]any{{"工号"}, {"A001"}}, two))}}
	for _, sheet := range []string{"", "上海"} {
		_, err := hclspec.SurveyList(files, "list.xlsx", sheet)
		choice := (*hclspec.SheetChoiceError)(nil)
		if !errors.As(err, &choice) || strings.Join(choice.Sheets, " ") != "员工 北京" || strings.Contains(err.Error(), "sheet =") {
			t.Errorf("%q: %v", sheet, err)
		}
	}
}

// A survey reads nothing that a campaign could not read.
func TestSurveyListKeepsInside(t *testing.T) {
	for _, name := range []string{"../people.csv", "/etc/passwd", ".env", "certs/apiclient_key.pem"} {
		if list, err := hclspec.SurveyList(fstest.MapFS{".env": {Data: []byte("a,b\n")}}, name, ""); err == nil {
			t.Errorf("%s: %v", name, list)
		}
	}
}
