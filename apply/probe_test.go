package apply_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func (s *stage) probe() error {
	s.t.Helper()
	snapshot, err := state.Read(s.t.Context(), s.path)
	if err != nil {
		s.t.Fatal(err)
	}
	return inquiry.Probe(s.t.Context(), s.campaign, snapshot, s.pins, s.inquiry())
}

func TestProbe(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		before  behaviour // how the platform treated the first run
		refused bool
	}{
		{"everybody paid", pays, true},
		{"answers lost, but paid", lostAfter, true},
		{"orders open", noMoney, true},
		{"orders failed", burnt, true},
		{"nothing arrived", badSign, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 12, "")
				s.world.behave = func(string, int) behaviour { return tt.before }
				s.mustRun()
				s.lose()
				queries, sends := len(s.world.queries), len(s.world.sends)
				err := s.probe()
				var before *inquiry.AppliedBeforeError
				if errors.As(err, &before) != tt.refused || !tt.refused && err != nil {
					t.Errorf("got %v", err)
				}
				const most = 6*12 + 53*(2*6+4*2) // everybody in each form, and of each day a few
				if asked := len(s.world.queries) - queries; asked > most || tt.refused && asked > 12 {
					t.Errorf("%d queries", asked)
				}
				if len(s.world.sends) != sends {
					t.Error("a probe sends nothing")
				}
			})
		})
	}
}

// An edit of what the numbers are made of must not hide that they were used: another date, another form, a list turned round or
// grown at its front.
func TestProbeLooksBehindAnEdit(t *testing.T) {
	t.Parallel()
	const today, lastMonth = "  date = \"2000-01-01\"\n", "  date = \"1999-12-10\"\n"
	for _, tt := range []struct {
		name          string
		before, after string
		first         int // key that the list begins with afterwards
		byKey         bool
		cause         string
	}{
		{name: "nothing edited", cause: "state rebuild"},
		{name: "date", before: lastMonth, after: today, cause: `date = "1999-12-10"`},
		{name: "digits before", before: digits, cause: `billno = "digits"`},
		{name: "digits now", after: digits, cause: `billno = "alphanumeric"`},
		{name: "people before the others", first: -100, cause: "state rebuild"},
		{name: "numbers of the first releases", byKey: true, cause: "these keys"},
		{name: "numbers of the first releases, another date", before: lastMonth, after: today, byKey: true, cause: `date = "1999-12-10"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 40, tt.before)
				if tt.byKey {
					series := plan.NumberingOf(s.campaign, state.EmptySnapshot(), nil, time.Now()).Series
					series.Version, series.Scheme = billno.ByKey, billno.Digits
					s.pins = plan.Pins{{Campaign: "lantern", Series: series}}
				}
				s.mustRun()
				s.lose()
				s.pins = nil
				s.campaign = newCampaignFrom(t, crowd(tt.first, 40), "", tt.after)
				var before *inquiry.AppliedBeforeError
				if err := s.probe(); !errors.As(err, &before) || !strings.Contains(err.Error(), tt.cause) {
					t.Errorf("got %v, want an error that says %q", err, tt.cause)
				}
			})
		})
	}
}

// crowd is a list from a first person to the last of n.
func crowd(first, n int) string {
	var people strings.Builder
	for i := first; i < n; i++ {
		people.WriteString(lineOf(fmt.Sprintf("p%d", max(i, 1000*-i)), max(i, 1000*-i), 100))
	}
	return people.String()
}

// With its numbers pinned there is less to guess.
func TestProbeOfAPinnedCampaignAsksLittle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 400, "")
		s.pins = plan.Pins{{Campaign: "lantern", Series: plan.NumberingOf(s.campaign, state.EmptySnapshot(), nil, time.Now()).Series}}
		if err := s.probe(); err != nil {
			t.Fatal(err)
		}
		if asked := len(s.world.queries); asked < 72 || asked > 6*12+53*6 {
			t.Errorf("%d queries", asked)
		}
	})
}

func TestProbeLetsFirstAndKnownCampaignsPass(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		if err := s.probe(); err != nil {
			t.Errorf("a first run: %v", err)
		}
		s.mustRun()
		asked := len(s.world.queries)
		if err := s.probe(); err != nil || len(s.world.queries) != asked {
			t.Errorf("a campaign that the state knows: %v, %d queries", err, len(s.world.queries)-asked)
		}
	})
}

func TestProbeWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		silent int // queries of one number that get no answer
		passes bool
	}{{"once", 1, true}, {"twice", 2, true}, {"always", 99, false}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 3, "")
				s.world.asked = func(_ string, n int) apply.Platform {
					if n < tt.silent {
						return apply.NoAnswer
					}
					return 0
				}
				err := s.probe()
				var unproven *inquiry.NoProofError
				if errors.As(err, &unproven) == tt.passes || tt.passes && err != nil {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

// mute answers no query and cannot until it is repaired.
type mute struct{}

func (mute) Query(context.Context, billno.BillNo) apply.Finding {
	return apply.Finding{Platform: apply.NoAnswer, Code: "SIGN_ERROR", Broken: true}
}

func TestProbeStopsAtABrokenSetUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		q, began := s.inquiry(), time.Now()
		q.Asker = mute{}
		var unproven *inquiry.NoProofError
		if err := inquiry.Probe(t.Context(), s.campaign, state.EmptySnapshot(), nil, q); !errors.As(err, &unproven) || !unproven.Broken {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(began); waited > 0 {
			t.Errorf("it was asked again for %s, although nothing can change", waited)
		}
	})
}

// A list that has changed since it was planned is no shorter list: nobody on it is left unasked in silence.
func TestProbeSaysWhichListItCannotRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		files := fstest.MapFS{
			"a.hcl": {Data: []byte(`
merchant "m" {
  sandbox = true
}
campaign "lantern" {
  merchant  = merchant.m
  date      = "2000-01-01"
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = "元宵快乐"
  recipients_from "csv" {
    path   = "people.csv"
    openid = row.openid
    amount = 1.00
  }
}`)},
			"people.csv": {Data: []byte("openid\noTEST00000000000000000000001\n")},
		}
		project, diags := hclspec.Load(files, hclspec.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		s.campaign = project.Campaigns[0]
		delete(files, "people.csv")
		if err := s.probe(); err == nil || !strings.Contains(err.Error(), "people.csv") || len(s.world.queries) > 0 {
			t.Errorf("%d queries, then %v", len(s.world.queries), err)
		}
	})
}

func TestProbeIsInterrupted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		s.world.asked = func(string, int) apply.Platform { return apply.NoAnswer }
		s.drain = make(chan struct{})
		time.AfterFunc(500*time.Millisecond, func() { close(s.drain) })
		if err := s.probe(); !errors.Is(err, inquiry.ErrInterrupted) {
			t.Errorf("got %v", err)
		}
	})
}
