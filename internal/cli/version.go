package cli

import (
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
)

func newVersion(env *Env) *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use: "version", GroupID: "other", Args: takes(0, 0),
		Short: env.say(lang.Both("Print the version", "显示版本")),
		Long: env.say(lang.Both(`Prints the version, the compiler and the system.

A build that is no release says which version it leads to, and its commit: 1.2.3-dev+54a91027043e, with .dirty where files had been changed.`,
			`显示版本、编译器和系统。

不是正式版本的程序会写明将成为哪个版本，以及提交：1.2.3-dev+54a91027043e；源文件改动过的，后面有 .dirty。`)),
		RunE: func(*cobra.Command, []string) error { return printVersion(env, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, env.say(lang.Both("print one JSON object", "输出一个 JSON 对象")))
	return cmd
}

func printVersion(env *Env, asJSON bool) error {
	b := thisBuild()
	if asJSON {
		return plain.JSON(env.Stdout, b, "")
	}
	_, err := plain.Fprintf(env.Stdout, "redpack %s %s %s/%s\n", b.Version, b.Go, b.OS, b.Arch)
	return err
}
