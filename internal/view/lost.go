package view

import (
	"time"

	"github.com/cashredpack/redpack/apply"
)

// lost are the packets of which nobody knows yet whether they were paid, while a run still finds out by itself. The zero value is empty.
type lost struct {
	latest   map[int64]apply.Settled // by packet
	since    []loss                  // in the order in which they were lost; some are found by now
	hopeless bool                    // the run finds nothing out any more
}

// loss is when the answer about a packet was lost.
type loss struct {
	packet int64
	at     time.Time
}

// keep takes an unclear outcome in, and reports false where the run will not find out what became of it within the patience.
func (o *lost) keep(e apply.Settled, patience time.Duration) bool {
	_, known := o.latest[e.Packet.ID]
	soon := !o.hopeless && !e.NextStep.IsZero() && e.NextStep.Sub(e.At) <= patience && patience > 0
	switch {
	case !soon:
		return false
	case o.latest == nil:
		o.latest = map[int64]apply.Settled{}
	}
	if o.latest[e.Packet.ID] = e; !known {
		o.since = append(o.since, loss{e.Packet.ID, e.At})
	}
	return true
}

// take forgets a packet, and gives its latest unclear outcome if there is one.
func (o *lost) take(packet int64) (e apply.Settled, ok bool) {
	e, ok = o.latest[packet]
	delete(o.latest, packet)
	return e, ok
}

// before takes all that were lost before a time, in their order.
func (o *lost) before(at time.Time) (found []apply.Settled) {
	for len(o.since) > 0 && o.since[0].at.Before(at) {
		if e, ok := o.take(o.since[0].packet); ok {
			found = append(found, e)
		}
		o.since = o.since[1:]
	}
	return found
}

// all takes all, in the order in which they were lost.
func (o *lost) all() (found []apply.Settled) {
	for _, l := range o.since {
		if e, ok := o.take(l.packet); ok {
			found = append(found, e)
		}
	}
	o.since = nil
	return found
}
