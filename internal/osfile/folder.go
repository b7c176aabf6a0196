// Package osfile makes and changes files. A campaign's folder is a checkout: a pull request may have put a symbolic link where
// redpack keeps a file of its own, and whoever writes through it destroys whatever file of the user's it leads to. So everything
// that redpack creates or rewrites goes through this package, which follows no link at the end of a path, nor on its way where a
// checkout decides that; what it refuses is a *RefusedError, and nothing was changed then.
package osfile

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
)

// Private and Shared are the modes of new files: for their owner only, or for everybody who may read the repository.
const (
	Private fs.FileMode = 0o600
	Shared  fs.FileMode = 0o644
)

// Folder is a folder that was named by somebody, who answers for the way to it. What lies in it may be anybody's, so names in
// it lead nowhere else.
type Folder struct {
	root *os.Root
	dir  string // as it was named
}

// OpenFolder opens a folder that somebody named.
func OpenFolder(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Folder{root, dir}, nil
}

// Given does something in the folder of a path that somebody named, such as in a flag. Of a path below the folder one stands in,
// however it is written, any part may be a checkout's link, so that whole folder is opened.
func Given(path string, do func(f *Folder, name string) error) error {
	if name, ok := Here(path); ok {
		return within(".", name, do)
	}
	return in(path, do)
}

// Here is a path as it is seen from the folder one stands in, where it is one below it and surely means the same file.
func Here(path string) (name string, ok bool) {
	clean := filepath.Clean(path)
	switch {
	case filepath.IsLocal(clean):
		return clean, true
	case leavesNamedFolder(path), !filepath.IsAbs(path) && filepath.ToSlash(path)[0] == '/': // of the drive on Windows
		return "", false
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil || filepath.Dir(real) == real { // below the root is everything, and no checkout
		return "", false
	}
	if !filepath.IsAbs(path) { // systems climb from where a folder is, and not from the link by which one came
		return below(real, filepath.Join(real, path))
	}
	if name, ok := below(dir, clean); ok {
		return name, true
	}
	return below(real, clean)
}

// leavesNamedFolder tells whether a path goes up again from a folder that it names. Where that is a link, it leads elsewhere than it reads.
func leavesNamedFolder(path string) bool {
	named := filepath.IsAbs(path)
	for _, part := range strings.Split(filepath.ToSlash(path), "/") {
		if part == ".." && named {
			return true
		}
		named = named || part != ".." && part != "." && part != ""
	}
	return false
}

func below(dir, path string) (name string, ok bool) {
	name, err := filepath.Rel(dir, path)
	return name, err == nil && filepath.IsLocal(name)
}

// in does something in the folder of a path to which somebody else than a checkout has led.
func in(path string, do func(f *Folder, name string) error) error {
	if !leavesNamedFolder(path) {
		path = filepath.Clean(path)
	}
	dir, name := filepath.Split(path)
	return within(cmp.Or(dir, "."), name, do)
}

func within(dir, name string, do func(f *Folder, name string) error) error {
	folder, err := OpenFolder(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return &fs.PathError{Op: "open", Path: filepath.Join(dir, name), Err: noFolderError{}}
	}
	if err != nil {
		return err
	}
	err = do(folder, name)
	_ = folder.Close() // nothing was written to it
	return err
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// FS reads the folder's files. A link that leads out of it is an *OutsideError.
func (f *Folder) FS() fs.FS { return reader{f} }

type reader struct{ folder *Folder }

func (r reader) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	file, err := r.folder.root.OpenFile(filepath.FromSlash(name), bounded.Waitless, 0)
	if err == nil {
		if err = bounded.Regular(file, name); err != nil {
			return nil, err
		}
		return file, nil
	}
	if outside := r.folder.outside(name, err); outside != nil {
		return nil, outside
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: cause(err)}
}

// path is a name as whoever named the folder would write it.
func (f *Folder) path(name string) string { return filepath.Join(f.dir, name) }

// failed gives an error of os.Root the path as a person knows it.
func (f *Folder) failed(op, name string, err error) error {
	if outside := f.outside(name, err); outside != nil {
		return refuseOutside(f.path(name), outside)
	}
	if _, missing := f.root.Stat(filepath.Dir(name)); errors.Is(err, fs.ErrNotExist) && errors.Is(missing, fs.ErrNotExist) {
		err = noFolderError{}
	}
	return &fs.PathError{Op: op, Path: f.path(name), Err: cause(err)}
}

// noFolderError is fs.ErrNotExist of a folder, which "no such file" would not tell from a file.
type noFolderError struct{}

func (e noFolderError) Error() string      { return e.Said().English }
func (noFolderError) Is(target error) bool { return target == fs.ErrNotExist }

// Said is the error in every language.
func (noFolderError) Said() lang.Text {
	return lang.Both("its folder is not there; make it first", "所在的文件夹不存在；先新建文件夹")
}

func cause(err error) error {
	var pathError *fs.PathError
	var linkError *os.LinkError
	switch {
	case errors.As(err, &pathError):
		return pathError.Err
	case errors.As(err, &linkError):
		return linkError.Err
	}
	return err
}

// outside finds the link on the way to a name that leads out of the folder. What os.Root says of one is none of the system's errors,
// and not exported.
func (f *Folder) outside(name string, err error) *OutsideError {
	var system syscall.Errno
	if errors.As(err, &system) {
		return nil
	}
	parts := strings.Split(filepath.ToSlash(name), "/")
	for i := range parts {
		prefix := filepath.Join(parts[:i+1]...)
		info, err := f.root.Lstat(prefix)
		if err != nil {
			return nil
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		if _, err := f.root.Stat(prefix); err != nil && !errors.As(err, &system) {
			return &OutsideError{Path: filepath.ToSlash(name), Link: filepath.ToSlash(prefix), Target: f.target(prefix)}
		}
	}
	return nil
}

// target is where a link leads to, as it stands in the link.
func (f *Folder) target(name string) string {
	target, err := f.root.Readlink(name)
	if err != nil {
		return "?" // it is gone again; what was refused stays refused
	}
	return target
}
