package sandbox

import (
	"time"

	"github.com/cashredpack/redpack/internal/money"
)

// Status is what gethbinfo calls the state of a packet.
type Status string

// The states (查询红包记录, 2024). RFUND_ING is the platform's own spelling.
const (
	StatusSending   Status = "SENDING"
	StatusSent      Status = "SENT"
	StatusFailed    Status = "FAILED"
	StatusReceived  Status = "RECEIVED"
	StatusRefunding Status = "RFUND_ING"
	StatusRefund    Status = "REFUND"
)

// HBType is gethbinfo's hb_type.
type HBType string

// The kinds of packets.
const (
	HBNormal HBType = "NORMAL"
	HBGroup  HBType = "GROUP"
)

const (
	// sendingLives is how long an order may be SENDING and be paid by re-entry; then it closes (community answers, 2019 to 2023).
	sendingLives = 3 * 24 * time.Hour
	// unopenedLives is how long a packet waits to be opened (product text since 2018).
	unopenedLives = 24 * time.Hour
	// refundTakes is how long the money is on its way back; no source names it.
	refundTakes = 10 * time.Minute
	// queryReaches is how far back gethbinfo answers (查询红包记录, 2024).
	queryReaches = 30 * 24 * time.Hour
	// processingTakes is how long an order answered with PROCESSING stays open: the documented wait before one looks again.
	processingTakes = 20 * time.Minute
)

// packet is one order: everything the ledger knows under one mch_billno.
type packet struct {
	billNo, openID string
	amount         money.Fen
	num            int
	hbType         HBType
	listID         string
	params         string // fingerprint, to notice a changed re-entry
	seq            uint64 // of its newest record: an answer about it waits until that is durable
	createdAt      time.Time
	triedAt        time.Time // the last try on record, on the machine's clock

	// While unpaid.
	code, reason string
	failAt       time.Time

	// Once paid.
	debits     int // 1; the ledger refuses to be read otherwise
	debitedAt  time.Time
	sentAt     time.Time
	openAt     time.Time // zero: never
	refundedAt time.Time // zero: not yet
}

func (p *packet) paid() bool { return p.debits > 0 }

// refundDue is when the money of a packet that nobody opens is back.
func (p *packet) refundDue() time.Time { return p.sentAt.Add(unopenedLives + refundTakes) }

func (p *packet) opens() bool {
	return !p.openAt.IsZero() && p.openAt.Before(p.sentAt.Add(unopenedLives))
}

// status is the state at a moment and since when it holds.
func (p *packet) status(at time.Time) (Status, time.Time) {
	switch {
	case !p.paid() && !at.Before(p.failAt):
		return StatusFailed, p.failAt
	case !p.paid():
		return StatusSending, p.createdAt
	case at.Before(p.sentAt):
		return StatusSending, p.debitedAt
	case p.opens() && !at.Before(p.openAt):
		return StatusReceived, p.openAt
	case !p.refundedAt.IsZero():
		return StatusRefund, p.refundedAt
	case !p.opens() && !at.Before(p.sentAt.Add(unopenedLives)):
		return StatusRefunding, p.sentAt.Add(unopenedLives)
	default:
		return StatusSent, p.sentAt
	}
}

// refunds is a heap of unopened packets, the next refund first.
type refunds []*packet

func (h refunds) Len() int           { return len(h) }
func (h refunds) Less(i, j int) bool { return h[i].refundDue().Before(h[j].refundDue()) }
func (h refunds) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is for container/heap only.
func (h *refunds) Push(x any) {
	if p, ok := x.(*packet); ok {
		*h = append(*h, p)
	}
}

// Pop is for container/heap only.
func (h *refunds) Pop() any {
	last := len(*h) - 1
	p := (*h)[last]
	*h = (*h)[:last]
	return p
}
