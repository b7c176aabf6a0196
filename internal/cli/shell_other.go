//go:build !unix

package cli

import (
	"context"
	"os/exec"
)

// shell runs a command line as the operator's command interpreter would.
func shell(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "cmd", "/C", line)
}
