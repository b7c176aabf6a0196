package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/words"
)

type sandboxLedgerOptions struct {
	json       bool
	showOpenID bool
}

func newSandboxLedger(env *Env) *cobra.Command {
	var o sandboxLedgerOptions
	cmd := &cobra.Command{
		Use: "ledger [FOLDER | FILE]", Args: cobra.MaximumNArgs(1),
		Short: "Show what the simulator paid, and what its clients did wrong",
		Long: `Reads the simulator's ledger, also while it is in use: who was paid, how often, with which numbers, and every rule that
a client broke. The ledger is kept by the simulator alone, so it can be held against what a client believes.

Without an argument it is the ledger of this folder's sandbox merchants, ` + sandbox.DefaultLedger + `, or else that of
redpack sandbox, ` + sandboxFolder + "/" + sandbox.DefaultLedger + ".",
		Example: "  redpack sandbox ledger\n  redpack sandbox ledger examples/lantern\n  redpack sandbox ledger -json | jq .findings",
		RunE:    func(cmd *cobra.Command, args []string) error { return runSandboxLedger(env, cmd, o, args) },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print everything as one JSON object")
	cmd.Flags().BoolVar(&o.showOpenID, "show-openid", false, "print whole openids; they are personal data")
	return cmd
}

func runSandboxLedger(env *Env, cmd *cobra.Command, o sandboxLedgerOptions, args []string) error {
	look, err := style(env, cmd, env.StdoutTerminal, o.showOpenID)
	if err != nil {
		return err
	}
	path, err := ledgerPath(args)
	if err != nil {
		return err
	}
	report, err := sandbox.ReadLedger(path)
	if err != nil {
		return err
	}
	if err := report.Check(); err != nil {
		return fmt.Errorf("the sandbox ledger %s does not add up: %w", path, err)
	}
	if !o.json {
		return printLedger(env.Stdout, report, look)
	}
	return plain.JSON(env.Stdout, masked(report, look), "  ")
}

// ledgerPath finds the ledger that an argument names.
func ledgerPath(args []string) (string, error) {
	if len(args) > 0 {
		info, err := os.Stat(args[0])
		if err != nil {
			return "", fmt.Errorf("find the sandbox ledger: %w", err)
		}
		if info.IsDir() {
			return filepath.Join(args[0], sandbox.DefaultLedger), nil
		}
		return args[0], nil
	}
	for _, path := range []string{sandbox.DefaultLedger, filepath.Join(sandboxFolder, sandbox.DefaultLedger)} {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return path, err
		}
	}
	return "", plain.Errorf("there is no ledger here, neither %s nor one in %s. A sandbox merchant's ledger appears with its first "+
		"`redpack apply`; name another folder, as in\n  redpack sandbox ledger examples/lantern", sandbox.DefaultLedger, sandboxFolder)
}

// masked is a report without whole openids, unless they were asked for.
func masked(r *sandbox.Report, look page.Style) *sandbox.Report {
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

// ledgerSummary is a report with counts in the place of packets and persons.
type ledgerSummary struct {
	Type string `json:"type"`
	*sandbox.Report
	Packets   *struct{} `json:"packets,omitempty"` // hides the report's
	Persons   *struct{} `json:"persons,omitempty"`
	PaidTwice int       `json:"persons_paid_more_than_once"`
}

func summaryOf(r *sandbox.Report) ledgerSummary {
	return ledgerSummary{Type: "summary", Report: r, PaidTwice: len(r.PaidTwice())}
}

// ledgerLines is how many packets, persons or findings of one kind are printed; JSON has them all.
const ledgerLines = 20

// printLedger writes a report for people: the sums, and whatever is not as it should be.
func printLedger(w io.Writer, r *sandbox.Report, look page.Style) error {
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
	section(&b, "Paid more than once:", twice, func(p sandbox.PersonTotal) []string {
		return []string{personal(p.OpenID, look), packets(p.Paid), look.Money(p.Sum), strings.Join(p.BillNos, ", ")}
	})
	section(&b, "Not paid:", open, func(p sandbox.Packet) []string {
		return []string{p.BillNo, personal(p.OpenID, look), look.Money(p.Amount), string(p.Status), p.Code, p.Reason}
	})
	section(&b, "Findings, the rules that a client broke:", r.Findings, func(f sandbox.Finding) []string {
		return []string{f.At.In(beijing.Zone).Format("01-02 15:04:05"), f.BillNo, f.Rule, f.Detail}
	})
	return plain.Write(w, plain.Frame(b.String()))
}

// section adds a table of at most ledgerLines rows, or nothing where there are none.
func section[T any](b *strings.Builder, title string, items []T, cells func(T) []string) {
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
