package cli

import (
	"errors"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
)

// printer sends results to stdout and complaints to stderr, or with -json everything as events to stdout.
type printer struct {
	env    *Env
	source view.Source // of the campaign that is read; nil before
	json   *view.JSON  // nil without -json
	out    view.Style
	err    view.Style
}

func newPrinter(env *Env, cmd *cobra.Command, asJSON, showOpenID bool) (*printer, error) {
	out, err := style(env, cmd, env.StdoutTerminal, showOpenID)
	if err != nil {
		return nil, err
	}
	complaints, err := style(env, cmd, env.StderrTerminal, showOpenID)
	if err != nil {
		return nil, err
	}
	p := &printer{env: env, out: out, err: complaints}
	if asJSON {
		p.json = view.NewJSON(env.Stdout, env.Now, Version, out)
	}
	return p, nil
}

// diagnostics prints what is wrong with the files; with an error among it, the command ends in exit code 1.
func (p *printer) diagnostics(diags hcl.Diagnostics) error {
	if len(diags) == 0 {
		return nil
	}
	var err error
	if p.json != nil {
		err = p.json.Diagnostics(diags, p.source)
	} else {
		err = view.Diagnostics(p.env.Stderr, diags, p.source, p.err)
	}
	if err == nil && diags.HasErrors() {
		return exit{exitError}
	}
	return err
}

// plans prints plans. code is the exit code that follows, or view.NotEnding where a run does.
func (p *printer) plans(plans []*plan.Plan, code int) error {
	if p.json != nil {
		return p.json.Plans(plans, code)
	}
	return view.Plans(p.env.Stdout, plans, p.out)
}

// end gives a command's error the form of its output: with -json, readers of stdout must learn of it too.
func (p *printer) end(err error) error {
	var silent exit
	if p.json == nil || err == nil || errors.As(err, &silent) {
		return err
	}
	return errors.Join(p.json.Error(err, exitError), exit{exitError})
}

// summary prints how a run ended and how to go on.
func (p *printer) summary(r apply.Result, of *plan.Plan, serial int64, command string, code int) error {
	if p.json != nil {
		return p.json.Summary(r, code)
	}
	return view.Summary(p.env.Stdout, view.Ending{Result: r, Plan: of, Serial: serial, Command: command}, p.out)
}

// total closes the runs of several campaigns.
func (p *printer) total(code int) error {
	if p.json != nil {
		return p.json.Total(code)
	}
	return nil
}

// notBegun names the campaigns that a stop for everybody kept from being sent.
func (p *printer) notBegun(plans []*plan.Plan) {
	for _, each := range plans {
		p.env.complain("Campaign %s was not begun: %s packets, %s stay open.\n",
			each.Campaign.Name, money.Count(each.Open().Packets), each.Open().Amount)
	}
}
