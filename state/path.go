package state

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/lang"
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
		return "", lang.Errorf("find the state %s: %w", "查找状态文件 %s：%w", path, err)
	}
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		return real, checkLink(path, real)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fileError(path, lang.Both("cannot be found", "找不到"), err)
	}
	if _, err := os.Lstat(path); err == nil {
		return "", &NotFoundError{Path: path, What: lang.Both("the file that this symbolic link points to", "这个符号链接指向的文件")}
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return "", &NotFoundError{Path: path, What: lang.Format("the folder %s", "文件夹 %s ", filepath.Dir(path))}
	}
	if err != nil {
		return "", fileError(path, lang.Both("cannot be found", "找不到"), err)
	}
	return filepath.Join(dir, filepath.Base(path)), nil
}

// present reports whether there is a state file, and refuses to take a lost one for one that never was.
func present(path string) (fs.FileInfo, error) {
	var traces []lang.Text
	for _, trace := range []string{witnessPath(path), path + "-wal"} {
		if _, err := os.Lstat(trace); err == nil {
			traces = append(traces, lang.Same(trace))
		}
	}
	info, err := os.Lstat(path)
	if err == nil {
		return info, checkFile(path, info)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fileError(path, lang.Both("cannot be read", "无法读取"), err)
	}
	if len(traces) > 0 {
		return nil, &VanishedError{Path: path, Witness: lang.Join(traces, lang.Both(" and ", " 和 "))}
	}
	return nil, nil // no file and nothing wrong
}

// checkFile refuses what cannot be a state before SQLite touches it.
func checkFile(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return &PermissionError{Path: path, Why: lang.Both("is not a regular file", "不是普通文件"), Fix: lang.Both("Name another file in the redpack block's state.",
			"在 redpack 块的 state 里写另一个文件。")}
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
const magic = "SQLite format 3\x00" // for programs

func checkMagic(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fileError(path, lang.Both("cannot be read", "无法读取"), err)
	}
	defer closing(f, &err)
	start := make([]byte, len(magic))
	if _, err := io.ReadFull(f, start); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return lang.Errorf("read the state %s: %w", "读取状态文件 %s：%w", path, err)
	}
	if string(start) != magic {
		return &CorruptError{Path: path, Why: lang.Both("its first bytes are not those of a state", "开头的字节不是状态文件的")}
	}
	return nil
}

// fileError gives an error of the operating system the type that tells the way out.
func fileError(path string, why lang.Text, err error) error {
	var refused *osfile.RefusedError
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, fs.ErrPermission) || isReadOnly(err):
		return &PermissionError{
			Path: path, Why: lang.Format("%s: %s", "%s：%s", why, cause(err)), Err: err,
			Fix: asOwner,
		}
	case isNoSpace(err):
		return &WriteError{Path: path, Err: err}
	}
	return lang.Errorf("the state %s %s: %w", "状态文件 %s %s：%w", path, why, err)
}

// cause drops the operation and path that messages of package os begin with.
func cause(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
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
		return &CorruptError{Path: path, Why: lang.Both("reading it takes far more steps than a file of its size holds lines, so it leads in circles",
			"读取它所需的步数远多于这个大小的文件能有的行数，可见里面在绕圈")}
	case !errors.As(err, &code):
		return err
	}
	is := func(codes ...sqlite3.ErrorCode) bool { return slices.Contains(codes, code) }
	switch {
	case is(sqlite3.CORRUPT, sqlite3.NOTADB, sqlite3.ERROR, sqlite3.MISMATCH, sqlite3.CONSTRAINT, sqlite3.FORMAT, sqlite3.SCHEMA,
		sqlite3.ABORT, sqlite3.TOOBIG):
		return &CorruptError{Path: path, Why: lang.Of(err)}
	case is(sqlite3.FULL) || isWriteFailure(err):
		return (&WriteError{Path: path, Err: err}).asked(osFiles{})
	case is(sqlite3.BUSY, sqlite3.LOCKED):
		return &LockedError{Path: path, Holder: inSQLite}
	case is(sqlite3.CANTOPEN, sqlite3.READONLY, sqlite3.PERM, sqlite3.AUTH):
		return &PermissionError{
			Path: path, Why: lang.Format("cannot be opened: %s", "无法打开：%s", err), Err: err,
			Fix: asOwner,
		}
	}
	return lang.Errorf("read the state %s: %w", "读取状态文件 %s：%w", path, err)
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
