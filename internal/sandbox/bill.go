package sandbox

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha1" // the API's own algorithm, not a choice
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
)

// movement is what changed the balance.
type movement struct {
	seq    uint64    // of its record
	at     time.Time // virtual
	amount money.Fen // below zero where it left
	packet *packet   // nil: money was added
}

func (b *book) move(r *record, p *packet, amount money.Fen) {
	b.moved = append(b.moved, movement{r.Seq, r.At, amount, p})
}

// billRow is a movement in a day's bill.
type billRow struct {
	movement
	balance                         money.Fen
	payment, flow, voucher          string
	name, kind, applicant, comments string
}

// The first day that has bills, and when a day's bill is there (下载资金账单, 2024: made from 9 o'clock, to be asked for after 10).
const (
	firstBillDay = "20170601"
	billHour     = 10
)

func isDay(s string) bool {
	_, err := beijing.ParseDay(s)
	return err == nil && s >= firstBillDay
}

// bill answers downloadfundflow.
func (c *call) bill() answer {
	s := c.server
	n := s.bills.Add(1)
	c.fault = s.options.Faults.strike(s.options.Seed, occasion{
		target: bills, call: n, elapsed: s.ledger.clock.elapsed(c.at), about: "bill " + strconv.FormatUint(n, 10),
	})
	return c.spoil(c.dayBill)
}

func (c *call) dayBill() (answer, bool) {
	s, fields := c.server, c.req.fields
	if r := c.checkBeforeLedger(); r != nil {
		return c.refuse(*r), true
	}
	if c.fault.is(freqStorm) {
		return c.refuse(freqLimit), true
	}
	day, account := fields["bill_date"], Account(fields["account_type"])
	if r := billReady(day, c.at.virtual); r != nil {
		return c.refuse(*r), true
	}
	rows, err := s.ledger.dayRows(day, account, c.at)
	if err != nil {
		return c.internalError(), false
	}
	if len(rows) == 0 {
		return c.refuse(noBill), true
	}
	a := encodeBill(c.fault.falsify(rows, s.options.MchID), fields["tar_type"] == "GZIP")
	a.log = c.log(day + " " + string(account))
	if c.fault.is(truncated) {
		a.body = a.body[:len(a.body)/2]
	}
	if c.fault.is(garbled) {
		a.body[len(a.body)/2] ^= 0x1f
	}
	return a, true
}

// billReady says why a day has no bill yet.
func billReady(day string, now time.Time) *refusal {
	begins, err := beijing.ParseDay(day)
	switch {
	case err != nil || begins.After(now):
		return &wrongBillDate
	case now.Before(beijing.NextDay(begins).Add(billHour * time.Hour)):
		return &billCreating
	}
	return nil
}

// dayRows are the movements of a day. A day that is over does not change any more: what was due on it is put on record first.
func (l *ledger) dayRows(day string, account Account, at instant) ([]billRow, error) {
	var rows []billRow
	err := l.durably(func(instant) error {
		if err := l.catchUp(at); err != nil {
			return err
		}
		if account == l.options.PaysFrom {
			rows = l.book.dayRows(day)
		}
		return nil
	})
	return rows, err
}

func (b *book) dayRows(day string) (rows []billRow) {
	// Refunds are recorded when somebody looks, with the time at which they were due.
	slices.SortStableFunc(b.moved, func(a, b movement) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.seq, b.seq)) })
	balance := b.opening
	for _, m := range b.moved {
		balance += m.amount
		if beijing.Day(m.at) == day {
			rows = append(rows, b.billRow(m, balance))
		}
	}
	return rows
}

// billRow writes a movement as the bill does. Which words and columns the platform uses for packets is not published: these are the
// product's name, and the columns that their descriptions point at (资金账单结构, 2024).
func (b *book) billRow(m movement, balance money.Fen) billRow {
	r := billRow{
		movement: m, balance: balance, name: "现金红包", kind: "现金红包", applicant: b.mchID + "API",
		flow: fmt.Sprintf("%s%s%010d", b.mchID, beijing.Day(m.at), m.seq),
	}
	switch {
	case m.packet == nil:
		r.name, r.kind, r.applicant, r.payment, r.voucher = "充值", "充值", "system", "T"+r.flow, ""
		return r
	case m.amount > 0:
		r.name, r.applicant, r.comments = "现金红包退回", "system", "红包超过24小时未被领取"
	}
	r.payment, r.voucher = m.packet.listID, m.packet.billNo
	return r
}

// falsify makes the bill tell something else than the ledger; its totals fit what it tells.
func (f fault) falsify(rows []billRow, mchID string) []billRow {
	packet := slices.IndexFunc(rows, func(r billRow) bool { return r.packet != nil && r.amount < 0 })
	switch {
	case packet < 0:
	case f.is(missingRow):
		return slices.Delete(rows, packet, packet+1)
	case f.is(billAmount):
		rows[packet].amount -= 1_00
	case f.is(foreignRow):
		stranger := rows[packet]
		day := beijing.Day(stranger.at)
		stranger.amount = -6_66
		stranger.voucher, stranger.payment = mchID+day+"Stranger01", "1000041701"+day+"3099999999999"
		stranger.flow = mchID + day + "9999999999"
		rows = slices.Insert(rows, packet+1, stranger)
		for i := packet + 1; i < len(rows); i++ {
			rows[i].balance += stranger.amount
		}
	}
	return rows
}

// encodeBill writes a day's bill with its totals. The digest is over the bill itself, not over its archive.
func encodeBill(rows []billRow, zipped bool) answer {
	var b bytes.Buffer
	b.WriteString("\ufeff记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\r\n")
	var in, out money.Tally
	for i := range rows {
		r := &rows[i]
		direction, amount, sum := "收入", r.amount, &in
		if r.amount < 0 {
			direction, amount, sum = "支出", -r.amount, &out
		}
		*sum = sum.With(amount)
		for i, field := range []string{
			platformTime(r.at), r.payment, r.flow, r.name, r.kind, direction, amount.Yuan(), r.balance.Yuan(), r.applicant, r.comments, r.voucher,
		} {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("`" + field)
		}
		b.WriteString("\r\n")
	}
	b.WriteString("资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n")
	b.Write(fmt.Appendf(nil, "`%d.0,`%d.0,`%s,`%d.0,`%s\r\n", len(rows), in.Packets, in.Amount.Yuan(), out.Packets, out.Amount.Yuan()))
	sum := sha1.Sum(b.Bytes()) // see above
	a := answer{status: http.StatusOK, body: b.Bytes(), digest: "SHA=" + hex.EncodeToString(sum[:])}
	if zipped {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = w.Write(a.body) // a bytes.Buffer cannot fail
		_ = w.Close()
		a.body = packed.Bytes()
	}
	return a
}
