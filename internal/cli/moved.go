package cli

import (
	"context"
	"fmt"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/state"
)

// readdress carries the moved blocks out in the state, so that what was paid under an old address stands under the new
// one from now on. What stands there already stays: plan finds the rest under its old address.
func readdress(ctx context.Context, store *state.Store, moved []hclspec.Moved) (*state.Snapshot, error) {
	snapshot := store.Snapshot()
	changed := false
	for _, m := range moved {
		from, to := state.Address(m.From), state.Address(m.To)
		if !stands(snapshot, from) || stands(snapshot, to) {
			continue
		}
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

// stands reports whether the state has something under an address.
func stands(snapshot *state.Snapshot, a state.Address) bool {
	if a.Key == "" {
		_, ok := snapshot.Campaign(a.Campaign)
		return ok
	}
	_, ok := snapshot.Lookup(a.Campaign, a.Key)
	return ok
}
