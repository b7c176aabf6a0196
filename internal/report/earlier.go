package report

import (
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/state"
)

// earlier is a number that a packet had before the one that it has now, where money left under it and came back: the account was
// debited twice and credited once for this packet.
type earlier struct {
	billNo             string
	amount             money.Fen
	sentAt, refundedAt time.Time
}

// Earlier are the paid numbers that packets gave up, by the ID of the packet. The zero value has none.
type Earlier struct {
	of map[int64][]earlier

	packet int64          // at hand
	number history.Number // of it
}

// Add takes in the next event of a history. Histories come one packet after the other, the oldest event first.
func (e *Earlier) Add(event state.Event) error {
	if event.Packet != e.packet {
		e.packet, e.number = event.Packet, history.Number{}
	}
	if !history.Begins(&event) {
		e.number.Take(&event)
		return nil
	}
	e.giveUp()
	e.number = history.NumberOf(&event)
	return nil
}

// giveUp keeps the number at hand, if it had been paid.
func (e *Earlier) giveUp() {
	n := &e.number
	if n.Status != state.Refunded {
		return
	}
	if e.of == nil {
		e.of = map[int64][]earlier{}
	}
	e.of[e.packet] = append(e.of[e.packet], earlier{page.Clean(n.BillNo), n.Amount, n.SentAt, n.RefundedAt})
}

// numbers are those that a packet had given up when its row was read. The history is read later, and may know of more.
func (e *Earlier) numbers(p *state.Packet) []earlier {
	if e == nil {
		return nil
	}
	all := e.of[p.ID]
	if i := slices.IndexFunc(all, func(one earlier) bool { return one.billNo == string(p.BillNo) && one.billNo != "" }); i >= 0 {
		return all[:i]
	}
	return all
}
