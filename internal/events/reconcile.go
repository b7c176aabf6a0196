package events

import (
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/reconcile"
	"github.com/cashredpack/redpack/internal/view"
)

type reconcileBill struct {
	envelope
	File    string `json:"file"`
	Account string `json:"account,omitempty"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
	Rows    int    `json:"rows"`
	Repeats string `json:"repeats,omitempty"`
}

type reconcilePending struct {
	envelope
	Account string `json:"account"`
	Day     string `json:"day"`
	Why     string `json:"why"`
}

// reconcileAccount explains the balance of an account over days that follow one another.
type reconcileAccount struct {
	envelope
	Account        string    `json:"account,omitempty"`
	From           string    `json:"from"`
	To             string    `json:"to"`
	OpeningFen     money.Fen `json:"opening_fen"`
	TopUpsFen      money.Fen `json:"top_ups_fen"`
	BackFen        money.Fen `json:"packets_back_fen"`
	ForeignBackFen money.Fen `json:"foreign_packets_back_fen"`
	OtherInFen     money.Fen `json:"other_in_fen"`
	PacketsFen     money.Fen `json:"packets_fen"`
	ForeignFen     money.Fen `json:"foreign_packets_fen"`
	FeesFen        money.Fen `json:"fees_fen"`
	OtherOutFen    money.Fen `json:"other_out_fen"`
	UnexplainedFen money.Fen `json:"unexplained_fen"`
	ClosingFen     money.Fen `json:"closing_fen"`
}

type reconcileItem struct {
	envelope
	Kind        string    `json:"kind"`
	Campaign    string    `json:"campaign,omitempty"`
	Key         string    `json:"key,omitempty"`
	OpenID      string    `json:"openid,omitempty"`
	Number      string    `json:"number,omitempty"`
	RecordedFen money.Fen `json:"recorded_fen"`
	BilledFen   money.Fen `json:"billed_fen"`
	At          string    `json:"at,omitempty"`
	File        string    `json:"file,omitempty"`
	Line        int       `json:"line,omitempty"`
	Note        string    `json:"note,omitempty"`
	Advice      string    `json:"advice"`
	Next        string    `json:"next,omitempty"`
}

type reconcileSummary struct {
	envelope
	Verdict     string         `json:"verdict"`
	Differences int            `json:"differences"`
	Kinds       map[string]int `json:"kinds"`
	Columns     map[string]int `json:"columns"`
	Listed      money.Tally    `json:"listed"`
	ListedPaid  money.Tally    `json:"listed_paid"`
	Matched     money.Tally    `json:"matched"`
	Refunds     money.Tally    `json:"refunds"`
	CameBack    money.Tally    `json:"came_back"`
	Elsewhere   money.Tally    `json:"elsewhere"`
	Timing      money.Tally    `json:"timing"`
	NotCovered  money.Tally    `json:"not_covered"`
	Uncovered   []string       `json:"uncovered"`
	Pending     int            `json:"pending"`
	ending
}

// Reconciled writes the bills, the accounts, every difference, and what all of it comes to.
func (j *stateEvents) Reconciled(r view.Reconciliation) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range r.Sources {
		j.emit(&reconcileBill{
			envelope: envelopeOf(levelInfo, "reconcile_bill", s.File), File: s.File, Account: s.Account,
			From: reconcile.ShowDay(s.From), To: reconcile.ShowDay(s.To), Rows: s.Count, Repeats: s.Repeats,
		})
	}
	for _, p := range r.Pending {
		j.emit(&reconcilePending{envelopeOf(levelWarn, "reconcile_pending", "no bill"), p.Account, reconcile.ShowDay(p.Day), j.Masked(p.Why)})
	}
	for _, s := range r.Stretches {
		j.emit(accountOf(s))
	}
	for i := range r.Differences {
		j.emit(j.difference(r, &r.Differences[i]))
	}
	j.hold(j.reconcileSummary(r))
	return j.err
}

// columnNames are the columns for programs.
var columnNames = map[bill.Column]string{bill.VoucherColumn: "voucher", bill.PaymentColumn: "payment", bill.FlowColumn: "flow"}

func accountOf(s *reconcile.Stretch) *reconcileAccount {
	return &reconcileAccount{
		envelope: envelopeOf(levelInfo, "reconcile_account", "closed with "+s.Closing.String()), Account: s.Account,
		From: reconcile.ShowDay(s.From), To: reconcile.ShowDay(s.To), OpeningFen: s.Opening, TopUpsFen: s.TopUps.Amount, BackFen: s.Back.Amount,
		ForeignBackFen: s.ForeignBack.Amount, OtherInFen: s.FeesBack.Plus(s.OtherIn).Amount, PacketsFen: s.Packets.Amount,
		ForeignFen: s.Foreign.Amount, FeesFen: s.Fees.Amount, OtherOutFen: s.Withdrawals.Plus(s.OtherOut).Amount,
		UnexplainedFen: s.Unexplained, ClosingFen: s.Closing,
	}
}

func (j *stateEvents) difference(r view.Reconciliation, d *reconcile.Difference) *reconcileItem {
	e := &reconcileItem{
		envelope: envelopeOf(levelWarn, "reconcile_item", d.Kind.What()), Kind: d.Kind.String(), Campaign: d.Address.Campaign,
		Number: j.Number(d.Number), RecordedFen: d.Recorded, BilledFen: d.Billed, At: beijing.Stamp(d.At), File: d.File, Line: d.Line, Note: j.Masked(d.Note),
		Advice: d.Kind.Advice(), Next: j.Masked(r.Next(d)),
	}
	if d.Address.Key != "" {
		e.Key = j.Key(d.Address.Key)
	}
	if d.OpenID != "" {
		e.OpenID = j.identity(d.OpenID)
	}
	return e
}

func (j *stateEvents) reconcileSummary(r view.Reconciliation) *reconcileSummary {
	level := levelInfo
	if r.Verdict() != reconcile.Balanced {
		level = levelWarn
	}
	e := &reconcileSummary{
		envelope: envelopeOf(level, "reconcile_summary", view.VerdictLine(r.Result, j.Style).English), Verdict: r.Verdict().String(),
		Differences: len(r.Differences), Kinds: map[string]int{}, Columns: map[string]int{}, Listed: r.Listed, ListedPaid: r.ListedPaid,
		Matched: r.Matched, Refunds: r.Refunds, CameBack: r.CameBack, Elsewhere: r.Elsewhere, Timing: r.Timing, NotCovered: r.NotCovered,
		Uncovered: []string{}, Pending: len(r.Pending),
	}
	for kind, n := range r.Counts {
		e.Kinds[kind.String()] = n.Packets
	}
	for column, n := range r.Columns {
		e.Columns[columnNames[column]] = n
	}
	for _, day := range r.Uncovered {
		e.Uncovered = append(e.Uncovered, reconcile.ShowDay(day))
	}
	return e
}
