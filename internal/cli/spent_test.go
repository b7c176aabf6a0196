package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
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

// spend runs a command in a folder and tells what it cost.
func spend(b *testing.B, dir string, command ...string) (c cost) {
	b.Helper()
	said := filepath.Join(b.TempDir(), "spent.json")
	cmd := helper(b, append([]string{"spent", said}, command...)...)
	cmd.Dir = dir
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	if err := cmd.Run(); err != nil {
		tail := complaints.String()
		b.Fatalf("%v: %v\n%s", command, err, tail[max(0, len(tail)-2000):])
	}
	text, err := os.ReadFile(said)
	check(b, err)
	check(b, json.Unmarshal(text, &c))
	return c
}

// helper is another command of this test binary, as a process of its own.
func helper(b *testing.B, args ...string) *exec.Cmd {
	b.Helper()
	self, err := os.Executable()
	check(b, err)
	cmd := exec.CommandContext(b.Context(), self)
	cmd.Args = args
	return cmd
}
