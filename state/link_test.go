package state_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/state"
)

// TestALinkIsFollowedToAStateOnly: a checkout may hold a link in the state's place to anything of the user's.
func TestALinkIsFollowedToAStateOnly(t *testing.T) {
	for name, content := range map[string]string{
		"authorized_keys": "ssh-ed25519 AAAA anna\n",
		"empty":           "",
		"places.sqlite":   "SQLite format 3\x00" + strings.Repeat("\x00", 100),
	} {
		home, path := t.TempDir(), newFile(t)
		victim := filepath.Join(home, name)
		must(t, os.WriteFile(victim, []byte(content), 0o600))
		must(t, os.Symlink(victim, path))
		_, opening := state.Open(t.Context(), state.File(path), options())
		_, reading := state.Read(t.Context(), state.File(path))
		_, asking := state.Check(t.Context(), state.File(path))
		_, moving := state.SetAside(t.Context(), state.File(path), morning, "me")
		_, _, _, holding := state.Holder(t.Context(), state.File(path))
		for what, err := range map[string]error{
			"Open": opening, "Read": reading, "Check": asking, "SetAside": moving, "Holder": holding,
			"Backup": state.Backup(t.Context(), state.File(path), filepath.Join(t.TempDir(), "copy")),
		} {
			var refused *osfile.RefusedError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), victim) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
		if got, err := os.ReadFile(victim); string(got) != content || err != nil {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
		if all, err := os.ReadDir(home); len(all) != 1 || err != nil {
			t.Errorf("beside %s lie %v, %v", name, all, err)
		}
	}
}

// TestAStateOnAnotherDisk: a link to a state is followed, and its files lie beside the real one.
func TestAStateOnAnotherDisk(t *testing.T) {
	real, path := newFile(t), newFile(t)
	must(t, open(t, real).Close())
	must(t, os.Symlink(real, path))
	s := open(t, path)
	reserve(t, s, 1)
	must(t, s.Close())
	if to, linked := state.Linked(path); !linked || filepath.Base(to) != filepath.Base(real) {
		t.Errorf("linked to %q, %v", to, linked)
	}
	if _, linked := state.Linked(real); linked {
		t.Error("the state itself is taken for a link")
	}
	if all, err := os.ReadDir(filepath.Dir(path)); len(all) != 1 || err != nil {
		t.Errorf("beside the link lie %v, %v", all, err)
	}
}

// TestALinkToAFolderIsNoState: what a link leads to must be a file.
func TestALinkToAFolderIsNoState(t *testing.T) {
	path := newFile(t)
	must(t, os.Symlink(t.TempDir(), path))
	var refused *osfile.RefusedError
	if _, err := state.Open(t.Context(), state.File(path), options()); !errors.As(err, &refused) || !strings.Contains(err.Error(), "is no file") {
		t.Error(err)
	}
}
