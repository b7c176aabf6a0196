package cli

import (
	"bufio"
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

type applyOptions struct {
	projectFlags
	retryFlags
	selectFlags
	approval
	json  bool
	plain bool
	wait  bool
	goOn  bool // after a canary that somebody has looked at
	// notify is a command line that is told how the run ended.
	notify string
}

func newApply(env *Env) *cobra.Command {
	var o applyOptions
	cmd := &cobra.Command{
		Use: "apply [FOLDER | FILE.hcl | CAMPAIGN | FILE.rpplan]", GroupID: "main", Args: takes(0, 1),
		SuggestFor: []string{"send", "pay", "run", "resume", "up"},
		Short:      env.say(lang.Both("Send what is open, once to each", "发放待发的红包，每人只发一次")),
		Long:       env.say(applyHelp()),
		Example:    "  redpack apply\n  redpack apply -confirm-total=9645.52 campaign.hcl\n  redpack apply -check=4f1c-9b02 plan.rpplan\n  redpack apply -only-file=first-wave.txt\n  redpack apply -auto-approve examples/lantern", // for programs
		RunE:       func(cmd *cobra.Command, args []string) error { return runApply(cmd.Context(), env, cmd, o, args) },
	}
	o.projectFlags.add(env, cmd)
	o.addEnvironment(env, cmd)
	o.addLockTimeout(env, cmd)
	o.retryFlags.add(env, cmd)
	o.selectFlags.add(env, cmd)
	o.canaryFlags.add(env, cmd)
	o.approval.add(env, cmd)
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, env.say(lang.Both("print events as JSON, one a line", "以 JSON 输出事件，每行一个")))
	addJSONInto(env, cmd)
	flags.BoolVar(&o.plain, "plain", false, env.say(lang.Both("print lines instead of the screen, also on a terminal",
		"在终端上也逐行输出，不显示界面")))
	flags.BoolVar(&o.goOn, "continue", false, env.say(lang.Both(
		"go on after a canary that was sent before and that somebody has looked at", "先行试发此前已发放，并且有人查看过，现在继续")))
	flags.StringVar(&o.notify, "notify", "", env.say(lang.Both(
		"run this `command` after the run, with its result in REDPACK_… variables", "运行结束后执行这条`命令`，结果在 REDPACK_… 变量里")))
	flags.BoolVar(&o.wait, "wait", false, env.say(lang.Both("wait for a closed window to open instead of stopping",
		"不在发放时段内时等到时段开始，而不是停止")))
	return cmd
}

func runApply(ctx context.Context, env *Env, cmd *cobra.Command, o applyOptions, args []string) error {
	print, err := newPrinter(env, cmd, o.json, o.shown)
	if err != nil {
		return err
	}
	print.outcome = lang.Both("Nothing was sent.", "没有发放。")
	r := &request{env: env, options: o, print: print}
	r.command = func(more ...string) string { return commandLine(cmd, args, more...) }
	r.commandWithout = func(flag string) string { return commandLineWithout(cmd, args, flag) }
	if namesPlanFile(args) {
		err = r.loadSaved(cmd, args[0])
	} else {
		r.project, err = load(env, args, o.projectFlags, print)
	}
	if err != nil {
		return print.end(err)
	}
	defer r.project.close()
	if err = r.project.await(ctx, print); err == nil {
		r.known, err = r.project.snapshot(ctx)
	}
	if err == nil {
		r.project.tellNeighbours(ctx, env)
		err = r.checkSeal()
	}
	if err == nil {
		r.selection, err = r.options.selected(print)
	}
	if err == nil {
		r.canary, err = r.options.canaries(print)
	}
	if err == nil {
		err = r.apply(ctx)
	}
	return print.end(err)
}

// request is what one `redpack apply` is asked to do, and what its plans are made from.
type request struct {
	env     *Env
	options applyOptions
	print   *printer
	command func(more ...string) string // that was given, with more flags
	// commandWithout is the command that was given, without one of its flags.
	commandWithout func(flag string) string
	project        *project
	saved          *savedPlan // that is applied; nil: the plan of now
	selection      *plan.Selection
	canary         plan.Canary // of the flags
	stdin          *bufio.Reader
	known          *state.Snapshot // what the first plans were made from
}

// apply goes from the plan over the approval to the runs. Whatever can be refused is refused before the state is opened.
func (r *request) apply(ctx context.Context) error {
	plans, err := r.firstPlans()
	if err != nil {
		return err
	}
	if openOf(plans).Packets == 0 {
		return r.nothingOpen(ctx, plans)
	}
	if err := r.checkCanary(plans); err != nil {
		return err
	}
	if err := r.approval().verify(r.env, plans, r.command()); err != nil {
		return err
	}
	if err := errors.Join(r.print.plans(plans), r.print.wait()); err != nil {
		return err
	}
	if err := r.unlocked(ctx); err != nil {
		return err
	}
	forced, stops, unwatch := watch(ctx, r.env.Signals())
	defer unwatch()
	contact, err := r.connect(ctx)
	if err != nil {
		return err
	}
	if err = contact.admitted(forced, stops); err == nil {
		err = contact.probe(forced, stops)
	}
	if err == nil {
		err = (&question{request: r, plans: plans, of: r.known}).ask(ctx, stops.drain)
	}
	s := newSending(r, contact.client, stops)
	if err == nil {
		err = s.send(forced, plans)
	}
	return s.ending.after(errors.Join(err, contact.client.Close()))
}

// nothingOpen ends a command that has nothing to do. Whoever is still waited for, or was refused, is in the exit code, so
// that a script which applies until 0 forgets nobody.
func (r *request) nothingOpen(ctx context.Context, plans []*plan.Plan) error {
	code := exitDone
	for _, p := range plans {
		code = worst(code, codeOfParked(p))
	}
	if err := errors.Join(r.print.plans(plans), r.carryOutMoves(ctx)); err != nil || code == exitDone {
		return err
	}
	return exit{code}
}

// unlocked refuses early what opening the state would refuse after a person has approved.
func (r *request) unlocked(ctx context.Context) error {
	holder, since, held, err := state.Holder(ctx, r.project.at)
	if err != nil || !held {
		return err
	}
	l := view.Lock{Path: r.project.at.String(), Holder: holder, Since: since}
	if r.print.json != nil {
		_ = r.print.json.Locked(l) // it never fails, see eventsOut
	}
	return inUse(ctx, r.project.at, l)
}

// planOptions are those of both plans: the one that is approved and the one that is sent.
func (r *request) planOptions() plan.Options {
	options := r.options.options(r.env)
	options.Selection, options.Canary, options.Spool = r.selection, r.canary, r.project.spool
	if r.saved != nil {
		options.Since, options.Canary.Since = r.saved.Created, r.saved.Created
	}
	return options
}

// input is what the person types, read through one buffer: a line that was read ahead belongs to the next question.
func (r *request) input() *bufio.Reader {
	if r.stdin == nil {
		r.stdin = bufio.NewReader(r.env.Stdin)
	}
	return r.stdin
}

func (r *request) approval() approval { return r.options.approval }

// firstPlans are for the person who approves; they are made without the lock.
func (r *request) firstPlans() ([]*plan.Plan, error) {
	plans, diags := planAll(r.project, r.known, r.planOptions())
	if err := r.print.diagnostics(diags); err != nil {
		return nil, r.unplanned(err)
	}
	if err := r.checkSaved(plans, r.known); err != nil {
		return nil, err
	}
	if conflicts := conflictsOf(plans); conflicts.HasErrors() {
		if err := r.print.plans(plans); err != nil {
			return nil, err
		}
		return nil, r.print.diagnostics(conflicts)
	}
	return plans, nil
}
