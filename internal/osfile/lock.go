package osfile

import (
	"errors"
	"os"
)

// ErrLocked says that another open file holds the lock.
var ErrLocked = errors.New("locked")

// CloseLocked gives a lock back and closes its file. Closing alone would do, but that a process which is being started at this very
// moment has the file, too, until it runs its own program.
func CloseLocked(f *os.File) error { return errors.Join(unlock(f), f.Close()) }
