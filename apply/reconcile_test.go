package apply_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/reconcile"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// bill is the platform's own fund-flow bill over all days of the world.
func (w *world) bill(mchID string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var b strings.Builder
	b.WriteString("记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\n")
	balance, in, out := money.Fen(10_000_00), money.Tally{}, money.Tally{}
	for i, m := range w.movements() {
		kind, way := "现金红包", "支出"
		if m.back {
			kind, way = "现金红包退款", "收入"
			balance, in = balance+m.amount, in.With(m.amount)
		} else {
			balance, out = balance-m.amount, out.With(m.amount)
		}
		fmt.Fprintf(&b, "`%s,`list-%s,`F%s%06d,`%s,`%s,`%s,`%s,`%s,`API,`,`%s\n",
			m.at.In(beijing.Zone).Format(time.DateTime), m.no, mchID, i, kind, kind, way, m.amount.Yuan(), balance.Yuan(), m.no)
	}
	fmt.Fprintf(&b, "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n`%d.0,`%d.0,`%s,`%d.0,`%s\n",
		in.Packets+out.Packets, in.Packets, in.Amount.Yuan(), out.Packets, out.Amount.Yuan())
	return b.String()
}

// movement is a line of the platform's account.
type movement struct {
	at     time.Time
	no     billno.BillNo
	amount money.Fen
	back   bool
}

// movements are all lines up to now, in their order.
func (w *world) movements() (all []movement) {
	for _, d := range w.debits {
		all = append(all, movement{d.at, d.no, d.amount, false})
		if !d.back.IsZero() && !d.back.After(w.now()) {
			all = append(all, movement{d.back, d.no, d.amount, true})
		}
	}
	slices.SortStableFunc(all, func(a, b movement) int { return a.at.Compare(b.at) })
	return all
}

// reconcile holds list, state and bill against each other after a whole life: every fen is explained, and a bill that lacks a packet
// is noticed.
func (m *simulation) reconcile() {
	m.t.Helper()
	m.refresh()
	mchID := m.campaign.Merchant.MchID
	read, err := bill.Read("world.csv", strings.NewReader(m.world.bill(mchID)))
	if err != nil {
		m.t.Fatal(err)
	}
	one := reconcile.Bill{File: "world.csv", Account: "Operation", Rows: read.Rows}
	// The days around it have no movement: then nothing can be a matter of timing.
	quiet := reconcile.Bill{File: "before", Account: "Operation", Day: beijing.Day(read.Rows[0].At.Add(-24 * time.Hour))}
	after := reconcile.Bill{File: "after", Account: "Operation", Day: beijing.Day(read.Rows[len(read.Rows)-1].At.Add(24 * time.Hour))}
	got := m.against(mchID, one, quiet, after)
	var paid money.Fen
	for _, amount := range m.want() {
		paid += amount
	}
	if got.Verdict() != reconcile.Balanced || got.Matched != (money.Tally{Packets: len(m.want()), Amount: paid}) || got.ListedPaid != got.Matched ||
		len(got.Stretches) != 1 || got.Stretches[0].Unexplained != 0 {
		m.t.Errorf("reconciled: %v, matched %v, listed %v, %+v", got.Verdict(), got.Matched, got.ListedPaid, got.Differences)
	}
	lost := m.random.IntN(len(one.Rows))
	one.Rows = append(one.Rows[:lost:lost], one.Rows[lost+1:]...)
	if len(one.Rows) == 0 {
		return
	}
	if got := m.against(mchID, one, quiet, after); got.Verdict() == reconcile.Balanced {
		m.t.Errorf("a bill without row %d balances", lost)
	}
}

func (m *simulation) against(mchID string, bills ...reconcile.Bill) *reconcile.Result {
	m.t.Helper()
	r := reconcile.New(reconcile.Options{MchID: mchID, Bills: bills})
	snapshot, err := state.Numbers(m.t.Context(), statetest.At(m.t, m.path), func(n *state.Number) error {
		r.Number(n)
		return nil
	})
	if err != nil {
		m.t.Fatal(err)
	}
	if _, diags := plan.New(m.campaign, snapshot, plan.Options{At: time.Now(), Each: func(of *plan.Plan, p *plan.Packet) { r.Listed(of.Campaign.Name, p) }}); diags.HasErrors() {
		m.t.Fatal(diags)
	}
	return r.Result()
}
