package state

import (
	"errors"
	"math"

	"github.com/cashredpack/redpack/internal/lang"
)

// load reads the whole state in one read transaction and verifies every line that it reads. A nil error means: this is
// exactly what the last transaction left, no line missing, none older than the others.
func load(c connection) (s *Snapshot, h head, err error) { return loadWith(c, nil, nil) }

// loadWith is load with the help of another connection, and adds up what indexes have to hold.
func loadWith(c connection, other beside, x *packetIndexes) (s *Snapshot, h head, err error) {
	err = c.atOnce(func() error {
		s, h, err = readAll(c, other, x, nil)
		return err
	})
	return s, h, err
}

// worthTwo is how many packets are worth another connection: fewer are read before it stands.
const worthTwo = 2 * blockLen

// readAll is load within a transaction. Where there is another connection, a long table is read with both. With indexes, it is added up
// what they have to hold; with a listing, no packets are kept.
func readAll(c connection, other beside, x *packetIndexes, l *listing) (s *Snapshot, h head, err error) {
	schema, err := c.schema()
	if err != nil {
		return nil, h, err
	}
	if h, err = readHead(c); err != nil {
		return nil, h, err
	}
	s = newSnapshot()
	s.exists, s.serial, s.schema = true, h.serial, schema
	sum, err := s.readFrame(c, h)
	if err != nil {
		return nil, h, err
	}
	packets, err := s.readPackets(c, h, other, stretch{indexes: x, listing: l})
	if err != nil {
		return nil, h, err
	}
	if packets.lines != h.packets || sum+packets.sum != h.sum {
		return nil, h, damage{lang.Format("its %d packets are not the %d of its last transaction",
			"它有 %d 个红包，而最后一次事务留下的是 %d 个", packets.lines, h.packets)}
	}
	if s.packets = packets.packets; x != nil {
		x.want = packets.entries
	}
	return s, h, s.readAcceptances(c)
}

// readFrame reads all but the packets and yields the sum of the checksums.
func (s *Snapshot) readFrame(c connection, h head) (sum uint64, err error) {
	var part uint64
	if s.meta, sum, err = readMeta(c); err != nil {
		return 0, err
	}
	campaigns, part, err := readCampaigns(c, s.schema)
	if err != nil {
		return 0, err
	}
	sum += part
	for _, campaign := range campaigns {
		s.addCampaign(campaign)
	}
	if s.runs, part, err = readRuns(c); err != nil {
		return 0, err
	}
	sum += part
	if int64(len(s.campaigns)) != h.campaigns || int64(len(s.runs)) != h.runs {
		return 0, damage{lang.Both("campaigns or runs are missing in it", "里面缺少活动或运行")}
	}
	return sum, nil
}

// readPackets reads the packet table, not through an index.
func (s *Snapshot) readPackets(c connection, h head, other beside, like stretch) (_ *stretch, err error) {
	if other == nil || h.packets < worthTwo {
		all := like.between(math.MinInt64, 1, math.MaxInt64)
		return &all, s.readStretch(c, &all)
	}
	half := h.packets / 2 / blockLen * blockLen
	lower, upper := like.between(math.MinInt64, 1, half), like.between(half+1, half+1, math.MaxInt64)
	ahead := make(chan bool, 1)
	go func() { ahead <- s.readAhead(other, h, &upper) }()
	err = s.readStretch(c, &lower)
	read := <-ahead
	if err == nil && !read {
		upper = like.between(half+1, half+1, math.MaxInt64)
		err = s.readStretch(c, &upper)
	}
	lower.join(&upper)
	return &lower, err
}

// join makes one stretch of two.
func (part *stretch) join(next *stretch) {
	part.packets.join(&next.packets)
	part.lines, part.sum = part.lines+next.lines, part.sum+next.sum
	for i, sum := range next.entries {
		part.entries[i].entries, part.entries[i].sum = part.entries[i].entries+sum.entries, part.entries[i].sum+sum.sum
	}
}

// stretch is a part of the packet table.
type stretch struct {
	from, to int64 // all ids between these belong to it,
	first    int64 // and this is what they have to begin with
	packets  packed
	lines    int64
	sum      uint64 // of the checksums
	// Where there are indexes, entries adds up what each of them has to hold; where there is a listing, no packet is kept but for
	// people's decisions.
	indexes *packetIndexes
	entries []entrySum
	listing *listing
}

// between is a stretch of this kind, with nothing read yet.
func (part stretch) between(from, first, to int64) stretch {
	part.from, part.first, part.to = from, first, to
	if part.indexes != nil {
		part.entries = make([]entrySum, len(part.indexes.of))
	}
	return part
}

// readAhead reads a stretch with another connection. It is false where that is impossible, for whatever reason, or would be of another
// moment: equal heads are of the same transaction. Then the stretch is read again with the first connection, which meets whatever is
// wrong with the file itself.
func (s *Snapshot) readAhead(other beside, h head, part *stretch) bool {
	err := other(func(c connection) error {
		return c.atOnce(func() error {
			schema, err := c.schema()
			if err != nil {
				return err
			}
			theirs, err := readHead(c)
			if err != nil {
				return err
			}
			if schema != s.schema || theirs != h {
				return errOtherMoment
			}
			return s.readStretch(c, part)
		})
	})
	return err == nil
}

var errOtherMoment = errors.New("the state was written meanwhile") // for programs

// readStretch reads and verifies a part of the packet table. Ids have no gaps.
func (s *Snapshot) readStretch(c connection, part *stretch) error {
	var r row[[]byte]
	scratch, entry := make([]byte, 0, 512), make([]byte, 0, 128)
	part.packets.before = part.first - 1
	next, campaigns := part.first, int64(len(s.campaigns))
	err := query(c, "SELECT "+packetColumnsOf(s.schema)+" FROM packet NOT INDEXED WHERE id BETWEEN ? AND ? ORDER BY id", func(stmt line) error {
		if err := scanRow(stmt, &r, scratch); err != nil {
			return damage{lang.Of(err)}
		}
		if r.id != next || r.campaign < 1 || r.campaign > campaigns {
			return damage{lang.Format("packet %d is missing or of no campaign", "红包 %d 不见了，或者不属于任何活动", next)}
		}
		if !r.allowed() {
			return damage{lang.Format("the record of packet %d holds what its table does not allow", "红包 %d 的数据里有表结构不允许的内容", r.id)}
		}
		next++
		part.lines++
		part.sum += uint64(r.crc)
		if part.indexes != nil {
			entry = part.indexes.add(part.entries, &r, entry)
		}
		if part.listing == nil {
			r.addTo(&part.packets)
		} else {
			part.pass(&r)
		}
		return nil
	}, part.from, part.to)
	part.packets.finish()
	return err
}

// readAcceptances fetches people's decisions from the events that hold them.
func (s *Snapshot) readAcceptances(c connection) error {
	for _, by := range s.packets.accepted {
		e, err := readEvent(c, by.event)
		if err != nil {
			return err
		}
		s.accepted[by.index] = e.acceptance()
	}
	return nil
}

func (e *event) acceptance() Acceptance {
	d := &e.detail
	return Acceptance{Reason: d.Reason, By: d.By, At: instant(e.at), OpenID: d.OpenID, Amount: d.Amount, Second: d.Second}
}
