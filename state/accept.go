package state

import (
	"context"

	"github.com/cashredpack/redpack/internal/lang"
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
			return Packet{}, &InvalidError{What: lang.Both("a decision needs a reason, and the openid and amount that the campaign asks for",
				"决定需要写明理由，以及活动要求的 openid 和金额")}
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
	change := lang.Both("release", "放开")
	return submit(ctx, s, lookup{id: id}, func(w *writer) (Packet, error) {
		r, err := w.byID(id)
		if err != nil {
			return Packet{}, err
		}
		switch p := w.packet(r); {
		case reason == "":
			return Packet{}, &InvalidError{What: lang.Both("a decision needs a reason", "决定需要写明理由")}
		case p.Personal:
			return Packet{}, &TransitionError{p, change, lang.Both("its number is this person's alone, so the order under it is theirs",
				"这个商户订单号只属于这个人，它下面的订单就是这个人的")}
		case p.InFlight:
			return Packet{}, &TransitionError{p, change, lang.Both("the outcome of its last request is not known; ask the platform first",
				"上一次请求的结果未知；先向平台查询")}
		case !p.InDoubt():
			return Packet{}, &TransitionError{p, change, lang.Both("only a packet in doubt can be released", "只有结果未知的红包才能放开")}
		}
		return w.fold(r, &event{kind: KindReleased, at: millis(s.opts.Now()), detail: Detail{Reason: storable(reason), By: s.opts.Owner}})
	})
}
