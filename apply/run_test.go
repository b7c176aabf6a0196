package apply_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/faultfs"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// stage is one campaign, its state on a real disk, and a platform in memory.
type stage struct {
	t        *testing.T
	campaign *hclspec.Campaign
	path     string
	world    *world
	drain    chan struct{}
	notAfter time.Time
	now      func() time.Time // of the run; nil: time.Now
	controls *apply.Controls  // nil: nobody is there
	progress *apply.Progress  // nil: the run has its own
	wait     bool
	patience time.Duration                 // 0: 40 s
	inFlight int                           // 0: 8 requests
	wrap     func(apply.Store) apply.Store // nil: the store itself
	sender   apply.Sender                  // nil: the world
	disk     statetest.Machine             // nil: none that can be killed
	retry    plan.Options
	pins     plan.Pins
	blind    bool        // the plan is made as if nothing was recorded
	meddled  bool        // somebody else changes the state between plan and run, so its sums are not those of the plan
	daily    *plan.Daily // of the latest run
	events   recorder
}

// recorder keeps every event.
type recorder struct {
	mu     sync.Mutex
	events []apply.Event
}

func (r *recorder) Observe(e apply.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

func openID(i int) string { return fmt.Sprintf("oTEST%023d", i) }

// newStage makes a campaign of n recipients with 1.00, 1.01, 1.02 … yuan.
func newStage(t *testing.T, n int, inner string) *stage {
	t.Helper()
	return newStageWith(t, n, "", inner)
}

// newStageWith also takes lines of the merchant's limits.
func newStageWith(t *testing.T, n int, limits, inner string) *stage {
	t.Helper()
	return &stage{
		t: t, campaign: newCampaign(t, 0, n, limits, inner),
		path: filepath.Join(t.TempDir(), "redpack.state"), world: newWorld(time.Now),
	}
}

// newCampaign has the recipients from first up to n.
func newCampaign(t *testing.T, first, n int, limits, inner string) *hclspec.Campaign {
	t.Helper()
	var keys []string
	for i := first; i < n; i++ {
		keys = append(keys, fmt.Sprintf("p%d", i))
	}
	return newCampaignOf(t, keys, first, limits, inner)
}

// newCampaignOf has recipients of these keys.
func newCampaignOf(t *testing.T, keys []string, first int, limits, inner string) *hclspec.Campaign {
	t.Helper()
	var people strings.Builder
	for i, key := range keys {
		people.WriteString(line(key, i+first))
	}
	return newCampaignFrom(t, people.String(), limits, inner)
}

// line is a line of a recipients map.
func line(key string, i int) string { return lineOf(key, i, money.Fen(100+i)) }

func lineOf(key string, i int, amount money.Fen) string {
	return fmt.Sprintf("    %s = { openid = %q, amount = %s }\n", key, openID(i), amount.Yuan())
}

// newCampaignFrom has these lines as its recipients. Its date is 2027-02-20 unless the inner lines say another one.
func newCampaignFrom(t *testing.T, people, limits, inner string) *hclspec.Campaign {
	t.Helper()
	return campaignOver(t, fstest.MapFS{}, people, limits, inner)
}

// campaignOver also has files beside it.
func campaignOver(t *testing.T, files fstest.MapFS, people, limits, inner string) *hclspec.Campaign {
	t.Helper()
	if !strings.Contains(inner, "date") {
		inner = "  date = \"2027-02-20\"\n" + inner
	}
	src := fmt.Sprintf(`
merchant "m" {
  sandbox = true
  limits {
    quiet_hours = "none"
%s  }
}
campaign "lantern" {
  merchant  = merchant.m
  send_name = "天虹百货"
  act_name  = "猜灯谜"
  remark    = "元宵"
  wishing   = "元宵快乐"
%s
  recipients = {
%s  }
}
`, limits, inner, people)
	files["campaign.hcl"] = &fstest.MapFile{Data: []byte(src)}
	project, diags := hclspec.Load(files, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return project.Campaigns[0]
}

func (s *stage) want() map[string]money.Fen {
	want := map[string]money.Fen{}
	diags := s.campaign.Recipients(nil, func(r *hclspec.Recipient) bool {
		want[r.OpenID] = r.Amount
		return true
	})
	if diags.HasErrors() {
		s.t.Fatal(diags)
	}
	return want
}

// run plans and applies once, as a process of its own would.
func (s *stage) run(ctx context.Context) (result apply.Result, err error) {
	s.t.Helper()
	store, err := statetest.Open(ctx, s.t, s.path, state.OpenOptions{
		MchID: s.campaign.Merchant.MchID, AppID: s.campaign.Merchant.AppID, Sandbox: true, Tool: "test", Owner: "test", Now: time.Now,
		VFS: s.vfs(),
	})
	if err != nil {
		return apply.Result{}, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	known := store.Snapshot()
	if s.blind {
		known = state.EmptySnapshot()
	}
	p := s.plan(known)
	completed, open, err := store.LastMinute(time.Now())
	if err != nil {
		return apply.Result{}, err
	}
	s.daily, err = plan.NewDaily(s.campaign.Merchant, store.Snapshot(), time.Now())
	if err != nil {
		return apply.Result{}, err
	}
	o := apply.Options{
		Daily: s.daily, Numbers: plan.NumberingOf(s.campaign, store.Snapshot(), s.pins, time.Now()),
		Store: store, Sender: s.world, Now: s.clock(), Connections: 8, Patience: 40 * time.Second, MaxInRow: 10,
		Pacer:     apply.NewPacer(plan.RateOf(s.campaign), time.Now(), completed, open),
		Queries:   apply.NewPacer(plan.Evenly(1800), time.Now(), nil, 0),
		Observers: []apply.Observer{&s.events}, Drain: s.drain, NotAfter: s.notAfter, Wait: s.wait, Controls: s.controls, Progress: s.progress,
	}
	if s.wrap != nil {
		o.Store = s.wrap(store)
	}
	if s.inFlight != 0 {
		o.Connections = s.inFlight
	}
	if s.patience != 0 {
		o.Patience = s.patience
	}
	if s.sender != nil {
		o.Sender = s.sender
	}
	id, err := store.BeginRun(ctx, state.RunInfo{PlanDigest: p.Digest.String()})
	if err != nil {
		return result, err
	}
	result, err = apply.Run(ctx, p, o)
	if !s.blind && !s.meddled && (s.disk == nil || !s.disk.Stopped()) {
		if after, unread := store.Reload(context.WithoutCancel(ctx)); unread == nil { // else the disk is full, or gone
			s.balanced(p, result, after)
			s.remembered(id, result, after)
		}
	}
	return result, err
}

func (s *stage) clock() func() time.Time {
	if s.now == nil {
		return time.Now
	}
	return s.now
}

func (s *stage) vfs() string {
	if disk, ok := s.disk.(*faultfs.FS); ok {
		return disk.Name()
	}
	return ""
}

func (s *stage) plan(snapshot *state.Snapshot) *plan.Plan {
	s.t.Helper()
	o := s.retry
	o.At, o.KeepWork, o.Pins = time.Now(), true, s.pins
	p, diags := plan.New(s.campaign, snapshot, o)
	if diags.HasErrors() {
		s.t.Fatal(diags)
	}
	return p
}

// after plans anew from the file on disk.
func (s *stage) after() *plan.Plan {
	s.t.Helper()
	snapshot, err := state.Read(s.t.Context(), statetest.At(s.t, s.path))
	if err != nil {
		s.t.Fatal(err)
	}
	return s.plan(snapshot)
}

func (s *stage) mustRun() apply.Result {
	s.t.Helper()
	result, err := s.run(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, broken := range s.world.check(s.want()) {
		s.t.Error(broken)
	}
	return result
}
