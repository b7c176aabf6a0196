package apply_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// byKey makes a stage go on with numbers of the first releases, which name a key and no person.
func (s *stage) byKey() {
	series := plan.NumberingOf(s.campaign, state.EmptySnapshot(), nil, time.Now()).Series
	series.Version, series.Scheme = billno.ByKey, billno.Digits
	s.pins = plan.Pins{{Campaign: s.campaign.Name, Series: series}}
}

// status is what the state says of the first recipient.
func (s *stage) first() state.Packet {
	s.t.Helper()
	snapshot, err := state.Read(s.t.Context(), statetest.At(s.t, s.path))
	if err != nil {
		s.t.Fatal(err)
	}
	p, _ := snapshot.Lookup("lantern", "p0")
	return p
}

// "Paid", said of a person's own number, is said of the person; said of a number that two people can share, it is not, and the
// same request once more makes the platform compare them. Nobody is paid by it.
func TestWhoWasPaidIsProved(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		inner    string
		byKey    bool
		requests int
	}{
		{name: "the person's number", requests: 1},
		{name: "ten digits", inner: digits, requests: 2},
		{name: "the first releases", byKey: true, requests: 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 1, tt.inner)
				if tt.byKey {
					s.byKey()
				}
				s.world.behave = script(openID(0), lostAfter, pays)
				s.mustRun()
				if p := s.first(); p.Status != state.Sent || len(s.world.sends) != tt.requests || s.world.paid() != 1 {
					t.Errorf("%s after %d requests, paid %v", p.Status, len(s.world.sends), s.world.debits)
				}
			})
		})
	}
}

// corrected pays a person under a number that names only the key, loses the state, and has another person stand under that
// key: the number is somebody else's, and the platform does not say whose.
func corrected(t *testing.T, mutate func(*stage)) *stage {
	t.Helper()
	s := newStage(t, 1, "")
	s.byKey()
	mutate(s)
	if _, err := s.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.lose()
	s.campaign = newCampaignFrom(t, lineOf("p0", 7, 100), "", "")
	for range 3 {
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
	}
	return s
}

func TestAnotherOrdersNumberLeavesDoubt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := corrected(t, func(*stage) {})
		p := s.first()
		if !p.Disputed() || p.OpenID != openID(7) || s.world.paid() != 1 {
			t.Fatalf("%s %s for %s, paid %v", p.Status, p.Code, p.OpenID, s.world.debits)
		}
		s.open(func(store *state.Store) {
			if _, err := store.Release(t.Context(), p.ID, "the merchant platform shows the other person"); err != nil {
				t.Fatal(err)
			}
		})
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after := s.first(); after.Status != state.Sent || after.BillNo == p.BillNo || s.world.paid() != 2 {
			t.Errorf("%s under %s, paid %v", after.Status, after.BillNo, s.world.debits)
		}
	})
}

// A disputed packet that a person closes counts as paid and is left alone.
func TestClosedDisputeIsLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := corrected(t, func(*stage) {})
		p := s.first()
		s.open(func(store *state.Store) {
			if _, err := store.Accept(t.Context(), p.ID, state.Decision{OpenID: p.OpenID, Amount: p.Amount, Reason: "paid by hand"}); err != nil {
				t.Fatal(err)
			}
		})
		sends, queries := len(s.world.sends), len(s.world.queries)
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(s.world.sends) != sends || len(s.world.queries) != queries || s.after().Tally(plan.Done).Packets != 1 {
			t.Errorf("%d requests and %d queries more", len(s.world.sends)-sends, len(s.world.queries)-queries)
		}
	})
}

// once lets the platform say FAILED of a number once, although it pays.
func once(openID string, n int) apply.Platform {
	if n == 0 {
		return apply.FailedThere
	}
	return 0
}

// failedOnce lets the platform take FAILED back before a person asks for a new attempt.
func failedOnce(t *testing.T, mutate func(*stage)) (found []string) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), lostAfter, pays)
		s.world.asked = once
		mutate(s)
		s.retry.RetryFailed = true
		for range 2 {
			if _, err := s.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
		}
		found = s.world.paidTwice()
	})
	return found
}

func TestFailedIsAskedAboutAgainBeforeANewNumber(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), lostAfter, pays)
		s.world.asked = once
		s.mustRun()
		if p := s.first(); p.Status != state.Failed {
			t.Fatalf("the packet is %s", p.Status)
		}
		s.retry.RetryFailed = true
		s.mustRun()
		if p := s.first(); p.Status != state.Sent || p.Attempt != 0 || s.world.paid() != 1 {
			t.Errorf("%s, attempt %d, paid %v", p.Status, p.Attempt, s.world.debits)
		}
	})
}

// A number that the platform still calls failed is given up, and the person is paid under the next one.
func TestFailedAndConfirmedGetsANewNumber(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), burnt, pays)
		s.mustRun()
		s.retry.RetryFailed = true
		s.mustRun()
		if p := s.first(); p.Status != state.Sent || p.Attempt != 1 || s.world.paid() != 1 {
			t.Errorf("%s, attempt %d, paid %v", p.Status, p.Attempt, s.world.debits)
		}
	})
}

// A clear refusal of every request that was ever made is a refusal, however often somebody asks again.
func TestClearRefusalsLeaveNoDoubt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = func(string, int) behaviour {
			return behaviour{noRecord: true, answer: apply.Answer{Class: apply.User, Code: "OPENID_ERROR"}}
		}
		s.mustRun()
		s.retry.RetryRefused = true
		for range 3 {
			s.mustRun()
			time.Sleep(time.Hour)
		}
		if p := s.first(); p.Status != state.Refused || p.Doubt || len(s.world.sends) != 4 {
			t.Errorf("%s, doubt %t, after %d requests", p.Status, p.Doubt, len(s.world.sends))
		}
		s.retry.RetryRefused = false
		queries := len(s.world.queries)
		s.mustRun()
		if len(s.world.sends) != 4 || len(s.world.queries) != queries {
			t.Error("a plain apply asks or sends again")
		}
	})
}

// stale plans from a state that has fallen behind: a person was paid under another key since.
func stale(t *testing.T, mutate func(*stage)) (found []string) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.byKey()
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.campaign = newCampaignFrom(t, lineOf("renamed", 0, 100), "", "")
		mutate(s)
		s.blind = true
		_, _ = s.run(t.Context()) // the store refuses
		found = s.world.paidTwice()
	})
	return found
}

// permissive is a mutant store that lets everybody have several packets.
type permissive struct{ apply.Store }

func (m *permissive) Reserve(ctx context.Context, in state.Intent) (state.Packet, error) {
	in.Permission = "none"
	return m.Store.Reserve(ctx, in)
}

// vouching is a mutant store that says of every number that it is one person's.
type vouching struct{ apply.Store }

func (m *vouching) Reserve(ctx context.Context, in state.Intent) (state.Packet, error) {
	in.Version, in.Personal = billno.ByPerson, true
	return m.Store.Reserve(ctx, in)
}

// believed is who counts as paid and got nothing, after a person was corrected in a list whose state was lost.
func believed(t *testing.T, mutate func(*stage)) (found []string) {
	synctest.Test(t, func(t *testing.T) {
		s := corrected(t, mutate)
		if p := s.first(); p.Status.Paid() {
			found = append(found, p.OpenID+" is recorded as paid and got nothing")
		}
	})
	return found
}

// renamedAfterLoss renames a key while the state is lost.
func renamedAfterLoss(t *testing.T, mutate func(*stage)) (found []string) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		mutate(s)
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.lose()
		s.campaign = newCampaignFrom(t, lineOf("renamed", 0, 100), "", "")
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		found = s.world.paidTwice()
	})
	return found
}

// Whom the state refuses a second packet is left out and told; the others are paid.
func TestARefusedSecondPacketHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.mustRun()
		s.campaign = newCampaignFrom(t, lineOf("renamed", 0, 100)+lineOf("other", 1, 100), "", "")
		s.blind = true
		result, err := s.run(t.Context())
		if err != nil || s.world.paid() != 2 || len(result.Reasons) != 1 || result.Reasons[0].Code != "SECOND_PACKET" {
			t.Errorf("%v, %+v, paid %v", err, result, s.world.debits)
		}
	})
}

// A packet that went to another campaign has its number along; its person may stand in the first one anew.
func TestNumberThatWentToAnotherCampaign(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.mustRun()
		s.open(func(store *state.Store) {
			from, to := address.Address{Campaign: "lantern", Key: "p0"}, address.Address{Campaign: "spring", Key: "p0"}
			if err := store.Moved(t.Context(), from, to); err != nil {
				t.Fatal(err)
			}
		})
		s.campaign = newCampaignFrom(t, lineOf("again", 0, 130), "", "  repeats = [\"spring\"]\n")
		if _, err := s.run(t.Context()); err != nil || s.world.paid() != 2 || s.world.debits[0].no == s.world.debits[1].no {
			t.Errorf("%v, paid %v", err, s.world.debits)
		}
	})
}
