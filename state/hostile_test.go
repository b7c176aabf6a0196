package state_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// A state comes with a checkout, and may be made to hang or to fill the memory and the disk of whoever opens it. Where these tests
// look for an error they also show that it comes: each attack here goes on for hours if it is let.

// ways are all that is done with a file that lies there.
var ways = map[string]func(t *testing.T, path string) error{
	"Read": func(t *testing.T, path string) error { _, err := state.Read(t.Context(), state.File(path)); return err },
	"Replay": func(t *testing.T, path string) error {
		_, err := state.Replay(t.Context(), state.File(path))
		return err
	},
	"Events": func(t *testing.T, path string) error {
		_, err := state.Events(t.Context(), state.File(path), address.Address{Campaign: "lantern", Key: "user-0001"})
		return err
	},
	"Check": func(t *testing.T, path string) error {
		report, err := state.Check(t.Context(), state.File(path))
		if err == nil && !report.Sound() {
			err = &state.CorruptError{Path: path, Why: lang.Same(joined(report.Problems, "; "))}
		}
		return err
	},
	"Backup": func(t *testing.T, path string) error {
		to := path + ".copy"
		err := state.Backup(t.Context(), state.File(path), to)
		if _, statErr := os.Stat(to); err != nil && !errors.Is(statErr, fs.ErrNotExist) {
			t.Error("half a copy is left")
		}
		return err
	},
	"Open": func(t *testing.T, path string) error {
		s, err := state.Open(t.Context(), state.File(path), options())
		if err == nil {
			_, _, err = s.LastMinute(morning)
			err = errors.Join(err, s.Close())
		}
		return err
	},
}

// refused makes sure that a file is damaged in the words of everything that is done with it.
func refused(t *testing.T, path, why string) {
	t.Helper()
	for way, do := range ways {
		var corrupt *state.CorruptError
		if err := do(t, path); !errors.As(err, &corrupt) || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: got %v, want %q", way, err, why)
		}
	}
}

// slow is an expression that SQLite takes minutes for, in one step that nothing interrupts.
func slow() string {
	terms := make([]string, 50)
	for i := range terms {
		terms[i] = fmt.Sprintf("instr(hex(zeroblob(%d)), hex(zeroblob(%d)) || '1')", 400_000+i, 200_000+i)
	}
	return strings.Join(terms, " + ")
}

// redefine replaces what SQLite keeps as the definition of a table.
func redefine(table, old, with string) string {
	return fmt.Sprintf("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '%s', '%s') WHERE name = '%s'",
		old, strings.ReplaceAll(with, "'", "''"), table)
}

// TestHostileDefinitions plants each definition in the file itself and in the log beside it.
func TestHostileDefinitions(t *testing.T) {
	many := &strings.Builder{}
	for i := range 2000 {
		fmt.Fprintf(many, "CREATE TABLE t%d(x);", i)
	}
	for name, sql := range map[string]string{
		"a computed column":              redefine("head", "serial INTEGER NOT NULL", "serial INTEGER AS ("+slow()+")"),
		"a computed column that is kept": redefine("packet", "tries INTEGER NOT NULL", "tries INTEGER AS ("+slow()+") STORED"),
		"a computed column of meta":      redefine("meta", "crc INTEGER NOT NULL", "crc INTEGER AS ("+slow()+")"),
		"a check":                        redefine("packet", "CHECK (amount_fen > 0)", "CHECK ("+slow()+")"),
		"a short check":                  redefine("head", "CHECK (id = 1)", "CHECK (id = 2)"),
		"a default":                      redefine("head", "crc INTEGER NOT NULL", "crc INTEGER NOT NULL, x INTEGER DEFAULT ("+slow()+")"),
		"a collation":                    redefine("packet", "key TEXT NOT NULL", "key TEXT NOT NULL COLLATE NOCASE"),
		"other words for the same":       redefine("head", "serial INTEGER", "serial  INTEGER"),
		"one more column":                "ALTER TABLE campaign ADD COLUMN more TEXT",
		"a view":                         "CREATE VIEW v AS SELECT 1",
		"a view that never ends": "PRAGMA foreign_keys = OFF; DROP TABLE head; CREATE VIEW head AS WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL " +
			"SELECT n FROM x) SELECT n AS serial, n AS packets, n AS events, n AS campaigns, n AS runs, n AS sum, n AS crc FROM x WHERE n = 0",
		"a trigger":                 "CREATE TRIGGER t AFTER UPDATE ON head BEGIN UPDATE packet SET status = 'failed'; END",
		"an index":                  "CREATE INDEX i ON packet(status)",
		"an index on a computation": "CREATE INDEX i ON packet(" + strings.Split(slow(), " + ")[0] + ")",
		"an index on a part":        "CREATE INDEX i ON packet(status) WHERE tries > 1",
		"one index less":            "DROP INDEX packet_of_person",
		"a table":                   "CREATE TABLE extra(x)",
		"statistics":                "ANALYZE",
		"a virtual table":           "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING dbstat')",
		"thousands of tables":       many.String(),
		"a definition of 100 KB":    "CREATE TABLE long(x TEXT DEFAULT '" + strings.Repeat("x", 100_000) + "')",
		"a name of 100 KB":          `CREATE TABLE "` + strings.Repeat("x", 100_000) + `"(x)`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := withOnePacket(t)
			execSQL(t, path, sql)
			refused(t, path, "definitions")
		})
		t.Run(name+" in the log", func(t *testing.T) {
			t.Parallel()
			path := withOnePacket(t)
			before, err := os.ReadFile(path)
			must(t, err)
			execInLog(t, path, sql)
			if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
				t.Fatalf("planted in the file itself: %v", err)
			}
			refused(t, path, "definitions")
		})
	}
}

// execInLog leaves what it did in the log.
func execInLog(t testing.TB, path, sql string) {
	t.Helper()
	c, err := sqlite3.Open(path)
	must(t, err)
	_, err = c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true)
	must(t, err)
	must(t, c.Exec("PRAGMA wal_autocheckpoint = 0"))
	must(t, c.Exec(sql))
	must(t, c.Close())
}

// TestHostileOldDefinitions: a file of schema 1 may hold what schema 1 made, and not what another schema did.
func TestHostileOldDefinitions(t *testing.T) {
	for from, to := range map[string]int{fixtures[0]: 2, fixtures[1]: 1} {
		path := newFile(t)
		copyFile(t, filepath.Join("testdata", from), path)
		execSQL(t, path, fmt.Sprintf("PRAGMA user_version = %d", to))
		refused(t, path, "definitions")
	}
}

// TestHostileNewer: the courtesy of naming the redpack that wrote a newer file is none to a file that abuses it.
func TestHostileNewer(t *testing.T) {
	for sql, tool := range map[string]string{
		"CREATE TABLE more(x)": "v1.0.0",
		redefine("meta", "value TEXT NOT NULL", "value TEXT AS ("+slow()+")"): "",
		"DROP TABLE meta; CREATE VIEW meta AS SELECT 1 AS key, 2 AS value":    "",
		"UPDATE meta SET value = char(27) || ']52;c;x' WHERE key = 'tool'":    "",
	} {
		path := withOnePacket(t)
		execSQL(t, path, sql)
		execSQL(t, path, "PRAGMA user_version = 99")
		for way, do := range ways {
			var newer *state.NewerError
			if err := do(t, path); !errors.As(err, &newer) || newer.Tool != tool {
				t.Errorf("%.40s: %s: %v", sql, way, err)
			}
		}
	}
}

// TestHostileText: nobody's memory is filled by one text.
func TestHostileText(t *testing.T) {
	path := withOnePacket(t)
	execSQL(t, path, "UPDATE meta SET value = hex(zeroblob(1000000)) WHERE key = 'mch_id'")
	for _, way := range []string{"Read", "Check", "Open"} {
		if err := ways[way](t, path); err == nil || !strings.Contains(err.Error(), "too big") {
			t.Errorf("%s: %v", way, err)
		}
	}
}

// Whoever can write the file can write its checksums; what a name would say to a terminal is refused all the same.
func TestForgedNamesThatSpeak(t *testing.T) {
	for what, forge := range map[string]func(*state.Store, string) error{
		"key":      func(s *state.Store, name string) error { return s.Rename(t.Context(), 1, name) },
		"campaign": func(s *state.Store, name string) error { return s.ForgeCampaign(t.Context(), 1, name) },
		"tool":     func(s *state.Store, name string) error { return s.ForgeMeta(t.Context(), "tool", name) },
	} {
		for name, refused := range map[string]bool{"anna": false, "a b": false, "a\n::error::x": true, "\x1b]52;c;x\a": true, "\x1f": true, "\x7f": true} {
			path := newFile(t)
			s := openCalm(t, path, options())
			reserve(t, s, 1)
			must(t, forge(s, name))
			must(t, s.Close())
			_, err := state.Read(t.Context(), state.File(path))
			if refused != (err != nil) || refused && !strings.Contains(err.Error(), "control character") {
				t.Errorf("%s %q: %v", what, name, err)
			}
		}
	}
}

// A description that redpack would not write is refused, whatever its checksums.
func TestForgedDescription(t *testing.T) {
	for key, value := range map[string]string{"created_at": "yesterday", "sandbox": "maybe", "more": "x"} {
		path := newFile(t)
		s := openCalm(t, path, options())
		must(t, s.ForgeMeta(t.Context(), key, value))
		must(t, s.Close())
		var corrupt *state.CorruptError
		says := cmp.Or(map[string]string{"created_at": "time of creation"}[key], "not complete")
		if _, err := state.Read(t.Context(), state.File(path)); !errors.As(err, &corrupt) || !strings.Contains(corrupt.Why.English, says) {
			t.Errorf("%s = %q: %v", key, value, err)
		}
	}
}

// A history that leads nowhere is damage, whatever its checksums: Check says at which event.
func TestForgedHistory(t *testing.T) {
	for _, tt := range []struct {
		event int64 // 1 makes the campaign known, 2 is an intent, 3 its outcome, 4 freezes the series
		kind  state.Kind
		says  string
	}{
		{1, state.KindSeries, `event 1 of kind "series" does not fit the history`},
		{1, state.KindCampaignDate, `event 1 of kind "campaign date" does not fit the history`},
		{1, state.KindCampaignMoved, `event 1 of kind "campaign moved" does not fit the history`},
		{1, state.KindIntent, `event 1 of kind "intent" does not fit the history`},
		{4, state.KindCampaign, `event 4 of kind "campaign" does not fit the history`},
		{4, state.KindRebased, "the campaigns are not what their history leads to"},
		{2, state.KindOutcome, `the history of packet 1 begins with event 2 of kind "outcome"`},
		{3, state.KindSeries, `event 3 of kind "series" belongs to a packet`},
		{3, "paid", `event 3 has the unknown kind "paid"`},
		{3, state.KindReleased, "packet 1 is not what its history leads to"},
	} {
		path := newFile(t)
		s := openCalm(t, path, options())
		record(t, s, reserve(t, s, 1).ID, outcome(state.Sent))
		_, err := s.Series(t.Context(), "lantern", series())
		must(t, err)
		must(t, s.ForgeEvent(t.Context(), tt.event, tt.kind))
		must(t, s.Close())
		report, err := state.Check(t.Context(), state.File(path))
		if err != nil || !strings.Contains(joined(report.Problems, "\n"), tt.says) {
			t.Errorf("event %d as %q: %q, %v", tt.event, tt.kind, report.Problems, err)
		}
	}
}

// What lies in the witness's place and is none is named once, with a way out.
func TestLargeWitness(t *testing.T) {
	path := withOnePacket(t)
	must(t, os.WriteFile(path+".serial", bytes.Repeat([]byte("a"), 5_000), 0o600))
	var corrupt *state.CorruptError
	_, err := state.Read(t.Context(), state.File(path))
	if !errors.As(err, &corrupt) || strings.Count(err.Error(), path+".serial") != 1 || !strings.Contains(err.Error(), "remove that file") {
		t.Errorf("got %v", err)
	}
}
