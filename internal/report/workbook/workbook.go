// Package workbook writes a report as a workbook of Excel: summary, days, exceptions, and every packet. Amounts are numbers, so that they
// can be added up, and everything else that has digits is text, so that no bill number becomes 1.9E+27. No cell holds a formula.
//
// The rows are streamed, and only the packed file is held. What does not fit into 16 MiB waits in a file of its owner alone in the system's folder for temporary
// files, and is removed at the end.
package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/report"
)

// Title tells a workbook that redpack has written from others.
const Title = "redpack report" // for programs

// The names of the sheets. More items than one sheet has rows go on in "Items 2".
var (
	summarySheet    = lang.Both("Summary", "汇总")
	daysSheet       = lang.Both("By day", "按日")
	exceptionsSheet = lang.Both("Exceptions", "异常")
	itemsSheet      = lang.Both("Items", "明细")
)

// Write writes a report with all of its items.
func Write(w io.Writer, r *report.Report, s report.Source) error {
	return write(w, r, s, excelize.TotalRows)
}

// write is Write with so many rows to a sheet.
func write(w io.Writer, r *report.Report, s report.Source, rowsMax int) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	b := &book{file: f, report: r, rowsMax: rowsMax, in: s.Style.Lang}
	if err := b.prepare(); err != nil {
		return err
	}
	if err := errors.Join(b.summary(), b.days()); err != nil {
		return err
	}
	if err := b.packets(s); err != nil {
		return err
	}
	var packed bytes.Buffer
	if err := f.Write(&packed); err != nil {
		return err
	}
	return sorted(w, packed.Bytes())
}

// sorted writes the parts of a workbook in the order of their names: excelize writes streamed sheets in any order, and the same report
// is to be the same bytes. The parts stay packed as they are.
func sorted(w io.Writer, packed []byte) error {
	from, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return err
	}
	slices.SortFunc(from.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	to := zip.NewWriter(w)
	for _, part := range from.File {
		if err := to.Copy(part); err != nil {
			return err
		}
	}
	return to.Close()
}

// book is a workbook in the making.
type book struct {
	file    *excelize.File
	report  *report.Report
	rowsMax int
	in      lang.Language

	money, bold, title, warning, head, count int // styles
	tables                                   int
}

// prepare gives the file its sheets in their order, its styles, and the times that make the same report the same bytes.
func (b *book) prepare() error {
	if err := b.file.SetSheetName("Sheet1", summarySheet.In(b.in)); err != nil {
		return err
	}
	for _, name := range []lang.Text{daysSheet, exceptionsSheet, itemsSheet} {
		if _, err := b.file.NewSheet(name.In(b.in)); err != nil {
			return err
		}
	}
	made := b.report.AsOf.UTC().Format(time.RFC3339)
	err := b.file.SetDocProps(&excelize.DocProperties{
		Title: Title, Subject: b.report.Campaign, Creator: "redpack " + b.report.Tool, LastModifiedBy: "redpack", Created: made, Modified: made,
	})
	for _, each := range []struct {
		into  *int
		style excelize.Style
	}{
		{&b.money, excelize.Style{NumFmt: twoDecimals}},
		{&b.count, excelize.Style{NumFmt: grouped}},
		{&b.bold, excelize.Style{Font: &excelize.Font{Bold: true}}},
		{&b.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 16, Color: packetRed}}},
		{&b.warning, excelize.Style{Font: &excelize.Font{Bold: true, Color: packetRed}}},
		{&b.head, excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{packetRed}}}},
	} {
		var failed error
		*each.into, failed = b.file.NewStyle(&each.style)
		err = errors.Join(err, failed)
	}
	return err
}

// Formats that every Excel knows by their numbers, and the colour of a red packet.
const (
	twoDecimals = 4 // #,##0.00
	grouped     = 3 // #,##0
	packetRed   = "B8261C"
)

// sheet is one sheet whose rows are streamed.
type sheet struct {
	*book
	stream *excelize.StreamWriter
	row    int
}

func (b *book) sheet(name string, widths ...float64) (*sheet, error) {
	stream, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	for i, width := range widths {
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	return &sheet{book: b, stream: stream}, nil
}

// add adds one row.
func (s *sheet) add(cells ...any) error {
	s.row++
	return s.stream.SetRow("A"+strconv.Itoa(s.row), lang.Args(s.in, cells))
}

// freeze keeps the first row in sight.
func (s *sheet) freeze() error {
	return s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// heads adds a row of titles.
func (s *sheet) heads(titles ...lang.Text) error {
	cells := make([]any, len(titles))
	for i, title := range titles {
		cells[i] = excelize.Cell{StyleID: s.head, Value: title.In(s.in)}
	}
	return s.add(cells...)
}

// end makes all rows a table, which has filters, and closes the sheet.
func (s *sheet) end(columns int) error {
	if s.row > 1 {
		last, err := excelize.CoordinatesToCellName(columns, s.row)
		if err != nil {
			return err
		}
		s.tables++
		table := &excelize.Table{Range: "A1:" + last, Name: "table" + strconv.Itoa(s.tables), StyleName: "TableStyleLight1"}
		if err := s.stream.AddTable(table); err != nil {
			return err
		}
	}
	return s.stream.Flush()
}

// yuan is an amount as a cell: the format of a workbook knows no other numbers than binary fractions. This is the one that is nearest
// to the amount, and is written as the amount, with two decimals, as long as all the money is less than ninety trillion yuan.
func (b *book) yuan(fen int64) excelize.Cell {
	return excelize.Cell{StyleID: b.money, Value: float64(fen) / 100}
}

func (b *book) number(n int) excelize.Cell { return excelize.Cell{StyleID: b.count, Value: n} }
