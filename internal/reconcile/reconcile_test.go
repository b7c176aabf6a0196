package reconcile_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/bill"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/reconcile"
	"github.com/cashredpack/redpack/state"
)

const mchID = "1900000109"

// nine is a morning in Beijing.
var nine = time.Date(2027, 2, 6, 9, 0, 0, 0, beijing.Zone)

func number(n int) billno.BillNo { return billno.BillNo(fmt.Sprintf("%s20270206%010d", mchID, n)) }

// sent is a packet of n yuan that was sent at nine.
func sent(n int) state.Number {
	return state.Number{
		Packet: int64(n), Campaign: "lantern", Key: fmt.Sprintf("p%d", n), OpenID: fmt.Sprintf("o%027d", n), Amount: money.Fen(n) * 100, BillNo: number(n),
		SendListID: fmt.Sprintf("10000417012027020630%011d", n), Current: true, Status: state.Received, Since: nine, PaidAt: nine.Add(time.Second),
	}
}

func with(n state.Number, change func(*state.Number)) state.Number {
	change(&n)
	return n
}

// ledger writes an account's rows with their balances.
type ledger struct {
	balance money.Fen
	seq     int
	rows    []bill.Row
}

func (l *ledger) add(at time.Time, amount money.Fen, payment, voucher, name string) *ledger {
	l.seq++
	l.balance += amount
	r := bill.Row{
		Line: len(l.rows) + 2, At: at, Payment: payment, Voucher: voucher, Flow: fmt.Sprintf("%s%s%014d", mchID, beijing.Day(at), l.seq),
		Name: name, Type: name, In: amount > 0, Amount: max(amount, -amount), Balance: l.balance,
	}
	l.rows = append(l.rows, r)
	return l
}

func (l *ledger) pay(n state.Number) *ledger {
	return l.add(n.PaidAt, -n.Amount, n.SendListID, string(n.BillNo), "现金红包")
}

func (l *ledger) back(n state.Number, at time.Time) *ledger {
	return l.add(at, n.Amount, n.SendListID, string(n.BillNo), "现金红包退回")
}

// cut takes the rows of now for a day's bill.
func (l *ledger) cut(account string) reconcile.Bill {
	rows := l.rows
	l.rows = nil
	return reconcile.Bill{File: account + " " + beijing.Day(rows[0].At), Account: account, Rows: rows}
}

func run(numbers []state.Number, bills ...reconcile.Bill) *reconcile.Result {
	return runWith(reconcile.Options{MchID: mchID, Bills: bills}, numbers)
}

func runWith(o reconcile.Options, numbers []state.Number) *reconcile.Result {
	r := reconcile.New(o)
	for i := range numbers {
		r.Number(&numbers[i])
	}
	return r.Result()
}

// kinds are the differences, by what they are.
func kinds(r *reconcile.Result) string {
	var all []string
	for _, d := range r.Differences {
		all = append(all, d.Kind.String())
	}
	return strings.Join(all, " ")
}

func purse() *ledger { return &ledger{balance: 1000_00} }

func TestEachDifference(t *testing.T) {
	a, b := sent(1), sent(2)
	refunded := with(b, func(n *state.Number) {
		n.Status, n.RefundedAt, n.BackAt = state.Refunded, nine.Add(10*time.Hour), nine.Add(30*time.Hour)
	})
	status := func(s state.Status) state.Number { return with(b, func(n *state.Number) { n.Status = s }) }
	for name, each := range map[string]struct {
		numbers []state.Number
		bill    *ledger
		want    string
		verdict reconcile.Verdict
	}{
		"balanced":             {[]state.Number{a, b}, purse().pay(a).pay(b), "", reconcile.Balanced},
		"refunded":             {[]state.Number{a, refunded}, purse().pay(a).pay(b).back(b, refunded.RefundedAt), "", reconcile.Balanced},
		"foreign by its words": {[]state.Number{a}, purse().pay(a).add(nine, -500, "9", "8", "企业红包"), "foreign", reconcile.Differing},
		"foreign by its number": {
			[]state.Number{a}, purse().pay(a).add(nine, -500, "9", string(number(77)), "新的名称"), "foreign", reconcile.Differing,
		},
		"foreign money back":         {[]state.Number{a}, purse().pay(a).add(nine, 500, "9", "8", "红包退款"), "foreign_back", reconcile.Differing},
		"not in the bill":            {[]state.Number{a, b}, purse().pay(a), "missing", reconcile.Differing},
		"another amount":             {[]state.Number{a}, purse().add(nine, -101, a.SendListID, "", "现金红包"), "amount", reconcile.Differing},
		"twice":                      {[]state.Number{a}, purse().pay(a).pay(a), "twice", reconcile.Differing},
		"billed and in doubt":        {[]state.Number{a, with(status(state.Unknown), func(n *state.Number) { n.InDoubt = true })}, purse().pay(a).pay(b), "in_doubt", reconcile.Differing},
		"billed and failed":          {[]state.Number{a, status(state.Failed)}, purse().pay(a).pay(b), "not_paid", reconcile.Differing},
		"failed, out and in":         {[]state.Number{a, status(state.Failed)}, purse().pay(a).pay(b).back(b, nine.Add(time.Hour)), "", reconcile.Balanced},
		"back and still sent":        {[]state.Number{a, status(state.Sent)}, purse().pay(a).pay(b).back(b, nine.Add(time.Hour)), "back", reconcile.Differing},
		"back and received":          {[]state.Number{a, b}, purse().pay(a).pay(b).back(b, nine.Add(time.Hour)), "back", reconcile.Differing},
		"refunded and not back":      {[]state.Number{a, refunded}, purse().pay(a).pay(b), "not_back", reconcile.Differing},
		"another amount back":        {[]state.Number{a, refunded}, purse().pay(a).pay(b).back(sent(3), refunded.RefundedAt).add(nine, 100, "", string(b.BillNo), "退"), "back_amount foreign_back", reconcile.Differing},
		"other movements":            {[]state.Number{a}, purse().pay(a).add(nine, 5000, "", "", "充值").add(nine, -10, "", "", "手续费").add(nine, -7, "x", "y", "退款"), "", reconcile.Balanced},
		"a transfer numbered alike":  {[]state.Number{a}, purse().pay(a).add(nine, -10, "x", string(number(77)), "商家转账"), "", reconcile.Balanced},
		"a fee with its number":      {[]state.Number{a}, purse().pay(a).add(nine, -10, a.SendListID, string(a.BillNo), "红包手续费"), "", reconcile.Balanced},
		"a text that means nothing":  {[]state.Number{a}, purse().add(a.PaidAt, -100, "", string(a.BillNo), "营销资金支出"), "", reconcile.Balanced},
		"the number in another cell": {[]state.Number{a}, purse().add(a.PaidAt, -100, string(a.BillNo), "REF1", "现金红包"), "", reconcile.Balanced},
	} {
		t.Run(name, func(t *testing.T) {
			if got := run(each.numbers, each.bill.cut("Operation")); kinds(got) != each.want || got.Verdict() != each.verdict {
				t.Errorf("got %s, %v, want %s", kinds(got), got.Verdict(), each.want)
			}
		})
	}
}

func TestTwoNumbersOfOnePerson(t *testing.T) {
	a, b := sent(1), sent(2)
	b.OpenID = a.OpenID
	if got := run([]state.Number{a, b}, purse().pay(a).pay(b).cut("Operation")); kinds(got) != "twice_person" || got.Differences[0].Note.English != "also "+string(a.BillNo) {
		t.Errorf("got %+v", got.Differences)
	}
	allowed := with(b, func(n *state.Number) { n.Permission = "allow_repeat_openid" })
	if got := run([]state.Number{a, allowed}, purse().pay(a).pay(b).cut("Operation")); kinds(got) != "" {
		t.Errorf("got %+v", got.Differences)
	}
	// A first number whose money came back makes room for a second one.
	first := with(a, func(n *state.Number) {
		n.Status, n.Current, n.RefundedAt = state.Refunded, false, nine.Add(2*time.Hour)
	})
	if got := run([]state.Number{first, b}, purse().pay(a).back(a, first.RefundedAt).pay(b).cut("Operation")); kinds(got) != "" || got.Refunds.Packets != 1 {
		t.Errorf("got %+v", got.Differences)
	}
	other := with(b, func(n *state.Number) { n.Campaign = "spring" })
	if got := run([]state.Number{a, other}, purse().pay(a).pay(b).cut("Operation")); kinds(got) != "" {
		t.Errorf("got %+v", got.Differences)
	}
}

func TestMidnightAndDaysWithoutABill(t *testing.T) {
	late := with(sent(1), func(n *state.Number) {
		n.Since = time.Date(2027, 2, 6, 23, 59, 59, 0, beijing.Zone)
		n.PaidAt = n.Since.Add(500 * time.Millisecond)
	})
	a := sent(2)
	booked := with(late, func(n *state.Number) { n.PaidAt = n.PaidAt.Add(3 * time.Second) })
	both := []state.Number{a, late}
	l := purse()
	first, second := l.pay(a).cut("Operation"), l.pay(booked).cut("Operation")

	if got := run(both, first, second); got.Verdict() != reconcile.Balanced || got.Matched.Packets != 2 {
		t.Errorf("over midnight: %v %+v", got.Verdict(), got)
	}
	if got := run(both, first); got.Verdict() != reconcile.Incomplete || got.Timing.Packets != 1 || !slices.Equal(got.Uncovered, []string{"20270207"}) {
		t.Errorf("without the next day: %v, timing %v, %v", got.Verdict(), got.Timing, got.Uncovered)
	}
	if got := run(both, first, reconcile.Bill{File: "none", Account: "Operation", Day: "20270207"}); kinds(got) != "missing" {
		t.Errorf("with a next day of no movement: %s", kinds(got))
	}
	early := with(sent(3), func(n *state.Number) { n.Since, n.PaidAt = nine.Add(-48*time.Hour), nine.Add(-48*time.Hour) })
	if got := run(append(both, early), first, second); got.Verdict() != reconcile.Incomplete || got.NotCovered != (money.Tally{Packets: 1, Amount: 3_00}) {
		t.Errorf("an earlier day: %v %v", got.Verdict(), got.NotCovered)
	}
	// Sent before midnight, found out about two days later: any day in between may have it.
	lost := with(late, func(n *state.Number) { n.PaidAt = n.PaidAt.Add(48 * time.Hour) })
	if got := run([]state.Number{a, lost}, first); got.Verdict() != reconcile.Incomplete || got.NotCovered.Packets != 1 {
		t.Errorf("found later: %v %v", got.Verdict(), got.NotCovered)
	}
	// The bill of the other account is none of the account that pays.
	basic := (&ledger{}).add(nine.Add(24*time.Hour), 100, "", "", "充值").cut("Basic")
	if got := run(both, first, basic); got.Verdict() != reconcile.Incomplete {
		t.Errorf("another account's day: %v %s", got.Verdict(), kinds(got))
	}
	pending := reconcile.Options{MchID: mchID, Bills: []reconcile.Bill{first}, Pending: []reconcile.Pending{{Day: "20270207", Account: "Operation"}}}
	if got := runWith(pending, []state.Number{a}); got.Verdict() != reconcile.Incomplete || len(got.Uncovered) != 1 {
		t.Errorf("a bill that is still to come: %v", got.Verdict())
	}
}

func TestBillsThatOverlap(t *testing.T) {
	a, b := sent(1), with(sent(2), func(n *state.Number) { n.Since, n.PaidAt = nine.Add(24*time.Hour), nine.Add(24*time.Hour) })
	both := []state.Number{a, b}
	l := purse()
	first, second := l.pay(a).cut("Operation"), l.pay(b).cut("Operation")
	month := reconcile.Bill{File: "month", Account: "Operation", Rows: slices.Concat(first.Rows, second.Rows)}
	copied := first
	copied.File = "copy"
	for name, bills := range map[string][]reconcile.Bill{
		"the same twice":         {first, copied, second},
		"a day and the month":    {first, month},
		"the month and its days": {month, second, first},
		"without accounts":       {{File: "a", Rows: first.Rows}, {File: "b", Rows: first.Rows}, {File: "c", Rows: second.Rows}},
	} {
		got := run(both, bills...)
		if got.Verdict() != reconcile.Balanced || got.Matched.Packets != 2 || got.Rows != 2 || len(got.Stretches) != 1 {
			t.Errorf("%s: %v %s, %d rows, %d stretches", name, got.Verdict(), kinds(got), got.Rows, len(got.Stretches))
		}
	}
	changed := copied
	changed.Rows = slices.Clone(first.Rows)
	changed.Rows = append(changed.Rows, changed.Rows[0])
	changed.Rows[1].Amount += 100
	if got := run(both, first, second, changed); !strings.Contains(kinds(got), "contradiction") {
		t.Errorf("two that differ: %s", kinds(got))
	}
	missing := month
	missing.File, missing.Rows = "less", slices.Concat(first.Rows, second.Rows)[1:]
	if got := run(both, month, missing); kinds(got) != "" {
		t.Errorf("a shorter span is no contradiction: %s", kinds(got))
	}
}

func TestBalancesAreAChain(t *testing.T) {
	a, b, c := sent(1), sent(2), sent(3)
	next := with(c, func(n *state.Number) { n.Since, n.PaidAt = nine.Add(24*time.Hour), nine.Add(24*time.Hour) })
	all := []state.Number{a, b, next}
	days := func() (first, second reconcile.Bill) {
		l := purse()
		return l.pay(a).pay(b).add(nine.Add(time.Minute), 50_00, "", "", "充值").cut("Operation"), l.pay(next).add(next.PaidAt, -25, "", "", "手续费").cut("Operation")
	}
	first, second := days()
	got := run(all, second, first)
	if len(got.Stretches) != 1 || kinds(got) != "" {
		t.Fatalf("got %s, %d stretches", kinds(got), len(got.Stretches))
	}
	s := got.Stretches[0]
	if s.Opening != 1000_00 || s.Closing != 1000_00-600+5000-25 || s.Unexplained != 0 || s.Packets.Amount != 600 || s.TopUps.Amount != 5000 || s.Fees.Amount != 25 || s.From != "20270206" || s.To != "20270207" {
		t.Errorf("got %+v", s)
	}
	slices.Reverse(first.Rows)
	if got := run(all, first, second); kinds(got) != "" || got.Stretches[0].Opening != 1000_00 {
		t.Errorf("the newest first: %s", kinds(got))
	}
	first.Rows[0], first.Rows[1] = first.Rows[1], first.Rows[0]
	if got := run(all, first, second); kinds(got) != "" || got.Stretches[0].Closing != s.Closing {
		t.Errorf("any order: %s", kinds(got))
	}
	first, second = days()
	first.Rows = slices.Delete(first.Rows, 1, 2)
	if got := run(all, first, second); kinds(got) != "missing broken" || got.Differences[1].Line != 4 {
		t.Errorf("a row is gone: %s %+v", kinds(got), got.Differences)
	}
	first, second = days()
	for i := range second.Rows {
		second.Rows[i].Balance -= 1
	}
	if got := run(all, first, second); kinds(got) != "broken" || len(got.Stretches) != 2 {
		t.Errorf("the next day opens otherwise: %s", kinds(got))
	}
	first, second = days()
	basic := purse().add(nine, 700, "", "", "充值").cut("Basic")
	if got := run(all, first, basic, second); kinds(got) != "" || len(got.Stretches) != 2 {
		t.Errorf("two accounts: %s", kinds(got))
	}
	first.Account, second.Account, basic.Account = "", "", ""
	if got := run(all, first, basic, second); kinds(got) != "" || len(got.Stretches) != 2 {
		t.Errorf("two accounts that nobody names: %s", kinds(got))
	}
	third := reconcile.Bill{File: "third", Account: "Operation", Rows: slices.Clone(second.Rows)}
	first.Account = "Operation"
	for i := range third.Rows {
		third.Rows[i].At = third.Rows[i].At.Add(48 * time.Hour)
		third.Rows[i].Balance -= 1
	}
	if got := run([]state.Number{a, b, next}, first, third); strings.Contains(kinds(got), "broken") || len(got.Stretches) != 2 {
		t.Errorf("days in between are not known: %s", kinds(got))
	}
}

func TestAnotherMerchantsBill(t *testing.T) {
	a := sent(1)
	other := (&ledger{}).add(nine, 100, "x", "y", "交易").cut("Basic")
	other.Rows[0].Flow = "1555555555" + "20270206" + "0000000001"
	got := run([]state.Number{a}, other)
	if !got.NothingMatches() || got.OtherMerchant != "1555555555" || kinds(got) != "missing" {
		t.Errorf("got %+v", got)
	}
}

// Chosen campaigns alone are judged; the state's others are no strangers.
func TestOtherCampaignsAreNoStrangers(t *testing.T) {
	a, b := sent(1), with(sent(2), func(n *state.Number) { n.Campaign, n.Status = "spring", state.Failed })
	o := reconcile.Options{MchID: mchID, Campaigns: []string{"lantern"}, Bills: []reconcile.Bill{purse().pay(a).pay(b).cut("")}}
	if got := runWith(o, []state.Number{a, b}); got.Verdict() != reconcile.Balanced || got.Elsewhere != (money.Tally{Packets: 1, Amount: 200}) {
		t.Errorf("got %v %s", got.Verdict(), kinds(got))
	}
}

func TestShowDays(t *testing.T) {
	if got := reconcile.ShowDays([]string{"20270228", "20270301", "20270302", "20270305"}); got.English != "2027-02-28..2027-03-02, 2027-03-05" {
		t.Error(got)
	}
}

func TestKindsAreAllTold(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range reconcile.Kinds() {
		if k.String() == "" || seen[k.String()] || k.What().Empty() || k.Advice().Empty() {
			t.Errorf("kind %d: %q %q %q", k, k, k.What(), k.Advice())
		}
		seen[k.String()] = true
	}
}

// Whatever order of rows, files and copies: the result is the same, and the balances explain every fen.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		l := purse()
		var numbers []state.Number
		var bills []reconcile.Bill
		for day := range 3 {
			for range 1 + random.IntN(5) {
				n := sent(len(numbers) + 1)
				n.Since = nine.Add(time.Duration(day)*24*time.Hour + time.Duration(random.IntN(3600))*time.Second)
				n.PaidAt = n.Since
				numbers = append(numbers, n)
				l.pay(n)
			}
			bills = append(bills, l.cut("Operation"))
			random.Shuffle(len(bills[day].Rows), func(i, j int) { r := bills[day].Rows; r[i], r[j] = r[j], r[i] })
			if random.IntN(2) == 0 {
				bills = append(bills, bills[len(bills)-1])
				bills[len(bills)-1].File = "copy"
				bills[len(bills)-1], bills[day] = bills[day], bills[len(bills)-1]
			}
			bills = bills[:day+1]
		}
		random.Shuffle(len(bills), func(i, j int) { bills[i], bills[j] = bills[j], bills[i] })
		got := run(numbers, bills...)
		if got.Verdict() != reconcile.Balanced || got.Matched.Packets != len(numbers) || len(got.Stretches) != 1 || got.Stretches[0].Unexplained != 0 {
			t.Fatalf("seed %d: %v %s %+v", seed, got.Verdict(), kinds(got), got.Stretches)
		}
	}
}

// Whatever single thing is wrong, in the bills or in the state: it never balances.
func TestNothingWrongBalances(t *testing.T) {
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 2))
		l := purse()
		var numbers []state.Number
		var bills []reconcile.Bill
		for day := range 1 + random.IntN(3) {
			for range 2 + random.IntN(4) {
				n := sent(len(numbers) + 1)
				n.Since = nine.Add(time.Duration(day)*24*time.Hour + time.Duration(random.IntN(3600))*time.Second)
				n.PaidAt = n.Since
				numbers = append(numbers, n)
				l.pay(n)
			}
			bills = append(bills, l.cut("Operation"))
		}
		if got := run(numbers, bills...); got.Verdict() != reconcile.Balanced {
			t.Fatalf("seed %d: %v", seed, got.Verdict())
		}
		day := &bills[random.IntN(len(bills))]
		row := random.IntN(len(day.Rows))
		day.Rows = slices.Clone(day.Rows)
		what := random.IntN(9)
		switch what {
		case 0:
			day.Rows = slices.Delete(day.Rows, row, row+1)
		case 1:
			day.Rows[row].Amount++
		case 2:
			day.Rows = append(day.Rows, day.Rows[row])
		case 3:
			day.Rows[row].In = true
		case 4:
			day.Rows[row].Voucher, day.Rows[row].Payment = "x", "y"
		case 5:
			day.Rows[row].Balance--
		case 6:
			numbers = slices.Delete(numbers, row, row+1)
		case 7:
			numbers[row].Amount--
		case 8:
			numbers[row].Status = []state.Status{state.Failed, state.Refused, state.Refunded, state.Held}[random.IntN(4)]
			numbers[row].BackAt = numbers[row].PaidAt
		}
		if got := run(numbers, bills...); got.Verdict() != reconcile.Differing {
			t.Errorf("seed %d, wrong thing %d: %v", seed, what, got.Verdict())
		}
	}
}

func BenchmarkReconcile(b *testing.B) {
	const people = 100_000
	l := &ledger{balance: 1e12}
	numbers := make([]state.Number, people)
	for i := range numbers {
		numbers[i] = sent(i + 1)
		numbers[i].Amount = 888
		l.pay(numbers[i])
	}
	day := l.cut("Operation")
	for b.Loop() {
		if got := run(numbers, day); got.Verdict() != reconcile.Balanced {
			b.Fatal(got.Verdict())
		}
	}
	b.ReportMetric(float64(people*b.N)/b.Elapsed().Seconds(), "packets/s")
}
