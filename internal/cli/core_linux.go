package cli

import "golang.org/x/sys/unix"

// leaveNoCore keeps the process's memory out of core dumps, also those that a program takes from the kernel. Where it cannot, none
// of what the command does depends on it.
func leaveNoCore() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
