package cli

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
)

type acceptOptions struct {
	stateFlags
	reason  string
	notPaid bool
}

func newStateAccept(env *Env) *cobra.Command {
	var o acceptOptions
	cmd := &cobra.Command{
		Use: "accept ADDRESS [FOLDER] -reason=TEXT", Args: takes(1, 2),
		Short: env.say(lang.Both("Decide that a packet stays as it was paid, although the file says otherwise now",
			"决定某个红包保持已付的样子，尽管文件现在写的不同")),
		Long:    env.say(acceptHelp()),
		Example: "  redpack state accept team_cny_2027/wang_wei -reason=\"8.88 was right; the list had a typing error\"", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return acceptPacket(cmd.Context(), env, o, args, print) })
		},
	}
	o.projectFlags.add(env, cmd)
	o.addEnvironment(env, cmd)
	o.addLockTimeout(env, cmd)
	cmd.Flags().StringVar(&o.reason, "reason", "", env.say(lang.Both("why the packet stays as it is; required", "红包保持不变的理由；必填")))
	cmd.Flags().BoolVar(&o.notPaid, "not-paid", false, env.say(lang.Both(
		"the number paid somebody else, as the merchant platform shows: this person may get another one",
		"商户平台显示这个商户订单号付给了别人：此人可以换新号再发")))
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(eventsAsJSON))
	addJSONInto(env, cmd)
	return cmd
}

func acceptPacket(ctx context.Context, env *Env, o acceptOptions, args []string, print *printer) (err error) {
	of, err := parseAddress(args[0])
	if err != nil {
		return err
	}
	if strings.TrimSpace(o.reason) == "" {
		return lang.Errorf("a decision about money needs a reason that others understand later: add -reason=\"…\"",
			"有关钱的决定要写明日后他人看得懂的理由：加上 -reason=\"…\"")
	}
	p, err := load(env, args[1:], o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.await(ctx, print); err != nil {
		return err
	}
	snapshot, err := readState(ctx, p.place())
	if err != nil {
		return err
	}
	answer, diags, err := plan.Decide(p.Project, snapshot, plan.Question{Of: of, NotPaid: o.notPaid, At: env.Now()})
	if errors.Is(err, plan.ErrNotRecorded) {
		return noPacketOf(env, print, p, snapshot, of)
	}
	if faults := print.diagnostics(diags); faults != nil {
		return faults
	}
	if err != nil {
		return err
	}
	store, err := openState(ctx, env, p, nil)
	if err != nil {
		return err
	}
	packet, decision := answer.Packet, answer.Decision
	if decision.Reason = strings.TrimSpace(o.reason); o.notPaid {
		packet, err = store.Release(ctx, packet.ID, decision.Reason)
	} else {
		packet, err = store.Accept(ctx, packet.ID, decision)
	}
	if err := besides(err, store.Close()); err != nil {
		return err
	}
	return print.show(func(j *events.JSON) error { return j.Packet(packet, nil) },
		func(w io.Writer) error { return view.Accepted(w, packet, print.out) })
}
