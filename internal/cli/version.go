package cli

import (
	"runtime"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
)

func newVersion(env *Env) *cobra.Command {
	return &cobra.Command{
		Use: "version", GroupID: "other", Args: takes(0, 0),
		Short: env.say(lang.Both("Print the version", "显示版本")),
		RunE: func(*cobra.Command, []string) error {
			_, err := plain.Fprintf(env.Stdout, "redpack %s %s %s/%s\n", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
