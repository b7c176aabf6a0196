package state

import (
	"fmt"

	"github.com/ncruces/go-sqlite3"
)

// eventColumns is the order of an event everywhere.
const (
	eventColumns     = eventColumnsV2 + ", form"
	eventColumnsV2   = "id, packet, run, at, kind, detail, request, crc"
	eventColumnCount = 9
)

// eventColumnsOf reads a file of an older schema as if all its events were kept in full.
func eventColumnsOf(schema int) string {
	if schema < 3 {
		return eventColumnsV2 + ", NULL"
	}
	return eventColumns
}

// eventReader reads the events of one connection: the one place where an event is made of what stands in the file.
type eventReader struct {
	forms forms
	// leaveRequests reads events without their requests, which nobody needs who folds them.
	leaveRequests bool

	columns [eventColumnCount]any
	words   [][]byte
	text    []byte
	scratch []byte
}

func newEventReader(c *sqlite3.Conn) *eventReader { return &eventReader{forms: forms{conn: c}} }

// schema is that of the file, as of the transaction.
func (r *eventReader) schema() (int, error) {
	version, err := queryInt(r.forms.conn, "PRAGMA user_version")
	return int(version), err
}

// scan reads the event under a statement over eventColumns and checks it.
func (r *eventReader) scan(s *sqlite3.Stmt) (e event, err error) {
	if err := s.ColumnsRaw(r.columns[:]...); err != nil {
		return e, err
	}
	integer := func(i int) int64 { n, _ := r.columns[i].(int64); return n }
	bytes := func(i int) []byte { b, _ := r.columns[i].([]byte); return b }
	e = event{id: integer(0), packet: integer(1), run: integer(2), at: integer(3), kind: kindOf(bytes(4))}
	t := eventText{bytes(5), bytes(6)}
	if form := integer(8); form != 0 {
		if t, err = r.render(e.id, form, t.detail); err != nil {
			return event{}, err
		}
	}
	if cap(r.scratch) == 0 {
		r.scratch = make([]byte, 0, 128)
	}
	if int64(e.checksum(t, r.scratch)) != integer(7) {
		return event{}, damage{fmt.Sprintf("event %d does not match its checksum", e.id)}
	}
	if err := e.detail.parse(string(t.detail)); err != nil {
		return event{}, damage{fmt.Sprintf("event %d cannot be read: %v", e.id, err)}
	}
	if !r.leaveRequests {
		e.request = string(t.request)
	}
	return e, nil
}

// render is the text of an event that is kept by a form.
func (r *eventReader) render(id, form int64, filling []byte) (t eventText, err error) {
	f, err := r.forms.of(form)
	if err != nil {
		return t, err
	}
	var fits bool
	if t, r.words, fits = f.render(filling, r.text[:0], r.words); !fits {
		return t, damage{fmt.Sprintf("event %d does not fit its form", id)}
	}
	r.text = t.detail[:0]
	return t, nil
}

// kindOf is the kind of a name, which it keeps for the kinds that there are.
func kindOf(name []byte) Kind {
	switch string(name) {
	case string(KindIntent):
		return KindIntent
	case string(KindOutcome):
		return KindOutcome
	case string(KindSending):
		return KindSending
	}
	return Kind(name)
}

// readEvent reads one event.
func readEvent(c *sqlite3.Conn, id int64) (e event, err error) {
	found, r := false, newEventReader(c)
	schema, err := r.schema()
	if err != nil {
		return e, err
	}
	err = query(c, "SELECT "+eventColumnsOf(schema)+" FROM event WHERE id = ?", func(s *sqlite3.Stmt) (err error) {
		found = true
		e, err = r.scan(s)
		return err
	}, id)
	if err == nil && !found {
		err = damage{fmt.Sprintf("event %d is missing in it", id)}
	}
	return e, err
}
