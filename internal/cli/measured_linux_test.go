package cli_test

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// measured runs redpack, this test's or a given one, and notes how it ended and its largest memory in kilobytes. It is a process of its own, because a child's
// account begins with its parent's memory.
func measured() int {
	cmd := exec.Command(cmp.Or(os.Getenv(measuredProgram), "/proc/self/exe"))
	cmd.Args = append([]string{"redpack"}, os.Args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err := cmd.Run()
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 99
	}
	note := fmt.Sprintf("%d %d", cmd.ProcessState.ExitCode(), usage.Maxrss)
	if err := os.WriteFile(measureFile, []byte(note), 0o600); err != nil {
		return 99
	}
	if err != nil {
		return 1
	}
	return 0
}
