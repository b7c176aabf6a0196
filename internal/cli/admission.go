package cli

import (
	"context"
	"errors"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
)

// admission is the one question whether WeChat Pay admits the merchant, before anybody approves or plans anything.
type admission struct {
	env     *Env
	project *project
	print   *printer
	// alone: nothing else is asked, which would show by itself what nobody could know here.
	alone bool
}

// refusedError says why no request of the merchant's would get through, and what that means for the command.
type refusedError struct {
	check   checkup.Check // without what must not be shown of an answer's words
	outcome lang.Text
}

func (e *refusedError) Error() string { return e.Said().English }

// Said has what to do on a line of its own.
func (e *refusedError) Said() lang.Text {
	return lang.Format("%s %s\n%s", "%s%s\n%s", e.check.Told, e.outcome, e.check.Next)
}

// Told is the error with its lines.
func (e *refusedError) Told() plain.Text { return plain.Lines(e.Said().English) }

// ask refuses what would keep every packet from being sent; a stop ends it early. What nobody can know yet is left to the run.
//
// A wrong clock is told and refuses nothing: windows, days and quiet hours are held by both clocks during a run, bill numbers follow the
// campaign's own date, and a proxy with a wrong Date must not keep anybody from sending.
func (a *admission) ask(ctx context.Context, client *gateway.Platform, stop <-chan struct{}) error {
	ctx, cancel := until(ctx, stop)
	defer cancel()
	checks := checkup.Admission(ctx, checkup.Subject{
		Account: a.project.account(a.env), Now: a.env.Now, LookupEnv: a.env.LookupEnv, Random: a.env.Random,
	}, client.Client)
	if ctx.Err() != nil {
		return inquiry.ErrInterrupted
	}
	var warnings hcl.Diagnostics
	for _, c := range checks {
		switch {
		case c.Standing == checkup.Failed && c.Area != checkup.Clock:
			c.Told, c.Next = c.Told.Each(a.print.err.Masked), c.Next.Each(a.print.err.Masked)
			return &refusedError{c, a.print.outcome}
		case c.Standing == checkup.Failed, c.Standing == checkup.Warning, c.Standing == checkup.Unknown && c.Area == checkup.Account && a.alone:
			warnings = append(warnings, diag.New(hcl.DiagWarning, warned[c.Area], c.Told.Then(lang.Blank).Then(c.Next)))
		}
	}
	return a.print.diagnostics(warnings)
}

// warned is the title of a warning about an area.
var warned = map[checkup.Area]lang.Text{
	checkup.Clock:   lang.Both("Two clocks", "两个时钟不一致"),
	checkup.Network: lang.Both("A host does not answer", "有主机没有应答"),
	checkup.Account: lang.Both("WeChat Pay's answer", "微信支付的应答"),
}

// first asks for a command that has nothing else to ask about. An embedded simulator admits its own merchant.
func (a *admission) first(ctx context.Context) error {
	if a.project.merchant.Sandbox {
		return nil
	}
	client, diags, err := gateway.Connect(ctx, a.project.account(a.env))
	if err != nil {
		return err
	}
	if err := a.print.diagnostics(diags); err != nil {
		return err
	}
	return errors.Join(a.ask(ctx, client, nil), client.Close())
}
