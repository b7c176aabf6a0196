package state

import (
	"context"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
)

// Event is one line of the history. Events are only ever appended.
type Event struct {
	ID     int64
	Packet int64 // 0 for events of a campaign
	Run    int64 // 0 outside of a run
	At     time.Time
	Kind   Kind
	Detail Detail
	// Request is the frozen request that the event brought, if any.
	Request string
}

// Events is the history of one address under the name it has now, the oldest event first. It needs no lock. An address
// without a packet has no events.
func Events(ctx context.Context, at Backend, of address.Address) ([]Event, error) {
	var events []Event
	err := whereThere(ctx, at, func(c connection) error {
		return c.atOnce(func() error {
			id, err := queryInt(c, "SELECT p.id FROM packet p JOIN campaign c ON c.id = p.campaign WHERE c.name = ? AND p.key = ?", of.Campaign, of.Key)
			if err != nil || id == 0 {
				return err
			}
			return oldestFirst.walk(c, "WHERE packet = ?", func(e *event) error {
				events = append(events, e.public())
				return nil
			}, id)
		})
	})
	if err != nil {
		return nil, err
	}
	return events, nil
}

// Renumbered reads the histories of all packets that had a number before the one that they have now, each with the oldest event
// first: a row tells only of the current number, and earlier ones may have paid and come back. It needs no lock.
func Renumbered(ctx context.Context, at Backend, each func(Event) error) error {
	return whereThere(ctx, at, func(c connection) error {
		return c.atOnce(func() error {
			return oldestFirst.walk(c, "WHERE packet IN (SELECT packet FROM retired)", func(e *event) error { return each(e.public()) })
		})
	})
}

// order is one in which the history is read.
type order struct {
	by      string
	follows func(e, before *event) bool
}

var (
	// oldestFirst reads the history of each packet on its own.
	oldestFirst = order{"packet NULLS FIRST, id", func(e, before *event) bool { // for programs
		return e.packet > before.packet || e.packet == before.packet && e.id > before.id
	}}
	newestFirst = order{"id DESC", func(e, before *event) bool { return e.id < before.id }}
)

// walk hands over the events that a condition chooses, within a transaction. An event is only lent. A damaged index can lead to one of them twice, or to one that was chosen by
// nobody, so none is believed to come in the order that was asked for.
func (o order) walk(c connection, where string, each func(*event) error, args ...any) error {
	return o.read(newEventReader(c), where, each, args...)
}

// read is walk with a reader.
func (o order) read(r *eventReader, where string, each func(*event) error, args ...any) error {
	schema, err := r.forms.conn.version()
	if err != nil {
		return err
	}
	var e, before event
	return queryAmid(r.forms.conn, "SELECT "+eventColumnsOf(schema)+" FROM event "+where+" ORDER BY "+o.by, func(s line) error {
		if err := r.scan(s, &e); err != nil {
			return err
		}
		if before.id != 0 && !o.follows(&e, &before) {
			return damage{lang.Format("event %d is out of order", "第 %d 条记录次序不对", e.id)}
		}
		before.id, before.packet = e.id, e.packet
		return each(&e)
	}, args...)
}

func (e *event) public() Event {
	return Event{ID: e.id, Packet: e.packet, Run: e.run, At: instant(e.at), Kind: e.kind, Detail: e.detail, Request: e.request}
}
