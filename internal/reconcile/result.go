package reconcile

import (
	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/money"
)

// Verdict is what it all comes to. The zero value is invalid.
type Verdict uint8

// The verdicts.
const (
	_          Verdict = iota
	Balanced           // list, state and bills agree to the fen, and the bills cover all of it
	Differing          // a person has to look
	Incomplete         // they agree as far as the bills go
)

var verdictNames = [...]string{Balanced: "balanced", Differing: "differences", Incomplete: "incomplete"}

// String is the verdict in a word.
func (v Verdict) String() string {
	if v == 0 || int(v) >= len(verdictNames) {
		return "invalid"
	}
	return verdictNames[v]
}

// Result is what was found.
type Result struct {
	Sources     []Source // by day
	Pending     []Pending
	Rows        int // different movements
	Columns     map[bill.Column]int
	Differences []Difference // the gravest first
	Counts      map[Kind]money.Tally

	Matched   money.Tally // paid and billed, equal
	Refunds   money.Tally // refunded, and back in the bill
	CameBack  money.Tally // not paid in the end: billed out and in again
	Elsewhere money.Tally // rows of other campaigns, of this state or another one

	NotCovered money.Tally // movements of days without a bill
	Timing     money.Tally // movements so near the end of the days with a bill that the neighbour's may have them
	Uncovered  []string    // the days whose bills would tell more

	Listed, ListedPaid money.Tally // the approved list, and those of it who are paid as it says

	Stretches     []*Stretch
	OtherMerchant string // whose bills these seem to be, where they are not ours
}

// Verdict sums up. A difference stays one, however many bills are still to come.
func (r *Result) Verdict() Verdict {
	switch {
	case len(r.Differences) > 0:
		return Differing
	case len(r.Pending) > 0, r.NotCovered.Packets > 0, r.Timing.Packets > 0:
		return Incomplete
	}
	return Balanced
}

// NothingMatches reports whether bills with movements have nothing to do with the state.
func (r *Result) NothingMatches() bool { return r.Rows > 0 && len(r.Columns) == 0 }
