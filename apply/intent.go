package apply

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// intend makes the intent durable: a new one, or the note that the same request leaves once more.
func (w *worker) intend(ctx context.Context, t *task) error {
	// Giving up must not leave a write half told; what is written then is asked about by the next run.
	ctx, now := context.WithoutCancel(ctx), w.now()
	if t.isNew() {
		return w.reserve(ctx, t, now)
	}
	if t.record.Status == state.Held && w.sender.Repairable(t.record.Code) {
		if err := w.refreeze(ctx, t); err != nil {
			return err
		}
	}
	record, err := w.store.Sending(ctx, t.record.ID, w.resend(t, now))
	if err != nil {
		return lang.Errorf("note that %s/%s is sent again: %w", "记下 %s/%s 再次发放：%w", t.record.Campaign, t.record.Key, err)
	}
	t.record = record
	return nil
}

// refreeze renders a request anew, with the texts that the file has now. The platform refused the old one before it
// made an order of it; number, amount and openid stay, so it can still pay only once.
func (w *worker) refreeze(ctx context.Context, t *task) error {
	recipient := t.packet.Recipient
	recipient.OpenID, recipient.Amount = t.record.OpenID, t.record.Amount // whatever the file says by now
	request, err := w.sender.Freeze(Order{Campaign: w.plan.Campaign, Recipient: recipient, BillNo: t.record.BillNo})
	if err != nil {
		return lang.Errorf("render the request of %s/%s: %w", "生成 %s/%s 的请求：%w", t.record.Campaign, t.record.Key, err)
	}
	record, err := w.store.Refreeze(ctx, t.record.ID, request)
	if err != nil {
		return lang.Errorf("store the repaired request of %s/%s: %w", "保存 %s/%s 修正后的请求：%w", t.record.Campaign, t.record.Key, err)
	}
	t.record = record
	return nil
}

// errHolderOpen says that the number a packet must take belongs to another packet whose outcome is not known yet.
var errHolderOpen = lang.Errorf("the bill number belongs to a packet whose outcome is not known yet", "这个商户订单号属于一个结果未知的红包")

// resend is what is noted of a request that leaves once more.
func (w *worker) resend(t *task, now time.Time) state.Resend {
	c, r := w.plan.Campaign, &t.packet.Recipient
	return state.Resend{At: now, Permission: Permission(c, r), Former: c.FormerNames(), Upon: t.packet.Upon, Beside: c.Beside(r)}
}

// Permission is the word with which the file allows several packets for the person of a recipient; "" where it does not.
func Permission(c *hclspec.Campaign, r *hclspec.Recipient) string {
	switch {
	case c.AllowRepeatOpenID:
		return "allow_repeat_openid"
	case r.Supplement != nil:
		return state.PermissionSupplement
	}
	return ""
}

// reserve writes the intent of a first request or of a new attempt, with the first number of the recipient's chain that
// nothing stands against.
func (w *worker) reserve(ctx context.Context, t *task, now time.Time) error {
	recipient, address := t.packet.Recipient, t.address()
	series := w.numbers.SeriesOf(&recipient)
	in := state.Intent{
		Campaign: address.Campaign, Key: address.Key, OpenID: recipient.OpenID, Amount: recipient.Amount, At: now,
		Version: series.Version, Personal: series.Personal(), Attempt: t.packet.Attempt,
		Permission: Permission(w.plan.Campaign, &recipient), Former: w.plan.Campaign.FormerNames(),
		Upon: t.packet.Upon, Beside: w.plan.Campaign.Beside(&recipient), Ground: t.ground(),
	}
	if t.follows() { // what the platform was asked just now can have changed it
		in.Attempt = plan.AttemptAfter(&t.record, recipient.OpenID)
	}
	for further := false; ; {
		var err error
		if in.BillNo, err = w.numbers.Number(&recipient, further, in.Attempt); err != nil {
			return err
		}
		in.Request, err = w.sender.Freeze(Order{Campaign: w.plan.Campaign, Recipient: recipient, BillNo: in.BillNo})
		if err != nil {
			return lang.Errorf("render the request of %s: %w", "生成 %s 的请求：%w", address, err)
		}
		t.record, err = w.store.Reserve(ctx, in)
		var taken *state.BillNoTakenError
		switch {
		case err == nil:
			t.reserved, t.later = true, ""
			w.emit(Reserved{At: now, Packet: t.record, Row: t.row, Label: recipient.Label, Planned: t.packet.Amount()})
			return nil
		case !errors.As(err, &taken):
			return intentFailed(address, err)
		case usedUp(&taken.Holder, recipient.OpenID):
			in.Attempt++
		case taken.Holder.OpenID != recipient.OpenID:
			return errHolderOpen
		case further:
			return intentFailed(address, err)
		case taken.Holder.AllowsSecond():
			further, in.Attempt, in.Permission = true, 0, "state accept" // for programs
		case taken.Holder.Campaign != in.Campaign && !slices.Contains(in.Former, taken.Holder.Campaign):
			// The packet went to another campaign with its number, and this person stands here anew.
			further, in.Attempt = true, 0
		default:
			return &state.PersonTakenError{Holder: taken.Holder}
		}
	}
}

// usedUp reports whether the holder of a number is known not to be paid under it any more, or to be another person who was:
// only then the next number may be used. What the platform says of a number alone does not name the person.
func usedUp(holder *state.Packet, openID string) bool {
	if holder.Status == state.Failed || holder.Status == state.Refunded {
		return true
	}
	return holder.OpenID != openID && holder.Status.Paid() && holder.Named
}

// notSent reports a request that never left. A number that another packet holds is waited for, a packet for a person who has
// another one is left out, and all else ends the run.
func (w *worker) notSent(t *task, err error) report {
	if person := (*state.PersonTakenError)(nil); errors.As(err, &person) {
		t.next = rest
		return report{task: t, second: person}
	}
	if supplement := (*state.SupplementError)(nil); errors.As(err, &supplement) {
		t.next = rest
		return report{task: t, second: supplement}
	}
	if errors.Is(err, errHolderOpen) {
		t.record = t.packet.Recorded
		t.at = w.now().Add(Backoff(t.looks))
		t.looks++
		return report{task: t}
	}
	return report{task: t, err: err}
}
