package cli

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"
)

// errNoDestroy is what people must know who look for a way back.
var errNoDestroy = errors.New(`there is no way back: a red packet that was sent cannot be recalled, so redpack destroys nothing

  What a receiver has opened is theirs. What nobody opens within 24 hours returns to the account by itself; redpack refresh
  asks WeChat Pay and records it.

  To keep packets from being sent at all, stop a running apply with Ctrl-C, or take the people out of the campaign. What was
  paid stays in the state for good: that is what keeps anybody from being paid twice. To see it, use
    redpack state list`)

// newDestroy exists for people who know other tools and would guess that it does.
func newDestroy(env *Env) *cobra.Command {
	cmd := &cobra.Command{
		Use: "destroy", GroupID: "other",
		Short: "Explain why there is no way to call packets back",
		Long: `Explains that packets cannot be recalled, and what can be done instead. It does nothing and ends with exit code 1, whatever
flags it is given.`,
		// Whoever types the flags of another tool's destroy needs the explanation, not a word about flags.
		DisableFlagParsing: true,
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if slices.ContainsFunc(args, func(arg string) bool { return arg == "-h" || arg == "--help" }) {
			return cmd.Help()
		}
		return errNoDestroy
	}
	return cmd
}
