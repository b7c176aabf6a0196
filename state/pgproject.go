package state

import (
	"strconv"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// lately is how far back what other projects sent is read: longer than a day of the platform's, whatever the clocks of two computers say.
const lately = 48 * time.Hour

// tally is what a campaign's packets add up to.
type tally struct {
	packets int64
	sum     uint64
}

// readProject reads what one project needs of a state that serves several: its packets, each verified, and none missing; and what others sent
// lately. Every campaign's sums add up to those of the last transaction.
func readProject(c connection, f *finding) (s *Snapshot, h head, err error) {
	s = newSnapshot()
	if s.schema, err = c.schema(); err != nil {
		return nil, h, err
	}
	if h, err = readHead(c); err != nil {
		return nil, h, err
	}
	s.exists, s.serial, s.project = true, h.serial, f.project
	frame, err := s.readFrame(c, h)
	if err != nil {
		return nil, h, err
	}
	counts, err := s.readTallies(c, h, frame)
	if err != nil {
		return nil, h, err
	}
	if len(s.Campaigns()) == len(s.campaigns) {
		whole, h, err := readAll(c, f.reader, nil, nil)
		if err == nil {
			whole.project = f.project
		}
		return whole, h, err
	}
	if err := s.readOwn(c, counts); err != nil {
		return nil, h, err
	}
	s.elsewhere = h.packets - int64(s.packets.len())
	s.since = millis(f.now().Add(-lately))
	if err := s.readOthers(c); err != nil {
		return nil, h, err
	}
	return s, h, s.readAcceptances(c)
}

// readTallies reads the sums of all campaigns and compares them with the head.
func (s *Snapshot) readTallies(c connection, h head, frame uint64) (map[int64]*tally, error) {
	counts, packets, sum := map[int64]*tally{}, int64(0), frame
	err := query(c, "SELECT campaign, packets, sum FROM tally", func(l line) error {
		t := &tally{l.ColumnInt64(1), uint64(l.ColumnInt64(2))}
		counts[l.ColumnInt64(0)] = t
		packets, sum = packets+t.packets, sum+t.sum
		return nil
	})
	if err == nil && (packets != h.packets || sum != h.sum) {
		err = damage{lang.Format("its campaigns have %d packets, and its last transaction left %d",
			"各活动共有 %d 个红包，而最后一次事务留下的是 %d 个", packets, h.packets)}
	}
	return counts, err
}

// readOwn reads the packets of the project's campaigns.
func (s *Snapshot) readOwn(c connection, want map[int64]*tally) error {
	have, last := map[int64]*tally{}, int64(0)
	err := s.readSome(c, "campaign IN ("+s.ownIDs()+")", func(r *row[[]byte]) error {
		if r.id <= last {
			return damage{lang.Format("packet %d is out of order", "红包 %d 次序不对", r.id)}
		}
		last = r.id
		if have[r.campaign] == nil {
			have[r.campaign] = &tally{}
		}
		have[r.campaign].packets++
		have[r.campaign].sum += uint64(r.crc)
		r.addTo(&s.packets)
		return nil
	})
	s.packets.finish()
	if err != nil {
		return err
	}
	for _, campaign := range s.Campaigns() {
		w, h := want[campaign.ID], have[campaign.ID]
		if w == nil {
			w = &tally{}
		}
		if h == nil {
			h = &tally{}
		}
		if *w != *h {
			return damage{lang.Format("campaign %d has %d packets, and its last transaction left %d",
				"活动 %d 有 %d 个红包，而最后一次事务留下的是 %d 个", campaign.ID, h.packets, w.packets)}
		}
	}
	return nil
}

// readOthers reads what other projects sent lately.
func (s *Snapshot) readOthers(c connection) error {
	err := s.readSome(c, "campaign NOT IN ("+s.ownIDs()+") AND sending_at >= "+strconv.FormatInt(s.since, 10), func(r *row[[]byte]) error { // for programs
		r.addTo(&s.others)
		return nil
	})
	s.others.finish()
	return err
}

// ownIDs are the numbers of the project's campaigns; 0 is none's.
func (s *Snapshot) ownIDs() string {
	ids := []string{"0"}
	for _, c := range s.Campaigns() {
		ids = append(ids, strconv.FormatInt(c.ID, 10))
	}
	return strings.Join(ids, ", ")
}

// readSome reads and verifies the packets that a condition chooses.
func (s *Snapshot) readSome(c connection, where string, each func(*row[[]byte]) error) error {
	var r row[[]byte]
	scratch := make([]byte, 0, 512)
	return query(c, "SELECT "+packetColumns+" FROM packet WHERE "+where+" ORDER BY id", func(l line) error {
		if err := scanRow(l, &r, scratch); err != nil {
			return damage{lang.Of(err)}
		}
		if r.campaign < 1 || r.campaign > int64(len(s.campaigns)) || !r.allowed() {
			return damage{lang.Format("packet %d is of no campaign, or holds what its table does not allow",
				"红包 %d 不属于任何活动，或者含有表结构不允许的内容", r.id)}
		}
		return each(&r)
	})
}
