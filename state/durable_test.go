package state_test

import (
	"errors"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// unflushed is how much of what a server has acknowledged is not on its disk.
func unflushed(t *testing.T, server *postgres.Server) (bytes float64) {
	t.Helper()
	conn := server.Connect(t)
	must(t, conn.QueryRow(t.Context(), "SELECT pg_current_wal_insert_lsn() - pg_current_wal_flush_lsn()").Scan(&bytes))
	must(t, conn.Close(t.Context()))
	const header = 40 // of a page of the log, which counts as written where nothing follows it
	return max(0, bytes-header)
}

// TestLazyCopy: a copy is on the disk of a server that answers before the disk does, before the state that it was made of is marked as moved.
func TestLazyCopy(t *testing.T) {
	t.Parallel()
	server := postgres.Private(t, "synchronous_commit=off", "wal_writer_delay=10s")
	path := newFile(t)
	s := openCalm(t, path, options())
	for n := range 20 {
		reserve(t, s, n)
	}
	must(t, s.Close())
	to := schemaAt(t, server.URL(), "redpack", state.PostgresOptions{})
	must(t, to.Create(t.Context(), options()))
	if left := unflushed(t, server); left > 0 {
		t.Errorf("the tables: %v bytes of the log are not on disk", left)
	}
	must(t, state.CopyLines(t.Context(), state.File(path), to, options()))
	if left := unflushed(t, server); left > 0 {
		t.Errorf("the lines: %v bytes of the log are not on disk", left)
	}
}

// TestServerThatBecomesLazy: whoever runs a server may make it lazy while it is in use, and a pooler's session may have been made so by another program. What is
// acknowledged is on disk all the same.
func TestServerThatBecomesLazy(t *testing.T) {
	t.Parallel()
	server := postgres.Private(t, "wal_writer_delay=10s")
	c := schemaAt(t, server.URL(), "redpack", state.PostgresOptions{})
	must(t, c.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), c, options())
	must(t, err)
	server.Exec(t, "ALTER ROLE CURRENT_USER SET synchronous_commit TO off")
	server.TerminateBackends(t, "redpack")
	for n := range 20 {
		reserve(t, s, n)
		if left := unflushed(t, server); left > 0 {
			t.Fatalf("intent %d: %v bytes of the log are not on disk", n, left)
		}
	}
	must(t, s.Close())
}

// TestUnloggedTables: what is written to them is gone after a crash, with all that is in them.
func TestUnloggedTables(t *testing.T) {
	t.Parallel()
	c := newSchema(t)
	s, err := state.Open(t.Context(), c, options())
	must(t, err)
	reserve(t, s, 1)
	must(t, s.Close())
	must(t, c.Exec(t.Context(), "ALTER TABLE event SET UNLOGGED"))
	var unfit *state.ServerError
	if _, err := state.Open(t.Context(), c, options()); !errors.As(err, &unfit) {
		t.Errorf("it is written to: %v", err)
	}
	must(t, c.Exec(t.Context(), "ALTER TABLE event SET LOGGED"))
	s, err = state.Open(t.Context(), c, options())
	must(t, err)
	must(t, s.Close())
}
