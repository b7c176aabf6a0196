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
		Use: "apply [FOLDER | FILE.hcl | CAMPAIGN | FILE.rpplan]", GroupID: "main", Args: cobra.MaximumNArgs(1),
		Short: "Send what is open, once to each",
		Long: `Plans, asks for approval, and sends what is open. Each packet is recorded before its request leaves, so a run that
was interrupted in any way is resumed by running the same command again.

On a terminal the approval is the total, typed. Elsewhere -confirm-total=YUAN must equal the plan to the fen; sandbox
merchants also take -auto-approve. -confirm-count and -check are conditions beside it. Ctrl-C stops gently, a second one
at once. Before the approval it asks WeChat Pay one question, which pays nobody: where key, certificate, merchant, appid, address or
the network would keep every packet from being sent, it says which and ends.

On a terminal the run is a screen: p pauses and goes on, - and + change the rate below its limit, f lists the problems and r
everybody, ? names all keys. REDPACK_REDUCED_MOTION=1 redraws it once a second; -plain prints lines instead, for screen
readers.

-notify runs a command of yours when a run has ended, such as -notify='mail -s "redpack: $REDPACK_RESULT" me@example.com'.
It finds the result in variables: REDPACK_RESULT (done, failed, unknown, stopped or forced), REDPACK_EXIT_CODE,
REDPACK_CAMPAIGNS, REDPACK_SANDBOX (true or false), REDPACK_REHEARSAL (the server of a rehearsal, empty for real money),
REDPACK_SENT, REDPACK_SENT_FEN, REDPACK_FOUND and REDPACK_FOUND_FEN (paid by an earlier run, found out by this one),
REDPACK_BEFORE_FEN (known before), REDPACK_DELIVERED_FEN (the sum of these three), REDPACK_CAME_BACK_FEN, REDPACK_OPEN_FEN,
REDPACK_FAILED (refused ones included), REDPACK_UNKNOWN, REDPACK_HELD and REDPACK_LEFT. What becomes of the command changes
nothing about the run.

A saved plan (redpack plan -out) is sent exactly as it was approved, once: it is refused if a file, a variable, the
merchant or the state has moved since, and one that was interrupted only goes on with its rest.

` + selectHelp + `

` + canaryHelp + ` Where no terminal is, the run ends after the canary, and -continue goes on.`,
		Example: "  redpack apply\n  redpack apply -confirm-total=9645.52 campaign.hcl\n  redpack apply -check=4f1c-9b02 plan.rpplan\n  redpack apply -only-file=first-wave.txt\n  redpack apply -auto-approve examples/lantern",
		RunE:    func(cmd *cobra.Command, args []string) error { return runApply(cmd.Context(), env, cmd, o, args) },
	}
	o.projectFlags.add(env, cmd)
	o.addEnvironment(env, cmd)
	o.addLockTimeout(env, cmd)
	o.retryFlags.add(env, cmd)
	o.selectFlags.add(env, cmd)
	o.canaryFlags.add(env, cmd)
	o.approval.add(env, cmd)
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, "print events as JSON, one a line")
	addJSONInto(env, cmd)
	flags.BoolVar(&o.plain, "plain", false, "print lines instead of the screen, also on a terminal")
	flags.BoolVar(&o.goOn, "continue", false, "go on after a canary that was sent before and that somebody has looked at")
	flags.StringVar(&o.notify, "notify", "", "run this `command` after the run, with its result in REDPACK_… variables")
	flags.BoolVar(&o.wait, "wait", false, "wait for a closed window to open instead of stopping")
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
