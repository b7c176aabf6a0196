package state

import (
	"context"

	"github.com/cashredpack/redpack/internal/money"
)

// Decision is what a person says about a packet: leave it as it is, although the campaign asks for OpenID and Amount.
type Decision struct {
	OpenID string
	Amount money.Fen
	Reason string // required
	Second bool   // the same person gets another packet on purpose, under another key
}

// Accept records a person's decision. The status stays, nothing is sent or asked because of it; Packet.Accepts tells
// plan that this is no conflict any more.
func (s *Store) Accept(ctx context.Context, id int64, d Decision) (Packet, error) {
	return submit(ctx, s, lookup{id: id}, func(w *writer) (Packet, error) {
		r, err := w.byID(id)
		if err != nil {
			return Packet{}, err
		}
		if d.Reason == "" || d.OpenID == "" || d.Amount <= 0 {
			return Packet{}, &InvalidError{What: "a decision needs a reason, and the openid and amount that the campaign asks for"}
		}
		return w.fold(r, &event{kind: KindAccepted, at: millis(s.opts.Now()), detail: Detail{
			Reason: storable(d.Reason), By: s.opts.Owner, OpenID: d.OpenID, Amount: d.Amount, Second: d.Second,
		}})
	})
}

// Release records a person's decision that a packet in doubt was not paid because its number is another order's. The packet is
// failed then, and its person may get a later number. Only what was asked about can be released, and no number that is the
// person's alone: what the platform has under such a number is this person's packet.
func (s *Store) Release(ctx context.Context, id int64, reason string) (Packet, error) {
	const change = "release"
	return submit(ctx, s, lookup{id: id}, func(w *writer) (Packet, error) {
		r, err := w.byID(id)
		if err != nil {
			return Packet{}, err
		}
		switch p := w.packet(r); {
		case reason == "":
			return Packet{}, &InvalidError{What: "a decision needs a reason"}
		case p.Personal:
			return Packet{}, &TransitionError{p, change, "its number is this person's alone, so the order under it is theirs"}
		case p.InFlight:
			return Packet{}, &TransitionError{p, change, "the outcome of its last request is not known; ask the platform first"}
		case !p.InDoubt():
			return Packet{}, &TransitionError{p, change, "only a packet in doubt can be released"}
		}
		return w.fold(r, &event{kind: KindReleased, at: millis(s.opts.Now()), detail: Detail{Reason: storable(reason), By: s.opts.Owner}})
	})
}
