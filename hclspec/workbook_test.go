package hclspec_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
	"github.com/xuri/excelize/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
)

// workbook makes a file of rows of cells in the sheet 员工, and does more to it.
func workbook(t testing.TB, rows [][]any, more ...func(f *excelize.File)) string {
	t.Helper()
	const sheet = "员工"
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	for _, change := range more {
		change(f)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// fromWorkbook is a campaign over 名单.xlsx with the columns 工号, openid, 姓名 and 金额.
func fromWorkbook(content string, more ...string) folder {
	return folder{"名单.xlsx": content, "a.hcl": campaign(`
  recipients_from "xlsx" {
    path    = "名单.xlsx"
    key     = row.工号
    openid  = row.openid
    amount  = row.金额
    wishing = "${row.姓名}，新年快乐"
    label   = row.姓名
    ` + strings.Join(more, "\n    ") + `
  }`)}
}

func person(n int) string { return fmt.Sprintf("oTEST%023d", n) }

var staffHeader = []any{"工号", "openid", "姓名", "金额"}

// A workbook is a list like any other: who gets how much with which wish.
func TestWorkbookRecipients(t *testing.T) {
	rows := [][]any{staffHeader, {"A001", person(1), "王伟", 8.88}, {2, person(2), "李娜", "6.66"}, {}, {"A003", person(3), "欧阳\n静", 8.8}}
	for _, tt := range []struct {
		name    string
		content string
		more    string
		people  string
		said    string
	}{
		{"plain", workbook(t, rows[:3]), "", "A001 王伟 8.88 王伟，新年快乐; 2 李娜 6.66 李娜，新年快乐", ""},
		{"below a title", workbook(t, append([][]any{{"2027年春节红包"}, {}}, rows[:2]...), func(f *excelize.File) {
			_ = f.MergeCell("员工", "A1", "D1")
		}), "header_row = 3", "A001 王伟 8.88 王伟，新年快乐", ""},
		{"one of two sheets", workbook(t, rows[:2], func(f *excelize.File) {
			_, _ = f.NewSheet("说明")
			_ = f.SetCellStr("说明", "A1", "x")
		}), `sheet = "员工"`, "A001 王伟 8.88 王伟，新年快乐", ""},
		{
			"hidden rows", workbook(t, rows[:3], func(f *excelize.File) { _ = f.SetRowVisible("员工", 3, false) }), `hidden_rows = "skip"`,
			"A001 王伟 8.88 王伟，新年快乐", "Hidden rows left out",
		},
		{
			"a sum left out that was never calculated", workbook(t, append(slices.Clone(rows[:2]), []any{"合计"}), func(f *excelize.File) {
				_ = f.SetCellFormula("员工", "D3", "=SUM(D2:D2)")
			}), `where = row.工号 != "合计"`, "A001 王伟 8.88 王伟，新年快乐", "",
		},
		{
			"formulas that were never calculated left out", workbook(t, rows[:2], func(f *excelize.File) {
				_ = f.SetCellStr("员工", "E1", "行号")
				_ = f.SetCellFormula("员工", "E3", "=ROW()")
			}), `where = row.工号 != ""`, "A001 王伟 8.88 王伟，新年快乐", "",
		},
		{
			"a note beside the list", workbook(t, rows[:2], func(f *excelize.File) { _ = f.SetCellStr("员工", "G2", "x") }), "",
			"A001 王伟 8.88 王伟，新年快乐", "Cells beside the list left out",
		},
		{
			"a note below the list", workbook(t, rows[:2], func(f *excelize.File) { _ = f.SetCellStr("员工", "G9", "x") }), "",
			"A001 王伟 8.88 王伟，新年快乐", "Empty rows left out; Cells beside the list left out",
		},
		{"a key with zeros in front", workbook(t, rows[:3], func(f *excelize.File) {
			format := "00000"
			style, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			_ = f.SetCellStyle("员工", "A3", "A3", style)
		}), "", "A001 王伟 8.88 王伟，新年快乐; 2 李娜 6.66 李娜，新年快乐", "Key shown otherwise by Excel"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			people, diags := fromWorkbook(tt.content, tt.more).stream(t)
			if diags.HasErrors() || summaries(diags) != tt.said {
				t.Fatal(diags)
			}
			var got []string
			for _, r := range people {
				got = append(got, strings.Join([]string{r.Key, r.Label, r.Amount.Yuan(), r.Wishing}, " "))
			}
			if strings.Join(got, "; ") != tt.people {
				t.Errorf("got %s", strings.Join(got, "; "))
			}
		})
	}
}

// What is wrong in a workbook points at its cell.
func TestWorkbookFaults(t *testing.T) {
	row := func(cells ...any) [][]any { return [][]any{staffHeader, {"A001", person(1), "王伟", 8.88}, cells} }
	for _, tt := range []struct {
		name, content, more string
		summary, at, detail string
	}{
		{"an amount", workbook(t, row("A002", person(2), "李娜", "八元")), "", "Not an amount", "名单.xlsx 员工!D3", ""},
		{"an openid", workbook(t, row("A002", "13800138000", "李娜", 8.88)), "", "Not an openid", "名单.xlsx 员工!B3", ""},
		{"a person twice", workbook(t, row("A002", person(1), "李娜", 8.88)), "", "Duplicate openid", "名单.xlsx 员工!B3", "stands also on 名单.xlsx 员工!B2 (key \"A001\")"},
		{"a key twice", workbook(t, row("A001", person(2), "李娜", 8.88)), "", "Duplicate key", "名单.xlsx 员工!A3", "名单.xlsx 员工!A2"},
		{"a number that Excel has destroyed", workbook(t, row(4200001234202701011.0, person(2), "李娜", 8.88)), "", "Cell without its value", "名单.xlsx 员工!A3", "15 digits"},
		{"a formula that was never calculated", workbook(t, row("A002", person(2), "李娜"), func(f *excelize.File) {
			_ = f.SetCellFormula("员工", "D3", "=A1*2")
		}), "", "Cell without its value", "名单.xlsx 员工!D3", "never calculated"},
		{"a row of nothing but formulas that were never calculated", workbook(t, row(), func(f *excelize.File) {
			_ = f.SetCellFormula("员工", "A3", "=A2")
			_ = f.SetCellFormula("员工", "B3", "=B2")
		}), "", "Cell without its value", "名单.xlsx 员工!B3", "never calculated"},
		{"a row of one in a column that nobody uses", workbook(t, append(row(), []any{}), func(f *excelize.File) {
			_ = f.SetCellStr("员工", "E1", "行号")
			_ = f.SetCellFormula("员工", "E4", "=ROW()")
		}), "", "Cell without its value", "名单.xlsx 员工!E4", "never calculated"},
		{"a hidden row of formulas that were never calculated", workbook(t, row(), func(f *excelize.File) {
			_ = f.SetCellFormula("员工", "A3", "=A2")
			_ = f.SetRowVisible("员工", 3, false)
		}), "", "Hidden row", "名单.xlsx 员工!A3", ""},
		{
			"a hidden row", workbook(t, row("A002", person(2), "李娜", 8.88), func(f *excelize.File) { _ = f.SetRowVisible("员工", 3, false) }), "",
			"Hidden row", "名单.xlsx 员工!A3", `hidden_rows = "skip"`,
		},
		{"a sum that was never calculated", workbook(t, row("合计", "", ""), func(f *excelize.File) {
			_ = f.SetCellFormula("员工", "D3", "=SUM(D2:D2)")
		}), "", "Total row in a list", "名单.xlsx 员工!A3", `where = row.工号 != "合计"`},
		{"a sum", workbook(t, row("合计", "", "", 8.88)), "", "Total row in a list", "名单.xlsx 员工!A3", `where = row.工号 != "合计"`},
		{
			"a column that is not there", workbook(t, [][]any{{"编号", "openid", "姓名", "金额"}, {"A001", person(1), "王伟", 8.88}}), "", "Unknown column", "line 14 of a.hcl",
			`The columns of 名单.xlsx are named "编号", "openid", "姓名", "金额".`,
		},
		{"a title", workbook(t, append([][]any{{"2027年春节红包"}}, row("A002", person(2), "李娜", 8.88)...)), "", "Title above the columns", "名单.xlsx 员工!A1", "header_row = 2"},
		{"a control character", workbook(t, row("A002", person(2), "李\u0085娜", 8.88)), "", "Control character in a list", "名单.xlsx 员工!C3", ""},
		{"a text", "工号,openid,姓名,金额\n", "", "File cannot be read", "line 13 of a.hcl", `write recipients_from "csv"`},
		{"an unknown sheet", workbook(t, row("A002", person(2), "李娜", 8.88)), `sheet = "工资"`, "File cannot be read", "", `"员工"`},
		{"two sheets", workbook(t, row("A002", person(2), "李娜", 8.88), func(f *excelize.File) {
			_, _ = f.NewSheet("说明")
			_ = f.SetCellStr("说明", "A1", "x")
		}), "", "File cannot be read", "", `sheet = "员工"`},
		{"an unknown way with hidden rows", workbook(t, row("A002", person(2), "李娜", 8.88)), `hidden_rows = "send"`, "Unknown way with hidden rows", "", "skip"},
		{"an encoding", workbook(t, row("A002", person(2), "李娜", 8.88)), `encoding = "utf-8"`, "Unknown attribute", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, diags := fromWorkbook(tt.content, tt.more).stream(t)
			for _, d := range diags {
				if d.Severity == hcl.DiagError && d.Summary == tt.summary && (tt.at == "" || place.Of(*d.Subject) == tt.at) && strings.Contains(d.Detail, tt.detail) {
					return
				}
			}
			for _, d := range diags {
				t.Errorf("%s: %s: %s", place.Of(*d.Subject), d.Summary, d.Detail)
			}
			t.Errorf("%d diagnostics", len(diags))
		})
	}
}

// shownAs gives some cells of the workbook a number format.
func shownAs(code string, cells ...string) func(f *excelize.File) {
	return func(f *excelize.File) {
		style, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		for _, cell := range cells {
			_ = f.SetCellStyle("员工", cell, cell, style)
		}
	}
}

// An amount is what people see in Excel: what shows no yuan is refused, and another number is told, whichever way the amount is made of it.
func TestAmountsAsExcelShowsThem(t *testing.T) {
	for _, tt := range []struct {
		name, format string
		value        any
		amount       string
		want         string // the amount, or the summary and its place
		detail       string
	}{
		{"plain", "General", 8.88, "", "8.88", ""},
		{"yuan", `"¥"#,##0.00`, 8.88, "", "8.88", ""},
		{"yuan of accountants", `_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ `, 8.88, "", "8.88", ""},
		{"yuan by its language", `[$¥-804]#,##0.00`, 8.88, "", "8.88", ""},
		{"yuan in words", `0.00"元"`, 8.88, "", "8.88", ""},
		{"RMB", `[$RMB] 0.00`, 8.88, "", "8.88", ""},
		{"dollars", `[$$-409]#,##0.00`, 8.88, "", "Not an amount in Excel", `The cell holds the number 8.88, and Excel shows it in its own way: "$8.88" is no amount of yuan: it is in another currency. If`},
		{"euros", `#,##0.00\ [$€-407]`, 8.88, "", "Not an amount in Excel", "another currency"},
		{"yen", `[$¥-411]#,##0`, 8, "", "Not an amount in Excel", "another currency"},
		{"a percentage", `0.00%`, 1, "", "Not an amount in Excel", `"100%"`},
		{"fen", `0"分"`, 88, "", "Not an amount in Excel", "amount = fen(row.金额)"},
		{"ten thousands", `0.00"万"`, 8.88, "", "Not an amount in Excel", "numeral"},
		{"fen with a point before them", `0\.00`, 188, "", "Not an amount in Excel", "more than one number"},
		{"a point of text", `0"."00`, 188, "", "Not an amount in Excel", "more than one number"},
		{"a zero of text", `0"0"`, 8, "", "Not an amount in Excel", "more than one number"},
		{"hidden", `;;;`, 8.88, "", "Not an amount in Excel", "no number"},
		{"a date", `yyyy-mm-dd`, 46424, "", "Not an amount", "2027-02-06"},
		{"a time", `h:mm`, 0.5, "", "Not an amount", "12:00:00"},
		{"a date that is none", `yyyy-mm-dd`, 0, "", "Cell without its value", "none that Excel can display"},
		{"a text in a cell for dollars", `[$$-409]#,##0.00`, "8.88", "", "8.88", ""},

		{"by yuan()", `$0.00`, 8.88, "yuan(row.金额)", "Not an amount in Excel", ""},
		{"in a sum", `$0.00`, 8.88, "1 + (row.金额 - 0.88)", "Not an amount in Excel", ""},
		{"in a condition", `$0.00`, 8.88, `row.姓名 == "王伟" ? row.金额 : 1`, "Not an amount in Excel", ""},
		{"in a template", `$0.00`, 8.88, `"${row.金额}"`, "Not an amount in Excel", ""},
		{"a condition for another amount", `0.00%`, 0.5, "row.金额 > 0.1 ? 2 : 1", "2.00", ""},
		{"a share of something", `0%`, 0.5, "row.金额 * 8", "4.00", ""},
		{"converted", `$0.00`, 1.25, "row.金额 * 7.2", "9.00", ""},
		{"fen as such", `0"分"`, 888, "fen(row.金额)", "8.88", ""},

		{"rounded", `0`, 8.6, "", "8.60 Amount shown otherwise by Excel", "Excel shows 9, and the cell holds 8.6, which is what counts."},
		{"rounded in yuan", `"¥"0.0`, 8.88, "", "8.88 Amount shown otherwise by Excel", "8.9"},
		{"rounded in a product", `0`, 8.6, "row.金额 * 2", "17.20 Amount shown otherwise by Excel", ""},
		{"in thousands", `0.0,`, 8, "", "8.00 Amount shown otherwise by Excel", "0.0"},
		{"by a power of ten", `0.00E+00`, 12.34, "", "12.34 Amount shown otherwise by Excel", "1.23E+01"},
		{"with zeros in front", `00000`, 8, "", "8.00", ""},
		{"less than a fen", `0.00`, 8.888, "", "Not an amount", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := fromWorkbook(workbook(t, [][]any{staffHeader, {"A001", person(1), "王伟", tt.value}}, shownAs(tt.format, "D2")))
			if tt.amount != "" {
				files["a.hcl"] = strings.Replace(files["a.hcl"], "amount  = row.金额", "amount = "+tt.amount, 1)
			}
			people, diags := files.stream(t)
			got := summaries(diags)
			if len(people) == 1 {
				got = strings.TrimSpace(people[0].Amount.Yuan() + " " + got)
			}
			if got != tt.want || len(diags) > 0 && (place.Of(*diags[0].Subject) != "名单.xlsx 员工!D2" || !strings.Contains(diags[0].Detail, tt.detail)) {
				t.Errorf("%s: %v", got, diags)
			}
		})
	}
}

// Who looks at the sheet does not see the amounts of a hidden column, so that it is told which one is paid.
func TestHiddenColumn(t *testing.T) {
	hide := func(column string, width bool) func(f *excelize.File) {
		return func(f *excelize.File) {
			_ = f.SetCellStr("员工", "E1", "实发")
			if width {
				_ = f.SetColWidth("员工", column, column, 0)
			} else {
				_ = f.SetColVisible("员工", column, false)
			}
		}
	}
	for _, tt := range []struct {
		name, column string
		width        bool
		want         string
	}{
		{"of the amount", "D", false, "Hidden column of amounts"},
		{"of no width", "D", true, "Hidden column of amounts"},
		{"of another amount", "E", false, ""},
		{"of openids", "B", false, ""},
	} {
		_, diags := fromWorkbook(workbook(t, [][]any{staffHeader, {"A001", person(1), "王伟", 8.88}}, hide(tt.column, tt.width))).load(t, hclspec.Options{})
		if summaries(diags) != tt.want || len(diags) > 0 && (place.Of(*diags[0].Subject) != "名单.xlsx 员工!D1" || diags.HasErrors() || !strings.Contains(diags[0].Detail, "金额")) {
			t.Errorf("%s: %v", tt.name, diags)
		}
	}
}

// A mistake in a workbook shows one cell, so it says whose row that is, by the key, where there is one that is sound and not said already.
func TestWhoseRowItIs(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells []any
		whose string
	}{
		{"an amount", []any{"A002", person(2), "李娜", "八元"}, `It is the row of "A002". `},
		{"a number for a key", []any{1, person(2), "李娜", "八元1"}, `It is the row of "1". `},
		{"an openid", []any{"A002", "13800138000", "李娜", 8.88}, `It is the row of "A002". `},
		{"an openid twice", []any{"A002", person(1), "李娜", 8.88}, `It is the row of "A002". `},
		{"a cell without its value", []any{"A002", person(2), "李娜", 4200001234202701011.0}, `It is the row of "A002". `},
		{"a key", []any{"A 002 ", person(2), "李娜", 8.88}, ""},
		{"a key that Excel has destroyed", []any{4200001234202701011.0, person(2), "李娜", 8.88}, ""},
		{"a key twice", []any{"A001", person(2), "李娜", 8.88}, ""},
		{"an openid for a key", []any{person(2), person(2), "李娜", "八元"}, ""},
		{"a secret for a key", []any{"-----BEGIN PRIVATE KEY-----", person(2), "李娜", 8.88}, ""},
		{"a sum", []any{"合计", "", "", 8.88}, ""},
	} {
		_, diags := fromWorkbook(workbook(t, [][]any{staffHeader, {"A001", person(1), "王伟", 8.88}, tt.cells})).stream(t)
		if len(diags) != 1 {
			t.Errorf("%s: %v", tt.name, diags)
			continue
		}
		_, _, said := strings.Cut(diags[0].Detail, "It is the row of")
		if said != (tt.whose != "") || !strings.HasPrefix(diags[0].Detail, tt.whose) {
			t.Errorf("%s: %s", tt.name, diags[0].Detail)
		}
	}
}

// However many amounts are shown otherwise, it is said once.
func TestManyAmountsShownOtherwise(t *testing.T) {
	files := fromWorkbook(workbook(t, [][]any{staffHeader, {"A001", person(1), "王伟", 8}, {"A002", person(2), "李娜", 8.6}, {"A003", person(3), "张敏", 6.66}}, shownAs("0", "D2", "D3", "D4")))
	_, diags := files.stream(t)
	if summaries(diags) != "Amount shown otherwise by Excel" || place.Of(*diags[0].Subject) != "名单.xlsx 员工!D3" ||
		!strings.Contains(diags[0].Detail, "2 cells are shown so; this is the first.") {
		t.Error(diags)
	}
}

// The line of a cell is what stands in it, and that of a row are its cells.
func TestWorkbookLine(t *testing.T) {
	files := fromWorkbook(workbook(t, [][]any{staffHeader, {"A001", person(1), "王伟", "八元"}, {"合计", "", "x", 1}}))
	project, diags := files.load(t, hclspec.Options{})
	diags = append(diags, project.Campaigns[0].Recipients(nil, func(*hclspec.Recipient) bool { return true })...)
	if len(diags) != 2 {
		t.Fatal(diags)
	}
	if line, ok := project.Line(*diags[0].Subject); !ok || line != "八元" {
		t.Errorf("line %q", line)
	}
	whole := place.Cell("名单.xlsx", "员工", 3, 1, 4)
	if line, ok := project.Line(whole); !ok || line != "合计 |  | x | 1" {
		t.Errorf("line %q", line)
	}
}

// What is the wrong way round is named: a workbook under the name of a text, and a text under that of a workbook.
func TestWorkbookUnderAnotherName(t *testing.T) {
	content := workbook(t, [][]any{staffHeader, {"A001", person(1), "王伟", 8.88}})
	files := listOf("")
	files["people.csv"] = content
	if _, diags := files.stream(t); len(diags) != 1 || !strings.Contains(diags[0].Detail, `write recipients_from "xlsx"`) {
		t.Error(diags)
	}
	files = fromWorkbook(content)
	files["a.hcl"] = strings.Replace(files["a.hcl"], "名单.xlsx", "名单.csv", 1)
	files["名单.csv"] = content
	if people, diags := files.stream(t); len(diags) > 0 || len(people) != 1 {
		t.Error(diags)
	}
}

// Two sheets of a workbook are two groups, each with a name of its own.
func TestSheetsAreGroups(t *testing.T) {
	content := workbook(t, [][]any{staffHeader, {"A001", person(1), "王伟", 8.88}}, func(f *excelize.File) {
		_, _ = f.NewSheet("北京")
		_ = f.SetSheetRow("北京", "A1", &staffHeader)
		_ = f.SetSheetRow("北京", "A2", &[]any{"B001", person(2), "李娜", 6.66})
	})
	block := func(sheet string) string {
		return "recipients_from \"xlsx\" {\npath = \"名单.xlsx\"\nsheet = \"" + sheet + "\"\nkey = row.工号\nopenid = row.openid\namount = row.金额\n}\n"
	}
	project, diags := folder{"名单.xlsx": content, "a.hcl": campaign(block("员工") + block("北京"))}.load(t, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var names []string
	for _, source := range project.Campaigns[0].Sources {
		names = append(names, source.Name)
	}
	if got := strings.Join(names, ", "); got != "名单.xlsx 员工, 名单.xlsx 北京" {
		t.Errorf("groups %s", got)
	}
}

// A workbook is opened once, however many campaigns take people from its sheet and however often they are read.
func TestHowOftenAWorkbookIsRead(t *testing.T) {
	one := fromWorkbook(workbook(t, [][]any{staffHeader, {"A001", person(1), "王伟", 8.88}}))
	files := fstest.MapFS{
		"名单.xlsx": {Data: []byte(one["名单.xlsx"])}, "a.hcl": {Data: []byte(one["a.hcl"])},
		"b.hcl": {Data: []byte(strings.Replace(strings.TrimPrefix(one["a.hcl"], sandbox), "new_year", "lantern", 1))},
	}
	opened := plantest.Opened{FS: files, Times: map[string]int{}}
	project, diags := hclspec.Load(opened, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, c := range project.Campaigns {
		people := 0
		if diags := c.Recipients(nil, func(*hclspec.Recipient) bool { people++; return true }); diags.HasErrors() || people != 1 {
			t.Error(people, diags)
		}
	}
	if len(project.Campaigns) != 2 || opened.Times["名单.xlsx"] != 1 {
		t.Errorf("%d campaigns open it %d times", len(project.Campaigns), opened.Times["名单.xlsx"])
	}
}
