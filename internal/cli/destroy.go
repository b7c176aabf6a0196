package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
)

// errNoDestroy is what people must know who look for a way back.
var errNoDestroy = lang.Errorf(`there is no way back: a red packet that was sent cannot be recalled, so redpack destroys nothing

  What a receiver has opened is theirs. What nobody opens within 24 hours returns to the account by itself; redpack refresh
  asks WeChat Pay and records it.

  To keep packets from being sent at all, stop a running apply with Ctrl-C, or take the people out of the campaign. What was
  paid stays in the state for good: that is what keeps anybody from being paid twice. To see it, use
    redpack state list`,
	`红包无法撤回：发出的红包收不回来，所以 redpack 不提供 destroy

  领取人已经打开的，就归他所有。24 小时内没有人打开的，会自动退回账户；redpack refresh 向微信支付查询并记录下来。

  要让红包根本不发出去，用 Ctrl-C 停止正在进行的 apply，或者把这些人从活动中去掉。已经付出的会一直留在状态库里：
  正因如此，谁也不会被付两次。要查看，运行
    redpack state list`)

// newDestroy exists for people who know other tools and would guess that it does.
func newDestroy(env *Env) *cobra.Command {
	cmd := &cobra.Command{
		Use: "destroy", GroupID: "other",
		Short: env.say(lang.Both("Explain why there is no way to call packets back", "说明为什么红包发出后无法撤回")),
		Long:  env.say(destroyHelp()),
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
