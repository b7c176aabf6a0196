package state_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

// TestUpgradeOfAnUnreadableFile: whatever of an old file cannot be read or written is an error, and the transaction is taken back.
func TestUpgradeOfAnUnreadableFile(t *testing.T) {
	for name, sql := range map[string]string{
		"no head":                "DELETE FROM head",
		"a damaged head":         "UPDATE head SET crc = crc + 1",
		"two heads":              "PRAGMA ignore_check_constraints = ON; INSERT INTO head SELECT 2, serial, packets, events, campaigns, runs, sum, crc FROM head",
		"no table of heads":      "ALTER TABLE head RENAME TO elsewhere",
		"no table of packets":    "PRAGMA foreign_keys = OFF; ALTER TABLE packet RENAME TO elsewhere",
		"no table of campaigns":  "PRAGMA foreign_keys = OFF; ALTER TABLE campaign RENAME TO elsewhere",
		"no table of meta":       "ALTER TABLE meta RENAME TO elsewhere",
		"a meta that is full":    "CREATE TRIGGER full BEFORE INSERT ON meta BEGIN SELECT RAISE(ABORT, 'full'); END",
		"a head that is written": "CREATE TRIGGER taken BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, 'taken'); END",
	} {
		c := spoiltFixture(t, sql)
		if err := state.Upgrade(c, 1); err == nil {
			t.Errorf("%s: upgraded", name)
		}
		if !c.GetAutocommit() {
			t.Errorf("%s: the transaction is still open", name)
		}
	}
}

// TestCheckOfTablesThatCannotBeRead: what cannot be looked at is not sound.
func TestCheckOfTablesThatCannotBeRead(t *testing.T) {
	for name, sql := range map[string]string{
		"packets": "PRAGMA foreign_keys = OFF; ALTER TABLE packet RENAME TO elsewhere",
		"events":  "PRAGMA foreign_keys = OFF; ALTER TABLE event RENAME TO elsewhere",
		"retired": "PRAGMA foreign_keys = OFF; ALTER TABLE retired RENAME TO elsewhere",
		"heads":   "ALTER TABLE head RENAME TO elsewhere",
	} {
		if err := state.CheckHistory(spoiltFixture(t, sql), 1); err == nil {
			t.Errorf("sound without a table of %s", name)
		}
	}
}

// TestABackupIsWholeOrNotThere: a state that cannot be copied leaves no file that looks like a backup.
func TestABackupIsWholeOrNotThere(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"no state": os.Remove,
		"a damaged packet": func(path string) error {
			execSQL(t, path, "UPDATE packet SET amount_fen = 1")
			return nil
		},
		"a lost event": func(path string) error {
			execSQL(t, path, "UPDATE head SET events = events + 1")
			return nil
		},
		"a page of nothing": func(path string) error {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteAt(make([]byte, 2000), 4096)
			return errors.Join(err, f.Close())
		},
		"a state that is older than its witness": func(path string) error {
			older := newFile(t)
			copyFile(t, path, older)
			s := openCalm(t, path, options())
			reserve(t, s, 2)
			must(t, s.Close())
			copyFile(t, older, path)
			return nil
		},
	} {
		path, to := withOnePacket(t), newFile(t)
		must(t, spoil(path))
		if err := state.Backup(t.Context(), state.File(path), to); err == nil {
			t.Errorf("%s: copied", name)
		}
		if _, err := os.Lstat(to); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: a file is there: %v", name, err)
		}
	}
	nowhere := filepath.Join(t.TempDir(), "none", "backup")
	if err := state.Backup(t.Context(), state.File(withOnePacket(t)), nowhere); err == nil {
		t.Error("copied into a folder that is not there")
	}
}

// TestRebaseOfAnUnreadableState: one packet that cannot be read keeps all from being voided.
func TestRebaseOfAnUnreadableState(t *testing.T) {
	for name, sql := range map[string]string{
		"a damaged packet": "UPDATE packet SET amount_fen = 1 WHERE id = 2",
		"a lost packet":    "PRAGMA foreign_keys = OFF; DELETE FROM packet WHERE id = 2",
		"a damaged event":  "UPDATE event SET at = 1 WHERE packet = 2",
	} {
		path, o := newFile(t), options()
		s := openCalm(t, path, o)
		for n := range 2 {
			record(t, s, reserve(t, s, n).ID, refusedClearly(state.Refused))
		}
		must(t, s.Close())
		o.MchID = "1999999999"
		s = openCalm(t, path, o)
		serial := s.Serial()
		execSQL(t, path, sql)
		if err := s.Rebase(t.Context()); err == nil || s.Serial() != serial || s.Foreign() == nil {
			t.Errorf("%s: %v, serial %d", name, err, s.Serial())
		}
	}
}

// TestRestoreBesideAnUnreadableRow: who holds a number must be readable before it is given to another packet.
func TestRestoreBesideAnUnreadableRow(t *testing.T) {
	for name, sql := range map[string]string{
		"the holder of the number":         "UPDATE packet SET amount_fen = 1",
		"the holder's request":             "UPDATE event SET at = 1 WHERE kind = 'intent'",
		"the holder of a number before":    "UPDATE packet SET amount_fen = 2",
		"the holder is not there":          "PRAGMA foreign_keys = OFF; DELETE FROM packet",
		"the packet of the same recipient": "UPDATE packet SET tries = 9",
	} {
		path := newFile(t)
		s := openCalm(t, path, options())
		record(t, s, reserve(t, s, 1).ID, outcome(state.Failed))
		_, err := s.Reserve(t.Context(), nextAttempt(1, 1))
		must(t, err)
		execSQL(t, path, sql)
		next := nextAttempt(1, 1)
		switch name {
		case "the holder of a number before", "the holder is not there":
			next.BillNo, next.Key = intent(1).BillNo, "other"
		case "the holder of the number", "the holder's request":
			next.Key = "other"
		}
		serial := s.Serial()
		p, err := s.Restore(t.Context(), restored(next, state.Sent))
		if err == nil || s.Serial() != serial {
			t.Errorf("%s: restored as %+v", name, p)
		}
	}
}

// TestNothingIsDoneBesideASpoiltRow: a packet that stands in the way of a change is read before it is said what it is.
func TestNothingIsDoneBesideASpoiltRow(t *testing.T) {
	held := intent(1)
	held.Key = "other"
	taken, retired := intent(9), intent(9)
	taken.BillNo, retired.BillNo = number(1), number(5)
	from := address.Address{Campaign: "lantern", Key: intent(2).Key}
	for name, do := range map[string]func(*state.Store) error{
		"a key that moves onto it": func(s *state.Store) error {
			return s.Moved(t.Context(), from, address.Address{Campaign: "lantern", Key: intent(1).Key})
		},
		"a person who has it":           func(s *state.Store) error { _, err := s.Reserve(t.Context(), withNumber(held, 9)); return err },
		"a number that is its":          func(s *state.Store) error { _, err := s.Reserve(t.Context(), taken); return err },
		"a number that it gave up":      func(s *state.Store) error { _, err := s.Reserve(t.Context(), retired); return err },
		"a restored number that is its": func(s *state.Store) error { _, err := s.Restore(t.Context(), restored(taken, state.Sent)); return err },
	} {
		for _, sql := range []string{"UPDATE packet SET tries = 9 WHERE id = 1", "PRAGMA foreign_keys = OFF; DELETE FROM event WHERE packet = 1"} {
			path := newFile(t)
			s := openCalm(t, path, options())
			first := intent(1)
			first.BillNo = number(5)
			p, err := s.Reserve(t.Context(), first)
			must(t, err)
			record(t, s, p.ID, outcome(state.Failed))
			second := intent(1)
			second.Attempt = 1
			_, err = s.Reserve(t.Context(), second)
			must(t, err)
			reserve(t, s, 2)
			execSQL(t, path, sql)
			serial := s.Serial()
			var write *state.WriteError
			needsEvent := name != "a key that moves onto it"
			if err := do(s); errors.As(err, &write) != (needsEvent || strings.HasPrefix(sql, "UPDATE")) || err == nil || s.Serial() != serial {
				t.Errorf("%s, %s: %v", name, sql, err)
			}
		}
	}
}
