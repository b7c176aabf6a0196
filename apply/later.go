package apply

import (
	"context"
	"time"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// lookLater puts one more question before a packet goes to another person than the one whose number failed: whether that one was sent to
// again, under the next number. The state would know, unless it is a copy from before; then the packet is not sent a second time.
func (w *worker) lookLater(t *task, f Finding, v verdict, now time.Time) verdict {
	if !v.fresh || t.later != "" || f.Platform != FailedThere || !t.goesElsewhere() {
		return v
	}
	if t.later = w.laterNumber(t); t.later != "" {
		v.next, v.at, v.fresh = ask, now, false
	}
	return v
}

// laterNumber is the number that the recorded person of a packet would have had next; "" where it cannot be told.
func (w *worker) laterNumber(t *task) billno.BillNo {
	recorded := t.packet.Recipient
	recorded.OpenID, recorded.Amount = t.record.OpenID, t.record.Amount
	for _, further := range []bool{false, true} {
		if no, err := w.numbers.Number(&recorded, further, t.record.Attempt); err != nil || no != t.record.BillNo {
			continue
		}
		if no, err := w.numbers.Number(&recorded, further, t.record.Attempt+1); err == nil {
			return no
		}
	}
	return ""
}

// afterLater decides about what the platform says of that next number. An order that the state knows is another packet's of the same
// person, which has been looked at for its own sake.
func (w *worker) afterLater(ctx context.Context, t *task, f Finding, now time.Time) (verdict, error) {
	switch f.Platform {
	case NotFound:
		return verdict{next: send, at: now, fresh: true}, nil
	case NoAnswer:
		return verdict{next: ask, at: now.Add(Backoff(t.looks))}, nil
	case Sending, Offered, Received, Refunding, Refunded, FailedThere:
	}
	known, err := w.store.Knows(context.WithoutCancel(ctx), t.later)
	if err != nil {
		return verdict{}, lang.Errorf("look whose bill number %s is: %w", "查商户订单号 %s 是谁的：%w", t.later, err)
	}
	if known {
		return verdict{next: send, at: now, fresh: true}, nil
	}
	t.tell(sentToAgain(string(t.later), f.Word))
	return verdict{next: rest}, nil
}
