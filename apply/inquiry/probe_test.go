package inquiry_test

import (
	"cmp"
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
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func TestProbe(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		before  apply.Platform // what the platform says after the first run; 0: it knows nothing
		refused bool
	}{
		{"everybody paid", apply.Offered, true},
		{"everybody took it", apply.Received, true},
		{"orders open", apply.Sending, true},
		{"orders failed", apply.FailedThere, true},
		{"nothing arrived", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 12, "")
				if tt.before != 0 {
					s.ordered(tt.before)
				}
				err := s.probe()
				var before *inquiry.AppliedBeforeError
				if errors.As(err, &before) != tt.refused || !tt.refused && err != nil {
					t.Errorf("got %v", err)
				}
				const most = 6*12 + 53*(2*6+4*2) // everybody in each form, and of each day a few
				if asked := len(s.platform.queries); asked > most || tt.refused && asked > 12 {
					t.Errorf("%d queries", asked)
				}
			})
		})
	}
}

// An edit of what the numbers are made of must not hide that they were used: another date, another form, a list turned round or
// grown at its front.
func TestProbeLooksBehindAnEdit(t *testing.T) {
	t.Parallel()
	const today, lastMonth, digits = "20000101", "19991210", "  billno = \"digits\"\n"
	for _, tt := range []struct {
		name          string
		date, dateNow string // "": the campaign's own
		before, after string
		first         int // key that the list begins with afterwards
		byKey         bool
		cause         string
	}{
		{name: "nothing edited", cause: "state rebuild"},
		{name: "date", date: lastMonth, dateNow: today, cause: `date = "1999-12-10"`},
		{name: "digits before", before: digits, cause: `billno = "digits"`},
		{name: "digits now", after: digits, cause: `billno = "alphanumeric"`},
		{name: "people before the others", first: -100, cause: "state rebuild"},
		{name: "numbers of the first releases", byKey: true, cause: "these keys"},
		{name: "numbers of the first releases, another date", date: lastMonth, dateNow: today, byKey: true, cause: `date = "1999-12-10"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 40, tt.before)
				s.campaign.Date = cmp.Or(tt.date, s.campaign.Date)
				if tt.byKey {
					series := plan.NumberingOf(s.campaign, state.EmptySnapshot(), nil, time.Now()).Series
					series.Version, series.Scheme = billno.ByKey, billno.Digits
					s.pins = plan.Pins{{Campaign: "lantern", Series: series}}
				}
				s.ordered(apply.Offered)
				s.pins = nil
				s.campaign = campaignOf(t, crowd(tt.first, 40), tt.after)
				s.campaign.Date = cmp.Or(tt.dateNow, s.campaign.Date)
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
		if asked := len(s.platform.queries); asked < 72 || asked > 6*12+53*6 {
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
		s.recorded(sent)
		asked := len(s.platform.queries)
		if err := s.probe(); err != nil || len(s.platform.queries) != asked {
			t.Errorf("a campaign that the state knows: %v, %d queries", err, len(s.platform.queries)-asked)
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
				s.platform.asked = silent(tt.silent)
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

func TestProbeSaysThatNoReasonWasGiven(t *testing.T) {
	err := &inquiry.NoProofError{Campaign: "team", Advice: lang.Same("Try again.")}
	if want := "answered without a reason. Nothing was sent. Try again."; !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%s\nwant at its end %s", err, want)
	}
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
		const list = "  recipients_from \"csv\" {\n    path = \"people.csv\"\n    openid = row.openid\n    amount = 1.00\n  }\n"
		files := fstest.MapFS{"people.csv": {Data: []byte("openid\noTEST00000000000000000000001\n")}}
		s.campaign = plantest.ProjectOver(t, files, "", list).Campaigns[0]
		delete(files, "people.csv")
		if err := s.probe(); err == nil || !strings.Contains(err.Error(), "people.csv") || len(s.platform.queries) > 0 {
			t.Errorf("%d queries, then %v", len(s.platform.queries), err)
		}
	})
}

func TestProbeIsInterrupted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		s.platform.asked = silent(99)
		s.drain = make(chan struct{})
		time.AfterFunc(500*time.Millisecond, func() { close(s.drain) })
		if err := s.probe(); !errors.Is(err, inquiry.ErrInterrupted) {
			t.Errorf("got %v", err)
		}
	})
}
