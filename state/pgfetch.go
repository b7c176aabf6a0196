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

// The statements look things up by their indexes, however many there are; where several columns make one, LATERAL leaves the server no other way.
const (
	fetchByID      = "SELECT " + packetColumns + " FROM packet WHERE id = ANY($1)"
	fetchByAddress = "SELECT p.* FROM unnest($1::bigint[], $2::text[]) AS u(c, k) CROSS JOIN LATERAL " +
		"(SELECT " + packetColumns + " FROM packet WHERE campaign = u.c AND key = u.k) p"
	fetchByBillNo = "SELECT p.* FROM unnest($1::text[]) AS u(n) CROSS JOIN LATERAL (SELECT " + packetColumns + " FROM packet WHERE billno = u.n) p"
	fetchByPerson = "SELECT p.* FROM unnest($1::bigint[], $2::text[]) AS u(c, o) CROSS JOIN LATERAL " +
		"(SELECT " + packetColumns + " FROM packet WHERE campaign = u.c AND openid = u.o) p"
	fetchRetired = "SELECT r.billno, r.packet, r.attempt FROM unnest($1::text[]) AS u(n) CROSS JOIN LATERAL " +
		"(SELECT billno, packet, attempt FROM retired WHERE billno = u.n) r"
	fetchEvents = "SELECT " + eventColumns + " FROM event WHERE id = ANY($1)"
)

// prefetch looks up what a batch will ask for: outcomes and re-sends are handed back with the request, which lies in an event.
func (t *pgTables) prefetch(w *wanted) error {
	var ids, events []int64
	for _, id := range w.ids {
		if _, here := t.recent.packet(id); !here {
			ids = append(ids, id)
		}
	}
	if err := t.ask(t.lookups(ids, w.addresses, w.people, w.numbers)...); err != nil {
		return err
	}
	for _, id := range w.ids {
		if r, found := t.recent.packet(id); found {
			if _, here := t.recent.event(r.request); !here {
				events = append(events, r.request)
			}
		}
	}
	return t.fetchEvents(events)
}

func (t *pgTables) fetchEvents(ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	return t.ask(pgStatement{sql: fetchEvents, args: []any{ids}, changes: -1, each: func(r *pgRows) error {
		for r.next() {
			var e event
			if err := t.events.scan(r, &e); err != nil {
				return err
			}
			t.recent.addEvent(e)
		}
		return nil
	}})
}

// lookups look up what is asked for and keep what they find; what they do not find is known to be nowhere, and so is what no table can hold.
func (t *pgTables) lookups(ids []int64, addresses []addressOf, people []personOf, numbers []string) (all []pgStatement) {
	f := &t.fetched
	if len(ids) > 0 {
		all = append(all, t.packets(fetchByID, []any{ids}, func(*row[string]) {}))
	}
	if len(addresses) > 0 {
		var campaigns []int64
		var keys []string
		for _, a := range addresses {
			f.byAddress[a] = 0
			if storable(a.key) == a.key {
				campaigns, keys = append(campaigns, a.campaign), append(keys, a.key)
			}
		}
		all = append(all, t.packets(fetchByAddress, []any{campaigns, keys}, func(r *row[string]) { f.byAddress[addressOf{r.campaign, r.key}] = r.id }))
	}
	if len(people) > 0 {
		var campaigns []int64
		var openIDs []string
		asked := map[personOf]bool{}
		for _, p := range people {
			if asked[p] {
				continue // else its packets would be counted twice
			}
			asked[p] = true
			f.byPerson[p] = nil
			if storable(p.openID) == p.openID {
				campaigns, openIDs = append(campaigns, p.campaign), append(openIDs, p.openID)
			}
		}
		all = append(all, t.packets(fetchByPerson, []any{campaigns, openIDs}, func(r *row[string]) {
			who := personOf{r.campaign, r.openid}
			f.byPerson[who] = append(f.byPerson[who], r.id)
		}))
	}
	if len(numbers) > 0 {
		for _, no := range numbers {
			f.byBillNo[no], f.retired[no] = 0, givenUpBy{}
		}
		numbers = slices.DeleteFunc(slices.Clone(numbers), func(no string) bool { return storable(no) != no })
		all = append(all,
			t.packets(fetchByBillNo, []any{numbers}, func(r *row[string]) { f.byBillNo[r.billno] = r.id }),
			pgStatement{sql: fetchRetired, args: []any{numbers}, changes: -1, each: func(r *pgRows) error {
				for r.next() {
					f.retired[r.ColumnText(0)] = givenUpBy{r.ColumnInt64(1), r.ColumnInt64(2)}
				}
				return nil
			}})
	}
	return all
}

// packets keeps the packets that a statement finds.
func (t *pgTables) packets(sql string, args []any, found func(*row[string])) pgStatement {
	return pgStatement{sql: sql, args: args, changes: -1, each: func(rows *pgRows) error {
		for {
			r, more, err := readRow(rows)
			if err != nil || !more {
				return err
			}
			found(&r)
			t.recent.addPacket(r)
		}
	}}
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
