package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/sandbox"
	"github.com/cashredpack/redpack/internal/view"
)

type sandboxLedgerOptions struct {
	json       bool
	showOpenID bool
}

func newSandboxLedger(env *Env) *cobra.Command {
	var o sandboxLedgerOptions
	cmd := &cobra.Command{
		Use: "ledger [FOLDER | FILE]", Args: takes(0, 1),
		Short:   env.say(lang.Both("Show what the simulator paid, and what its clients did wrong", "显示模拟器付了什么，以及客户端做错了什么")),
		Long:    env.say(ledgerHelp()),
		Example: "  redpack sandbox ledger\n  redpack sandbox ledger examples/lantern\n  redpack sandbox ledger -json | jq .findings", // for programs
		RunE:    func(cmd *cobra.Command, args []string) error { return runSandboxLedger(env, cmd, o, args) },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(lang.Both("print everything as one JSON object", "全部输出为一个 JSON 对象")))
	cmd.Flags().BoolVar(&o.showOpenID, "show-openid", false, env.say(wholeOpenIDs))
	return cmd
}

func runSandboxLedger(env *Env, cmd *cobra.Command, o sandboxLedgerOptions, args []string) error {
	look, err := style(env, cmd, env.StdoutTerminal, shown{openID: o.showOpenID})
	if err != nil {
		return err
	}
	path, err := ledgerPath(args)
	if err != nil {
		return err
	}
	report, err := sandbox.ReadLedger(path)
	if err != nil {
		return err
	}
	if err := report.Check(); err != nil {
		return lang.Errorf("the sandbox ledger %s does not add up: %w", "模拟账本 %s 的账对不上：%w", path, err)
	}
	if !o.json {
		return view.Ledger(env.Stdout, report, look)
	}
	return plain.JSON(env.Stdout, view.MaskedLedger(report, look), "  ")
}

// ledgerPath finds the ledger that an argument names.
func ledgerPath(args []string) (string, error) {
	if len(args) > 0 {
		info, err := os.Stat(args[0])
		if err != nil {
			return "", lang.Errorf("find the sandbox ledger: %w", "查找模拟账本：%w", err)
		}
		if info.IsDir() {
			return filepath.Join(args[0], sandbox.DefaultLedger), nil
		}
		return args[0], nil
	}
	for _, path := range []string{sandbox.DefaultLedger, filepath.Join(sandboxFolder, sandbox.DefaultLedger)} {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return path, err
		}
	}
	return "", lang.Errorf("there is no ledger here, neither %s nor one in %s. A sandbox merchant's ledger appears with its first "+
		"`redpack apply`; name another folder, as in\n  redpack sandbox ledger examples/lantern",
		"这里没有账本：没有 %s，%s 里也没有。模拟商户的账本在第一次 `redpack apply` 时出现；写出另一个文件夹，例如\n  redpack sandbox ledger examples/lantern",
		sandbox.DefaultLedger, sandboxFolder)
}
