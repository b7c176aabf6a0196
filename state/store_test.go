package state_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

func TestWhatIsRecordedIsThereAfterReopening(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	reserved := reserve(t, s, 1)
	want := state.Packet{
		ID: 1, Campaign: "lantern", Key: "user-0001", OpenID: intent(1).OpenID, Amount: 101, BillNo: number(1),
		Version: billno.ByPerson, Personal: true, Status: state.Reserved, Request: "<xml>frozen 1</xml>", Tries: 1, InFlight: true, IntentAt: morning, SendingAt: morning,
	}
	if diff := cmp.Diff(want, reserved); diff != "" {
		t.Errorf("after Reserve: %s", diff)
	}
	sent := record(t, s, reserved.ID, outcome(state.Sent))
	want.Status, want.InFlight, want.OutcomeAt, want.SendListID = state.Sent, false, morning.Add(time.Second), outcome(state.Sent).SendListID
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("after Record: %s", diff)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	got, err := again.Packet(t.Context(), reserved.ID)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("after reopening: %v %s", err, diff)
	}
	want.Request = ""
	got, ok := again.Snapshot().Lookup("lantern", "user-0001")
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("in the snapshot: %s", diff)
	}
	if again.Lineage() != s.Lineage() || again.Serial() != s.Serial() {
		t.Errorf("lineage %s serial %d became %s, %d", s.Lineage(), s.Serial(), again.Lineage(), again.Serial())
	}
}

func TestReadWhileApplying(t *testing.T) {
	path := newPath(t)
	if got := read(t, path); got.Exists() || got.Len() != 0 {
		t.Fatalf("before the first Open: exists %v, %d packets", got.Exists(), got.Len())
	}
	s := open(t, path)
	for n := range 20 {
		reserve(t, s, n)
		got := read(t, path)
		if got.Len() != n+1 || got.Serial() != s.Serial() || !got.Exists() || got.MchID() != mchID {
			t.Fatalf("after %d intents a reader sees %d at serial %d, the store is at %d", n+1, got.Len(), got.Serial(), s.Serial())
		}
	}
	fresh, err := s.Reload(t.Context())
	if err != nil || fresh.Len() != 20 || s.Snapshot() != fresh {
		t.Errorf("Reload = %d packets, %v", fresh.Len(), err)
	}
}

func TestManyCallersShareCommits(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	before := s.Serial()
	var wg sync.WaitGroup
	const callers = 200
	for n := range callers {
		wg.Go(func() {
			p, err := s.Reserve(t.Context(), intent(n))
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := s.Record(t.Context(), p.ID, outcome(state.Sent)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if commits := s.Serial() - before; commits >= 2*callers {
		t.Errorf("%d commits for %d changes: nothing was shared", commits, 2*callers)
	}
	if got := read(t, path); got.Len() != callers {
		t.Errorf("%d packets", got.Len())
	}
	soundOrFail(t, path)
}

func soundOrFail(t *testing.T, path string) {
	t.Helper()
	report, err := state.Check(t.Context(), at(path))
	if err != nil || !report.Sound() {
		t.Fatalf("check: %v %q", err, report.Problems)
	}
}

// TestTransitions tries every outcome on every status: legal ones are recorded, the others change nothing.
func TestTransitions(t *testing.T) {
	road := map[state.Status][]state.Status{ // how a packet gets there from Reserved
		state.Reserved: {}, state.Unknown: {state.Unknown}, state.Held: {state.Held}, state.Refused: {state.Refused},
		state.Failed: {state.Failed}, state.Sent: {state.Sent}, state.Received: {state.Sent, state.Received},
		state.Refunding: {state.Sent, state.Refunding}, state.Refunded: {state.Sent, state.Refunding, state.Refunded},
	}
	path := newPath(t)
	s := open(t, path)
	n := 0
	for _, from := range state.Statuses() {
		for _, to := range state.Statuses() {
			n++
			p := reserve(t, s, n)
			for _, step := range road[from] {
				p = record(t, s, p.ID, outcome(step))
			}
			got, err := s.Record(t.Context(), p.ID, outcome(to))
			var refused *state.TransitionError
			switch {
			case from.CanBecome(to) && (err != nil || got.Status != to):
				t.Errorf("%s to %s: %v, %s", from, to, err, got.Status)
			case !from.CanBecome(to) && !errors.As(err, &refused):
				t.Errorf("%s to %s: %v, want a TransitionError", from, to, err)
			case !from.CanBecome(to):
				now, err := s.Packet(t.Context(), p.ID)
				if diff := cmp.Diff(p, now); diff != "" || err != nil {
					t.Errorf("a refused %s to %s changed the packet: %v %s", from, to, err, diff)
				}
			}
		}
	}
	soundOrFail(t, path)
}

// TestNothingLeadsBackFromPaid is the rule behind the table: what is paid is never taken for not paid, but for the
// platform's own FAILED for a packet that nobody has received.
func TestNothingLeadsBackFromPaid(t *testing.T) {
	for _, from := range state.Statuses() {
		for _, to := range state.Statuses() {
			if from.Paid() && !to.Paid() && from.CanBecome(to) && (from != state.Sent || to != state.Failed) {
				t.Errorf("%s may become %s", from, to)
			}
		}
		if from.CanBecome(state.Reserved) {
			t.Errorf("%s may become reserved by an outcome", from)
		}
	}
}

func TestReserveTakesOnlyFreeAddressesAndNumbers(t *testing.T) {
	s := open(t, newPath(t))
	first := reserve(t, s, 1)
	var address *state.AddressTakenError
	if _, err := s.Reserve(t.Context(), intent(1)); !errors.As(err, &address) || address.Holder.ID != first.ID {
		t.Errorf("same address: %v", err)
	}
	second := intent(2)
	second.BillNo = number(1)
	var number1 *state.BillNoTakenError
	if _, err := s.Reserve(t.Context(), second); !errors.As(err, &number1) || number1.Holder.Key != "user-0001" {
		t.Errorf("same number: %v", err)
	}
	for name, spoil := range map[string]func(*state.Intent){
		"no key":     func(in *state.Intent) { in.Key = "" },
		"no openid":  func(in *state.Intent) { in.OpenID = "" },
		"no amount":  func(in *state.Intent) { in.Amount = 0 },
		"no request": func(in *state.Intent) { in.Request = "" },
		"no time":    func(in *state.Intent) { in.At = time.Time{} },
		"bad number": func(in *state.Intent) { in.BillNo = "12-34" },
		// What Read would take for damage is not written first.
		"control in the key":      func(in *state.Intent) { in.Key = "a\tb" },
		"control in the openid":   func(in *state.Intent) { in.OpenID += "\x7f" },
		"control in the campaign": func(in *state.Intent) { in.Campaign = "a\n" },
	} {
		in := intent(3)
		spoil(&in)
		var invalid *state.InvalidError
		if _, err := s.Reserve(t.Context(), in); !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	reserve(t, s, 4) // the refusals did no harm
}

func TestANewAttemptNeedsAFailedPacket(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	p := reserve(t, s, 1)
	if _, err := s.Reserve(t.Context(), nextAttempt(1, 1)); err == nil {
		t.Error("a second attempt beside an open one")
	}
	record(t, s, p.ID, outcome(state.Failed))
	again, err := s.Reserve(t.Context(), nextAttempt(1, 1))
	if err != nil || again.ID != p.ID || again.Attempt != 1 || again.Status != state.Reserved || again.BillNo == p.BillNo {
		t.Fatalf("attempt 1 after failed: %+v, %v", again, err)
	}
	if _, err := s.Reserve(t.Context(), nextAttempt(1, 2)); err == nil {
		t.Error("a third attempt beside an open second")
	}
	record(t, s, p.ID, outcome(state.Failed))
	if _, err := s.Reserve(t.Context(), nextAttempt(1, 1)); err == nil {
		t.Error("the same attempt once more")
	}
	moved, err := s.Reserve(t.Context(), nextAttempt(1, 2))
	if err != nil || moved.Attempt != 2 || moved.Request != nextAttempt(1, 2).Request {
		t.Fatalf("attempt 2 after failed: %+v, %v", moved, err)
	}
	// The numbers given up stay taken: the platform has orders under them.
	other := intent(7)
	other.BillNo = p.BillNo
	var taken *state.BillNoTakenError
	if _, err := s.Reserve(t.Context(), other); !errors.As(err, &taken) || taken.Holder.Status != state.Failed || taken.Holder.BillNo != p.BillNo {
		t.Errorf("a number given up was free for another: %v", err)
	}
	record(t, s, p.ID, outcome(state.Sent))
	if _, err := s.Reserve(t.Context(), nextAttempt(1, 3)); err == nil {
		t.Errorf("a paid packet moved on: %v", err)
	}
	soundOrFail(t, path)
}

// TestDoubt: a later refusal says nothing about an earlier request that was never answered.
func TestDoubt(t *testing.T) {
	s := open(t, newPath(t))
	at := morning.Add(time.Minute)
	for _, tt := range []struct {
		name  string
		steps func(id int64)
		doubt bool
	}{
		{"refused at once", func(id int64) { record(t, s, id, outcome(state.Held)) }, false},
		{"held, then held again", func(id int64) {
			record(t, s, id, outcome(state.Held))
			sending(t, s, id, at)
			record(t, s, id, outcome(state.Held))
		}, false},
		{"timed out, then held", func(id int64) {
			record(t, s, id, outcome(state.Unknown))
			sending(t, s, id, at)
			record(t, s, id, outcome(state.Held))
		}, true},
		{"crashed, then held", func(id int64) {
			sending(t, s, id, at)
			record(t, s, id, outcome(state.Held))
		}, true},
		{"timed out, then failed", func(id int64) {
			record(t, s, id, outcome(state.Unknown))
			record(t, s, id, outcome(state.Failed))
		}, false},
	} {
		p := reserve(t, s, len(tt.name))
		tt.steps(p.ID)
		p, err := s.Packet(t.Context(), p.ID)
		if err != nil || p.Doubt != tt.doubt {
			t.Errorf("%s: doubt %v, %v", tt.name, p.Doubt, err)
		}
		if p.Status != state.Held {
			continue
		}
		_, err = s.Refreeze(t.Context(), p.ID, "<xml>repaired</xml>")
		if (err != nil) != tt.doubt || p.MayHavePaid() != tt.doubt {
			t.Errorf("%s: repair of the request: %v, may have paid %v", tt.name, err, p.MayHavePaid())
		}
	}
}

func sending(t testing.TB, s *state.Store, id int64, at time.Time) state.Packet {
	t.Helper()
	p, err := s.Sending(t.Context(), id, state.Resend{At: at})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRefreezeKeepsEverythingButTheRequest(t *testing.T) {
	s := open(t, newPath(t))
	p := record(t, s, reserve(t, s, 1).ID, outcome(state.Held))
	got, err := s.Refreeze(t.Context(), p.ID, "<xml>repaired</xml>")
	p.Request = "<xml>repaired</xml>"
	if diff := cmp.Diff(p, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	p = record(t, s, reserve(t, s, 2).ID, outcome(state.Sent))
	var transition *state.TransitionError
	if _, err := s.Refreeze(t.Context(), p.ID, "<xml>other</xml>"); !errors.As(err, &transition) {
		t.Errorf("a sent request was replaced: %v", err)
	}
	if _, err := s.Sending(t.Context(), p.ID, state.Resend{At: morning}); !errors.As(err, &transition) {
		t.Errorf("a sent packet was sent again: %v", err)
	}
}

func TestRuns(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	id, err := s.BeginRun(t.Context(), state.RunInfo{PlanDigest: "3f2a"})
	if err != nil {
		t.Fatal(err)
	}
	reserve(t, s, 1)
	want := state.Run{ID: 1, PlanDigest: "3f2a", Owner: options().Owner, Tool: "v1.0.0", StartedAt: morning}
	if got, ok := read(t, path).RunOf("3f2a"); got != want || !ok {
		t.Errorf("under way: %+v", got)
	}
	if err := s.EndRun(t.Context(), id, "done"); err != nil {
		t.Fatal(err)
	}
	want.EndedAt, want.Result = morning, "done"
	if got, ok := read(t, path).RunOf("3f2a"); got != want || !ok {
		t.Errorf("ended: %+v", got)
	}
	if err := s.EndRun(t.Context(), id, "done"); err == nil {
		t.Error("a run ended twice")
	}
	events, err := state.Events(t.Context(), at(path), address.Address{Campaign: "lantern", Key: "user-0001"})
	if err != nil || len(events) != 1 || events[0].Run != id {
		t.Errorf("events of the run: %+v, %v", events, err)
	}
}

func TestLastMinuteFillsThePacer(t *testing.T) {
	s := open(t, newPath(t))
	at := func(seconds int) time.Time { return morning.Add(time.Duration(seconds) * time.Second) }
	answer := func(n, sent, answered int) {
		in := intent(n)
		in.At = at(sent)
		p, err := s.Reserve(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if answered > 0 {
			o := outcome(state.Sent)
			o.At = at(answered)
			record(t, s, p.ID, o)
		}
	}
	answer(1, 0, 1)      // over a minute ago
	answer(2, 30, 40)    // counts
	answer(3, 50, 51)    // counts
	answer(4, 60, 0)     // still on its way
	answer(5, -3600, 0)  // long lost
	answer(6, 200, 9999) // from the future: a clock was set back
	got, open, err := s.LastMinute(at(95))
	slices.SortFunc(got, time.Time.Compare)
	if diff := cmp.Diff([]time.Time{at(40), at(51), at(95)}, got); diff != "" || open != 1 || err != nil {
		t.Errorf("open %d, %v %s", open, err, diff)
	}
	// What a query finds out does not answer a request a second time.
	o := outcome(state.Received)
	o.At = at(94)
	record(t, s, 3, o)
	if again, _, _ := s.LastMinute(at(95)); len(again) != len(got) {
		t.Errorf("%d answers after a query, %d before", len(again), len(got))
	}
}
