package state

import (
	"context"
	"errors"
	"fmt"

	"github.com/cashredpack/redpack/internal/address"
)

// Moved gives a packet another address, or with empty keys a campaign another name. Numbers, requests and history stay,
// so nobody is paid again under the new name. The new address must be free.
//
// A packet may move to a campaign where its person has another one that binds. It is the campaign's file that says so, and the
// state only writes down what the file calls things; to refuse would keep everybody else of that campaign from being paid, and
// protect nobody, because sending either of the two is refused from then on.
func (s *Store) Moved(ctx context.Context, from, to address.Address) error {
	return s.do(ctx, lookup{}, func(w *writer) error {
		id, known := w.byName[from.Campaign]
		switch {
		case !known:
			return &InvalidError{What: fmt.Sprintf("the state has no campaign %q to move", from.Campaign)}
		case to.Campaign == "" || (from.Key == "") != (to.Key == ""):
			return &InvalidError{What: fmt.Sprintf("%q cannot become %q: move a campaign to a campaign, or a recipient to a recipient", from, to)}
		case len(to.Key) > maxKeyBytes:
			return &InvalidError{What: "the new key is too long"}
		case storable(to.Campaign) != to.Campaign || storable(to.Key) != to.Key:
			return &InvalidError{What: fmt.Sprintf("%q is no text in UTF-8", to)}
		case hasControl(to.Campaign) || hasControl(to.Key):
			return &InvalidError{What: fmt.Sprintf("%q holds a control character", to)}
		}
		if err := errors.Join(w.own(from.Campaign), w.own(to.Campaign)); err != nil {
			return err
		}
		if from.Key == "" {
			return w.moveCampaign(id, to.Campaign)
		}
		return w.movePacket(id, from, to)
	})
}

func (w *writer) moveCampaign(id int64, name string) error {
	if _, taken := w.byName[name]; taken {
		return &InvalidError{What: fmt.Sprintf("the state already has a campaign %q; two cannot become one", name)}
	}
	c := w.campaigns[id-1]
	c.Name = name
	return w.replaceCampaign(c, &event{
		kind: KindCampaignMoved, at: millis(w.opts.Now()), detail: Detail{CampaignID: id, Name: name},
	})
}

func (w *writer) movePacket(id int64, from, to address.Address) error {
	r, ok, err := w.tables.byAddress(id, from.Key)
	if err != nil {
		return err
	}
	if !ok {
		return &InvalidError{What: fmt.Sprintf("the state has no packet %s to move", from)}
	}
	now := w.opts.Now()
	if target, known := w.byName[to.Campaign]; known {
		other, taken, err := w.tables.byAddress(target, to.Key)
		if err != nil {
			return err
		}
		if taken {
			return &AddressTakenError{Holder: w.packet(other)}
		}
	}
	target, err := w.campaign(to.Campaign, now)
	if err != nil {
		return err
	}
	_, err = w.fold(r, &event{kind: KindMoved, at: millis(now), detail: Detail{CampaignID: target, Key: to.Key}})
	return err
}
