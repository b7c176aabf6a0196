package workbook

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/report"
)

func (b *book) summary() error {
	s, err := b.sheet(summarySheet, 34, 14, 18, 22, 60)
	if err != nil {
		return err
	}
	r := b.report
	err = errors.Join(
		s.add(excelize.Cell{StyleID: b.title, Value: r.Campaign}),
		s.add(r.ActName),
		s.add("as of", beijing.Format(r.AsOf)),
		s.add("merchant", r.Merchant, r.Venue),
		s.add("window", r.Window),
	)
	if r.Personal {
		err = errors.Join(err, s.add(excelize.Cell{StyleID: b.warning, Value: report.Personal}))
	}
	err = errors.Join(err, s.add(), s.heads("control total", "packets", "yuan"))
	for _, line := range report.ControlLines(&r.Control) {
		cells := []any{line.Name, b.number(line.Packets), b.yuan(int64(line.Amount))}
		if line.Sign != "" {
			cells[0] = line.Sign + " " + line.Name
		}
		if line.Sign != "" && line.Packets == 0 {
			cells[1] = nil
		}
		err = errors.Join(err, s.add(cells...))
	}
	err = errors.Join(err, s.add(report.Balance(&r.Control)))
	for _, note := range report.DayNotes(r) {
		err = errors.Join(err, s.add(note))
	}
	if text := report.Knowledge(r); text != "" {
		err = errors.Join(err, s.add(text), s.add("to ask again", r.Refresh))
	}
	return errors.Join(err, s.statuses(), s.runs(), s.provenance(), s.stream.Flush())
}

func (s *sheet) statuses() error {
	err := errors.Join(s.add(), s.heads("status", "packets", "yuan", "counts as"))
	for _, status := range s.report.Statuses {
		err = errors.Join(err, s.add(status.Name, s.number(status.Packets), s.yuan(int64(status.Amount)), status.Of.String()))
	}
	return err
}

func (s *sheet) runs() error {
	err := errors.Join(s.add(), s.heads("run", "packets begun", "yuan", "began", "by"))
	for _, run := range s.report.Runs {
		what := "asked only"
		if run.Digest != "" {
			what = "plan " + run.Digest
		}
		err = errors.Join(err, s.add(fmt.Sprintf("%d, %s, %s", run.ID, what, run.Result), s.number(run.Begun.Packets),
			s.yuan(int64(run.Begun.Amount)), report.Clock(run.StartedAt), run.Owner))
	}
	return err
}

func (s *sheet) provenance() error {
	r := s.report
	return errors.Join(s.add(), s.heads("read from"),
		s.add("redpack", r.Tool), s.add("state", "serial "+strconv.FormatInt(r.Serial, 10)+", lineage "+r.Lineage),
		s.add("state written by", r.Wrote), s.add("items", s.number(r.Rows)), s.add("SHA-256 of the items as CSV", r.SHA256))
}

func (b *book) days() error {
	s, err := b.sheet(daysSheet, 14, 12, 16, 12, 16, 12, 16, 16, 16, 16)
	if err != nil {
		return err
	}
	titles := []string{
		"day", "sent", "sent yuan", "received", "received yuan", "refunded", "refunded yuan", "sent so far", "received so far", "refunded so far",
	}
	err = errors.Join(s.freeze(), s.heads(titles...))
	for _, d := range b.report.Days {
		err = errors.Join(err, s.add(d.Day, b.number(d.Sent.Packets), b.yuan(int64(d.Sent.Amount)), b.number(d.Received.Packets),
			b.yuan(int64(d.Received.Amount)), b.number(d.Refunded.Packets), b.yuan(int64(d.Refunded.Amount)), b.yuan(int64(d.SentSoFar.Amount)),
			b.yuan(int64(d.ReceivedSoFar.Amount)), b.yuan(int64(d.RefundedSoFar.Amount))))
	}
	return errors.Join(err, s.end(len(titles)))
}

var exceptionTitles = []string{"address", "label", "exception", "status", "yuan", "code", "reason", "since", "next", "billno", "openid"}

// packets writes exceptions and items in one pass.
func (b *book) packets(source report.Source) error {
	exceptions, err := b.sheet(exceptionsSheet, 30, 16, 18, 12, 12, 18, 50, 20, 60, 32, 30)
	if err != nil {
		return err
	}
	if err := errors.Join(exceptions.freeze(), exceptions.heads(exceptionTitles...)); err != nil {
		return err
	}
	items := &pages{book: b}
	err = items.next()
	if err == nil {
		err = source.Items(func(one *report.Item) error {
			if one.Exception != 0 && exceptions.row < b.rowsMax {
				if err := exceptions.exception(one); err != nil {
					return err
				}
			}
			return items.add(one)
		})
	}
	if err != nil {
		return err
	}
	return errors.Join(exceptions.end(len(exceptionTitles)), items.now.end(len(report.Columns)))
}

func (s *sheet) exception(one *report.Item) error {
	return s.add(one.Address, one.Label, one.Exception.String(), one.Status, s.yuan(int64(one.Amount)), one.Code, one.Reason,
		report.Clock(one.Since), one.Next, one.BillNo, one.OpenID)
}

// pages are the sheets of items.
type pages struct {
	*book
	now   *sheet
	count int
	texts []string
	cells []any
}

// next begins another sheet.
func (p *pages) next() (err error) {
	if p.count++; p.count > 1 {
		if err := p.now.end(len(report.Columns)); err != nil {
			return err
		}
		if _, err := p.file.NewSheet(p.name()); err != nil {
			return err
		}
	}
	widths := []float64{30, 16, 16, 30, 12, 32, 34, 12, 16, 40, 20, 20, 20, 20, 9, 9, 20, 12, 12, 32, 16, 40}
	if p.now, err = p.sheet(p.name(), widths...); err != nil {
		return err
	}
	return errors.Join(p.now.freeze(), p.now.heads(report.Columns...))
}

func (p *pages) name() string {
	if p.count == 1 {
		return itemsSheet
	}
	return itemsSheet + " " + strconv.Itoa(p.count)
}

// add adds an item. Columns of numbers get numbers; everything else is text.
func (p *pages) add(one *report.Item) error {
	if p.now.row >= p.rowsMax {
		if err := p.next(); err != nil {
			return err
		}
	}
	p.texts, p.cells = one.Values(p.texts[:0]), p.cells[:0]
	for i, text := range p.texts {
		switch column := report.Columns[i]; {
		case text == "":
			p.cells = append(p.cells, nil)
		case column == "amount_yuan":
			p.cells = append(p.cells, p.yuan(int64(one.Amount)))
		case column == "planned_yuan":
			p.cells = append(p.cells, p.yuan(int64(one.Planned)))
		case column == "attempt", column == "tries":
			p.cells = append(p.cells, numberOrNothing(text))
		default:
			p.cells = append(p.cells, text)
		}
	}
	return p.now.add(p.cells...)
}

func numberOrNothing(text string) any {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return nil
}
