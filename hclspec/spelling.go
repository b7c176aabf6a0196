package hclspec

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/cashredpack/redpack/hclspec/internal/csvrow"
)

// anySpelling is a folder in which a name is found in whatever normal form of Unicode it lies on the disk. HCL gives one form to every
// text, and archives and disks of macOS have another one, so that a campaign could not name such a file at all.
type anySpelling struct{ fs.FS }

var (
	_ fs.ReadDirFS = anySpelling{}
	_ fs.StatFS    = anySpelling{}
)

// Open opens the file of this very name, or else the one that is spelt in another form.
func (a anySpelling) Open(name string) (fs.File, error) {
	f, err := a.FS.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		if other, found := a.spelt(name); found {
			return a.FS.Open(other)
		}
	}
	return f, err
}

// Stat is Open for what is known of a file.
func (a anySpelling) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(a.FS, name)
	if errors.Is(err, fs.ErrNotExist) {
		if other, found := a.spelt(name); found {
			return fs.Stat(a.FS, other)
		}
	}
	return info, err
}

// ReadDir lists a folder as it lies on the disk.
func (a anySpelling) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(a.FS, name) }

// spelt is a path as its parts lie on the disk.
func (a anySpelling) spelt(name string) (other string, found bool) {
	if csvrow.IsASCII(name) {
		return "", false
	}
	other = "."
	for part := range strings.SplitSeq(path.Clean(name), "/") {
		next, ok := a.part(other, part)
		if !ok {
			return "", false
		}
		other = path.Join(other, next)
	}
	return other, true
}

func (a anySpelling) part(folder, name string) (string, bool) {
	if _, err := fs.Stat(a.FS, path.Join(folder, name)); err == nil {
		return name, true
	}
	entries, err := fs.ReadDir(a.FS, folder)
	if err != nil {
		return "", false // the first error tells more
	}
	for _, entry := range entries {
		if Normal(entry.Name()) == Normal(name) {
			return entry.Name(), true
		}
	}
	return "", false
}
