package cli

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

type listOptions struct {
	stateFlags
	status []string
}

func newStateList(env *Env) *cobra.Command {
	var o listOptions
	cmd := &cobra.Command{
		Use: "list [FOLDER | FILE.hcl | CAMPAIGN]", Args: cobra.MaximumNArgs(1),
		Short: "List every packet that the state knows, one a line",
		Long: `Lists packets by campaign and key, one a line: status, amount, bill number, masked openid, since when, address. The sums
stand at the end.

Statuses: ` + strings.Join(statusNames(), ", ") + ".",
		Example: "  redpack state list\n  redpack state list -status=unknown team_cny_2027\n  redpack state list -json | jq -r .key",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return listState(cmd.Context(), env, o, args, print) })
		},
	}
	o.add(cmd)
	cmd.Flags().StringSliceVar(&o.status, "status", nil, "list only packets of these `statuses`, separated by commas")
	return cmd
}

func statusNames() []string {
	var names []string
	for _, status := range state.Statuses() {
		names = append(names, status.String())
	}
	return names
}

func listState(ctx context.Context, env *Env, o listOptions, args []string, print *printer) error {
	for _, name := range o.status {
		if !slices.Contains(statusNames(), name) {
			return fmt.Errorf("-status: there is no status %q.%s It is one of %s", name, words.DidYouMean(name, sequence(statusNames())),
				strings.Join(statusNames(), ", "))
		}
	}
	where, err := o.find(env, args, print)
	if err != nil {
		return err
	}
	snapshot, err := readState(ctx, where)
	if err != nil {
		return err
	}
	packets := chosen(snapshot.All(), where.campaigns, o.status)
	return print.show(func(j *events.JSON) error { return j.Packets(packets) },
		func(w io.Writer) error { return view.Packets(w, packets, print.out) })
}

// chosen yields the packets of some campaigns and statuses; an empty list chooses all.
func chosen(all iter.Seq[state.Packet], campaigns, statuses []string) iter.Seq[state.Packet] {
	return func(yield func(state.Packet) bool) {
		for p := range all {
			if len(campaigns) > 0 && !slices.Contains(campaigns, p.Campaign) {
				continue
			}
			if len(statuses) > 0 && !slices.Contains(statuses, p.Status.String()) {
				continue
			}
			if !yield(p) {
				return
			}
		}
	}
}
