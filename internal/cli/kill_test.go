//go:build unix

package cli_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
)

// A lantern run is killed ten times at random moments and resumed each time. The simulator's own ledger, not the state,
// must then show every recipient paid exactly once.
func TestKilledTenTimes(t *testing.T) {
	const kills = 10
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../examples/lantern")); err != nil {
		t.Fatal(err)
	}
	for range kills {
		killApply(t, dir, random)
	}
	if out, err := redpack(t, dir, "apply", "-auto-approve").CombinedOutput(); err != nil {
		t.Fatalf("the last run: %v\n%s", err, out)
	}
	report, err := sandbox.ReadLedger(filepath.Join(dir, sandbox.DefaultLedger))
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Check(); err != nil {
		t.Error(err)
	}
	if twice := report.PaidTwice(); len(twice) > 0 {
		t.Errorf("paid more than once: %v", twice)
	}
	if report.Paid != 1212 || len(report.Persons) != 1212 || report.Debited.Yuan() != "11732.16" {
		t.Errorf("%d packets to %d persons, %s in all", report.Paid, len(report.Persons), report.Debited)
	}
	if len(report.Findings) > 0 {
		t.Errorf("the simulator found fault with the client: %v", report.Findings)
	}
}

// killApply starts an apply, waits until it sends, and kills it some time later.
func killApply(t *testing.T, dir string, random *rand.Rand) {
	t.Helper()
	before := ledgerSize(t, dir)
	cmd := redpack(t, dir, "apply", "-auto-approve")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for start := time.Now(); ledgerSize(t, dir) <= before+500; time.Sleep(2 * time.Millisecond) {
		if time.Since(start) > 30*time.Second {
			t.Fatal("nothing was sent in 30 s")
		}
	}
	time.Sleep(time.Duration(random.IntN(120)) * time.Millisecond)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	var killed *exec.ExitError
	if !errors.As(err, &killed) {
		t.Fatalf("the run ended before it was killed: %v", err)
	}
	if status, ok := killed.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
		t.Fatalf("the run ended by itself: %v", err)
	}
}

func ledgerSize(t *testing.T, dir string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, sandbox.DefaultLedger))
	if errors.Is(err, fs.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// redpack is the real main in a process of its own: the test binary under the program's name.
func redpack(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "redpack")
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	return cmd
}
