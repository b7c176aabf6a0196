package state_test

import (
	"errors"
	"testing"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

func put(t testing.TB, s *state.Store, in state.Intent) state.Packet {
	t.Helper()
	p, err := s.Reserve(t.Context(), in)
	must(t, err)
	return p
}

// again is another packet for the person of intent(1).
func again(campaign, key string) state.Intent {
	in := intent(1)
	in.Campaign, in.Key, in.BillNo = campaign, key, number(501)
	return in
}

// TestOnePersonOnePacket: in every status but failed, a packet keeps its person from another one, through every door.
func TestOnePersonOnePacket(t *testing.T) {
	doors := map[string]func(t *testing.T, s *state.Store) error{
		"a new address": func(t *testing.T, s *state.Store) error {
			_, err := s.Reserve(t.Context(), again("lantern", "other"))
			return err
		},
		"a campaign that was called so before": func(t *testing.T, s *state.Store) error {
			in := again("spring", "a")
			in.Former = []string{"none", "lantern"}
			_, err := s.Reserve(t.Context(), in)
			return err
		},
		"a failed address": func(t *testing.T, s *state.Store) error {
			record(t, s, reserve(t, s, 2).ID, outcome(state.Failed))
			_, err := s.Reserve(t.Context(), again("lantern", intent(2).Key))
			return err
		},
		"once more": func(t *testing.T, s *state.Store) error {
			p := record(t, s, put(t, s, again("autumn", "a")).ID, outcome(state.Held))
			must(t, s.Moved(t.Context(), address.Address{Campaign: "autumn", Key: "a"}, address.Address{Campaign: "lantern", Key: "b"}))
			_, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning})
			return err
		},
		"once more in a renamed campaign": func(t *testing.T, s *state.Store) error {
			p := record(t, s, put(t, s, again("autumn", "a")).ID, outcome(state.Refused))
			_, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning, Former: []string{"lantern"}})
			return err
		},
	}
	for _, status := range state.Statuses() {
		for name, through := range doors {
			path := newPath(t)
			s := openCalm(t, path, options())
			first := reserve(t, s, 1)
			if status != state.Reserved {
				first = record(t, s, first.ID, outcome(status))
			}
			if first.Binds() == (status == state.Failed) {
				t.Errorf("%s: Binds is %v", status, first.Binds())
			}
			err := through(t, s)
			var taken *state.PersonTakenError
			if first.Binds() && (!errors.As(err, &taken) || taken.Holder.ID != first.ID) || !first.Binds() && err != nil {
				t.Errorf("%s, %s: %v", status, name, err)
			}
			soundOrFail(t, path)
		}
	}
}

func withNumber(in state.Intent, n int) state.Intent {
	in.BillNo = number(n)
	return in
}

// TestAPacketIsNotInItsOwnWay: what a packet itself is never keeps it from going on, and another person never does.
func TestAPacketIsNotInItsOwnWay(t *testing.T) {
	s := open(t, newPath(t))
	p := record(t, s, reserve(t, s, 1).ID, outcome(state.Unknown))
	reserve(t, s, 2)
	sending(t, s, p.ID, morning)
	record(t, s, p.ID, outcome(state.Failed))
	if _, err := s.Reserve(t.Context(), nextAttempt(1, 1)); err != nil {
		t.Error(err)
	}
	in := again("autumn", "a") // another campaign that nobody calls a rename
	put(t, s, in)
}

func TestPermissionsAreRecorded(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	record(t, s, reserve(t, s, 1).ID, outcome(state.Sent))
	in := again("lantern", "second")
	in.Permission = "allow_repeat_openid"
	p := record(t, s, put(t, s, in).ID, outcome(state.Held))
	if _, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning}); err == nil {
		t.Error("sent again without the permission that it was made with")
	}
	if _, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning, Permission: "repeats"}); err != nil {
		t.Error(err)
	}
	events, err := state.Events(t.Context(), at(path), address.Address{Campaign: "lantern", Key: "second"})
	must(t, err)
	if events[0].Detail.Permission != "allow_repeat_openid" || events[2].Detail.Permission != "repeats" {
		t.Errorf("%+v", events)
	}
}

// TestADecisionPermitsASecond: only the decision that says so, and only about the packet as it is.
func TestADecisionPermitsASecond(t *testing.T) {
	for name, tt := range map[string]struct {
		decision state.Decision
		allowed  bool
	}{
		"a second one":   {state.Decision{OpenID: intent(1).OpenID, Amount: 101, Reason: "moved", Second: true}, true},
		"paid otherwise": {state.Decision{OpenID: intent(1).OpenID, Amount: 101, Reason: "counts as paid"}, false},
		"another amount": {state.Decision{OpenID: intent(1).OpenID, Amount: 888, Reason: "stays", Second: true}, false},
	} {
		s := open(t, newPath(t))
		p := record(t, s, reserve(t, s, 1).ID, outcome(state.Sent))
		_, err := s.Accept(t.Context(), p.ID, tt.decision)
		must(t, err)
		var taken *state.PersonTakenError
		_, err = s.Reserve(t.Context(), again("lantern", "second"))
		if (err == nil) != tt.allowed || err != nil && !errors.As(err, &taken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFactsAreRecorded: what the platform confirms and what a file calls a packet is written down; sending is what is refused.
func TestFactsAreRecorded(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	record(t, s, reserve(t, s, 1).ID, outcome(state.Sent))
	if _, err := s.Restore(t.Context(), restored(again("lantern", "restored"), state.Sent)); err != nil {
		t.Error(err)
	}
	p := record(t, s, put(t, s, withNumber(again("spring", "a"), 700)).ID, outcome(state.Held))
	if err := s.Moved(t.Context(), address.Address{Campaign: "spring", Key: "a"}, address.Address{Campaign: "lantern", Key: "moved"}); err != nil {
		t.Error(err)
	}
	var taken *state.PersonTakenError
	if _, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning}); !errors.As(err, &taken) {
		t.Errorf("a packet moved beside a paid one was sent: %v", err)
	}
	soundOrFail(t, path)
}

// TestASupplementStandsOnAPaidPacket: the word permits a further packet beside one that is paid to the same person, and beside nothing else.
func TestASupplementStandsOnAPaidPacket(t *testing.T) {
	extra := func(upon int64, key string, n int, beside ...string) state.Intent {
		in := withNumber(again("lantern", key), n)
		in.Permission, in.Upon = state.PermissionSupplement, upon
		for _, other := range beside {
			in.Beside = append(in.Beside, address.Address{Campaign: "lantern", Key: other})
		}
		return in
	}
	base := intent(1).Key
	for _, status := range state.Statuses() {
		path := newPath(t)
		s := open(t, path)
		first := reserve(t, s, 1)
		if status != state.Reserved {
			first = record(t, s, first.ID, outcome(status))
		}
		p, err := s.Reserve(t.Context(), extra(first.ID, "second", 501, base))
		var unfounded *state.SupplementError
		if status.Paid() != (err == nil) || err != nil && (!errors.As(err, &unfounded) || unfounded.Of.ID != first.ID) {
			t.Errorf("%s: %v", status, err)
		}
		if err != nil {
			continue
		}
		var taken *state.PersonTakenError
		if _, err := s.Reserve(t.Context(), extra(first.ID, "third", 502, base)); !errors.As(err, &taken) || taken.Holder.ID != p.ID {
			t.Errorf("a supplement beside one that the file does not name: %v", err)
		}
		if _, err := s.Reserve(t.Context(), extra(0, "third", 502, base, "second")); !errors.As(err, &unfounded) || unfounded.Of.ID != 0 {
			t.Errorf("a supplement of nothing: %v", err)
		}
		put(t, s, extra(first.ID, "third", 502, base, "second"))
		record(t, s, p.ID, outcome(state.Held))
		if _, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning, Permission: state.PermissionSupplement, Upon: first.ID}); !errors.As(err, &taken) {
			t.Errorf("sent again beside what nobody named: %v", err)
		}
		beside := []address.Address{{Campaign: "lantern", Key: base}, {Campaign: "lantern", Key: "third"}}
		if _, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning, Permission: state.PermissionSupplement, Upon: first.ID, Beside: beside}); err != nil {
			t.Error(err)
		}
		if _, err := s.Reserve(t.Context(), extra(reserve(t, s, 2).ID, "fourth", 503, base, "second", "third")); !errors.As(err, &unfounded) {
			t.Errorf("a supplement of another person's packet: %v", err)
		}
		soundOrFail(t, path)
	}
}

// TestAPacketWithSupplementsGoesOn: one that fails late gets its next number although its supplements are paid, and only they stand beside.
func TestAPacketWithSupplementsGoesOn(t *testing.T) {
	s := open(t, newPath(t))
	first := record(t, s, reserve(t, s, 1).ID, outcome(state.Sent))
	in := again("lantern", "second")
	in.Permission, in.Upon, in.Beside = state.PermissionSupplement, first.ID, []address.Address{{Campaign: "lantern", Key: first.Key}}
	record(t, s, put(t, s, in).ID, outcome(state.Sent))
	next := nextAttempt(1, 1)
	next.Beside = []address.Address{{Campaign: "lantern", Key: "second"}}
	var taken *state.PersonTakenError
	if err := s.CheckPerson(t.Context(), first.ID, &next); !errors.As(err, &taken) {
		t.Errorf("once more what was paid: %v", err)
	}
	record(t, s, first.ID, outcome(state.Failed))
	if _, err := s.Reserve(t.Context(), nextAttempt(1, 1)); !errors.As(err, &taken) {
		t.Errorf("without a word of the file: %v", err)
	}
	put(t, s, next)
}
