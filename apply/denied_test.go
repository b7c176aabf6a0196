package apply_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/state"
)

// A number failed and the next one was paid; the state is lost, and the platform does not tell about the next one. Then it may
// have been used: it binds its person, plain runs ask about it, and only a person's wish sends it, as the same request.
func TestRebuildDoubtsWhatFollowsAFailure(t *testing.T) {
	t.Parallel()
	for name, silent := range map[string]apply.Platform{"not found": apply.NotFound, "no answer": apply.NoAnswer} {
		for _, retried := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, asked again %t", name, retried), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newStage(t, 1, "")
					s.world.behave = script(openID(0), burnt, pays)
					s.mustRun()
					s.retry.RetryFailed = true
					s.mustRun()
					s.retry.RetryFailed = false
					s.lose()
					denies := &misread{world: s.world, finding: func(f apply.Finding) apply.Finding {
						if f.Platform == apply.Offered {
							return apply.Finding{Platform: silent}
						}
						return f
					}}
					q := s.inquiry()
					q.Asker = denies
					sum, err := s.rebuildWith(q)
					if p := s.first(); err != nil || !p.Unheard() || !p.Binds() || p.Attempt != 1 || sum.Unheard.Packets != 1 {
						t.Fatalf("restored as %s %s, attempt %d, %+v, %v", p.Status, p.Code, p.Attempt, sum, err)
					}
					s.sender, s.retry.RetryFailed = denies, retried
					requests := len(s.world.sends)
					if _, err := s.run(t.Context()); err != nil {
						t.Fatal(err)
					}
					if sent := len(s.world.sends) > requests; sent != (retried && silent == apply.NotFound) {
						t.Errorf("%d requests more", len(s.world.sends)-requests)
					}
					s.sender, s.retry.RetryFailed = nil, false
					time.Sleep(time.Hour)
					if _, err := s.run(t.Context()); err != nil {
						t.Fatal(err)
					}
					if p := s.first(); p.Status != state.Sent || p.Attempt != 1 || s.world.paid() != 1 {
						t.Errorf("%s at attempt %d, paid %v", p.Status, p.Attempt, s.world.debits)
					}
				})
			})
		}
	}
}

// A line went to another campaign and the state is lost: that the platform denies the number of the old campaign once is not
// enough to pay the person under another one.
func TestRebuildAsksTwiceBeforeAnotherNumber(t *testing.T) {
	t.Parallel()
	// The search for the version of the numbers, which comes first, may meet a denial as well.
	for denials, want := range map[int]string{0: "spring", 1: "spring", 99: ""} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, 1)
			o.calm = true
			f := o.folders[0]
			today := time.Now().Format(time.DateOnly)
			campaigns := func(lantern, spring []draftRow) draft {
				return draft{campaigns: []draftCampaign{
					{name: "lantern", date: today, form: "alphanumeric", rows: lantern}, {name: "spring", date: today, form: "alphanumeric", rows: spring},
				}}
			}
			stays, goes := draftRow{key: "a", person: 1, amount: 100}, draftRow{key: "b", person: 2, amount: 100}
			f.file = campaigns([]draftRow{stays}, []draftRow{goes, {key: "c", person: 3, amount: 100}})
			o.apply(f)
			statetest.Remove(t, f.state())
			f.file = campaigns([]draftRow{stays, goes}, []draftRow{{key: "c", person: 3, amount: 100}})
			left := denials
			o.world.asked = func(openid string, _ int) apply.Platform {
				if openid != openID(goes.person) || left == 0 {
					return 0
				}
				left--
				return apply.NotFound
			}
			project, _ := o.load(f)
			s := &stage{t: t, campaign: project[0], path: f.state(), world: o.world}
			var sum inquiry.Rebuilt
			var err error
			s.open(func(store *state.Store) {
				sum, err = inquiry.Rebuild(t.Context(), inquiry.RebuildOptions{
					Inquiry: o.inquiry(), Store: store, Sender: o.world, Snapshot: store.Snapshot(), Pins: f.pins,
					Campaigns: project[:1], Siblings: project,
				})
			})
			snapshot, readErr := state.Read(t.Context(), statetest.At(t, f.state()))
			if err != nil || readErr != nil {
				t.Fatal(err, readErr)
			}
			p, _ := snapshot.Lookup("spring", "b")
			if p.Campaign != want || want == "" && sum.NotFound.Packets != 1 {
				t.Errorf("denied %d times: %q, %+v", denials, p.Campaign, sum)
			}
		})
	}
}
