package state_test

import (
	"testing"

	"github.com/cashredpack/redpack/state"
)

// TestSeals: a seal is of one text, and of one state and its copies.
func TestSeals(t *testing.T) {
	path, elsewhere, copied := newFile(t), newFile(t), newFile(t)
	must(t, openCalm(t, path, options()).Close())
	must(t, openCalm(t, elsewhere, options()).Close())
	copyFile(t, path, copied)
	own, other := read(t, path), read(t, elsewhere)
	seal := own.Seal("plan 1")
	for name, tt := range map[string]struct {
		by         *state.Snapshot
		text, seal string
		want       bool
	}{
		"its own":             {own, "plan 1", seal, true},
		"a copy's":            {read(t, copied), "plan 1", seal, true},
		"another text":        {own, "plan 2", seal, false},
		"another state":       {other, "plan 1", seal, false},
		"no seal":             {own, "plan 1", "", false},
		"a state without key": {state.EmptySnapshot(), "plan 1", "", false},
	} {
		if got := tt.by.Sealed(tt.text, tt.seal); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if empty := state.EmptySnapshot(); empty.Seals() || empty.Seal("plan 1") != "" || !own.Seals() || seal == "" {
		t.Error("a state without a key seals, or one with a key does not")
	}
}
