package cli

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/tui"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
)

// ask shows what will happen and lets a person type the total: on a screen, or where there is none in a line.
func (a *applier) ask(ctx context.Context, plans []*plan.Plan, stop <-chan struct{}) error {
	switch {
	case a.approval().given():
		return nil
	case a.options.plain || !a.screen():
		confirmation := func(w io.Writer) error { return view.Confirmation(w, plans, commitOf(ctx, a.project.dir), a.print.err) }
		return a.approval().ask(ctx, a.env, openOf(plans).Amount, stop, confirmation, func() error { return a.list(plans) })
	}
	commit := commitOf(ctx, a.project.dir)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // a signal cancels
		select {
		case <-stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	total := openOf(plans).Amount
	typed, err := tui.Approve(ctx, a.screenOptions(), tui.Question{
		Total: total.Yuan(), Plans: a.plansWithPackets, Lines: func(width int) []string { return a.confirmation(plans, commit, width) },
	})
	if err != nil {
		return err
	}
	return approved(a.env, typed, total)
}

// confirmation is what a person approves, in lines.
func (a *applier) confirmation(plans []*plan.Plan, commit string, width int) []string {
	var b bytes.Buffer
	style := a.print.out
	style.Width = width
	if err := view.Confirmation(&b, plans, commit, style); err != nil {
		return []string{err.Error()}
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// plansWithPackets makes the plans anew with everything they act on, which the first ones do without.
func (a *applier) plansWithPackets() ([]*plan.Plan, error) {
	options := a.planOptions()
	options.KeepWork = true
	plans, diags := planAll(a.project, a.known, options)
	if diags.HasErrors() {
		return nil, diags
	}
	return plans, nil
}
