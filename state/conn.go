package state

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/osfile"
)

// pragmas of every connection. What SQLite could run out of a damaged definition is switched off.
const pragmas = `
PRAGMA busy_timeout = 5000;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
`

// valueMax is the largest text or row that is read. The largest ones that redpack writes are requests of a few kilobytes; a file of
// somebody else may claim gigabytes.
const valueMax = 1 << 20

// onlyTables refuses a file whose tables are something else under their names, such as a view that never ends.
func onlyTables(c *sqlite3.Conn) error {
	return query(c, "SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR rootpage = 0", func(s *sqlite3.Stmt) error {
		return damage{fmt.Sprintf("it holds %.40q, so its table definitions are not those that redpack made", s.ColumnText(0))}
	})
}

// access is how a connection may use the file.
type access uint8

const (
	_        access = iota
	writing         // the Store's one writer
	reading         // beside a writer; changes nothing
	snapshot        // of a folder that cannot be written: no lock, no shared memory, no writer may be at it
)

// connect opens a file that exists. No connection checkpoints by itself when it closes, so that a damaged write-ahead
// log stays as it is for whoever wants to look into it.
func connect(ctx context.Context, path, vfs string, how access) (c *sqlite3.Conn, err error) {
	flags := sqlite3.OPEN_READWRITE | sqlite3.OPEN_URI
	options := url.Values{"modeof": {path}}
	if vfs != "" {
		options.Set("vfs", vfs)
	}
	if how == reading && !mayWrite(path) {
		flags = sqlite3.OPEN_READONLY | sqlite3.OPEN_URI
	}
	if how == snapshot {
		flags = sqlite3.OPEN_READONLY | sqlite3.OPEN_URI
		options = url.Values{"immutable": {"1"}}
	}
	c, err = sqlite3.OpenFlags(uri(path, options), flags)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Close())
		}
	}()
	c.SetInterrupt(ctx)
	if _, err := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true); err != nil {
		return nil, err
	}
	c.Limit(sqlite3.LIMIT_LENGTH, valueMax)
	if err := c.Exec(pragmas); err != nil {
		return nil, err
	}
	if err := onlyTables(c); err != nil {
		return nil, err
	}
	if how != writing {
		err = c.Exec("PRAGMA query_only = ON")
	}
	return c, err
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
func connectReader(ctx context.Context, path, vfs string) (*sqlite3.Conn, error) {
	err := protectSharedMemory(path)
	if err == nil {
		return connect(ctx, path, vfs, reading)
	}
	if !errors.Is(err, fs.ErrPermission) && !isReadOnly(err) {
		return nil, fileError(path, "cannot be read", err)
	}
	if wal, statErr := os.Stat(path + "-wal"); statErr == nil && wal.Size() > 0 {
		return nil, &PermissionError{
			Path: path, Why: "has changes waiting in its log, and its folder cannot be written", Err: err,
			Fix: "Run redpack as the owner of the folder.",
		}
	}
	return connect(ctx, path, vfs, snapshot)
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

// sniff reads the version of a file before anything else of it is interpreted.
func sniff(c *sqlite3.Conn, path string) (version int, err error) {
	id, err := queryInt(c, "PRAGMA application_id")
	if err != nil {
		return 0, err
	}
	n, err := queryInt(c, "PRAGMA user_version")
	if err != nil {
		return 0, err
	}
	version = int(n)
	if id != applicationID || version < 1 {
		return 0, damage{"it is an SQLite database, but not one of redpack"}
	}
	if version > schemaVersion {
		tool := ""
		// A newer file may be laid out in any way; its writer's version is a courtesy.
		if err := query(c, "SELECT value FROM meta WHERE key = ?", func(s *sqlite3.Stmt) error {
			tool = s.ColumnText(0)
			return nil
		}, metaTool); err != nil {
			tool = ""
		}
		return version, &NewerError{Path: path, Schema: version, Known: schemaVersion, Tool: tool}
	}
	return version, nil
}
