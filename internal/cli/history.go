package cli

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/lang"
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
		Use: "history [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: takes(0, 1),
		SuggestFor: []string{"log", "runs"},
		Short:      env.say(lang.Both("Who ran what and when, what it sent, found out and left", "谁在何时运行了什么，发放、查明和遗留了什么")),
		Long:       env.say(historyHelp()),
		Example:    "  redpack history\n  redpack history -n 5 team_cny_2027\n  redpack history -run=3\n  redpack history -json | jq -r 'select(.kind == \"run\") | [.run, .at, .sums.sent_fen] | @tsv'", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return withPrinter(env, cmd, o.stateFlags, func(print *printer) error { return showHistory(cmd, env, o, args, print) })
		},
	}
	o.add(env, cmd)
	flags := cmd.Flags()
	flags.Int64Var(&o.run, "run", 0, env.say(lang.Both("show this run and each of its packets", "显示这次运行和其中每个红包")))
	flags.IntVarP(&o.newest, "newest", "n", 0, env.say(lang.Both("show only the newest so many lines; 0 shows all", "只显示最新的这么多行；0 为全部")))
	return cmd
}

func showHistory(cmd *cobra.Command, env *Env, o historyOptions, args []string, print *printer) error {
	ctx, ofRun := cmd.Context(), cmd.Flags().Changed("run")
	switch {
	case o.newest < 0:
		return lang.Errorf("-newest: give a number of lines, such as -n 5", "-newest：写行数，例如 -n 5")
	case ofRun && o.newest > 0:
		return lang.Errorf("-run shows one run: give it without -newest", "-run 只显示一次运行：不要同时写 -newest")
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
		return lang.Errorf("-run: the state %s has no runs yet", "-run：状态库 %s 里还没有运行", where.at)
	case run < 1 || run > runs:
		return lang.Errorf("-run: there is no run %d in %s; its runs are 1 to %d. `redpack history` lists them",
			"-run：没有第 %d 次运行，%s 里有第 1 到 %d 次。`redpack history` 列出它们", run, where.at, runs)
	}
	return lang.Errorf("-run: run %d has done nothing for %v. `redpack history -run=%d` shows it without a campaign",
		"-run：第 %d 次运行与 %v 无关。不写活动，用 `redpack history -run=%d` 查看", run, where.campaigns, run)
}
