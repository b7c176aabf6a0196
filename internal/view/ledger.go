package view

import (
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/words"
)

// MaskedLedger is a report without whole openids, unless they were asked for.
func MaskedLedger(r *sandbox.Report, look page.Style) *sandbox.Report {
	if look.ShowOpenID {
		return r
	}
	copied := *r
	copied.Packets, copied.Persons = slices.Clone(r.Packets), slices.Clone(r.Persons)
	for i := range copied.Packets {
		copied.Packets[i].OpenID = words.MaskOpenID(copied.Packets[i].OpenID)
	}
	for i := range copied.Persons {
		copied.Persons[i].OpenID = words.MaskOpenID(copied.Persons[i].OpenID)
	}
	return &copied
}

// LedgerSummary is a report with counts in the place of packets and persons.
type LedgerSummary struct {
	Type string `json:"type"`
	*sandbox.Report
	Packets   *struct{} `json:"packets,omitempty"` // hides the report's
	Persons   *struct{} `json:"persons,omitempty"`
	PaidTwice int       `json:"persons_paid_more_than_once"`
}

// LedgerSummaryOf counts what a report lists.
func LedgerSummaryOf(r *sandbox.Report) LedgerSummary {
	return LedgerSummary{Type: "summary", Report: r, PaidTwice: len(r.PaidTwice())}
}

// ledgerLines is how many packets, persons or findings of one kind are printed; JSON has them all.
const ledgerLines = 20

// Ledger writes a report for people: the sums, and whatever is not as it should be.
func Ledger(w io.Writer, r *sandbox.Report, look page.Style) error {
	var b strings.Builder
	plain.Add(&b, "Ledger of merchant %s by the rules %q, as of %s\n%s\n\n", r.MchID, r.Rules, beijing.Format(r.AsOf), r.Path)
	open := unpaid(r)
	plain.Add(&b, "  paid      %s, %s\n", packets(r.Paid), look.Money(r.Debited))
	plain.Add(&b, "  not paid  %s\n", packets(len(open)))
	plain.Add(&b, "  status    %s\n", statuses(r))
	plain.Add(&b, "  balance   %s = %s at first + %s added - %s paid + %s back\n",
		look.Money(r.Balance), look.Money(r.Opening), look.Money(r.ToppedUp), look.Money(r.Debited), look.Money(r.Refunded))
	twice := r.PaidTwice()
	plain.Add(&b, "  persons   %s tried, %s paid more than once\n", money.Count(len(r.Persons)), noneOr(len(twice)))
	plain.Add(&b, "  findings  %s\n", noneOr(len(r.Findings)))
	ledgerSection(&b, "Paid more than once:", twice, func(p sandbox.PersonTotal) []string {
		return []string{personal(p.OpenID, look), packets(p.Paid), look.Money(p.Sum), strings.Join(p.BillNos, ", ")}
	})
	ledgerSection(&b, "Not paid:", open, func(p sandbox.Packet) []string {
		return []string{p.BillNo, personal(p.OpenID, look), look.Money(p.Amount), string(p.Status), p.Code, p.Reason}
	})
	ledgerSection(&b, "Findings, the rules that a client broke:", r.Findings, func(f sandbox.Finding) []string {
		return []string{f.At.In(beijing.Zone).Format("01-02 15:04:05"), f.BillNo, f.Rule, f.Detail}
	})
	return plain.Write(w, plain.Frame(b.String()))
}

// ledgerSection adds a table of at most ledgerLines rows, or nothing where there are none.
func ledgerSection[T any](b *strings.Builder, title string, items []T, cells func(T) []string) {
	if len(items) == 0 {
		return
	}
	plain.Add(b, "\n%s\n", title)
	const gap = 2
	table := tabwriter.NewWriter(b, 0, 0, gap, ' ', 0)
	for _, item := range items[:min(len(items), ledgerLines)] {
		// Neither this writer nor the builder behind it can fail.
		_, _ = plain.Fprintf(table, "  %s\n", plain.Tabbed(cells(item)))
	}
	_ = table.Flush()
	if more := len(items) - ledgerLines; more > 0 {
		plain.Add(b, "  and %s more; all of them: redpack sandbox ledger -json\n", money.Count(more))
	}
}

func unpaid(r *sandbox.Report) (open []sandbox.Packet) {
	for _, p := range r.Packets {
		if p.Debits == 0 {
			open = append(open, p)
		}
	}
	return open
}

func statuses(r *sandbox.Report) string {
	var parts []string
	for _, status := range []sandbox.Status{
		sandbox.StatusSending, sandbox.StatusSent, sandbox.StatusReceived, sandbox.StatusRefunding, sandbox.StatusRefund, sandbox.StatusFailed,
	} {
		if n := r.Statuses[status]; n > 0 {
			parts = append(parts, money.Count(n)+" "+string(status))
		}
	}
	if len(parts) == 0 {
		return "no packets yet"
	}
	return strings.Join(parts, ", ")
}

func packets(n int) string {
	if n == 1 {
		return "1 packet"
	}
	return money.Count(n) + " packets"
}

func noneOr(n int) string {
	if n == 0 {
		return "none"
	}
	return money.Count(n)
}

func personal(openID string, look page.Style) string {
	if look.ShowOpenID {
		return openID
	}
	return words.MaskOpenID(openID)
}
