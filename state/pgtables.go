package state

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// pgTables are those of a database. What a batch of changes will look up is fetched before it, what it changes is kept here until it is
// committed, and both go to the server at once: a batch costs three round trips, however many changes it has. Nobody else writes, so what was
// committed is still as it was; the fence and the serial in each transaction make sure of it.
type pgTables struct {
	at      *Postgres
	ctx     context.Context
	opts    *OpenOptions
	conn    *pgConn // the writer's; another one after a failure
	lease   *lease
	lineage string
	events  *eventReader
	head    head // as of the last commit
	recent  recent
	fetched fetched
	pending pending
	open    bool          // a transaction is
	fenced  bool          // and it has named the fence
	asked   time.Time     // when it did
	written []pgStatement // in it, to write them once more where that is needed
	// committing is the head of a transaction of which COMMIT was sent, and nobody knows yet what became of it.
	committing *head
	// missed is since when what was asked for is asked for again; nil: it is not.
	missed atomic.Pointer[time.Time]
}

func (t *pgTables) away() time.Duration {
	if since := t.missed.Load(); since != nil {
		return max(1, t.lease.now().Sub(*since))
	}
	return 0
}

// find is a packet of this batch, or one that was fetched, or one that is asked for now.
func (t *pgTables) byID(id int64) (r row[string], found bool, err error) {
	if p := t.pending.packets[id]; p != nil {
		return p.row, true, nil
	}
	if r, found := t.recent.packet(id); found {
		return r, true, nil
	}
	if err := t.ask(t.fetchPackets([]int64{id})...); err != nil {
		return r, false, err
	}
	r, found = t.recent.packet(id)
	return r, found, nil
}

func (t *pgTables) byAddress(campaign int64, key string) (r row[string], found bool, err error) {
	at := addressOf{campaign, key}
	if id := t.pending.byAddress[at]; id != 0 {
		return t.pending.packets[id].row, true, nil
	}
	id, known := t.fetched.byAddress[at]
	if !known {
		if err := t.lookUp([]addressOf{at}, nil, nil); err != nil {
			return r, false, err
		}
		id = t.fetched.byAddress[at]
	}
	return t.still(id, func(r *row[string]) bool { return r.campaign == campaign && r.key == key })
}

func (t *pgTables) byBillNo(no string) (r row[string], found bool, err error) {
	if id := t.pending.byBillNo[no]; id != 0 {
		return t.pending.packets[id].row, true, nil
	}
	id, known := t.fetched.byBillNo[no]
	if !known {
		if err := t.lookUp(nil, nil, []string{no}); err != nil {
			return r, false, err
		}
		id = t.fetched.byBillNo[no]
	}
	return t.still(id, func(r *row[string]) bool { return r.billno == no })
}

// still is the packet of an id if it is what it was found by; this batch may have changed it.
func (t *pgTables) still(id int64, is func(*row[string]) bool) (r row[string], found bool, err error) {
	if id == 0 {
		return r, false, nil
	}
	r, found, err = t.byID(id)
	if err != nil || !found || !is(&r) {
		return row[string]{}, false, err
	}
	return r, true, nil
}

func (t *pgTables) others(campaign int64, openID string, but int64) (all []row[string], err error) {
	who := personOf{campaign, openID}
	ids, known := t.fetched.byPerson[who]
	if !known {
		if err := t.lookUp(nil, []personOf{who}, nil); err != nil {
			return nil, err
		}
		ids = t.fetched.byPerson[who]
	}
	seen := map[int64]bool{but: true}
	for _, id := range append(ids[:len(ids):len(ids)], t.pending.byPerson[who]...) {
		r, found, err := t.still(id, func(r *row[string]) bool { return r.campaign == campaign && r.openid == openID && r.status != Failed })
		if err != nil {
			return nil, err
		}
		if found && !seen[id] {
			seen[id] = true
			all = append(all, r)
		}
	}
	return all, nil
}

func (t *pgTables) retired(no string) (givenUpBy, bool, error) {
	if by, found := t.pending.retired[no]; found {
		return by, true, nil
	}
	by, known := t.fetched.retired[no]
	if !known {
		if err := t.lookUp(nil, nil, []string{no}); err != nil {
			return by, false, err
		}
		by = t.fetched.retired[no]
	}
	return by, by.packet != 0, nil
}

func (t *pgTables) event(id int64) (e event, err error) {
	if e, found := t.recent.event(id); found {
		return e, nil
	}
	if err := t.ask(t.fetchEvents([]int64{id})...); err != nil {
		return e, err
	}
	e, found := t.recent.event(id)
	if !found {
		return e, damage{lang.Format("event %d is missing in it", "里面缺少第 %d 条记录", id)}
	}
	return e, nil
}

// reading writes down what is pending, so that it is seen.
func (t *pgTables) reading() (connection, error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	if !t.open {
		if err := t.patiently(func() error { return t.conn.pipeline(t.opening("BEGIN")) }); err != nil {
			return nil, err
		}
		t.open, t.conn.inside = true, true
	}
	return t.conn, nil
}

func (t *pgTables) insertPacket(r *row[string]) error {
	if err := t.vacate(r); err != nil {
		return err
	}
	t.pending.put(r, &pendingPacket{row: *r, fresh: true, dirty: true})
	return nil
}

func (t *pgTables) updatePacket(before, after *row[string]) error {
	p := pendingPacket{status: before.status, crc: before.crc, campaign: before.campaign}
	if changed := t.pending.packets[before.id]; changed != nil && changed.dirty {
		p = *changed // which is of the line in the table
	}
	if after.numbered() != before.numbered() {
		if err := t.vacate(after); err != nil {
			return err
		}
		p.status, p.crc, p.campaign, p.fresh = t.base(before, p)
		t.pending.vacated[before.billno], t.pending.left[addressOf{before.campaign, before.key}] = before.id, before.id
	}
	p.row, p.dirty = *after, true
	t.pending.put(after, &p)
	return nil
}

// base is what a packet is in the table, which a flush may have brought up to date.
func (t *pgTables) base(before *row[string], p pendingPacket) (Status, uint32, int64, bool) {
	if changed := t.pending.packets[before.id]; changed == nil || !changed.dirty {
		return before.status, before.crc, before.campaign, false
	}
	return p.status, p.crc, p.campaign, p.fresh
}

// vacate writes down what is pending before a number or an address is taken that another packet of this batch has given up: the server looks
// for a second one line by line, in an order of its own.
func (t *pgTables) vacate(r *row[string]) error {
	number, address := t.pending.vacated[r.billno], t.pending.left[addressOf{r.campaign, r.key}]
	if (number == 0 || number == r.id) && (address == 0 || address == r.id) {
		return nil
	}
	return t.flush()
}

func (t *pgTables) retire(no string, packet, attempt int64) error {
	by := givenUpBy{packet, attempt}
	t.pending.retired[no], t.pending.queue.retired[no] = by, by
	return nil
}

func (t *pgTables) insertEvent(e *eventLine) error {
	t.pending.queue.events = append(t.pending.queue.events, *e)
	if e.event.request != "" || e.kind == KindAccepted {
		t.recent.addEvent(*e.event)
	}
	if len(t.pending.queue.events) >= mostQueued {
		return t.flush()
	}
	return nil
}

func (t *pgTables) insertForm(f *form) error {
	t.pending.queue.forms = append(t.pending.queue.forms, f)
	return nil
}

func (t *pgTables) insertCampaign(c CampaignRecord) error { return t.updateCampaign(c) }

func (t *pgTables) updateCampaign(c CampaignRecord) error {
	t.pending.queue.campaigns[c.ID] = c
	return nil
}

func (t *pgTables) insertRun(r Run) error { return t.endRun(r) }

func (t *pgTables) endRun(r Run) error {
	t.pending.queue.runs[r.ID] = r
	return nil
}

func (t *pgTables) putMeta(key, value string) error {
	t.pending.queue.meta[key] = value
	return nil
}

func (t *pgTables) pause() time.Duration { return t.at.times.renew }

// idle renews the lease where no commit has.
func (t *pgTables) idle() error {
	if t.lease.age() < t.at.times.renew {
		return nil
	}
	return t.renew()
}

func (t *pgTables) explain(err error) error { return t.at.explain(err) }

func (t *pgTables) failed(err error) *WriteError {
	var away *UnreachableError
	if explained := t.at.typed(err); errors.As(explained, &away) {
		for errors.As(away.Err, &away) { // what a new connection met
		}
		err = &awayError{away.Err} // without the advice, which is for whoever has not begun yet
	} else if explained != nil {
		err = explained
	}
	return &WriteError{Path: t.at.name, Err: err}
}

func (t *pgTables) picture(ctx context.Context) (*Snapshot, error) { return t.at.load(ctx) }

// close gives the lease back, unless somebody else has it, or nobody knows what became of a commit: then it ends by itself. So it does where the
// server is away, and nothing is wrong with that: all that matters is committed.
func (t *pgTables) close(poison *WriteError) error {
	defer func() { _ = t.conn.hangUp() }()
	if poison != nil {
		return poison
	}
	give := func() error { return t.conn.endLease(t.lease.fence) }
	if err := t.limited(give); err == nil {
		return nil
	}
	if _, _, err := t.standing(); err == nil { // on another connection
		_ = t.limited(give)
	}
	return nil
}

// mostQueued bounds what is kept of a change that touches a whole state.
const mostQueued = 8 * maxBatch

// recent are packets and requests that were read or written lately: most outcomes are of packets that this process has just sent. What is
// not asked for while as many others are added as it holds is forgotten.
type recent struct {
	packets, olderPackets map[int64]row[string]
	events, olderEvents   map[int64]event
}

// mostRecent bounds each of the four tables.
const mostRecent = 4096

func newRecent() recent {
	return recent{packets: map[int64]row[string]{}, events: map[int64]event{}}
}

func (r *recent) packet(id int64) (row[string], bool) {
	if p, found := r.packets[id]; found {
		return p, true
	}
	p, found := r.olderPackets[id]
	return p, found
}

func (r *recent) addPacket(p row[string]) {
	if len(r.packets) >= mostRecent {
		r.packets, r.olderPackets = map[int64]row[string]{}, r.packets
	}
	r.packets[p.id] = p
}

func (r *recent) event(id int64) (event, bool) {
	if e, found := r.events[id]; found {
		return e, true
	}
	e, found := r.olderEvents[id]
	return e, found
}

func (r *recent) addEvent(e event) {
	if len(r.events) >= mostRecent {
		r.events, r.olderEvents = map[int64]event{}, r.events
	}
	r.events[e.id] = e
}

// pending is what a batch has changed.
type pending struct {
	packets   map[int64]*pendingPacket
	byAddress map[addressOf]int64
	byBillNo  map[string]int64
	byPerson  map[personOf][]int64
	retired   map[string]givenUpBy
	vacated   map[string]int64    // numbers that packets have given up, and
	left      map[addressOf]int64 // addresses, since what was written down last
	queue     queue
}

// queue is what was not written down yet.
type queue struct {
	retired   map[string]givenUpBy
	events    []eventLine
	forms     []*form
	campaigns map[int64]CampaignRecord
	runs      map[int64]Run
	meta      map[string]string
}

// pendingPacket is a line that is new, or that was of a status and checksum. It stays until its transaction is committed, dirty or written
// down.
type pendingPacket struct {
	row          row[string]
	fresh, dirty bool
	status       Status
	crc          uint32
	campaign     int64
}

func newPending() pending {
	return pending{
		packets: map[int64]*pendingPacket{}, byAddress: map[addressOf]int64{}, byBillNo: map[string]int64{}, byPerson: map[personOf][]int64{},
		retired: map[string]givenUpBy{}, vacated: map[string]int64{}, left: map[addressOf]int64{}, queue: newQueue(),
	}
}

func newQueue() queue {
	return queue{retired: map[string]givenUpBy{}, campaigns: map[int64]CampaignRecord{}, runs: map[int64]Run{}, meta: map[string]string{}}
}

// put keeps a packet, found by what it is now and not by what it was.
func (p *pending) put(r *row[string], packet *pendingPacket) {
	if old := p.packets[r.id]; old != nil {
		delete(p.byAddress, addressOf{old.row.campaign, old.row.key})
		delete(p.byBillNo, old.row.billno)
	}
	p.packets[r.id] = packet
	p.byAddress[addressOf{r.campaign, r.key}] = r.id
	p.byBillNo[r.billno] = r.id
	who := personOf{r.campaign, r.openid}
	p.byPerson[who] = append(p.byPerson[who], r.id)
}
