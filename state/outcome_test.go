package state_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

// TestNoOrderAndNamed: what every request of a number has in common, and what was once told about it.
func TestNoOrderAndNamed(t *testing.T) {
	type step = func(t *testing.T, s *state.Store, id int64)
	is := func(status state.Status, noOrder, named bool) step {
		return func(t *testing.T, s *state.Store, id int64) {
			o := outcome(status)
			o.NoOrder, o.Named = noOrder, named
			record(t, s, id, o)
		}
	}
	refused, vague := is(state.Refused, true, false), is(state.Refused, false, false)
	send := func(t *testing.T, s *state.Store, id int64) { sending(t, s, id, morning) }
	for name, tt := range map[string]struct {
		steps                 []step
		noOrder, named, doubt bool
	}{
		"on its way":                       {nil, false, false, false},
		"refused":                          {[]step{refused}, true, false, false},
		"refused again and again":          {[]step{refused, send, refused, send, refused}, true, false, false},
		"held, sent again, held again":     {[]step{is(state.Held, true, false), send, is(state.Held, true, false)}, true, false, false},
		"refused, and on its way again":    {[]step{refused, send}, false, false, false},
		"refused, but an order may stand":  {[]step{vague}, false, false, false},
		"once vague, always vague":         {[]step{vague, send, refused}, false, false, false},
		"a query that rules out no order":  {[]step{refused, vague}, false, false, false},
		"a query that rules one out":       {[]step{refused, refused}, true, false, false},
		"crashed, then refused":            {[]step{send, refused}, false, false, true},
		"unknown, whatever it claims":      {[]step{is(state.Unknown, true, false), send, refused}, false, false, true},
		"sent to this person":              {[]step{is(state.Sent, false, true)}, false, true, false},
		"named once, and then not":         {[]step{is(state.Sent, false, true), is(state.Received, false, false)}, false, true, false},
		"named, then failed, then refused": {[]step{is(state.Sent, false, true), is(state.Failed, false, false)}, false, true, false},
	} {
		path := newPath(t)
		s := openCalm(t, path, options())
		id := reserve(t, s, 1).ID
		for _, do := range tt.steps {
			do(t, s, id)
		}
		p, err := s.Packet(t.Context(), id)
		if err != nil || p.NoOrder != tt.noOrder || p.Named != tt.named || p.Doubt != tt.doubt {
			t.Errorf("%s: no order %v, named %v, doubt %v, %v", name, p.NoOrder, p.Named, p.Doubt, err)
		}
		replaysAndIsSound(t, path)
	}
}

// TestTheNextNumberBeginsAnew: nothing that was told about a number is told about the next one.
func TestTheNextNumberBeginsAnew(t *testing.T) {
	s := openCalm(t, newPath(t), options())
	p := reserve(t, s, 1)
	o := outcome(state.Sent)
	o.Named = true
	record(t, s, p.ID, o)
	record(t, s, p.ID, outcome(state.Failed))
	p = put(t, s, nextAttempt(1, 1))
	if p.Named || p.NoOrder || !p.InFlight {
		t.Errorf("%+v", p)
	}
	if p = record(t, s, p.ID, refusedClearly(state.Refused)); !p.NoOrder || p.Doubt {
		t.Errorf("%+v", p)
	}
}

// TestAttemptsAreThePersons: a failed address goes on from its last attempt, and for another person it begins with the first.
func TestAttemptsAreThePersons(t *testing.T) {
	s := openCalm(t, newPath(t), options())
	record(t, s, put(t, s, nextAttempt(1, 2)).ID, outcome(state.Failed))
	var taken *state.AddressTakenError
	for _, attempt := range []int{0, 1, 2} {
		if _, err := s.Reserve(t.Context(), withNumber(nextAttempt(1, attempt), 300+attempt)); !errors.As(err, &taken) {
			t.Errorf("attempt %d of the same person: %v", attempt, err)
		}
	}
	other := withNumber(intent(1), 303)
	other.OpenID = intent(2).OpenID
	p, err := s.Reserve(t.Context(), other)
	if err != nil || p.OpenID != other.OpenID || p.Attempt != 0 {
		t.Errorf("another person: %+v, %v", p, err)
	}
	var number *state.BillNoTakenError
	record(t, s, p.ID, outcome(state.Failed))
	back := nextAttempt(1, 2)
	if _, err := s.Reserve(t.Context(), back); !errors.As(err, &number) {
		t.Errorf("a number that was given up: %v", err)
	}
}

// TestALongListIDBlocksNobody: the row keeps what fits and the event what was said.
func TestALongListIDBlocksNobody(t *testing.T) {
	for name, tt := range map[string]struct {
		said      string
		row, kept int
	}{
		"ordinary":        {strings.Repeat("1", 31), 31, 31},
		"just fits":       {strings.Repeat("1", 255), 255, 255},
		"one too many":    {strings.Repeat("1", 256), 255, 256},
		"a page":          {strings.Repeat("红", 10_000), 255, 4095},
		"half characters": {strings.Repeat("红", 85) + "\xe7\xba", 255, 258},
	} {
		path := newPath(t)
		s := openCalm(t, path, options())
		o := outcome(state.Sent)
		o.SendListID = tt.said
		p, err := s.Record(t.Context(), reserve(t, s, 1).ID, o)
		if err != nil || len(p.SendListID) != tt.row || !utf8.ValidString(p.SendListID) || !strings.HasPrefix(tt.said, p.SendListID) {
			t.Errorf("%s: %d bytes, %v", name, len(p.SendListID), err)
		}
		events, err := state.Events(t.Context(), at(path), address.Address{Campaign: "lantern", Key: intent(1).Key})
		must(t, err)
		if got := events[1].Detail.SendListID; len(got) != tt.kept {
			t.Errorf("%s: the event keeps %d bytes", name, len(got))
		}
		replaysAndIsSound(t, path)
	}
}

// TestRelease: a person may say that a packet in doubt paid nothing because its number is another order's, but not of a number
// that is the person's alone, nor before the platform was asked.
func TestRelease(t *testing.T) {
	doubtful := func(t *testing.T, s *state.Store, id int64) {
		record(t, s, id, outcome(state.Unknown))
		sending(t, s, id, morning)
		record(t, s, id, outcome(state.Refused))
	}
	to := func(status state.Status) func(*testing.T, *state.Store, int64) {
		return func(t *testing.T, s *state.Store, id int64) { record(t, s, id, outcome(status)) }
	}
	for name, tt := range map[string]struct {
		live     func(*testing.T, *state.Store, int64)
		personal bool
		allowed  bool
	}{
		"unknown":             {to(state.Unknown), false, true},
		"refused, in doubt":   {doubtful, false, true},
		"on its way":          {func(*testing.T, *state.Store, int64) {}, false, false},
		"refused":             {to(state.Refused), false, false},
		"held":                {to(state.Held), false, false},
		"failed":              {to(state.Failed), false, false},
		"sent":                {to(state.Sent), false, false},
		"a number of its own": {to(state.Unknown), true, false},
	} {
		path := newPath(t)
		s := openCalm(t, path, options())
		in := intent(1)
		in.Personal = tt.personal
		p := put(t, s, in)
		tt.live(t, s, p.ID)
		got, err := s.Release(t.Context(), p.ID, "the money went to li, says the bill")
		var no *state.TransitionError
		if !tt.allowed {
			if !errors.As(err, &no) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || got.Status != state.Failed || got.Code != state.CodeReleased || got.Binds() || got.MayHavePaid() || got.Voided() {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		events, err := state.Events(t.Context(), at(path), address.Address{Campaign: "lantern", Key: in.Key})
		must(t, err)
		last := events[len(events)-1]
		if last.Kind != state.KindReleased || last.Detail.By != options().Owner || !strings.Contains(last.Detail.Reason, "the bill") {
			t.Errorf("%s: %+v", name, last)
		}
		if _, err := s.Reserve(t.Context(), in); err == nil {
			t.Errorf("%s: the same number again", name)
		}
		put(t, s, nextAttempt(1, 1))
		replaysAndIsSound(t, path)
	}
	s := openCalm(t, newPath(t), options())
	var invalid *state.InvalidError
	if _, err := s.Release(t.Context(), reserve(t, s, 1).ID, ""); !errors.As(err, &invalid) {
		t.Errorf("without a reason: %v", err)
	}
}

func TestIntentsNeedAVersion(t *testing.T) {
	s := openCalm(t, newPath(t), options())
	for _, in := range []state.Intent{
		func() state.Intent { in := intent(1); in.Version, in.Personal = 0, false; return in }(),
		func() state.Intent { in := keyed(intent(1)); in.Personal = true; return in }(),
		func() state.Intent { in := intent(1); in.Version = 9; return in }(),
	} {
		var invalid *state.InvalidError
		if _, err := s.Reserve(t.Context(), in); !errors.As(err, &invalid) {
			t.Errorf("version %d, personal %v: %v", in.Version, in.Personal, err)
		}
	}
}

// Whatever a platform says, what became of a packet can be written down, and the state stays small.
func TestLongWordsDoNotKeepAnOutcomeFromTheState(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	o := outcome(state.Unknown)
	o.Code, o.Text, o.PlatformStatus = strings.Repeat("<", 300_000), strings.Repeat("\x01余", 300_000), strings.Repeat("\xff", 300_000)
	p := record(t, s, reserve(t, s, 1).ID, o)
	if len(p.Code) > 255 || len(p.Text) > 1<<10 || len(p.PlatformStatus) > 255 || !utf8.ValidString(p.Text+p.PlatformStatus) {
		t.Errorf("%d, %d and %d bytes are kept", len(p.Code), len(p.Text), len(p.PlatformStatus))
	}
	replaysAndIsSound(t, path)
}
