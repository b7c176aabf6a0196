package state

import (
	"context"
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
)

// Number is one bill number that a packet has or had, and what became of it. A packet that moved on to another number shows only the
// new one; money may have left under each of them.
type Number struct {
	Packet     int64
	Campaign   string // as it is called now
	Key        string
	OpenID     string // of this number; a later one may be somebody else's
	Amount     money.Fen
	BillNo     billno.BillNo
	SendListID string
	Attempt    int
	Current    bool // the packet's number of now
	Status     Status
	InDoubt    bool // see Packet.InDoubt; a number that was given up is not
	// Permission is why its person might have another packet beside it, "" where nobody allowed it.
	Permission string
	// The money left between Since, when the first request did or as the platform says, and PaidAt, when it was known that it had.
	Since, PaidAt time.Time
	// The money came back at RefundedAt, as the platform says; where it does not say, before BackAt, when it was known.
	RefundedAt, BackAt time.Time
}

// Address is the name of its packet.
func (n *Number) Address() address.Address {
	return address.Address{Campaign: n.Campaign, Key: n.Key}
}

// Numbers hands over every number that any packet has or had, packet by packet, the oldest first, and takes the picture of the same
// moment, see Read. It reads the whole history in the memory of one packet, and nothing is believed that it does not lead to: where
// a packet on record is another than its history makes, that is an error. A number is only lent.
func Numbers(ctx context.Context, at Backend, each func(*Number) error) (*Snapshot, error) {
	return read(ctx, at, extent{whole: true}, func(c connection, s *Snapshot) (err error) {
		rows, err := c.rows("SELECT " + packetColumnsOf(s.schema) + " FROM packet NOT INDEXED ORDER BY id")
		if err != nil {
			return err
		}
		defer closing(rows, &err)
		t := &tellsNumbers{snapshot: s, rows: rows, each: each}
		if err := histories(c, t.event, t.end, ofPackets); err != nil {
			return err
		}
		if t.packets != s.Len() {
			return damage{lang.Format("the history leads to %d packets, the state has %d", "按历史应有 %d 个红包，状态库里有 %d 个", t.packets, s.Len())}
		}
		return nil
	})
}

// tellsNumbers makes the numbers of one packet after the other.
type tellsNumbers struct {
	snapshot *Snapshot
	rows     rows
	each     func(*Number) error
	numbers  []Number // of the packet, the last one its current one
	packets  int
}

func (t *tellsNumbers) event(before, r *row[string], e *event) error {
	if e.kind == KindAttempt {
		t.settle(before)
	}
	if e.kind == KindIntent || e.kind == KindRestored || e.kind == KindAttempt && e.detail.BillNo != before.billno {
		// A voided packet may take up a number that it had before.
		t.numbers = slices.DeleteFunc(t.numbers, func(n Number) bool { return string(n.BillNo) == r.billno })
		t.numbers = append(t.numbers, Number{Since: instant(e.at)})
	}
	t.learn(r, e)
	return nil
}

// learn keeps what the row of a packet does not: since when and why.
func (t *tellsNumbers) learn(r *row[string], e *event) {
	n := &t.numbers[len(t.numbers)-1]
	if e.detail.Permission != "" {
		n.Permission = e.detail.Permission
	}
	if r.status.Paid() && n.PaidAt.IsZero() {
		n.PaidAt = instant(e.at)
	}
	if r.status == Refunded && n.BackAt.IsZero() {
		n.BackAt = instant(e.at)
	}
}

// settle lays what the row says over its number.
func (t *tellsNumbers) settle(r *row[string]) {
	n := &t.numbers[len(t.numbers)-1]
	n.Packet, n.OpenID, n.Amount, n.BillNo = r.id, r.openid, money.Fen(r.amount), billno.BillNo(r.billno)
	n.SendListID, n.Attempt, n.Status = r.sendListID, int(r.attempt), r.status
	if r.refundedAt != 0 {
		n.RefundedAt = instant(r.refundedAt)
	}
}

// end hands over the numbers of a packet whose history is at its end.
func (t *tellsNumbers) end(r *row[string]) error {
	have, ok, err := readRow(t.rows)
	if err != nil {
		return err
	}
	if !ok || have != *r || r.campaign < 1 || r.campaign > int64(len(t.snapshot.campaigns)) {
		return damage{lang.Format("packet %d is not what its history leads to", "红包 %d 和它的历史对不上", r.id)}
	}
	t.settle(r)
	t.packets++
	campaign := t.snapshot.campaigns[r.campaign-1].Name
	for i := range t.numbers {
		n := &t.numbers[i]
		n.Campaign, n.Key, n.Current = campaign, r.key, i == len(t.numbers)-1
		if n.Current {
			p := r.packet()
			n.InDoubt = p.InDoubt()
		}
		if err := t.each(n); err != nil {
			return err
		}
	}
	t.numbers = t.numbers[:0]
	return nil
}
