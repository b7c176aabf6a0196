package sandbox

import (
	"container/heap"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// book is the fold of a ledger's records: what they add up to. A server and a reader fold with the same code, so what
// ReadLedger reports is what the server believes.
type book struct {
	seq         uint64
	last        time.Time // of the newest record, virtual
	createdAt   time.Time
	mchID       string
	starts, pid int
	listen      string
	rules       Rules

	opening, balance, debited, refunded, toppedUp money.Fen

	packets  map[string]*packet // by mch_billno
	arrived  []*packet          // in the order of their first record
	accounts map[string]*account
	unopened refunds
	moved    []movement
	today    today

	findings []Finding
	found    map[string]bool
	recent   []time.Time // machine times of the sends of the last minute
}

// account is one person.
type account struct {
	held  []*packet // orders not paid when they were last tried
	burnt int       // orders that failed at once
	day   string    // of the two counters
	count int
	sum   money.Fen
}

// today counts against the merchant's daily quotas.
type today struct {
	day    string
	sum    money.Fen
	groups int
}

func newBook() *book {
	return &book{packets: map[string]*packet{}, accounts: map[string]*account{}, found: map[string]bool{}}
}

// follow takes in the next record, or says why it cannot be the next one.
func (b *book) follow(r *record) error {
	if r.Seq != b.seq+1 {
		return lang.Errorf("record %d follows record %d", "记录 %d 跟在记录 %d 之后", r.Seq, b.seq)
	}
	if (b.seq == 0) != (r.Kind == kindLedger) {
		return lang.Errorf("a ledger begins with one %q record",
			"账本开头要有一条 %q 记录", kindLedger)
	}
	if err := b.take(r); err != nil {
		return err
	}
	b.seq = r.Seq
	if r.At.After(b.last) {
		b.last = r.At
	}
	return nil
}

func (b *book) take(r *record) error {
	switch r.Kind {
	case kindLedger:
		return b.begin(r)
	case kindStart:
		b.starts++
		b.pid, b.listen, b.rules = r.PID, r.Listen, r.Rules
	case kindHold:
		return b.hold(r)
	case kindDebit:
		return b.debit(r)
	case kindRefund:
		return b.refund(r)
	case kindTopUp:
		b.balance += r.Fen
		b.toppedUp += r.Fen
		b.move(r, nil, r.Fen)
	case kindFinding:
		b.found[r.About] = true
		b.findings = append(b.findings, Finding{At: r.At, Rule: r.Rule, BillNo: r.BillNo, Detail: r.Detail})
	case kindClock:
	default:
		return lang.Errorf("records of kind %q are unknown to this program",
			"本程序不认识 %q 类的记录", r.Kind)
	}
	return nil
}

func (b *book) begin(r *record) error {
	if r.Format != ledgerFormat {
		return lang.Errorf("it has format %d and this program reads format %d",
			"它的格式是 %d，而本程序读取格式 %d", r.Format, ledgerFormat)
	}
	b.createdAt, b.mchID, b.opening, b.balance = r.At, r.MchID, r.Fen, r.Fen
	return nil
}

// order finds the record's packet or enters it.
func (b *book) order(r *record) *packet {
	p := b.packets[r.BillNo]
	if p == nil {
		p = &packet{
			billNo: r.BillNo, openID: r.OpenID, amount: r.Fen, num: r.Num, hbType: r.HBType,
			listID: r.ListID, params: r.Params, createdAt: r.At,
		}
		b.packets[r.BillNo] = p
		b.arrived = append(b.arrived, p)
	}
	p.seq, p.triedAt = r.Seq, r.wall()
	b.tried(p.triedAt)
	return p
}

// tried remembers the sends of the last minute, for the rate after a restart.
func (b *book) tried(at time.Time) {
	b.recent = append(b.recent, at)
	stale := 0
	for at.Sub(b.recent[stale]) > time.Minute {
		stale++
	}
	b.recent = b.recent[stale:]
}

func (b *book) account(openID string) *account {
	a := b.accounts[openID]
	if a == nil {
		a = &account{}
		b.accounts[openID] = a
	}
	return a
}

func (b *book) hold(r *record) error {
	p := b.order(r)
	if p.paid() {
		return lang.Errorf("%s is held after it was paid", "%s 在付款之后又被暂缓", r.BillNo)
	}
	a := b.account(p.openID)
	if p.failAt.IsZero() {
		a.held = append(a.held, p)
	}
	if p.code, p.reason, p.failAt = r.Code, r.Reason, valueOf(r.FailAt); r.Code == sendFailed.code {
		a.burnt++
	}
	return nil
}

func (b *book) debit(r *record) error {
	p := b.order(r)
	if p.paid() {
		return lang.Errorf("%s is paid a second time", "%s 被付了第二次", r.BillNo)
	}
	if p.openID != r.OpenID || p.amount != r.Fen || r.Fen <= 0 {
		return lang.Errorf("%s is paid to somebody else or with another amount than ordered",
			"%s 付给的人或付的金额与订单不同", r.BillNo)
	}
	p.debits++
	p.debitedAt, p.sentAt, p.openAt = r.At, r.At, valueOf(r.OpenAt)
	if r.SentAt != nil {
		p.sentAt = *r.SentAt
	}
	p.code, p.reason = r.Code, r.Reason
	b.balance -= p.amount
	b.debited += p.amount
	b.move(r, p, -p.amount)
	b.countDay(p, beijing.Day(r.At))
	b.account(p.openID).release(p)
	if !p.opens() {
		heap.Push(&b.unopened, p)
	}
	return nil
}

func (b *book) countDay(p *packet, day string) {
	if b.today.day != day {
		b.today = today{day: day}
	}
	b.today.sum += p.amount
	if p.hbType == HBGroup {
		b.today.groups++
	}
	a := b.account(p.openID)
	if a.day != day {
		a.day, a.count, a.sum = day, 0, 0
	}
	a.count++
	a.sum += p.amount
}

// release takes a paid order off the person's held ones.
func (a *account) release(p *packet) {
	for i, held := range a.held {
		if held == p {
			a.held = append(a.held[:i], a.held[i+1:]...)
			return
		}
	}
}

// open is the person's order, other than the one given, that may still be paid.
func (a *account) open(except string, at time.Time) *packet {
	for _, p := range a.held {
		if p.billNo != except && at.Before(p.failAt) {
			return p
		}
	}
	return nil
}

func (b *book) refund(r *record) error {
	p := b.packets[r.BillNo]
	switch {
	case p == nil || !p.paid():
		return lang.Errorf("%s is refunded and was never paid",
			"%s 没有付过却有退款", r.BillNo)
	case !p.refundedAt.IsZero():
		return lang.Errorf("%s is refunded a second time", "%s 被退款两次", r.BillNo)
	case len(b.unopened) == 0 || b.unopened[0] != p:
		return lang.Errorf("refunds are out of order", "退款的顺序不对")
	}
	heap.Pop(&b.unopened)
	p.refundedAt, p.seq = r.At, r.Seq
	b.balance += p.amount
	b.refunded += p.amount
	b.move(r, p, p.amount)
	return nil
}
