package state_test

import (
	"errors"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// refusal is a clear one after which nothing is open under the number.
func refusal(s state.Status) state.Outcome {
	o := outcome(s)
	o.Code, o.NoOrder = "OPENID_ERROR", true
	return o
}

// TestGrounds: which packets get which next intent. Everything that is not named here stays as it is.
func TestGrounds(t *testing.T) {
	same := func(state.Intent) state.Intent { return intent(1) }
	amount := func(in state.Intent) state.Intent { in.Amount++; return in }
	person := func(in state.Intent) state.Intent { in.OpenID, in.BillNo = intent(2).OpenID, number(2); return in }
	later := func(in state.Intent) state.Intent { in.Attempt, in.BillNo = 1, number(501); return in }
	dearer := func(in state.Intent) state.Intent { return amount(later(in)) }
	asked := map[string]func(state.Intent) state.Intent{"same": same, "amount": amount, "person": person, "later": later, "dearer": dearer}
	for _, tt := range []struct {
		name    string
		outcome state.Outcome
		ground  state.Ground
		allowed []string
	}{
		{"failed", outcome(state.Failed), state.AfterFailure, []string{"person", "later", "dearer"}},
		{"failed, corrected", outcome(state.Failed), state.Correction, []string{"person", "later", "dearer"}},
		{"refunded", outcome(state.Refunded), state.AfterRefund, []string{"later"}},
		{"refunded without a ground", outcome(state.Refunded), state.AfterFailure, nil},
		{"refunded, corrected", outcome(state.Refunded), state.Correction, nil},
		{"on its way back", outcome(state.Refunding), state.AfterRefund, nil},
		{"sent", outcome(state.Sent), state.AfterRefund, nil},
		{"sent, corrected", outcome(state.Sent), state.Correction, nil},
		{"received", outcome(state.Received), state.AfterRefund, nil},
		{"unknown, corrected", outcome(state.Unknown), state.Correction, nil},
		{"refused, corrected", refusal(state.Refused), state.Correction, []string{"amount", "person", "dearer"}},
		{"refused", refusal(state.Refused), state.AfterFailure, nil},
		{"refused, refunded", refusal(state.Refused), state.AfterRefund, nil},
		{"held before an order, corrected", refusal(state.Held), state.Correction, []string{"amount", "person", "dearer"}},
		{"held with an order, corrected", outcome(state.Held), state.Correction, nil},
		{"another order's number, corrected", state.Outcome{Status: state.Refused, Code: "FATAL_ERROR", At: morning}, state.Correction, nil},
	} {
		for name, of := range asked {
			path := newPath(t)
			s := openCalm(t, path, options())
			p := record(t, s, reserve(t, s, 1).ID, tt.outcome)
			in := of(intent(1))
			in.Ground = tt.ground
			_, err := s.Reserve(t.Context(), in)
			allowed := false
			for _, one := range tt.allowed {
				allowed = allowed || one == name
			}
			var taken *state.AddressTakenError
			if allowed != (err == nil) || err != nil && !errors.As(err, &taken) {
				t.Errorf("%s, %s: %v", tt.name, name, err)
			}
			if now, _ := s.Packet(t.Context(), p.ID); err == nil && (now.OpenID != in.OpenID || now.Amount != in.Amount || now.Status != state.Reserved || !now.InFlight) {
				t.Errorf("%s, %s: %+v", tt.name, name, now)
			}
			soundOrFail(t, path)
		}
	}
}

// TestDoubtIsNotCorrected: a refusal of a later request says nothing about an earlier one that may have paid.
func TestDoubtIsNotCorrected(t *testing.T) {
	path := newPath(t)
	s := openCalm(t, path, options())
	p := record(t, s, reserve(t, s, 1).ID, outcome(state.Unknown))
	_, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning})
	must(t, err)
	in := intent(1)
	in.Amount, in.Ground = in.Amount+1, state.Correction
	for _, o := range []state.Outcome{refusal(state.Refused), outcome(state.Unknown)} {
		record(t, s, p.ID, o)
		var taken *state.AddressTakenError
		if _, err := s.Reserve(t.Context(), in); !errors.As(err, &taken) {
			t.Errorf("%s: %v", o.Status, err)
		}
	}
}

// TestNumberGivenUpUnpaid: a number that was given up although nothing was ever paid under it is its person's next one, so that a
// search for a lost state does not end at it; nobody else may have it, and it can be given up again.
func TestNumberGivenUpUnpaid(t *testing.T) {
	path := newPath(t)
	s := openCalm(t, path, options())
	p := record(t, s, reserve(t, s, 1).ID, refusal(state.Refused))
	corrected := intent(1)
	corrected.OpenID, corrected.BillNo, corrected.Ground = intent(2).OpenID, number(2), state.Correction
	put(t, s, corrected)

	stranger := intent(3)
	stranger.BillNo = number(1)
	var taken *state.BillNoTakenError
	if _, err := s.Reserve(t.Context(), stranger); !errors.As(err, &taken) || taken.Holder.OpenID != intent(1).OpenID || taken.Holder.Status != state.Refused {
		t.Errorf("somebody else's number: %v", err)
	}
	back := intent(1)
	back.Key = "elsewhere"
	q := record(t, s, put(t, s, back).ID, refusal(state.Refused))
	if q.BillNo != number(1) || q.ID == p.ID {
		t.Errorf("%+v", q)
	}
	soundOrFail(t, path)
	back.Amount, back.OpenID, back.BillNo, back.Ground = 100, intent(4).OpenID, number(4), state.Correction
	put(t, s, back)
	soundOrFail(t, path)
	third := intent(1)
	third.Key = "third"
	put(t, s, third)
	soundOrFail(t, path)
}

// TestNumberGivenUpRefunded: a number whose money came back is over; its person's next packet has a later one.
func TestNumberGivenUpRefunded(t *testing.T) {
	path := newPath(t)
	s := openCalm(t, path, options())
	record(t, s, reserve(t, s, 1).ID, outcome(state.Refunded))
	next := nextAttempt(1, 1)
	next.Ground = state.AfterRefund
	p := record(t, s, put(t, s, next).ID, outcome(state.Failed))
	if p.Attempt != 1 {
		t.Errorf("%+v", p)
	}
	first := intent(1)
	first.Key = "elsewhere"
	var taken *state.BillNoTakenError
	if _, err := s.Reserve(t.Context(), first); !errors.As(err, &taken) || taken.Holder.Status != state.Refunded {
		t.Errorf("%v", err)
	}
	soundOrFail(t, path)
}

// TestKnows: a number that a packet has, or had, is known, and no other.
func TestKnows(t *testing.T) {
	s := openCalm(t, newPath(t), options())
	record(t, s, reserve(t, s, 1).ID, outcome(state.Failed))
	next := intent(1)
	next.Attempt, next.BillNo = 1, number(501)
	if _, err := s.Reserve(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	for no, want := range map[int]bool{1: true, 501: true, 502: false} {
		if known, err := s.Knows(t.Context(), number(no)); err != nil || known != want {
			t.Errorf("%s: %t, %v", number(no), known, err)
		}
	}
}
