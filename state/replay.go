package state

import (
	"fmt"
	"slices"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/billno"
)

// givenUp is a number that a packet had, and the attempt that it was.
type givenUp struct {
	billno  string
	attempt int64
}

// replay folds the history packet by packet, in the order of their IDs, and hands over each row it leads to with the
// numbers that the packet gave up on its way. It needs the memory of one packet.
func replay(c *sqlite3.Conn, each func(r row[string], retired []givenUp) error) error {
	var r row[string]
	var retired []givenUp
	flush := func() error {
		if r.id == 0 {
			return nil
		}
		return each(r, retired)
	}
	err := oldestFirst.walk(c, "WHERE packet IS NOT NULL", func(e *event) (err error) {
		if e.packet != r.id {
			if e.kind != KindIntent && e.kind != KindRestored {
				return damage{fmt.Sprintf("the history of packet %d begins with event %d of kind %q", e.packet, e.id, e.kind)}
			}
			if err := flush(); err != nil {
				return err
			}
			retired = nil
		}
		if e.kind == KindAttempt && e.detail.BillNo != r.billno {
			// A voided packet may take up a number that it had before, and give it up once more.
			retired = slices.DeleteFunc(retired, func(g givenUp) bool { return g.billno == r.billno })
			retired = append(retired, givenUp{r.billno, r.attempt})
		}
		r, err = fold(r, e)
		return err
	})
	if err != nil {
		return err
	}
	return flush()
}

// formerly is a packet as it stood when it gave a number up.
func formerly(c *sqlite3.Conn, packet int64, no string) (r row[string], err error) {
	var last row[string]
	err = oldestFirst.walk(c, "WHERE packet = ?", func(e *event) (err error) {
		if e.kind == KindAttempt && r.billno == no && e.detail.BillNo != no {
			last = r
		}
		r, err = fold(r, e)
		return err
	}, packet)
	if err == nil && last.id == 0 {
		err = damage{fmt.Sprintf("bill number %s is kept as given up by packet %d, which never had it", no, packet)}
	}
	return last, err
}

// replayCampaigns folds the history of the campaigns.
func replayCampaigns(c *sqlite3.Conn) (all []CampaignRecord, err error) {
	err = oldestFirst.walk(c, "WHERE packet IS NULL", func(e *event) error {
		id := e.detail.CampaignID
		switch {
		case e.kind == KindCampaign && id == int64(len(all)+1):
			all = append(all, CampaignRecord{ID: id, Name: e.detail.Name, CreatedAt: instant(e.at)})
		case e.kind == KindCampaignDate && id >= 1 && id <= int64(len(all)):
			all[id-1].BillNoDate = e.detail.Date
		case e.kind == KindSeries && id >= 1 && id <= int64(len(all)):
			all[id-1].freeze(e.detail.series())
		case e.kind == KindRebased:
			for i := range all {
				all[i].freeze(billno.Series{})
			}
		case e.kind == KindCampaignMoved && id >= 1 && id <= int64(len(all)):
			all[id-1].Name = e.detail.Name
		default:
			return damage{fmt.Sprintf("event %d of kind %q does not fit the history", e.id, e.kind)}
		}
		return nil
	})
	return all, err
}
