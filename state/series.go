package state

import (
	"context"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// Series freezes on first use what a campaign's bill numbers have in common, and returns the frozen series for ever after,
// whatever is wanted later and however the campaign is renamed. Merchant and appid are those of the state.
//
// A campaign whose numbers a redpack before schema 2 has made goes on as it was: numbers from keys, with their date and form,
// and Campaign "". One that had only its date frozen is frozen as wanted, but keeps its date. That schema 1 made numbers in a
// campaign is told by its date, which was frozen before the first of them; packets that only moved here are no sign of it.
func (s *Store) Series(ctx context.Context, campaign string, want billno.Series) (billno.Series, error) {
	return submit(ctx, s, lookup{}, func(w *writer) (billno.Series, error) {
		if w.foreign != nil {
			return billno.Series{}, &RebaseError{w.foreign}
		}
		if err := w.own(campaign); err != nil {
			return billno.Series{}, err
		}
		if id, known := w.byName[campaign]; known && w.campaigns[id-1].Series.Version != 0 {
			return w.meta.series(w.campaigns[id-1]), nil
		}
		if want.Campaign == "" {
			want.Campaign = campaign
		}
		if err := w.mayFreeze(campaign, want); err != nil {
			return billno.Series{}, err
		}
		return w.freeze(campaign, want)
	})
}

// mayFreeze refuses a series whose numbers would be others when they are derived again.
func (w *writer) mayFreeze(campaign string, want billno.Series) error {
	_, err := want.Number(billno.Recipient{OpenID: "o", Key: "k"})
	switch {
	case campaign == "":
		return &InvalidError{What: lang.Both("a campaign needs a name", "活动需要名称")}
	case storable(campaign) != campaign || storable(want.Campaign) != want.Campaign:
		return &InvalidError{What: lang.Format("%q is no text in UTF-8", "%q 不是 UTF-8 文本", campaign)}
	case err != nil:
		return &InvalidError{What: lang.Of(err)}
	case want.Date == "":
		return &InvalidError{What: lang.Format("the bill numbers of campaign %s need a date", "活动 %s 的商户订单号需要日期", campaign)}
	case want.MchID != w.meta.mchID:
		return &InvalidError{What: lang.Format("bill numbers of mch_id %s do not belong into a state of %s",
			"商户号 %s 的商户订单号不能放进 %s 的状态库", want.MchID, w.meta.mchID)}
	case want.Version == billno.ByPerson && want.AppID != w.meta.appID:
		return &InvalidError{What: lang.Format("bill numbers for openids of appid %s do not belong into a state of %s",
			"appid %s 的 openid 的商户订单号不能放进 %s 的状态库", want.AppID, w.meta.appID)}
	}
	return nil
}

func (w *writer) freeze(campaign string, want billno.Series) (billno.Series, error) {
	now := w.opts.Now()
	id, err := w.campaign(campaign, now)
	if err != nil {
		return want, err
	}
	c := w.campaigns[id-1]
	want.MchID, want.AppID = "", "" // they stand in meta
	if c.BillNoDate != "" {
		want.Date = c.BillNoDate
		old, err := w.schemeOfKeys(id)
		if err != nil {
			return want, err
		}
		if old != 0 {
			want = billno.Series{Version: billno.ByKey, Scheme: old, Date: c.BillNoDate}
		}
	}
	c.freeze(want)
	e := &event{kind: KindSeries, at: millis(now), detail: Detail{
		CampaignID: id, Version: want.Version, Scheme: want.Scheme, WithKey: want.WithKey, Name: want.Campaign, Date: want.Date,
	}}
	return w.meta.series(c), w.replaceCampaign(c, e)
}

// schemeOfKeys is how the numbers of a campaign that were made from keys are written, 0 where there are none.
func (w *writer) schemeOfKeys(campaign int64) (scheme billno.Scheme, err error) {
	c, err := w.tables.reading()
	if err != nil {
		return 0, err
	}
	err = query(c, "SELECT billno FROM packet NOT INDEXED WHERE campaign = ? AND billno_version = 1", func(s line) error {
		scheme = max(scheme, schemeOf(s.ColumnRawText(0)))
		return nil
	}, campaign)
	return scheme, err
}

// schemeOf tells how a number is written. One number of letters can be all digits by chance; of many, the greatest scheme tells.
func schemeOf[T text](no T) billno.Scheme {
	const tail = 10
	for i := max(0, len(no)-tail); i < len(no); i++ {
		if no[i] < '0' || no[i] > '9' {
			return billno.Alphanumeric
		}
	}
	return billno.Digits
}

// freeze sets the series of a record, or with the zero series opens it again.
func (c *CampaignRecord) freeze(s billno.Series) { c.Series, c.BillNoDate = s, s.Date }

func (d *Detail) series() billno.Series {
	return billno.Series{Version: d.Version, Scheme: d.Scheme, WithKey: d.WithKey, Campaign: d.Name, Date: d.Date}
}

// campaign is what is known of a campaign. Where nothing is frozen yet, the numbers that schema 1 has made tell.
func (s *Snapshot) campaign(id int64) CampaignRecord {
	c := s.campaigns[id-1]
	if scheme := s.packets.scheme(id); c.Series.Version == 0 && c.BillNoDate != "" && scheme != 0 {
		c.Series = billno.Series{Version: billno.ByKey, Scheme: scheme, Date: c.BillNoDate}
	}
	c.Series = s.meta.series(c)
	return c
}
