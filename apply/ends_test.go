package apply_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// drains are the events that say that a run is being ended.
func (r *recorder) drains() (all []apply.Draining) {
	for _, e := range r.events {
		if e, ok := e.(apply.Draining); ok {
			all = append(all, e)
		}
	}
	return all
}

// A run that is asked to end begins nothing new and awaits what is in flight; one that is told to end gives that up, and its packets
// stay unknown. Whenever it comes, nobody is lost.
func TestRunsThatAreEnded(t *testing.T) {
	t.Parallel()
	const latency = time.Minute
	for name, tt := range map[string]struct {
		drain, cancel time.Duration // after the start; 0: never
		stop          apply.Stop
		paid, told    int // told: how often, and what was in flight
		inFlight      int
		unclear       int
	}{
		"asked before it began":          {drain: -1, stop: apply.Interrupted},
		"asked with requests in flight":  {drain: time.Second, stop: apply.Interrupted, paid: 3, told: 1, inFlight: 3},
		"told with requests in flight":   {cancel: time.Second, stop: apply.Forced, paid: 3, unclear: 3},
		"asked, and then told":           {drain: time.Second, cancel: 2 * time.Second, stop: apply.Forced, paid: 3, told: 1, inFlight: 3, unclear: 3},
		"asked when the first came back": {drain: latency + time.Second, stop: apply.Interrupted, paid: 6, told: 1, inFlight: 3},
		"asked too late to stop anybody": {drain: 2*latency + time.Second, stop: apply.NotStopped, paid: 9, told: 1, inFlight: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 9, "")
				s.world.latency, s.inFlight, s.drain = latency, 3, make(chan struct{})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				switch {
				case tt.drain < 0:
					close(s.drain)
				case tt.drain > 0:
					time.AfterFunc(tt.drain, func() { close(s.drain) })
				}
				if tt.cancel > 0 {
					time.AfterFunc(tt.cancel, cancel)
				}
				result, err := s.run(ctx)
				if err != nil || result.Stop != tt.stop || s.world.paid() != tt.paid || result.Tallies[state.Unknown].Packets != tt.unclear {
					t.Errorf("stop %d (%s), %d paid, %v, %v", result.Stop, result.Why, s.world.paid(), result.Tallies, err)
				}
				if told := s.events.drains(); len(told) != tt.told || tt.told > 0 && (told[0].InFlight != tt.inFlight || told[0].Why.English != "interrupted") {
					t.Errorf("told %+v", told)
				}
				if result.Left.Packets != 9-tt.paid {
					t.Errorf("%d left", result.Left.Packets)
				}
				s.drain = nil
				time.Sleep(time.Hour)
				if s.mustRun(); s.world.paid() != 9 || s.after().Tally(plan.Done).Packets != 9 {
					t.Errorf("then %d paid", s.world.paid())
				}
			})
		})
	}
}

// What a query or an answer says about all packets ends the run, and what it says about one does not.
func TestWhatEndsARun(t *testing.T) {
	t.Parallel()
	tomorrow := behaviour{answer: apply.Answer{Class: apply.Hold, Scope: apply.AllPackets, NextDay: true, Code: "SENDAMOUNT_LIMIT", Advice: lang.Same("wait")}}
	closed := behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Scope: apply.AllPackets, Code: "CA_ERROR"}}
	broken := func(apply.Finding) apply.Finding {
		return apply.Finding{Platform: apply.NoAnswer, Broken: true, Code: "SIGN_ERROR"}
	}
	silent := func(apply.Finding) apply.Finding { return apply.Finding{Platform: apply.NoAnswer, Code: "timeout"} }
	for name, tt := range map[string]struct {
		behave  behaviour
		finding func(apply.Finding) apply.Finding
		stop    apply.Stop
		status  state.Status
		why     string
		paid    int // of the three others
	}{
		"the merchant's day is full":   {tomorrow, nil, apply.DailyLimit, state.Held, "SENDAMOUNT_LIMIT", 0},
		"a person's day is full":       {tooMany, nil, apply.NotStopped, state.Held, "", 3},
		"unclear for everybody":        {closed, nil, apply.BrokenSetup, state.Unknown, "CA_ERROR", 0},
		"unclear for one":              {systemError, nil, apply.NotStopped, state.Unknown, "", 3},
		"queries that will never work": {lostBefore, broken, apply.BrokenSetup, state.Unknown, "SIGN_ERROR", 3},
		"queries that get no answer":   {lostBefore, silent, apply.NotStopped, state.Unknown, "", 3},
		"an answer of no class":        {behaviour{before: true}, nil, apply.NotStopped, state.Unknown, "", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 4, "")
				s.inFlight = 1
				s.world.behave = script(openID(0), tt.behave)
				s.sender = &misread{world: s.world, finding: tt.finding}
				result, err := s.run(t.Context())
				if err != nil || result.Stop != tt.stop || !strings.HasPrefix(result.Why.English, tt.why) || result.Tallies[tt.status].Packets != 1 {
					t.Errorf("stop %d (%s), %v, %v", result.Stop, result.Why, result.Tallies, err)
				}
				if s.world.paid() != tt.paid {
					t.Errorf("%d others paid, want %d", s.world.paid(), tt.paid)
				}
			})
		})
	}
}

// Before a failed packet gets a new number, the platform has to call the old one failed once more; whatever else it says, there is none.
// otherwise is a store that has frozen another series than the plan's.
type otherwise struct{ apply.Store }

func (o otherwise) Series(ctx context.Context, c string, want billno.Series) (billno.Series, error) {
	want.Date = "20270101"
	return o.Store.Series(ctx, c, want)
}

// Numbers that were fixed in another way since the plan was made end a run before it begins.
func TestNumbersFixedOtherwise(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		s.wrap = func(store apply.Store) apply.Store { return otherwise{store} }
		result, err := s.run(t.Context())
		if err == nil || !strings.Contains(err.Error(), "fixed in another way") || len(s.world.sends) != 0 || result.Left.Packets != 3 {
			t.Errorf("%d requests, %+v, %v", len(s.world.sends), result, err)
		}
	})
}

// One person gets several packets where the campaign allows it, and where a person has decided so; each under a number of its own, and
// each can be sent again.
func TestSeveralPacketsOnPurpose(t *testing.T) {
	t.Parallel()
	two := lineOf("a", 0, 100) + lineOf("b", 0, 100)
	for name, prepare := range map[string]func(*testing.T, *stage){
		"allowed by the campaign": func(t *testing.T, s *stage) {
			s.campaign = newCampaignFrom(t, two, "", "  allow_repeat_openid = true\n")
		},
		"decided by a person": func(t *testing.T, s *stage) {
			s.campaign = newCampaignFrom(t, lineOf("a", 0, 100), "", "")
			s.mustRun()
			s.open(func(store *state.Store) {
				decision := state.Decision{OpenID: openID(0), Amount: 100, Reason: "a second one", Second: true}
				if _, err := store.Accept(t.Context(), 1, decision); err != nil {
					t.Fatal(err)
				}
			})
			s.campaign = newCampaignFrom(t, lineOf("b", 0, 100), "", "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 1, "")
				prepare(t, s)
				s.world.behave = inOrder(lostBefore, lostBefore, pays)
				if _, err := s.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				numbers := map[billno.BillNo]bool{}
				for _, d := range s.world.debits {
					numbers[d.no] = true
				}
				if s.world.paid() != 2 || len(numbers) != 2 {
					t.Errorf("paid %v", s.world.debits)
				}
			})
		})
	}
}

// What stops a run for a cause of the merchant's or the machine's stops the merchant's other campaigns too.
func TestWhoElseIsStopped(t *testing.T) {
	for stop := apply.NotStopped; stop <= apply.Expired; stop++ {
		own := stop == apply.NotStopped || stop == apply.WindowClosed || stop == apply.TooManyRefused
		if stop.Everybody() == own {
			t.Errorf("stop %d: everybody %t", stop, stop.Everybody())
		}
	}
	for class, want := range map[apply.Class]string{0: "invalid class 0", apply.Success: "success", apply.Dead: "dead", apply.Dead + 1: "invalid class 7"} {
		if got := class.String(); got != want {
			t.Errorf("class %d: %q, want %q", class, got, want)
		}
	}
	for _, tt := range []struct {
		finding apply.Finding
		want    string
	}{
		{apply.Finding{Code: "A"}, "A"},
		{apply.Finding{Code: "A", Text: "A"}, "A"},
		{apply.Finding{Code: "A", Text: "b."}, "A b."},
		{apply.Finding{Code: "A", Text: "b.", Advice: lang.Same("Do.")}, "A b. Do."},
		{apply.Finding{Code: "A", Text: "b。", Advice: lang.Same("Do.")}, "A b. Do."},
	} {
		if got := tt.finding.Explained(); got.English != tt.want {
			t.Errorf("%+v: %q, want %q", tt.finding, got, tt.want)
		}
	}
}

// What a query finds of a packet that is still open is on record before the request leaves again, whatever ends the run in between.
// Why it is open is what its request was told.
// The looks at a packet that stays unclear grow apart, whether nobody answers or nothing is known of it.
// A platform that is still at work on an order is given the time that it asked for, also by the next run.
// A request that was told that its number is another order's is not sent again: it would be told the same.
// A packet that was begun and of which nothing could be recorded is among those who are not paid.
func TestWhatIsNotRecordedIsListed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		s.sender, s.inFlight = panics{s.world}, 1
		result, err := s.run(t.Context())
		if err == nil || len(result.Reasons) != 1 || result.Reasons[0].Status != state.Reserved || result.Reasons[0].Addresses[0] != "lantern/p0" {
			t.Errorf("%+v, %v", result.Reasons, err)
		}
	})
}

// A refusal after a doubtful request stands once the platform calls the number open, also in a later run; only who asks again has the
// request sent again.
