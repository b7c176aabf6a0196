package apply_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
)

// world is a platform in memory: it pays a number at most once, whatever is sent, and keeps its own account. Tests ask
// it, never the program, who was paid. Behave decides about each request of an openid, in order.
type world struct {
	mu      sync.Mutex
	orders  map[billno.BillNo]*order
	debits  []debit
	sends   []exchange
	queries []exchange
	frozen  int
	latency time.Duration
	ahead   time.Duration // of the platform's clock; 0: it does not tell
	now     func() time.Time

	// behave says what happens to the n-th request for an openid, counted from 0.
	behave func(openID string, n int) behaviour
	// asked says what happens to the n-th query of a number, counted from 0; nil: the truth.
	asked func(openID string, n int) apply.Platform
	// unopened says whether a packet that is paid now will never be opened; nil: none.
	unopened func() bool
	reason   string // why a number has failed, as a query tells
	tries    map[string]int
	looks    map[string]int
}

// behaviour is what the platform does with one request. The zero value pays.
type behaviour struct {
	lost     bool // the answer never arrives
	before   bool // ... and the request neither
	answer   apply.Answer
	failed   bool          // the order is made and fails for good
	noRecord bool          // the request is refused before an order is made
	late     time.Duration // the request arrives so much later, long after it was given up
}

type order struct {
	request request
	paid    bool
	failed  bool
	back    time.Time // when its money came or comes back; zero: never
}

type debit struct {
	no     billno.BillNo
	openID string
	amount money.Fen
	left   time.Time // when the request that paid left
	at     time.Time // when it was paid
	back   time.Time // when the money came or comes back; zero: never
}

type exchange struct {
	at     time.Time
	openID string
	no     billno.BillNo
	text   string
	unread bool // refused before the platform looked at more than the form
}

type request struct {
	BillNo billno.BillNo
	OpenID string
	Amount money.Fen
	Nonce  int
}

func newWorld(now func() time.Time) *world {
	return &world{
		orders: map[billno.BillNo]*order{}, now: now, tries: map[string]int{}, looks: map[string]int{},
		behave: func(string, int) behaviour { return behaviour{} },
	}
}

var _ apply.Sender = (*world)(nil)

func (w *world) Freeze(o apply.Order) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.frozen++
	text, err := json.Marshal(request{BillNo: o.BillNo, OpenID: o.Recipient.OpenID, Amount: o.Recipient.Amount, Nonce: w.frozen})
	return string(text), err
}

func (w *world) Repairable(code string) bool { return code == "PARAM_ERROR" }

func (w *world) Send(ctx context.Context, text string) apply.Answer {
	var r request
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return apply.Answer{Class: apply.Fix, Code: "XML_ERROR", Text: err.Error()}
	}
	w.mu.Lock()
	n := w.tries[r.OpenID]
	w.tries[r.OpenID]++
	b := w.behave(r.OpenID, n)
	w.sends = append(w.sends, exchange{at: w.now(), openID: r.OpenID, no: r.BillNo, text: text, unread: b.noRecord})
	left := w.now()
	// Drawn now and not when a late request arrives, while somebody else draws.
	never := w.unopened != nil && w.unopened()
	answer := w.handle(r, b, left, never)
	w.mu.Unlock()
	if b.late > 0 {
		time.AfterFunc(b.late, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.handle(r, pays, left, never)
		})
	}
	select {
	case <-time.After(w.latency):
	case <-ctx.Done():
		return apply.Answer{Class: apply.Unknown, Code: "interrupted"}
	}
	if b.lost {
		return apply.Answer{Class: apply.Unknown, Code: "timeout"}
	}
	if w.ahead != 0 {
		answer.ServerTime = w.now().Add(w.ahead)
	}
	return answer
}

// handle is the platform's side of one request; never says that nobody opens what it pays.
func (w *world) handle(r request, b behaviour, left time.Time, never bool) apply.Answer {
	if b.before || b.noRecord {
		return b.answer
	}
	o := w.orders[r.BillNo]
	if o == nil {
		o = &order{request: r}
		w.orders[r.BillNo] = o
	}
	switch {
	case o.request.OpenID != r.OpenID || o.request.Amount != r.Amount:
		return apply.Answer{Class: apply.Unknown, Code: "FATAL_ERROR", Taken: true}
	case o.paid:
		return apply.Answer{Class: apply.Success, SendListID: "list-" + string(r.BillNo)}
	case o.failed:
		return apply.Answer{Class: apply.Dead, Code: "SEND_FAILED"}
	case b.failed:
		o.failed = true
		return apply.Answer{Class: apply.Dead, Code: "SEND_FAILED"}
	case b.answer.Class != 0 && b.answer.Class != apply.Unknown:
		return b.answer // the order stays open
	}
	o.paid = true
	if never {
		o.back = w.now().Add(24 * time.Hour)
	}
	w.debits = append(w.debits, debit{no: r.BillNo, openID: r.OpenID, amount: r.Amount, left: left, back: o.back, at: w.now()})
	if b.answer.Class == apply.Unknown {
		return b.answer
	}
	return apply.Answer{Class: apply.Success, SendListID: "list-" + string(r.BillNo)}
}

func (w *world) Query(_ context.Context, no billno.BillNo) apply.Finding {
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.orders[no]
	openID := ""
	if o != nil {
		openID = o.request.OpenID
	}
	w.queries = append(w.queries, exchange{at: w.now(), openID: openID, no: no})
	n := w.looks[string(no)]
	w.looks[string(no)]++
	if w.asked != nil {
		if p := w.asked(openID, n); p != 0 {
			return apply.Finding{Platform: p}
		}
	}
	switch {
	case o == nil:
		return apply.Finding{Platform: apply.NotFound, Code: "NOT_FOUND"}
	case o.paid && !o.back.IsZero() && !o.back.After(w.now()):
		return apply.Finding{Platform: apply.Refunded, Word: "REFUND", SendListID: "list-" + string(no), Amount: o.request.Amount, RefundedAt: o.back}
	case o.paid:
		return apply.Finding{Platform: apply.Offered, Word: "SENT", SendListID: "list-" + string(no), Amount: o.request.Amount}
	case o.failed:
		return apply.Finding{Platform: apply.FailedThere, Word: "FAILED", Text: w.reason, Amount: o.request.Amount}
	default:
		return apply.Finding{Platform: apply.Sending, Word: "SENDING", Amount: o.request.Amount}
	}
}

// overspent reports every Beijing day on which more than the limit was paid. A request that arrived late counts for the
// day on which it left; nobody can know more.
func (w *world) overspent(limit money.Fen) (broken []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	days := map[string]money.Fen{}
	for _, d := range w.debits {
		days[beijing.Day(d.left)] += d.amount
	}
	for day, sum := range days {
		if sum > limit {
			broken = append(broken, fmt.Sprintf("%s was paid on %s, the limit is %s", sum, day, limit))
		}
	}
	return broken
}

// check reports every way in which the account breaks a promise: somebody paid twice or not what was meant, and requests
// that were repeated with other parameters or too soon.
func (w *world) check(want map[string]money.Fen) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	broken := w.paidTwiceLocked()
	for _, d := range w.debits {
		if d.amount != want[d.openID] {
			broken = append(broken, fmt.Sprintf("%s got %s, meant %s", d.openID, d.amount, want[d.openID]))
		}
	}
	return append(broken, w.repetitions()...)
}

// paidTwice reports everybody whom the account has paid more than once.
func (w *world) paidTwice() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.paidTwiceLocked()
}

func (w *world) paidTwiceLocked() (broken []string) {
	return append(broken, twice(w.debits, func(d *debit) string { return d.openID })...)
}

// twice reports whatever was paid again although the money of the time before had not come back.
func twice(debits []debit, what func(*debit) string) (broken []string) {
	paid := map[string]*debit{}
	for i := range debits { // in the order in which they were paid
		d := &debits[i]
		if before := paid[what(d)]; before != nil && (before.back.IsZero() || before.back.After(d.left)) {
			broken = append(broken, fmt.Sprintf("%s was paid again although %s did not come back", what(d), before.no))
		}
		paid[what(d)] = d
	}
	return broken
}

// forgotten reports everybody whom the account has not paid.
func (w *world) forgotten(want map[string]money.Fen) (broken []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	paid := map[string]bool{}
	for _, d := range w.debits {
		paid[d.openID] = true
	}
	for openID := range want {
		if !paid[openID] {
			broken = append(broken, openID+" was not paid")
		}
	}
	return broken
}

func (w *world) repetitions() []string {
	var broken []string
	first := map[billno.BillNo]string{}
	last := map[billno.BillNo]time.Time{}
	for _, s := range w.sends {
		if text, ok := first[s.no]; ok && text != s.text {
			broken = append(broken, fmt.Sprintf("%s was sent with other parameters", s.no))
		}
		if !s.unread {
			first[s.no] = s.text
		}
		if at, ok := last[s.no]; ok && s.at.Sub(at) < time.Second {
			broken = append(broken, fmt.Sprintf("%s was sent again after %s", s.no, s.at.Sub(at)))
		}
		last[s.no] = s.at
	}
	return broken
}

func (w *world) paid() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.debits)
}
