package apply_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// inquiry asks the world as fast as the platform allows.
func (s *stage) inquiry() inquiry.Inquiry {
	return inquiry.Inquiry{
		Asker: s.world, Queries: apply.NewPacer(plan.Evenly(1800), time.Now(), nil, 0), Now: time.Now, Connections: 4, MaxInRow: 5, Drain: s.drain,
	}
}

// lose takes the state away, as if its folder had been lost.
func (s *stage) lose() { s.path = filepath.Join(s.t.TempDir(), "redpack.state") }

// open opens the state as a process of its own would; it is closed when the function returns.
func (s *stage) open(do func(*state.Store)) {
	s.t.Helper()
	store, err := statetest.Open(s.t.Context(), s.t, s.path, state.OpenOptions{
		MchID: s.campaign.Merchant.MchID, AppID: s.campaign.Merchant.AppID, Sandbox: true, Tool: "test", Owner: "test", Now: time.Now,
		VFS: s.vfs(),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	do(store)
	if err := store.Close(); err != nil {
		s.t.Error(err)
	}
}

func (s *stage) rebuildWith(q inquiry.Inquiry) (sum inquiry.Rebuilt, err error) {
	s.t.Helper()
	s.open(func(store *state.Store) {
		all := []*hclspec.Campaign{s.campaign}
		sum, err = inquiry.Rebuild(s.t.Context(), inquiry.RebuildOptions{
			Inquiry: q, Store: store, Sender: s.world, Snapshot: store.Snapshot(), Pins: s.pins, Campaigns: all, Siblings: all,
		})
	})
	return sum, err
}

func (s *stage) mustRebuild() inquiry.Rebuilt {
	s.t.Helper()
	sum, err := s.rebuildWith(s.inquiry())
	if err != nil {
		s.t.Fatal(err)
	}
	return sum
}

// statuses counts what the state holds.
func (s *stage) statuses() map[state.Status]int {
	s.t.Helper()
	snapshot, err := state.Read(s.t.Context(), statetest.At(s.t, s.path))
	if err != nil {
		s.t.Fatal(err)
	}
	counts := map[state.Status]int{}
	for p := range snapshot.ByID() {
		counts[p.Status]++
	}
	return counts
}

// received says that one person took every packet.
type received struct {
	*world
	by string // the receiver
}

func (w received) Query(ctx context.Context, no billno.BillNo) apply.Finding {
	f := w.world.Query(ctx, no)
	if f.Platform == apply.Offered {
		f.Platform, f.Word, f.OpenID = apply.Received, "RECEIVED", w.by
		f.SentAt, f.ReceivedAt = time.Now().Add(-48*time.Hour), time.Now().Add(-47*time.Hour)
	}
	return f
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
