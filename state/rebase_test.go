package state_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

const (
	real      = "https://api.mch.weixin.qq.com"
	rehearsal = "https://127.0.0.1:8443"
)

func refusedClearly(s state.Status) state.Outcome {
	o := outcome(s)
	o.NoOrder = true
	return o
}

// TestNothingAccepted: only what every request was refused for, or what failed for good, binds nobody.
func TestNothingAccepted(t *testing.T) {
	for _, status := range state.Statuses() {
		for _, doubt := range []bool{false, true} {
			for _, noOrder := range []bool{false, true} {
				p := state.Packet{Campaign: "c", Key: "k", Status: status, Doubt: doubt, NoOrder: noOrder}
				got := state.NewSnapshot([]state.Packet{p}).NothingAccepted()
				want := status == state.Failed || (status == state.Held || status == state.Refused) && noOrder && !doubt
				if got != want {
					t.Errorf("%s, doubt %v, no order %v: %v", status, doubt, noOrder, got)
				}
			}
		}
	}
	if !state.EmptySnapshot().NothingAccepted() {
		t.Error("an empty state binds somebody")
	}
}

// TestForeign: a state belongs to its merchant, appid and endpoint as soon as anything may have been accepted.
func TestForeign(t *testing.T) {
	for field, change := range map[string]func(*state.OpenOptions){
		"mch_id":   func(o *state.OpenOptions) { o.MchID = "1999999999" },
		"appid":    func(o *state.OpenOptions) { o.AppID = "wx0" },
		"endpoint": func(o *state.OpenOptions) { o.Endpoint = real },
	} {
		for _, bound := range []bool{true, false} {
			path, o := newPath(t), options()
			o.Endpoint = rehearsal
			s := openCalm(t, path, o)
			p := record(t, s, reserve(t, s, 1).ID, refusedClearly(state.Refused))
			if bound {
				_, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning})
				must(t, err)
				record(t, s, p.ID, outcome(state.Unknown))
			}
			must(t, s.Close())
			change(&o)
			s, err := state.Open(t.Context(), at(path), o)
			var foreign *state.ForeignError
			switch {
			case bound && (!errors.As(err, &foreign) || foreign.Field != field):
				t.Errorf("%s: %v", field, err)
			case !bound && err != nil:
				t.Errorf("%s, nothing accepted: %v", field, err)
			case !bound:
				mayNotSend(t, s, field)
				must(t, s.Close())
			}
		}
	}
}

// mayNotSend tries everything that could lead to a payment with a state that was not rebased yet.
func mayNotSend(t *testing.T, s *state.Store, field string) {
	t.Helper()
	if f := s.Foreign(); f == nil || f.Field != field {
		t.Errorf("%s: Foreign is %v", field, f)
	}
	serial := s.Serial()
	for name, do := range map[string]func() error{
		"Reserve": func() error { _, err := s.Reserve(t.Context(), intent(2)); return err },
		"Restore": func() error { _, err := s.Restore(t.Context(), restored(intent(2), state.Sent)); return err },
		"Sending": func() error { _, err := s.Sending(t.Context(), 1, state.Resend{At: morning}); return err },
		"Series":  func() error { _, err := s.Series(t.Context(), "lantern", series()); return err },
	} {
		var rebase *state.RebaseError
		if err := do(); !errors.As(err, &rebase) || rebase.Foreign.Field != field || !strings.Contains(err.Error(), "refused under "+field) {
			t.Errorf("%s: %s: %v", field, name, err)
		}
	}
	if s.Serial() != serial {
		t.Errorf("%s: something was written", field)
	}
}

// TestRebase: what was only ever refused begins anew under the right account, and everybody else's numbers stay theirs.
func TestRebase(t *testing.T) {
	path, o := newPath(t), options()
	o.Endpoint = rehearsal
	s := openCalm(t, path, o)
	_, err := s.Series(t.Context(), "lantern", series())
	must(t, err)
	record(t, s, reserve(t, s, 1).ID, refusedClearly(state.Refused))
	record(t, s, reserve(t, s, 2).ID, refusedClearly(state.Held))
	record(t, s, reserve(t, s, 3).ID, outcome(state.Failed))
	must(t, s.Close())
	o.MchID, o.Endpoint = "1999999999", real
	s = openCalm(t, path, o)
	must(t, s.Rebase(t.Context()))
	got := s.Snapshot()
	if got.MchID() != o.MchID || got.Endpoint() != real || got.AppID() != o.AppID || s.Foreign() != nil {
		t.Errorf("it is of %s, %s, %s", got.MchID(), got.AppID(), got.Endpoint())
	}
	for p := range got.All() {
		if !p.Voided() || p.Binds() || p.MayHavePaid() {
			t.Errorf("%+v", p)
		}
	}
	if c, _ := got.Campaign("lantern"); c.Series.Version != 0 || c.BillNoDate != "" {
		t.Errorf("the series stayed frozen: %+v", c)
	}
	fresh := series()
	fresh.MchID, fresh.Date = o.MchID, "20270301"
	if frozen, err := s.Series(t.Context(), "lantern", fresh); frozen != fresh || err != nil {
		t.Errorf("%+v, %v", frozen, err)
	}
	events, err := state.Events(t.Context(), at(path), address.Address{Campaign: "lantern", Key: intent(1).Key})
	must(t, err)
	if last := events[len(events)-1]; last.Kind != state.KindVoided || last.Detail.MchID != mchID || last.Detail.Endpoint != rehearsal {
		t.Errorf("%+v", last)
	}
	must(t, s.Rebase(t.Context())) // once more does nothing
	replaysAndIsSound(t, path)
	must(t, s.Close())
	must(t, openCalm(t, path, o).Close())
}

// TestVoidedBeginsAnew: any attempt and any free number, also the one it had and the ones before.
func TestVoidedBeginsAnew(t *testing.T) {
	path, o := newPath(t), options()
	turn := func(endpoint string) *state.Store {
		o.Endpoint = endpoint
		s := openCalm(t, path, o)
		must(t, s.Rebase(t.Context()))
		return s
	}
	s := turn(rehearsal)
	first := record(t, s, reserve(t, s, 1).ID, refusedClearly(state.Refused))
	record(t, s, reserve(t, s, 2).ID, refusedClearly(state.Refused))
	must(t, s.Close())
	s = turn(real)
	var taken *state.BillNoTakenError
	if _, err := s.Reserve(t.Context(), withNumber(intent(1), 2)); !errors.As(err, &taken) {
		t.Errorf("somebody else's number: %v", err)
	}
	for i, n := range []int{1, 801, 1, 802, 801} { // its own, another, back, another, and one that is retired
		in := withNumber(intent(1), n)
		in.Attempt = i % 2
		p, err := s.Reserve(t.Context(), in)
		if err != nil || p.ID != first.ID || p.BillNo != in.BillNo || p.Attempt != in.Attempt || p.Voided() {
			t.Errorf("number %d: %+v, %v", n, p, err)
		}
		record(t, s, p.ID, refusedClearly(state.Refused))
		must(t, s.Close())
		s = turn([]string{rehearsal, real}[i%2])
	}
	if _, err := s.Reserve(t.Context(), withNumber(intent(7), 802)); !errors.As(err, &taken) {
		t.Errorf("a number that a voided packet gave up: %v", err)
	}
	replaysAndIsSound(t, path)
}

func replaysAndIsSound(t *testing.T, path string) {
	t.Helper()
	replayed, err := state.Replay(t.Context(), at(path))
	must(t, err)
	if diff := cmp.Diff(pictureOf(read(t, path)), pictureOf(replayed)); diff != "" {
		t.Error(diff)
	}
	soundOrFail(t, path)
}

// TestEndpoint: the first that opens a state for writing tells where it sends; reading tells nothing.
func TestEndpoint(t *testing.T) {
	path := withOnePacket(t)
	if got := read(t, path).Endpoint(); got != "" {
		t.Fatalf("it has %q", got)
	}
	o := options()
	o.Endpoint = real
	s := openCalm(t, path, o)
	if s.Snapshot().Endpoint() != real || read(t, path).Endpoint() != real {
		t.Errorf("it has %q", read(t, path).Endpoint())
	}
	must(t, s.Close())
	openCalm(t, path, options()).Close() // who compares nothing changes nothing
	o.Endpoint = rehearsal
	var foreign *state.ForeignError
	if _, err := state.Open(t.Context(), at(path), o); !errors.As(err, &foreign) || !strings.Contains(err.Error(), "not paid in reality") {
		t.Error(err)
	}
	soundOrFail(t, path)
}
