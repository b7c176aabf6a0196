package cli

import (
	"context"
	"errors"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

type planOptions struct {
	projectFlags
	retryFlags
	selectFlags
	sumFlags
	markdownFlags
	listFlags
	json         bool
	detailedExit bool
	refresh      bool
	out          string
}

// retryFlags choose which closed packets are opened again.
type retryFlags struct{ failed, refused, refunded bool }

func (f *retryFlags) add(env *Env, cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.failed, "retry-failed", false, env.say(lang.Both(
		"give packets that WeChat Pay says have failed a new attempt", "微信支付确认发放失败的红包，重新发放一次")))
	cmd.Flags().BoolVar(&f.refused, "retry-refused", false, env.say(lang.Both(
		"ask about refused recipients and try them again with the same number", "先查询被拒的领取人，再用同一商户订单号重试")))
	cmd.Flags().BoolVar(&f.refunded, "resend-refunded", false, env.say(lang.Both(
		"send packets again that nobody took and whose money came back, under a new number",
		"无人领取、款项已退回的红包，换新的商户订单号重发")))
}

func newPlan(env *Env) *cobra.Command {
	var o planOptions
	cmd := &cobra.Command{
		Use: "plan [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: takes(0, 1),
		SuggestFor: []string{"preview", "dry-run", "dryrun"},
		Short:      env.say(lang.Both("Show what apply would send", "显示 apply 将发放什么")),
		Long:       env.say(planHelp()),
		Example:    "  redpack plan\n  redpack plan campaign.hcl\n  redpack plan -out=plan.rpplan\n  redpack plan -wishes\n  redpack plan -exclude=team/wang -exclude=group:guests.csv\n  redpack plan -detailed-exitcode examples/lantern", // for programs
		RunE:       func(cmd *cobra.Command, args []string) error { return runPlan(cmd.Context(), env, cmd, o, args) },
	}
	o.projectFlags.add(env, cmd)
	o.addLockTimeout(env, cmd)
	o.addEnvironment(env, cmd)
	o.retryFlags.add(env, cmd)
	o.selectFlags.add(env, cmd)
	o.canaryFlags.add(env, cmd)
	o.sumFlags.add(env, cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(eventsAsJSON))
	addJSONInto(env, cmd)
	o.markdownFlags.add(env, cmd)
	o.listFlags.add(env, cmd)
	cmd.Flags().BoolVar(&o.wishes, "wishes", false, env.say(lang.Both(
		"print every different wish with the number of packets that have it", "列出每一种祝福语，以及使用它的红包个数")))
	cmd.MarkFlagsMutuallyExclusive("list", "markdown")
	cmd.MarkFlagsMutuallyExclusive("wishes", "markdown")
	cmd.Flags().StringVar(&o.out, "out", "", env.say(lang.Both(
		"save the plan in this `file`, to be approved and applied later", "把计划保存到这个`文件`，以后再核准和发放")))
	cmd.Flags().BoolVar(&o.refresh, "refresh", false, env.say(lang.Both(
		"ask WeChat Pay first what became of open packets, as redpack refresh does", "先向微信支付查询未了结红包的结果，与 redpack refresh 相同")))
	cmd.Flags().BoolVar(&o.detailedExit, "detailed-exitcode", false, env.say(lang.Both(
		"exit with 2 when there are packets to send", "有红包待发时，退出码为 2")))
	return cmd
}

func runPlan(ctx context.Context, env *Env, cmd *cobra.Command, o planOptions, args []string) error {
	print, err := newPrinter(env, cmd, o.json, o.shown)
	if err != nil {
		return err
	}
	if err = errors.Join(o.check(), print.markdown(o.markdownFlags, "plan")); err == nil {
		o.environment = print.document == nil
		print.outcome = noPlan
		err = showPlan(ctx, env, cmd, o, args, print)
	}
	return print.end(err)
}

func showPlan(ctx context.Context, env *Env, cmd *cobra.Command, o planOptions, args []string, print *printer) error {
	p, err := load(env, args, o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	p.sums.sumFlags = o.sumFlags
	if o.refresh {
		err = refreshFirst(ctx, env, p, args, print)
	} else {
		err = print.locked(ctx, p.at)
	}
	if err != nil {
		return err
	}
	print.document.describe(ctx, p.dir, cmd, args, o.out)
	snapshot, err := p.snapshot(ctx)
	if err != nil {
		return err
	}
	p.tellNeighbours(ctx, env)
	options, rows, err := o.chosenBy(env, print)
	if err != nil {
		return err
	}
	plans, diags := planAll(p, snapshot, options)
	if err := print.diagnostics(diags); err != nil {
		return err
	}
	if o.writeSum {
		if err := p.writeSums(env, plans, print); err != nil {
			return err
		}
	}
	conflicts := conflictsOf(plans)
	var saved *savedPlan
	if o.out != "" && !conflicts.HasErrors() {
		if saved, err = save(env, p, plans, snapshot, o, options); err != nil {
			return err
		}
	}
	code := exitDone
	switch {
	case conflicts.HasErrors():
		code = exitError
	case o.detailedExit && openOf(plans).Packets > 0:
		code = exitDifferent
	}
	if err := print.savedEvent(saved); err != nil {
		return err
	}
	more := &listing{o.listFlags, env, print, rows, p, snapshot, options}
	if err := more.plans(plans); err != nil {
		return err
	}
	if err := print.diagnostics(conflicts); err != nil {
		return notSaved(env, o.out, err)
	}
	if err := print.saved(saved); err != nil {
		return err
	}
	if code != exitDone {
		return exit{code}
	}
	return nil
}

// chosenBy are the options of the plan that the flags make, and which of its rows are shown.
func (o *planOptions) chosenBy(env *Env, print *printer) (options plan.Options, rows *plan.Filter, err error) {
	options = o.options(env)
	selectors, err := o.chosen(print)
	if err != nil {
		return options, nil, err
	}
	options.Selection = plan.NewSelection(selectors)
	if options.Canary, err = o.canaries(print); err != nil {
		return options, nil, err
	}
	rows, err = o.filter(selectors, planStatuses())
	return options, rows, err
}

func (f retryFlags) options(env *Env) plan.Options {
	return plan.Options{At: env.Now(), RetryFailed: f.failed, RetryRefused: f.refused, ResendRefunded: f.refunded}
}

// planAll plans every chosen campaign, holds its lists against redpack.sum, and reports all that is wrong with any of them.
func planAll(p *project, snapshot *state.Snapshot, o plan.Options) (plans []*plan.Plan, diags hcl.Diagnostics) {
	if diags := p.share(snapshot, &o); diags.HasErrors() {
		return nil, diags
	}
	if plans, diags = planEach(p, snapshot, sinceFirst(p, snapshot, o)); !diags.HasErrors() {
		diags = append(diags, o.Selection.Check(plans)...)
		diags = append(diags, plan.CheckCanary(o.Canary, plans)...)
		diags = append(diags, p.checkSums(plans)...)
	}
	if diags.HasErrors() {
		if err := closeWork(plans); err != nil {
			diags = append(diags, diag.New(hcl.DiagError, lang.Both("File cannot be closed", "无法关闭文件"), lang.Of(err)))
		}
	}
	return plans, diags
}

// planEach plans every chosen campaign by itself; of one with errors the plan is nil.
func planEach(p *project, snapshot *state.Snapshot, o plan.Options) (plans []*plan.Plan, diags hcl.Diagnostics) {
	for _, campaign := range p.campaigns {
		one, found := plan.New(campaign, snapshot, o)
		plans = append(plans, one)
		diags = append(diags, found...)
	}
	return plans, diags
}

// share gives the plans of all chosen campaigns what they have in common: how numbers were made so far, and the day that they count together.
func (p *project) share(snapshot *state.Snapshot, o *plan.Options) hcl.Diagnostics {
	if diags := p.readPins(); diags.HasErrors() {
		return diags
	}
	o.Pins = p.pins.content
	if len(p.campaigns) > 1 {
		daily, err := plan.NewDaily(p.merchant, snapshot, o.At)
		if err != nil {
			return hcl.Diagnostics{diag.New(hcl.DiagError, lang.Both("Day cannot be counted", "无法统计当日数额"), lang.Of(err))}
		}
		o.Daily = daily
	}
	return nil
}

func conflictsOf(plans []*plan.Plan) (diags hcl.Diagnostics) {
	for _, p := range plans {
		diags = append(diags, p.Conflicts()...)
	}
	return diags
}

// openOf sums what an apply of all the plans would act on.
func openOf(plans []*plan.Plan) money.Tally { return plan.TotalsOf(plans...).Open() }
