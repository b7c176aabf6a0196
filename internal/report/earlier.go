package report

import (
	"slices"
	"time"

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

	// The packet at hand, and its number.
	packet int64
	number earlier
	status string
}

// Add takes in the next event of a history. Histories come one packet after the other, the oldest event first.
func (e *Earlier) Add(event state.Event) error {
	if event.Packet != e.packet {
		e.packet, e.number, e.status = event.Packet, earlier{}, ""
	}
	d := &event.Detail
	switch event.Kind {
	case state.KindIntent, state.KindAttempt, state.KindRestored:
		e.giveUp()
		e.number, e.status = earlier{billNo: page.Clean(d.BillNo), amount: d.Amount, sentAt: event.At}, d.Status
		e.outcome(d, time.UnixMilli(d.OutcomeAt))
	case state.KindSending:
		e.number.sentAt = event.At
	case state.KindOutcome:
		e.status = d.Status
		e.outcome(d, event.At)
	case state.KindCampaign, state.KindCampaignDate, state.KindSeries, state.KindCampaignMoved, state.KindRebased, state.KindRefrozen,
		state.KindAccepted, state.KindMoved, state.KindVoided, state.KindReleased:
	}
	return nil
}

// outcome notes when money came back.
func (e *Earlier) outcome(d *state.Detail, learnt time.Time) {
	switch {
	case d.RefundedAt != 0:
		e.number.refundedAt = time.UnixMilli(d.RefundedAt)
	case e.status == state.Refunded.String() && e.number.refundedAt.IsZero():
		e.number.refundedAt = learnt
	}
}

// giveUp keeps the number at hand, if it had been paid.
func (e *Earlier) giveUp() {
	if e.status != state.Refunded.String() {
		return
	}
	if e.of == nil {
		e.of = map[int64][]earlier{}
	}
	e.of[e.packet] = append(e.of[e.packet], e.number)
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
