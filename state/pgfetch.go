package state

import "slices"

// fetched is what was looked up for a batch, as it was before it; an id of 0 is of nobody.
type fetched struct {
	byAddress map[addressOf]int64
	byBillNo  map[string]int64
	byPerson  map[personOf][]int64
	retired   map[string]givenUpBy
}

func newFetched() fetched {
	return fetched{
		byAddress: map[addressOf]int64{}, byBillNo: map[string]int64{}, byPerson: map[personOf][]int64{}, retired: map[string]givenUpBy{},
	}
}

// The statements look things up by their indexes, however many there are: where several columns make one, LATERAL leaves the server no other way.
// Mostly nothing is found, so fetchFound yields no more than the places of what is: which lookup, the how manieth of its arguments, and the packet.
const (
	fetchByID  = "SELECT " + packetColumns + " FROM packet WHERE id = ANY($1)"
	fetchFound = "SELECT 0, u.i, p.id, 0::bigint FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS u(c, k, i) CROSS JOIN LATERAL " +
		"(SELECT id FROM packet WHERE campaign = u.c AND key = u.k) p " +
		"UNION ALL SELECT 1, u.i, p.id, 0 FROM unnest($3::bigint[], $4::text[]) WITH ORDINALITY AS u(c, o, i) CROSS JOIN LATERAL " +
		"(SELECT id FROM packet WHERE campaign = u.c AND openid = u.o) p " +
		"UNION ALL SELECT 2, u.i, p.id, 0 FROM unnest($5::text[]) WITH ORDINALITY AS u(n, i) CROSS JOIN LATERAL (SELECT id FROM packet WHERE billno = u.n) p " +
		"UNION ALL SELECT 3, u.i, r.packet, r.attempt FROM unnest($5::text[]) WITH ORDINALITY AS u(n, i) CROSS JOIN LATERAL " +
		"(SELECT packet, attempt FROM retired WHERE billno = u.n) r"
	fetchEvents = "SELECT " + eventColumns + " FROM event WHERE id = ANY($1)"
)

// prefetch looks up what a batch will ask for: packets, those that hold what it wants to take, and the requests of outcomes and re-sends, which
// lie in events and are handed back with them.
func (t *pgTables) prefetch(w *wanted) error {
	var found, events []int64
	if err := t.ask(append(t.fetchPackets(w.ids), t.lookups(w.addresses, w.people, w.numbers, &found)...)...); err != nil {
		return err
	}
	for _, id := range w.ids {
		if r, here := t.recent.packet(id); here {
			if _, here := t.recent.event(r.request); !here {
				events = append(events, r.request)
			}
		}
	}
	return t.ask(append(t.fetchPackets(found), t.fetchEvents(events)...)...)
}

// fetchPackets reads packets but for those that were read or written lately.
func (t *pgTables) fetchPackets(ids []int64) []pgStatement {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { _, here := t.recent.packet(id); return here })
	if len(ids) == 0 {
		return nil
	}
	return []pgStatement{{sql: fetchByID, args: []any{ids}, changes: -1, each: func(rows *pgRows) error {
		for {
			r, more, err := readRow(rows)
			if err != nil || !more {
				return err
			}
			t.recent.addPacket(r)
		}
	}}}
}

// fetchEvents reads events.
func (t *pgTables) fetchEvents(ids []int64) []pgStatement {
	if len(ids) == 0 {
		return nil
	}
	return []pgStatement{{sql: fetchEvents, args: []any{ids}, changes: -1, each: func(r *pgRows) error {
		for r.next() {
			var e event
			if err := t.events.scan(r, &e); err != nil {
				return err
			}
			t.recent.addEvent(e)
		}
		return nil
	}}}
}

// lookups find out who has addresses, people and numbers. Who is not found is known to be nowhere, and so is what no table can hold. Who is asked for
// twice is found twice, as after a lost connection: whoever reads people's packets takes each once.
func (t *pgTables) lookups(addresses []addressOf, people []personOf, numbers []string, found *[]int64) []pgStatement {
	if len(addresses)+len(people)+len(numbers) == 0 {
		return nil
	}
	f := &t.fetched
	for _, a := range addresses {
		f.byAddress[a] = 0
	}
	for _, p := range people {
		f.byPerson[p] = nil
	}
	for _, no := range numbers {
		f.byBillNo[no], f.retired[no] = 0, givenUpBy{}
	}
	addresses = slices.DeleteFunc(slices.Clone(addresses), func(a addressOf) bool { return storable(a.key) != a.key })
	people = slices.DeleteFunc(slices.Clone(people), func(p personOf) bool { return storable(p.openID) != p.openID })
	numbers = slices.DeleteFunc(slices.Clone(numbers), func(no string) bool { return storable(no) != no })
	var campaigns, theirs []int64
	var keys, openIDs []string
	for _, a := range addresses {
		campaigns, keys = append(campaigns, a.campaign), append(keys, a.key)
	}
	for _, p := range people {
		theirs, openIDs = append(theirs, p.campaign), append(openIDs, p.openID)
	}
	return []pgStatement{{sql: fetchFound, args: []any{campaigns, keys, theirs, openIDs, numbers}, changes: -1, each: func(r *pgRows) error {
		for r.next() {
			at, id := r.ColumnInt64(1)-1, r.ColumnInt64(2)
			*found = append(*found, id)
			switch r.ColumnInt64(0) {
			case 0:
				f.byAddress[addresses[at]] = id
			case 1:
				f.byPerson[people[at]] = append(f.byPerson[people[at]], id)
			case 2:
				f.byBillNo[numbers[at]] = id
			case 3:
				f.retired[numbers[at]] = givenUpBy{id, r.ColumnInt64(3)}
			}
		}
		return nil
	}}}
}

// lookUp is lookups for what only turns out to be wanted.
func (t *pgTables) lookUp(addresses []addressOf, people []personOf, numbers []string) error {
	var found []int64
	if err := t.ask(t.lookups(addresses, people, numbers, &found)...); err != nil {
		return err
	}
	return t.ask(t.fetchPackets(found)...)
}

// ask runs statements that look things up: in the open transaction, else in one of their own.
func (t *pgTables) ask(statements ...pgStatement) error {
	if len(statements) == 0 {
		return nil
	}
	if t.open {
		return t.conn.pipeline(statements)
	}
	all := append([]pgStatement{{sql: "BEGIN READ ONLY", changes: -1}, {sql: t.at.setSchema(), changes: -1}}, statements...)
	return t.patiently(func() error {
		return t.conn.pipeline(append(all[:len(all):len(all)], pgStatement{sql: "COMMIT", changes: -1}))
	})
}
