package statetest

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
)

// Machine is a computer whose process can be killed in the middle of its work on a state: package faultfs has one whose state is a file.
type Machine interface {
	// StopAt kills the process at the k-th operation from now on.
	StopAt(k int)
	// Stop kills it now.
	Stop()
	Stopped() bool
	// Ops counts the operations since the last StopAt.
	Ops() int
	// PowerCut loses what was not durable.
	PowerCut(random *rand.Rand) error
	// Restart lets the next process begin.
	Restart()
}

// Wired is a machine whose state is in a database. Each question to the server is two operations: the process is killed before the server
// reads the question, or when the server has carried it out and nobody hears the answer. From then on nothing reaches the server.
type Wired struct {
	t      testing.TB
	server *postgres.Server
	wire   *postgres.Wire
	schema string

	mu      sync.Mutex
	stopAt  int // 0: never
	stopped bool
	ops     int
}

var _ Machine = (*Wired)(nil)

// NewWired lets the state of a path be opened over a wire from now on. It is read without it.
func NewWired(t testing.TB, path string) *Wired {
	t.Helper()
	server := postgres.Start(t)
	w := &Wired{t: t, server: server}
	at := of(t, path)
	w.schema = at.schema
	Outside(func() { w.wire = postgres.Cut(t, server) })
	w.wire.OnClientMessage(w.decide)
	at.opened = Schema(t, w.wire.URL(), at.schema)
	return w
}

// decide lets messages pass until the process is killed.
func (w *Wired) decide(m postgres.Message) postgres.Verdict {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return postgres.CutBefore
	}
	if !waits(m) {
		return postgres.Pass
	}
	before := w.ops + 1
	w.ops += 2
	w.stopped = w.stopAt == before || w.stopAt == before+1
	switch w.stopAt {
	case before:
		return postgres.CutBefore
	case before + 1:
		return postgres.CutAfter
	}
	return postgres.Pass
}

// waits reports whether a client waits for an answer to a message: a connection's first one, a plain query, and the end of a batch.
func waits(m postgres.Message) bool { return m.Kind == 0 || m.Kind == 'Q' || m.Kind == 'S' }

// StopAt is of a Machine.
func (w *Wired) StopAt(k int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopAt, w.ops, w.stopped = k, 0, false
}

// Stop is of a Machine.
func (w *Wired) Stop() {
	w.mu.Lock()
	w.stopped = true
	w.mu.Unlock()
	w.wire.Drop()
}

// Stopped is of a Machine.
func (w *Wired) Stopped() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stopped
}

// Ops is of a Machine.
func (w *Wired) Ops() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ops
}

// PowerCut is of a Machine. What a database has acknowledged is on its own disk.
func (w *Wired) PowerCut(*rand.Rand) error { return nil }

// Restart is of a Machine. It does not wait for the lease of the process that was killed: it ends at once.
func (w *Wired) Restart() {
	w.t.Helper()
	w.StopAt(0)
	w.EndLease()
}

// EndLease makes the lease run out, as after a minute in which its holder did nothing.
func (w *Wired) EndLease() {
	w.t.Helper()
	w.server.Exec(w.t, "UPDATE "+w.schema+".lease SET until = clock_timestamp()")
}
