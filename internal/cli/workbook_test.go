package cli_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// makeWorkbook makes a workbook out of a list of text, whose numbers become numbers: workbook LIST WORKBOOK SHEET [hide=ROW] [merge=A1:C1].
func makeWorkbook(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: workbook LIST WORKBOOK SHEET [hide=ROW] [merge=RANGE]")
	}
	src, err := os.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer src.Close()
	r := csv.NewReader(src)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	ts.Check(err)
	f, sheet := excelize.NewFile(), args[2]
	ts.Check(f.SetSheetName("Sheet1", sheet))
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			ts.Check(err)
			ts.Check(setCell(f, sheet, at, cell))
		}
	}
	for _, more := range args[3:] {
		what, of, _ := strings.Cut(more, "=")
		switch what {
		case "hide":
			row, err := strconv.Atoi(of)
			ts.Check(err)
			ts.Check(f.SetRowVisible(sheet, row, false))
		case "merge":
			from, to, _ := strings.Cut(of, ":")
			ts.Check(f.MergeCell(sheet, from, to))
		default:
			ts.Fatalf("workbook does not know %s", more)
		}
	}
	ts.Check(f.SaveAs(ts.MkAbs(args[1])))
}

func setCell(f *excelize.File, sheet, at, cell string) error {
	if formula, found := strings.CutPrefix(cell, "="); found {
		return f.SetCellFormula(sheet, at, formula)
	}
	if number, err := strconv.ParseFloat(cell, 64); err == nil {
		return f.SetCellValue(sheet, at, number)
	}
	if cell == "" {
		return nil
	}
	return f.SetCellStr(sheet, at, cell)
}
