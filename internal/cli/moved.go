package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// readdress carries the moved blocks out in the state, so that what was paid under an old address stands under the new
// one from now on. What stands there already stays: plan finds the rest under its old address.
func readdress(ctx context.Context, store *state.Store, moved []hclspec.Moved) (*state.Snapshot, error) {
	snapshot := store.Snapshot()
	changed := false
	for _, m := range moved {
		if !applies(snapshot, m) {
			continue
		}
		from, to := address.Address(m.From), address.Address(m.To)
		if err := store.Moved(ctx, from, to); err != nil {
			return nil, fmt.Errorf("move %s to %s in the state: %w", from, to, err)
		}
		changed = true
	}
	if !changed {
		return snapshot, nil
	}
	return store.Reload(ctx)
}

// carryOut carries the moved blocks out where there is nothing to send. Whoever takes a block out of the file after an apply
// relies on the state to stand under the addresses that it led to.
func (a *applier) carryOut(ctx context.Context) (err error) {
	if a.saved != nil || !moves(a.known, a.project.Moved) || plan.Abandoned(a.project.campaigns[0], a.known) {
		return nil
	}
	for _, c := range a.project.Campaigns {
		if pin, ok := a.project.pins.content.Find(c.FormerNames()...); ok {
			if err := a.project.pin(a.env, c, pin.Series); err != nil {
				return err
			}
		}
	}
	store, err := state.Open(ctx, a.project.statePath(), a.storeOptions())
	if err != nil {
		return err
	}
	_, err = readdress(ctx, store, a.project.Moved)
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	a.env.complain("The moved blocks were carried out in %s. Nothing was sent.\n", a.project.statePath())
	return nil
}

// moves reports whether readdress would change anything.
func moves(snapshot *state.Snapshot, moved []hclspec.Moved) bool {
	return slices.ContainsFunc(moved, func(m hclspec.Moved) bool { return applies(snapshot, m) })
}

// applies reports whether a moved block is still to be carried out.
func applies(snapshot *state.Snapshot, m hclspec.Moved) bool {
	return stands(snapshot, address.Address(m.From)) && !stands(snapshot, address.Address(m.To))
}

// stands reports whether the state has something under an address.
func stands(snapshot *state.Snapshot, a address.Address) bool {
	if a.Key == "" {
		_, ok := snapshot.Campaign(a.Campaign)
		return ok
	}
	_, ok := snapshot.Lookup(a.Campaign, a.Key)
	return ok
}
