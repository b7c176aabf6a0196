package sandbox

import (
	"time"

	"github.com/cashredpack/redpack/internal/money"
)

// ledgerFormat is the version in a ledger's first line. A reader refuses any other.
const ledgerFormat = 1

// kind says what a line of the ledger records.
type kind string

const (
	kindLedger  kind = "ledger"  // the first line: format, merchant, opening balance
	kindStart   kind = "start"   // a server took the ledger into use
	kindHold    kind = "hold"    // an order is on record and unpaid: SENDING with a reason, or FAILED from a moment on
	kindDebit   kind = "debit"   // the balance paid for an order; at most once a number
	kindRefund  kind = "refund"  // an unopened packet's money came back
	kindTopUp   kind = "topup"   // money was added
	kindFinding kind = "finding" // a client broke a rule
	kindClock   kind = "clock"   // nothing but the virtual time, so that it cannot run backwards after a restart
)

// record is one line of the ledger. Which fields are set depends on the kind. Amounts are fen.
type record struct {
	Seq  uint64    `json:"seq"`
	Kind kind      `json:"kind"`
	At   time.Time `json:"at"` // virtual
	// Wall is the machine's time where it differs from At; rates are counted on it.
	Wall *time.Time `json:"wall,omitempty"`

	Format int       `json:"format,omitempty"`
	MchID  string    `json:"mch_id,omitempty"`
	PID    int       `json:"pid,omitempty"`
	Listen string    `json:"listen,omitempty"`
	Rules  Rules     `json:"rules,omitempty"`
	Fen    money.Fen `json:"fen,omitempty"` // the amount of whatever happened

	BillNo string `json:"mch_billno,omitempty"`
	OpenID string `json:"re_openid,omitempty"`
	ListID string `json:"send_listid,omitempty"`
	HBType HBType `json:"hb_type,omitempty"`
	Num    int    `json:"total_num,omitempty"`
	Params string `json:"params,omitempty"` // fingerprint of the order's parameters

	Code   string     `json:"err_code,omitempty"` // of a hold
	Reason string     `json:"reason,omitempty"`
	FailAt *time.Time `json:"fail_at,omitempty"` // of a hold: the order closes then
	SentAt *time.Time `json:"sent_at,omitempty"` // of a debit that shows as SENDING until then
	OpenAt *time.Time `json:"open_at,omitempty"` // of a debit: the person opens it; absent: never

	Rule   string `json:"rule,omitempty"` // of a finding
	Detail string `json:"detail,omitempty"`
	About  string `json:"about,omitempty"`
}

func (r *record) wall() time.Time {
	if r.Wall != nil {
		return *r.Wall
	}
	return r.At
}

func optional(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func valueOf(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}
