package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/view"
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
	where, files, err := o.open(env, args[1:], print)
	if files != nil {
		defer files.close()
	}
	if err != nil {
		return err
	}
	snapshot, err := readState(ctx, where)
	if err != nil {
		return err
	}
	packet, ok := snapshot.Lookup(of.Campaign, of.Key)
	if !ok {
		return noPacketOf(env, print, files, snapshot, of)
	}
	life, err := state.Events(ctx, where.path, of)
	if err != nil {
		return err
	}
	return print.show(func(j *events.JSON) error { return j.Packet(packet, life) },
		func(w io.Writer) error { return view.Packet(w, packet, life, print.out) })
}
