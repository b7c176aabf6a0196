package state

import (
	"slices"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// givenUp is a number that a packet had, and the attempt that it was.
type givenUp struct {
	billno  string
	attempt int64
}

// histories folds the events that a condition chooses, packet by packet: each sees every event with the row before and after it, the
// zero row before the first, and end the row that a packet's history leads to. It needs the memory of one packet.
func histories(c connection, each func(before, after *row[string], e *event) error, end func(*row[string]) error, where string, args ...any) error {
	var r, before row[string]
	scratch := make([]byte, 0, 512)
	flush := func() error {
		if r.id == 0 {
			return nil
		}
		r.crc = r.checksum(scratch)
		return end(&r)
	}
	events := newEventReader(c)
	events.leaveRequests = true
	err := oldestFirst.read(events, where, func(e *event) (err error) {
		if e.packet != r.id {
			if e.kind != KindIntent && e.kind != KindRestored {
				return damage{lang.Format("the history of packet %d begins with event %d of kind %q",
					"红包 %d 的历史以第 %d 条记录开头，类型却是 %q", e.packet, e.id, e.kind)}
			}
			if err := flush(); err != nil {
				return err
			}
			r = row[string]{}
		}
		before = r
		if r, err = fold(r, e); err != nil {
			return err
		}
		return each(&before, &r, e)
	}, args...)
	if err != nil {
		return err
	}
	return flush()
}

// ofPackets chooses the whole history but for what happened to campaigns.
const ofPackets = "WHERE packet IS NOT NULL"

// replay hands over, in the order of their IDs, each row that the history of a chosen packet leads to, with the numbers that the packet gave up
// on its way.
func replay(c connection, each func(r *row[string], retired []givenUp) error, where string, args ...any) error {
	var retired []givenUp
	return histories(c, func(before, _ *row[string], e *event) error {
		switch {
		case before.id == 0:
			retired = nil
		case e.kind == KindAttempt && e.detail.BillNo != before.billno:
			// A voided packet may take up a number that it had before, and give it up once more.
			retired = slices.DeleteFunc(retired, func(g givenUp) bool { return g.billno == before.billno })
			retired = append(retired, givenUp{before.billno, before.attempt})
		}
		return nil
	}, func(r *row[string]) error { return each(r, retired) }, where, args...)
}

// formerly is a packet as it stood when it gave a number up.
func formerly(c connection, packet int64, no string) (last row[string], err error) {
	err = histories(c, func(before, _ *row[string], e *event) error {
		if e.kind == KindAttempt && before.billno == no && e.detail.BillNo != no {
			last = *before
		}
		return nil
	}, func(*row[string]) error { return nil }, "WHERE packet = ?", packet)
	if err == nil && last.id == 0 {
		err = damage{lang.Format("bill number %s is kept as given up by packet %d, which never had it",
			"商户订单号 %s 记为红包 %d 弃用的，而那个红包从没用过它", no, packet)}
	}
	return last, err
}

// replayCampaigns folds the history of the campaigns.
func replayCampaigns(c connection) (all []CampaignRecord, err error) {
	err = oldestFirst.walk(c, "WHERE packet IS NULL", func(e *event) error {
		id := e.detail.CampaignID
		switch {
		case e.kind == KindCampaign && id == int64(len(all)+1):
			all = append(all, CampaignRecord{ID: id, Name: e.detail.Name, CreatedAt: instant(e.at), Project: e.detail.Project})
		case e.kind == KindCampaignDate && id >= 1 && id <= int64(len(all)):
			all[id-1].BillNoDate = e.detail.Date
		case e.kind == KindSeries && id >= 1 && id <= int64(len(all)):
			all[id-1].freeze(e.detail.series())
		case e.kind == KindProject && id >= 1 && id <= int64(len(all)):
			all[id-1].Project = e.detail.Project
		case e.kind == KindRebased:
			for i := range all {
				all[i].freeze(billno.Series{})
			}
		case e.kind == KindCampaignMoved && id >= 1 && id <= int64(len(all)):
			all[id-1].Name = e.detail.Name
		default:
			return damage{lang.Format("event %d of kind %q does not fit the history", "第 %d 条记录的类型 %q 和历史不符", e.id, e.kind)}
		}
		return nil
	})
	return all, err
}
