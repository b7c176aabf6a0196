package sandbox

import (
	"cmp"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Report is the ledger's own account of everything. It encodes to JSON; amounts are fen.
type Report struct {
	Path      string    `json:"path"`
	MchID     string    `json:"mch_id"`
	Rules     Rules     `json:"rules"`      // of the last server
	CreatedAt time.Time `json:"created_at"` // virtual, as every time here
	AsOf      time.Time `json:"as_of"`      // states are those of this moment
	Starts    int       `json:"starts"`     // how many servers have used the ledger
	PID       int       `json:"pid"`        // of the last one
	Listen    string    `json:"listen"`     // its address
	// CutBytes is the length of an unfinished last line, of which nobody was told anything.
	CutBytes int `json:"cut_bytes,omitempty"`

	Opening  money.Fen `json:"opening_fen"`
	ToppedUp money.Fen `json:"topped_up_fen"`
	Debited  money.Fen `json:"debited_fen"`
	Refunded money.Fen `json:"refunded_fen"`
	Balance  money.Fen `json:"balance_fen"`

	Paid     int            `json:"paid"` // packets
	Statuses map[Status]int `json:"statuses"`
	Packets  []Packet       `json:"packets"` // in the order they first arrived
	Persons  []PersonTotal  `json:"persons"` // by openid
	Findings []Finding      `json:"findings"`
}

// Packet is one order.
type Packet struct {
	BillNo    string     `json:"mch_billno"`
	OpenID    string     `json:"re_openid"`
	Amount    money.Fen  `json:"total_amount"`
	TotalNum  int        `json:"total_num"`
	HBType    HBType     `json:"hb_type"`
	ListID    string     `json:"send_listid"`
	Status    Status     `json:"status"`
	Code      string     `json:"err_code,omitempty"` // of an order that is not paid
	Reason    string     `json:"reason,omitempty"`
	Debits    int        `json:"debits"` // 0 or 1
	CreatedAt time.Time  `json:"created_at"`
	PaidAt    *time.Time `json:"paid_at,omitempty"`
	Refunded  bool       `json:"refunded,omitempty"`
}

// PersonTotal is what one person was paid.
type PersonTotal struct {
	OpenID  string    `json:"openid"`
	Paid    int       `json:"paid"` // packets, refunded ones included
	Sum     money.Fen `json:"sum_fen"`
	BillNos []string  `json:"mch_billnos"` // every number tried for the person, paid or not
	// AtOnce is how many packets the person had at one moment at the most. What came back before the next one was paid is none.
	AtOnce int `json:"paid_at_once"`
}

// ReadLedger reads a ledger and checks it, without a lock: a server may be writing meanwhile, and the report is as of the
// last whole line. A ledger that does not add up is a *DamagedError.
func ReadLedger(path string) (_ *Report, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, lang.Errorf("read the sandbox ledger: %w", "读取模拟账本：%w", err)
	}
	b, _, cut, err := replay(path, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if b.seq == 0 {
		return nil, &DamagedError{Path: path, Line: 1, Why: lang.Errorf("the ledger is empty", "账本是空的")}
	}
	report := b.report(path, b.last)
	report.CutBytes = cut
	return report, nil
}

// Report is the account as of now.
func (s *Server) Report() (*Report, error) {
	var report *Report
	err := s.ledger.durably(func(at instant) error {
		if err := s.ledger.catchUp(at); err != nil {
			return err
		}
		report = s.ledger.book.report(s.options.LedgerPath, at.virtual)
		report.CutBytes = s.cut
		return nil
	})
	return report, err
}

func (b *book) report(path string, at time.Time) *Report {
	r := &Report{
		Path: path, MchID: b.mchID, Rules: b.rules, CreatedAt: b.createdAt, AsOf: at, Starts: b.starts, PID: b.pid, Listen: b.listen,
		Opening: b.opening, ToppedUp: b.toppedUp, Debited: b.debited, Refunded: b.refunded, Balance: b.balance,
		Statuses: map[Status]int{}, Packets: make([]Packet, 0, len(b.arrived)), Findings: append([]Finding{}, b.findings...),
	}
	totals := map[string]*PersonTotal{}
	for _, p := range b.arrived {
		entry := p.report(at)
		r.Packets = append(r.Packets, entry)
		r.Statuses[entry.Status]++
		r.Paid += entry.Debits
		total := totals[p.openID]
		if total == nil {
			total = &PersonTotal{OpenID: p.openID}
			totals[p.openID] = total
		}
		total.BillNos = append(total.BillNos, p.billNo)
		total.Paid += p.debits
		total.Sum += p.amount * money.Fen(p.debits)
	}
	b.countAtOnce(totals)
	r.Persons = make([]PersonTotal, 0, len(totals))
	for _, total := range totals {
		r.Persons = append(r.Persons, *total)
	}
	slices.SortFunc(r.Persons, func(a, b PersonTotal) int { return strings.Compare(a.OpenID, b.OpenID) })
	return r
}

// countAtOnce goes through the packets of those who were paid more than once in the order in which they were paid.
func (b *book) countAtOnce(totals map[string]*PersonTotal) {
	type step struct {
		at   time.Time
		more int
	}
	several := map[string][]step{}
	for _, p := range b.arrived {
		switch total := totals[p.openID]; {
		case total.Paid < 2:
			total.AtOnce = total.Paid
		case p.paid():
			several[p.openID] = append(several[p.openID], step{p.debitedAt, 1})
			if !p.refundedAt.IsZero() {
				several[p.openID] = append(several[p.openID], step{p.refundedAt, -1})
			}
		}
	}
	for openID, steps := range several {
		slices.SortStableFunc(steps, func(a, b step) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.more, b.more)) })
		has := 0
		for _, one := range steps {
			has += one.more
			totals[openID].AtOnce = max(totals[openID].AtOnce, has)
		}
	}
}

func (p *packet) report(at time.Time) Packet {
	status, _ := p.status(at)
	return Packet{
		BillNo: p.billNo, OpenID: p.openID, Amount: p.amount, TotalNum: p.num, HBType: p.hbType, ListID: p.listID, Status: status,
		Code: p.code, Reason: p.reason, Debits: p.debits, CreatedAt: p.createdAt, PaidAt: optional(p.debitedAt), Refunded: !p.refundedAt.IsZero(),
	}
}

// Person finds one person's total; a person nobody tried to pay has zeros.
func (r *Report) Person(openID string) PersonTotal {
	i, found := slices.BinarySearchFunc(r.Persons, openID, func(t PersonTotal, id string) int { return strings.Compare(t.OpenID, id) })
	if !found {
		return PersonTotal{OpenID: openID}
	}
	return r.Persons[i]
}

// Packet finds one order.
func (r *Report) Packet(billNo string) (Packet, bool) {
	i := slices.IndexFunc(r.Packets, func(p Packet) bool { return p.BillNo == billNo })
	if i < 0 {
		return Packet{}, false
	}
	return r.Packets[i], true
}

// PaidTwice lists the persons who had more than one packet at a time, with whatever numbers: what came back may be sent again.
func (r *Report) PaidTwice() []PersonTotal {
	var twice []PersonTotal
	for _, person := range r.Persons {
		if person.AtOnce > 1 {
			twice = append(twice, person)
		}
	}
	return twice
}

// Check proves the sums: no number paid more than once, and balance = opening + added − paid + refunded.
func (r *Report) Check() error {
	var paid money.Fen
	for _, p := range r.Packets {
		if p.Debits > 1 {
			return lang.Errorf("%s was paid %d times", "%s 被付了 %d 次", p.BillNo, p.Debits)
		}
		paid += p.Amount * money.Fen(p.Debits)
	}
	if paid != r.Debited {
		return lang.Errorf("the packets add up to %s and the debits to %s",
			"红包合计 %s，出账合计 %s", paid, r.Debited)
	}
	if want := r.Opening + r.ToppedUp - r.Debited + r.Refunded; r.Balance != want {
		return lang.Errorf("the balance is %s and should be %s",
			"余额是 %s，应该是 %s", r.Balance, want)
	}
	return nil
}
