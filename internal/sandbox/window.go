package sandbox

import (
	"slices"
	"time"
)

// window admits at most a fixed number of calls in any span of the given length. It remembers the moments of the last
// admitted calls in a ring, which makes it exact: no bucket boundary lets twice the limit through.
type window struct {
	span time.Duration
	ring []time.Time
	next int
}

func newWindow(limit int, span time.Duration) *window {
	return &window{span: span, ring: make([]time.Time, limit)}
}

// admits reports whether one more call fits, without counting it.
func (w *window) admits(at time.Time) bool {
	oldest := w.ring[w.next]
	return oldest.IsZero() || at.Sub(oldest) >= w.span
}

// note counts a call.
func (w *window) note(at time.Time) {
	w.ring[w.next] = at
	w.next = (w.next + 1) % len(w.ring)
}

// windows admit what each of them does.
type windows []*window

func (all windows) admits(at time.Time) bool {
	return !slices.ContainsFunc(all, func(w *window) bool { return !w.admits(at) })
}

func (all windows) note(at time.Time) {
	for _, w := range all {
		w.note(at)
	}
}
