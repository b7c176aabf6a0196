package state

import (
	"context"
	"errors"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
)

// Restored is one number of a packet that the state has lost, and what became of it.
type Restored struct {
	Intent  Intent
	Outcome Outcome
}

// Restore puts a packet into the state that the platform knows and the state has lost, with all numbers that it had, in one
// step: a packet cut off after a number that failed would be free to be paid anew. The address must be new. What it writes down
// are facts that the platform confirmed, so it does not matter whether the person has another packet: two of one person in a
// campaign have been paid then, and a state that knew only one of them would be wrong. Sending either is refused later on. A
// first number that another packet has is a *BillNoTakenError; later ones are passed over, as they were when they were used.
func (s *Store) Restore(ctx context.Context, first Restored, later ...Restored) (Packet, error) {
	return submit(ctx, s, lookup{}, func(w *writer) (Packet, error) {
		// Whatever can be refused is refused before the first line is written.
		if err := checkChain(append([]Restored{first}, later...)); err != nil {
			return Packet{}, err
		}
		p, err := w.restore(first)
		if err != nil {
			return p, err
		}
		for _, next := range later {
			var taken *BillNoTakenError
			if p, err = w.restoreNext(p, next); err != nil && !errors.As(err, &taken) {
				return p, err
			}
		}
		return p, nil
	})
}

// checkChain refuses what could not be a packet's numbers, one after the other.
func checkChain(chain []Restored) error {
	for i, number := range chain {
		if err := errors.Join(number.Intent.check(), number.Outcome.check()); err != nil {
			return &InvalidError{What: lang.Of(err)}
		}
		if status := number.Outcome.Status; i < len(chain)-1 && status != Failed && status != Refunded {
			return &InvalidError{What: lang.Both("only a number that failed, or whose money came back, is followed by another",
				"只有发放失败或已退款的商户订单号，后面才会有下一个")}
		}
	}
	return nil
}

// restore writes a packet with its first number.
func (w *writer) restore(first Restored) (Packet, error) {
	in, o := first.Intent, first.Outcome
	if w.foreign != nil {
		return Packet{}, &RebaseError{w.foreign}
	}
	r, taken, err := w.at(address.Address{Campaign: in.Campaign, Key: in.Key})
	if err != nil {
		return Packet{}, err
	}
	if taken {
		return Packet{}, &AddressTakenError{Holder: w.packet(r)}
	}
	if err := w.checkNumber(&in, r); err != nil {
		return Packet{}, err
	}
	id, err := w.campaign(in.Campaign, in.At)
	if err != nil {
		return Packet{}, err
	}
	d := outcomeDetail(o)
	number := in.detail()
	d.CampaignID, d.Key, d.OpenID, d.Amount = id, in.Key, in.OpenID, in.Amount
	d.BillNo, d.Attempt, d.OutcomeAt = number.BillNo, in.Attempt, millis(o.At)
	d.Version, d.Personal, d.Permission = in.Version, in.Personal, in.Permission
	return w.insert(KindRestored, d, in)
}

// restoreNext moves a packet just restored on to its next number.
func (w *writer) restoreNext(p Packet, next Restored) (Packet, error) {
	r, err := w.byID(p.ID)
	if err != nil {
		return p, err
	}
	if err := w.checkNumber(&next.Intent, r); err != nil {
		return p, err
	}
	if p, err = w.bind(r, next.Intent, r.why()); err != nil {
		return p, err
	}
	if r, err = w.byID(p.ID); err != nil {
		return p, err
	}
	return w.fold(r, &event{kind: KindOutcome, at: millis(next.Outcome.At), detail: outcomeDetail(next.Outcome)})
}
