package git

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"
)

// find is the path of a file or folder behind all links.
func (t *Tree) find(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	real, err := t.resolve(name)
	if err == nil {
		_, isFile := t.files[real]
		_, isDir := t.dirs[real]
		if isFile || isDir {
			return real, nil
		}
		err = fs.ErrNotExist
	}
	return "", &fs.PathError{Op: op, Path: name, Err: err}
}

// Open opens a file or a folder.
func (t *Tree) Open(name string) (fs.File, error) {
	real, err := t.find("open", name)
	if err != nil {
		return nil, err
	}
	if _, ok := t.dirs[real]; ok {
		return &dir{tree: t, info: info{name: path.Base(name), mode: fs.ModeDir | dirMode}, path: real}, nil
	}
	content, err := t.content(real)
	if err != nil {
		return nil, err
	}
	return &file{Reader: bytes.NewReader(content), info: info{name: path.Base(name), size: int64(len(content)), mode: fileMode}}, nil
}

// ReadFile reads a whole file.
func (t *Tree) ReadFile(name string) ([]byte, error) {
	real, err := t.find("open", name)
	if err != nil {
		return nil, err
	}
	if _, ok := t.dirs[real]; ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrInvalid}
	}
	content, err := t.content(real)
	return slices.Clone(content), err
}

// ReadDir lists a folder by name.
func (t *Tree) ReadDir(name string) ([]fs.DirEntry, error) {
	real, err := t.find("readdir", name)
	if err != nil {
		return nil, err
	}
	names, ok := t.dirs[real]
	if !ok {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	entries := make([]fs.DirEntry, len(names))
	for i, base := range names {
		full := path.Join(real, base)
		e := entry{tree: t, path: full}
		if _, ok := t.dirs[full]; ok {
			e.mode = fs.ModeDir
		} else if t.files[full].mode == modeLink {
			e.mode = fs.ModeSymlink
		}
		entries[i] = e
	}
	return entries, nil
}

const (
	fileMode fs.FileMode = 0o444
	dirMode  fs.FileMode = 0o555
)

// info describes a file. A commit keeps no times of its files.
type info struct {
	name string
	size int64
	mode fs.FileMode
}

// Name is the base name.
func (i info) Name() string { return i.name }

// Size is the length in bytes.
func (i info) Size() int64 { return i.size }

// Mode is that of a file that can only be read.
func (i info) Mode() fs.FileMode { return i.mode }

// ModTime is zero.
func (i info) ModTime() time.Time { return time.Time{} }

// IsDir reports whether it is a folder.
func (i info) IsDir() bool { return i.mode.IsDir() }

// Sys is nil.
func (i info) Sys() any { return nil }

// file is an open file. It can be read at any place, as data files are for duplicates.
type file struct {
	*bytes.Reader
	info info
}

// Stat describes the file.
func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close has nothing to release.
func (f *file) Close() error { return nil }

// dir is an open folder.
type dir struct {
	tree *Tree
	info info
	path string
	at   int
}

// Stat describes the folder.
func (d *dir) Stat() (fs.FileInfo, error) { return d.info, nil }

// Read is not for folders.
func (d *dir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.path, Err: fs.ErrInvalid}
}

// Close has nothing to release.
func (d *dir) Close() error { return nil }

// ReadDir lists the next n entries, all of them for n ≤ 0.
func (d *dir) ReadDir(n int) ([]fs.DirEntry, error) {
	all, err := d.tree.ReadDir(d.path)
	if err != nil {
		return nil, err
	}
	rest := all[d.at:]
	if n > 0 && len(rest) == 0 {
		return nil, io.EOF
	}
	if n > 0 {
		rest = rest[:min(n, len(rest))]
	}
	d.at += len(rest)
	return rest, nil
}

// entry is a name in a folder.
type entry struct {
	tree *Tree
	path string
	mode fs.FileMode // the type
}

// Name is the base name.
func (e entry) Name() string { return path.Base(e.path) }

// IsDir reports whether it is a folder.
func (e entry) IsDir() bool { return e.mode.IsDir() }

// Type is the kind of file.
func (e entry) Type() fs.FileMode { return e.mode }

// Info describes what stands there, and for a file reads it to know its length.
func (e entry) Info() (fs.FileInfo, error) {
	switch {
	case e.mode.IsDir():
		return info{name: e.Name(), mode: fs.ModeDir | dirMode}, nil
	case e.mode == fs.ModeSymlink:
		return info{name: e.Name(), mode: fs.ModeSymlink | fileMode}, nil
	case e.tree.files[e.path].mode == modeSubmodule:
		return info{name: e.Name(), mode: fileMode}, nil
	}
	content, err := e.tree.content(e.path)
	return info{name: e.Name(), size: int64(len(content)), mode: fileMode}, err
}
