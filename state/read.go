package state

import (
	"context"
	"errors"
	"os"

	"github.com/ncruces/go-sqlite3"
)

// Read takes a picture of the state. It needs no lock, works while an apply runs and changes nothing. Where no state
// was ever made, the snapshot is empty and Exists is false; one that is lost or cannot be trusted is an error.
//
// Of a state that serves several projects it is the picture of one: its campaigns, every campaign's name, and what others sent lately.
//
// One that was copied to another place, where it goes on, is a *MovedError: what it says is not true any more.
func Read(ctx context.Context, at Backend) (*Snapshot, error) { return unmoved(ctx, at, extent{}) }

// ReadWhole is Read with the packets of all projects, for whoever looks at what happened and not at what is to be sent.
func ReadWhole(ctx context.Context, at Backend) (*Snapshot, error) {
	return unmoved(ctx, at, extent{whole: true})
}

func unmoved(ctx context.Context, at Backend, much extent) (*Snapshot, error) {
	s, err := read(ctx, at, much, nil)
	if err == nil {
		err = s.meta.unmoved(at.String())
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// extent is how much of a state is read.
type extent struct {
	whole   bool     // of all projects
	listing *listing // keep no packet
}

// read is Read to an extent; also, if any, reads more of the same moment.
func read(ctx context.Context, at Backend, much extent, also func(connection, *Snapshot) error) (*Snapshot, error) {
	f, err := at.look(ctx)
	if err == nil {
		err = errors.Join(f.troubles...)
	}
	if err != nil {
		return nil, err
	}
	if !f.there {
		return EmptySnapshot(), nil
	}
	return f.readAll(much, func(c connection, s *Snapshot) error {
		if err := f.compare(s.Serial(), s.Lineage()); err != nil || also == nil {
			return err
		}
		return also(c, s)
	})
}

// readAll reads and verifies a state that is there.
func (f *finding) readAll(much extent, also func(connection, *Snapshot) error) (s *Snapshot, err error) {
	err = f.reader(func(c connection) error {
		return c.atOnce(func() error {
			if s, _, err = f.picture(c, much); err == nil && also != nil {
				err = also(c, s)
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// picture reads a state within a transaction.
func (f *finding) picture(c connection, much extent) (*Snapshot, head, error) {
	if f.project != "" && !much.whole {
		return readProject(c, f)
	}
	return readAll(c, f.reader, much.listing.indexes(c), much.listing)
}

// whereThere runs a function on a state with a connection that changes nothing, and not at all where none was ever made.
func whereThere(ctx context.Context, at Backend, do func(connection) error) error {
	f, err := at.look(ctx)
	if err != nil || !f.there {
		return err
	}
	return f.reader(do)
}

// look finds out about the file and those beside it.
func (f File) look(ctx context.Context) (*finding, error) {
	path, err := resolve(string(f))
	if err != nil {
		return nil, err
	}
	found := &finding{name: path, reader: besideFile(ctx, path, ""), examinations: fileExaminations}
	// The witness comes first: it is written after the commit, so the state can only be further.
	var corrupt *CorruptError
	if found.seen, found.witnessed, err = readWitness(path); errors.As(err, &corrupt) {
		found.troubles = append(found.troubles, corrupt)
	} else if err != nil {
		return nil, err
	}
	info, err := present(path)
	if err != nil || info == nil {
		return found, err
	}
	found.there = true
	if err := readLeft(path).compare(path); err != nil {
		found.troubles = append(found.troubles, err)
	}
	return found, nil
}

// readFile reads and verifies a file that is there.
func readFile(ctx context.Context, path, vfs string) (*Snapshot, error) {
	f := &finding{reader: besideFile(ctx, path, vfs)}
	return f.readAll(extent{}, nil)
}

// besideFile makes reading connections to a file.
func besideFile(ctx context.Context, path, vfs string) beside {
	return func(do func(connection) error) error {
		return withFile(ctx, path, vfs, func(c fileConn) error { return do(c) })
	}
}

// withFile runs a function on a reading connection of a file that this redpack knows the definitions of.
func withFile(ctx context.Context, path, vfs string, do func(fileConn) error) (err error) {
	c, err := connectReader(ctx, path, vfs)
	if err != nil {
		return dbError(ctx, path, err)
	}
	defer func() { err = errors.Join(err, closeReader(c, err == nil)) }()
	return dbError(ctx, path, do(c))
}

// closeReader closes a connection. The last one out removes the empty log that it may have made itself; a log with
// something in it is the writer's.
func closeReader(c fileConn, sound bool) error {
	c.SetInterrupt(context.Background())
	if sound {
		if frames, _, err := c.WALCheckpoint("main", sqlite3.CHECKPOINT_NOOP); err == nil && frames == 0 {
			if _, err := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, false); err != nil {
				return errors.Join(err, c.Close())
			}
		}
	}
	return c.Close()
}

// Merchant tells whose packets a file of another folder holds. It touches neither the file nor what lies beside it, and takes no lock: whose
// a file is changes only where nothing of it binds anybody. Where there is none, it is nobody's.
func (f File) Merchant(ctx context.Context) (mchID string, sandbox bool, err error) {
	path := string(f)
	info, err := os.Lstat(path)
	if err != nil {
		return "", false, err
	}
	if err := checkFile(path, info); err != nil {
		return "", false, err
	}
	c, err := connect(ctx, path, "", immutable)
	if err != nil {
		return "", false, dbError(ctx, path, err)
	}
	defer closing(c, &err)
	m, _, err := readMeta(c)
	return m.mchID, m.sandbox, dbError(ctx, path, err)
}
