package state_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

func TestAcceptIsAboutOneWishOnly(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	p := record(t, s, reserve(t, s, 1).ID, outcome(state.Sent))
	decision := state.Decision{OpenID: p.OpenID, Amount: 888, Reason: "agreed with finance: 1.01 stays"}
	if _, err := s.Accept(t.Context(), p.ID, state.Decision{OpenID: p.OpenID, Amount: 888}); err == nil {
		t.Error("a decision without a reason")
	}
	got, err := s.Accept(t.Context(), p.ID, decision)
	if err != nil || got.Status != state.Sent || got.Amount != p.Amount {
		t.Fatalf("%+v, %v", got, err)
	}
	want := state.Acceptance{Reason: decision.Reason, By: options().Owner, At: morning, OpenID: p.OpenID, Amount: 888}
	if seen, _ := read(t, path).Lookup("lantern", "user-0001"); seen.Accepted != want || got.Accepted != want {
		t.Errorf("in the snapshot %+v, returned %+v", seen.Accepted, got.Accepted)
	}
	if !got.Accepts(p.OpenID, 888) || got.Accepts(p.OpenID, 999) || got.Accepts("somebody else", 888) {
		t.Error("the decision covers the wrong wishes")
	}
	soundOrFail(t, path)
}

func TestMoved(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	if _, err := s.Series(t.Context(), "lantern", series()); err != nil {
		t.Fatal(err)
	}
	before := reserve(t, s, 1)
	reserve(t, s, 2)
	from, to := address.Address{Campaign: "lantern", Key: "user-0001"}, address.Address{Campaign: "lantern", Key: "zhang.san"}
	if err := s.Moved(t.Context(), from, to); err != nil {
		t.Fatal(err)
	}
	if err := s.Moved(t.Context(), address.Address{Campaign: "lantern"}, address.Address{Campaign: "spring"}); err != nil {
		t.Fatal(err)
	}
	got := read(t, path)
	p, ok := got.Lookup("spring", "zhang.san")
	before.Campaign, before.Key, before.Request = "spring", "zhang.san", ""
	if diff := cmp.Diff(before, p); diff != "" || !ok {
		t.Errorf("after the move: %s", diff)
	}
	if _, ok := got.Lookup("lantern", "user-0001"); ok {
		t.Error("the old address is still there")
	}
	if c, _ := got.Campaign("spring"); c.BillNoDate != "20270206" {
		t.Errorf("the date did not move along: %+v", c)
	}
	var taken *state.AddressTakenError
	if err := s.Moved(t.Context(), address.Address{Campaign: "spring", Key: "user-0002"}, address.Address{Campaign: "spring", Key: "zhang.san"}); !errors.As(err, &taken) {
		t.Errorf("onto a taken address: %v", err)
	}
	for _, wrong := range [][2]address.Address{
		{{Campaign: "none"}, {Campaign: "other"}},
		{{Campaign: "spring"}, {Campaign: "spring"}},
		{{Campaign: "spring", Key: "user-0002"}, {Campaign: "spring"}},
		{{Campaign: "spring", Key: "nobody"}, {Campaign: "spring", Key: "somebody"}},
		{{Campaign: "spring", Key: "user-0002"}, {Campaign: "spring", Key: "a\tb"}},
		{{Campaign: "spring"}, {Campaign: "a\x1b"}},
	} {
		var invalid *state.InvalidError
		if err := s.Moved(t.Context(), wrong[0], wrong[1]); !errors.As(err, &invalid) {
			t.Errorf("%s to %s: %v", wrong[0], wrong[1], err)
		}
	}
	events, err := state.Events(t.Context(), at(path), address.Address{Campaign: "spring", Key: "zhang.san"})
	if err != nil || len(events) != 2 || events[0].Kind != state.KindIntent || events[1].Kind != state.KindMoved {
		t.Errorf("history %+v, %v", events, err)
	}
	soundOrFail(t, path)
}

func TestRestore(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	want, err := s.Restore(t.Context(), restored(intent(1), state.Received))
	if err != nil || want.Status != state.Received || want.InFlight {
		t.Fatalf("%+v, %v", want, err)
	}
	var taken *state.AddressTakenError
	if _, err := s.Restore(t.Context(), restored(intent(1), state.Sent)); !errors.As(err, &taken) {
		t.Errorf("twice: %v", err)
	}
	want.Request = ""
	got, _ := read(t, path).Lookup("lantern", "user-0001")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	soundOrFail(t, path)
}
