package state_test

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// A disk that is really full, not one that is said to be, is called so. Mounting one takes root.
func TestADiskThatIsReallyFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=600k"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	s, err := state.Open(t.Context(), state.File(filepath.Join(dir, "redpack.state")), options())
	must(t, err)
	var failed *state.WriteError
	for i := range 10_000 {
		if _, err = s.Reserve(t.Context(), intent(i)); err != nil {
			break
		}
	}
	if !errors.As(err, &failed) || failed.Cause() != state.FullDisk {
		t.Errorf("%v", err)
	}
	if err := s.Close(); !errors.As(err, &failed) || failed.Cause() != state.FullDisk {
		t.Errorf("close: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.probe")); len(left) > 0 || err != nil {
		t.Errorf("%v, %v stay behind", left, err)
	}
}
