package apply_test

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

var (
	denied    = behaviour{noRecord: true, answer: apply.Answer{Class: apply.User, Code: "OPENID_ERROR", NoOrder: true}}
	stillOpen = behaviour{answer: apply.Answer{Class: apply.User, Code: "OPENID_ERROR", NoOrder: true}} // the platform keeps its order
	tooMuch   = behaviour{noRecord: true, answer: apply.Answer{Class: apply.Fix, Code: "MONEY_LIMIT", NoOrder: true}}
)

// TestCorrections: what was not paid and is corrected in the file is sent as the file says, if the platform does not speak against it now.
// A number under which nothing can have been paid stays its person's.
func TestCorrections(t *testing.T) {
	t.Parallel()
	const another, more = "another person", "another amount"
	said := func(p ...apply.Platform) func(string, int) apply.Platform {
		return func(openID string, n int) apply.Platform {
			if openID == "" && p[0] == apply.FailedThere {
				return 0 // a number that was never sent
			}
			return p[min(n, len(p)-1)]
		}
	}
	for _, tt := range []struct {
		name    string
		before  []behaviour
		edit    string
		asked   func(string, int) apply.Platform
		want    state.Status
		paid    int
		same    bool // the number stays
		attempt int
	}{
		{"refused without an order", []behaviour{denied, pays}, more, nil, state.Sent, 1, true, 0},
		{"refused without an order", []behaviour{denied}, another, nil, state.Sent, 1, false, 0},
		{"an amount that is not allowed", []behaviour{tooMuch, pays}, more, nil, state.Sent, 1, true, 0},
		{"refused for good, order open", []behaviour{stillOpen}, another, nil, state.Sent, 1, false, 0},
		{"refused for good, order open", []behaviour{stillOpen}, more, nil, state.Refused, 0, true, 0},
		{"refused for a risk, order open", []behaviour{blocked}, another, nil, state.Refused, 0, true, 0},
		{"refused for a risk, order open", []behaviour{blocked}, more, nil, state.Refused, 0, true, 0},
		{"refused, has failed since", []behaviour{blocked, pays}, more, said(apply.FailedThere), state.Sent, 1, false, 1},
		{"refused, has failed since", []behaviour{blocked}, another, said(apply.FailedThere), state.Sent, 1, false, 0},
		{"refused, paid after all", []behaviour{denied}, another, said(apply.Offered), state.Sent, 0, true, 0},
		{"refused, no answer", []behaviour{denied}, another, said(apply.NoAnswer), state.Refused, 0, true, 0},
		{"refused, not found once and then open", []behaviour{denied}, another, said(apply.NotFound, apply.Sending), state.Sent, 1, false, 0},
		{"risk, not found once and then open", []behaviour{blocked}, another, said(apply.NotFound, apply.Sending), state.Refused, 0, true, 0},
		{"risk, not found twice", []behaviour{blocked}, another, said(apply.NotFound), state.Refused, 0, true, 0},
		{"risk, not found twice", []behaviour{blocked}, more, said(apply.NotFound), state.Refused, 0, true, 0},
		{"held for its amount, and an order is open all the same", []behaviour{tooMuch}, another, said(apply.Sending), state.Held, 0, true, 0},
		{"failed", []behaviour{burnt, pays}, more, nil, state.Sent, 1, false, 1},
		{"failed", []behaviour{burnt}, another, nil, state.Sent, 1, false, 0},
		{"failed, taken back", []behaviour{burnt}, another, said(apply.FailedThere, apply.Sending), state.Failed, 0, true, 0},
	} {
		t.Run(tt.name+", "+tt.edit, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, 1, "")
				s.world.behave = script(openID(0), tt.before...)
				s.mustRun()
				before := s.first()
				s.world.asked = tt.asked
				person, amount := 0, money.Fen(250)
				if tt.edit == another {
					person, amount = 7, 100
				}
				s.campaign = newCampaignFrom(t, lineOf("p0", person, amount), "", "")
				if got := s.after().Tally(plan.Correct); got != (money.Tally{Packets: 1, Amount: amount}) {
					t.Fatalf("%d to correct, %s", got.Packets, got.Amount)
				}
				time.Sleep(time.Hour)
				result := s.mustRun()
				p := s.first()
				if p.Status != tt.want || s.world.paid() != tt.paid || (p.BillNo == before.BillNo) != tt.same || p.Attempt != tt.attempt {
					t.Errorf("%s under %s (%s before), attempt %d, paid %v, %q", p.Status, p.BillNo, before.BillNo, p.Attempt, s.world.debits, result.Why)
				}
				if tt.paid == 1 && (p.Amount != amount || p.OpenID != openID(person)) {
					t.Errorf("%s got %s", p.OpenID, p.Amount)
				}
				if tt.want == state.Refused && result.Left.Amount != 0 {
					t.Errorf("%v is left, of what was begun", result.Left)
				}
			})
		})
	}
}

// TestCorrectionOnceNoOrderCanBeOpen: a refused order that is not found may be open for three days, and after them it is none.
func TestCorrectionOnceNoOrderCanBeOpen(t *testing.T) {
	t.Parallel()
	for wait, paid := range map[time.Duration]int{3 * 24 * time.Hour: 0, 5 * 24 * time.Hour: 1} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 1, "")
			s.world.behave = script(openID(0), blocked)
			s.mustRun()
			s.world.asked = func(string, int) apply.Platform { return apply.NotFound }
			s.campaign = newCampaignFrom(t, lineOf("p0", 7, 100), "", "")
			time.Sleep(wait)
			s.mustRun()
			if s.world.paid() != paid {
				t.Errorf("after %s: %v", wait, s.world.debits)
			}
		})
	}
}

// TestCorrectionOnAnOldCopy: a copy of the state from before a new attempt knows of the failed number only. Its person was paid under the next
// one, so nobody else gets the packet; and the very same next number of somebody whom the state knows keeps nothing from anybody.
func TestCorrectionOnAnOldCopy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), burnt, pays)
		s.mustRun()
		old := filepath.Join(t.TempDir(), "copy")
		statetest.Copy(t, s.path, old)
		s.retry.RetryFailed = true
		s.mustRun()
		statetest.Remove(t, s.path)
		statetest.Copy(t, old, s.path)
		s.campaign = newCampaignFrom(t, lineOf("p0", 7, 100), "", "")
		result, err := s.run(t.Context())
		if err != nil || len(result.Reasons) != 1 {
			t.Fatal(result, err)
		}
		if p := s.first(); s.world.paid() != 1 || p.Status != state.Failed {
			t.Errorf("%s, paid %v", p.Status, s.world.debits)
		}
		s.campaign = newCampaign(t, 0, 1, "", "")
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if p := s.first(); s.world.paid() != 1 || p.Status != state.Sent {
			t.Errorf("the line is back: %s, paid %v", p.Status, s.world.debits)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), burnt, pays)
		s.mustRun()
		s.campaign = newCampaignFrom(t, lineOf("new", 0, 100), "", "")
		s.mustRun()
		s.campaign = newCampaignFrom(t, lineOf("new", 0, 100)+lineOf("p0", 7, 100), "", "")
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s.world.paid() != 2 {
			t.Errorf("paid %v", s.world.debits)
		}
	})
}

// TestReasonOfARefusalThatFailed: why a refused number has failed is kept, also where it is learnt on the way to a correction.
func TestReasonOfARefusalThatFailed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.world.behave = script(openID(0), blocked, pays)
		s.mustRun()
		for _, o := range s.world.orders {
			o.failed = true
		}
		s.world.reason = "用户账号异常"
		s.campaign = newCampaignFrom(t, lineOf("p0", 0, 250), "", "")
		s.mustRun()
		p := s.first()
		history, err := state.Events(t.Context(), statetest.At(t, s.path), p.Address())
		if err != nil {
			t.Fatal(err)
		}
		for i := range history {
			if d := &history[i].Detail; d.Status == state.Failed.String() && d.Code == "FAILED" && d.Text == s.world.reason {
				return
			}
		}
		t.Errorf("no reason in %+v", history)
	})
}

// comesBack has one packet that nobody opens, and a state that knows it.
func comesBack(t *testing.T, inner string) *stage {
	t.Helper()
	s := newStage(t, 1, inner)
	first := true
	s.world.unopened = func() bool { defer func() { first = false }(); return first }
	s.mustRun()
	time.Sleep(25 * time.Hour)
	s.refresh()
	if p := s.first(); p.Status != state.Refunded {
		t.Fatalf("the packet is %s", p.Status)
	}
	return s
}

func (s *stage) refresh() {
	s.t.Helper()
	s.open(func(store *state.Store) {
		if _, err := inquiry.Refresh(s.t.Context(), inquiry.RefreshOptions{Inquiry: s.inquiry(), Store: store, Snapshot: store.Snapshot()}); err != nil {
			s.t.Fatal(err)
		}
	})
}

// TestForgotten: of what the platform has forgotten, it confirms nothing any more; whoever asks for it is told how to pay it all the same.
func TestForgotten(t *testing.T) {
	t.Parallel()
	for way, begin := range map[string]func(t *testing.T) *stage{
		"write a supplement of it": func(t *testing.T) *stage { return comesBack(t, "") },
		"give the line a new key": func(t *testing.T) *stage {
			s := newStage(t, 1, "")
			s.world.behave = script(openID(0), burnt)
			s.mustRun()
			return s
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := begin(t)
			s.retry.RetryFailed, s.retry.ResendRefunded = true, true
			s.world.asked = func(string, int) apply.Platform { return apply.NotFound }
			time.Sleep(31 * 24 * time.Hour)
			result := s.mustRun()
			if len(result.Reasons) != 1 || !strings.Contains(result.Reasons[0].Text.English, way) {
				t.Errorf("%s: %+v", way, result.Reasons)
			}
		})
	}
}

// TestResendOfSharedNumbers: a lost state is restored beyond a number that came back although two people can share it, and the platform
// does not name who let it go back.
func TestResendOfSharedNumbers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := comesBack(t, digits)
		s.retry.ResendRefunded = true
		s.mustRun()
		s.lose()
		s.mustRebuild()
		if p := s.first(); p.Attempt != 1 || p.Status != state.Unknown {
			t.Errorf("restored as %s, attempt %d", p.Status, p.Attempt)
		}
		if _, err := s.run(t.Context()); err != nil { // the request is the same but for its nonce
			t.Fatal(err)
		}
		if p := s.first(); p.Attempt != 1 || p.Status != state.Sent || s.world.paid() != 2 {
			t.Errorf("%s, attempt %d, paid %v", p.Status, p.Attempt, s.world.debits)
		}
	})
}

// TestResend: what came back is sent again under a new number, once, where somebody asks for it and the platform confirms it.
func TestResend(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := comesBack(t, "")
		s.mustRun()
		if s.world.paid() != 1 {
			t.Fatal("nobody asked for it")
		}
		s.retry.ResendRefunded = true
		for range 2 {
			s.mustRun()
			if p := s.first(); p.Status != state.Sent || p.Attempt != 1 || s.world.paid() != 2 || len(s.world.paidTwice()) > 0 {
				t.Errorf("%s, attempt %d, paid %v", p.Status, p.Attempt, s.world.debits)
			}
		}
		s.lose()
		s.world.asked = func(_ string, n int) apply.Platform { // the second number is not found at first
			return []apply.Platform{apply.NotFound, 0}[min(n, 1)]
		}
		if sum := s.mustRebuild(); sum.Restored[state.Sent].Packets != 1 {
			t.Errorf("%+v", sum.Restored)
		}
		if p := s.first(); p.Attempt != 1 {
			t.Errorf("attempt %d", p.Attempt)
		}
	})
}

// TestRebuildOfWhatCameBack: the number after one that came back was perhaps never used; that is no doubt about anything.
func TestRebuildOfWhatCameBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := comesBack(t, "")
		s.lose()
		if sum := s.mustRebuild(); sum.Restored[state.Refunded].Packets != 1 || sum.Unheard.Packets != 0 {
			t.Errorf("%+v", sum)
		}
		s.retry.ResendRefunded = true
		s.mustRun()
		if p := s.first(); p.Status != state.Sent || p.Attempt != 1 || s.world.paid() != 2 {
			t.Errorf("%s, attempt %d", p.Status, p.Attempt)
		}
	})
}

// TestRefundThatIsNotConfirmed: a packet that the platform does not call refunded now is left alone, whatever it said before.
func TestRefundThatIsNotConfirmed(t *testing.T) {
	t.Parallel()
	for _, now := range []apply.Platform{apply.Offered, apply.Received, apply.Refunding, apply.FailedThere, apply.NotFound, apply.Sending, apply.NoAnswer} {
		synctest.Test(t, func(t *testing.T) {
			s := comesBack(t, "")
			s.world.asked = func(string, int) apply.Platform { return now }
			s.retry.ResendRefunded = true
			result := s.mustRun()
			if p := s.first(); p.Status != state.Refunded || p.Attempt != 0 || s.world.paid() != 1 || len(s.world.sends) != 1 {
				t.Errorf("%d: %s, attempt %d, %d requests", now, p.Status, p.Attempt, len(s.world.sends))
			}
			if len(result.Tallies) > 0 || result.Left.Packets != 1 || len(result.Reasons) != 1 || result.Reasons[0].Text.Empty() {
				t.Errorf("%d: nobody is told: %+v", now, result)
			}
		})
	}
}

// TestRefundOfLess: what came back only in part is not sent again as a whole.
func TestRefundOfLess(t *testing.T) {
	t.Parallel()
	for refund, want := range map[money.Fen]int{0: 2, 100: 2, 99: 1} {
		synctest.Test(t, func(t *testing.T) {
			s := comesBack(t, "")
			s.sender = &misread{world: s.world, finding: func(f apply.Finding) apply.Finding { f.Refund = refund; return f }}
			s.retry.ResendRefunded = true
			s.mustRun()
			if s.world.paid() != want {
				t.Errorf("%s came back: paid %d times", refund, s.world.paid())
			}
		})
	}
}

// refundedOnce lets the platform call a packet refunded once that is not.
func refundedOnce(t *testing.T, mutate func(*stage)) (found []string) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.mustRun()
		s.world.asked = func(_ string, n int) apply.Platform {
			if n == 0 {
				return apply.Refunded
			}
			return 0
		}
		s.refresh()
		mutate(s)
		s.retry.ResendRefunded = true
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		found = s.world.paidTwice()
	})
	return found
}
