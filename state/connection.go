package state

import (
	"errors"
	"fmt"

	"github.com/ncruces/go-sqlite3"
)

// connection is one to the database that holds a state, whichever kind of database that is. It runs the statements of this package, which
// have a ? for each argument, an int64, a string or null.
type connection interface {
	// rows begins a statement that yields lines. Others may run before it is closed.
	rows(sql string, args ...any) (rows, error)
	// stream is rows of which all are taken before another statement begins; where there is a server, it sends them without being asked again.
	stream(sql string, args ...any) (rows, error)
	// atOnce runs a function in one read transaction, so that all of it sees the same moment.
	atOnce(do func() error) error
	// version is that of the tables.
	version() (int, error)
	// schema is the version of tables that are known to be redpack's own. Within a transaction it stays true.
	schema() (int, error)
}

// line is one of a result. Its raw texts are lent until the next one, and a column that is NULL is 0 or "".
type line interface {
	ColumnInt64(column int) int64
	ColumnText(column int) string
	ColumnRawText(column int) []byte
	isNull(column int) bool
}

// rows is a result, read line by line.
type rows interface {
	line
	next() bool
	Err() error
	Close() error
}

// beside runs a function on another connection to the state that is being read.
type beside func(do func(connection) error) error

// query runs a statement and calls each for every line. It must not ask the connection for anything else.
func query(c connection, sql string, each func(line) error, args ...any) error {
	all, err := c.stream(sql, args...)
	return eachOf(all, err, each)
}

// queryAmid is query with an each that may run other statements.
func queryAmid(c connection, sql string, each func(line) error, args ...any) error {
	all, err := c.rows(sql, args...)
	return eachOf(all, err, each)
}

func eachOf(all rows, failed error, each func(line) error) (err error) {
	if failed != nil {
		return failed
	}
	defer closing(all, &err)
	for all.next() {
		if err := each(all); err != nil {
			return err
		}
	}
	return all.Err()
}

// queryInt yields the first column of the first line, 0 where there is none.
func queryInt(c connection, sql string, args ...any) (n int64, err error) {
	err = query(c, sql, func(s line) error { n = s.ColumnInt64(0); return nil }, args...)
	return n, err
}

// fileConn is a connection to a state file.
type fileConn struct{ *sqlite3.Conn }

func (c fileConn) rows(sql string, args ...any) (rows, error) {
	stmt, _, err := c.Prepare(sql)
	if err != nil {
		return nil, err
	}
	if err := bind(stmt, args...); err != nil {
		return nil, errors.Join(err, stmt.Close())
	}
	return fileRows{stmt}, nil
}

func (c fileConn) stream(sql string, args ...any) (rows, error) { return c.rows(sql, args...) }

// each runs a statement of what only SQLite has.
func (c fileConn) each(sql string, each func(*sqlite3.Stmt) error, args ...any) error {
	return query(c, sql, func(s line) error { return each(s.(fileRows).Stmt) }, args...) //nolint:errcheck // it is what rows makes
}

func (c fileConn) atOnce(do func() error) (err error) {
	if err := c.Exec("BEGIN"); err != nil {
		return err
	}
	defer func() {
		if endErr := c.Exec("ROLLBACK"); err == nil {
			err = endErr
		}
	}()
	return do()
}

func (c fileConn) version() (int, error) {
	version, err := queryInt(c, "PRAGMA user_version")
	return int(version), err
}

// fileRows are those of a prepared statement.
type fileRows struct{ *sqlite3.Stmt }

func (r fileRows) next() bool             { return r.Step() }
func (r fileRows) isNull(column int) bool { return r.ColumnType(column) == sqlite3.NULL }

// bind sets all parameters of a statement. Zero times and empty texts that may be unset come as null{}.
func bind(stmt *sqlite3.Stmt, args ...any) error {
	for i, arg := range args {
		var err error
		switch v := arg.(type) {
		case int64:
			err = stmt.BindInt64(i+1, v)
		case string:
			err = stmt.BindText(i+1, v)
		case null:
			err = stmt.BindNull(i + 1)
		default:
			err = fmt.Errorf("bind: unexpected type %T", arg) // for programs
		}
		if err != nil {
			return err
		}
	}
	return nil
}
