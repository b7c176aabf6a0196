package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/osfile"
	"github.com/cashredpack/redpack/internal/revision"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
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
func ownState(env *Env) string { return env.say(lang.Both("the campaign's own", "活动自己的")) }

func newDiff(env *Env) *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use: "diff [A..B | A...B | A] [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: takes(0, revision.MaxArgs),
		Short:   env.say(lang.Both("Show what a change means in people and money", "显示一次改动对人和钱意味着什么")),
		Long:    env.say(diffHelp()),
		Example: "  redpack diff -state\n  redpack diff main...HEAD -exit-code\n  redpack diff origin/main...HEAD campaigns/spring -fail-above=500.00", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			return runDiff(cmd.Context(), env, cmd, o, args)
		},
	}
	o.projectFlags.add(env, cmd)
	cmd.Flags().StringVar(&o.state, "state", "", env.say(lang.Both(
		"say of each change what was paid, by the campaign's state or by the state in this `file`",
		"说明每处改动已付了多少，按活动自己的状态库，或这个`文件`里的状态")))
	cmd.Flags().Lookup("state").NoOptDefVal = ownState(env)
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(lang.Both("print events as JSON, one a line, with every change",
		"以 JSON 输出事件，每行一个，含每处改动")))
	addJSONInto(env, cmd)
	o.markdownFlags.add(env, cmd)
	cmd.Flags().BoolVar(&o.list, "list", false, env.say(lang.Both("list every change in a line of its own, however many there are",
		"不论多少，每处改动单独一行")))
	cmd.Flags().BoolVar(&o.exitCode, "exit-code", false, env.say(lang.Both("exit with 2 when there are differences in meaning",
		"含义上有差异时以退出码 2 结束")))
	cmd.Flags().StringVar(&o.failAbove, "fail-above", "", env.say(lang.Both(
		"exit with 1 when the change costs more than this many `yuan`, such as 500.00", "改动多花的钱超过这么多`元`时以退出码 1 结束，例如 500.00")))
	return cmd
}

func runDiff(ctx context.Context, env *Env, cmd *cobra.Command, o diffOptions, args []string) error {
	print, err := newPrinter(env, cmd, o.json, o.shown)
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
	sides, err := revision.Aim(ctx, args, cmd.ArgsLenAtDash(), parseSide)
	if err != nil {
		return err
	}
	defer sides.Close()
	print.source = sides
	if err := loadSides(ctx, env, sides, o.projectFlags, print); err != nil {
		return err
	}
	compare, err := o.compareOptions(ctx, env, sides)
	if err != nil {
		return err
	}
	diff, faults := diff.Compare(sides.Before.Side, sides.After.Side, compare)
	if faults.HasErrors() {
		return print.diagnostics(append(sides.Before.Named(faults.Before), sides.After.Named(faults.After)...))
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
	after := func() view.Prospect { return prospectOf(env, sides, compare.Snapshot) }
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

// parseSide is parseTarget for a comparison.
func parseSide(arg string) (revision.Target, error) {
	to, err := parseTarget([]string{arg})
	return revision.Target{Dir: to.dir, File: to.file, Campaign: to.campaign}, err
}

// loadSides reads both sides. What is wrong with them has been printed; the result is an exit then.
func loadSides(ctx context.Context, env *Env, sides *revision.Sides, flags projectFlags, print *printer) error {
	vars, err := parseVars(flags.vars)
	if err != nil {
		return err
	}
	diags, err := sides.Load(ctx, revision.Options{
		Vars: vars, VarFiles: flags.varFiles, Version: toolVersion(), LookupEnv: env.LookupEnv,
		Open: func(dir string) (fs.FS, io.Closer, error) {
			folder, err := osfile.OpenFolder(dir)
			if err != nil {
				return nil, nil, lang.Errorf("open the campaign's folder: %w", "打开活动的文件夹：%w", err)
			}
			return folderOf(folder.FS(), dir), folder, nil
		},
		Guard: func(dir string, o hclspec.Options) hclspec.Options { return gateway.Guarded(env.LookupEnv, dir, o) },
	})
	if err != nil {
		return err
	}
	return print.diagnostics(diags)
}

func tooDear(cost, limit money.Fen) error {
	return lang.Errorf("this change costs %s more, which is %s above what -fail-above allows (%s); a campaign that goes or becomes "+
		"cheaper pays for no other",
		"这次改动多花 %s，比 -fail-above 允许的多 %s（允许 %s）；取消或变便宜的活动不抵扣其他活动", cost, cost-limit, limit)
}

func (o *diffOptions) limit() (limit money.Fen, limited bool, err error) {
	if o.failAbove == "" {
		return 0, false, nil
	}
	if limit, err = money.ParseWritten(o.failAbove); err != nil {
		return 0, false, lang.Errorf("-fail-above: %w", "-fail-above：%w", err)
	}
	return limit, true, nil
}

// compareOptions reads the state that -state asks for: the one that the after side names, on this machine.
func (o *diffOptions) compareOptions(ctx context.Context, env *Env, sides *revision.Sides) (diff.CompareOptions, error) {
	if o.state == "" {
		return diff.CompareOptions{}, nil
	}
	at, err := o.stateOf(env, sides)
	if err != nil {
		return diff.CompareOptions{}, err
	}
	snapshot, err := snapshotOf(ctx, at, sides.After.Dir)
	if err != nil {
		return diff.CompareOptions{}, err
	}
	if o.state != ownState(env) && !snapshot.Exists() {
		return diff.CompareOptions{}, lang.Errorf("-state: there is no state file %s", "-state：没有状态文件 %s", at)
	}
	return diff.CompareOptions{Snapshot: snapshot}, nil
}

// stateOf is the state that -state names.
func (o *diffOptions) stateOf(env *Env, sides *revision.Sides) (state.Backend, error) {
	if o.state != ownState(env) {
		return state.File(o.state), nil
	}
	return backendOf(env, placeOf(sides), sides.After.Dir)
}

// placeOf is where the after side keeps its state, or the before side where there is no other.
func placeOf(sides *revision.Sides) hclspec.StatePlace {
	for _, side := range []*revision.Side{&sides.After, &sides.Before} {
		if side.Project != nil {
			return side.Project.State
		}
	}
	return hclspec.StatePlace{Path: hclspec.DefaultStatePath}
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

// describeDiff names the commands that go with a diff's document. refused is what the command ends with.
func (m *markdownOut) describeDiff(cmd *cobra.Command, sides *revision.Sides, args []string, refused error) {
	if m == nil {
		return
	}
	if refused != nil {
		m.Refused = capitals(refused).In(m.Lang)
	}
	m.All = shownWith(cmd, "redpack diff -list", diffWords, args) // for programs
	if !sides.After.Files {
		m.Apply = shownWith(cmd, "redpack apply", inputWords, appliedOf(sides)) // for programs
	}
}

// appliedOf is the argument with which apply takes what was compared.
func appliedOf(s *revision.Sides) []string {
	switch dir := s.After.Dir; {
	case s.Only.File != "":
		return []string{filepath.Join(dir, s.Only.File)}
	case s.Only.Campaign != "" && dir == ".":
		return []string{s.Only.Campaign}
	case dir != ".":
		return []string{dir}
	}
	return nil
}

// prospectOf plans the after side: as a first run where no state is laid over. Without all of its lists there is no plan.
func prospectOf(env *Env, s *revision.Sides, snapshot *state.Snapshot) (after view.Prospect) {
	if snapshot == nil {
		snapshot = state.EmptySnapshot()
	}
	if slices.ContainsFunc(s.After.Campaigns, (*hclspec.Campaign).Incomplete) {
		return after
	}
	for _, campaign := range s.After.Campaigns {
		one, found := plan.New(campaign, snapshot, plan.Options{At: env.Now()})
		after.Plans, after.Found = append(after.Plans, one), append(after.Found, found...)
	}
	return after
}
