package cli

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/planfile"
	"github.com/cashredpack/redpack/state"
)

// saved shows a plan file, and the plan itself where nothing has moved.
func (s *shower) saved(cmd *cobra.Command, path string) error {
	saved, err := readPlanFile(path)
	if err != nil {
		return err
	}
	s.options.projectFlags, s.options.selectFlags = saved.flags(s.options.projectFlags), saved.selects()
	s.options.retryFlags = saved.retries()
	now, err := s.remade(cmd.Context(), saved)
	if now.project != nil {
		defer now.project.close()
	}
	if err != nil {
		return err
	}
	if s.print.document.instead() {
		return s.document(cmd, saved, now)
	}
	if err := s.header(saved, now); err != nil {
		return err
	}
	switch {
	case now.ended():
		return nil
	case len(now.reasons) > 0:
		return exit{exitError}
	}
	if err := s.print.show(noEvents, blankLine); err != nil {
		return err
	}
	s.print.document.describe(cmd.Context(), now.project.dir, cmd, nil, saved.path)
	return s.plans(now.project, now.plans, now.snapshot, now.options)
}

// document writes the Markdown of a plan that may still be applied or was. One that does not hold any more has none: what
// it said is not what would be sent.
func (s *shower) document(cmd *cobra.Command, saved *savedPlan, now remade) error {
	if len(now.reasons) > 0 && !now.ended() {
		return saved.stale(now.reasons)
	}
	s.print.document.describe(cmd.Context(), now.project.dir, cmd, nil, saved.path)
	return s.plans(now.project, now.plans, now.snapshot, now.options)
}

// remade is a saved plan made afresh, as far as that went, and the verdict about it.
type remade struct {
	planfile.Verdict
	reasons  []lang.Text // not to apply the plan
	project  *project
	snapshot *state.Snapshot
	plans    []*plan.Plan
	options  plan.Options
}

// ended reports whether the plan was used and nothing of it is open any more.
func (r *remade) ended() bool { return r.Refusal == planfile.Ended }

// remade makes a saved plan afresh. Whatever keeps that from being done is a reason not to apply the plan, and no error of
// this command.
func (s *shower) remade(ctx context.Context, saved *savedPlan) (now remade, err error) {
	now.Used = saved.Used
	now.reasons = saved.outdated(s.env.Now())
	if now.project, err = saved.open(s.env, s.options.projectFlags, s.print); err != nil {
		return now.failed(err), nil
	}
	if now.snapshot, err = now.project.snapshot(ctx); err != nil {
		return now.failed(err), nil
	}
	if forged := saved.forged(now.snapshot); !forged.Empty() {
		now.reasons = append(now.reasons, forged)
		return now, nil
	}
	if moved := saved.movedSelection(); len(moved) > 0 {
		now.reasons = append(now.reasons, moved...)
		return now, nil
	}
	if now.options, err = s.planOptions(); err != nil {
		return now.failed(err), nil
	}
	now.options.Since, now.options.Canary.Since = saved.Created, saved.Created
	plans, diags := planAll(now.project, now.snapshot, now.options)
	if err := s.print.diagnostics(diags); err != nil {
		return now.failed(saved.explained(err, now.project)), nil
	}
	now.plans = plans
	fresh, err := describe(now.project, plans, saved.path, s.options.projectFlags, s.options.selectFlags, now.options)
	if err != nil {
		return now, err
	}
	now.Verdict = saved.judge(fresh, now.project, now.snapshot)
	now.reasons = append(now.reasons, now.Reasons...)
	return now, nil
}

// failed takes an error for a reason.
func (r remade) failed(err error) remade {
	var moved *staleError
	if errors.As(err, &moved) {
		r.reasons = append(r.reasons, moved.moved...)
	} else {
		r.reasons = append(r.reasons, lang.Of(err))
	}
	return r
}

// header prints what the plan file holds.
func (s *shower) header(saved *savedPlan, now remade) error {
	shown := func(l lang.Language) view.SavedPlan {
		of := saved.view()
		of.Used, of.Ended = now.Used, now.ended()
		if !of.Ended {
			of.Moved = now.reasons
		}
		if now.Resumes() {
			of.Rest = saved.rest(now.Verdict).In(l)
		}
		return of
	}
	return s.print.show(func(j *events.JSON) error { return j.Saved(shown(lang.English)) }, func(w io.Writer) error {
		return view.SavedHeader(w, shown(s.print.out.Lang), s.print.out)
	})
}
