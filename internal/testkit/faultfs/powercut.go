package faultfs

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"slices"
)

// sector is what a disk writes as a whole.
const sector = 512

// image remembers what the disk holds of a file without what was written since the last sync.
type image struct {
	path   string
	before map[int64][]byte // sector number → its durable content, cut at the durable end of the file
	size   int64            // durable size, valid while before is not empty
}

// keep remembers the sectors that a write is about to change.
func (i *image) keep(off, n int64) (err error) {
	f, err := os.Open(i.path)
	if errors.Is(err, os.ErrNotExist) {
		i.size = 0
		if len(i.before) == 0 {
			i.before[off/sector] = nil
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if len(i.before) == 0 {
		info, err := f.Stat()
		if err != nil {
			return err
		}
		i.size = info.Size()
	}
	for s := off / sector; s*sector < off+max(n, 1); s++ {
		if _, kept := i.before[s]; kept {
			continue
		}
		old := make([]byte, sector)
		got, err := f.ReadAt(old, s*sector)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		i.before[s] = old[:got]
	}
	return nil
}

func (i *image) synced() { i.before = map[int64][]byte{} }

// durable is the content that a power cut cannot take away.
func (i *image) durable() ([]byte, error) {
	return i.mix(func() bool { return false })
}

// mix is the content after a power cut; survives decides about each unsynced sector and about the length.
func (i *image) mix(survives func() bool) ([]byte, error) {
	content, err := os.ReadFile(i.path)
	if err != nil || len(i.before) == 0 {
		return content, err
	}
	length := i.size
	if survives() {
		length = int64(len(content))
	}
	mixed := make([]byte, length)
	copy(mixed, content)
	for _, s := range i.sectors() {
		at := s * sector
		if at >= length || survives() {
			continue
		}
		clear(mixed[at:min(at+sector, length)])
		copy(mixed[at:min(at+sector, length)], i.before[s])
	}
	return mixed, nil
}

// sectors are the unsynced ones in a fixed order, so that a seed always gives the same cut.
func (i *image) sectors() []int64 {
	var all []int64
	for s := range i.before {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

// change is one change of names that a power cut may undo.
type change struct {
	created string
	from    string // created by renaming this one
	deleted string
	content []byte // of the deleted file
}

func (c change) undo() error {
	switch {
	case c.deleted != "":
		if _, err := os.Lstat(c.deleted); err == nil {
			return nil
		}
		return os.WriteFile(c.deleted, c.content, 0o600)
	case c.from != "":
		return os.Rename(c.created, c.from)
	}
	if err := os.Remove(c.created); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// PowerCut stops the world and leaves on the disk what a power cut could have left: each unsynced sector may be new or
// old, each unsynced name may be there or not. Whatever used the files must be closed before they are opened again,
// after Restart.
func (f *FS) PowerCut(random *rand.Rand) error {
	f.Stop()
	f.mu.Lock()
	defer f.mu.Unlock()
	coin := func() bool { return random.IntN(2) == 0 }
	var errs []error
	for _, path := range f.sharedMemories() {
		errs = append(errs, os.Remove(path))
	}
	for _, path := range f.paths() {
		mixed, err := f.images[path].mix(coin)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(path, mixed, 0o600)
		}
		errs = append(errs, err)
	}
	for len(f.names) > 0 && coin() {
		last := f.names[len(f.names)-1]
		f.names = f.names[:len(f.names)-1]
		errs = append(errs, last.undo())
	}
	f.names, f.images = nil, map[string]*image{}
	return errors.Join(errs...)
}

func (f *FS) paths() []string {
	var all []string
	for path := range f.images {
		all = append(all, path)
	}
	slices.Sort(all)
	return all
}
