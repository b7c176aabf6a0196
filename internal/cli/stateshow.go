package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func newStateShow(env *Env) *cobra.Command {
	var o stateFlags
	cmd := &cobra.Command{
		Use: "show ADDRESS [FOLDER]", Args: cobra.RangeArgs(1, 2),
		Short: "Show one packet and everything that ever happened to it",
		Long: `Shows the packet of one address, campaign/key, with its whole history: every request that left, every answer, every query
and every decision of a person.`,
		Example: "  redpack state show team_cny_2027/wang_wei",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o, func(print *printer) error { return showState(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(cmd)
	return cmd
}

func showState(ctx context.Context, env *Env, o stateFlags, args []string, print *printer) error {
	of, err := parseAddress(args[0])
	if err != nil {
		return err
	}
	where, err := o.find(env, args[1:], print)
	if err != nil {
		return err
	}
	snapshot, err := readState(ctx, where)
	if err != nil {
		return err
	}
	packet, ok := snapshot.Lookup(of.Campaign, of.Key)
	if !ok {
		return noPacket(snapshot, of)
	}
	events, err := state.Events(ctx, where.path, of)
	if err != nil {
		return err
	}
	return print.show(func(j *view.JSON) error { return j.Packet(packet, events) },
		func(w io.Writer) error { return view.Packet(w, packet, events, print.out) })
}

type acceptOptions struct {
	stateFlags
	reason string
}

func newStateAccept(env *Env) *cobra.Command {
	var o acceptOptions
	cmd := &cobra.Command{
		Use: "accept ADDRESS [FOLDER] -reason=TEXT", Args: cobra.RangeArgs(1, 2),
		Short: "Decide that a packet stays as it was paid, although the file says otherwise now",
		Long: `A packet that was recorded with another amount or for another person than the file says now is a conflict, and nothing is
sent while there is one. accept records your decision to leave the packet as it is: plan then counts it as it is recorded.
Nobody is paid or asked because of it. Who decided, when and why is kept in the history.

If the file changes again, to a third amount or person, that is a new conflict.`,
		Example: "  redpack state accept team_cny_2027/wang_wei -reason=\"8.88 was right; the list had a typing error\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return acceptPacket(cmd.Context(), env, o, args, print) })
		},
	}
	o.projectFlags.add(cmd)
	cmd.Flags().StringVar(&o.reason, "reason", "", "why the packet stays as it is; required")
	cmd.Flags().BoolVar(&o.json, "json", false, "print events as JSON, one a line")
	addJSONInto(cmd)
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
	snapshot, err := readState(ctx, place{path: p.statePath()})
	if err != nil {
		return err
	}
	packet, ok := snapshot.Lookup(of.Campaign, of.Key)
	if !ok {
		return noPacket(snapshot, of)
	}
	decision, err := decide(p, snapshot, packet, print)
	if err != nil {
		return err
	}
	decision.Reason = strings.TrimSpace(o.reason)
	store, err := openState(ctx, env, p)
	if err != nil {
		return err
	}
	packet, err = store.Accept(ctx, packet.ID, decision)
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	return print.show(func(j *view.JSON) error { return j.Packet(packet, nil) },
		func(w io.Writer) error { return view.Accepted(w, packet, print.out) })
}

// decide finds what the campaign asks for. There is nothing to decide where it agrees with what is recorded.
func decide(p *project, snapshot *state.Snapshot, packet state.Packet, print *printer) (state.Decision, error) {
	var wanted *hclspec.Recipient
	for _, c := range p.Campaigns {
		if c.Name != packet.Campaign {
			continue
		}
		diags := c.Recipients(plan.Committed(c, snapshot), func(r *hclspec.Recipient) bool {
			if r.Key == packet.Key {
				found := *r
				wanted = &found
			}
			return wanted == nil
		})
		if wanted == nil {
			if err := print.diagnostics(diags); err != nil {
				return state.Decision{}, err
			}
		}
	}
	address := packet.Campaign + "/" + packet.Key
	switch {
	case wanted == nil:
		return state.Decision{}, fmt.Errorf("%s is in the state and no longer in the files; that is no conflict, so there is nothing to accept", address)
	case wanted.Amount == packet.Amount && wanted.OpenID == packet.OpenID:
		return state.Decision{}, fmt.Errorf("%s is recorded with the amount and the openid that the file asks for; there is nothing to accept", address)
	case packet.Accepts(wanted.OpenID, wanted.Amount):
		return state.Decision{}, fmt.Errorf("%s was accepted already, by %s: %s", address, packet.Accepted.By, packet.Accepted.Reason)
	}
	return state.Decision{OpenID: wanted.OpenID, Amount: wanted.Amount}, nil
}
