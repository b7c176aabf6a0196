package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/cli"
)

// Every command says what its exit codes mean, what it does, and takes the flags that all take.
func TestEveryCommandHelps(t *testing.T) {
	t.Parallel()
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		for _, each := range cmd.Commands() {
			visit(each)
		}
		path := strings.Fields(cmd.CommandPath())[1:]
		var out, complaints bytes.Buffer
		code := cli.Main(&cli.Env{
			Args: append(path, "-help"), Stdout: &out, Stderr: &complaints,
			LookupEnv: func(string) (string, bool) { return "", false },
		})
		if code != 0 || complaints.Len() > 0 {
			t.Errorf("%v -help: exit code %d: %s", path, code, complaints.Bytes())
		}
		for _, want := range []string{
			"Exit codes:\n  0    done\n", "  2    only with plan -detailed-exitcode", "diff -exit-code", "  130  stopped at once", "-no-color",
		} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%v -help does not say %q:\n%s", path, want, out.Bytes())
			}
		}
	}
	root := cli.NewRoot(&cli.Env{})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	visit(root)
}
