package apply_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// inquiry asks the world as fast as the platform allows.
func (s *stage) inquiry() inquiry.Inquiry {
	return inquiry.Inquiry{
		Asker: s.world, Queries: apply.NewPacer(1800, time.Now(), nil, 0), Now: time.Now, Connections: 4, MaxInRow: 5, Drain: s.drain,
	}
}

// lose takes the state away, as if its folder had been lost.
func (s *stage) lose() { s.path = filepath.Join(s.t.TempDir(), "redpack.state") }

// open opens the state as a process of its own would; it is closed when the function returns.
func (s *stage) open(do func(*state.Store)) {
	s.t.Helper()
	store, err := state.Open(s.t.Context(), s.path, state.OpenOptions{
		MchID: s.campaign.Merchant.MchID, AppID: s.campaign.Merchant.AppID, Sandbox: true, Tool: "test", Owner: "test", Now: time.Now,
	})
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
	return s.rebuildWith(s.t.Context(), s.inquiry())
}

func (s *stage) rebuildWith(ctx context.Context, q inquiry.Inquiry) (sum inquiry.Rebuilt, err error) {
	s.t.Helper()
	s.open(func(store *state.Store) {
		sum, err = inquiry.Rebuild(ctx, inquiry.RebuildOptions{
			Inquiry: q, Store: store, Sender: s.world, Snapshot: store.Snapshot(),
			Pins: s.pins, Campaigns: []*hclspec.Campaign{s.campaign}, Siblings: []*hclspec.Campaign{s.campaign},
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
	return sum
}

// statuses counts what the state holds.
func (s *stage) statuses() map[state.Status]int {
	s.t.Helper()
	snapshot, err := state.Read(s.t.Context(), s.path)
	if err != nil {
		s.t.Fatal(err)
	}
	counts := map[state.Status]int{}
	for p := range snapshot.ByID() {
		counts[p.Status]++
	}
	return counts
}

func TestRebuildFindsEverybodyPaid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 40, "")
		s.mustRun()
		s.lose()
		sum := s.mustRebuild()
		if sum.Restored[state.Sent] != sum.Recipients || sum.Recipients.Packets != 40 || sum.NotFound.Packets != 0 {
			t.Errorf("restored %v of %v", sum.Restored, sum.Recipients)
		}
		if p := s.after(); p.Tally(plan.Done).Packets != 40 || p.Open().Packets != 0 {
			t.Errorf("%d done, %d open", p.Tally(plan.Done).Packets, p.Open().Packets)
		}
		report, err := state.Check(t.Context(), s.path)
		if err != nil || !report.Sound() {
			t.Errorf("the rebuilt state: %v %v", report.Problems, err)
		}
		if again := s.mustRebuild(); again.Known.Packets != 40 || len(again.Restored) != 0 {
			t.Errorf("a second rebuild restored %v", again.Restored)
		}
		if sends := len(s.world.sends); sends != 40 {
			t.Errorf("a rebuild must send nothing, but %d requests left", sends)
		}
	})
}

// A list that changes between its check and the questions is an error: somebody may have been left out.
func TestRebuildTellsOfAListThatChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const list = "  recipients_from \"csv\" {\n    path = \"p.csv\"\n    key = row.id\n    openid = row.openid\n    amount = 1.00\n  }\n"
		files := fstest.MapFS{"p.csv": {Data: fmt.Appendf(nil, "id,openid\na,%s\nb,%s\n", openID(1), openID(2))}}
		s := newStage(t, 1, "")
		s.campaign = campaignOver(t, files, "", "", list)
		s.mustRun()
		s.lose()
		q := s.inquiry()
		var result inquiry.Rebuilt
		var err error
		s.open(func(store *state.Store) {
			all := []*hclspec.Campaign{s.campaign}
			result, err = inquiry.Rebuild(t.Context(), inquiry.RebuildOptions{
				Inquiry: q, Store: store, Sender: s.world, Snapshot: store.Snapshot(), Campaigns: all, Siblings: all,
				Counted: func(int) { files["p.csv"].Data = files["p.csv"].Data[:41] },
			})
		})
		if err != nil || !result.Changed.HasErrors() || !strings.Contains(result.Changed.Error(), "changed") {
			t.Errorf("got %v, %v", result.Changed, err)
		}
	})
}

// Whatever happened to a list after the loss, the rebuilt state and the platform's own account agree, and going on from it
// pays nobody twice.
func TestRebuildAfterTheListWasEdited(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(t *testing.T, keys []string) *hclspec.Campaign{
		"reversed": func(t *testing.T, keys []string) *hclspec.Campaign {
			slices.Reverse(keys)
			return renamed(t, keys, nil)
		},
		"people added": func(t *testing.T, keys []string) *hclspec.Campaign {
			return renamed(t, append([]string{"p90", "p91"}, keys...), nil)
		},
		"people removed": func(t *testing.T, keys []string) *hclspec.Campaign { return renamed(t, keys[3:], nil) },
		"amount changed": func(t *testing.T, keys []string) *hclspec.Campaign {
			return renamed(t, keys, map[string]money.Fen{"p2": 777})
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				keys := []string{"p0", "p1", "p2", "p3", "p4", "p5"}
				s := newStage(t, 1, "")
				s.campaign = renamed(t, keys, nil)
				s.mustRun()
				s.lose()
				s.campaign = edit(t, keys)
				s.mustRebuild()
				if _, err := s.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				paid := map[string]int{}
				for _, d := range s.world.debits {
					paid[d.openID]++
				}
				for who, times := range paid {
					if times != 1 {
						t.Errorf("%s was paid %d times", who, times)
					}
				}
				for who := range s.want() {
					if paid[who] != 1 {
						t.Errorf("%s is in the list and was paid %d times", who, paid[who])
					}
				}
			})
		})
	}
}

// renamed is a campaign whose recipients keep their openid and, unless told otherwise, their amount in any order.
func renamed(t *testing.T, keys []string, amounts map[string]money.Fen) *hclspec.Campaign {
	t.Helper()
	var people strings.Builder
	for _, key := range keys {
		var i int
		if _, err := fmt.Sscanf(key, "p%d", &i); err != nil {
			t.Fatal(err)
		}
		amount := money.Fen(100 + i)
		if other, ok := amounts[key]; ok {
			amount = other
		}
		fmt.Fprintf(&people, "    %s = { openid = %q, amount = %s }\n", key, openID(i), amount.Yuan())
	}
	return newCampaignFrom(t, people.String(), "", "")
}

func TestRebuildKeepsWhatThePlatformPaid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 3, "")
		s.mustRun()
		s.lose()
		s.campaign = renamed(t, []string{"p0", "p1", "p2"}, map[string]money.Fen{"p1": 500})
		sum := s.mustRebuild()
		if len(sum.Differing) != 1 || sum.Differing[0].Packet.Amount != 101 || sum.Differing[0].Amount != 500 {
			t.Errorf("differing: %+v", sum.Differing)
		}
		p := s.after()
		if p.Tally(plan.Conflict).Packets != 1 || p.Tally(plan.Done).Packets != 2 {
			t.Errorf("%d conflicts, %d done", p.Tally(plan.Conflict).Packets, p.Tally(plan.Done).Packets)
		}
	})
}

// received says that somebody took every packet.
type received struct {
	*world
	by string // the receiver; "": whom it was sent to
}

func (w received) Query(ctx context.Context, no billno.BillNo) apply.Finding {
	f := w.world.Query(ctx, no)
	if f.Platform == apply.Offered {
		f.Platform, f.Word, f.OpenID = apply.Received, "RECEIVED", w.by
		if w.by == "" {
			w.mu.Lock()
			f.OpenID = w.orders[no].request.OpenID
			w.mu.Unlock()
		}
		f.SentAt, f.ReceivedAt = time.Now().Add(-48*time.Hour), time.Now().Add(-47*time.Hour)
	}
	return f
}

func TestRebuildNoticesAnotherPerson(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.mustRun()
		s.lose()
		q := s.inquiry()
		q.Asker = received{s.world, openID(77)}
		sum, err := s.rebuildWith(t.Context(), q)
		if err != nil || len(sum.Differing) != 1 || sum.Differing[0].Packet.OpenID != openID(77) {
			t.Errorf("%+v %v", sum, err)
		}
		if got := s.after().Tally(plan.Conflict).Packets; got != 1 {
			t.Errorf("%d conflicts", got)
		}
		snapshot, err := state.Read(t.Context(), s.path)
		if err != nil {
			t.Fatal(err)
		}
		today := time.Now().Format("20060102")
		if usage, err := snapshot.PaidOn(today); err != nil || usage.Total.Packets != 0 {
			t.Errorf("what was paid two days ago counts against today's limits: %+v %v", usage.Total, err)
		}
	})
}

func TestRebuildOfUnpaidNumbers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		before   behaviour
		want     map[state.Status]int
		notFound int
	}{
		{"never sent", badSign, map[state.Status]int{}, 1},
		{"burnt", burnt, map[state.Status]int{state.Unknown: 1}, 0},
		{"still open", noMoney, map[state.Status]int{state.Unknown: 1}, 0},
		{"refused and open", blocked, map[state.Status]int{state.Unknown: 1}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 1, "")
				s.world.behave = script(openID(0), tt.before, pays)
				s.mustRun()
				s.lose()
				sum := s.mustRebuild()
				if diff := cmp.Diff(tt.want, s.statuses()); diff != "" || sum.NotFound.Packets != tt.notFound {
					t.Errorf("not found %d, -want +got\n%s", sum.NotFound.Packets, diff)
				}
				s.retry.RetryFailed = true
				time.Sleep(time.Minute)
				if _, err := s.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				if s.world.paid() != 1 || s.after().Tally(plan.Done).Packets != 1 {
					t.Errorf("going on from the rebuilt state: %v", s.world.debits)
				}
			})
		})
	}
}

// A number that failed and was followed by a new attempt is found with its successor.
func TestRebuildWalksTheChain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		s.world.behave = script(openID(0), burnt, pays)
		s.mustRun()
		s.retry.RetryFailed = true
		s.mustRun()
		s.lose()
		sum := s.mustRebuild()
		if sum.Restored[state.Sent].Packets != 2 || s.after().Tally(plan.Done).Packets != 2 {
			t.Errorf("restored %v", sum.Restored)
		}
		snapshot, err := state.Read(t.Context(), s.path)
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := snapshot.Lookup("lantern", "p0"); p.Attempt != 1 {
			t.Errorf("p0 is at attempt %d", p.Attempt)
		}
	})
}

// Two recipients of one number: a query cannot tell whose it is, so neither is restored, in either order, and the run
// that follows finds out without paying anybody twice.
func TestRebuildOfAClash(t *testing.T) {
	t.Parallel()
	a, b := clashing(t)
	one, other := lineOf("a", a, 150), lineOf("b", b, 150)
	for name, people := range map[string]string{"as sent": one + other, "turned round": other + one} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 1, "")
				s.campaign = newCampaignFrom(t, one+other, "", digits)
				s.world.latency = 300 * time.Millisecond
				s.mustRun()
				s.lose()
				s.campaign = newCampaignFrom(t, people, "", digits)
				sum := s.mustRebuild()
				slices.Sort(sum.Shared)
				if len(sum.Restored) != 0 || !slices.Equal(sum.Shared, []string{"lantern/a", "lantern/b"}) {
					t.Errorf("restored %v, shared %v", sum.Restored, sum.Shared)
				}
				if _, err := s.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				if s.world.paid() != 2 {
					t.Errorf("paid: %v", s.world.debits)
				}
			})
		})
	}
}

func TestRebuildGoesOnAfterAnInterruption(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 60, "")
		s.mustRun()
		s.lose()
		q := s.inquiry()
		drain := make(chan struct{})
		q.Drain = drain
		q.Told = func(a inquiry.Asked) {
			if a.Done == 20 {
				close(drain)
			}
		}
		first, err := s.rebuildWith(t.Context(), q)
		if err != nil || first.Stop != apply.Interrupted {
			t.Fatalf("%+v %v", first, err)
		}
		asked := len(s.world.queries)
		second := s.mustRebuild()
		if second.Known.Packets != first.Restored[state.Sent].Packets || second.Known.Packets < 20 || second.Known.Packets > 30 {
			t.Errorf("%d known after %d were restored", second.Known.Packets, first.Restored[state.Sent].Packets)
		}
		if len(s.world.queries)-asked != 60-second.Known.Packets || s.after().Tally(plan.Done).Packets != 60 {
			t.Errorf("%d queries for the rest, %d done", len(s.world.queries)-asked, s.after().Tally(plan.Done).Packets)
		}
	})
}

func TestRebuildWithoutAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 30, "")
		s.mustRun()
		s.lose()
		s.world.asked = func(string, int) apply.Platform { return apply.NoAnswer }
		sum := s.mustRebuild()
		if sum.Stop != apply.NoClearAnswers || len(sum.Restored) != 0 || sum.NoAnswer.Packets < 5 || sum.NoAnswer.Packets > 15 {
			t.Errorf("%+v", sum)
		}
	})
}

func TestRebuildIsTooLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		day := time.Date(2027, 2, 20, 0, 0, 0, 0, time.FixedZone("CST", 8*60*60))
		time.Sleep(time.Until(day.Add(30 * 24 * time.Hour)))
		if _, err := s.rebuild(); err != nil {
			t.Errorf("on the last day: %v", err)
		}
		time.Sleep(time.Minute)
		var late *inquiry.TooOldError
		if _, err := s.rebuild(); !errors.As(err, &late) || !strings.Contains(late.Error(), "30 days") {
			t.Errorf("a month later: %v", err)
		}
	})
}

func TestRebuildRefusesWrongRows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.campaign = newCampaignFrom(t, "    a = { openid = \"oTEST\", amount = 0.01 }\n", "", "")
		if _, err := s.rebuild(); err == nil || len(s.world.queries) != 0 {
			t.Errorf("%v after %d queries", err, len(s.world.queries))
		}
	})
}
