package cli_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// BenchmarkReconcileProcess is the whole process of redpack reconcile over a campaign that is all sent, and a bill that has all of it.
// The goal is 5 s for 100,000 packets.
func BenchmarkReconcileProcess(b *testing.B) {
	redpack := build(b)
	for _, n := range []int{1_000, 100_000} {
		dir := b.TempDir()
		members(b, dir, n)
		sent(b, dir)
		billOf(b, dir)
		b.Run(fmt.Sprint(n), func(b *testing.B) { whole(b, dir, redpack, "reconcile", "-bill", "bill.csv") })
	}
}

// billOf writes the fund-flow bill that the platform would for a folder's state.
func billOf(b *testing.B, dir string) {
	b.Helper()
	file, err := os.Create(filepath.Join(dir, "bill.csv"))
	check(b, err)
	w := bufio.NewWriter(file)
	fmt.Fprintln(w, "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号")
	balance, sum, count := money.Fen(1_000_000_000_00), money.Fen(0), 0
	_, err = state.Numbers(b.Context(), state.File(filepath.Join(dir, "redpack.state")), func(n *state.Number) error {
		count, sum, balance = count+1, sum+n.Amount, balance-n.Amount
		_, err := fmt.Fprintf(w, "`%s,`%s,`F%032d,`现金红包,`现金红包,`支出,`%s,`%s,`API,`,`%s\n", n.PaidAt.In(beijing.Zone).Format(time.DateTime),
			n.SendListID, count, n.Amount.Yuan(), balance.Yuan(), n.BillNo)
		return err
	})
	check(b, err)
	fmt.Fprintf(w, "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n`%d.0,`0.0,`0.00,`%d.0,`%s\n", count, count, sum.Yuan())
	check(b, w.Flush())
	check(b, file.Close())
}
