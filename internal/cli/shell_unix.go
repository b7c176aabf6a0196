//go:build unix

package cli

import (
	"context"
	"os/exec"
	"syscall"
)

// shell runs a command line as the operator's shell would. It is a process group of its own, so that Ctrl-C for redpack
// does not reach it and all of it ends when its time is over.
func shell(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", line)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}
