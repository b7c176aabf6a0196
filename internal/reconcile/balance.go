package reconcile

import (
	"fmt"
	"slices"

	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Sums are the movements of an account by what they are.
type Sums struct {
	TopUps, Back, ForeignBack, FeesBack, OtherIn  money.Tally
	Packets, Foreign, Fees, Withdrawals, OtherOut money.Tally
}

// In and Out are all that came and all that left.
func (s *Sums) In() money.Tally {
	return s.TopUps.Plus(s.Back).Plus(s.ForeignBack).Plus(s.FeesBack).Plus(s.OtherIn)
}

// Out is all that left.
func (s *Sums) Out() money.Tally {
	return s.Packets.Plus(s.Foreign).Plus(s.Fees).Plus(s.Withdrawals).Plus(s.OtherOut)
}

// Stretch is an account over days that follow one another.
type Stretch struct {
	Account          string
	From, To         string
	Opening, Closing money.Fen
	Sums
	// Unexplained is what the closing balance has more than the opening one and the movements come to; 0 where all is told.
	Unexplained money.Fen
}

// balances chains the bills of each account.
func (r *Reconciliation) balances() {
	still := map[[2]string]bool{} // account and day without movement
	for i := range r.result.Sources {
		if s := &r.result.Sources[i]; s.Count == 0 && s.From != "" {
			still[[2]string{s.Account, s.From}] = true
		}
	}
	apart := r.apart()
	open := map[string]*Stretch{} // the latest stretch of an account
	for i := range r.result.Sources {
		s := &r.result.Sources[i]
		if len(s.rows) == 0 {
			continue
		}
		next := r.segment(s)
		account := s.Account
		if account == "" && apart {
			account = unnamed(open, next)
		}
		last := open[account]
		switch {
		case last == nil || !neighbours(last, next, still):
		case last.Closing == next.Opening:
			last.join(next)
			continue
		default:
			first := &s.rows[0]
			r.differ(Difference{
				Kind: Broken, Number: first.Flow, Billed: first.Amount, At: first.At, File: s.File, Line: first.Line,
				Note: lang.Format("%s closed with %s and %s opens with %s", "%s 结余 %s，而 %s 期初是 %s", ShowDay(last.To), last.Closing, ShowDay(next.From),
					next.Opening),
			})
		}
		r.result.Stretches = append(r.result.Stretches, next)
		open[account] = next
	}
}

// apart reports whether bills of which nobody says the account are of several: two of them overlap.
func (r *Reconciliation) apart() bool {
	to := ""
	for i := range r.result.Sources {
		s := &r.result.Sources[i]
		if s.Account != "" || len(s.rows) == 0 {
			continue
		}
		if to != "" && s.From <= to {
			return true
		}
		to = max(to, s.To)
	}
	return false
}

// unnamed finds the account that a bill goes on with by its balance, or makes one.
func unnamed(open map[string]*Stretch, next *Stretch) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("account %d", n)
		last, known := open[name]
		if !known || last.To < next.From && last.Closing == next.Opening {
			next.Account = name
			return name
		}
	}
}

// neighbours reports whether nothing can have happened between two stretches.
func neighbours(last, next *Stretch, still map[[2]string]bool) bool {
	if next.From <= last.To {
		return true
	}
	for day := range daysBetween(last.To, next.From) {
		if day != last.To && day != next.From && !still[[2]string{next.Account, day}] {
			return false
		}
	}
	return true
}

func (s *Stretch) join(next *Stretch) {
	s.To, s.Closing, s.Unexplained = max(s.To, next.To), next.Closing, s.Unexplained+next.Unexplained
	for _, pair := range [][2]*money.Tally{
		{&s.TopUps, &next.TopUps},
		{&s.Back, &next.Back},
		{&s.ForeignBack, &next.ForeignBack},
		{&s.FeesBack, &next.FeesBack},
		{&s.OtherIn, &next.OtherIn},
		{&s.Packets, &next.Packets},
		{&s.Foreign, &next.Foreign},
		{&s.Fees, &next.Fees},
		{&s.Withdrawals, &next.Withdrawals},
		{&s.OtherOut, &next.OtherOut},
	} {
		*pair[0] = pair[0].Plus(*pair[1])
	}
}

// segment reads the balances of one bill. They are a chain whatever the order of its rows: each balance before a row is the one behind
// another, but for the opening one.
func (r *Reconciliation) segment(s *Source) *Stretch {
	rows := s.rows
	next := &Stretch{Account: s.Account, From: s.From, To: s.To}
	if rows[0].At.After(rows[len(rows)-1].At) { // the newest first
		rows = slices.Clone(rows)
		slices.Reverse(rows)
	}
	ends := make(map[money.Fen]int, len(rows))
	for i := range rows {
		row := &rows[i]
		ends[row.Balance-row.Signed()]++
		ends[row.Balance]--
		r.sort(&next.Sums, row)
	}
	next.Opening, next.Closing = rows[0].Balance-rows[0].Signed(), rows[len(rows)-1].Balance
	opens, closes := 0, 0
	opening, closing := next.Opening, next.Closing
	for balance, n := range ends {
		if n > 0 {
			opens, opening = opens+n, balance
		} else if n < 0 {
			closes, closing = closes-n, balance
		}
	}
	if opens <= 1 && closes <= 1 {
		if opens == 1 {
			next.Opening, next.Closing = opening, closing
		} else {
			next.Closing = next.Opening
		}
	} else {
		r.differ(r.gap(s, rows))
	}
	next.Unexplained = next.Closing - next.Opening - next.In().Amount + next.Out().Amount
	return next
}

// gap is the first place at which the balances do not follow one another.
func (*Reconciliation) gap(s *Source, rows []bill.Row) Difference {
	at := 0
	for i := 1; i < len(rows); i++ {
		if rows[i].Balance-rows[i].Signed() != rows[i-1].Balance {
			at = i
			break
		}
	}
	row := &rows[at]
	d := Difference{Kind: Broken, Number: row.Flow, Billed: row.Amount, At: row.At, File: s.File, Line: row.Line}
	if at > 0 {
		d.Note = lang.Format("it was %s, and %s before this row", "余额原是 %s，而这一行之前是 %s", rows[at-1].Balance, row.Balance-row.Signed())
	}
	return d
}
