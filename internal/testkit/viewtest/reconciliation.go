package viewtest

import (
	"fmt"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/reconcile"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// reconciled is a day's account under way: the rows of its bill, and what the state knows.
type reconciled struct {
	at      time.Time
	balance money.Fen
	rows    []bill.Row
	*reconcile.Reconciliation
}

func (r *reconciled) book(in bool, amount money.Fen, number, name string) {
	r.at = r.at.Add(time.Second)
	row := bill.Row{
		Line: len(r.rows) + 2, At: r.at, Flow: fmt.Sprintf("F%08d", len(r.rows)+1), Voucher: number, Name: name, Type: name, In: in, Amount: amount,
	}
	r.balance += row.Signed()
	row.Balance = r.balance
	r.rows = append(r.rows, row)
}

// Reconciliation is one with bills of two accounts, a copy of one, a bill that is still to come, and differences of several kinds, some of
// whose words others have chosen.
func Reconciliation() *reconcile.Result {
	day := time.Date(2027, 2, 6, 9, 0, 0, 0, beijing.Zone)
	number := func(n int) string { return fmt.Sprintf("190000678920270206%010d", n) }
	r := &reconciled{at: day, balance: 20_000_00}
	for i := range 3 {
		r.book(false, 8_88, number(i), "现金红包")
	}
	r.book(false, 6_66, "190000678920270206Stranger01", "现金红包 "+PlantedOpenID)
	r.book(true, 500_00, "", "充值")
	r.book(true, 8_88, number(1), "现金红包退回")
	r.book(false, 1_20, "", "手续费")
	day1 := reconcile.Bill{File: "redpack.state.bills/20270206-Operation.csv", Account: "Operation", Rows: r.rows}
	copied := day1
	copied.File = "财务/运营账户20270206.csv"
	r.Reconciliation = reconcile.New(reconcile.Options{
		MchID: "1900006789", Bills: []reconcile.Bill{day1, copied, {File: "redpack.state.bills/20270206-Basic.none", Account: "Basic", Day: "20270206"}},
		Pending: []reconcile.Pending{{Day: "20270207", Account: "Operation", Why: lang.Same("BILL_CREATING 账单生成中 The bill is being made.")}},
	})
	for i := range 6 {
		sent := day.Add(time.Duration(i*6) * time.Hour)
		n := state.Number{
			Packet: int64(i + 1), Campaign: "春节", Key: fmt.Sprintf("u%04d", i), OpenID: PlantedOpenID, Amount: 8_88, BillNo: billno.BillNo(number(i)),
			Current: true, Status: state.Received, Since: sent, PaidAt: sent, Permission: "allow_repeat_openid",
		}
		if i == 1 {
			n.Status = state.Sent
		}
		if i == 2 {
			n.Amount = 9_88
		}
		r.Number(&n)
		r.Listed("春节", &plan.Packet{Action: plan.Done, Recipient: hclspec.Recipient{Key: n.Key, OpenID: n.OpenID, Amount: n.Amount}, Recorded: state.Packet{ID: n.Packet, Amount: n.Amount}})
	}
	unpaid := plan.Packet{Action: plan.Refused, Recipient: hclspec.Recipient{Key: PlantedOpenID, OpenID: PlantedOpenID, Amount: 1_00}}
	unpaid.Recorded = state.Packet{ID: 9, OpenID: PlantedOpenID, Amount: 1_00, Code: "NO_AUTH", Status: state.Refused}
	r.Listed("春节", &unpaid)
	return r.Result()
}

// BalancedReconciliation has nothing to complain of.
func BalancedReconciliation() *reconcile.Result {
	day := time.Date(2027, 2, 6, 9, 0, 0, 0, beijing.Zone)
	r := &reconciled{at: day, balance: 100_00}
	r.book(false, 8_88, "190000678920270206"+"0000000001", "现金红包")
	r.Reconciliation = reconcile.New(reconcile.Options{MchID: "1900006789", Bills: []reconcile.Bill{{File: "day.csv", Rows: r.rows}}})
	r.Number(&state.Number{Packet: 1, Campaign: "春节", Key: "a", Amount: 8_88, BillNo: "1900006789202702060000000001", Status: state.Sent, Since: day, PaidAt: day})
	r.Listed("春节", &plan.Packet{Action: plan.Done, Recipient: hclspec.Recipient{Key: "a", Amount: 8_88}, Recorded: state.Packet{ID: 1, Amount: 8_88}})
	return r.Result()
}
