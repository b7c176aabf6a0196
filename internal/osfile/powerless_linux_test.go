package osfile_test

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// powerless does something as somebody whom modes of files bind, which they do not bind root. Its powers go with a thread of its own, which
// ends with the goroutine because it is never unlocked.
func powerless(t *testing.T, do func()) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		var none [2]unix.CapUserData
		err := unix.Capset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &none[0])
		if err == nil {
			do()
		}
		done <- err
	}()
	must(t, <-done)
}
