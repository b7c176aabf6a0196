package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Connect gives a connection of the superuser's that is closed when the test ends.
func (s *Server) Connect(t testing.TB) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, conn) })
	return conn
}

func closed(t testing.TB, conn *pgx.Conn) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := conn.Close(ctx); err != nil {
		t.Errorf("closing a connection: %v", err)
	}
}

// Exec runs statements as the superuser, on a connection of their own. Without arguments there may be several, with semicolons between.
func (s *Server) Exec(t testing.TB, sql string, args ...any) {
	t.Helper()
	if err := s.exec(sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// exec also serves the cleanup of a test, whose context has ended.
func (s *Server) exec(sql string, args ...any) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL())
	if err != nil {
		return err
	}
	if len(args) == 0 {
		_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	} else {
		_, err = conn.Exec(ctx, sql, args...)
	}
	return errors.Join(err, conn.Close(ctx))
}

// Query returns the rows of a statement.
func (s *Server) Query(t testing.TB, sql string, args ...any) [][]any {
	t.Helper()
	return collect(t, s, sql, func(row pgx.CollectableRow) ([]any, error) { return row.Values() }, args...)
}

// Value returns the one value that a statement returns in its one row.
func Value[T any](t testing.TB, s *Server, sql string, args ...any) T {
	t.Helper()
	rows := collect(t, s, sql, pgx.RowTo[T], args...)
	if len(rows) != 1 {
		t.Fatalf("%s: %d rows", sql, len(rows))
	}
	return rows[0]
}

func collect[T any](t testing.TB, s *Server, sql string, each pgx.RowToFunc[T], args ...any) []T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, conn)
	rows, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	all, err := pgx.CollectRows(rows, each)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return all
}

// unique is a name that neither this nor another test binary has used on a server.
func unique(kind string) string { return "test_" + kind + "_" + strings.ToLower(rand.Text()[:16]) }

// Schema is a name that nobody else uses. The product makes the schema; what it has made is dropped when the test ends.
func (s *Server) Schema(t testing.TB) string {
	t.Helper()
	name := unique("schema")
	// A store that a test has left in the middle of a transaction would make everybody wait.
	s.afterwards(t, `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
		WHERE c.relnamespace = to_regnamespace('`+name+`') AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database());
		DROP SCHEMA IF EXISTS `+name+" CASCADE")
	return name
}

// Database makes a database of the test's own, for tests in which the names of schemas are given.
func (s *Server) Database(t testing.TB) *Server {
	t.Helper()
	return s.database(t, "")
}

func (s *Server) database(t testing.TB, options string) *Server {
	t.Helper()
	name := unique("database")
	s.Exec(t, "CREATE DATABASE "+name+" "+options)
	s.afterwards(t, "DROP DATABASE "+name+" WITH (FORCE)")
	own := *s
	own.address.Path = "/" + name
	return &own
}

// Role makes a role that may log in and do nothing else, and returns its name and the address of the database as that role. Options
// are those of CREATE ROLE, such as "NOINHERIT" or "IN ROLE redpack_reader".
func (s *Server) Role(t testing.TB, options ...string) (name, address string) {
	t.Helper()
	name, password := unique("role"), rand.Text()
	s.Exec(t, "CREATE ROLE "+name+" LOGIN PASSWORD '"+password+"' "+strings.Join(options, " "))
	s.afterwards(t, "DROP OWNED BY "+name+" CASCADE; DROP ROLE "+name)
	login := s.address
	login.User = url.UserPassword(name, password)
	return name, login.String()
}

// afterwards runs statements when the test has ended, where the server still runs.
func (s *Server) afterwards(t testing.TB, sql string) {
	t.Cleanup(func() {
		if s.cluster != nil && !s.cluster.running() {
			return
		}
		if err := s.exec(sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	})
}

// Backends are the processes that serve the connections of this name (application_name), or all but one's own for "".
func (s *Server) Backends(t testing.TB, application string) []int32 {
	t.Helper()
	return collect(t, s, `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
		AND datname = current_database() AND $1 IN ('', application_name) ORDER BY backend_start`, pgx.RowTo[int32], application)
}

// TerminateBackends ends the connections of this name (application_name), or all for "", as an administrator does: their clients read
// 57P01. It returns how many there were.
func (s *Server) TerminateBackends(t testing.TB, application string) int {
	t.Helper()
	all := s.Backends(t, application)
	for _, pid := range all {
		s.Exec(t, "SELECT pg_terminate_backend($1)", pid)
	}
	return len(all)
}

// KillBackend kills one process of the server of this test alone with -9. The server then ends every other connection, too, and
// recovers as after a crash; KillBackend waits until it lets clients in again.
func (s *Server) KillBackend(t testing.TB, pid int32) {
	t.Helper()
	c := s.mine(t)
	p, err := os.FindProcess(int(pid))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	// Once the server has taken note of the death, it lets nobody in before it has recovered.
	noted := func() (bool, error) { return errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone), nil }
	if err := errors.Join(until(noted), c.ready()); err != nil {
		t.Fatal(err)
	}
}
