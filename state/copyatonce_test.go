package state_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// TestACopyThatFailsLeavesNoTables: tables without the lines that belong into them would be a state under which nothing was sent yet.
func TestACopyThatFailsLeavesNoTables(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t).Database(t)
	server.Exec(t, "CREATE FUNCTION nospace() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE disk_full; END$$")
	server.Exec(t, `CREATE FUNCTION made() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN
		EXECUTE 'CREATE TRIGGER nospace BEFORE INSERT ON packet FOR EACH ROW EXECUTE FUNCTION public.nospace()'; END$$`)
	server.Exec(t, "CREATE EVENT TRIGGER made ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION made()")
	path := newFile(t)
	s := openCalm(t, path, options())
	reserve(t, s, 1)
	must(t, s.Close())
	to := schemaAt(t, server.URL(), "redpack", state.PostgresOptions{}).Postgres
	if _, err := state.Copy(t.Context(), state.File(path), to, options()); err == nil || !strings.Contains(err.Error(), "disk_full") {
		t.Fatal(err)
	}
	if _, err := state.Open(t.Context(), to, options()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it can be used: %v", err)
	}
	if got := read(t, path); got.Len() != 1 {
		t.Errorf("%d packets are left in the file", got.Len())
	}
}
