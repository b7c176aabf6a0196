package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/planfile"
	"github.com/cashredpack/redpack/state"
)

// loadSaved reads a plan file and the folder it was made from. Everything that chose the plan comes from the file.
func (r *request) loadSaved(cmd *cobra.Command, path string) error {
	if err := shaped(cmd, path); err != nil {
		return err
	}
	saved, err := readPlanFile(path)
	if err != nil {
		return err
	}
	if err := saved.outOfDate(r.env.Now()); err != nil {
		return err
	}
	r.saved = saved
	r.options.projectFlags, r.options.selectFlags = saved.flags(r.options.projectFlags), saved.selects()
	r.options.retryFlags = saved.retries()
	r.project, err = saved.open(r.env, r.options.projectFlags, r.print)
	return err
}

// checkSeal refuses a saved plan that the state did not seal, and one whose selection is another one by now.
func (r *request) checkSeal() error {
	if r.saved == nil {
		return nil
	}
	if forged := r.saved.forged(r.known); !forged.Empty() {
		return r.saved.stale([]lang.Text{forged})
	}
	if moved := r.saved.movedSelection(); len(moved) > 0 {
		return r.saved.stale(moved)
	}
	return nil
}

// unplanned adds to an error that kept the plan from being made what of a saved plan has moved.
func (r *request) unplanned(err error) error {
	if r.saved == nil {
		return err
	}
	return r.saved.explained(err, r.project)
}

// checkSaved refuses a saved plan that does not hold any more.
func (r *request) checkSaved(plans []*plan.Plan, snapshot *state.Snapshot) error {
	if r.saved == nil {
		return nil
	}
	fresh, err := describe(r.project, plans, r.saved.path, r.options.projectFlags, r.options.selectFlags, r.planOptions())
	if err != nil {
		return err
	}
	v := r.saved.judge(fresh, r.project, snapshot)
	if err := r.saved.refusal(v); err != nil {
		return err
	}
	if v.Resumes() {
		r.env.complain("%s\n", lang.Format("Resuming the plan %s, used %s: %s.", "继续执行计划 %s（使用记录：%s）：%s。",
			r.saved.path, usedBy(v.Used), r.saved.rest(v)))
	}
	if r.options.wait {
		return r.saved.opensInTime(plans)
	}
	return openNow(plans, r.command())
}

// stillValid looks at the clock once more: a question may stay unanswered for days.
func (r *request) stillValid() error {
	if r.saved == nil {
		return nil
	}
	return r.saved.outOfDate(r.env.Now())
}

// notAfter is when what was approved ends; zero: never.
func (r *request) notAfter() time.Time {
	if r.saved == nil {
		return time.Time{}
	}
	return r.saved.ValidUntil
}

// readdress carries the moved blocks out. That moves the state on, so with a saved plan it is a run of that plan: where it
// is cut off here, the plan is gone on with, instead of taking its own change of the state for somebody else's.
func (s *sending) readdress(ctx context.Context) (*state.Snapshot, error) {
	if s.saved == nil || !moves(s.store.Snapshot(), s.project.Moved) {
		return readdress(ctx, s.store, s.project.Moved)
	}
	id, err := s.beginRun(ctx, "")
	if err != nil {
		return nil, err
	}
	snapshot, err := readdress(ctx, s.store, s.project.Moved)
	return snapshot, errors.Join(err, s.store.EndRun(context.WithoutCancel(ctx), id, "moved addresses")) // for programs
}

// beginFirst is beginRun for a canary alone. Its run has the plan's digest also where a saved plan is applied: the same plan saved anew, because
// a person has looked for too long, must know its canary again.
func (s *sending) beginFirst(ctx context.Context, digest string) (int64, error) {
	if s.saved != nil {
		id, err := s.beginRun(ctx, "")
		if err == nil {
			err = s.store.EndRun(ctx, id, "its canary follows") // for programs
		}
		if err != nil {
			return 0, err
		}
	}
	return s.store.BeginRun(ctx, state.RunInfo{PlanDigest: digest})
}

// beginRun records that a run begins, and for which plan. A saved plan is marked as used in its file too, before anything
// is sent: with either mark it can only be resumed.
func (s *sending) beginRun(ctx context.Context, digest string) (int64, error) {
	if s.saved == nil {
		return s.store.BeginRun(ctx, state.RunInfo{PlanDigest: digest})
	}
	id, err := s.store.BeginRun(ctx, state.RunInfo{PlanDigest: s.saved.id})
	if err != nil {
		return 0, err
	}
	if err := s.saved.mark(s.use()); err != nil {
		err = lang.Errorf("a saved plan is marked as used before anything is sent, and that failed: %w",
			"保存的计划在发放之前要先标记为已用，而这一步失败了：%w", err)
		if !s.ending.begun {
			err = lang.Errorf("%w. Nothing was sent", "%w。没有发放", err)
		}
		return 0, errors.Join(err, s.store.EndRun(context.WithoutCancel(ctx), id, "not begun: the plan file could not be marked")) // for programs
	}
	return id, nil
}

func (s *sending) use() planfile.Use {
	return planfile.Use{
		At: planfile.Moment(s.env.Now()), By: owner(), Lineage: s.store.Snapshot().Lineage(), Serial: s.store.Serial(),
	}
}

// reached notes in the plan file how far the state has come, so that an older copy of it is recognised. It is one
// safeguard more, so failing at it is only told.
func (s *sending) reached() {
	if s.saved == nil {
		return
	}
	if err := s.saved.mark(s.use()); err != nil {
		s.env.complain("%s%s\n", warningLead, lang.Line(err, s.env.lang))
	}
}
