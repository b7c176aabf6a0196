package state

import (
	"context"
	"errors"

	"github.com/ncruces/go-sqlite3"
)

// Read takes a picture of the state. It needs no lock, works while an apply runs and changes nothing. Where no state file
// was ever made, the snapshot is empty and Exists is false; a file that is lost or cannot be trusted is an error.
func Read(ctx context.Context, path string) (*Snapshot, error) {
	return read(ctx, path, nil, nil)
}

// read is Read; also, if any, reads more of the same moment, and with a listing no packet is kept.
func read(ctx context.Context, path string, l *listing, also func(*sqlite3.Conn, *Snapshot) error) (*Snapshot, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, err
	}
	// The witness comes first: it is written after the commit, so the state can only be further.
	seen, witnessed, err := readWitness(path)
	if err != nil {
		return nil, err
	}
	info, err := present(path)
	if err != nil {
		return nil, err
	}
	if info == nil {
		return EmptySnapshot(), nil
	}
	if err := readLeft(path).compare(path); err != nil {
		return nil, err
	}
	return readFile(ctx, path, "", l, func(c *sqlite3.Conn, s *Snapshot) error {
		if witnessed {
			if err := seen.compare(path, s.Serial(), s.Lineage()); err != nil {
				return err
			}
		}
		if also == nil {
			return nil
		}
		return also(c, s)
	})
}

// readFile reads and verifies a file that is there.
func readFile(ctx context.Context, path, vfs string, l *listing, also func(*sqlite3.Conn, *Snapshot) error) (s *Snapshot, err error) {
	other := func(do func(*sqlite3.Conn) error) error { return withReader(ctx, path, vfs, do) }
	err = withReader(ctx, path, vfs, func(c *sqlite3.Conn) error {
		return atOnce(c, func() error {
			if s, _, err = readAll(c, other, l.indexes(), l); err == nil && also != nil {
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

// whereThere runs a function on a file as withReader does, and not at all where none was ever made.
func whereThere(ctx context.Context, path string, do func(*sqlite3.Conn) error) error {
	path, err := resolve(path)
	if err != nil {
		return err
	}
	if info, err := present(path); err != nil || info == nil {
		return err
	}
	return withReader(ctx, path, "", do)
}

// withReader runs a function on a reading connection of a file that this redpack knows the definitions of.
func withReader(ctx context.Context, path, vfs string, do func(*sqlite3.Conn) error) (err error) {
	c, err := connectReader(ctx, path, vfs)
	if err != nil {
		return dbError(ctx, path, err)
	}
	defer func() { err = errors.Join(err, closeReader(c, err == nil)) }()
	return dbError(ctx, path, do(c))
}

// closeReader closes a connection. The last one out removes the empty log that it may have made itself; a log with
// something in it is the writer's.
func closeReader(c *sqlite3.Conn, sound bool) error {
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
