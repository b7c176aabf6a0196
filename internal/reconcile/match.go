package reconcile

import (
	"strings"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// match gives every row to the number that it is about, or to what it looks like.
func (r *Reconciliation) match() {
	for i := range r.result.Sources {
		s := &r.result.Sources[i]
		for j := range s.rows {
			row := &s.rows[j]
			r.result.Rows++
			if n, column := r.find(row); n != nil && row.Kind() != bill.Fee { // a charge may carry the number of what it is for
				r.result.Columns[column]++
				n.book(row, place{int32(i), int32(j), true})
				if !n.scoped {
					r.result.Elsewhere = r.result.Elsewhere.With(row.Amount)
				}
				continue
			}
			r.stranger(s, row)
		}
	}
	r.result.OtherMerchant = r.otherMerchant()
}

// find looks for a number of the state in the three columns.
func (r *Reconciliation) find(row *bill.Row) (*number, bill.Column) {
	for _, column := range bill.Columns() {
		if text := row.Number(column); text != "" {
			if i, ok := r.byText[text]; ok {
				return &r.numbers[i], column
			}
		}
	}
	return nil, 0
}

func (n *number) book(row *bill.Row, at place) {
	tally, first := &n.out, &n.paid
	if row.In {
		tally, first = &n.in, &n.back
	}
	*tally = tally.With(row.Amount)
	if !first.set {
		*first = at
	}
}

// stranger is a row of no number that the state knows.
func (r *Reconciliation) stranger(s *Source, row *bill.Row) {
	kind := r.kindOf(row)
	if kind != Foreign && kind != ForeignBack {
		return // its sum stands in the balances
	}
	r.differ(Difference{Kind: kind, Number: firstNumber(row), Billed: row.Amount, At: row.At, File: s.File, Line: row.Line, Note: lang.Same(row.Name)})
}

// kindOf tells packets from other movements: by the words of the platform, which may change, or by a number of the form that redpack and
// the platform's documentation give to packets.
func (r *Reconciliation) kindOf(row *bill.Row) Kind {
	switch row.Kind() {
	case bill.PacketOut:
		return Foreign
	case bill.PacketBack:
		return ForeignBack
	case bill.Other:
		if !row.In && (r.ours(row.Voucher) || r.ours(row.Payment)) {
			return Foreign
		}
	case bill.TopUp, bill.Withdrawal, bill.Fee, bill.Trade:
	}
	return 0
}

// ours reports whether a text is the merchant's number, a day, and ten characters.
func (r *Reconciliation) ours(text string) bool {
	rest, ok := strings.CutPrefix(text, r.options.MchID)
	if !ok || r.options.MchID == "" || len(rest) != 18 {
		return false
	}
	_, err := beijing.ParseDay(rest[:8])
	return err == nil
}

func firstNumber(row *bill.Row) string {
	for _, column := range bill.Columns() {
		if text := row.Number(column); text != "" {
			return text
		}
	}
	return ""
}

// otherMerchant is the merchant whose number every movement begins with, where that is not ours: "" where they do not tell. The form
// of 资金流水单号, merchant and day first, is that of the documentation's example and promised nowhere, so this is a hint for people.
func (r *Reconciliation) otherMerchant() (found string) {
	for i := range r.result.Sources {
		rows := r.result.Sources[i].rows
		for j := range rows {
			at := strings.Index(rows[j].Flow, beijing.Day(rows[j].At))
			if at < 8 || at > 10 || found != "" && rows[j].Flow[:at] != found {
				return ""
			}
			found = rows[j].Flow[:at]
		}
	}
	if found == r.options.MchID {
		return ""
	}
	return found
}

// sort adds a row to the sums of its account.
func (r *Reconciliation) sort(sums *Sums, row *bill.Row) {
	tally := &sums.OtherOut
	n, _ := r.find(row)
	switch kind := row.Kind(); {
	case kind == bill.Fee && row.In:
		tally = &sums.FeesBack
	case kind == bill.Fee:
		tally = &sums.Fees
	case n != nil && row.In:
		tally = &sums.Back
	case n != nil:
		tally = &sums.Packets
	case r.kindOf(row) == Foreign:
		tally = &sums.Foreign
	case r.kindOf(row) == ForeignBack:
		tally = &sums.ForeignBack
	case kind == bill.TopUp:
		tally = &sums.TopUps
	case kind == bill.Withdrawal:
		tally = &sums.Withdrawals
	case row.In:
		tally = &sums.OtherIn
	}
	*tally = tally.Plus(money.Tally{Packets: 1, Amount: row.Amount})
}
