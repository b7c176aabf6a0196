package state

import (
	"context"
	"fmt"
	"time"
)

// Backend is where a state is kept: a File, or a schema of a PostgreSQL database. Its String names it for people, and tells no secret.
type Backend interface {
	fmt.Stringer
	// look is how a reader begins: it finds out what is there, and reads none of it yet.
	look(ctx context.Context) (*finding, error)
	open(ctx context.Context, o OpenOptions) (*Store, error)
	holder(ctx context.Context) (name string, since time.Time, held bool, err error)
	backup(ctx context.Context, to string) error
	// receive makes a state of another one's lines, which c reads, where none is; it tells what it has set aside.
	receive(ctx context.Context, c connection, s *Snapshot, h head, o OpenOptions) (aside []string, err error)
	setAside(ctx context.Context, now time.Time, owner string) (moved []string, err error)
}

// finding is what a reader finds of a state before it reads it.
type finding struct {
	name  string // of the state, for people
	there bool
	// The witness, if there is one, and what speaks against the state before it was read.
	seen      witness
	witnessed bool
	troubles  []error
	project   string           // whose campaigns are meant, "" for all
	now       func() time.Time // for what was sent lately
	// reader runs a function on a connection that changes nothing.
	reader       beside
	examinations []examine // of what the database itself can tell, for Check
}

// compare refuses a state that is not what its witness saw.
func (f *finding) compare(serial int64, lineage string) error {
	if !f.witnessed {
		return nil
	}
	return f.seen.compare(serial, lineage)
}

// examine is a part of what Check does, see examination.
type examine func(*part, connection) error

// Open locks the state and verifies it. A file is created if there never was one; a database is not, see Create.
func Open(ctx context.Context, at Backend, o OpenOptions) (*Store, error) { return at.open(ctx, o) }

// Holder tells whether a process is applying on the state right now, and which one since when. It is a courtesy for
// readers; it never waits and leaves nothing behind.
func Holder(ctx context.Context, at Backend) (name string, since time.Time, held bool, err error) {
	return at.holder(ctx)
}

// Backup writes a verified copy of the state as of this moment into a file, for its owner only, while the state may be in use. The
// copy must not exist yet. It is durable when Backup returns.
func Backup(ctx context.Context, at Backend, to string) error { return at.backup(ctx, to) }

// SetAside renames a state that cannot be trusted, so that a new one can be made in its place by rebuilding. Nothing is deleted. It
// returns the new names and does nothing where nothing is.
func SetAside(ctx context.Context, at Backend, now time.Time, owner string) (moved []string, err error) {
	return at.setAside(ctx, now, owner)
}
