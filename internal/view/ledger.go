package view

import (
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
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
	open, twice := unpaid(r), r.PaidTwice()
	plain.Add(&b, "%s\n%s\n\n", look.Say(lang.Format("Ledger of merchant %s by the rules %q, as of %s", "商户 %s 的账本，规则 %q，截至 %s",
		r.MchID, r.Rules, beijing.Format(r.AsOf))), r.Path)
	for _, line := range [][2]lang.Text{
		{lang.Both("paid", "已付"), lang.Format("%s, %s", "%s，共 %s", words.Counted(r.Paid, words.Packet), look.Money(r.Debited))},
		{lang.Both("not paid", "未付"), words.Counted(len(open), words.Packet)},
		{lang.Both("status", "状态"), statuses(r)},
		{lang.Both("balance", "余额"), lang.Format("%s = %s at first + %s added - %s paid + %s back", "%s = 期初 %s + 充值 %s - 付出 %s + 退回 %s",
			look.Money(r.Balance), look.Money(r.Opening), look.Money(r.ToppedUp), look.Money(r.Debited), look.Money(r.Refunded))},
		{lang.Both("persons", "人数"), lang.Format("%s tried, %s paid more than once", "尝试 %s 人，重复付款 %s 人", money.Count(len(r.Persons)), noneOr(len(twice)))},
		{lang.Both("findings", "违规"), noneOr(len(r.Findings))},
	} {
		plain.Add(&b, "  %s%s\n", page.Pad(look.Say(line[0]), 10), look.Say(line[1]))
	}
	ledgerSection(&b, look, lang.Both("Paid more than once:", "重复付款："), twice, func(p sandbox.PersonTotal) []string {
		return []string{personal(p.OpenID, look), look.Say(words.Counted(p.Paid, words.Packet)), look.Money(p.Sum), strings.Join(p.BillNos, ", ")}
	})
	ledgerSection(&b, look, lang.Both("Not paid:", "未付："), open, func(p sandbox.Packet) []string {
		return []string{p.BillNo, personal(p.OpenID, look), look.Money(p.Amount), string(p.Status), p.Code, look.Say(p.Reason)}
	})
	ledgerSection(&b, look, lang.Both("Findings, the rules that a client broke:", "违规，即客户端违反的规则："), r.Findings, func(f sandbox.Finding) []string {
		return []string{f.At.In(beijing.Zone).Format("01-02 15:04:05"), f.BillNo, f.Rule, look.Say(f.Detail)}
	})
	return plain.Write(w, plain.Frame(b.String()))
}

// ledgerSection adds a table of at most ledgerLines rows, or nothing where there are none.
func ledgerSection[T any](b *strings.Builder, look page.Style, title lang.Text, items []T, cells func(T) []string) {
	if len(items) == 0 {
		return
	}
	plain.Add(b, "\n%s\n", look.Say(title))
	const gap = 2
	table := tabwriter.NewWriter(b, 0, 0, gap, ' ', 0)
	for _, item := range items[:min(len(items), ledgerLines)] {
		// Neither this writer nor the builder behind it can fail.
		_, _ = plain.Fprintf(table, "  %s\n", plain.Tabbed(cells(item)))
	}
	_ = table.Flush()
	if more := len(items) - ledgerLines; more > 0 {
		plain.Add(b, "  %s\n", look.Say(lang.Format("and %s more; all of them: redpack sandbox ledger -json",
			"另有 %s 个；查看全部：redpack sandbox ledger -json", money.Count(more))))
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

func statuses(r *sandbox.Report) lang.Text {
	var parts []string
	for _, status := range []sandbox.Status{
		sandbox.StatusSending, sandbox.StatusSent, sandbox.StatusReceived, sandbox.StatusRefunding, sandbox.StatusRefund, sandbox.StatusFailed,
	} {
		if n := r.Statuses[status]; n > 0 {
			parts = append(parts, money.Count(n)+" "+string(status))
		}
	}
	if len(parts) == 0 {
		return lang.Both("no packets yet", "尚无红包")
	}
	return lang.List(parts)
}

func noneOr(n int) lang.Text {
	if n == 0 {
		return lang.Both("none", "0")
	}
	return lang.Same(money.Count(n))
}

func personal(openID string, look page.Style) string {
	if look.ShowOpenID {
		return openID
	}
	return words.MaskOpenID(openID)
}
