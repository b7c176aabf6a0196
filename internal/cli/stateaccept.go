package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
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
		Use: "accept ADDRESS [FOLDER] -reason=TEXT", Args: cobra.RangeArgs(1, 2),
		Short: "Decide that a packet stays as it was paid, although the file says otherwise now",
		Long: `A packet that was recorded with another amount or for another person than the file says now is a conflict, and nothing is
sent while there is one. accept records your decision to leave the packet as it is: what was paid counts as it is recorded,
and what was not is never sent. Who decided, when and why is kept in the history. If the file changes again, to a
third amount or person, that is a new conflict.

Two more decisions are recorded in this way. A packet whose key left the file, while its person stands there under a new
key, there or in another campaign of the folder: the new key is a packet of its own, and not the old one renamed. And a packet
in doubt that nobody can clear up, because WeChat Pay tells for 30 days only what became of a number, or knows the number with
another amount or without naming anybody: it counts as paid, and is never sent again. Where the merchant platform shows that
the number paid somebody else, -not-paid says so, and the next apply pays this person under another number.`,
		Example: "  redpack state accept team_cny_2027/wang_wei -reason=\"8.88 was right; the list had a typing error\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return acceptPacket(cmd.Context(), env, o, args, print) })
		},
	}
	o.projectFlags.add(env, cmd)
	o.addEnvironment(env, cmd)
	o.addLockTimeout(env, cmd)
	cmd.Flags().StringVar(&o.reason, "reason", "", "why the packet stays as it is; required")
	cmd.Flags().BoolVar(&o.notPaid, "not-paid", false, "the number paid somebody else, as the merchant platform shows: this person may get another one")
	cmd.Flags().BoolVar(&o.json, "json", false, "print events as JSON, one a line")
	addJSONInto(env, cmd)
	return cmd
}

func acceptPacket(ctx context.Context, env *Env, o acceptOptions, args []string, print *printer) (err error) {
	of, err := parseAddress(args[0])
	if err != nil {
		return err
	}
	if strings.TrimSpace(o.reason) == "" {
		return fmt.Errorf("a decision about money needs a reason that others understand later: add -reason=\"…\"")
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
