package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

type showOptions struct {
	projectFlags
	retryFlags
	selectFlags
	markdownFlags
	json bool
	list bool
}

func newShow(env *Env) *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use: "show [FILE.rpplan | FOLDER | FILE.hcl | CAMPAIGN | CAMPAIGN/KEY]", GroupID: "main", Args: cobra.MaximumNArgs(1),
		Short: "Show a saved plan, a campaign with every packet, or one recipient",
		Long: `Shows what a saved plan holds, whether it may still be applied or was used, and what has moved since; if nothing has,
the plan itself follows. Exit code 1 means that it cannot be applied any more. Of a folder, a file or a campaign it
shows the plan of now, and of an address (campaign/key) what the file says, what plan would do and everything that ever
happened to that packet.

With -list every packet follows, one a line, with masked openids. It changes nothing and needs no network.

` + markdownHelp,
		Example: "  redpack show plan.rpplan\n  redpack show -list plan.rpplan\n  redpack show -list -json | jq -r .key\n  redpack show team_cny_2027/wang_wei",
		RunE: func(cmd *cobra.Command, args []string) error {
			print, err := newPrinter(env, cmd, o.json, o.showOpenID)
			if err != nil {
				return err
			}
			if err = print.markdown(o.markdownFlags, "plan"); err == nil {
				shown := o
				shown.environment = print.document == nil
				err = runShow(cmd, env, shown, args, print)
			}
			return print.end(err)
		},
	}
	o.projectFlags.add(cmd)
	o.addEnvironment(cmd)
	o.retryFlags.add(cmd)
	o.selectFlags.add(cmd)
	cmd.Flags().BoolVar(&o.list, "list", false, "print every packet, one a line")
	cmd.Flags().BoolVar(&o.json, "json", false, "print events as JSON, one a line")
	addJSONInto(cmd)
	o.markdownFlags.add(cmd)
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
		return errors.New("-markdown is for plans; show one recipient without it")
	case namesAddress(args):
		return s.address(cmd.Context(), args[0])
	}
	p, err := load(env, args, o.projectFlags, print)
	if err != nil {
		return err
	}
	defer p.close()
	print.document.describe(cmd.Context(), p.dir, cmd, args, "")
	return s.fresh(cmd.Context(), p)
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
	selection, err := s.options.selected(s.print)
	options.Selection = selection
	return options, err
}

// fresh shows the plan of now.
func (s *shower) fresh(ctx context.Context, p *project) error {
	options, err := s.planOptions()
	if err == nil {
		err = s.print.locked(p.statePath())
	}
	if err != nil {
		return err
	}
	snapshot, err := state.Read(ctx, p.statePath())
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
	conflicts := conflictsOf(plans)
	if !s.options.list {
		return errors.Join(s.print.plans(plans), s.print.diagnostics(conflicts))
	}
	text := func(w io.Writer) error { return errors.Join(view.Plans(w, plans, s.print.out), blankLine(w)) }
	if err := s.print.show(func(*events.JSON) error { return nil }, text); err != nil {
		return err
	}
	if err := s.packets(p, plans, snapshot, options); err != nil {
		return err
	}
	return errors.Join(s.print.show(func(j *events.JSON) error { return j.PlansListed(plans) }, nothing), s.print.diagnostics(conflicts))
}

func blankLine(w io.Writer) error {
	_, err := plain.Fprintf(w, "\n")
	return err
}

// packets streams the packets of the plans, which are made once more for it: none of them is held.
func (s *shower) packets(p *project, plans []*plan.Plan, snapshot *state.Snapshot, options plan.Options) error {
	var lines *view.List
	if s.print.text {
		lines = view.NewList(s.env.Stdout, plans, s.print.out)
	}
	options.Each = func(of *plan.Plan, packet *plan.Packet) {
		if lines != nil {
			lines.Packet(of, packet)
		}
		if s.print.json != nil {
			_ = s.print.json.PlanItem(of, packet) // told by the summary
		}
	}
	if _, diags := planAll(p, snapshot, options); diags.HasErrors() {
		return s.print.diagnostics(diags)
	}
	if lines != nil {
		return lines.Close()
	}
	return nil
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
	snapshot, err := state.Read(ctx, p.statePath())
	if err != nil {
		return err
	}
	return s.recipient(ctx, p, snapshot, of)
}
