//go:build unix

package osfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cashredpack/redpack/internal/osfile"
)

// A lock that was given back is free at once, although somebody has inherited the open file, as a process has that is just being started.
func TestLockIsFreeAlthoughInherited(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	open := func() *os.File {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first, second := open(), open()
	t.Cleanup(func() { _ = second.Close() })
	if err := osfile.TryLock(first, true); err != nil {
		t.Fatal(err)
	}
	inherited, err := syscall.Dup(int(first.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(inherited) })
	if err := osfile.TryLock(second, true); !errors.Is(err, osfile.ErrLocked) {
		t.Errorf("while it is held: %v", err)
	}
	if err := osfile.CloseLocked(first); err != nil {
		t.Fatal(err)
	}
	if err := osfile.TryLock(second, true); err != nil {
		t.Errorf("given back: %v", err)
	}
}
