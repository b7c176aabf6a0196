package state

import (
	"github.com/cashredpack/redpack/internal/lang"
)

// eventColumns is the order of an event everywhere.
const (
	eventColumns   = eventColumnsV2 + ", form"
	eventColumnsV2 = "id, packet, run, at, kind, detail, request, crc" // for programs
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

	words   [][]byte
	text    []byte
	scratch []byte
}

func newEventReader(c connection) *eventReader { return &eventReader{forms: forms{conn: c}} }

// scan reads the event under a statement over eventColumns and checks it.
func (r *eventReader) scan(s line, e *event) (err error) {
	*e = event{id: s.ColumnInt64(0), packet: s.ColumnInt64(1), run: s.ColumnInt64(2), at: s.ColumnInt64(3), kind: kindOf(s.ColumnRawText(4))}
	t := eventText{s.ColumnRawText(5), s.ColumnRawText(6)}
	if form := s.ColumnInt64(8); form != 0 || !s.isNull(8) {
		if len(t.request) > 0 {
			return damage{lang.Format("event %d has a request beside its form", "第 %d 条记录有模板，却又另带请求", e.id)}
		}
		if t, err = r.render(e.id, form, t.detail); err != nil {
			return err
		}
	}
	if cap(r.scratch) == 0 {
		r.scratch = make([]byte, 0, 128)
	}
	if int64(e.checksum(t, r.scratch)) != s.ColumnInt64(7) {
		return damage{lang.Format("event %d does not match its checksum", "第 %d 条记录和校验和不符", e.id)}
	}
	if err := e.detail.parse(string(t.detail)); err != nil {
		return damage{lang.Format("event %d cannot be read: %v", "第 %d 条记录无法读取：%v", e.id, err)}
	}
	if !r.leaveRequests {
		e.request = string(t.request)
	}
	return nil
}

// render is the text of an event that is kept by a form.
func (r *eventReader) render(id, form int64, filling []byte) (t eventText, err error) {
	f, err := r.forms.of(form)
	if err != nil {
		return t, err
	}
	var fits bool
	if t, r.words, fits = f.render(filling, r.text[:0], r.words); !fits {
		return t, damage{lang.Format("event %d does not fit its form", "第 %d 条记录和它的模板不符", id)}
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
func readEvent(c connection, id int64) (e event, err error) {
	found, r := false, newEventReader(c)
	schema, err := c.version()
	if err != nil {
		return e, err
	}
	err = queryAmid(c, "SELECT "+eventColumnsOf(schema)+" FROM event WHERE id = ?", func(s line) (err error) {
		found = true
		return r.scan(s, &e)
	}, id)
	if err == nil && !found {
		err = damage{lang.Format("event %d is missing in it", "里面缺少第 %d 条记录", id)}
	}
	return e, err
}
