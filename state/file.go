package state

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	"github.com/ncruces/go-sqlite3/vfs"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

// File is a state in an SQLite file, of which it is the path.
type File string

// String is the path.
func (f File) String() string { return string(f) }

// fileStore is a state file on its way to be a Store.
type fileStore struct {
	path  string
	opts  OpenOptions
	files files
	lock  *lock
}

// open locks the file, creates it if there never was one, and verifies all of it.
func (f File) open(ctx context.Context, o OpenOptions) (_ *Store, err error) {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	path, err := resolve(string(f))
	if err != nil {
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
	s := &fileStore{path: path, opts: o, files: filesOf(o.VFS)}
	if o.MchID == "" {
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			if _, err := present(path); err != nil {
				return nil, err
			}
			return nil, &NotFoundError{Path: path, What: aState}
		}
	}
	if s.lock, err = acquire(ctx, path, holder{Holder: o.Owner, Tool: o.Tool, Since: o.Now()}, o.LockTimeout); err != nil {
		return nil, err
	}
	store, err := s.openFile(ctx)
	if err != nil {
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
	return store, nil
}

func filesOf(name string) files {
	if f, ok := vfs.Find(name).(files); ok {
		return f
	}
	return osFiles{}
}

// openFile does everything that needs the lock.
func (s *fileStore) openFile(ctx context.Context) (*Store, error) {
	seen, witnessed, err := readWitness(s.path)
	if err != nil {
		return nil, err
	}
	info, err := present(s.path)
	if err != nil {
		return nil, err
	}
	if info != nil {
		err = s.lock.left.compare(s.path)
	} else {
		err = s.create(ctx)
	}
	if err != nil {
		return nil, err
	}
	opened, err := writable(s.path)
	if err != nil {
		return nil, err
	}
	if err := s.announce(); err != nil {
		return nil, err
	}
	if err := protectSharedMemory(s.path); err != nil {
		return nil, fileError(s.path, lang.Both("cannot be written", "无法写入"), err)
	}
	c, err := connect(ctx, s.path, s.opts.VFS, writing)
	if err != nil {
		return nil, dbError(ctx, s.path, err)
	}
	store, err := s.start(ctx, c, seen, witnessed, opened)
	if err != nil {
		c.SetInterrupt(context.WithoutCancel(ctx))
		return nil, errors.Join(dbError(ctx, s.path, err), c.Close())
	}
	return store, nil
}

// announce tells others who is at work on which file.
func (s *fileStore) announce() error {
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
		return nil, fileError(path, lang.Both("cannot be written", "无法写入"), err)
	}
	defer closing(f, &err)
	return f.Stat()
}

// start verifies an open file and sets the writer to work.
func (s *fileStore) start(ctx context.Context, c fileConn, seen witness, witnessed bool, opened os.FileInfo) (*Store, error) {
	version, err := c.schema()
	if err != nil {
		return nil, err
	}
	other := besideFile(ctx, s.path, s.opts.VFS)
	indexes, err := indexesOfPackets(c)
	if err != nil {
		return nil, err
	}
	snapshot, h, err := loadWith(c, other, indexes)
	if err != nil {
		return nil, err
	}
	if witnessed {
		if err := seen.compare(h.serial, snapshot.Lineage()); err != nil {
			return nil, err
		}
	}
	if err := snapshot.meta.unmoved(s.path); err != nil && !s.opts.evenMoved {
		return nil, err
	}
	store := &Store{name: s.path, opts: s.opts, release: s.lock.release, snapshot: snapshot}
	if store.foreign, err = s.opts.compareOwner(s.path, snapshot); err != nil {
		return nil, err
	}
	if err := integrity(c, h, other, indexes); err != nil {
		return nil, err
	}
	c.SetInterrupt(ctx) // what follows is work on a sound file
	if err := logAhead(c); err != nil {
		return nil, err
	}
	if h, err = s.bringUpToDate(c, h, version, store); err != nil {
		return nil, err
	}
	if err := s.keepWitness(witness{serial: h.serial, lineage: snapshot.Lineage()}, witnessed); err != nil {
		return nil, err
	}
	c.SetInterrupt(context.WithoutCancel(ctx))
	events := newEventReader(c)
	if err := events.forms.read(); err != nil {
		return nil, err
	}
	store.w = newWriter(store, newFileTables(s, c, opened, snapshot.Lineage(), events), h, &events.forms)
	return store, nil
}

// keepWitness brings the witness up to date, durably this once. A new one is made under another name, so that no power cut
// leaves half a witness.
func (s *fileStore) keepWitness(w witness, exists bool) error {
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

// logAhead turns the write-ahead log on, for a file that is a backup and has none.
func logAhead(c fileConn) error {
	return query(c, "PRAGMA journal_mode = WAL", func(s line) error {
		if mode := s.ColumnText(0); mode != "wal" {
			return lang.Errorf("SQLite keeps journal mode %q instead of wal", "SQLite 的日志模式仍是 %q，没有改成 wal", mode)
		}
		return nil
	})
}
