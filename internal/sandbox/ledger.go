package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// ledger decides. Its mutex makes every decision one step: look at the book, queue the record, follow it. The answer
// leaves only when the journal has the record on disk, so the order of decisions is the order on disk.
type ledger struct {
	mu       sync.Mutex
	book     *book
	journal  *journal
	clock    *clock
	options  *Options
	sends    windows
	queries  *window
	arrivals map[string]*arrival
	topUps   []faultRule // still to come, the earliest first
}

// order is one request to send, after its fields, signature and merchant were checked.
type order struct {
	billNo, openID, params, sceneID string
	amount                          money.Fen
	num                             int
	hbType                          HBType
}

// verdict answers an order or a question. seq is the newest record it depends on.
type verdict struct {
	refusal refusal
	listID  string
	seq     uint64
}

func newLedger(o *Options, b *book, j *journal, c *clock) *ledger {
	l := &ledger{
		book: b, journal: j, clock: c, options: o, arrivals: map[string]*arrival{},
		sends: o.rate(), queries: newWindow(o.QueriesPerMinute, time.Minute), topUps: o.Faults.topUps(),
	}
	for _, at := range b.recent {
		l.sends.note(at)
	}
	return l
}

func (l *ledger) starts() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.book.starts
}

func (l *ledger) locked(f func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return f()
}

// record queues a record and follows it.
func (l *ledger) record(r *record, at instant) error {
	if r.At.IsZero() {
		r.At = at.virtual
	}
	if gap := at.wall.Sub(r.At); gap >= time.Millisecond || gap < 0 {
		r.Wall = &at.wall
	}
	if err := l.journal.append(r); err != nil {
		return err
	}
	if err := l.book.follow(r); err != nil {
		return lang.Errorf("the simulator wrote what it cannot read: %w",
			"模拟器写下了自己读不懂的内容：%w", err)
	}
	return nil
}

// catchUp records what has become due by itself: money added on schedule, and unopened packets' money.
func (l *ledger) catchUp(at instant) error {
	for len(l.topUps) > 0 && l.clock.elapsed(at) >= l.topUps[0].fromTime {
		if err := l.record(&record{Kind: kindTopUp, Fen: l.topUps[0].amount}, at); err != nil {
			return err
		}
		l.topUps = l.topUps[1:]
	}
	for len(l.book.unopened) > 0 && !at.virtual.Before(l.book.unopened[0].refundDue()) {
		p := l.book.unopened[0]
		if err := l.record(&record{Kind: kindRefund, BillNo: p.billNo, Fen: p.amount, At: p.refundDue()}, at); err != nil {
			return err
		}
	}
	return nil
}

// send decides on one order. A refusal before the order is on record leaves no trace but a finding.
func (l *ledger) send(o order, f fault, at instant) (verdict, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.catchUp(at); err != nil {
		return verdict{}, err
	}
	p := l.book.packets[o.billNo]
	if r, err := l.tooFast(o, at); r != nil || err != nil {
		return l.answer(p, r, err)
	}
	if p != nil {
		if r, err := l.reenter(p, o, at); r != nil || err != nil {
			return l.answer(p, r, err)
		}
	}
	if r, err := l.forbidden(o, f, at); r != nil || err != nil {
		return l.answer(p, r, err)
	}
	if err := l.watchNewNumber(p, o, at); err != nil {
		return verdict{}, err
	}
	r := l.whyUnpaid(o, f, at)
	err := l.enter(p, o, r, f, at)
	return l.answer(l.book.packets[o.billNo], r, err)
}

func (l *ledger) answer(p *packet, r *refusal, err error) (verdict, error) {
	if err != nil {
		return verdict{}, err
	}
	v := verdict{refusal: accepted}
	if r != nil {
		v.refusal = *r
	}
	if p != nil {
		v.listID, v.seq = p.listID, p.seq
	}
	return v, nil
}

// reenter answers the repetition of a number on record; nil means that the order may be tried again.
func (l *ledger) reenter(p *packet, o order, at instant) (*refusal, error) {
	if changed, r := l.changed(p, o); changed != "" {
		detail := changed + " differs from the first try of this number" // for programs
		if err := l.find(RuleParameters, o.billNo+"/"+changed, o.billNo, detail, at); err != nil || r != nil {
			return r, err
		}
	}
	status, _ := p.status(at.virtual)
	switch status {
	case StatusFailed:
		return &sendFailed, nil
	case StatusSending:
		if p.paid() || p.code == processing.code {
			return &processing, nil
		}
		return nil, nil
	case StatusSent, StatusReceived, StatusRefunding, StatusRefund:
		if l.options.ReentryFails {
			return &alreadySent, nil
		}
		return &accepted, nil
	}
	return nil, lang.Errorf("%s has the impossible status %q",
		"%s 的状态 %q 不可能出现", p.billNo, status)
}

// changed says which parameter of a repeated number is not the first one's, and what that is answered with.
func (l *ledger) changed(p *packet, o order) (string, *refusal) {
	switch {
	case p.openID != o.openID:
		return "re_openid", &otherOpenID
	case p.amount != o.amount:
		return "total_amount", &otherAmount
	case p.params == o.params:
		return "", nil
	case l.options.StrictReentry:
		return "a parameter", &otherParameters
	default:
		return "a parameter", nil
	}
}

// watchNewNumber notices a second number for a person whose earlier one may still be paid.
func (l *ledger) watchNewNumber(p *packet, o order, at instant) error {
	if p != nil {
		return nil
	}
	open := l.book.account(o.openID).open(o.billNo, at.virtual)
	if open == nil || open.amount != o.amount {
		return nil
	}
	return l.find(RuleNewNumber, o.billNo, o.billNo, fmt.Sprintf("%s for the same person and amount is still open", open.billNo), at) // for programs
}

// enter puts the outcome on record: held, in process, failed or paid.
func (l *ledger) enter(p *packet, o order, r *refusal, f fault, at instant) error {
	rec := &record{
		Kind: kindHold, BillNo: o.billNo, OpenID: o.openID, Fen: o.amount, Num: o.num, HBType: o.hbType, Params: o.params,
	}
	failAt := at.virtual.Add(sendingLives)
	if p != nil {
		failAt = p.failAt
		rec.ListID = p.listID
	} else {
		rec.ListID = l.newListID(at)
	}
	switch {
	case r == nil:
		l.debit(rec, at.virtual)
	case r.code == processing.code && !f.is(processingFailed):
		l.debit(rec, at.virtual.Add(processingTakes))
		rec.SentAt = optional(at.virtual.Add(processingTakes))
	case r.code == processing.code:
		failAt = at.virtual.Add(processingTakes)
		rec.Code, rec.FailAt = r.code, &failAt
	case r.code == sendFailed.code:
		rec.Code, rec.FailAt = r.code, &at.virtual
	default:
		rec.Code, rec.Reason, rec.FailAt = r.code, r.text, &failAt
	}
	return l.record(rec, at)
}

// debit turns the record into a payment with the person's fate, which is drawn once and kept.
func (l *ledger) debit(rec *record, sentAt time.Time) {
	rec.Kind = kindDebit
	o, after := l.options, time.Duration(0)
	switch personOf(rec.OpenID).opening {
	case neverOpens:
		return
	case opensAtOnce:
	case opensSometime:
		if draw(o.Seed, "opens", rec.BillNo) < o.UnopenedShare {
			return
		}
		after = time.Duration(draw(o.Seed, "opens after", rec.BillNo) * float64(o.OpenWithin)).Truncate(time.Second) // for programs
	}
	rec.OpenAt = optional(sentAt.Add(after))
}

// newListID makes a send_listid in today's shape: 31 digits, 1000041701, the day, and 13 digits beginning with 30.
func (l *ledger) newListID(at instant) string {
	return fmt.Sprintf("1000041701%s30%011d", day(at.virtual), (l.book.seq+1)%100_000_000_000)
}

// opaque stands for values whose inside nobody may rely on.
func opaque(about ...string) string {
	hash := sha256.New()
	for _, part := range about {
		hash.Write([]byte(part + "\x00"))
	}
	return hex.EncodeToString(hash.Sum(nil))
}
