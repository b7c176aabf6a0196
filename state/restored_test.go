package state_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cashredpack/redpack/state"
)

// TestFenceAfterARestore: a backup that is put back has an old fence, and so has a state that is made anew in the place of another one. Whoever
// takes the lease then gets another fence than a holder of before, who may wake up later and ask whether it is still his.
func TestFenceAfterARestore(t *testing.T) {
	t.Parallel()
	for name, happens := range map[string]string{
		"restored":   "UPDATE lease SET fence = fence - 1, until = clock_timestamp()",
		"made anew":  "UPDATE lease SET fence = 0, until = clock_timestamp()",
		"ended":      "UPDATE lease SET until = clock_timestamp()",
		"sent ahead": "UPDATE lease SET fence = fence + 5, until = clock_timestamp()",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			direct := leased(t)
			asleep, err := state.Open(t.Context(), lazily(direct), named(ticking(), "old@web1 pid 1"))
			must(t, err)
			_, err = asleep.Reserve(t.Context(), intent(1))
			must(t, err)
			time.Sleep(time.Second) // it has to ask from now on
			must(t, direct.Exec(t.Context(), happens))
			awake, err := state.Open(t.Context(), direct, named(ticking(), "new@web2 pid 2"))
			must(t, err)
			var fenced *state.FencedError
			if err := asleep.MaySend(t.Context()); !errors.As(err, &fenced) || fenced.Holder != "new@web2 pid 2" {
				t.Errorf("two may send: %v", err)
			}
			_ = asleep.Close()
			must(t, awake.MaySend(t.Context()))
			must(t, awake.Close())
		})
	}
}
