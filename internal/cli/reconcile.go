package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/reconcile"
	"github.com/cashredpack/redpack/internal/secret"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/internal/wxpay"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

type reconcileOptions struct {
	projectFlags
	bills    []string
	download string
	accounts []string
	others   []string // states of the same merchant
	json     bool
}

func newReconcile(env *Env) *cobra.Command {
	var o reconcileOptions
	cmd := &cobra.Command{
		Use: "reconcile [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: takes(0, 1),
		SuggestFor: []string{"bill", "audit"},
		Short: env.say(lang.Both("Hold list and state against WeChat Pay's own books; sends and changes nothing",
			"用微信支付的账单核对名单和状态库；不发放，也不改动任何东西")),
		Long: env.say(reconcileHelp()),
		Example: "  redpack reconcile -bill fundflow-20270206.csv\n  redpack reconcile -download 2027-02-06..2027-02-08\n" + // for programs
			"  redpack reconcile -download 2027-02-06 -json team_cny_2027", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			shared := stateFlags{projectFlags: o.projectFlags, json: o.json}
			return withPrinter(env, cmd, shared, func(print *printer) error {
				print.outcome = lang.Both("Nothing was reconciled.", "没有对账。")
				return runReconcile(cmd.Context(), env, o, args, print)
			})
		},
	}
	o.add(env, cmd)
	o.addEnvironment(env, cmd)
	cmd.Flags().StringArrayVar(&o.bills, "bill", nil, env.say(lang.Both(
		"read this `file`, a fund-flow bill; may be repeated", "读取这个`文件`，即一份资金账单；可以重复")))
	cmd.Flags().StringVar(&o.download, "download", "", env.say(lang.Both(
		"fetch the bills of these `days`: 2027-02-06, or 2027-02-06..2027-02-08", "下载这些`日期`的账单：2027-02-06，或 2027-02-06..2027-02-08")))
	cmd.Flags().StringSliceVar(&o.accounts, "account", []string{string(wxpay.AccountOperation), string(wxpay.AccountBasic)},
		env.say(lang.Both("with -download, fetch the bills of these `accounts`, separated by commas: Operation, Basic, Fees",
			"-download 下载这些`账户`的账单，用逗号隔开：Operation, Basic, Fees")))
	cmd.Flags().StringArrayVar(&o.others, "other-state", nil, env.say(lang.Both(
		"packets of this state `file`, of another folder that pays with the same merchant, are no strangers; may be repeated",
		"这个状态`文件`属于同一商户的另一个文件夹，其中的红包不算来历不明；可以重复")))
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(eventsAsJSON))
	addJSONInto(env, cmd)
	return cmd
}

func runReconcile(ctx context.Context, env *Env, o reconcileOptions, args []string, print *printer) error {
	if len(o.bills) == 0 && o.download == "" {
		return lang.Errorf("there is nothing to reconcile with: name the bills that finance has downloaded with -bill, or fetch them with -download 2027-02-06",
			"没有可以对账的账单：用 -bill 写出财务下载的账单，或用 -download 2027-02-06 下载")
	}
	days, err := parseDays(o.download)
	if err != nil {
		return err
	}
	accounts, err := parseAccounts(o.accounts)
	if err != nil {
		return err
	}
	p, err := load(env, args, o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	if _, err := readState(ctx, p.place()); err != nil {
		return err
	}
	given, diags := readBills(o.bills)
	if err := print.diagnostics(diags); err != nil {
		return err
	}
	fetched, pending, err := (&billFolder{env: env, project: p, print: print, accounts: accounts}).fetch(ctx, days)
	if err != nil {
		return err
	}
	result, err := p.reconcile(ctx, env, print, o.others, reconcile.Options{Bills: append(given, fetched...), Pending: pending})
	if err != nil {
		return err
	}
	shown := view.Reconciliation{Result: result, Folder: argument(p.dir)}
	err = print.show(func(j *events.JSON) error { return j.Reconciled(shown) },
		func(w io.Writer) error { return view.Reconciled(w, shown, print.out) })
	if code := codeOfReconcile(result.Verdict()); err == nil && code != exitDone {
		return exit{code}
	}
	return err
}

// codeOfReconcile is the exit code of a verdict: differences are for a person to look at, what is still to come only for another day.
func codeOfReconcile(v reconcile.Verdict) int {
	switch v {
	case reconcile.Balanced:
		return exitDone
	case reconcile.Differing:
		return exitFailed
	case reconcile.Incomplete:
	}
	return exitUnknown
}

// reconcile reads the state and the lists, and holds them against the bills.
func (p *project) reconcile(ctx context.Context, env *Env, print *printer, others []string, o reconcile.Options) (*reconcile.Result, error) {
	o.MchID = p.merchant.MchID
	if p.chosen != "" {
		for _, c := range p.campaigns {
			o.Campaigns = append(append(o.Campaigns, c.Name), c.FormerNames()...)
		}
	}
	r := reconcile.New(o)
	snapshot, err := state.Numbers(ctx, p.at, func(n *state.Number) error {
		r.Number(n)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := p.readOthers(ctx, others, r); err != nil {
		return nil, err
	}
	options := plan.Options{At: env.Now(), Each: func(of *plan.Plan, packet *plan.Packet) { r.Listed(of.Campaign.Name, packet) }}
	diags := p.share(snapshot, &options)
	if !diags.HasErrors() {
		_, diags = planEach(p, snapshot, options)
	}
	if diags.HasErrors() {
		return nil, print.diagnostics(diags)
	}
	return r.Result(), nil
}

// readOthers takes in the numbers of other states of the merchant.
func (p *project) readOthers(ctx context.Context, paths []string, r *reconcile.Reconciliation) error {
	for _, path := range paths {
		other, err := state.Numbers(ctx, state.File(path), func(n *state.Number) error {
			r.Stranger(n)
			return nil
		})
		switch {
		case err != nil:
			return lang.Errorf("-other-state: %w", "-other-state：%w", err)
		case !other.Exists():
			return lang.Errorf("-other-state: there is no state %s", "-other-state：没有状态文件 %s", path)
		case other.MchID() != p.merchant.MchID:
			return lang.Errorf("-other-state: %s is of merchant %s, and this campaign pays with %s",
				"-other-state：%s 属于商户 %s，而这个活动用 %s 付款", path, words.MaskMchID(other.MchID()), words.MaskMchID(p.merchant.MchID))
		}
	}
	return nil
}

// billMax is what a file of a bill may have: a day of some million packets.
const billMax = 512 << 20

// readBills reads the files of -bill. What is wrong with any of them is reported at once.
func readBills(names []string) (bills []reconcile.Bill, diags hcl.Diagnostics) {
	for _, name := range names {
		src, err := osfile.ReadGiven(name, billMax)
		if err != nil {
			diags = append(diags, badBill(lang.Of(err)))
			continue
		}
		if kind := (secret.Known{}).FindIn(src); !kind.Empty() { // parts of what is no bill would be shown
			diags = append(diags, badBill(lang.Format("%s holds %s and is no bill; nothing of it is shown.",
				"%s 含有%s，不是账单；其中内容一概不显示。", name, kind.Behind())))
			continue
		}
		b, found := parseBill(name, src)
		diags = append(diags, found...)
		b.Account, b.Day = accountIn(filepath.Base(name)), dayIn(filepath.Base(name))
		bills = append(bills, b)
	}
	return bills, diags
}

// parseBill reads one bill. Its faults carry their places in their texts: what they are about is no campaign's, and no line of it is shown.
func parseBill(name string, src []byte) (b reconcile.Bill, diags hcl.Diagnostics) {
	read, err := bill.Read(name, bytes.NewReader(src))
	var faults bill.Faults
	switch {
	case errors.As(err, &faults):
		for _, fault := range faults {
			diags = append(diags, badBill(lang.Of(fault)))
		}
	case err != nil:
		diags = append(diags, badBill(lang.Of(err)))
	default:
		b = reconcile.Bill{File: name, Rows: read.Rows}
	}
	return b, diags
}

func badBill(detail lang.Text) *hcl.Diagnostic {
	return diag.New(hcl.DiagError, lang.Both("Not a bill that can be used", "不是可以使用的账单"), detail)
}

// accountNames are what names of files say of an account; the platform's and those of our own folder.
var accountNames = []struct{ part, account string }{
	{"operation", "Operation"}, {"运营", "Operation"}, {"basic", "Basic"}, {"基本", "Basic"}, {"fees", "Fees"}, {"手续费", "Fees"},
}

// accountIn reads an account out of a name; "" where it says none.
func accountIn(name string) string {
	for _, each := range accountNames {
		if strings.Contains(strings.ToLower(name), each.part) {
			return each.account
		}
	}
	return ""
}

var dayInName = regexp.MustCompile(`(?:^|[^0-9])(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?:[^0-9]|$)`)

// dayIn reads a day out of a name, for a bill without rows.
func dayIn(name string) string {
	if found := dayInName.FindStringSubmatch(name); found != nil {
		return found[1] + found[2] + found[3]
	}
	return ""
}
