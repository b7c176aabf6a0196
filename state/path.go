package state

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/osfile"
)

// resolve makes a path absolute and follows symbolic links, so that the files beside the state lie beside the real one,
// whatever name it is reached by. What could make redpack or SQLite write into another file than the state's own is refused.
func resolve(path string) (string, error) {
	real, err := follow(path)
	if err != nil {
		return "", err
	}
	for _, suffix := range []string{"-wal", "-shm", "-journal", ".lock", ".serial", ".serial.new"} {
		if err := osfile.CheckInPlace(real + suffix); err != nil {
			return "", err
		}
	}
	return real, nil
}

func follow(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find the state %s: %w", path, err)
	}
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		return real, checkLink(path, real)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fileError(path, "cannot be found", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return "", &NotFoundError{Path: path, What: "the file that this symbolic link points to"}
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return "", &NotFoundError{Path: path, What: "the folder " + filepath.Dir(path)}
	}
	if err != nil {
		return "", fileError(path, "cannot be found", err)
	}
	return filepath.Join(dir, filepath.Base(path)), nil
}

// present reports whether there is a state file, and refuses to take a lost one for one that never was.
func present(path string) (fs.FileInfo, error) {
	traces := []string{}
	for _, trace := range []string{witnessPath(path), path + "-wal"} {
		if _, err := os.Lstat(trace); err == nil {
			traces = append(traces, trace)
		}
	}
	info, err := os.Lstat(path)
	if err == nil {
		return info, checkFile(path, info)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fileError(path, "cannot be read", err)
	}
	if len(traces) > 0 {
		return nil, &VanishedError{Path: path, Witness: strings.Join(traces, " and ")}
	}
	return nil, nil // no file and nothing wrong
}

// checkFile refuses what cannot be a state before SQLite touches it.
func checkFile(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return &PermissionError{Path: path, Why: "is not a regular file", Fix: "Name another file in the redpack block's state."}
	}
	if info.Size() == 0 {
		return &EmptyError{Path: path}
	}
	if err := checkMode(path, info); err != nil {
		return err
	}
	names, err := countNames(path, info)
	if err != nil {
		return err
	}
	if names > 1 {
		return &LinkedError{Path: path, Names: names}
	}
	return checkMagic(path)
}

// magic is how every SQLite file begins.
const magic = "SQLite format 3\x00"

func checkMagic(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fileError(path, "cannot be read", err)
	}
	defer closing(f, &err)
	start := make([]byte, len(magic))
	if _, err := io.ReadFull(f, start); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read the state %s: %w", path, err)
	}
	if string(start) != magic {
		return &CorruptError{Path: path, Why: "its first bytes are not those of a state"}
	}
	return nil
}

// fileError gives an error of the operating system the type that tells the way out.
func fileError(path, why string, err error) error {
	var refused *osfile.RefusedError
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, fs.ErrPermission) || isReadOnly(err):
		return &PermissionError{
			Path: path, Why: why + ": " + cause(err), Err: err,
			Fix: "Run redpack as the owner of the file, and give that user write access to its folder.",
		}
	case isNoSpace(err):
		return &WriteError{Path: path, Err: err}
	}
	return fmt.Errorf("the state %s %s: %w", path, why, err)
}

// cause drops the operation and path that messages of package os begin with.
func cause(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// dbError gives an error of SQLite or of our own checks the type that tells the way out.
func dbError(ctx context.Context, path string, err error) error {
	var d damage
	var code sqlite3.ErrorCode
	switch {
	case err == nil:
		return nil
	case errors.As(err, &d):
		return &CorruptError{Path: path, Why: d.why}
	case errors.Is(err, sqlite3.INTERRUPT) && ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, sqlite3.INTERRUPT):
		return &CorruptError{Path: path, Why: "reading it takes far more steps than a file of its size holds lines, so it leads in circles"}
	case !errors.As(err, &code):
		return err
	}
	is := func(codes ...sqlite3.ErrorCode) bool { return slices.Contains(codes, code) }
	switch {
	case is(sqlite3.CORRUPT, sqlite3.NOTADB, sqlite3.ERROR, sqlite3.MISMATCH, sqlite3.CONSTRAINT, sqlite3.FORMAT, sqlite3.SCHEMA,
		sqlite3.ABORT, sqlite3.TOOBIG):
		return &CorruptError{Path: path, Why: err.Error()}
	case is(sqlite3.FULL) || isWriteFailure(err):
		return (&WriteError{Path: path, Err: err}).asked(osFiles{})
	case is(sqlite3.BUSY, sqlite3.LOCKED):
		return &LockedError{Path: path, Holder: "another program that has the database open"}
	case is(sqlite3.CANTOPEN, sqlite3.READONLY, sqlite3.PERM, sqlite3.AUTH):
		return &PermissionError{
			Path: path, Why: "cannot be opened: " + err.Error(), Err: err,
			Fix: "Run redpack as the owner of the file, and give that user write access to its folder.",
		}
	}
	return fmt.Errorf("read the state %s: %w", path, err)
}

func isWriteFailure(err error) bool {
	for _, code := range []sqlite3.ExtendedErrorCode{
		sqlite3.IOERR_WRITE, sqlite3.IOERR_FSYNC, sqlite3.IOERR_DIR_FSYNC, sqlite3.IOERR_TRUNCATE, sqlite3.IOERR_SHMSIZE,
		sqlite3.IOERR_DELETE,
	} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}
