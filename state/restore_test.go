package state_test

import (
	"errors"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// A packet is restored with all numbers that it had, or not at all: one cut off after a number that failed would be free to be paid
// anew.
func TestRestoreAChain(t *testing.T) {
	unheard := restored(nextAttempt(1, 2), state.Unknown)
	unheard.Outcome.Code = state.CodeUnheard
	path := newPath(t)
	s := open(t, path)
	p, err := s.Restore(t.Context(), restored(nextAttempt(1, 0), state.Failed), restored(nextAttempt(1, 1), state.Failed), unheard)
	must(t, err)
	if !p.Unheard() || !p.Binds() || p.Attempt != 2 || p.BillNo != unheard.Intent.BillNo {
		t.Errorf("restored as %+v", p)
	}
	var taken *state.BillNoTakenError
	for _, attempt := range []int{0, 1, 2} {
		of := intent(2)
		of.BillNo = nextAttempt(1, attempt).BillNo
		if _, err := s.Reserve(t.Context(), of); !errors.As(err, &taken) || taken.Holder.ID != p.ID {
			t.Errorf("number %d of the chain is free: %v", attempt, err)
		}
	}
	wrong := restored(nextAttempt(3, 1), state.Sent)
	wrong.Intent.Request = ""
	for name, chain := range map[string][]state.Restored{
		"a number after one that paid": {restored(nextAttempt(3, 0), state.Sent), restored(nextAttempt(3, 1), state.Sent)},
		"a request that is missing":    {restored(nextAttempt(3, 0), state.Failed), wrong},
	} {
		if _, err := s.Restore(t.Context(), chain[0], chain[1:]...); err == nil {
			t.Errorf("%s was restored", name)
		}
	}
	if got := read(t, path).Len(); got != 1 {
		t.Errorf("%d packets: half a chain was written", got)
	}
	soundOrFail(t, path)
}

// A later number that is another packet's was passed over when it was used, and is when it is restored.
func TestRestorePassesOverTakenNumbers(t *testing.T) {
	s := open(t, newPath(t))
	other := put(t, s, intent(2))
	second := restored(nextAttempt(1, 1), state.Failed)
	second.Intent.BillNo = other.BillNo
	p, err := s.Restore(t.Context(), restored(nextAttempt(1, 0), state.Failed), second, restored(nextAttempt(1, 2), state.Sent))
	if err != nil || p.Status != state.Sent || p.Attempt != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	var taken *state.BillNoTakenError
	first := restored(nextAttempt(3, 0), state.Sent)
	first.Intent.BillNo = other.BillNo
	for _, later := range [][]state.Restored{nil, {restored(nextAttempt(3, 1), state.Sent)}} {
		first.Outcome.Status = state.Failed
		if p, err := s.Restore(t.Context(), first, later...); !errors.As(err, &taken) {
			t.Errorf("a first number that is another's, and %d later: %+v, %v", len(later), p, err)
		}
	}
}
