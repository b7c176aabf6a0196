package cli

import "runtime/debug"

// abortOnFatal keeps the exit codes to what they say. Go ends a process whose stack or memory is full, or in which a goroutine
// panics, with code 2, and nothing can catch that; with plan -detailed-exitcode, 2 says that there are packets to send. So such a
// process aborts instead: 134 for a shell, a code of its own on Windows.
func abortOnFatal() {
	leaveNoCore() // an abort would write one, with the keys in it
	debug.SetTraceback("crash")
}
