//go:build unix

package sandbox

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// errHeld says that another open file holds the lock.
var errHeld = errors.New("the lock is held")

// lock takes the kernel's advisory lock, which dies with the process however it ends. Readers need none.
func lock(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errHeld
	}
	return err
}

func syncDirectory(folder *os.File) error { return folder.Sync() }
