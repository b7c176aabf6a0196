package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/state"
)

type historyOptions struct {
	stateFlags
	run    int64
	newest int
}

func newHistory(env *Env) *cobra.Command {
	var o historyOptions
	cmd := &cobra.Command{
		Use: "history [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: cobra.MaximumNArgs(1),
		Short: "Who ran what and when, what it sent, found out and left",
		Long: `Lists every run on record, the newest first as in git log: when, how long, by whom, with which redpack and which plan, how it
ended, and what it sent, found to be paid, refused, failed and left in doubt, in packets and money. A run that never said how it ended was
killed, unless its process still holds the lock. What people decided (state accept, a canary looked at, moved addresses, another account)
stands between the runs on lines of its own.

With a campaign or a file only its packets count, and what did nothing for it is left out. -run=N shows one run with each of its packets
as the run has left it. It reads while an apply runs, changes nothing and needs no network.`,
		Example: "  redpack history\n  redpack history -n 5 team_cny_2027\n  redpack history -run=3\n  redpack history -json | jq -r 'select(.kind == \"run\") | [.run, .at, .sums.sent_fen] | @tsv'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return showHistory(cmd, env, o, args, print) })
		},
	}
	o.add(env, cmd)
	flags := cmd.Flags()
	flags.Int64Var(&o.run, "run", 0, "show this run and each of its packets")
	flags.IntVarP(&o.newest, "newest", "n", 0, "show only the newest so many lines; 0 shows all")
	return cmd
}

func showHistory(cmd *cobra.Command, env *Env, o historyOptions, args []string, print *printer) error {
	ctx, ofRun := cmd.Context(), cmd.Flags().Changed("run")
	switch {
	case o.newest < 0:
		return errors.New("-newest: give a number of lines, such as -n 5")
	case ofRun && o.newest > 0:
		return errors.New("-run shows one run: give it without -newest")
	}
	where, err := o.find(env, args, print)
	if err != nil {
		return err
	}
	snapshot, err := readWhole(ctx, where)
	if err != nil {
		return err
	}
	entries, err := entriesOf(ctx, where, snapshot)
	if err != nil {
		return err
	}
	slices.Reverse(entries)
	if ofRun {
		return showRun(ctx, env, where, snapshot, entries, o.run, print)
	}
	if o.newest > 0 {
		entries = entries[:min(o.newest, len(entries))]
	}
	return print.show(func(j *events.JSON) error { return j.History(entries) },
		func(w io.Writer) error { return view.RunHistory(w, entries, print.out) })
}

// entriesOf reads the whole history of a state once.
func entriesOf(ctx context.Context, where place, snapshot *state.Snapshot) ([]history.Entry, error) {
	builder := history.New(snapshot, where.campaigns)
	if err := state.Walk(ctx, where.at, builder.Event); err != nil {
		return nil, err
	}
	holder, _, held, err := state.Holder(ctx, where.at)
	return builder.Entries(history.Lock{Held: held, Holder: holder}), err
}

// showRun shows one run and streams its packets.
func showRun(ctx context.Context, env *Env, where place, snapshot *state.Snapshot, entries []history.Entry, run int64, print *printer) error {
	i := slices.IndexFunc(entries, func(e history.Entry) bool { return run > 0 && e.Run.ID == run })
	if i < 0 {
		return noRun(where, snapshot, run)
	}
	err := print.show(func(j *events.JSON) error { return j.HistoryEntry(&entries[i]) },
		func(w io.Writer) error { return view.RunHistory(w, entries[i:i+1], print.out) })
	if err != nil {
		return err
	}
	lines, count := view.NewRunPackets(env.Stdout, print.out), 0
	packets := history.NewRunPackets(run, snapshot, where.member(), func(t history.Touched) error {
		count++
		return print.show(func(j *events.JSON) error { return j.HistoryPacket(run, &t) }, func(io.Writer) error { return lines.Add(&t) })
	})
	if err := errors.Join(state.WalkPackets(ctx, where.at, packets.Event), packets.Close()); err != nil {
		return err
	}
	return print.show(func(j *events.JSON) error { return j.HistoryEnd(count) }, func(io.Writer) error { return lines.Close() })
}

// member chooses the packets of the place's campaigns; nil: all are meant.
func (p place) member() func(*state.Packet) bool {
	if p.campaigns == nil {
		return nil
	}
	return func(of *state.Packet) bool { return slices.Contains(p.campaigns, of.Campaign) }
}

func noRun(where place, snapshot *state.Snapshot, run int64) error {
	runs := int64(len(snapshot.Runs()))
	switch {
	case runs == 0:
		return fmt.Errorf("-run: the state %s has no runs yet", where.at)
	case run < 1 || run > runs:
		return fmt.Errorf("-run: there is no run %d in %s; its runs are 1 to %d. `redpack history` lists them", run, where.at, runs)
	}
	return fmt.Errorf("-run: run %d has done nothing for %v. `redpack history -run=%d` shows it without a campaign", run, where.campaigns, run)
}
