package cli

import (
	"context"
	"errors"
	"io"
	"syscall"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// printer sends results to stdout and complaints to stderr, or with -json everything as events to stdout. With -json-into
// the events go into a file as well, whatever stdout shows.
type printer struct {
	env    *Env
	shown  shown
	source page.Source  // of the campaign that is read; nil before
	text   bool         // people read the output: there is no -json
	json   *events.JSON // nil without -json and -json-into
	events *eventsOut   // behind json
	out    page.Style
	err    page.Style
	// outcome is what errors in the files mean for the command, such as noPlan.
	outcome lang.Text

	// notes are the annotations of a GitHub Actions job; nil elsewhere and with -json.
	notes *view.Annotations
	dir   string // of the campaign that is read

	document *markdownOut // nil without -markdown and -markdown-out
}

// noPlan is the outcome of errors before there is a plan.
var noPlan = lang.Both("No plan was made.", "没有生成计划。")

func newPrinter(env *Env, cmd *cobra.Command, asJSON bool, of shown) (*printer, error) {
	out, err := style(env, cmd, env.StdoutTerminal, of)
	if err != nil {
		return nil, err
	}
	complaints, err := style(env, cmd, env.StderrTerminal, of)
	if err != nil {
		return nil, err
	}
	p := &printer{env: env, shown: of, text: !asJSON, out: out, err: complaints}
	p.inActions()
	return p, p.open(asJSON, jsonInto(cmd))
}

// open makes the stream of events. A file that cannot take its first line is refused before anything else happens.
func (p *printer) open(asJSON bool, into string) (err error) {
	if !asJSON && into == "" {
		return nil
	}
	p.events = &eventsOut{env: p.env, path: into}
	if into != "" {
		if p.events.file, err = createEvents(into); err != nil {
			return err
		}
	}
	if asJSON {
		p.events.stdout = p.env.Stdout
	}
	p.json = events.NewJSON(p.events, p.env.Now, toolVersion(), p.out)
	p.env.breaksOff = func() { _ = p.json.Flush() } // it never fails, see eventsOut
	p.events.opening = true
	if err = p.json.Version(); err == nil && p.events.refused != nil {
		err = p.end(lang.Errorf("-json-into: nothing was begun, because the events cannot be written: %w",
			"-json-into：什么都没有开始，因为事件无法写入：%w", p.events.refused))
	}
	p.events.opening = false
	return err
}

// show gives programs their events and people their text, each where they read.
func (p *printer) show(events func(*events.JSON) error, text func(io.Writer) error) error {
	var err error
	if p.json != nil {
		err = errors.Join(events(p.json), p.events.broken)
	}
	if p.text {
		err = errors.Join(err, text(p.env.Stdout))
	}
	return err
}

// diagnostics prints what is wrong with the files; with an error among it, the command ends in exit code 1.
func (p *printer) diagnostics(diags hcl.Diagnostics) error {
	if len(diags) == 0 {
		return nil
	}
	p.document.learn(diags)
	err := p.show(func(j *events.JSON) error { return j.Diagnostics(diags, p.source) },
		func(io.Writer) error { return view.Diagnostics(p.env.Stderr, diags, p.source, p.outcome, p.err) })
	if err == nil && p.notes != nil {
		err = p.notes.Diagnostics(diags)
	}
	if err == nil && diags.HasErrors() {
		return exit{exitError}
	}
	return err
}

// plans prints plans.
func (p *printer) plans(plans []*plan.Plan) error { return p.plansAnd(plans, nil) }

// plansAnd prints plans and, behind them, what lists their packets. Programs get those in the place of the few that need a look.
func (p *printer) plansAnd(plans []*plan.Plan, list func() error) error {
	if p.outcome == noPlan {
		p.outcome = lang.Text{} // conflicts follow a plan that was made
	}
	summary := func(j *events.JSON) error { return j.Plans(plans) }
	err := p.show(noEvents, func(w io.Writer) error {
		if p.document.instead() {
			return nil
		}
		return view.Plans(w, plans, p.out)
	})
	if err == nil && list != nil {
		summary = func(j *events.JSON) error { return j.PlansListed(plans) }
		err = list()
	}
	if err == nil {
		err = p.show(summary, nothing)
	}
	return errors.Join(err, p.writeDocument(func(m view.Markdown, w io.Writer) error { return m.Plans(w, plans, p.document.found) }))
}

// end gives a command's error the form of its output, and closes it: readers of events must learn of the error too.
func (p *printer) end(err error) error {
	err = errors.Join(err, p.documentFailure(err))
	var silent exit
	if p.notes != nil && err != nil && !errors.As(err, &silent) {
		_ = p.notes.Error(err) // stderr will have the error itself
	}
	if p.json == nil {
		return err
	}
	defer p.events.close()
	if err == nil || errors.As(err, &silent) {
		lost := p.endEvents(exitCode(err))
		if lost == nil {
			return err
		}
		err = lost
	}
	told := errors.Join(p.json.Error(err), p.json.End(exitError))
	if p.text {
		return err
	}
	return errors.Join(told, exit{exitError})
}

// endEvents writes the last line. Its error is about this line alone: of all others the command has heard.
func (p *printer) endEvents(code int) error {
	if p.json == nil {
		return nil
	}
	before := p.events.broken
	err := p.json.End(code)
	if before != nil {
		return err
	}
	return errors.Join(err, p.events.broken)
}

// wait lets readers know all that there is before a person is asked, or a run begins.
func (p *printer) wait() error { return p.show((*events.JSON).Flush, nothing) }

// failed tells of an error beside a run that has an exit code of its own.
func (p *printer) failed(err error) {
	p.env.complain("%s%s\n", errorLead, lang.Line(err, p.env.lang))
	if p.json != nil {
		_ = p.json.Error(err) // it never fails, see eventsOut
	}
}

// besidesPipe is an error without what is about a reader who has gone.
func besidesPipe(err error) error {
	if !errors.Is(err, syscall.EPIPE) {
		return err
	}
	var rest error
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, each := range several.Unwrap() {
			rest = errors.Join(rest, besidesPipe(each))
		}
	}
	return rest
}

// summary prints how a run ended and how to go on.
func (p *printer) summary(r apply.Result, of *plan.Plan, serial int64, command string) error {
	ending := view.Ending{Result: r, Plan: of, Serial: serial, Ended: p.env.Now(), Command: command}
	err := p.show(func(j *events.JSON) error { return j.Summary(r) },
		func(w io.Writer) error { return view.Summary(w, ending, p.out) })
	if err == nil && p.notes != nil {
		err = p.notes.Ending(ending)
	}
	return err
}

// total sums up the runs of several campaigns.
func (p *printer) total() error { return p.show((*events.JSON).Total, nothing) }

// locked tells a reader of a state that somebody is applying on it.
func (p *printer) locked(ctx context.Context, at state.Backend) error {
	holder, since, held, err := state.Holder(ctx, at)
	if err != nil || !held {
		return err
	}
	l := view.Lock{Path: at.String(), Holder: holder, Since: since}
	return p.show(func(j *events.JSON) error { return j.Locked(l) },
		func(io.Writer) error { return view.Locked(p.env.Stderr, l, p.err) })
}

// notBegun names the campaigns that a stop for everybody kept from being sent.
func (p *printer) notBegun(plans []*plan.Plan) {
	for _, each := range plans {
		if p.json != nil {
			_ = p.json.NotBegun(each) // it never fails, see eventsOut
		}
		p.env.complain("%s\n", lang.Format("Campaign %s was not begun: %s packets, %s stay open.", "活动 %s 没有开始：%s 个红包（%s）仍待发放。",
			each.Campaign.Name, money.Count(each.Open().Packets), each.Open().Amount))
	}
}
