package reconcile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Bill is one bill, or the platform's word that an account did not move on a day.
type Bill struct {
	File    string // as a person finds it
	Account string // Basic, Operation, Fees; "" where nobody says
	Day     string // yyyymmdd, for a bill without rows; otherwise the rows tell
	Rows    []bill.Row
}

// Pending is a bill that is not made yet, or that could not be fetched.
type Pending struct {
	Day, Account string
	Why          lang.Text
}

// Options say what is reconciled.
type Options struct {
	MchID     string
	Campaigns []string // by any name they have or had; nil: all of the state
	Bills     []Bill
	Pending   []Pending
}

// Reconciliation collects the list and the state. It is not safe for concurrent use.
type Reconciliation struct {
	options Options
	chosen  map[string]bool
	numbers []number
	byText  map[string]int32 // bill numbers and send_listids
	listed  []listed
	result  *Result
	cover   coverage
}

// number is one of the state's with what the bills say of it.
type number struct {
	state.Number
	scoped  bool
	out, in money.Tally
	paid    place // the first row of each
	back    place
}

// place is a row in a bill.
type place struct {
	bill, row int32
	set       bool
}

// listed is a recipient who is not simply paid as the list says.
type listed struct {
	campaign string
	packet   plan.Packet
}

// New begins a reconciliation.
func New(o Options) *Reconciliation {
	r := &Reconciliation{options: o, byText: map[string]int32{}, result: &Result{Counts: map[Kind]money.Tally{}, Columns: map[bill.Column]int{}}}
	if o.Campaigns != nil {
		r.chosen = make(map[string]bool, len(o.Campaigns))
		for _, name := range o.Campaigns {
			r.chosen[name] = true
		}
	}
	return r
}

// Number takes in a number of the state; it keeps a copy.
func (r *Reconciliation) Number(n *state.Number) { r.take(n, r.chosen == nil || r.chosen[n.Campaign]) }

// Stranger takes in a number of another state of the same merchant: its rows are explained, and nothing else is asked of it.
func (r *Reconciliation) Stranger(n *state.Number) { r.take(n, false) }

func (r *Reconciliation) take(n *state.Number, scoped bool) {
	i := int32(len(r.numbers))
	r.numbers = append(r.numbers, number{Number: *n, scoped: scoped})
	for _, text := range []string{string(n.BillNo), n.SendListID} {
		if _, taken := r.byText[text]; !taken && text != "" {
			r.byText[text] = i
		}
	}
}

// Listed takes in a recipient of the approved list, with what is recorded of it; plan.Options.Each yields them. The packet is only lent.
func (r *Reconciliation) Listed(campaign string, p *plan.Packet) {
	if p.Action != plan.Orphan {
		r.result.Listed = r.result.Listed.With(p.Recipient.Amount)
	}
	if p.Action == plan.Done || p.Action == plan.Resend { // paid, whatever is to be sent for what came back
		r.result.ListedPaid = r.result.ListedPaid.With(p.Amount())
		return
	}
	kept := *p
	kept.Recipient.Key, kept.Recipient.OpenID = strings.Clone(p.Recipient.Key), strings.Clone(p.Recipient.OpenID)
	r.listed = append(r.listed, listed{campaign, kept})
}

// Result compares. It is called once, at the end.
func (r *Reconciliation) Result() *Result {
	r.result.Pending = r.options.Pending
	r.merge()
	r.match()
	r.balances()
	r.cover = r.coverage()
	billed := map[int64]bool{} // packets of which a bill tells already that they are not what they seem
	for i := range r.numbers {
		if r.numbers[i].scoped {
			r.judge(&r.numbers[i], billed)
		}
	}
	r.persons()
	r.lists(billed)
	r.result.Uncovered = r.cover.missed()
	slices.SortStableFunc(r.result.Differences, func(a, b Difference) int { return cmp.Compare(a.Kind, b.Kind) })
	return r.result
}

// differ notes a difference.
func (r *Reconciliation) differ(d Difference) {
	amount := max(d.Recorded, d.Billed)
	r.result.Counts[d.Kind] = r.result.Counts[d.Kind].With(amount)
	r.result.Differences = append(r.result.Differences, d)
}

// row is the row at a place.
func (r *Reconciliation) row(p place) (*bill.Row, string) {
	b := &r.result.Sources[p.bill]
	return &b.rows[p.row], b.File
}

// of is a difference about a number.
func (r *Reconciliation) of(k Kind, n *number, at place, note lang.Text) Difference {
	d := Difference{Kind: k, Address: n.Address(), OpenID: n.OpenID, Number: string(n.BillNo), Recorded: n.Amount, Note: note}
	if at.set {
		row, file := r.row(at)
		d.Billed, d.At, d.File, d.Line = row.Amount, row.At, file, row.Line
	}
	return d
}

// judge holds a number's rows against what is recorded of it.
func (r *Reconciliation) judge(n *number, billed map[int64]bool) {
	before := len(r.result.Differences)
	r.judgeOut(n)
	r.judgeBack(n)
	if len(r.result.Differences) > before {
		billed[n.Packet] = true
	}
}

// judgeOut is about the money that left.
func (r *Reconciliation) judgeOut(n *number) {
	status := n.Status
	switch {
	case n.out.Packets == 0:
		if status.Paid() {
			r.absent(Missing, n, n.Since, n.PaidAt)
		}
		return
	case n.out.Packets > 1:
		d := r.of(Twice, n, n.paid, lang.Text{})
		d.Billed = n.out.Amount
		r.differ(d)
	case n.out.Amount != n.Amount:
		r.differ(r.of(Amount, n, n.paid, lang.Text{}))
	case n.InDoubt:
		r.differ(r.of(InDoubt, n, n.paid, lang.Format("%s", "%s", status)))
	case status.Paid():
		r.result.Matched = r.result.Matched.With(n.Amount)
	case n.in.Amount == n.out.Amount:
		r.result.CameBack = r.result.CameBack.With(n.Amount)
	default:
		r.differ(r.of(NotPaid, n, n.paid, lang.Format("%s", "%s", status)))
	}
}

// judgeBack is about the money that came back.
func (r *Reconciliation) judgeBack(n *number) {
	switch {
	case n.in.Packets == 0:
		if n.Status == state.Refunded {
			from, to := n.RefundedAt, n.RefundedAt
			if from.IsZero() {
				from, to = n.PaidAt, n.BackAt
			}
			r.absent(NotBack, n, from, to)
		}
	case n.in.Amount != n.Amount || n.in.Packets > 1:
		d := r.of(BackAmount, n, n.back, lang.Text{})
		d.Billed = n.in.Amount
		r.differ(d)
	case n.Status == state.Refunded:
		r.result.Refunds = r.result.Refunds.With(n.Amount)
	case !n.Status.Paid() && !n.InDoubt: // it was not paid in the end, see CameBack
	default:
		r.differ(r.of(Back, n, n.back, lang.Format("%s", "%s", n.Status)))
	}
}

// absent judges a movement that no bill shows.
func (r *Reconciliation) absent(k Kind, n *number, from, to time.Time) {
	tally := &r.result.NotCovered
	switch r.cover.of(from, to) {
	case covered:
		r.differ(r.of(k, n, place{}, lang.Text{}))
		return
	case atTheEdge:
		tally = &r.result.Timing
	case notCovered:
	}
	*tally = tally.With(n.Amount)
}

// persons finds who was paid by two numbers in one campaign.
func (r *Reconciliation) persons() {
	type person struct{ campaign, openid string }
	first := make(map[person]int32, len(r.numbers))
	for i := range r.numbers {
		n := &r.numbers[i]
		if !n.scoped || n.out.Amount <= n.in.Amount {
			continue
		}
		who := person{n.Campaign, n.OpenID}
		other, known := first[who]
		if !known {
			first[who] = int32(i)
			continue
		}
		if n.Permission == "" {
			r.differ(r.of(TwicePerson, n, n.paid, lang.Format("also %s", "另有 %s", r.numbers[other].BillNo)))
		}
	}
}

// lists holds the approved list against the state. What a bill has said of a packet is not said again.
func (r *Reconciliation) lists(billed map[int64]bool) {
	for i := range r.listed {
		p := &r.listed[i].packet
		if p.Recorded.ID != 0 && billed[p.Recorded.ID] {
			continue
		}
		kind, note := Unpaid, p.Action.Said()
		switch p.Action {
		case plan.Conflict:
			kind = OtherTerms
		case plan.Orphan:
			if !p.Recorded.MayHavePaid() || p.Recorded.Status == state.Refunded {
				continue // nothing was paid, or it came back
			}
			kind = Unlisted
		case plan.Resolve:
			kind = Unresolved
		case plan.Send, plan.Correct, plan.Retry, plan.Held, plan.Refused, plan.Failed:
			if p.Recorded.Code != "" {
				note = note.Then(lang.Same(" " + p.Recorded.Code))
			}
		case plan.Done, plan.Resend:
		}
		d := Difference{Kind: kind, OpenID: p.OpenID(), Number: string(p.BillNo()), Recorded: p.Amount(), Note: note}
		d.Address.Campaign, d.Address.Key = r.listed[i].campaign, p.Key()
		if p.Action == plan.Orphan {
			d.Address = p.Recorded.Address()
		}
		if kind == OtherTerms {
			d.Note = lang.Format("the list says %s", "名单写的是 %s", p.Recipient.Amount)
		}
		r.differ(d)
	}
}
