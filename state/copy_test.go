package state_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// TestHardLinksAreRefused: two names mean two locks.
func TestHardLinksAreRefused(t *testing.T) {
	path := withOnePacket(t)
	other := newFile(t)
	must(t, os.Link(path, other))
	for _, name := range []string{path, other} {
		var linked *state.LinkedError
		if _, err := state.Open(t.Context(), state.File(name), options()); !errors.As(err, &linked) || linked.Names != 2 {
			t.Errorf("Open: %v", err)
		}
		if _, err := state.Read(t.Context(), state.File(name)); !errors.As(err, &linked) || !strings.Contains(err.Error(), "2 names (hard links)") {
			t.Errorf("Read: %v", err)
		}
	}
	must(t, os.Remove(other))
	reserve(t, open(t, path), 2)
}

// copyFolder copies a state with all that lies beside it, as cp -r does.
func copyFolder(t *testing.T, path string) (to string) {
	t.Helper()
	to = newFile(t)
	names, err := filepath.Glob(path + "*")
	must(t, err)
	for _, name := range names {
		copyFile(t, name, to+strings.TrimPrefix(name, path))
	}
	return to
}

// TestACopyMadeWhileInUseIsNoticed: it lacks what was sent after it was made.
func TestACopyMadeWhileInUseIsNoticed(t *testing.T) {
	path := newFile(t)
	s := open(t, path)
	reserve(t, s, 1)
	copied := copyFolder(t, path)
	reserve(t, s, 2)
	must(t, s.Close())
	for range 2 { // refusing does not wipe away what shows it
		var e *state.CopiedError
		_, err := state.Open(t.Context(), state.File(copied), options())
		if !errors.As(err, &e) || e.Holder != options().Owner || !e.Since.Equal(morning) || !strings.Contains(err.Error(), "state rebuild") {
			t.Errorf("Open: %v", err)
		}
		if _, err := state.Read(t.Context(), state.File(copied)); !errors.As(err, &e) {
			t.Errorf("Read: %v", err)
		}
		if report, err := state.Check(t.Context(), state.File(copied)); err != nil || len(report.Problems) != 1 || !strings.Contains(report.Problems[0].English, "is a copy made while") {
			t.Errorf("Check: %q, %v", report.Problems, err)
		}
	}
	must(t, os.Remove(copied+".lock")) // the way out that the error names
	if got := open(t, copied).Snapshot().Len(); got != 1 {
		t.Errorf("%d packets", got)
	}
	reserve(t, open(t, path), 3) // the original goes on
}

// TestACopyMadeInPeaceIsAState: nobody was at work, so nothing is missing in it.
func TestACopyMadeInPeaceIsAState(t *testing.T) {
	reserve(t, open(t, copyFolder(t, withOnePacket(t))), 2)
}

// TestACrashLeavesTheHolderAndDoesNoHarm: what a killed process left names the file that lies there, so the next one goes on, and
// its own name covers the old one whatever their lengths.
func TestACrashLeavesTheHolderAndDoesNoHarm(t *testing.T) {
	path := newFile(t)
	s := open(t, path)
	reserve(t, s, 1)
	left, err := os.ReadFile(path + ".lock")
	must(t, err)
	must(t, s.Close())
	if empty, err := os.ReadFile(path + ".lock"); err != nil || len(empty) != 0 {
		t.Errorf("a clean end left %q, %v", empty, err)
	}
	must(t, os.WriteFile(path+".lock", left, 0o600))
	o := options()
	o.Owner = "li"
	s, err = state.Open(t.Context(), state.File(path), o)
	must(t, err)
	if name, _, held, err := state.Holder(t.Context(), state.File(path)); name != "li" || !held || err != nil {
		t.Errorf("%q, %v, %v", name, held, err)
	}
	if now, err := os.ReadFile(path + ".lock"); err != nil || strings.Count(string(now), "\n") != 1 || strings.Contains(string(now), options().Owner) {
		t.Errorf("the lock says %q, %v", now, err)
	}
	must(t, s.Close())
	for _, torn := range []string{"", "{", `{"holder":"x","fi`} {
		must(t, os.WriteFile(path+".lock", []byte(torn), 0o600))
		must(t, openCalm(t, path, options()).Close())
	}
}

// TestARebuiltStateIsNoCopy: the state that lies where another one crashed and was set aside is nobody's copy.
func TestARebuiltStateIsNoCopy(t *testing.T) {
	path := newFile(t)
	s := open(t, path)
	reserve(t, s, 1)
	left, err := os.ReadFile(path + ".lock")
	must(t, err)
	must(t, s.Close())
	must(t, os.WriteFile(path+".lock", left, 0o600))
	_, err = state.SetAside(t.Context(), state.File(path), morning, "me")
	must(t, err)
	for range 2 {
		must(t, openCalm(t, path, options()).Close())
	}
}
