// Package events writes what redpack does for programs: a stream of JSON objects, one a line, whose shape events.schema.json
// promises, and what is right or wrong with the files in Terraform's format. It stands apart from what people read, because
// programs rely on every field of it.
package events

import (
	"io"
	"sync"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// EventsVersion is the version of the JSON events. The number before the dot changes when a field goes or changes its
// meaning, the one after it when a field or a type is added.
const EventsVersion = "1.5"

// JSON writes events for programs: one object a line, UTF-8, the fields in a fixed order, amounts in fen. seq counts from
// 1 without gaps, so that a reader can prove that it saw everything. The first line is the version; the last one is a
// summary, or a diagnostic of level error, and carries exit_code. events.schema.json describes every type.
//
// It writes when it observes; put it behind an apply.Queue, so that a slow pipe cannot hold up a run.
type JSON struct {
	*stream
	planEvents
	runEvents
	stateEvents
	diffEvents
	reportEvents
}

var _ apply.Observer = (*JSON)(nil)

// NewJSON writes to w. version is the program's.
func NewJSON(w io.Writer, now func() time.Time, version string, s page.Style) *JSON {
	to := &stream{w: w, now: now, version: version, Style: s}
	return &JSON{to, planEvents{to}, runEvents{stream: to}, stateEvents{to}, diffEvents{to}, reportEvents{to}}
}

// stream is where all events come together: it gives each its place, writes one after the other, and knows the end.
type stream struct {
	page.Style
	now     func() time.Time
	version string

	mu   sync.Mutex
	w    io.Writer
	err  error
	seq  int64
	held lastEvent // stamped and not written: it may turn out to be the last line
}

// Err is the first error of the writer. After it nothing more is written.
func (j *stream) Err() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

// Version writes the version line. Every other event writes it too if it is the first.
func (j *stream) Version() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.opening()
	return j.err
}

// The levels of an event.
const (
	levelInfo  = "info"
	levelWarn  = "warn"
	levelError = "error"
)

// envelope stands at the beginning of every event.
type envelope struct {
	V     string `json:"v"`
	Seq   int64  `json:"seq"`
	TS    string `json:"ts"`
	Level string `json:"level"`
	Type  string `json:"type"`
	Msg   string `json:"msg"`
}

func (e *envelope) outside() *envelope { return e }

// event is anything in an envelope.
type event interface{ outside() *envelope }

func envelopeOf(level, kind, msg string) envelope {
	return envelope{Level: level, Type: kind, Msg: msg}
}

type versionEvent struct {
	envelope
	Redpack string `json:"redpack"`
	Events  string `json:"events"`
}

func (j *stream) opening() {
	if j.seq == 0 {
		e := &versionEvent{envelopeOf(levelInfo, "version", "redpack "+j.version), j.version, EventsVersion}
		j.stamp(e)
		j.write(e)
	}
}

// emit writes an event, behind the version if it is the first.
func (j *stream) emit(e event) {
	j.flush()
	j.opening()
	j.stamp(e)
	j.write(e)
}

// stamp gives an event its place in the stream, which is that of its own time also where it is written later.
func (j *stream) stamp(e event) {
	j.seq++
	h := e.outside()
	h.V, h.Seq, h.TS = EventsVersion, j.seq, beijing.Stamp(j.now())
}

func (j *stream) write(e event) {
	if j.err == nil {
		j.err = plain.JSON(j.w, e, "")
	}
}

// only writes an event that stands alone.
func (j *stream) only(e event) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.emit(e)
	return j.err
}

// identity is an openid as the style allows it. In JSON, a whole one is not altered at all.
func (j *stream) identity(id string) string {
	if j.ShowOpenID {
		return id
	}
	return words.MaskOpenID(id)
}
