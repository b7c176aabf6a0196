package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/planfile"
	"github.com/cashredpack/redpack/state"
)

// loadSaved reads a plan file and the folder it was made from. Everything that chose the plan comes from the file.
func (a *applier) loadSaved(cmd *cobra.Command, path string) error {
	if err := shaped(cmd, path); err != nil {
		return err
	}
	saved, err := readPlanFile(path)
	if err != nil {
		return err
	}
	if err := saved.outOfDate(a.env.Now()); err != nil {
		return err
	}
	a.saved = saved
	a.options.projectFlags, a.options.selectFlags = saved.flags(a.options.projectFlags), saved.selects()
	a.options.retryFlags = saved.retries()
	a.project, err = saved.open(a.env, a.options.projectFlags, a.print)
	return err
}

// vouched refuses a saved plan that the state did not seal, and one whose selection is another one by now.
func (a *applier) vouched() error {
	if a.saved == nil {
		return nil
	}
	if forged := a.saved.forged(a.known); forged != "" {
		return a.saved.stale([]string{forged})
	}
	if moved := a.saved.movedSelection(); len(moved) > 0 {
		return a.saved.stale(moved)
	}
	return nil
}

// unplanned adds to an error that kept the plan from being made what of a saved plan has moved.
func (a *applier) unplanned(err error) error {
	if a.saved == nil {
		return err
	}
	return a.saved.explained(err, a.project)
}

// checkSaved refuses a saved plan that does not hold any more.
func (a *applier) checkSaved(plans []*plan.Plan, snapshot *state.Snapshot) error {
	if a.saved == nil {
		return nil
	}
	fresh, err := describe(a.project, plans, a.saved.path, a.options.projectFlags, a.options.selectFlags, a.planOptions())
	if err != nil {
		return err
	}
	v := a.saved.judge(fresh, a.project, snapshot)
	if v.refused != nil {
		return v.refused
	}
	if v.resumes != "" {
		a.env.complain("Resuming the plan %s, used %s: %s.\n", a.saved.path, usedBy(v.used), v.resumes)
	}
	if a.options.wait {
		return a.saved.opensInTime(plans)
	}
	return openNow(plans, a.command())
}

// stillValid looks at the clock once more: a question may stay unanswered for days.
func (a *applier) stillValid() error {
	if a.saved == nil {
		return nil
	}
	return a.saved.outOfDate(a.env.Now())
}

// notAfter is when what was approved ends; zero: never.
func (a *applier) notAfter() time.Time {
	if a.saved == nil {
		return time.Time{}
	}
	return a.saved.ValidUntil
}

// readdress carries the moved blocks out. That moves the state on, so with a saved plan it is a run of that plan: where it
// is cut off here, the plan is gone on with, instead of taking its own change of the state for somebody else's.
func (a *applier) readdress(ctx context.Context) (*state.Snapshot, error) {
	if a.saved == nil || !moves(a.store.Snapshot(), a.project.Moved) {
		return readdress(ctx, a.store, a.project.Moved)
	}
	id, err := a.beginRun(ctx, "")
	if err != nil {
		return nil, err
	}
	snapshot, err := readdress(ctx, a.store, a.project.Moved)
	return snapshot, errors.Join(err, a.store.EndRun(context.WithoutCancel(ctx), id, "moved addresses"))
}

// beginRun records that a run begins, and for which plan. A saved plan is marked as used in its file too, before anything
// is sent: with either mark it can only be resumed.
func (a *applier) beginRun(ctx context.Context, digest string) (int64, error) {
	if a.saved == nil {
		return a.store.BeginRun(ctx, state.RunInfo{PlanDigest: digest})
	}
	id, err := a.store.BeginRun(ctx, state.RunInfo{PlanDigest: a.saved.id})
	if err != nil {
		return 0, err
	}
	if err := a.saved.mark(a.use()); err != nil {
		err = fmt.Errorf("a saved plan is marked as used before anything is sent, and that failed: %w", err)
		if !a.begun {
			err = fmt.Errorf("%w. Nothing was sent", err)
		}
		return 0, errors.Join(err, a.store.EndRun(context.WithoutCancel(ctx), id, "not begun: the plan file could not be marked"))
	}
	return id, nil
}

func (a *applier) use() planfile.Use {
	return planfile.Use{
		At: planfile.Moment(a.env.Now()), By: owner(), Lineage: a.store.Snapshot().Lineage(), Serial: a.store.Serial(),
	}
}

// reached notes in the plan file how far the state has come, so that an older copy of it is recognised. It is one
// safeguard more, so failing at it is only told.
func (a *applier) reached() {
	if a.saved == nil {
		return
	}
	if err := a.saved.mark(a.use()); err != nil {
		a.env.complain("Warning: %s\n", plain.Error(err).Capital())
	}
}
