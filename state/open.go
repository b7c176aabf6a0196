package state

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// OpenOptions say whose state it must be and what the Store takes from outside.
type OpenOptions struct {
	MchID string // "" opens whoever's state exists and creates none
	AppID string // "" is not compared
	// Endpoint is where packets are sent to, in one spelling for each platform; "" is not compared. A file that has none yet takes
	// the first one that opens it.
	Endpoint string
	Sandbox  bool
	Tool     string           // version of redpack
	Owner    string           // user@host pid, for the lock, the runs and people's decisions
	Now      func() time.Time // required
	// LockTimeout is how long to wait for another process that has the state; 0 does not wait.
	LockTimeout time.Duration
	Random      io.Reader // for the lineage of a new file; nil is crypto/rand
	// VFS is the registered SQLite VFS to use; "" is the operating system. If it also has the methods WriteFile, Rename,
	// SyncDir and Probe, they are used for the files beside the database (see package faultfs).
	VFS string

	evenMoved bool // open one that was copied to another place, to finish that
}

// Store is the open state. Only one process has one at a time. Its methods are safe for concurrent use, and each
// returns only after its change is durable. After the first failed write every method returns a *WriteError. It has a method for each
// change that a packet, a campaign or a run goes through, and they share nothing but the writer that they hand it to.
type Store struct {
	name    string // of the state, for people
	project string // the folder's, where the state serves several
	opts    OpenOptions
	w       *writer
	release func() error // gives the lock back

	mu       sync.Mutex
	snapshot *Snapshot
	foreign  *ForeignError
	closed   bool
}

// compareOwner refuses a state of somebody else, but for one that binds nobody, of which it tells what is foreign.
func (o *OpenOptions) compareOwner(name string, snapshot *Snapshot) (*ForeignError, error) {
	m := &snapshot.meta
	if o.MchID == "" {
		return nil, nil // whoever's it is
	}
	if m.sandbox != o.Sandbox {
		return nil, &SandboxError{Path: name, Sandbox: m.sandbox}
	}
	foreign := &ForeignError{Path: name}
	switch {
	case m.mchID != o.MchID:
		foreign.Field, foreign.Want, foreign.Have = "mch_id", o.MchID, m.mchID
	case o.AppID != "" && m.appID != o.AppID:
		foreign.Field, foreign.Want, foreign.Have = "appid", o.AppID, m.appID
	case o.Endpoint != "" && m.endpoint != "" && m.endpoint != o.Endpoint:
		foreign.Field, foreign.Want, foreign.Have = "endpoint", o.Endpoint, m.endpoint
	default:
		return nil, nil // ours
	}
	if snapshot.NothingAccepted() {
		return foreign, nil
	}
	return nil, foreign
}

// Snapshot is the picture taken when the Store was opened or last Reloaded.
func (s *Store) Snapshot() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot
}

// Reload takes a new picture, which Snapshot returns from then on.
func (s *Store) Reload(ctx context.Context) (*Snapshot, error) {
	fresh, err := s.w.tables.picture(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snapshot = fresh
	return fresh, nil
}

// Name is where the state is, for people: the real path of its file.
func (s *Store) Name() string { return s.name }

// Lineage identifies the file for life.
func (s *Store) Lineage() string { return s.Snapshot().Lineage() }

// Serial counts the transactions, those of this Store included.
func (s *Store) Serial() int64 { return s.w.serial.Load() }

// MaySend makes sure that this process may still send by this state: that whoever writes it next will find nothing on its way that this
// process has sent. It is asked right before each request, and is a *WriteError where somebody else has taken the state over.
func (s *Store) MaySend(ctx context.Context) error {
	if poison := s.w.poison.Load(); poison != nil {
		return poison
	}
	if s.w.tables.holds(true) {
		return nil
	}
	return s.do(ctx, lookup{}, func(w *writer) error { return w.tables.renew() })
}

// Holds tells the same of this very moment, for whoever is about to write the first byte, and asks nobody.
func (s *Store) Holds() bool { return s.w.poison.Load() == nil && s.w.tables.holds(false) }

// Away tells for how long a database has not done what it was asked for, while that is asked for again; 0: it does, as a file always does. Whoever watches
// a run in which nothing moves wants to know why.
func (s *Store) Away() time.Duration { return s.w.tables.away() }

// Close waits for what is being written, tidies the log away and gives the lock back. Closing again does nothing. A
// poisoned Store returns its *WriteError once more.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return errors.Join(s.w.close(), s.release())
}
