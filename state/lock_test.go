package state_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/state"
)

// TestTheLockOfAnotherProgram: a state whose name makes a lock of somebody else's file leaves that as it is. What a power cut leaves of
// a lock is taken over.
func TestTheLockOfAnotherProgram(t *testing.T) {
	const ours = `{"holder":"li@web1 pid 1","tool":"v1","since":"2027-02-06T09:00:00Z"}`
	for content, refused := range map[string]bool{
		"": false, ours: false, ours[:5]: false, ours[:10]: false, ours[:40]: false, strings.Repeat("\x00", 80): false,
		`{"name": "app"}`: true, "npm": true, `{"holdes":`: true,
	} {
		path := newFile(t)
		must(t, os.WriteFile(path+".lock", []byte(content), 0o600))
		s, err := state.Open(t.Context(), state.File(path), options())
		if found := (*osfile.RefusedError)(nil); errors.As(err, &found) != refused || !refused && err != nil {
			t.Errorf("%q: %v", content, err)
		}
		if err == nil {
			must(t, s.Close())
			continue
		}
		if left, err := os.ReadFile(path + ".lock"); string(left) != content || err != nil {
			t.Errorf("%q is %q now, %v", content, left, err)
		}
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("%q: a state was made beside it", content)
		}
	}
}

// TestNobodyWaitsForALockInVain: whoever is told to stop while the lock is another's, stops.
func TestNobodyWaitsForALockInVain(t *testing.T) {
	path := newFile(t)
	openCalm(t, path, options())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := state.Open(ctx, state.File(path), options()); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}
	var locked *state.LockedError
	if _, err := state.SetAside(t.Context(), state.File(path), morning, "me"); !errors.As(err, &locked) || locked.Holder != options().Owner {
		t.Errorf("SetAside: %v", err)
	}
	if _, err := os.Lstat(path); err != nil {
		t.Errorf("and yet it was moved: %v", err)
	}
}

// TestNobodyHoldsWhatWasNeverUsed: to ask who is at work leaves nothing behind.
func TestNobodyHoldsWhatWasNeverUsed(t *testing.T) {
	path := newFile(t)
	if name, since, held, err := state.Holder(t.Context(), state.File(path)); name != "" || !since.IsZero() || held || err != nil {
		t.Errorf("%q, %s, %t, %v", name, since, held, err)
	}
	if _, err := os.Lstat(path + ".lock"); err == nil {
		t.Error("a lock was made")
	}
}

// TestSetAsideKeepsWhatLiesThere: what was set aside before is not covered, and what lies beside the state goes with it.
func TestSetAsideKeepsWhatLiesThere(t *testing.T) {
	path := withOnePacket(t)
	for _, suffix := range []string{"-wal", "-shm"} {
		must(t, os.WriteFile(path+suffix, []byte("x"), 0o600))
	}
	moved, err := state.SetAside(t.Context(), state.File(path), morning, "me")
	aside := path + ".aside-20270206T010000Z"
	if want := []string{aside, aside + "-wal", aside + "-shm", aside + ".serial"}; strings.Join(moved, " ") != strings.Join(want, " ") || err != nil {
		t.Errorf("%q, %v", moved, err)
	}
	must(t, os.WriteFile(path, []byte("new"), 0o600))
	var permission *state.PermissionError
	if moved, err := state.SetAside(t.Context(), state.File(path), morning, "me"); !errors.As(err, &permission) || len(moved) != 0 {
		t.Errorf("onto what is there: %q, %v", moved, err)
	}
	if data, err := os.ReadFile(path); string(data) != "new" || err != nil {
		t.Errorf("it holds %q, %v", data, err)
	}
	if held, err := os.ReadFile(path + ".lock"); len(held) != 0 || err != nil {
		t.Errorf("the lock says %q, %v", held, err)
	}
}
