//go:build unix

package term0_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// deadline is what a command may take on a terminal that never answers. Without the cure it takes five seconds.
const deadline = 500 * time.Millisecond

// program builds the real program.
func program(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "redpack")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, "github.com/cashredpack/redpack")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// TestSilentTerminal runs commands on a pseudo-terminal on which nobody answers a question, as a CI system has one.
func TestSilentTerminal(t *testing.T) {
	redpack := program(t)
	for _, command := range []string{"version", "help", "plan"} {
		t.Run(command, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), redpack, command)
			cmd.Dir = t.TempDir()
			// TERM as terminals set it, and none of the variables that make the library not ask.
			cmd.Env = []string{"TERM=xterm-256color", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
			began := time.Now()
			terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 30, Cols: 100})
			if err != nil {
				t.Fatal(err)
			}
			defer terminal.Close()
			out := read(t, terminal)
			took := time.Since(began)
			_ = cmd.Wait() // `plan` in an empty folder is an error, as it should be
			if took > deadline {
				t.Errorf("took %v, and may take %v", took, deadline)
			}
			if len(out) == 0 || bytes.Contains(out, []byte("\x1b]")) || bytes.Contains(out, []byte("\x1b[6n")) {
				t.Errorf("printed %q, want text and no question to the terminal", out)
			}
			if command == "version" && bytes.ContainsRune(out, '\x1b') {
				t.Errorf("printed %q, want no escape sequence", out)
			}
		})
	}
}

// BenchmarkVersion is how long `redpack version` takes on a terminal that never answers.
func BenchmarkVersion(b *testing.B) {
	redpack := program(b)
	home := b.TempDir()
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), redpack, "version")
		cmd.Env = []string{"TERM=xterm-256color", "PATH=" + os.Getenv("PATH"), "HOME=" + home}
		terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 30, Cols: 100})
		if err != nil {
			b.Fatal(err)
		}
		read(b, terminal)
		_ = cmd.Wait()
		_ = terminal.Close()
	}
}

// read reads until the program is gone, which Linux reports as EIO.
func read(t testing.TB, terminal *os.File) []byte {
	t.Helper()
	out, err := io.ReadAll(terminal)
	if err != nil && !errors.Is(err, syscall.EIO) {
		t.Fatal(err)
	}
	return out
}
