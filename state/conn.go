package state

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/osfile"
)

// settings of every connection, none of which needs a look at the file's definitions. What SQLite could run out of a damaged one is
// switched off.
const settings = `
PRAGMA busy_timeout = 5000;
PRAGMA foreign_keys = ON;
PRAGMA cell_size_check = ON;
`

// switches are settings that have no PRAGMA, or one that is not as strict.
var switches = map[sqlite3.DBConfig]bool{
	// A damaged log stays as it is for whoever wants to look into it.
	sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE: true,
	sqlite3.DBCONFIG_DEFENSIVE:        true,
	sqlite3.DBCONFIG_TRUSTED_SCHEMA:   false,
	sqlite3.DBCONFIG_ENABLE_TRIGGER:   false,
	sqlite3.DBCONFIG_ENABLE_VIEW:      false,
}

// durable looks at the definitions, and so comes after they are known.
const durable = "PRAGMA synchronous = FULL"

// valueMax is the largest text or row that is read. The largest ones that redpack writes are requests of a few kilobytes; a file of
// somebody else may claim gigabytes.
const valueMax = 1 << 20

// access is how a connection may use the file.
type access uint8

const (
	_         access = iota
	writing          // the Store's one writer
	reading          // beside a writer; changes nothing
	immutable        // of a folder that cannot be written: no lock, no shared memory, no writer may be at it
)

// connect opens a file that exists and lets it in.
func connect(ctx context.Context, path, vfs string, how access) (c fileConn, err error) {
	if c, err = dial(ctx, path, vfs, how); err != nil {
		return fileConn{}, err
	}
	if err = admit(ctx, c, path); err == nil {
		err = c.Exec(durable)
	}
	if err == nil && how != writing {
		err = c.Exec("PRAGMA query_only = ON")
	}
	if err != nil {
		c.SetInterrupt(context.WithoutCancel(ctx))
		return fileConn{}, errors.Join(err, c.Close())
	}
	return c, nil
}

// dial opens a file without believing anything in it. Only connect and whoever makes a file may call it.
func dial(ctx context.Context, path, vfs string, how access) (c fileConn, err error) {
	flags := sqlite3.OPEN_READWRITE | sqlite3.OPEN_URI
	options := url.Values{"modeof": {path}}
	if vfs != "" {
		options.Set("vfs", vfs)
	}
	if how == reading && !mayWrite(path) {
		flags = sqlite3.OPEN_READONLY | sqlite3.OPEN_URI
	}
	if how == immutable {
		flags = sqlite3.OPEN_READONLY | sqlite3.OPEN_URI
		options = url.Values{"immutable": {"1"}}
	}
	if c.Conn, err = sqlite3.OpenFlags(uri(path, options), flags); err != nil {
		return fileConn{}, err
	}
	c.SetInterrupt(ctx)
	if err := restrict(c); err != nil {
		return fileConn{}, errors.Join(err, c.Close())
	}
	return c, nil
}

func restrict(c fileConn) error {
	c.Limit(sqlite3.LIMIT_LENGTH, valueMax)
	c.Limit(sqlite3.LIMIT_SQL_LENGTH, maxStatementBytes)
	c.Limit(sqlite3.LIMIT_SCHEMA, maxDefinitions)
	for op, on := range switches {
		if _, err := c.Config(op, on); err != nil {
			return err
		}
	}
	return c.Exec(settings)
}

// mayWrite reports whether this process may write a file. A reader that may can tidy up behind itself.
func mayWrite(path string) bool {
	f, err := osfile.Open(path, os.O_RDWR, 0)
	return err == nil && f.Close() == nil
}

func uri(path string, options url.Values) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	return "file://" + (&url.URL{Path: path}).EscapedPath() + "?" + strings.ReplaceAll(options.Encode(), "+", "%20")
}

// connectReader opens a file for reading. Reading a write-ahead log needs the shared memory beside it; where the folder
// cannot be written, the file can still be read if no log is waiting in it.
func connectReader(ctx context.Context, path, vfs string) (fileConn, error) {
	err := protectSharedMemory(path)
	if err == nil {
		return connect(ctx, path, vfs, reading)
	}
	if !errors.Is(err, fs.ErrPermission) && !isReadOnly(err) {
		return fileConn{}, fileError(path, lang.Both("cannot be read", "无法读取"), err)
	}
	if wal, statErr := os.Stat(path + "-wal"); statErr == nil && wal.Size() > 0 {
		return fileConn{}, &PermissionError{
			Path: path, Why: lang.Both("has changes waiting in its log, and its folder cannot be written",
				"的日志里还有没写入的改动，而它所在的文件夹无法写入"), Err: err,
			Fix: lang.Both("Run redpack as the owner of the folder.", "用文件夹所有者的身份运行 redpack。"),
		}
	}
	return connect(ctx, path, vfs, immutable)
}

// protectSharedMemory makes sure that the shared memory file exists with the mode of the state; SQLite keeps the mode of
// the log itself.
func protectSharedMemory(path string) (err error) {
	f, err := osfile.Open(path+"-shm", os.O_RDWR|os.O_CREATE, osfile.Private)
	if err != nil {
		return err
	}
	return f.Close()
}
