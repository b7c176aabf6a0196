package osfile

import "errors"

// ErrLocked says that another open file holds the lock.
var ErrLocked = errors.New("locked")
