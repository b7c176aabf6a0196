package apply_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/state"
)

func TestOnlyAConfirmedFailureGetsANewNumber(t *testing.T) {
	t.Parallel()
	silent := apply.Finding{Platform: apply.NoAnswer, Code: "timeout"}
	failed := apply.Finding{Platform: apply.FailedThere, Word: "FAILED"}
	for name, tt := range map[string]struct {
		says    []apply.Finding // of the old number, one after the other
		status  state.Status
		attempt int
		queries int
	}{
		"failed":                           {[]apply.Finding{failed}, state.Sent, 1, 1},
		"nothing, and then failed":         {[]apply.Finding{silent, silent, failed}, state.Sent, 1, 3},
		"nothing":                          {[]apply.Finding{silent}, state.Failed, 0, 4},
		"not known":                        {[]apply.Finding{{Platform: apply.NotFound, Code: "NOT_FOUND"}}, state.Failed, 0, 1},
		"open":                             {[]apply.Finding{{Platform: apply.Sending, Word: "SENDING"}}, state.Failed, 0, 1},
		"paid":                             {[]apply.Finding{{Platform: apply.Offered, Word: "SENT", Amount: 100}}, state.Sent, 0, 1},
		"taken":                            {[]apply.Finding{{Platform: apply.Received, Word: "RECEIVED", OpenID: openID(0)}}, state.Received, 0, 1},
		"paid with another amount":         {[]apply.Finding{{Platform: apply.Offered, Word: "SENT", Amount: 999}}, state.Failed, 0, 1},
		"taken by somebody else":           {[]apply.Finding{{Platform: apply.Received, Word: "RECEIVED", OpenID: openID(7)}}, state.Failed, 0, 1},
		"coming back, with another amount": {[]apply.Finding{{Platform: apply.Refunding, Amount: 1}}, state.Failed, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 1, "")
				s.world.behave = script(openID(0), burnt, pays)
				s.mustRun()
				before := len(s.world.queries)
				s.retry.RetryFailed = true
				n := -1
				s.sender = &misread{world: s.world, finding: func(apply.Finding) apply.Finding { n++; return tt.says[min(n, len(tt.says)-1)] }}
				if _, err := s.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				if p := s.first(); p.Status != tt.status || p.Attempt != tt.attempt || s.world.paid() != tt.attempt {
					t.Errorf("%s, attempt %d, %d paid", p.Status, p.Attempt, s.world.paid())
				}
				if queries := len(s.world.queries) - before; queries != tt.queries {
					t.Errorf("%d queries, want %d", queries, tt.queries)
				}
			})
		})
	}
}

func TestWhatAQueryFindsIsKept(t *testing.T) {
	t.Parallel()
	first := behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Code: "SYSTEMERROR", Text: "busy"}}
	for name, tt := range map[string]struct {
		finding          apply.Finding
		word, code, text string
		wait             time.Duration // until the next try, after the query
	}{
		"not known": {apply.Finding{Platform: apply.NotFound, Code: "NOT_FOUND", Text: "no order"}, "", "SYSTEMERROR", "busy", time.Second},
		"open":      {apply.Finding{Platform: apply.Sending, Word: "SENDING", Text: "limit"}, "SENDING", "SYSTEMERROR", "limit", time.Second},
		"no answer": {apply.Finding{Platform: apply.NoAnswer, Code: "timeout", Text: "late"}, "", "timeout", "late", 5 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.world.behave = script(openID(0), first)
			s.sender = &misread{world: s.world, finding: func(apply.Finding) apply.Finding { return tt.finding }}
			s.notAfter = time.Now().Add(1500 * time.Millisecond)
			if result, err := s.run(t.Context()); err != nil || result.Stop != apply.Expired || len(s.world.queries) != 1 {
				t.Errorf("%s: stop %d, %d queries, %v", name, result.Stop, len(s.world.queries), err)
			}
			p, want := s.first(), s.world.queries[0].at.Add(tt.wait)
			if p.Status != state.Unknown || p.PlatformStatus != tt.word || p.Code != tt.code || p.Text != tt.text || !p.NextTryAt.Equal(want) {
				t.Errorf("%s: %+v", name, p)
			}
		})
	}
}

func TestLooksGrowApart(t *testing.T) {
	t.Parallel()
	for says, want := range map[apply.Platform]string{
		apply.NoAnswer: "1s 5s 30s 5m0s", // between the queries
		apply.NotFound: "1s 6s 31s 5m1s", // with a request a second after each
		apply.Sending:  "1s 6s 31s 5m1s",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.patience = 6 * time.Minute
			s.world.behave = script(openID(0), lostBefore)
			s.sender = &misread{world: s.world, finding: func(apply.Finding) apply.Finding { return apply.Finding{Platform: says} }}
			last, got := time.Now(), ""
			if _, err := s.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, q := range s.world.queries {
				got += " " + q.at.Sub(last).String()
				last = q.at
			}
			if got != " "+want {
				t.Errorf("%d: %s, want %s", says, got, want)
			}
		})
	}
}

func TestTheTimeAskedForIsGiven(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Code: "PROCESSING", AskLater: 20 * time.Minute}}, pays)
		s.notAfter = time.Now().Add(500 * time.Millisecond)
		s.mustRun()
		s.notAfter, s.patience = time.Time{}, time.Hour
		time.Sleep(time.Minute)
		if s.mustRun(); len(s.world.sends) != 2 || s.world.sends[1].at.Sub(s.world.sends[0].at) != 20*time.Minute {
			t.Errorf("requests %v", s.world.sends)
		}
	})
}

// A number that two people can share, and that the platform calls paid without a name, is sent once more to make it compare the person.
// Where that tells nothing, a person decides.
func TestAPaidNumberWithoutANameIsSentOnceMore(t *testing.T) {
	t.Parallel()
	for _, says := range []apply.Platform{apply.Offered, apply.Received, apply.Refunding, apply.Refunded} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.campaign = newCampaign(t, 0, 1, "", digits)
			s.world.behave = func(string, int) behaviour { return lostBefore }
			s.sender = &misread{world: s.world, finding: func(apply.Finding) apply.Finding { return apply.Finding{Platform: says} }}
			_, err := s.run(t.Context())
			if p := s.first(); err != nil || p.Status != state.Unknown || p.Code != state.CodeAnonymous || len(s.world.sends) != 2 {
				t.Errorf("%d: %s (%s) after %d requests, %v", says, p.Status, p.Code, len(s.world.sends), err)
			}
		})
	}
}

func TestANumberOfAnotherOrderIsNotSentAgain(t *testing.T) {
	t.Parallel()
	taken := behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Code: "FATAL_ERROR", Taken: true}}
	for _, says := range []apply.Platform{apply.Sending, apply.NotFound} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.world.behave = script(openID(0), taken)
			s.sender = &misread{world: s.world, finding: func(apply.Finding) apply.Finding { return apply.Finding{Platform: says} }}
			result, err := s.run(t.Context())
			if p := s.first(); err != nil || p.Status != state.Unknown || len(s.world.sends) != 1 || len(s.world.queries) != 1 || result.Stop != apply.NotStopped {
				t.Errorf("%d: %s after %d requests and %d queries, %v", says, p.Status, len(s.world.sends), len(s.world.queries), err)
			}
		})
	}
}

func TestRefusalInDoubtStandsInALaterRun(t *testing.T) {
	t.Parallel()
	for asked, sends := range map[bool]int{false: 2, true: 3} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.world.behave = script(openID(0), lostBefore, blocked)
			s.notAfter = time.Now().Add(2500 * time.Millisecond) // before the refusal is asked about
			s.mustRun()
			if p := s.first(); p.Status != state.Refused || !p.Doubt || len(s.world.sends) != 2 {
				t.Fatalf("%s, doubt %t, after %d requests", p.Status, p.Doubt, len(s.world.sends))
			}
			s.notAfter, s.retry.RetryRefused = time.Time{}, asked
			time.Sleep(time.Hour)
			s.mustRun()
			if p := s.first(); p.Status != state.Refused || len(s.world.sends) != sends {
				t.Errorf("asked again %t: %s after %d requests", asked, p.Status, len(s.world.sends))
			}
		})
	}
}
