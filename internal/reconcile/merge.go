package reconcile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Source is one bill as it was used.
type Source struct {
	File, Account string
	From, To      string // the days that it covers, yyyymmdd; "" where nobody can tell
	Count         int    // its rows
	// Repeats is the file whose rows it repeats, every one; it adds nothing.
	Repeats string

	all  []bill.Row
	rows []bill.Row // those that no bill before it has
}

// merge makes of bills that overlap, or were given twice, one account of what happened: a movement counts once, however many files
// tell of it. A row that stands in one file twice counts twice.
func (r *Reconciliation) merge() {
	for i := range r.options.Bills {
		b := &r.options.Bills[i]
		s := Source{File: b.File, Account: b.Account, From: b.Day, To: b.Day, Count: len(b.Rows), all: b.Rows, rows: b.Rows}
		if len(b.Rows) > 0 {
			first, last := span(b.Rows)
			s.From, s.To = beijing.Day(first), beijing.Day(last)
		}
		r.result.Sources = append(r.result.Sources, s)
	}
	// The longest first, so that a bill of a day follows the one of the month that holds it.
	slices.SortStableFunc(r.result.Sources, func(a, b Source) int { return cmp.Compare(b.Count, a.Count) })
	for i := range r.result.Sources {
		for j := range i {
			r.compare(&r.result.Sources[i], &r.result.Sources[j])
		}
	}
	slices.SortStableFunc(r.result.Sources, func(a, b Source) int {
		return cmp.Or(strings.Compare(a.From, b.From), strings.Compare(a.Account, b.Account))
	})
}

func span(rows []bill.Row) (first, last time.Time) {
	first, last = rows[0].At, rows[0].At
	for i := range rows {
		if at := rows[i].At; at.Before(first) {
			first = at
		} else if at.After(last) {
			last = at
		}
	}
	return first, last
}

// compare takes out of a bill what an earlier one has told already.
func (r *Reconciliation) compare(s, earlier *Source) {
	if s.Count == 0 && earlier.Count == 0 && s.From != "" && s.From == earlier.From && s.Account == earlier.Account {
		s.Repeats = earlier.File
	}
	if s.Count == 0 || earlier.Count == 0 || s.From > earlier.To || earlier.From > s.To {
		return
	}
	extra := without(s.all, earlier.all)
	if len(extra) == len(s.all) {
		return // another account
	}
	if s.rows = without(s.rows, earlier.all); len(s.rows) == 0 {
		s.Repeats = earlier.File
	}
	from, to := max(s.From, earlier.From), min(s.To, earlier.To)
	if !r.contradicts(s.File, extra, earlier.File, from, to) {
		r.contradicts(earlier.File, without(earlier.all, s.all), s.File, from, to)
	}
}

// without are the rows that others do not tell of. One that stands in both as often is in none of them.
func without(rows, others []bill.Row) []bill.Row {
	told := make(map[movement]int, len(others))
	for i := range others {
		told[movementOf(&others[i])]++
	}
	rest := make([]bill.Row, 0, len(rows))
	for i := range rows {
		if key := movementOf(&rows[i]); told[key] > 0 {
			told[key]--
			continue
		}
		rest = append(rest, rows[i])
	}
	return rest
}

// contradicts reports the first row of one of two bills that the other lacks although it should have it: it lies between days that both
// cover.
func (r *Reconciliation) contradicts(file string, extra []bill.Row, other, from, to string) bool {
	for i := range extra {
		row := &extra[i]
		if day := beijing.Day(row.At); day < from || day > to {
			continue
		}
		r.differ(Difference{
			Kind: Contradiction, Number: row.Flow, Billed: row.Amount, At: row.At, File: file, Line: row.Line,
			Note: lang.Format("it is not in %s", "%s 里没有", other),
		})
		return true
	}
	return false
}

// movement is what makes two rows the same one, in whatever files they stand. The platform may change its words between two downloads,
// and spreadsheets drop the seconds of times.
type movement struct {
	flow, payment, voucher string
	amount, balance        money.Fen // the amount below zero where it left
}

func movementOf(row *bill.Row) movement {
	return movement{row.Flow, row.Payment, row.Voucher, row.Signed(), row.Balance}
}
