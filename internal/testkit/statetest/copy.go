package statetest

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
)

// Exists reports whether there is a state at a path.
func Exists(t testing.TB, path string) bool {
	t.Helper()
	if !Database() {
		_, err := os.Stat(path)
		return err == nil
	}
	at := of(t, path)
	return postgres.Value[bool](t, postgres.Start(t), "SELECT to_regclass($1) IS NOT NULL", at.schema+".head")
}

// Remove takes the state of a path away with all that tells of it, as when a folder or a database is lost.
func Remove(t testing.TB, path string) {
	t.Helper()
	if Database() {
		at := of(t, path)
		postgres.Start(t).Exec(t, "DROP SCHEMA IF EXISTS "+at.schema+" CASCADE")
		at.made.Store(false)
		return
	}
	found, err := filepath.Glob(path + "*")
	for _, name := range found {
		err = errors.Join(err, os.Remove(name))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Copy puts a copy of a state that nobody uses at another path, in the place of what is there. What betrays an old copy is not copied.
func Copy(t testing.TB, from, to string) {
	t.Helper()
	if !Database() {
		copyFile(t, from, to)
		return
	}
	source, copied := of(t, from).schema, of(t, to).schema
	postgres.Start(t).Exec(t, strings.NewReplacer("SOURCE", source, "COPIED", copied).Replace(copySchema))
}

const copySchema = `
DROP SCHEMA IF EXISTS COPIED CASCADE;
CREATE SCHEMA COPIED;
DO $$
DECLARE of record;
BEGIN
  FOR of IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'SOURCE' LOOP
    EXECUTE format('CREATE TABLE COPIED.%I (LIKE SOURCE.%I INCLUDING ALL)', of.name, of.name);
    EXECUTE format('INSERT INTO COPIED.%I SELECT * FROM SOURCE.%I', of.name, of.name);
  END LOOP;
END $$`

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = io.Copy(out, in)
	}
	if err := errors.Join(err, out.Close(), in.Close()); err != nil {
		t.Fatal(err)
	}
}
