package osfile

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/cashredpack/redpack/internal/lang"
)

// Replace gives a file its content in one step: a crash leaves the old file or the new one, whole and on the disk. What is there
// keeps its mode, but that what is written as Private stays unreadable for others.
func (f *Folder) Replace(name string, content []byte, mode fs.FileMode) error {
	return f.ReplaceFrom(name, mode, func(w io.Writer) error {
		_, err := bytes.NewReader(content).WriteTo(w)
		return err
	})
}

// ReplaceFrom is Replace for a content that is too long to be held: write makes it. An error of write leaves the old file.
func (f *Folder) ReplaceFrom(name string, mode fs.FileMode, write func(io.Writer) error) error {
	before, err := f.regular(name)
	if err != nil {
		return err
	}
	if before != nil {
		mode = kept(before.Mode().Perm(), mode)
	}
	dir := filepath.Dir(name)
	temporary := filepath.Join(dir, ".redpack-"+rand.Text())
	if err = f.fill(temporary, mode, write); err == nil {
		err = f.root.Rename(temporary, name)
	}
	var refused unwritten
	if errors.As(err, &refused) {
		return errors.Join(refused.error, f.discard(temporary))
	}
	if err != nil {
		return f.failed("write", name, errors.Join(err, f.discard(temporary)))
	}
	return f.sync(dir)
}

func kept(before, wanted fs.FileMode) fs.FileMode {
	if wanted == Private {
		return before & Private
	}
	return before
}

// unwritten is the error of whoever makes a content, which is none of the file's.
type unwritten struct{ error }

// fill makes a file that was not there.
func (f *Folder) fill(name string, mode fs.FileMode, write func(io.Writer) error) error {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, Private)
	if err != nil {
		return err
	}
	var system *fs.PathError // as files give it
	if err = write(file); err != nil && !errors.As(err, &system) {
		err = unwritten{err}
	}
	return errors.Join(err, file.Chmod(mode), file.Sync(), file.Close())
}

// discard removes a file that may not have come to be.
func (f *Folder) discard(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sync makes the names in a folder durable, where the system can be asked for it.
func (f *Folder) sync(name string) error {
	dir, err := f.root.Open(name)
	if err != nil {
		return f.failed("sync", name, err)
	}
	err = syncNames(dir)
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrInvalid) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}

// Create makes a new file. Whatever has the name already, a link included, is fs.ErrExist.
func (f *Folder) Create(name string, mode fs.FileMode) (*os.File, error) {
	file, err := f.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, f.failed("open", name, err)
	}
	return file, nil
}

// Open opens a file to be changed where it lies, and with os.O_CREATE makes it if it is not there. It cuts nothing off. Between the look
// at what is there and its opening a link may take its place: what was opened then is another file, and is let go untouched.
func (f *Folder) Open(name string, flag int, mode fs.FileMode) (*os.File, error) {
	const tries = 10 // others may make or replace the same file at the same time
	for range tries {
		before, err := f.regular(name)
		if err != nil {
			return nil, err
		}
		file, err := f.openSeen(name, flag, mode, before)
		if file != nil || err != nil {
			return file, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: f.path(name), Err: lang.Errorf("it is replaced by another one all the time", "它不断被替换成别的文件")}
}

// openSeen opens what was seen; nil where something else is there by now.
func (f *Folder) openSeen(name string, flag int, mode fs.FileMode, before fs.FileInfo) (*os.File, error) {
	flag &^= os.O_TRUNC
	if before != nil {
		flag &^= os.O_CREATE
	} else if flag&os.O_CREATE != 0 {
		flag |= os.O_EXCL // which follows no link
	}
	file, err := f.root.OpenFile(name, flag, mode)
	switch {
	case before == nil && errors.Is(err, fs.ErrExist), before != nil && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, f.failed("open", name, err)
	}
	after, err := file.Stat()
	if err != nil || before != nil && !os.SameFile(before, after) {
		return nil, errors.Join(err, file.Close())
	}
	names, err := countNames(file, after)
	if err == nil && names > 1 {
		err = refuseNames(f.path(name), names)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// regular looks at what is there: a regular file, nothing, or what redpack would not have made.
func (f *Folder) regular(name string) (fs.FileInfo, error) {
	info, err := f.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, f.failed("open", name, err)
	case info.Mode().IsRegular():
		return info, nil
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, refuseLink(f.path(name), f.target(name))
	}
	return nil, refuseKind(f.path(name), info.Mode())
}

// Check refuses what Replace would refuse. What is not there is fine, but for its folder.
func (f *Folder) Check(name string) error {
	before, err := f.regular(name)
	if err != nil || before != nil {
		return err
	}
	if _, err := f.root.Stat(filepath.Dir(name)); err != nil {
		return f.failed("write", name, err)
	}
	return nil
}

// makeAll makes a folder and those on the way to it.
func (f *Folder) makeAll(name string, mode fs.FileMode) error {
	info, err := f.root.Stat(name)
	switch {
	case err == nil && !info.IsDir():
		err = syscall.ENOTDIR
	case errors.Is(err, fs.ErrNotExist):
		err = f.root.MkdirAll(name, mode)
	}
	if err != nil {
		return f.failed("mkdir", name, err)
	}
	return nil
}

// MakeFolder makes a folder and those on the way to it.
func (f *Folder) MakeFolder(name string, mode fs.FileMode) error { return f.makeAll(name, mode) }

// Replace is Folder.Replace for a path to whose folder somebody else than a checkout has led.
func Replace(path string, content []byte, mode fs.FileMode) error {
	return in(path, func(f *Folder, name string) error { return f.Replace(name, content, mode) })
}

// Create is Folder.Create for such a path.
func Create(path string, mode fs.FileMode) (file *os.File, err error) {
	err = in(path, func(f *Folder, name string) error {
		file, err = f.Create(name, mode)
		return err
	})
	return file, err
}

// Open is Folder.Open for such a path.
func Open(path string, flag int, mode fs.FileMode) (file *os.File, err error) {
	err = in(path, func(f *Folder, name string) error {
		file, err = f.Open(name, flag, mode)
		return err
	})
	return file, err
}

// CheckInPlace refuses what Open would refuse, for files that a library opens by their path. What is not there is fine.
func CheckInPlace(path string) error {
	return in(path, func(f *Folder, name string) error {
		info, err := f.regular(name)
		if err != nil || info == nil {
			return err
		}
		if names, err := countNames(nil, info); err == nil && names > 1 {
			return refuseNames(path, names)
		}
		return nil
	})
}

// Rename gives a file another name. It renames a link and does not follow it.
func Rename(from, to string) error { return os.Rename(from, to) }

// MakeFolder makes a folder that somebody named, and those on the way to it. A path below the folder one stands in does not lead out
// of it by a link.
func MakeFolder(path string, mode fs.FileMode) error {
	name, ok := Here(path)
	if !ok {
		return os.MkdirAll(path, mode)
	}
	return within(".", name, func(f *Folder, name string) error { return f.makeAll(name, mode) })
}

// SyncDir makes the names in a folder durable.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := errors.Join(syncNames(d), d.Close()); err != nil {
		return lang.Errorf("sync the folder %s: %w", "把文件夹 %s 存盘：%w", dir, err)
	}
	return nil
}
