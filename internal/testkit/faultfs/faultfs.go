// Package faultfs is support for tests: a file layer under SQLite that counts every write, sync, rename and delete, can
// let any of them fail, can stop the world at any of them as a crash does, and can cut the power, losing or tearing what
// was not synced.
//
// It works on real files, so that locks and shared memory are real, and remembers for every 512-byte sector written since
// the last sync what the disk would still hold without it. It promises no more than a journalling file system does:
// names come and go in order, but only a synced directory keeps them; sectors are whole, but lost in any combination.
//
// A test gives it to state.Open by its name:
//
//	disk := faultfs.New("my test")
//	defer disk.Close()
//	disk.StopAt(7)
//	store, err := state.Open(ctx, state.File(path), state.OpenOptions{VFS: disk.Name(), …})
package faultfs

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// ErrStopped is what every write meets after the world has stopped.
var ErrStopped = errors.New("faultfs: the world has stopped")

// FS is a registered VFS. It also has the methods through which package state writes its other files.
type FS struct {
	vfs.VFS
	name string

	mu      sync.Mutex
	ops     int
	stopAt  int // 0: never
	failAt  int
	forever bool // failAt and everything after it fails
	fault   error
	lying   bool // syncs say that they worked and do nothing
	images  map[string]*image
	names   []change // not yet durable, the oldest first
}

var _ vfs.VFSFilename = (*FS)(nil)

// New registers a file layer under a name that no other one has.
func New(name string) *FS {
	f := &FS{VFS: vfs.Find(""), name: name, images: map[string]*image{}}
	vfs.Register(name, f)
	return f
}

// Name is what OpenOptions.VFS takes.
func (f *FS) Name() string { return f.name }

// Close unregisters the layer.
func (f *FS) Close() { vfs.Unregister(f.name) }

// Ops is how many writes, truncations, syncs, renames and deletes were asked for since New or Restart.
func (f *FS) Ops() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ops
}

// StopAt lets the world stop at the k-th operation counted by Ops: it and everything after it does nothing and fails.
func (f *FS) StopAt(k int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stopAt = k
}

// Stop stops the world now.
func (f *FS) Stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stopAt = max(f.ops, 1)
}

// Stopped reports whether the world has stopped.
func (f *FS) Stopped() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stopAt != 0 && f.ops >= f.stopAt
}

// FailAt lets the k-th operation fail once; with forever, also everything after it, as a full disk does.
func (f *FS) FailAt(k int, err error, forever bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failAt, f.fault, f.forever = k, err, forever
}

// Restart lets the world go on after a stop or a fault, with the counter at 0. What was not synced before still is not.
// Whatever used the files before must have been closed.
func (f *FS) Restart() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ops, f.stopAt, f.failAt, f.fault, f.forever = 0, 0, 0, nil, false
}

// IgnoreSyncs makes every later sync a lie: it succeeds and nothing becomes durable. A test of durability that passes on
// such a disk tests nothing.
func (f *FS) IgnoreSyncs() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lying = true
}

// step counts one operation and decides whether it may happen. The caller holds mu.
func (f *FS) step() error {
	f.ops++
	switch {
	case f.stopAt != 0 && f.ops >= f.stopAt:
		return ErrStopped
	case f.failAt != 0 && (f.ops == f.failAt || f.forever && f.ops > f.failAt):
		return f.fault
	}
	return nil
}

// forSQLite is step with what a file of the operating system says: SQLite does not see that a disk is full.
func (f *FS) forSQLite() error {
	err := f.step()
	if no := syscall.Errno(0); errors.As(err, &no) {
		return &os.PathError{Op: "write", Path: "faultfs", Err: err}
	}
	return err
}

// image returns what is known about a file. The caller holds mu.
func (f *FS) image(path string) *image {
	if f.images[path] == nil {
		f.images[path] = &image{path: path, before: map[int64][]byte{}}
	}
	return f.images[path]
}

// OpenFilename is how SQLite opens files.
func (f *FS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	const tracked = vfs.OPEN_MAIN_DB | vfs.OPEN_WAL | vfs.OPEN_MAIN_JOURNAL
	path := name.String()
	_, statErr := os.Lstat(path)
	inner, flags, err := vfsutil.WrapOpenFilename(f.VFS, name, flags)
	if err != nil || path == "" || flags&tracked == 0 {
		return inner, flags, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if errors.Is(statErr, os.ErrNotExist) {
		f.names = append(f.names, change{created: path})
	}
	// SQLite syncs the directory along with a log or journal that it has just made, but not with a database.
	return &file{File: inner, fs: f, path: path, named: flags&vfs.OPEN_MAIN_DB == 0}, flags, nil
}

// Delete removes a file; SQLite ends transactions and logs with it.
func (f *FS) Delete(name string, syncDir bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.forSQLite(); err != nil {
		return err
	}
	kept, err := f.image(name).durable()
	if err := f.VFS.Delete(name, syncDir); err != nil {
		return err
	}
	delete(f.images, name)
	if err == nil {
		f.names = append(f.names, change{deleted: name, content: kept})
	}
	if syncDir {
		f.names = nil
	}
	return nil
}

// Probe asks whether there is room for a new file, and leaves none behind.
func (f *FS) Probe(string, int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.step()
}

// WriteFile overwrites a file from its beginning and creates it if needed.
func (f *FS) WriteFile(name string, data []byte, sync bool) (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.step(); err != nil {
		return err
	}
	if _, err := os.Lstat(name); errors.Is(err, os.ErrNotExist) {
		f.names = append(f.names, change{created: name})
	}
	if err := f.image(name).keep(0, int64(len(data))); err != nil {
		return err
	}
	w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = w.WriteAt(data, 0)
	if err = errors.Join(err, w.Close()); err != nil || !sync {
		return err
	}
	if err := f.step(); err != nil {
		return err
	}
	if !f.lying {
		f.image(name).synced()
	}
	return nil
}

// Rename gives a file another name, durable only after SyncDir.
func (f *FS) Rename(from, to string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.step(); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	if moved := f.images[from]; moved != nil {
		moved.path = to
		f.images[to] = moved
		delete(f.images, from)
	}
	f.names = append(f.names, change{created: to, from: from})
	return nil
}

// SyncDir makes all names durable.
func (f *FS) SyncDir(string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.step(); err != nil {
		return err
	}
	if !f.lying {
		f.names = nil
	}
	return nil
}

// file is one connection's view of a tracked file.
type file struct {
	vfs.File
	fs    *FS
	path  string
	named bool // its next sync makes names durable, too
}

var (
	_ vfs.FileUnwrap       = (*file)(nil)
	_ vfs.FileSharedMemory = (*file)(nil)
)

// Unwrap is for package vfsutil.
func (x *file) Unwrap() vfs.File { return x.File }

// SharedMemory is the real one.
func (x *file) SharedMemory() vfs.SharedMemory { return vfsutil.WrapSharedMemory(x.File) }

// WriteAt writes through and remembers what the disk held.
func (x *file) WriteAt(p []byte, off int64) (int, error) {
	x.fs.mu.Lock()
	defer x.fs.mu.Unlock()
	if err := x.fs.forSQLite(); err != nil {
		return 0, err
	}
	if err := x.fs.image(x.path).keep(off, int64(len(p))); err != nil {
		return 0, err
	}
	return x.File.WriteAt(p, off)
}

// Truncate cuts the file off and remembers what the disk held.
func (x *file) Truncate(size int64) error {
	x.fs.mu.Lock()
	defer x.fs.mu.Unlock()
	if err := x.fs.forSQLite(); err != nil {
		return err
	}
	now, err := x.Size()
	if err != nil {
		return err
	}
	if err := x.fs.image(x.path).keep(size, max(now-size, 0)); err != nil {
		return err
	}
	return x.File.Truncate(size)
}

// Sync makes what was written durable. Nothing is really synced: tests would only wait.
func (x *file) Sync(vfs.SyncFlag) error {
	x.fs.mu.Lock()
	defer x.fs.mu.Unlock()
	if err := x.fs.forSQLite(); err != nil {
		return err
	}
	if x.fs.lying {
		return nil
	}
	x.fs.image(x.path).synced()
	if x.named {
		x.fs.names, x.named = nil, false
	}
	return nil
}

// sharedMemories are the files that exist only as memory and do not outlive a power cut.
func (f *FS) sharedMemories() []string {
	var all []string
	for path := range f.images {
		matches, err := filepath.Glob(path + "-shm")
		if err == nil {
			all = append(all, matches...)
		}
	}
	return all
}
