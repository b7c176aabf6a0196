package state_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

// TestIntentBounds: what a file or a snapshot cannot hold is refused, and what they just hold is there after reopening.
func TestIntentBounds(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("x", n) }
	for name, tt := range map[string]struct {
		change func(*state.Intent)
		fits   bool
	}{
		"the longest key":       {func(in *state.Intent) { in.Key = long(65535) }, true},
		"a longer key":          {func(in *state.Intent) { in.Key = long(65536) }, false},
		"no key":                {func(in *state.Intent) { in.Key = "" }, false},
		"the longest openid":    {func(in *state.Intent) { in.OpenID = long(255) }, true},
		"a longer openid":       {func(in *state.Intent) { in.OpenID = long(256) }, false},
		"no openid":             {func(in *state.Intent) { in.OpenID = "" }, false},
		"the last attempt":      {func(in *state.Intent) { in.Attempt = 65535 }, true},
		"one attempt more":      {func(in *state.Intent) { in.Attempt = 65536 }, false},
		"an attempt before all": {func(in *state.Intent) { in.Attempt = -1 }, false},
		"one fen":               {func(in *state.Intent) { in.Amount = 1 }, true},
		"no money":              {func(in *state.Intent) { in.Amount = 0 }, false},
		"less than none":        {func(in *state.Intent) { in.Amount = -1 }, false},
		"no campaign":           {func(in *state.Intent) { in.Campaign = "" }, false},
		"no request":            {func(in *state.Intent) { in.Request = "" }, false},
		"no time":               {func(in *state.Intent) { in.At = time.Time{} }, false},
		"no number":             {func(in *state.Intent) { in.BillNo = "" }, false},
		"a campaign that rings": {func(in *state.Intent) { in.Campaign = "a\a" }, false},
		"a key that rings":      {func(in *state.Intent) { in.Key = "a\a" }, false},
		"an openid that rings":  {func(in *state.Intent) { in.OpenID = "a\a" }, false},
		"by the key":            {func(in *state.Intent) { in.Version, in.Personal = billno.ByKey, false }, true},
		"by nobody's key":       {func(in *state.Intent) { in.Version, in.Personal = billno.ByKey, true }, false},
		"by nothing":            {func(in *state.Intent) { in.Version = 0 }, false},
	} {
		path := newPath(t)
		s := openCalm(t, path, options())
		in := intent(1)
		tt.change(&in)
		_, err := s.Reserve(t.Context(), in)
		var invalid *state.InvalidError
		if tt.fits != (err == nil) || !tt.fits && !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
		if p, found := read(t, path).Lookup(in.Campaign, in.Key); found != tt.fits || tt.fits && (p.OpenID != in.OpenID || p.Attempt != in.Attempt) {
			t.Errorf("%s: it is there as %t, %d, %d", name, found, len(p.OpenID), p.Attempt)
		}
	}
}

// TestARequestBeyondTheFile: a request that is longer than anything a file may hold is not left out of its event in silence.
func TestARequestBeyondTheFile(t *testing.T) {
	path := newPath(t)
	s := openCalm(t, path, options())
	in := intent(1)
	in.Request = strings.Repeat("x", 1<<20+1)
	if p, err := s.Reserve(t.Context(), in); err == nil || read(t, path).Len() != 0 {
		t.Errorf("reserved with a request of %d bytes: %v", len(p.Request), err)
	}
}

// TestWhatIsIncompleteIsNotWritten: each thing that a change needs is asked for, and what was refused leaves the store at work.
func TestWhatIsIncompleteIsNotWritten(t *testing.T) {
	s := openCalm(t, newPath(t), options())
	record(t, s, reserve(t, s, 1).ID, outcome(state.Held))
	reserve(t, s, 2)
	decision := state.Decision{OpenID: "o", Amount: 1, Reason: "agreed"}
	decide := func(change func(*state.Decision)) error {
		d := decision
		change(&d)
		_, err := s.Accept(t.Context(), 1, d)
		return err
	}
	key := func(key string) address.Address { return address.Address{Campaign: "lantern", Key: key} }
	_, frozen := s.Refreeze(t.Context(), 1, "")
	_, bytes := s.Refreeze(t.Context(), 1, "<xml>\xff</xml>")
	zero := intent(3)
	zero.Request = "<xml>\x00</xml>"
	_, unstorable := s.Reserve(t.Context(), zero)
	_, timeless := s.Record(t.Context(), 1, state.Outcome{Status: state.Sent})
	_, released := s.Release(t.Context(), 1, "")
	_, nameless := s.Series(t.Context(), "", series())
	_, nobody := s.Packet(t.Context(), 3)
	_, before := s.Packet(t.Context(), 0)
	var invalid *state.InvalidError
	for name, err := range map[string]error{
		"a decision without a reason": decide(func(d *state.Decision) { d.Reason = "" }), "for nobody": decide(func(d *state.Decision) { d.OpenID = "" }),
		"for nothing": decide(func(d *state.Decision) { d.Amount = 0 }), "an empty request": frozen, "a request of bytes": bytes, "a request with a byte 0": unstorable, "an outcome without a time": timeless,
		"a release without a reason": released, "a series of no campaign": nameless, "packet 3 of 2": nobody, "packet 0": before,
		"a key that is too long": s.Moved(t.Context(), key(intent(1).Key), key(strings.Repeat("x", 65536))),
		"run 0":                  s.EndRun(t.Context(), 0, "done"), "run 1 of none": s.EndRun(t.Context(), 1, "done"),
	} {
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, decide(func(d *state.Decision) { d.Amount = 1 }))
	must(t, s.Moved(t.Context(), key(intent(1).Key), key(strings.Repeat("x", 65535))))
}

// TestTheLastMinuteEndsAtItsInstant: an answer counts for a minute, and a request that got none for ten.
func TestTheLastMinuteEndsAtItsInstant(t *testing.T) {
	for _, tt := range []struct {
		sent, answered time.Duration // before now; 0: not answered
		answers, open  int
	}{
		{2 * time.Minute, time.Minute + time.Millisecond, 0, 0},
		{2 * time.Minute, time.Minute, 0, 0},
		{2 * time.Minute, time.Minute - time.Millisecond, 1, 0},
		{10*time.Minute + time.Millisecond, 0, 0, 0},
		{10 * time.Minute, 0, 0, 1},
		{10*time.Minute - time.Millisecond, 0, 0, 1},
	} {
		s := openCalm(t, newPath(t), options())
		in := intent(1)
		in.At = morning.Add(-tt.sent)
		p, err := s.Reserve(t.Context(), in)
		must(t, err)
		if tt.answered > 0 {
			o := outcome(state.Sent)
			o.At = morning.Add(-tt.answered)
			record(t, s, p.ID, o)
		}
		if answers, open, err := s.LastMinute(morning); len(answers) != tt.answers || open != tt.open || err != nil {
			t.Errorf("sent %s ago, answered %s ago: %d answers, %d open, %v", tt.sent, tt.answered, len(answers), open, err)
		}
	}
}

// TestTheLastMinuteIsLookedForBehindOldEvents: clocks are set and packets restored, so old events do not end the search until there
// are very many in a row.
func TestTheLastMinuteIsLookedForBehindOldEvents(t *testing.T) {
	for _, tt := range []struct {
		packets int           // each brings an intent and an outcome
		old     time.Duration // how old they are
		more    int           // intents besides
		found   bool
	}{
		{1000, time.Hour, 0, true}, {1000, time.Hour, 1, false}, {1000, 10 * time.Minute, 1, true}, {1000, 10*time.Minute + time.Millisecond, 1, false},
	} {
		s := openCalm(t, newPath(t), options())
		o := outcome(state.Sent)
		o.At = morning.Add(-time.Second)
		record(t, s, reserve(t, s, 0).ID, o)
		must(t, s.Bulk(t.Context(), tt.packets, func(i int) (state.Intent, state.Outcome) {
			in, out := intent(i+1), outcome(state.Sent)
			in.At, out.At = morning.Add(-tt.old), morning.Add(-tt.old)
			return in, out
		}))
		for n := range tt.more {
			in := intent(5000 + n)
			in.At = morning.Add(-tt.old)
			_, err := s.Reserve(t.Context(), in)
			must(t, err)
		}
		if answers, _, err := s.LastMinute(morning); (len(answers) == 1) != tt.found || err != nil {
			t.Errorf("%+v: %d answers, %v", tt, len(answers), err)
		}
	}
}

// TestTheLastRunOfAPlan: of several runs of one plan the last one counts.
func TestTheLastRunOfAPlan(t *testing.T) {
	path := newPath(t)
	s := openCalm(t, path, options())
	if s.Snapshot().Begun() {
		t.Error("begun before anything was")
	}
	for _, digest := range []string{"a", "b", "a"} {
		_, err := s.BeginRun(t.Context(), state.RunInfo{PlanDigest: digest})
		must(t, err)
	}
	got := read(t, path)
	for digest, want := range map[string]int64{"a": 3, "b": 2, "c": 0} {
		if r, ok := got.RunOf(digest); r.ID != want || ok != (want > 0) {
			t.Errorf("%s: run %d, want %d", digest, r.ID, want)
		}
	}
	if !got.Begun() || got.Sandbox() || got.Tool() != options().Tool || got.MchID() != mchID || got.AppID() != options().AppID {
		t.Errorf("begun %t, sandbox %t, tool %q, merchant %q, appid %q", got.Begun(), got.Sandbox(), got.Tool(), got.MchID(), got.AppID())
	}
	reserve(t, s, 1)
	if one := state.NewSnapshot([]state.Packet{{Campaign: "c", Key: "k"}}); !one.Begun() {
		t.Error("a packet is no beginning")
	}
}

// TestPacketsOfACampaign: whoever asks for one campaign's packets gets those, as many as are wanted, in the order of their intents.
func TestPacketsOfACampaign(t *testing.T) {
	s := state.NewSnapshot([]state.Packet{{Campaign: "b", Key: "2"}, {Campaign: "a", Key: "9"}, {Campaign: "b", Key: "1"}, {Campaign: "b", Key: "3"}})
	for name, tt := range map[string]struct {
		packets func(func(state.Packet) bool)
		want    string
	}{
		"one campaign's": {s.Of("b"), "b2 b1 b3"}, "another's": {s.Of("a"), "a9"}, "nobody's": {s.Of("c"), ""},
		"all by address": {s.All(), "a9 b1 b2 b3"}, "all": {s.ByID(), "b2 a9 b1 b3"},
	} {
		var keys []string
		for p := range tt.packets {
			keys = append(keys, p.Campaign+p.Key)
		}
		if got := strings.Join(keys, " "); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		for most := range keys {
			var some []string
			for p := range tt.packets {
				if some = append(some, p.Campaign+p.Key); len(some) > most {
					break
				}
			}
			if !slices.Equal(some, keys[:most+1]) {
				t.Errorf("%s, %d of them: %q", name, most+1, fmt.Sprint(some))
			}
		}
	}
}
