//go:build unix

package cli_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/sandbox"
)

// A lantern run is killed ten times at random moments and resumed each time. The simulator's own ledger, not the state,
// must then show every recipient paid exactly once.
func TestKilledTenTimes(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	dir, people, yuan := toKill(t)
	for range times(2, 10) {
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
	if report.Paid != people || len(report.Persons) != people || report.Debited.Yuan() != yuan {
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
	waitForLedger(t, dir, before+500)
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

// slowLantern is the lantern campaign at a rate that leaves time to interrupt it.
func slowLantern(t *testing.T) (dir string) {
	t.Helper()
	dir = lantern(t)
	edit(t, dir, "per_minute  = 18000", "per_minute  = 600")
	return dir
}

// An interrupt, a termination and a closed terminal end the run gently: what is in flight is awaited, and the same
// command goes on.
func TestInterruptedGently(t *testing.T) {
	t.Parallel()
	for _, signal := range some(3, []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}) {
		dir := slowLantern(t)
		var out strings.Builder
		cmd := redpack(t, dir, "apply", "-auto-approve")
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitForLedger(t, dir, 500)
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		err := cmd.Wait()
		var failed *exec.ExitError
		if !errors.As(err, &failed) || failed.ExitCode() != 7 {
			t.Errorf("%s: %v, want exit code 7\n%s", signal, err, out.String())
		}
		if !strings.Contains(out.String(), "redpack apply") || !strings.Contains(out.String(), "not begun") {
			t.Errorf("%s: the summary does not say how to go on:\n%s", signal, out.String())
		}
		plan, err := redpack(t, dir, "plan").Output()
		if err != nil || !strings.Contains(string(plan), ", 0 resolve,") {
			t.Errorf("%s: something was left unclear: %v\n%s", signal, err, plan)
		}
	}
}

func waitForLedger(t *testing.T, dir string, size int64) {
	t.Helper()
	for start := time.Now(); ledgerSize(t, dir) <= size; time.Sleep(2 * time.Millisecond) {
		if time.Since(start) > 30*time.Second {
			t.Fatal("nothing was sent in 30 s")
		}
	}
}

// A second process that applies the same state is told who does, and a plan is not in anybody's way.
func TestOneApplyAtATime(t *testing.T) {
	t.Parallel()
	dir := slowLantern(t)
	first := redpack(t, dir, "apply", "-auto-approve")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	waitForLedger(t, dir, 500)
	if out, err := redpack(t, dir, "plan").CombinedOutput(); err != nil {
		t.Errorf("plan while an apply runs: %v\n%s", err, out)
	}
	out, err := redpack(t, dir, "apply", "-auto-approve").CombinedOutput()
	var failed *exec.ExitError
	if !errors.As(err, &failed) || failed.ExitCode() != 1 || !strings.Contains(string(out), strconv.Itoa(first.Process.Pid)) {
		t.Errorf("a second apply: %v, want exit code 1 and the first one's pid\n%s", err, out)
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
}
