package report

import (
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
)

// Document is a report for programs, as report.schema.json describes it. Amounts are fen, times are Beijing time.
type Document struct {
	Version  string `json:"redpack_report"`
	Campaign string `json:"campaign"`
	ActName  string `json:"act_name"`
	Merchant string `json:"merchant"`
	Venue    string `json:"venue,omitempty"`
	Window   string `json:"window"`
	Personal bool   `json:"personal"`

	Planned   money.Tally `json:"planned"`
	Differing Difference  `json:"recorded_otherwise"`
	Orphans   money.Tally `json:"no_longer_in_the_file"`
	Received  money.Tally `json:"received"`
	Waiting   money.Tally `json:"waiting"`
	Refunded  money.Tally `json:"refunded"`
	InDoubt   money.Tally `json:"in_doubt"`
	NotPaid   money.Tally `json:"not_paid"`
	Balanced  bool        `json:"balanced"`
	OnTheWay  money.Tally `json:"on_the_way_back"`
	Earlier   money.Tally `json:"earlier_numbers"`

	Statuses []documentStatus `json:"statuses"`
	Days     []documentDay    `json:"days"`
	Causes   []documentCause  `json:"exceptions"`
	Runs     []documentRun    `json:"runs"`

	Tool    string `json:"redpack"`
	Wrote   string `json:"state_written_by"`
	Lineage string `json:"lineage"`
	Serial  int64  `json:"serial"`
	AsOf    string `json:"as_of,omitempty"`
	Asked   string `json:"last_asked,omitempty"`
	Overdue int    `json:"overdue"`
	Refresh string `json:"refresh"`
	Rows    int    `json:"items_count"`
	SHA256  string `json:"items_sha256"`
}

type documentStatus struct {
	Status   string `json:"status"`
	CountsAs string `json:"counts_as"`
	money.Tally
}

type documentDay struct {
	Day      string      `json:"day"`
	Sent     money.Tally `json:"sent"`
	Received money.Tally `json:"received"`
	Refunded money.Tally `json:"refunded"`
}

type documentCause struct {
	Exception string `json:"exception"`
	Status    string `json:"status"`
	Code      string `json:"code,omitempty"`
	Reason    string `json:"reason,omitempty"`
	money.Tally
	First   string `json:"first,omitempty"`
	Last    string `json:"last,omitempty"`
	Address string `json:"address"`
	Next    string `json:"next"`
}

type documentRun struct {
	Run       int64       `json:"run"`
	StartedAt string      `json:"started_at"`
	EndedAt   string      `json:"ended_at,omitempty"`
	Owner     string      `json:"owner"`
	Tool      string      `json:"redpack"`
	Digest    string      `json:"digest,omitempty"`
	Result    string      `json:"result,omitempty"`
	Begun     money.Tally `json:"begun"`
}

// Document is the report for programs.
func (r *Report) Document() Document {
	d := Document{
		Version: Version, Campaign: r.Campaign, ActName: r.ActName, Merchant: r.Merchant, Venue: r.Venue, Window: r.Window.English, Personal: r.Personal,
		Planned: r.Planned, Differing: r.Differing, Orphans: r.Orphans, Received: r.Of(Received), Waiting: r.Of(Waiting),
		Refunded: r.Of(Refunded), InDoubt: r.Of(InDoubt), NotPaid: r.Of(NotPaid), Balanced: r.Balanced(), OnTheWay: r.Back, Earlier: r.Earlier,
		Statuses: []documentStatus{}, Days: []documentDay{}, Causes: []documentCause{}, Runs: []documentRun{},
		Tool: r.Tool, Wrote: r.Wrote, Lineage: r.Lineage, Serial: r.Serial, AsOf: beijing.Stamp(r.AsOf), Asked: beijing.Stamp(r.Asked), Overdue: r.Overdue,
		Refresh: r.Refresh, Rows: r.Rows, SHA256: r.SHA256,
	}
	for _, s := range r.Statuses {
		d.Statuses = append(d.Statuses, documentStatus{s.Name, s.Of.String(), s.Tally})
	}
	for _, day := range r.Days {
		d.Days = append(d.Days, documentDay{day.Day, day.Sent, day.Received, day.Refunded})
	}
	for _, c := range r.Causes {
		d.Causes = append(d.Causes, documentCause{
			Exception: c.Exception.String(), Status: c.Status, Code: c.Code, Reason: c.Reason, Tally: c.Tally, First: beijing.Stamp(c.First),
			Last: beijing.Stamp(c.Last), Address: c.Address, Next: c.Next,
		})
	}
	for _, run := range r.Runs {
		d.Runs = append(d.Runs, documentRun{
			Run: run.ID, StartedAt: beijing.Stamp(run.StartedAt), EndedAt: beijing.Stamp(run.EndedAt), Owner: run.Owner, Tool: run.Tool, Digest: run.Digest,
			Result: run.Result, Begun: run.Begun,
		})
	}
	return d
}

// documentItem is one packet of a document.
type documentItem struct {
	Address    string    `json:"address"`
	Key        string    `json:"key"`
	Label      string    `json:"label,omitempty"`
	OpenID     string    `json:"openid"`
	AmountFen  money.Fen `json:"amount_fen"`
	PlannedFen money.Fen `json:"planned_fen"`
	BillNo     string    `json:"billno,omitempty"`
	SendListID string    `json:"send_listid,omitempty"`
	Status     string    `json:"status"`
	CountsAs   string    `json:"counts_as"`
	Code       string    `json:"code,omitempty"`
	Reason     string    `json:"reason,omitempty"`
	IntentAt   string    `json:"intent_at,omitempty"`
	SentAt     string    `json:"sent_at,omitempty"`
	ReceivedAt string    `json:"received_at,omitempty"`
	RefundedAt string    `json:"refunded_at,omitempty"`
	Attempt    int       `json:"attempt"`
	Tries      int       `json:"tries"`
	Accepted   string    `json:"accepted,omitempty"`
	Earlier    []string  `json:"earlier_billnos,omitempty"`
	Of         string    `json:"supplement_of,omitempty"`
	OfReason   string    `json:"supplement_reason,omitempty"`
	Exception  string    `json:"exception,omitempty"`
	Next       string    `json:"next,omitempty"`
}

func (one *Item) document() documentItem {
	return documentItem{
		Address: one.Address, Key: one.Key, Label: one.Label, OpenID: one.OpenID, AmountFen: one.Amount, PlannedFen: one.Planned,
		BillNo: one.BillNo, SendListID: one.SendListID, Status: one.Status, CountsAs: one.Standing.String(), Code: one.Code,
		Reason: one.Reason, IntentAt: beijing.Stamp(one.IntentAt), SentAt: beijing.Stamp(one.SentAt), ReceivedAt: beijing.Stamp(one.ReceivedAt),
		RefundedAt: beijing.Stamp(one.RefundedAt), Attempt: one.Attempt, Tries: one.Tries, Accepted: one.Accepted, Exception: one.Exception.String(),
		Next: one.Next, Earlier: one.Earlier, Of: one.SupplementOf, OfReason: one.SupplementReason,
	}
}
