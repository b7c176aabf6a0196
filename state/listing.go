package state

import (
	"context"
	"errors"
	"hash/maphash"
	"iter"
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

// List hands over every packet by campaign and key, as All of a Snapshot yields them, in the memory of a few: the picture that it comes
// with knows everything else, and no packet. All lines are verified in one pass, and the order that the file keeps its addresses in with
// them, before do is called; a second pass of the same transaction reads them in that order. So what is damaged is an error before the
// first packet. It needs no lock and works while an apply runs. An error of do is returned as it is.
func List(ctx context.Context, at Backend, do func(*Snapshot, iter.Seq[Packet]) error) error {
	var stopped error // by do: nothing is wrong with the file
	l := newListing()
	s, err := read(ctx, at, extent{whole: true, listing: l}, func(c connection, s *Snapshot) error {
		if err := l.inOrder(c); err != nil {
			return err
		}
		var failed error
		stopped = do(s, func(yield func(Packet) bool) {
			failed = ahead(func(yield func(Packet) bool) error { return l.walk(c, s, yield) }, yield)
		})
		return failed
	})
	if err == nil && !s.Exists() {
		return do(s, func(func(Packet) bool) {})
	}
	if err == nil {
		err = stopped
	}
	return err
}

// listing reads packets in the order of their addresses.
type listing struct {
	addresses *packetIndexes
	order     []uint32 // the ids by campaign and key, four bytes a packet
}

func newListing() *listing {
	l := &listing{addresses: &packetIndexes{seed: maphash.MakeSeed(), of: []anIndex{addresses}}}
	l.addresses.each = func(id int64) { l.order = append(l.order, uint32(id)) }
	return l
}

// indexes are those of a file, whose order is believed only where they hold what they have to; a server sorts by itself.
func (l *listing) indexes(c connection) *packetIndexes {
	if _, ofFile := c.(fileConn); l == nil || !ofFile {
		return nil
	}
	return l.addresses
}

// pass notes what the picture knows from its packets.
func (part *stretch) pass(r *row[[]byte]) {
	if r.version == int64(billno.ByKey) {
		part.packets.noteScheme(r.campaign, schemeOf(r.billno))
	}
	if r.accepted != 0 {
		part.packets.accepted = append(part.packets.accepted, acceptedBy{int(r.id - 1), r.accepted})
	}
}

// byAddress is the index of the addresses, which SQLite names.
const byAddress = "sqlite_autoindex_packet_2"

var addresses = anIndex{name: byAddress, unique: true, columns: []string{"campaign", "key"}}

// inOrder makes sure that the index leads to every packet that was read, once and in order.
func (l *listing) inOrder(c connection) error {
	if file, ofFile := c.(fileConn); ofFile {
		return l.addresses.hold(file, 0, 1)
	}
	return nil
}

// ahead takes packets from a producer that works in a goroutine of its own, some packets ahead: whoever prints them takes as long as the
// reading does. The producer has ended when it returns.
func ahead(produce func(yield func(Packet) bool) error, take func(Packet) bool) (err error) {
	const perBatch = 256
	batches, enough := make(chan []Packet, 2), make(chan struct{})
	var failed error
	go func() {
		defer close(batches)
		batch := make([]Packet, 0, perBatch)
		send := func() bool {
			select {
			case batches <- batch:
				batch = make([]Packet, 0, perBatch)
				return true
			case <-enough:
				return false
			}
		}
		failed = produce(func(p Packet) bool {
			batch = append(batch, p)
			return len(batch) < perBatch || send()
		})
		send()
	}()
	defer func() {
		close(enough)
		for range batches { // until the producer has ended
		}
		err = failed
	}()
	for batch := range batches {
		for _, p := range batch {
			if !take(p) {
				return nil
			}
		}
	}
	return nil
}

// walk yields the packets in the order of their addresses. Most campaigns are sent in the order of their lists and have keys in that order,
// too, but for the few that were under way together: then the table is read from one end to the other.
func (l *listing) walk(c connection, s *Snapshot, yield func(Packet) bool) error {
	if len(s.campaigns) == 1 && len(l.order) > 0 && l.nearlyInOrder() {
		return l.walkTable(c, s, yield)
	}
	return walkAddresses(c, s, yield)
}

// mostWaiting is how many packets may wait for others that were recorded later and have smaller keys.
const mostWaiting = 4096

// nearlyInOrder tells whether no more than mostWaiting would wait.
func (l *listing) nearlyInOrder() bool {
	last := uint32(0)
	for i, id := range l.order {
		if last = max(last, id); int(last)-i > mostWaiting {
			return false
		}
	}
	return true
}

// walkTable reads the table in the order of its ids, which has every one from 1 on, and lets packets wait for their turn.
func (l *listing) walkTable(c connection, s *Snapshot, yield func(Packet) bool) error {
	var r row[[]byte]
	scratch, waiting, due := make([]byte, 0, 512), map[uint32]Packet{}, 0
	err := query(c, "SELECT "+packetColumnsOf(s.schema)+" FROM packet NOT INDEXED ORDER BY id", func(stmt line) error {
		if err := scanRow(stmt, &r, scratch); err != nil {
			return damage{lang.Of(err)}
		}
		waiting[uint32(r.id)] = s.lineOf(&r)
		for due < len(l.order) {
			p, here := waiting[l.order[due]]
			if !here {
				return nil
			}
			delete(waiting, l.order[due])
			if due++; !yield(p) {
				return errEnough
			}
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	if err == nil && due < len(l.order) {
		err = damage{lang.Format("packet %d is missing in it", "里面缺少红包 %d", l.order[due])}
	}
	return err
}

// lineOf is a row with what stands elsewhere.
func (s *Snapshot) lineOf(r *row[[]byte]) Packet {
	p := r.packet()
	p.Campaign = s.campaigns[r.campaign-1].Name
	if len(s.accepted) > 0 {
		p.Accepted = s.accepted[int(r.id-1)]
	}
	return p
}

// walkAddresses yields the packets in the order of their addresses.
func walkAddresses(c connection, s *Snapshot, yield func(Packet) bool) error {
	campaigns := slices.SortedFunc(slices.Values(s.campaigns), func(a, b CampaignRecord) int { return strings.Compare(a.Name, b.Name) })
	var r row[[]byte]
	scratch := make([]byte, 0, 512)
	for _, campaign := range campaigns {
		err := query(c, "SELECT "+packetColumnsOf(s.schema)+" FROM packet INDEXED BY "+byAddress+" WHERE campaign = ? ORDER BY key", func(stmt line) error {
			if err := scanRow(stmt, &r, scratch); err != nil {
				return damage{lang.Of(err)}
			}
			if r.campaign != campaign.ID {
				return damage{lang.Format("packet %d is found in another campaign", "红包 %d 出现在别的活动里", r.id)}
			}
			if !yield(s.lineOf(&r)) {
				return errEnough
			}
			return nil
		}, campaign.ID)
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
