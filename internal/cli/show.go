package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/lookup"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

type showOptions struct {
	projectFlags
	retryFlags
	selectFlags
	markdownFlags
	listFlags
	json bool
}

func newShow(env *Env) *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use: "show [FILE.rpplan | FOLDER | FILE.hcl | CAMPAIGN | PACKET]", GroupID: "main", Args: takes(0, 1),
		Short:   env.say(lang.Both("Show a saved plan, a campaign with every packet, or one recipient", "查看保存的计划、活动的每一个红包，或某位领取人")),
		Long:    env.say(showHelp()),
		Example: "  redpack show plan.rpplan\n  redpack show -list plan.rpplan\n  redpack show -list -search=王 -status=failed\n  redpack show -list -json | jq -r .key\n  redpack show team_cny_2027/wang_wei\n  redpack show 190000010920270206aB3dE6gH9k\n  redpack show 王伟", // for programs
		RunE: func(cmd *cobra.Command, args []string) error {
			print, err := newPrinter(env, cmd, o.json, o.shown)
			if err != nil {
				return err
			}
			if err = errors.Join(o.check(), print.markdown(o.markdownFlags, "plan")); err == nil {
				shown := o
				shown.environment = print.document == nil
				err = runShow(cmd, env, shown, args, print)
			}
			return print.end(err)
		},
	}
	o.projectFlags.add(env, cmd)
	o.addEnvironment(env, cmd)
	o.retryFlags.add(env, cmd)
	o.selectFlags.add(env, cmd)
	o.listFlags.add(env, cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, env.say(eventsAsJSON))
	addJSONInto(env, cmd)
	o.markdownFlags.add(env, cmd)
	cmd.MarkFlagsMutuallyExclusive("list", "markdown")
	return cmd
}

func runShow(cmd *cobra.Command, env *Env, o showOptions, args []string, print *printer) error {
	s := &shower{env: env, options: o, print: print}
	switch {
	case namesPlanFile(args):
		if err := shaped(cmd, args[0]); err != nil {
			return err
		}
		return s.saved(cmd, args[0])
	case namesAddress(args) && print.document != nil:
		return lang.Errorf("-markdown is for plans; show one recipient without it", "-markdown 用于计划；查看某位领取人时去掉它")
	case namesAddress(args):
		return s.address(cmd.Context(), args[0])
	}
	if p := s.unnamed(args); p != nil {
		defer p.close()
		return s.packet(cmd.Context(), p, args[0])
	}
	p, err := load(env, args, o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	print.document.describe(cmd.Context(), p.dir, cmd, args, "")
	return s.fresh(cmd.Context(), p)
}

// unnamed is the project one stands in, where an argument is neither there as a file or a folder nor one of its campaigns. It is nil where
// it is, and where the files are wrong: then they are read as ever, and tell what is wrong with them.
func (s *shower) unnamed(args []string) *project {
	if len(args) != 1 || !namesNoPath(args[0]) {
		return nil
	}
	name := hclspec.Normal(strings.TrimSpace(args[0]))
	p, diags, err := readTarget(s.env, target{dir: ".", campaign: name}, s.options.projectFlags, false)
	if err != nil {
		return nil
	}
	other := slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Severity == hcl.DiagError && d.Summary != noCampaign })
	if other || len(p.names()) == 0 || slices.Contains(p.names(), name) {
		p.close()
		return nil
	}
	return p
}

// packet shows the one packet that a text names, or lists them where they are several.
func (s *shower) packet(ctx context.Context, p *project, text string) error {
	if s.print.document != nil {
		return lang.Errorf("-markdown is for plans, and there is no campaign of this name; show one recipient without it",
			"-markdown 用于计划，而这里没有叫这个名字的活动；查看某位领取人时去掉它")
	}
	if err := p.locate(s.env); err != nil {
		return err
	}
	whole, err := p.whole(ctx)
	if err != nil {
		return err
	}
	f := s.spot(p, whole)
	found, err := f.find(ctx, text)
	if err != nil {
		return err
	}
	return s.found(ctx, p, f, found)
}

func (s *shower) spot(p *project, snapshot *state.Snapshot) *findSpot {
	return &findSpot{env: s.env, print: s.print, at: p.at, snapshot: snapshot, campaigns: p.Campaigns, command: "redpack show"} // for programs
}

// found shows the one packet that was found, or lists them where they are several.
func (s *shower) found(ctx context.Context, p *project, f *findSpot, found []lookup.Found) error {
	if len(found) > 1 {
		return f.list(found)
	}
	if err := f.note(&found[0]); err != nil {
		return err
	}
	of := found[0].Address
	if !slices.Contains(p.names(), of.Campaign) { // it is gone from the files, and with it what a plan would say
		return s.recorded(ctx, p, found[0].Packet)
	}
	chosen, err := loadTarget(s.env, target{dir: ".", campaign: of.Campaign}, s.options.projectFlags, s.print)
	if err != nil {
		return err
	}
	defer chosen.close()
	snapshot := f.snapshot
	if p.State.Postgres() { // a plan is made by the project's own picture
		if snapshot, err = p.snapshot(ctx); err != nil {
			return err
		}
	}
	return s.recipient(ctx, chosen, snapshot, of)
}

// namesAddress reports whether an argument is campaign/key and not the path of something.
func namesAddress(args []string) bool {
	if len(args) != 1 || !strings.Contains(args[0], "/") || strings.HasPrefix(args[0], ".") || strings.HasSuffix(args[0], ".hcl") {
		return false
	}
	_, err := os.Stat(args[0])
	return errors.Is(err, fs.ErrNotExist) && !strings.HasPrefix(args[0], "/")
}

// shower is one `redpack show`.
type shower struct {
	env     *Env
	options showOptions
	print   *printer
}

func (s *shower) planOptions() (plan.Options, error) {
	options := s.options.options(s.env)
	var err error
	if options.Selection, err = s.options.selected(s.print); err == nil {
		options.Canary, err = s.options.canaries(s.print)
	}
	return options, err
}

// fresh shows the plan of now.
func (s *shower) fresh(ctx context.Context, p *project) error {
	options, err := s.planOptions()
	if err == nil {
		err = s.print.locked(ctx, p.at)
	}
	if err != nil {
		return err
	}
	snapshot, err := p.snapshot(ctx)
	if err != nil {
		return err
	}
	plans, diags := planAll(p, snapshot, options)
	if err := s.print.diagnostics(diags); err != nil {
		return err
	}
	return s.plans(p, plans, snapshot, options)
}

// plans prints plans, every packet of them if that was asked for, and the conflicts as plan does.
func (s *shower) plans(p *project, plans []*plan.Plan, snapshot *state.Snapshot, options plan.Options) error {
	selectors, err := s.options.chosen(s.print)
	if err != nil {
		return err
	}
	rows, err := s.options.filter(selectors, planStatuses())
	if err != nil {
		return err
	}
	more := &listing{s.options.listFlags, s.env, s.print, rows, p, snapshot, options}
	return errors.Join(more.plans(plans), s.print.diagnostics(conflictsOf(plans)))
}

// address shows one recipient.
func (s *shower) address(ctx context.Context, text string) error {
	of, err := parseAddress(text)
	if err != nil {
		return err
	}
	p, err := loadTarget(s.env, target{dir: "."}, s.options.projectFlags, s.print)
	if err != nil {
		return err
	}
	defer p.close()
	snapshot, err := p.snapshot(ctx)
	if err != nil {
		return err
	}
	if f := s.spot(p, snapshot); !f.knows(of.Campaign) {
		if f.snapshot, err = p.whole(ctx); err != nil {
			return err
		}
		if recorded, known := f.snapshot.Lookup(of.Campaign, of.Key); known {
			return s.recorded(ctx, p, recorded)
		}
		if found, err := f.find(ctx, text); err == nil {
			return s.found(ctx, p, f, found)
		}
	}
	return s.recipient(ctx, p, snapshot, of)
}
