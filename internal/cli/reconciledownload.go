package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/reconcile"
	"github.com/cashredpack/redpack/internal/wxpay"
)

const (
	dayForPeople = time.DateOnly
	// maxDays bounds a range that was mistyped: each day is two requests.
	maxDays = 366
)

// firstBill is the first day that has bills (下载资金账单, 2024).
var firstBill = time.Date(2017, 6, 1, 0, 0, 0, 0, beijing.Zone)

// parseDays reads -download: a day, or two with two points between them. Each day is the instant at which it begins. Which days are over
// is for the platform to say: a simulator's clock may be days ahead.
func parseDays(text string) ([]time.Time, error) {
	if text == "" {
		return nil, nil
	}
	first, last, several := strings.Cut(text, "..")
	if !several {
		last = first
	}
	from, err := time.ParseInLocation(dayForPeople, first, beijing.Zone)
	to, errTo := time.ParseInLocation(dayForPeople, last, beijing.Zone)
	switch {
	case err != nil || errTo != nil:
		return nil, lang.Errorf("-download %q: write a day as in 2027-02-06, or a first and a last one as in 2027-02-06..2027-02-08",
			"-download %q：写一个日期，例如 2027-02-06，或写首末两天，例如 2027-02-06..2027-02-08", text)
	case to.Before(from):
		return nil, lang.Errorf("-download %s: the last day is before the first", "-download %s：最后一天早于第一天", text)
	case from.Before(firstBill):
		return nil, lang.Errorf("-download %s: WeChat Pay has bills from %s on", "-download %s：微信支付从 %s 起才有账单", text, firstBill.Format(dayForPeople))
	}
	var days []time.Time
	for at := from; !at.After(to); at = beijing.NextDay(at) {
		if days = append(days, at); len(days) > maxDays {
			return nil, lang.Errorf("-download %s: these are more than %d days; ask for fewer at a time",
				"-download %s：超过 %d 天；每次少下载几天", text, maxDays)
		}
	}
	return days, nil
}

// billFolder keeps the bills that were fetched, beside the state.
type billFolder struct {
	env     *Env
	project *project
	print   *printer
	// accounts are those whose bills are fetched. Packets of newer merchants leave the operating account, those of older ones the basic one.
	accounts []wxpay.Account
	client   *gateway.Platform // nil until a bill is missing
}

// The endings of what is kept: a bill, and the word that there is none.
const (
	billSuffix   = ".csv"
	noBillSuffix = ".none"
)

// folder is seen from the campaign's, in which the state lies. For a state in a database it is named as for a file.
func (b *billFolder) folder() string {
	return filepath.FromSlash(cmp.Or(b.project.State.Path, hclspec.DefaultStatePath)) + ".bills"
}

// parseAccounts reads -account, in any case.
func parseAccounts(names []string) (accounts []wxpay.Account, err error) {
	known := []wxpay.Account{wxpay.AccountOperation, wxpay.AccountBasic, wxpay.AccountFees}
	for _, name := range names {
		i := slices.IndexFunc(known, func(a wxpay.Account) bool { return strings.EqualFold(string(a), name) })
		if i < 0 {
			return nil, lang.Errorf("-account %q: the accounts are %s, %s and %s", "-account %q：账户有 %s、%s 和 %s", name, known[0], known[1], known[2])
		}
		accounts = append(accounts, known[i])
	}
	return accounts, nil
}

// fetch yields the bills of some days. Those that are not made yet, or that nobody would give, are pending.
func (b *billFolder) fetch(ctx context.Context, days []time.Time) (bills []reconcile.Bill, pending []reconcile.Pending, err error) {
	defer func() {
		if b.client != nil {
			err = errors.Join(err, b.client.Close())
		}
	}()
	for _, day := range days {
		for _, account := range b.accounts {
			one, why, err := b.bill(ctx, day, account)
			switch {
			case err != nil:
				return nil, nil, err
			case !why.Empty():
				pending = append(pending, reconcile.Pending{Day: beijing.Day(day), Account: string(account), Why: why})
			default:
				bills = append(bills, one)
			}
		}
	}
	return bills, pending, nil
}

// bill is one bill, kept or fetched. Where there is none to be had now, why says so.
func (b *billFolder) bill(ctx context.Context, day time.Time, account wxpay.Account) (one reconcile.Bill, why lang.Text, err error) {
	name := filepath.Join(b.folder(), beijing.Day(day)+"-"+string(account))
	src, moved, err := b.kept(name)
	if err == nil && src == nil && moved {
		if why, moved, err = b.download(ctx, name, day, account); err == nil && why.Empty() && moved {
			src, _, err = b.kept(name)
		}
	}
	if err != nil || !why.Empty() {
		return one, why, err
	}
	one, err = b.parse(name+billSuffix, src, day)
	one.Account, one.Day = string(account), beijing.Day(day)
	return one, lang.Text{}, err
}

// kept reads what is kept under a name: a bill, or that the account did not move.
func (b *billFolder) kept(name string) (src []byte, moved bool, err error) {
	files := folderOf(b.project.folder.FS(), b.project.dir)
	src, err = bounded.ReadFS(files, filepath.ToSlash(name+billSuffix), billMax)
	if !errors.Is(err, fs.ErrNotExist) {
		return src, true, err
	}
	_, err = bounded.ReadFS(files, filepath.ToSlash(name+noBillSuffix), besideMax)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, true, nil
	}
	return nil, false, err
}

// parse reads a kept bill. A row of another day means that it is not the one that was asked for.
func (b *billFolder) parse(name string, src []byte, day time.Time) (one reconcile.Bill, err error) {
	if src == nil {
		return reconcile.Bill{File: name[:len(name)-len(billSuffix)] + noBillSuffix}, nil
	}
	one, diags := parseBill(filepath.Join(b.project.dir, name), src)
	for i := range one.Rows {
		if row := &one.Rows[i]; beijing.Day(row.At) != beijing.Day(day) {
			diags = append(diags, badBill(lang.Format("%s:%d: the row is of %s, and this is the bill of %s.",
				"%s:%d：这一行是 %s 的，而账单是 %s 的。", one.File, row.Line, row.At.Format(dayForPeople), day.Format(dayForPeople))))
			break
		}
	}
	for i, d := range diags {
		diags[i] = badBill(fetchedAnew(lang.Both(d.Detail, diag.Detail(d, lang.Chinese))))
	}
	return one, b.print.diagnostics(diags)
}

// tries is how often a bill is asked for that WeChat Pay is too busy to give, and retryAfter the time between.
const (
	tries      = 3
	retryAfter = 2 * time.Second
)

// download fetches a bill into the folder. moved is false where there is none because the account did not move.
func (b *billFolder) download(ctx context.Context, name string, day time.Time, account wxpay.Account) (why lang.Text, moved bool, err error) {
	if b.client == nil {
		if err := b.connect(ctx); err != nil {
			return lang.Text{}, false, err
		}
	}
	var flow wxpay.FundFlow
	for try := range tries {
		if try > 0 {
			b.pause(ctx, max(retryAfter, flow.RetryAfter))
		}
		if flow, err = b.ask(ctx, name, day, account, flow.HTTPStatus == 0 && try > 0); err != nil {
			return lang.Text{}, false, err
		}
		if flow.Class != wxpay.Unknown {
			break
		}
	}
	switch {
	case flow.Ready:
		return lang.Text{}, true, nil
	case flow.NoMovement:
		return lang.Text{}, false, b.keepNone(name, day)
	case flow.Class == wxpay.Fix:
		return lang.Text{}, false, lang.Errorf("WeChat Pay does not give the bill of %s: %s", "微信支付不提供 %s 的账单：%s", day.Format(dayForPeople), told(flow))
	}
	return told(flow), false, nil
}

// told is an answer without a bill, for people.
func told(flow wxpay.FundFlow) lang.Text {
	parts := []lang.Text{lang.Same(strings.TrimSpace(flow.Code + " " + flow.Text))}
	if flow.Err != nil {
		parts = append(parts, lang.Format("%s.", "%s。", flow.Err))
	}
	parts = append(parts, flow.Advice)
	return lang.Join(parts, lang.Same(" ")).Each(strings.TrimSpace)
}

func (b *billFolder) connect(ctx context.Context) error {
	client, diags, err := gateway.Connect(ctx, b.project.account(b.env))
	if err != nil {
		return err
	}
	if err := b.print.diagnostics(diags); err != nil {
		return err
	}
	b.client = client
	return b.project.folder.MakeFolder(b.folder(), 0o700)
}

func (b *billFolder) pause(ctx context.Context, d time.Duration) {
	after := b.env.After
	if after == nil {
		after = time.After
	}
	select {
	case <-after(d):
	case <-ctx.Done():
	}
}

// errNoBill keeps a file from being replaced by what is no bill.
var errNoBill = errors.New("no bill came") // for programs

// ask makes one request, of the backup host where the other one did not answer, and keeps the bill that comes.
func (b *billFolder) ask(ctx context.Context, name string, day time.Time, account wxpay.Account, backup bool) (flow wxpay.FundFlow, err error) {
	ask := b.client.FundFlow
	if backup {
		ask = b.client.FundFlowBackup
	}
	err = b.project.folder.ReplaceFrom(name+billSuffix, osfile.Private, func(w io.Writer) error {
		flow = ask(ctx, beijing.Day(day), account, w)
		if ours := (*fs.PathError)(nil); errors.As(flow.Err, &ours) { // the file could not be written, which is no fault of the server's
			return ours
		}
		if !flow.Ready {
			return errNoBill
		}
		return nil
	})
	if errors.Is(err, errNoBill) {
		err = nil
	}
	return flow, err
}

// keepNone keeps the word that a day has no bill, once it is old enough to be the last one: a bill may be late.
func (b *billFolder) keepNone(name string, day time.Time) error {
	const settled = 3 * 24 * time.Hour
	if b.env.Now().Before(beijing.NextDay(day).Add(settled)) {
		return nil
	}
	return b.project.folder.Replace(name+noBillSuffix, []byte("NO_BILL_EXIST\n"), osfile.Private)
}
