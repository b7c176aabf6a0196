package state_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// A state comes with a checkout, and may be made to hang or to fill the memory of whoever opens it.
func TestHostile(t *testing.T) {
	for name, tt := range map[string]struct{ sql, why string }{
		"a view that never ends": {
			"PRAGMA foreign_keys = OFF; DROP TABLE head; CREATE VIEW head AS WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n FROM x) " +
				"SELECT n AS serial, n AS packets, n AS events, n AS campaigns, n AS runs, n AS sum, n AS crc FROM x WHERE n = 0",
			"definitions",
		},
		"a text of 100 MB": {"UPDATE meta SET value = hex(zeroblob(50000000)) WHERE key = 'mch_id'", "too big"},
	} {
		t.Run(name, func(t *testing.T) {
			path := withOnePacket(t)
			execSQL(t, path, tt.sql)
			_, err := state.Read(t.Context(), path)
			if err == nil || !strings.Contains(err.Error(), tt.why) {
				t.Errorf("got %v, want %q", err, tt.why)
			}
		})
	}
}

// Whoever can write the file can write its checksums; what a name would say to a terminal is refused all the same.
func TestForgedKeyThatSpeaks(t *testing.T) {
	for key, refused := range map[string]bool{"anna": false, "a\n::error::x": true, "\x1b]52;c;x\a": true, "\x7f": true} {
		path := newPath(t)
		s := open(t, path)
		must(t, s.Rename(t.Context(), reserve(t, s, 1).ID, key))
		must(t, s.Close())
		_, err := state.Read(t.Context(), path)
		if refused != (err != nil) || refused && !strings.Contains(err.Error(), "control character") {
			t.Errorf("key %q: %v", key, err)
		}
	}
}

// What lies in the witness's place and is none is named once, with a way out.
func TestLargeWitness(t *testing.T) {
	path := withOnePacket(t)
	must(t, os.WriteFile(path+".serial", bytes.Repeat([]byte("a"), 5_000), 0o600))
	var corrupt *state.CorruptError
	_, err := state.Read(t.Context(), path)
	if !errors.As(err, &corrupt) || strings.Count(err.Error(), path+".serial") != 1 || !strings.Contains(err.Error(), "remove that file") {
		t.Errorf("got %v", err)
	}
}
