package state_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

// change is something that a store is asked to write down, or to look up before it says anything.
type change struct {
	name    string
	do      func(*testing.T, *state.Store) error
	foreign bool // in a state of another account
	reads   bool // it writes nothing
}

func lasting[T any](what func(*testing.T, *state.Store) (T, error)) func(*testing.T, *state.Store) error {
	return func(t *testing.T, s *state.Store) error { _, err := what(t, s); return err }
}

// changes are all kinds of them. Packet 1 is sent, 2 failed, 3 held, 4 in doubt under a number that is nobody's alone.
var changes = []change{
	{name: "a first intent", do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) { return s.Reserve(t.Context(), intent(9)) })},
	{name: "a first intent of a campaign", do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) {
		in := intent(9)
		in.Campaign = "spring"
		return s.Reserve(t.Context(), in)
	})},
	{name: "a next number", do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) {
		return s.Reserve(t.Context(), nextAttempt(2, 1))
	})},
	{name: "a request once more", do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) {
		return s.Sending(t.Context(), 3, state.Resend{At: morning})
	})},
	{name: "a repaired request", do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) {
		return s.Refreeze(t.Context(), 3, "<xml>repaired</xml>")
	})},
	{name: "an outcome", do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) {
		return s.Record(t.Context(), 3, outcome(state.Sent))
	})},
	{name: "a decision", do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) {
		return s.Accept(t.Context(), 1, state.Decision{OpenID: "o", Amount: 1, Reason: "agreed"})
	})},
	{name: "a number that is another order's", do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) {
		return s.Release(t.Context(), 4, "not ours")
	})},
	{name: "a key that moved", do: func(t *testing.T, s *state.Store) error {
		return s.Moved(t.Context(), address.Address{Campaign: "lantern", Key: intent(1).Key}, address.Address{Campaign: "lantern", Key: "new"})
	}},
	{name: "a key that moved into a campaign", do: func(t *testing.T, s *state.Store) error {
		return s.Moved(t.Context(), address.Address{Campaign: "lantern", Key: intent(1).Key}, address.Address{Campaign: "spring", Key: "new"})
	}},
	{name: "a campaign that moved", do: func(t *testing.T, s *state.Store) error {
		return s.Moved(t.Context(), address.Address{Campaign: "lantern"}, address.Address{Campaign: "spring"})
	}},
	{name: "a series", do: lasting(func(t *testing.T, s *state.Store) (any, error) { return s.Series(t.Context(), "lantern", series()) })},
	{name: "a series of a new campaign", do: lasting(func(t *testing.T, s *state.Store) (any, error) {
		return s.Series(t.Context(), "spring", series())
	})},
	{name: "a run", do: lasting(func(t *testing.T, s *state.Store) (int64, error) {
		return s.BeginRun(t.Context(), state.RunInfo{PlanDigest: "5b"})
	})},
	{name: "the end of a run", do: func(t *testing.T, s *state.Store) error { return s.EndRun(t.Context(), 1, "done") }},
	{name: "a restored chain", do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) {
		return s.Restore(t.Context(), restored(nextAttempt(9, 0), state.Failed), restored(nextAttempt(9, 1), state.Failed), restored(nextAttempt(9, 2), state.Sent))
	})},
	{name: "another account", foreign: true, do: func(t *testing.T, s *state.Store) error { return s.Rebase(t.Context()) }},
	{name: "a look at a packet", reads: true, do: lasting(func(t *testing.T, s *state.Store) (state.Packet, error) { return s.Packet(t.Context(), 3) })},
}

// life is a closed state, and how it is opened.
type life struct {
	path string
	opts state.OpenOptions
}

// lives are what changes are tried on: a state with a packet of each kind, and one that may be given to another account.
func lives(t *testing.T) map[bool]life {
	t.Helper()
	return map[bool]life{false: lived(t, false), true: lived(t, true)}
}

func lived(t *testing.T, foreign bool) life {
	t.Helper()
	path, o := newFile(t), options()
	s := openCalm(t, path, o)
	if foreign {
		_, err := s.Series(t.Context(), "lantern", series())
		must(t, err)
		for n := range 2 {
			record(t, s, reserve(t, s, n+1).ID, refusedClearly(state.Refused))
		}
		must(t, s.Close())
		o.MchID, o.Tool = "1999999999", "v1.1.0"
		return life{path, o}
	}
	_, err := s.BeginRun(t.Context(), state.RunInfo{PlanDigest: "3f2a"})
	must(t, err)
	for n, status := range []state.Status{state.Sent, state.Failed, state.Held, state.Unknown} {
		in := intent(n + 1)
		in.Personal = n != 3
		p, err := s.Reserve(t.Context(), in)
		must(t, err)
		record(t, s, p.ID, outcome(status))
	}
	must(t, s.Close())
	o.Tool = "v1.1.0"
	return life{path, o}
}

// content is every row of the tables, as text.
func content(t *testing.T, path string) map[string][]string {
	t.Helper()
	c, err := sqlite3.Open(path)
	must(t, err)
	defer c.Close()
	rows := map[string][]string{}
	for _, table := range []string{"meta", "head", "campaign", "packet", "retired", "event", "run"} {
		stmt, _, err := c.Prepare("SELECT * FROM " + table + " ORDER BY 1")
		must(t, err)
		for stmt.Step() {
			var row strings.Builder
			for i := range stmt.ColumnCount() {
				fmt.Fprintf(&row, "%s|", stmt.ColumnText(i))
			}
			rows[table] = append(rows[table], row.String())
		}
		must(t, errors.Join(stmt.Err(), stmt.Close()))
	}
	return rows
}

// full lets a table take no row that is not in it yet, but for so many; SQLite refuses the next.
func full(table string, rows []string, more int) string {
	column, last := "crc", ""
	switch table {
	case "event":
		return fmt.Sprintf("CREATE INDEX full ON event(json(CASE WHEN id <= %d THEN '{}' ELSE 'x' END))", len(rows)+more)
	case "retired":
		column = "billno"
	}
	for _, row := range rows {
		cells := strings.Split(strings.TrimSuffix(row, "|"), "|")
		switch table {
		case "retired":
			last += fmt.Sprintf(", '%s'", cells[0])
		case "campaign":
			last += ", " + cells[4]
		case "packet":
			last += ", " + cells[23]
		default:
			last += ", " + cells[len(cells)-1]
		}
	}
	return fmt.Sprintf("CREATE INDEX full ON %s(json(CASE WHEN %s IN (NULL%s) THEN '{}' ELSE 'x' END))", table, column, last)
}

// TestAChangeIsWholeOrNotThere: whichever of its rows cannot be written, the change is an error, nothing of it is in the file, and
// nothing is written after it.
func TestAChangeIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	lives := lives(t)
	for i, c := range changes {
		if c.reads {
			continue
		}
		sound, done := lives[c.foreign], newFile(t)
		copyFile(t, sound.path, done)
		s := openCalm(t, done, sound.opts)
		before := content(t, done)
		must(t, c.do(t, s))
		must(t, s.Close())
		after := content(t, done)
		tried := 0
		for table, rows := range after {
			for more := range max(1, len(rows)-len(before[table])) {
				if strings.Join(rows, "\n") == strings.Join(before[table], "\n") || more > 0 && table != "event" {
					continue
				}
				if tried++; table == "head" && i > 0 && testing.Short() { // one transaction ends as another does
					continue
				}
				notWritten(t, fmt.Sprintf("%s, with %d rows of %s", c.name, more, table), sound, c, full(table, before[table], more))
			}
		}
		if tried < 2 {
			t.Errorf("%s writes %d rows", c.name, tried)
		}
	}
}

// notWritten tries a change on a state that was made unfit for it.
func notWritten(t *testing.T, name string, sound life, c change, unfit string) {
	t.Helper()
	path := newFile(t)
	copyFile(t, sound.path, path)
	s := openCalm(t, path, sound.opts)
	other, err := sqlite3.Open(path)
	must(t, err)
	defer other.Close()
	must(t, other.Exec(unfit))
	serial := s.Serial()
	var write *state.WriteError
	if err := c.do(t, s); !errors.As(err, &write) {
		t.Errorf("%s: %v", name, err)
	}
	if s.Serial() != serial || !stillAt(t, other, serial) {
		t.Errorf("%s: something was written", name)
	}
	if _, err := s.Reserve(t.Context(), intent(10)); !errors.As(err, &write) {
		t.Errorf("%s: and then: %v", name, err)
	}
}

// stillAt reports whether a file is at a serial.
func stillAt(t *testing.T, c *sqlite3.Conn, serial int64) bool {
	t.Helper()
	stmt, _, err := c.Prepare("SELECT serial FROM head")
	must(t, err)
	defer stmt.Close()
	return stmt.Step() && stmt.ColumnInt64(0) == serial
}

// TestNothingIsDoneAboutASpoiltRow: whoever is asked about a packet that cannot be read says so, and does not take it for another state
// of the packet.
func TestNothingIsDoneAboutASpoiltRow(t *testing.T) {
	t.Parallel()
	lives := lives(t)
	unread := map[string]bool{ // what is about no packet
		"a first intent": true, "a first intent of a campaign": true, "a campaign that moved": true, "a series": true,
		"a series of a new campaign": true, "a run": true, "the end of a run": true, "a restored chain": true,
	}
	for _, c := range changes {
		if unread[c.name] {
			continue
		}
		for _, sql := range []string{
			"UPDATE packet SET amount_fen = amount_fen + 1",
			"PRAGMA foreign_keys = OFF; ALTER TABLE packet RENAME TO elsewhere",
		}[:quickly(1, 2)] {
			notWritten(t, c.name+", "+sql, lives[c.foreign], c, sql)
		}
	}
}
