package inquiry_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// stage is one campaign, its state on a real disk, and a platform in memory. What a run would have left behind is written by hand, because
// what follows from it is tested here, and not how it came about.
type stage struct {
	t        *testing.T
	campaign *hclspec.Campaign
	path     string
	platform *platform
	drain    chan struct{}
	pins     plan.Pins
}

// newStage makes a campaign of n recipients with 1.00, 1.01, 1.02 … yuan, of whom neither the state nor the platform knows anything.
func newStage(t *testing.T, n int, inner string) *stage {
	t.Helper()
	return &stage{
		t: t, campaign: campaignOf(t, lines(n), inner), path: filepath.Join(t.TempDir(), "redpack.state"), platform: newPlatform(t),
	}
}

// campaignOf has these lines as its recipients.
func campaignOf(t *testing.T, people, inner string) *hclspec.Campaign {
	t.Helper()
	return plantest.Campaign(t, inner+"  recipients = {\n"+people+"  }\n")
}

// lines are n lines of a recipients map.
func lines(n int) (all string) {
	for i := range n {
		all += lineOf(fmt.Sprintf("p%d", i), i, money.Fen(100+i))
	}
	return all
}

func lineOf(key string, i int, amount money.Fen) string {
	return fmt.Sprintf("    %s = { openid = %q, amount = %s }\n", key, plantest.OpenID(i), amount.Yuan())
}

// each gives every recipient of the campaign with one of their numbers.
func (s *stage) each(attempt int, do func(*hclspec.Recipient, billno.BillNo, billno.Series)) {
	s.t.Helper()
	numbers := plan.NumberingOf(s.campaign, state.EmptySnapshot(), s.pins, time.Now())
	diags := s.campaign.Recipients(nil, func(r *hclspec.Recipient) bool {
		no, err := numbers.Number(r, false, attempt)
		if err != nil {
			s.t.Fatal(err)
		}
		do(r, no, numbers.Series)
		return true
	})
	if diags.HasErrors() {
		s.t.Fatal(diags)
	}
}

// ordered makes the platform say so of everybody's first number, as after a run.
func (s *stage) ordered(says apply.Platform) {
	s.t.Helper()
	s.each(0, func(r *hclspec.Recipient, no billno.BillNo, _ billno.Series) { s.platform.order(r, no, says) })
}

// failed makes the platform say that so many numbers of a recipient failed, and that the next one is paid.
func (s *stage) failed(key string, attempts int) {
	s.t.Helper()
	for attempt := range attempts + 1 {
		s.each(attempt, func(r *hclspec.Recipient, no billno.BillNo, _ billno.Series) {
			switch {
			case r.Key != key:
			case attempt < attempts:
				s.platform.order(r, no, apply.FailedThere)
			default:
				s.platform.order(r, no, apply.Offered)
			}
		})
	}
}

// recorded writes everybody whom the state does not know into it, as a run does that ends with this outcome.
func (s *stage) recorded(outcome state.Outcome) {
	s.t.Helper()
	s.open(func(store *state.Store) {
		s.each(0, func(r *hclspec.Recipient, no billno.BillNo, series billno.Series) {
			if _, known := store.Snapshot().Lookup(s.campaign.Name, r.Key); known {
				return
			}
			p, err := store.Reserve(s.t.Context(), state.Intent{
				Campaign: s.campaign.Name, Key: r.Key, OpenID: r.OpenID, Amount: r.Amount, BillNo: no,
				Version: series.Version, Personal: series.Personal(), Request: "frozen", At: time.Now(),
			})
			if err == nil {
				outcome.At = time.Now()
				_, err = store.Record(s.t.Context(), p.ID, outcome)
			}
			if err != nil {
				s.t.Fatal(err)
			}
		})
	})
}

// inquiry asks the platform as fast as it allows.
func (s *stage) inquiry() inquiry.Inquiry {
	return inquiry.Inquiry{
		Asker: s.platform, Queries: apply.NewPacer(plan.Evenly(1800), time.Now(), nil, 0), Now: time.Now, Connections: 4, MaxInRow: 5, Drain: s.drain,
	}
}

// open opens the state as a process of its own would; it is closed when the function returns.
func (s *stage) open(do func(*state.Store)) {
	s.t.Helper()
	o := plantest.OwnState(s.campaign)
	o.Now = time.Now
	store, err := statetest.Open(s.t.Context(), s.t, s.path, o)
	if err != nil {
		s.t.Fatal(err)
	}
	do(store)
	if err := store.Close(); err != nil {
		s.t.Error(err)
	}
}

func (s *stage) rebuild() (sum inquiry.Rebuilt, err error) {
	s.t.Helper()
	return s.rebuildWith(s.inquiry())
}

func (s *stage) rebuildWith(q inquiry.Inquiry) (sum inquiry.Rebuilt, err error) {
	s.t.Helper()
	s.open(func(store *state.Store) {
		all := []*hclspec.Campaign{s.campaign}
		sum, err = inquiry.Rebuild(s.t.Context(), inquiry.RebuildOptions{
			Inquiry: q, Store: store, Sender: s.platform, Snapshot: store.Snapshot(), Pins: s.pins, Campaigns: all, Siblings: all,
		})
	})
	return sum, err
}

func (s *stage) mustRebuild() inquiry.Rebuilt {
	s.t.Helper()
	sum, err := s.rebuild()
	if err != nil {
		s.t.Fatal(err)
	}
	s.balanced(sum)
	return sum
}

// balanced holds the money that a rebuild tells of against the state that it made and a plan on it.
func (s *stage) balanced(sum inquiry.Rebuilt) {
	s.t.Helper()
	p, diags := plan.New(s.campaign, s.snapshot(), plan.Options{At: time.Now(), Pins: s.pins})
	if diags.HasErrors() || p.Tally(plan.Orphan).Packets > 0 {
		return // the state knows of more people than the files
	}
	want := apply.AccountOf(p, apply.Counts{})
	got := sum.Account
	if got.Delivered() != want.Before || got.CameBack != want.CameBack || got.Open.Packets != want.Open.Packets || sum.InDoubt != p.InDoubt.Minus(p.Decided) {
		s.t.Errorf("the rebuild tells of %+v, %v in doubt; by a plan it is %+v, %v", got, sum.InDoubt, want, p.InDoubt)
	}
}

func (s *stage) snapshot() *state.Snapshot {
	s.t.Helper()
	snapshot, err := state.Read(s.t.Context(), statetest.At(s.t, s.path))
	if err != nil {
		s.t.Fatal(err)
	}
	return snapshot
}

// statuses counts what the state holds.
func (s *stage) statuses() map[state.Status]int {
	s.t.Helper()
	counts := map[state.Status]int{}
	for p := range s.snapshot().ByID() {
		counts[p.Status]++
	}
	return counts
}

// after plans from the file on disk.
func (s *stage) after() *plan.Plan {
	s.t.Helper()
	return plantest.MustPlan(s.t, s.campaign, s.snapshot(), plan.Options{At: time.Now(), Pins: s.pins})
}

func (s *stage) refresh(q inquiry.Inquiry) (sum inquiry.Refreshed) {
	s.t.Helper()
	s.open(func(store *state.Store) {
		var err error
		sum, err = inquiry.Refresh(s.t.Context(), inquiry.RefreshOptions{Inquiry: q, Store: store, Snapshot: store.Snapshot()})
		if err != nil {
			s.t.Fatal(err)
		}
	})
	return sum
}

func (s *stage) probe() error {
	s.t.Helper()
	return inquiry.Probe(s.t.Context(), s.campaign, s.snapshot(), s.pins, s.inquiry())
}
