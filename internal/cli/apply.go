package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/wxpay"
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
at once.

On a terminal the run is a screen: p pauses and goes on, - and + change the rate below its limit, f lists the problems and r
everybody, ? names all keys. REDPACK_REDUCED_MOTION=1 redraws it once a second; -plain prints lines instead, for screen
readers.

-notify runs a command of yours when a run has ended, such as -notify='mail -s "redpack: $REDPACK_RESULT" me@example.com'.
It finds the result in variables: REDPACK_RESULT (done, failed, unknown, stopped or forced), REDPACK_EXIT_CODE,
REDPACK_CAMPAIGNS, REDPACK_SANDBOX (true or false), REDPACK_SENT, REDPACK_SENT_FEN, REDPACK_FOUND and REDPACK_FOUND_FEN (paid
by an earlier run, found out by this one), REDPACK_FAILED (refused ones included), REDPACK_UNKNOWN, REDPACK_HELD and REDPACK_LEFT. What becomes of the command changes nothing about the run.

A saved plan (redpack plan -out) is sent exactly as it was approved, once: it is refused if a file, a variable, the
merchant or the state has moved since, and one that was interrupted only goes on with its rest.

` + selectHelp,
		Example: "  redpack apply\n  redpack apply -confirm-total=9645.52 campaign.hcl\n  redpack apply -check=4f1c-9b02 plan.rpplan\n  redpack apply -only-file=first-wave.txt\n  redpack apply -auto-approve examples/lantern",
		RunE:    func(cmd *cobra.Command, args []string) error { return runApply(cmd.Context(), env, cmd, o, args) },
	}
	o.projectFlags.add(cmd)
	o.addEnvironment(cmd)
	o.retryFlags.add(cmd)
	o.selectFlags.add(cmd)
	o.approval.add(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, "print events as JSON, one a line")
	addJSONInto(cmd)
	flags.BoolVar(&o.plain, "plain", false, "print lines instead of the screen, also on a terminal")
	flags.StringVar(&o.notify, "notify", "", "run this `command` after the run, with its result in REDPACK_… variables")
	flags.BoolVar(&o.wait, "wait", false, "wait for a closed window to open instead of stopping")
	return cmd
}

func runApply(ctx context.Context, env *Env, cmd *cobra.Command, o applyOptions, args []string) error {
	print, err := newPrinter(env, cmd, o.json, o.showOpenID)
	if err != nil {
		return err
	}
	print.outcome = "Nothing was sent."
	a := &applier{env: env, options: o, print: print}
	a.command = func(more ...string) string { return commandLine(cmd, args, more...) }
	if namesPlanFile(args) {
		err = a.loadSaved(cmd, args[0])
	} else {
		a.project, err = load(env, args, o.projectFlags, print)
	}
	if err != nil {
		return print.end(err)
	}
	defer a.project.close()
	if a.known, err = state.Read(ctx, a.project.statePath()); err == nil {
		err = a.vouched()
	}
	if err == nil {
		a.selection, err = a.options.selected(print)
	}
	if err == nil {
		err = a.apply(ctx)
	}
	return print.end(err)
}

// applier is one `redpack apply`.
type applier struct {
	env       *Env
	project   *project
	saved     *savedPlan // that is applied; nil: the plan of now
	options   applyOptions
	print     *printer
	command   func(more ...string) string // that was given, with more flags
	client    *platform
	store     *state.Store
	daily     *plan.Daily
	selection *plan.Selection
	known     *state.Snapshot // what the first plans were made from
	begun     bool            // a run has begun, so packets may have been sent
	began     time.Time       // the first of the runs
	results   []apply.Result  // of the runs so far
	code      int             // of the runs so far
	controls  *apply.Controls // what the screen's keys act on, in all runs; nil where there is no screen
	blind     bool            // the screen broke; what follows is told in lines
	fresh     bool            // the simulator's ledger was made for this command
}

// apply goes from the plan over the approval to the runs. Whatever can be refused is refused before the state is opened.
func (a *applier) apply(ctx context.Context) error {
	plans, err := a.firstPlans()
	if err != nil {
		return err
	}
	if openOf(plans).Packets == 0 {
		return a.nothingOpen(ctx, plans)
	}
	if err := a.approval().verify(a.env, plans, a.command()); err != nil {
		return err
	}
	if err := errors.Join(a.print.plans(plans), a.print.wait()); err != nil {
		return err
	}
	if err := a.unlocked(); err != nil {
		return err
	}
	forced, stops, unwatch := watch(ctx, a.env.Signals())
	defer unwatch()
	if err := a.setUp(ctx); err != nil {
		return err
	}
	if err = a.probe(forced, stops); err == nil {
		err = a.ask(ctx, plans, stops.drain)
	}
	if err == nil {
		err = a.send(forced, plans, stops)
	}
	return a.ended(errors.Join(err, a.client.close()))
}

// nothingOpen ends a command that has nothing to do. Whoever is still waited for, or was refused, is in the exit code, so
// that a script which applies until 0 forgets nobody.
func (a *applier) nothingOpen(ctx context.Context, plans []*plan.Plan) error {
	for _, p := range plans {
		count := func(action plan.Action) int { return p.Tally(action).Packets }
		switch {
		case count(plan.Refused)+count(plan.Failed) > 0:
			a.code = worst(a.code, exitFailed)
		case count(plan.Held) > 0:
			a.code = worst(a.code, exitStopped)
		}
	}
	if err := errors.Join(a.print.plans(plans), a.carryOut(ctx)); err != nil || a.code == exitDone {
		return err
	}
	return exit{a.code}
}

// unlocked refuses early what opening the state would refuse after a person has approved.
func (a *applier) unlocked() error {
	path := a.project.statePath()
	holder, since, held, err := state.Holder(path)
	if err != nil || !held {
		return err
	}
	if a.print.json != nil {
		_ = a.print.json.Locked(view.Lock{Path: path, Holder: holder, Since: since}) // it never fails, see eventsOut
	}
	return &state.LockedError{Path: path, Holder: holder, Since: since}
}

// ended gives a command that has sent something the exit code of what it sent. An error beside it is told, but it is not
// code 1, which promises that nothing was sent.
func (a *applier) ended(err error) error {
	if !a.begun {
		return err
	}
	if err != nil && !errors.Is(err, syscall.EPIPE) {
		code := exitUnknown
		if unbegun := (*notBegunError)(nil); errors.As(err, &unbegun) {
			code = exitStopped
		}
		a.code = worst(a.code, code)
		a.print.failed(err, a.code)
	}
	a.announce()
	if a.code == exitDone {
		return nil
	}
	return exit{a.code}
}

// planOptions are those of both plans: the one that is approved and the one that is sent.
func (a *applier) planOptions() plan.Options {
	options := a.options.options(a.env)
	options.Selection = a.selection
	if a.saved != nil {
		options.Since = a.saved.Created
	}
	return options
}

func (a *applier) approval() approval { return a.options.approval }

// firstPlans are for the person who approves; they are made without the lock.
func (a *applier) firstPlans() ([]*plan.Plan, error) {
	plans, diags := planAll(a.project, a.known, a.planOptions())
	if err := a.print.diagnostics(diags); err != nil {
		return nil, a.unplanned(err)
	}
	if err := a.checkSaved(plans, a.known); err != nil {
		return nil, err
	}
	if conflicts := conflictsOf(plans); conflicts.HasErrors() {
		if err := a.print.plans(plans); err != nil {
			return nil, err
		}
		return nil, a.print.diagnostics(conflicts)
	}
	return plans, nil
}

// setUp makes the client, so that a missing key or a broken certificate is told before anybody approves anything.
func (a *applier) setUp(ctx context.Context) error {
	a.fresh = a.project.merchant.Sandbox && !a.project.hasLedger()
	client, diags, err := connect(ctx, a.env, a.project)
	if err != nil {
		return err
	}
	a.client = client
	return a.print.diagnostics(diags)
}

// send opens the state, makes sure that what was approved is still what would be sent, and runs.
func (a *applier) send(ctx context.Context, approved []*plan.Plan, stops *interrupts) (err error) {
	if err := a.stillValid(); err != nil {
		return err
	}
	a.store, err = state.Open(ctx, a.project.statePath(), a.storeOptions())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.store.Close()) }()
	if err := unmoved(approved, a.store.Snapshot()); err != nil {
		return err
	}
	if err := a.rebase(ctx); err != nil {
		return err
	}
	snapshot, err := a.readdress(ctx)
	if err != nil {
		return err
	}
	options := a.planOptions()
	options.KeepWork = true
	plans, diags := planAll(a.project, snapshot, options)
	if diags.HasErrors() {
		return a.print.diagnostics(diags)
	}
	if err := sameAs(approved, plans); err != nil {
		return err
	}
	// One count for all campaigns: they share the merchant's day.
	a.daily, err = plan.NewDaily(a.project.merchant, snapshot, a.env.Now())
	if err != nil {
		return err
	}
	return a.runAll(ctx, plans, stops)
}

// rebase gives a state to the account that the campaigns pay with now, where it was begun under another one and nothing was
// accepted there. The lines that pin numbers of that account go first: without them the state still tells what happened.
func (a *applier) rebase(ctx context.Context) error {
	if !plan.Abandoned(a.project.campaigns[0], a.store.Snapshot()) {
		return nil
	}
	if err := a.project.unpin(); err != nil {
		return err
	}
	return a.store.Rebase(ctx)
}

func (a *applier) storeOptions() state.OpenOptions {
	m := a.project.merchant
	return state.OpenOptions{
		MchID: m.MchID, AppID: m.AppID, Sandbox: m.Sandbox, Endpoint: m.Platform(),
		Tool: Version, Now: a.env.Now, Random: a.env.Random, Owner: owner(),
	}
}

// runAll runs one campaign after the other. What stops one campaign alone, such as its schedule, does not keep the others
// from being sent. Once the first run has begun, the exit code tells how it went and is never 1, whatever fails beside it.
func (a *applier) runAll(ctx context.Context, plans []*plan.Plan, stops *interrupts) error {
	plans = slices.DeleteFunc(plans, func(p *plan.Plan) bool { return p.Open().Packets == 0 })
	for i, p := range plans {
		result, begun, err := a.run(ctx, p, stops)
		if !begun {
			return a.stuck(err, plans[i:])
		}
		a.results = append(a.results, result)
		a.code = worst(a.code, codeOf(result))
		err = errors.Join(err, a.print.summary(result, p, a.store.Serial(), a.goOn(result)))
		if err != nil {
			a.print.notBegun(plans[i+1:])
			a.code = worst(a.code, exitUnknown)
			return err
		}
		if result.Stop.Everybody() {
			a.print.notBegun(plans[i+1:])
			break
		}
	}
	a.reached()
	if err := a.print.total(a.code); err != nil {
		a.code = worst(a.code, exitUnknown)
		return err
	}
	return nil
}

// notBegunError is why a run could not begin after others had: whatever it is, nothing of that run was sent.
type notBegunError struct{ error }

func (e *notBegunError) Unwrap() error { return e.error }

// stuck ends the runs with one that could not begin.
func (a *applier) stuck(err error, left []*plan.Plan) error {
	if !a.begun {
		return err
	}
	a.print.notBegun(left)
	return &notBegunError{err}
}

// Settings of a run that nobody has asked to change yet.
const (
	patience         = 40 * time.Second // covers the first three steps of the back-off
	maxInRow         = 10
	queriesPerMinute = 1800 // WeChat Pay's default rate of gethbinfo
)

// run does one campaign with the screen or the lines beside it. Where the run has not begun, nothing of it was sent.
func (a *applier) run(ctx context.Context, p *plan.Plan, stops *interrupts) (result apply.Result, begun bool, err error) {
	now := a.env.Now()
	completed, open, err := a.store.LastMinute(now)
	if err != nil {
		return result, false, err
	}
	numbers := plan.NumberingOf(p.Campaign, a.store.Snapshot(), a.project.pins.content, now)
	if err := a.project.pin(a.env, p.Campaign, numbers.Series); err != nil {
		return result, false, err
	}
	id, err := a.beginRun(ctx, p.Digest.String())
	if err != nil {
		return result, false, err
	}
	if !a.begun {
		a.begun, a.began, a.print.outcome = true, now, ""
	}
	perMinute := plan.PerMinute(p.Campaign)
	stage := a.stage(ctx, stops)
	result, err = apply.Run(ctx, p, apply.Options{
		Store: a.store, Numbers: numbers,
		Sender: &sender{client: a.client.Client, merchant: p.Campaign.Merchant, random: a.env.Random},
		Pacer:  apply.NewPacer(perMinute, now, completed, open), Queries: apply.NewPacer(queriesPerMinute, now, nil, 0),
		Daily: a.daily, Observers: stage.observers, Progress: stage.progress, Now: a.env.Now,
		Connections: wxpay.Connections(perMinute), Patience: patience, Wait: a.options.wait, MaxInRow: maxInRow,
		Controls: a.controls, NotAfter: a.notAfter(), Drain: stops.drain,
	})
	ended := a.store.EndRun(context.WithoutCancel(ctx), id, fmt.Sprintf("exit code %d", codeOf(result)))
	return result, true, errors.Join(err, ended, stage.end())
}
