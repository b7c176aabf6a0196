package workbook_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/report/workbook"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
)

func written(t testing.TB, s report.Source) ([]byte, *report.Report) {
	t.Helper()
	made := viewtest.Report(t, s)
	var out bytes.Buffer
	if err := workbook.Write(&out, made, s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), made
}

func opened(t testing.TB, content []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// The items are those of the CSV, cell by cell; amounts are numbers that add up, and everything else is text.
func TestItemsAreReadBack(t *testing.T) {
	s := viewtest.Reported(t, page.Style{ShowLabels: true})
	content, made := written(t, s)
	f := opened(t, content)
	if diff := cmp.Diff([]string{"Summary", "By day", "Exceptions", "Items"}, f.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	rows, err := f.GetRows("Items", excelize.Options{RawCellValue: true})
	if err != nil || len(rows) != made.Rows+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	line := 0
	err = s.Items(func(one *report.Item) error {
		line++
		got := append(rows[line], make([]string, len(report.Columns)-len(rows[line]))...)
		for i, want := range one.Values(nil) {
			if column := report.Columns[i]; strings.HasSuffix(column, "_yuan") && want != "" {
				want = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(want, "0"), "0"), ".") // as a number is written
				if strings.HasSuffix(want, ".") {
					want += "0"
				}
			}
			if strings.TrimRight(got[i], "0") != strings.TrimRight(want, "0") {
				t.Errorf("line %d: %s is %q, want %q", line+1, report.Columns[i], got[i], want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]excelize.CellType{"E2": excelize.CellTypeUnset, "F2": excelize.CellTypeInlineString, "B2": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType("Items", cell); got != want || err != nil {
			t.Errorf("%s is of type %d, want %d, %v", cell, got, want, err)
		}
	}
}

// The header stays in sight and has filters, amounts are shown with two decimals, and no cell is a formula.
func TestSheets(t *testing.T) {
	content, _ := written(t, viewtest.Reported(t, page.Style{ShowLabels: true}))
	f := opened(t, content)
	for _, sheet := range []string{"By day", "Exceptions", "Items"} {
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes %+v, %v", sheet, panes, err)
		}
		tables, err := f.GetTables(sheet)
		if err != nil || len(tables) != 1 {
			t.Errorf("%s: %d tables, %v", sheet, len(tables), err)
		}
	}
	if shown, err := f.GetCellValue("Items", "E5"); shown != "18.88" || err != nil {
		t.Errorf("an amount is shown as %q, %v", shown, err)
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("<f>")) || bytes.Contains(text, []byte("<f ")) {
			t.Errorf("%s has a formula", part.Name)
		}
		if bytes.Contains(text, []byte(viewtest.PlantedOpenID)) {
			t.Errorf("%s has an openid", part.Name)
		}
	}
}

// The summary has the sums that have to meet, and the stamp where openids are whole.
func TestSummary(t *testing.T) {
	content, made := written(t, viewtest.Reported(t, page.Style{ShowOpenID: true}))
	rows, err := opened(t, content).GetRows("Summary")
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, row := range rows {
		text = append(text, strings.Join(row, "|"))
	}
	all, notes := strings.Join(text, "\n"), report.DayNotes(made)
	if len(notes) == 0 {
		t.Error("nothing to say about the days")
	}
	for _, want := range append(notes,
		report.Personal, report.Balance(&made.Control), lang.Same(made.SHA256), lang.Same("planned|1,004|"+strings.TrimPrefix(made.Planned.Amount.String(), "¥")),
		lang.Same("received|"), lang.Same("spring-2027"),
	) {
		if !strings.Contains(all, want.English) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
}

// The same report is the same bytes, whatever order its parts were made in.
func TestSameBytes(t *testing.T) {
	first, _ := written(t, viewtest.Reported(t, page.Style{}))
	for range 5 {
		if again, _ := written(t, viewtest.Reported(t, page.Style{})); !bytes.Equal(first, again) {
			t.Fatal("not the same bytes")
		}
	}
}

// More items than a sheet has rows go on in the next one.
func TestItemsGoOnInAnotherSheet(t *testing.T) {
	s := viewtest.Reported(t, page.Style{})
	made := viewtest.Report(t, s)
	var out bytes.Buffer
	if err := workbook.WriteRows(&out, made, s, 500); err != nil {
		t.Fatal(err)
	}
	f := opened(t, out.Bytes())
	total := 0
	for _, sheet := range []string{"Items", "Items 2", "Items 3"} {
		rows, err := f.GetRows(sheet)
		if err != nil || len(rows) > 500 || rows[0][0] != "address" {
			t.Errorf("%s: %d rows, %v", sheet, len(rows), err)
		}
		total += len(rows) - 1
	}
	if total != made.Rows {
		t.Errorf("%d items, want %d", total, made.Rows)
	}
}

func TestBrokenWriter(t *testing.T) {
	s := viewtest.Reported(t, page.Style{})
	if err := workbook.Write(viewtest.Broken{}, viewtest.Report(t, s), s); err == nil {
		t.Error("no error")
	}
}

// In Chinese a workbook has Chinese names of sheets, titles and statuses.
func TestWorkbookInChinese(t *testing.T) {
	content, _ := written(t, viewtest.Reported(t, page.Style{Lang: lang.Chinese}))
	f := opened(t, content)
	if got, want := strings.Join(f.GetSheetList(), " "), "汇总 按日 异常 明细"; got != want {
		t.Errorf("sheets %q, want %q", got, want)
	}
	rows, err := f.GetRows("明细")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, title := range rows[0] {
		if seen[title] {
			t.Errorf("two columns are called %s", title)
		}
		seen[title] = true
	}
	if !seen["商户订单号"] || rows[1][7] != "已发放" && rows[1][7] != "已领取" {
		t.Errorf("titles %q, first item %q", rows[0], rows[1])
	}
}
