package cli

import (
	"context"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// readdress carries the moved blocks out in the state.
func readdress(ctx context.Context, store *state.Store, moved []hclspec.Moved) (*state.Snapshot, error) {
	pending := plan.PendingMoves(moved, store.Snapshot())
	if len(pending) == 0 {
		return store.Snapshot(), nil
	}
	for _, m := range pending {
		if err := store.Moved(ctx, m.From, m.To); err != nil {
			return nil, lang.Errorf("move %s to %s in the state: %w", "在状态库中把 %s 改为 %s：%w", m.From, m.To, err)
		}
	}
	return store.Reload(ctx)
}

// carryOutMoves carries the moved blocks out where there is nothing to send. Whoever takes a block out of the file after an apply
// relies on the state to stand under the addresses that it led to.
func (r *request) carryOutMoves(ctx context.Context) (err error) {
	if r.saved != nil || !moves(r.known, r.project.Moved) || plan.Abandoned(r.project.campaigns[0], r.known) {
		return nil
	}
	for _, c := range r.project.Campaigns {
		if pin, ok := r.project.pins.content.Find(c.FormerNames()...); ok {
			if err := r.project.pin(r.env, c, pin.Series); err != nil {
				return err
			}
		}
	}
	store, err := openState(ctx, r.env, r.project, nil)
	if err != nil {
		return err
	}
	_, err = readdress(ctx, store, r.project.Moved)
	if err := besides(err, store.Close()); err != nil {
		return err
	}
	r.env.complain("%s\n", lang.Format("The moved blocks were carried out in %s. Nothing was sent.",
		"已在 %s 中执行 moved 块。没有发放。", r.project.at))
	return nil
}

// moves reports whether readdress would change anything.
func moves(snapshot *state.Snapshot, moved []hclspec.Moved) bool {
	return len(plan.PendingMoves(moved, snapshot)) > 0
}
