package cli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"time"
)

// cost is what a whole process took.
type cost struct {
	Took, Busy time.Duration
	Peak       int64 // bytes
}

// spent runs a command and writes into a file what it cost. It is a process of its own, because a child's account of memory begins
// with its parent's, and a benchmark is a large parent.
func spent() int {
	cmd := exec.Command(os.Args[2], os.Args[3:]...) //nolint:gosec // the benchmark says what to run, and ends it
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	began := time.Now()
	failed := cmd.Run()
	c := cost{Took: time.Since(began), Busy: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), Peak: peak(cmd.ProcessState)}
	said, err := json.Marshal(c)
	if err == nil {
		err = os.WriteFile(os.Args[1], said, 0o600)
	}
	if failed != nil || err != nil {
		return 1
	}
	return 0
}
