package apply_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

// campaignWith is the campaign of every stage with these lines of recipients.
func campaignWith(t *testing.T, people string) *hclspec.Campaign {
	t.Helper()
	src := fmt.Sprintf(`
merchant "m" {
  sandbox = true
  limits {
    quiet_hours = "none"
  }
}
campaign "lantern" {
  merchant  = merchant.m
  date      = "2027-02-20"
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = "元宵快乐"
  recipients = {
%s  }
}
`, people)
	project, diags := hclspec.Load(fstest.MapFS{"campaign.hcl": {Data: []byte(src)}}, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return project.Campaigns[0]
}

func (s *stage) probe() error {
	s.t.Helper()
	snapshot, err := state.Read(s.t.Context(), s.path)
	if err != nil {
		s.t.Fatal(err)
	}
	return apply.Probe(s.t.Context(), s.campaign, snapshot, s.inquiry())
}

func TestProbe(t *testing.T) {
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
				var before *apply.AppliedBeforeError
				if errors.As(err, &before) != tt.refused || !tt.refused && err != nil {
					t.Errorf("got %v", err)
				}
				if asked := len(s.world.queries) - queries; asked > 5 || !tt.refused && asked != 5 {
					t.Errorf("%d queries", asked)
				}
				if len(s.world.sends) != sends {
					t.Error("a probe sends nothing")
				}
			})
		})
	}
}

func TestProbeLetsFirstAndKnownCampaignsPass(t *testing.T) {
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
				var unproven *apply.NoProofError
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
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		q, began := s.inquiry(), time.Now()
		q.Asker = mute{}
		var unproven *apply.NoProofError
		if err := apply.Probe(t.Context(), s.campaign, state.EmptySnapshot(), q); !errors.As(err, &unproven) || !unproven.Broken {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(began); waited > 0 {
			t.Errorf("it was asked again for %s, although nothing can change", waited)
		}
	})
}

func TestProbeIsInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		s.world.asked = func(string, int) apply.Platform { return apply.NoAnswer }
		s.drain = make(chan struct{})
		time.AfterFunc(500*time.Millisecond, func() { close(s.drain) })
		if err := s.probe(); !errors.Is(err, apply.ErrInterrupted) {
			t.Errorf("got %v", err)
		}
	})
}
