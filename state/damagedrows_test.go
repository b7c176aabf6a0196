package state_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/state"
)

// column is one of a table, with what SQLite says of its type.
type column struct{ table, name, kind string }

// columnsOf lists the columns of some tables, or of all.
func columnsOf(t *testing.T, path string, tables ...string) (all []column) {
	t.Helper()
	c, err := sqlite3.Open(path)
	must(t, err)
	defer c.Close()
	stmt, _, err := c.Prepare("SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY 1, c.cid")
	must(t, err)
	defer stmt.Close()
	for stmt.Step() {
		found := column{stmt.ColumnText(0), stmt.ColumnText(1), stmt.ColumnText(2)}
		if len(tables) == 0 || slices.Contains(tables, found.table) {
			all = append(all, found)
		}
	}
	must(t, stmt.Err())
	return all
}

// spoil changes a column of every row, against what the definitions allow.
func (c column) spoil() string {
	other := "coalesce(%[2]s, 0) + 1000"
	switch {
	case c.kind == "TEXT":
		other = "coalesce(%[2]s, '') || '1'"
	case c.name == "series_with_key":
		other = "1 - %[2]s" // any other number is no truth, as 0 is none
	}
	return fmt.Sprintf("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; UPDATE %[1]s SET %[2]s = "+other, c.table, c.name)
}

// storiedState has a row in each table, and closed.
func storiedState(t *testing.T) (path string) {
	t.Helper()
	path = newFile(t)
	s := openCalm(t, path, options())
	_, err := s.BeginRun(t.Context(), state.RunInfo{PlanDigest: "3f2a"})
	must(t, err)
	_, err = s.Series(t.Context(), "lantern", series())
	must(t, err)
	record(t, s, reserve(t, s, 1).ID, outcome(state.Failed))
	_, err = s.Reserve(t.Context(), nextAttempt(1, 1))
	must(t, err)
	_, err = s.Accept(t.Context(), 1, state.Decision{OpenID: "o", Amount: 1, Reason: "agreed"})
	must(t, err)
	for n := range 3 { // of which the second makes a form
		reserve(t, s, 2+n)
	}
	must(t, s.EndRun(t.Context(), 1, "done"))
	must(t, s.Close())
	return path
}

// TestEveryColumnIsChecked: whichever column of whichever table was changed, Check says so, and what plan and apply read is refused
// for what is wrong and not for what follows from it.
func TestEveryColumnIsChecked(t *testing.T) {
	t.Parallel()
	sound := storiedState(t)
	for _, c := range columnsOf(t, sound) {
		path := newFile(t)
		copyFile(t, sound, path)
		execSQL(t, path, c.spoil())
		if report, err := state.Check(t.Context(), state.File(path)); err == nil && report.Sound() {
			t.Errorf("%s.%s was changed, and Check calls it sound", c.table, c.name)
		}
		if c.table == "event" || c.table == "form" || c.table == "retired" {
			continue // the long history is for Check
		}
		var corrupt *state.CorruptError
		word := map[string]string{"meta": "entry"}[c.table]
		if _, err := state.Read(t.Context(), state.File(path)); !errors.As(err, &corrupt) || !strings.Contains(corrupt.Why.English, cmp.Or(word, c.table)) {
			t.Errorf("%s.%s was changed, and Read says %v", c.table, c.name, err)
		}
		if s, err := state.Open(t.Context(), state.File(path), options()); err == nil {
			t.Errorf("%s.%s was changed, and Open opens it", c.table, c.name)
			must(t, s.Close())
		}
	}
}

// TestTheWriterChecksEveryColumn: a row that is spoilt while the store is open is not acted on, be it a packet or the event that holds
// its request or its acceptance.
func TestTheWriterChecksEveryColumn(t *testing.T) {
	t.Parallel()
	sound := storiedState(t)
	for i, c := range columnsOf(t, sound, "packet", "event") {
		if i%quickly(4, 1) != 0 { // a row is read here as TestEveryColumnIsChecked has it read
			continue
		}
		path := newFile(t)
		copyFile(t, sound, path)
		s := openCalm(t, path, options())
		execSQL(t, path, c.spoil())
		serial := s.Serial()
		if _, err := s.Sending(t.Context(), 1, state.Resend{At: morning}); err == nil || s.Serial() != serial {
			t.Errorf("%s.%s was changed, and the packet was sent", c.table, c.name)
		}
	}
}

// TestTheHeadIsTheWriters: whoever else has written since, nothing is written over it.
func TestTheHeadIsTheWriters(t *testing.T) {
	path := newFile(t)
	s := openCalm(t, path, options())
	reserve(t, s, 1)
	execSQL(t, path, "UPDATE head SET serial = serial + 1")
	var write *state.WriteError
	if _, err := s.Record(t.Context(), 1, outcome(state.Sent)); !errors.As(err, &write) {
		t.Errorf("over another program's transaction: %v", err)
	}
}

// TestCheckAllowsWhatTheTableAllows: Check looks at the CHECK constraints of packets itself, for SQLite takes long over them.
func TestCheckAllowsWhatTheTableAllows(t *testing.T) {
	for _, tt := range []struct {
		amount, attempt, inFlight, noOrder int64
		want                               bool
	}{{1, 0, 0, 1, true}, {1, 7, 1, 1, true}, {0, 0, 0, 0, false}, {-1, 0, 0, 0, false}, {1, -1, 0, 0, false}, {1, 0, 2, 0, false}, {1, 0, 0, -1, false}} {
		if got := state.AllowedRow(tt.amount, tt.attempt, tt.inFlight, tt.noOrder); got != tt.want {
			t.Errorf("%+v: %t", tt, got)
		}
	}
}
