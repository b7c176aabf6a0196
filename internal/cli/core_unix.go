//go:build unix && !linux

package cli

import "syscall"

// leaveNoCore keeps the process's memory out of core dumps. Where it cannot, none of what the command does depends on it.
func leaveNoCore() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
