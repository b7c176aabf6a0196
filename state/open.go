package state

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"

	"github.com/cashredpack/redpack/internal/osfile"
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
	Random   io.Reader        // for the lineage of a new file; nil is crypto/rand
	// VFS is the registered SQLite VFS to use; "" is the operating system. If it also has the methods WriteFile, Rename,
	// SyncDir and Probe, they are used for the files beside the database (see package faultfs).
	VFS string
}

// Store is the open state. Only one process has one at a time. Its methods are safe for concurrent use, and each
// returns only after its change is on disk. After the first failed write every method returns a *WriteError. It has a method for each
// change that a packet, a campaign or a run goes through, and they share nothing but the writer that they hand it to.
type Store struct {
	path  string
	opts  OpenOptions
	files files
	lock  *lock
	w     *writer

	mu       sync.Mutex
	snapshot *Snapshot
	foreign  *ForeignError
	closed   bool
}

// Open locks the state, creates it if there never was one, and verifies all of it.
func Open(ctx context.Context, path string, o OpenOptions) (_ *Store, err error) {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if path, err = resolve(path); err != nil {
		return nil, err
	}
	dir := filepath.Dir(path)
	fileSystem, err := networkFS(dir)
	if err != nil {
		return nil, err
	}
	if fileSystem != "" {
		return nil, &NetworkFSError{Path: path, FileSystem: fileSystem}
	}
	s := &Store{path: path, opts: o, files: filesOf(o.VFS)}
	if o.MchID == "" {
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			if _, err := present(path); err != nil {
				return nil, err
			}
			return nil, &NotFoundError{Path: path, What: "the state"}
		}
	}
	if s.lock, err = acquire(ctx, path, holder{Holder: o.Owner, Tool: o.Tool, Since: o.Now()}); err != nil {
		return nil, err
	}
	if err := s.openFile(ctx); err != nil {
		var unwritten *WriteError
		if errors.As(err, &unwritten) {
			_ = unwritten.asked(s.files) // it is in err
		}
		var copied *CopiedError
		if errors.As(err, &copied) {
			return nil, errors.Join(err, s.lock.leave())
		}
		return nil, errors.Join(err, s.lock.release())
	}
	return s, nil
}

func filesOf(name string) files {
	if f, ok := vfs.Find(name).(files); ok {
		return f
	}
	return osFiles{}
}

// openFile does everything that needs the lock.
func (s *Store) openFile(ctx context.Context) error {
	seen, witnessed, err := readWitness(s.path)
	if err != nil {
		return err
	}
	info, err := present(s.path)
	if err != nil {
		return err
	}
	if info != nil {
		err = s.lock.left.compare(s.path)
	} else {
		err = s.create(ctx)
	}
	if err != nil {
		return err
	}
	opened, err := writable(s.path)
	if err != nil {
		return err
	}
	if err := s.announce(); err != nil {
		return err
	}
	if err := protectSharedMemory(s.path); err != nil {
		return fileError(s.path, "cannot be written", err)
	}
	c, err := connect(ctx, s.path, s.opts.VFS, writing)
	if err != nil {
		return dbError(ctx, s.path, err)
	}
	if err := s.start(ctx, c, seen, witnessed, opened); err != nil {
		c.SetInterrupt(context.WithoutCancel(ctx))
		return errors.Join(dbError(ctx, s.path, err), c.Close())
	}
	return nil
}

// announce tells others who is at work on which file.
func (s *Store) announce() error {
	file, err := identity(s.path)
	if err != nil {
		return err
	}
	return s.lock.announce(s.path, file)
}

// writable makes sure that the file can be written, and yields what identifies it.
func writable(path string) (info os.FileInfo, err error) {
	f, err := osfile.Open(path, os.O_RDWR, 0)
	if err != nil {
		return nil, fileError(path, "cannot be written", err)
	}
	defer closing(f, &err)
	return f.Stat()
}

// start verifies an open file and sets the writer to work.
func (s *Store) start(ctx context.Context, c *sqlite3.Conn, seen witness, witnessed bool, opened os.FileInfo) error {
	version, err := schemaOf(c)
	if err != nil {
		return err
	}
	other := func(do func(*sqlite3.Conn) error) error { return withReader(ctx, s.path, s.opts.VFS, do) }
	indexes, err := indexesOfPackets(c)
	if err != nil {
		return err
	}
	snapshot, h, err := loadWith(c, other, indexes)
	if err != nil {
		return err
	}
	if witnessed {
		if err := seen.compare(s.path, h.serial, snapshot.Lineage()); err != nil {
			return err
		}
	}
	if s.foreign, err = s.compareOwner(snapshot); err != nil {
		return err
	}
	if err := integrity(c, h, other, indexes); err != nil {
		return err
	}
	c.SetInterrupt(ctx) // what follows is work on a sound file
	if err := logAhead(c); err != nil {
		return err
	}
	if h, err = s.bringUpToDate(c, h, version, &snapshot.meta); err != nil {
		return err
	}
	if err := s.keepWitness(witness{h.serial, snapshot.Lineage()}, witnessed); err != nil {
		return err
	}
	c.SetInterrupt(context.WithoutCancel(ctx))
	s.snapshot = snapshot
	s.w, err = newWriter(s, c, h, opened)
	return err
}

// keepWitness brings the witness up to date, durably this once. A new one is made under another name, so that no power cut
// leaves half a witness.
func (s *Store) keepWitness(w witness, exists bool) error {
	name := witnessPath(s.path)
	if exists {
		if err := s.files.WriteFile(name, w.encode(), true); err != nil {
			return &WriteError{Path: name, Err: err}
		}
		return nil
	}
	if err := s.files.WriteFile(name+".new", w.encode(), true); err != nil {
		return &WriteError{Path: name, Err: err}
	}
	if err := s.files.Rename(name+".new", name); err != nil {
		return &WriteError{Path: name, Err: err}
	}
	if err := s.files.SyncDir(filepath.Dir(s.path)); err != nil {
		return &WriteError{Path: name, Err: err}
	}
	return nil
}

// compareOwner refuses a state of somebody else, but for one that binds nobody, of which it tells what is foreign.
func (s *Store) compareOwner(snapshot *Snapshot) (*ForeignError, error) {
	m, o := &snapshot.meta, &s.opts
	if o.MchID == "" {
		return nil, nil // whoever's it is
	}
	if m.sandbox != o.Sandbox {
		return nil, &SandboxError{Path: s.path, Sandbox: m.sandbox}
	}
	foreign := &ForeignError{Path: s.path}
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

// logAhead turns the write-ahead log on, for a file that is a backup and has none.
func logAhead(c *sqlite3.Conn) error {
	return query(c, "PRAGMA journal_mode = WAL", func(s *sqlite3.Stmt) error {
		if mode := s.ColumnText(0); mode != "wal" {
			return fmt.Errorf("SQLite keeps journal mode %q instead of wal", mode)
		}
		return nil
	})
}

// Snapshot is the picture taken when the Store was opened or last Reloaded.
func (s *Store) Snapshot() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot
}

// Reload takes a new picture, which Snapshot returns from then on.
func (s *Store) Reload(ctx context.Context) (*Snapshot, error) {
	fresh, err := readFile(ctx, s.path, s.opts.VFS, nil, nil)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snapshot = fresh
	return fresh, nil
}

// Path is the real path of the state file.
func (s *Store) Path() string { return s.path }

// Lineage identifies the file for life.
func (s *Store) Lineage() string { return s.Snapshot().Lineage() }

// Serial counts the transactions, those of this Store included.
func (s *Store) Serial() int64 { return s.w.serial.Load() }

// Close waits for what is being written, tidies the log away and gives the lock back. Closing again does nothing. A
// poisoned Store returns its *WriteError once more.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return errors.Join(s.w.close(), s.lock.release())
}
