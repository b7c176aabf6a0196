package apply_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// packetsOf are what the account has paid to a person, packet by packet.
func (s *stage) packetsOf(person int) (all []money.Fen) {
	for _, d := range s.world.debits {
		if d.openID == openID(person) {
			all = append(all, d.amount)
		}
	}
	return all
}

// supplements are blocks of p0, one of 2.00 for each key.
func supplements(keys ...string) string {
	var blocks strings.Builder
	for _, key := range keys {
		blocks.WriteString(plan.SupplementBlock(key, "p0", 200, "so it was agreed"))
	}
	return blocks.String()
}

// A person gets each supplement once, beside the packet that stays, whatever happens on the way and however often it is applied.
func TestSupplementsArePaidOnce(t *testing.T) {
	t.Parallel()
	for name, way := range map[string][]behaviour{
		"at once": nil, "the answer lost": {pays, lostAfter}, "the request lost": {pays, lostBefore}, "both lost": {pays, lostAfter, lostBefore},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 2, "")
				s.world.behave = script(openID(0), append(way, pays, pays, pays, pays)...)
				s.mustRun()
				s.campaign = newCampaign(t, 0, 2, "", supplements("a", "b"))
				for range 3 {
					if _, err := s.run(t.Context()); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Hour)
				}
				if got := s.packetsOf(0); len(got) != 3 || got[1] != 200 || got[2] != 200 || len(s.packetsOf(1)) != 1 {
					t.Errorf("paid %v", s.world.debits)
				}
				if p := s.after(); p.Tally(plan.Done).Packets != 4 || p.Open().Packets != 0 {
					t.Errorf("%+v", p.Tally(plan.Done))
				}
			})
		})
	}
}

// What a plan believes of the first packet, the state looks at once more before the supplement leaves.
func TestSupplementOfWhatFailedMeanwhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.mustRun()
		s.campaign = newCampaign(t, 0, 2, "", supplements("a"))
		s.meddled = true
		s.wrap = func(store apply.Store) apply.Store { // the plan is made by now
			if _, err := store.Record(t.Context(), s.first().ID, state.Outcome{Status: state.Failed, Code: "FAILED", At: time.Now()}); err != nil {
				t.Fatal(err)
			}
			return store
		}
		result, err := s.run(t.Context())
		if err != nil || len(s.packetsOf(0)) != 1 || len(s.packetsOf(1)) != 1 || len(result.Reasons) != 1 || result.Reasons[0].Code != "SUPPLEMENT" {
			t.Errorf("%v, %+v, paid %v", err, result.Reasons, s.world.debits)
		}
	})
}

// The word of the file goes into the history of the supplement, and of nobody else.
func TestPermissionOfSupplements(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		s.mustRun()
		s.campaign = newCampaign(t, 0, 3, "", supplements("a"))
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		snapshot, err := state.Read(t.Context(), statetest.At(t, s.path))
		if err != nil {
			t.Fatal(err)
		}
		for p := range snapshot.ByID() {
			history, err := state.Events(t.Context(), statetest.At(t, s.path), p.Address())
			if err != nil {
				t.Fatal(err)
			}
			if got, want := history[0].Detail.Permission, map[string]string{"a": state.PermissionSupplement}[p.Key]; got != want {
				t.Errorf("%s: permission %q, want %q", p.Key, got, want)
			}
		}
	})
}
