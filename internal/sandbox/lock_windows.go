package sandbox

import (
	"errors"
	"math"
	"os"

	"golang.org/x/sys/windows"
)

// errHeld says that another open file holds the lock.
var errHeld = errors.New("the lock is held")

// lock takes the kernel's lock on one byte far behind the end: Windows locks are mandatory, and this one must not keep
// readers out. It dies with the process however it ends.
func lock(f *os.File) error {
	where := &windows.Overlapped{Offset: math.MaxUint32 - 1, OffsetHigh: math.MaxInt32}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, where)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}

// syncDirectory does nothing: NTFS journals names, and Windows has no call for it.
func syncDirectory(*os.File) error { return nil }
