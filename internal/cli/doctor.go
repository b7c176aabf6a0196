package cli

import (
	"context"
	"io"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

type doctorOptions struct {
	projectFlags
	json bool
}

func newDoctor(env *Env) *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use: "doctor [FOLDER | FILE.hcl | CAMPAIGN]", GroupID: "main", Args: takes(0, 1),
		Short:   env.say(lang.Both("Look at all that can be known before the first packet", "检查发出第一个红包之前能知道的一切")),
		Long:    env.say(doctorHelp()),
		Example: "  redpack doctor\n  redpack doctor examples/lantern\n  redpack doctor -json | jq 'select(.standing == \"failed\")'", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			print, err := newPrinter(env, cmd, o.json, o.shown)
			if err != nil {
				return err
			}
			return print.end(runDoctor(cmd.Context(), env, o, args, print))
		},
	}
	o.add(env, cmd)
	o.addEnvironment(env, cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(lang.Both("print events as JSON, one a line", "以 JSON 输出事件，每行一个")))
	addJSONInto(env, cmd)
	return cmd
}

func runDoctor(ctx context.Context, env *Env, o doctorOptions, args []string, print *printer) error {
	p, diags, err := read(env, args, o.projectFlags, false)
	if err != nil {
		return err
	}
	defer p.close()
	print.source, print.dir = p, p.dir
	if !p.findMerchant() || p.chosenNone(diags) {
		return print.diagnostics(diags)
	}
	unlocated := p.locate(env)
	checks := checkup.Examine(ctx, checkup.Subject{
		Account: p.account(env), Campaigns: p.campaigns, State: p.at, Unlocated: unlocated, Beside: p.besideState(), Loading: diags, Plan: p.planner(env),
		Now: env.Now, LookupEnv: env.LookupEnv, Random: env.Random,
	})
	err = print.show(func(j *events.JSON) error { return j.Checkup(checks) },
		func(w io.Writer) error { return view.Checkup(w, checks, print.out) })
	if err == nil && checkup.Worst(checks) == checkup.Failed {
		return exit{exitError}
	}
	return err
}

// findMerchant reports whether it is known who pays, also where errors in the files have kept the campaigns from being chosen.
func (p *project) findMerchant() bool {
	if p.merchant == nil && len(p.Merchants) == 1 && len(p.SoundMerchants()) == 1 {
		p.merchant = p.Merchants[0]
	}
	return p.merchant != nil
}

// chosenNone reports whether the argument names no campaign although there are some: it is mistyped, and nothing was meant.
func (p *project) chosenNone(diags hcl.Diagnostics) bool {
	return len(p.Campaigns) > 0 && slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary == noCampaign })
}

// planner plans one campaign after the other as planAll plans them together.
func (p *project) planner(env *Env) func(*hclspec.Campaign, *state.Snapshot) (*plan.Plan, hcl.Diagnostics) {
	o := plan.Options{At: env.Now()}
	var shared bool
	var diags hcl.Diagnostics
	return func(c *hclspec.Campaign, snapshot *state.Snapshot) (*plan.Plan, hcl.Diagnostics) {
		if !shared {
			shared, diags = true, p.share(snapshot, &o)
		}
		if diags.HasErrors() {
			return nil, diags
		}
		one, found := plan.New(c, snapshot, o)
		if !found.HasErrors() {
			found = append(found, p.checkSums([]*plan.Plan{one})...)
		}
		return one, found
	}
}
