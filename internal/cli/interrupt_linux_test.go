package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Whoever waits for a long plan can stop it with Ctrl-C: nothing is under way that would have to be finished.
func TestInterruptEndsAPlan(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	addresses := filepath.Join(dir, "addresses")
	if err := syscall.Mkfifo(addresses, 0o600); err != nil { // the plan waits for lines that never come
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "campaign.hcl"), []byte(sandboxed("d")), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "redpack", "plan", "-only-file="+addresses, dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	time.Sleep(300 * time.Millisecond)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
		if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGINT {
			t.Errorf("ended with %v, want the interrupt", cmd.ProcessState)
		}
	case <-time.After(20 * time.Second):
		t.Error("the interrupt did nothing")
	}
}
