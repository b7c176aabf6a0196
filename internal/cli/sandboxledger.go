package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

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
		Use: "ledger [FOLDER | FILE]", Args: cobra.MaximumNArgs(1),
		Short: "Show what the simulator paid, and what its clients did wrong",
		Long: `Reads the simulator's ledger, also while it is in use: who was paid, how often, with which numbers, and every rule that
a client broke. The ledger is kept by the simulator alone, so it can be held against what a client believes.

Without an argument it is the ledger of this folder's sandbox merchants, ` + sandbox.DefaultLedger + `, or else that of
redpack sandbox, ` + sandboxFolder + "/" + sandbox.DefaultLedger + ".",
		Example: "  redpack sandbox ledger\n  redpack sandbox ledger examples/lantern\n  redpack sandbox ledger -json | jq .findings",
		RunE:    func(cmd *cobra.Command, args []string) error { return runSandboxLedger(env, cmd, o, args) },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print everything as one JSON object")
	cmd.Flags().BoolVar(&o.showOpenID, "show-openid", false, "print whole openids; they are personal data")
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
		return fmt.Errorf("the sandbox ledger %s does not add up: %w", path, err)
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
			return "", fmt.Errorf("find the sandbox ledger: %w", err)
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
	return "", plain.Errorf("there is no ledger here, neither %s nor one in %s. A sandbox merchant's ledger appears with its first "+
		"`redpack apply`; name another folder, as in\n  redpack sandbox ledger examples/lantern", sandbox.DefaultLedger, sandboxFolder)
}
