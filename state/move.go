package state

import (
	"context"
	"errors"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
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
			return &InvalidError{What: lang.Format("the state has no campaign %q to move", "状态库里没有要移动的活动 %q", from.Campaign)}
		case to.Campaign == "" || (from.Key == "") != (to.Key == ""):
			return &InvalidError{What: lang.Format("%q cannot become %q: move a campaign to a campaign, or a recipient to a recipient",
				"%q 不能变成 %q：活动只能移到活动，领取人只能移到领取人", from, to)}
		case len(to.Key) > maxKeyBytes:
			return &InvalidError{What: lang.Both("the new key is too long", "新的键太长")}
		case storable(to.Campaign) != to.Campaign || storable(to.Key) != to.Key:
			return &InvalidError{What: lang.Format("%q is no text in UTF-8", "%q 不是 UTF-8 文本", to)}
		case hasControl(to.Campaign) || hasControl(to.Key):
			return &InvalidError{What: lang.Format("%q holds a control character", "%q 里有控制字符", to)}
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
		return &InvalidError{What: lang.Format("the state already has a campaign %q; two cannot become one",
			"状态库里已经有活动 %q；两个活动不能合成一个", name)}
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
		return &InvalidError{What: lang.Format("the state has no packet %s to move", "状态库里没有要移动的红包 %s", from)}
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
