package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/state"
)

type diffOptions struct {
	projectFlags
	markdownFlags
	state     string
	json      bool
	list      bool
	exitCode  bool
	failAbove string
}

// ownState is what -state is without a value: the state that the campaign itself names.
const ownState = "the campaign's own"

func newDiff(env *Env) *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use: "diff [A..B | A...B | A] [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: cobra.MaximumNArgs(maxDiffArgs),
		Short: "Show what a change means in people and money",
		Long: `Compares two revisions of a folder's campaigns, their lists included, and prints what differs in meaning: settings first,
then amounts, persons, and who is added, removed or renamed, with the totals before and after. The order of rows,
comments, formatting, and whether people stand in HCL or in a CSV are no difference.

  redpack diff                     the work tree against HEAD
  redpack diff main                the work tree against main
  redpack diff main..HEAD          two revisions
  redpack diff main...HEAD         HEAD against where it parted from main, as a pull request shows it
  redpack diff main...HEAD spring  of one folder, file or campaign; without it, of the folder you are in
  redpack diff old.hcl new.hcl     two files, or two folders, without git

Revisions are read from git as they are, without a checkout. It needs no network, no state, no certificate and no key.
With -state it also says of each change what was paid already: merging takes no money back and pays no difference.

` + markdownHelp,
		Example: "  redpack diff -state\n  redpack diff main...HEAD -exit-code\n  redpack diff origin/main...HEAD campaigns/spring -fail-above=500.00",
		RunE: func(cmd *cobra.Command, args []string) error {
			return runDiff(cmd.Context(), env, cmd, o, args)
		},
	}
	o.projectFlags.add(cmd)
	cmd.Flags().StringVar(&o.state, "state", "", "say of each change what was paid, by the campaign's state or by the state in this `file`")
	cmd.Flags().Lookup("state").NoOptDefVal = ownState
	cmd.Flags().BoolVar(&o.json, "json", false, "print events as JSON, one a line, with every change")
	addJSONInto(cmd)
	o.markdownFlags.add(cmd)
	cmd.Flags().BoolVar(&o.list, "list", false, "list every change in a line of its own, however many there are")
	cmd.Flags().BoolVar(&o.exitCode, "exit-code", false, "exit with 2 when there are differences in meaning")
	cmd.Flags().StringVar(&o.failAbove, "fail-above", "", "exit with 1 when the change costs more than this many `yuan`, such as 500.00")
	return cmd
}

func runDiff(ctx context.Context, env *Env, cmd *cobra.Command, o diffOptions, args []string) error {
	print, err := newPrinter(env, cmd, o.json, o.showOpenID)
	if err != nil {
		return err
	}
	if err = print.markdown(o.markdownFlags, "diff"); err == nil {
		err = showDiff(ctx, env, cmd, o, args, print)
	}
	return print.end(err)
}

func showDiff(ctx context.Context, env *Env, cmd *cobra.Command, o diffOptions, args []string, print *printer) error {
	limit, limited, err := o.limit()
	if err != nil {
		return err
	}
	sides, err := aimDiff(ctx, args, cmd.ArgsLenAtDash())
	if err != nil {
		return err
	}
	defer sides.close()
	print.source = sides
	if err := sides.load(ctx, env, o.projectFlags, print); err != nil {
		return err
	}
	compare, err := o.compareOptions(ctx, sides)
	if err != nil {
		return err
	}
	diff, faults := diff.Compare(sides.before.Side, sides.after.Side, compare)
	if faults.HasErrors() {
		return print.diagnostics(append(sides.before.named(faults.Before), sides.after.named(faults.After)...))
	}
	code := exitDone
	if o.exitCode && diff.Different() {
		code = exitDifferent
	}
	var exceeded error
	if limited && diff.Cost() > limit {
		exceeded = tooDear(diff.Cost(), limit)
	}
	print.document.describeDiff(cmd, sides, args, exceeded)
	after := func() view.Prospect { return sides.prospect(env, compare.Snapshot) }
	if err := print.diff(diff, o.list, after); err != nil {
		return err
	}
	if exceeded != nil {
		return exceeded
	}
	if code != exitDone {
		return exit{code}
	}
	return nil
}

func tooDear(cost, limit money.Fen) error {
	return fmt.Errorf("this change costs %s more, which is %s above what -fail-above allows (%s); a campaign that goes or becomes "+
		"cheaper pays for no other", cost, cost-limit, limit)
}

func (o *diffOptions) limit() (limit money.Fen, limited bool, err error) {
	if o.failAbove == "" {
		return 0, false, nil
	}
	if limit, err = money.ParseYuan(o.failAbove); err != nil {
		return 0, false, fmt.Errorf("-fail-above: %w", err)
	}
	return limit, true, nil
}

// compareOptions reads the state that -state asks for: the one that the after side names, on this machine.
func (o *diffOptions) compareOptions(ctx context.Context, sides *diffSides) (diff.CompareOptions, error) {
	if o.state == "" {
		return diff.CompareOptions{}, nil
	}
	path := o.state
	if path == ownState {
		path = filepath.Join(sides.after.dir, filepath.FromSlash(sides.statePath()))
	}
	snapshot, err := state.Read(ctx, path)
	if err != nil {
		return diff.CompareOptions{}, err
	}
	if o.state != ownState && !snapshot.Exists() {
		return diff.CompareOptions{}, fmt.Errorf("-state: there is no state file %s", path)
	}
	return diff.CompareOptions{Snapshot: snapshot}, nil
}

// statePath is where the after side keeps its state, or the before side where there is no other.
func (s *diffSides) statePath() string {
	for _, side := range []*diffSide{&s.after, &s.before} {
		if side.Project != nil {
			return side.Project.StatePath
		}
	}
	return hclspec.DefaultStatePath
}

// diff prints a difference; after is asked only for a document.
func (p *printer) diff(d *diff.Diff, list bool, after func() view.Prospect) error {
	err := p.show(func(j *events.JSON) error { return j.Diff(d) }, func(w io.Writer) error {
		if p.document.instead() {
			return nil
		}
		return view.Diff(w, d, view.DiffOptions{List: list}, p.out)
	})
	return errors.Join(err, p.writeDocument(func(m view.Markdown, w io.Writer) error { return m.Diff(w, d, after()) }))
}
