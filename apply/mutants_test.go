package apply_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

// Each mutant breaks one rule of the protocol in a way that was seen in real programs. The oracle of these tests, the
// platform's own account, must convict each of them; otherwise the tests that acquit redpack prove nothing.
//
// A mutant stands between the engine and the platform. The engine without a mutant passes every world below, which
// TestTheOracleAcquits shows.

// renumber is a mutant that sends another number than the one derived.
type renumber struct {
	*world
	mu     sync.Mutex
	number func(o apply.Order) billno.BillNo
}

func (m *renumber) Freeze(o apply.Order) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o.BillNo = m.number(o)
	return m.world.Freeze(o)
}

// Query translates back: such a program asks about the number it sent.
func (m *renumber) Query(ctx context.Context, no billno.BillNo) apply.Finding {
	return m.world.Query(ctx, no)
}

// misread is a mutant that takes answers for something they are not.
type misread struct {
	*world
	answer  func(apply.Answer) apply.Answer
	finding func(apply.Finding) apply.Finding
}

func (m *misread) Send(ctx context.Context, request string) apply.Answer {
	a := m.world.Send(ctx, request)
	if m.answer != nil {
		a = m.answer(a)
	}
	return a
}

func (m *misread) Query(ctx context.Context, no billno.BillNo) apply.Finding {
	f := m.world.Query(ctx, no)
	if m.finding != nil {
		f = m.finding(f)
	}
	return f
}

// sendFirst is a mutant store that acknowledges intents which it has not written.
type sendFirst struct {
	apply.Store
	id atomic.Int64
}

func (m *sendFirst) Reserve(_ context.Context, in state.Intent) (state.Packet, error) {
	return state.Packet{
		ID: m.id.Add(1), Campaign: in.Campaign, Key: in.Key, OpenID: in.OpenID, Amount: in.Amount, BillNo: in.BillNo,
		Status: state.Reserved, Request: in.Request,
	}, nil
}

func (m *sendFirst) Record(context.Context, int64, state.Outcome) (state.Packet, error) {
	return state.Packet{}, errDisk // the crash comes before the intents are on disk
}

// trial is a world and what happens in it; it returns what the oracle found.
type trial func(t *testing.T, mutate func(*stage)) []string

// badWeather lives through worlds in which answers are lost, and lets failed packets be tried again.
func badWeather(t *testing.T, mutate func(*stage)) []string {
	var found []string
	for seed := range uint64(wholeOrQuick(6, 3)) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 3))
			s := newStage(t, 6, "")
			s.retry.RetryFailed = true
			s.world.behave = func(string, int) behaviour {
				return []behaviour{pays, lostAfter, lostBefore, processing}[random.IntN(4)]
			}
			s.world.asked = func(string, int) apply.Platform {
				return []apply.Platform{0, apply.NotFound}[random.IntN(2)]
			}
			mutate(s)
			for range 6 {
				if _, err := s.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(26 * time.Hour)
			}
			found = append(found, s.world.check(s.want())...)
		})
		if len(found) > 0 {
			break
		}
	}
	return found
}

// lostState applies, loses the state, and applies again the next day; with another list if edit is set.
func lostState(edit bool) trial {
	return func(t *testing.T, mutate func(*stage)) (found []string) {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, 6, "")
			mutate(s)
			if _, err := s.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(24 * time.Hour)
			s.path += ".new"
			if edit {
				s.campaign = newCampaign(t, 1, 8, "", "")
			}
			if _, err := s.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			found = append(s.world.paidTwice(), s.world.forgotten(s.want())...)
		})
		return found
	}
}

// crashBeforeIntent crashes after requests have left, and resumes.
func crashBeforeIntent(t *testing.T, mutate func(*stage)) (found []string) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 6, "")
		mutate(s)
		_, err := s.run(t.Context())
		s.wrap = nil
		if _, again := s.run(t.Context()); again != nil {
			t.Fatal(err, again)
		}
		found = s.world.paidTwice()
	})
	return found
}

// clashAfterLoss lets two people share a number, loses the answer to the first and then the state, and turns the list
// round.
func clashAfterLoss(t *testing.T, mutate func(*stage)) (found []string) {
	a, b := clashing(t)
	one, other := lineOf("a", a, 100), lineOf("b", b, 101)
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.inFlight = 1 // one after the other, so that the order of the list is the order of the intents
		s.world.behave = script(openID(a), lostAfter)
		s.world.asked = func(string, int) apply.Platform { return apply.NoAnswer }
		mutate(s)
		for _, order := range []string{one + other, other + one} {
			s.campaign = newCampaignFrom(t, order, "", digits)
			if _, err := s.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.path += ".new"
			s.world.behave, s.world.asked = func(string, int) behaviour { return pays }, nil
			time.Sleep(time.Hour)
		}
		found = s.world.paidTwice()
	})
	return found
}

// hasty is a mutant store that says of every holder of a number that it is paid.
type hasty struct{ apply.Store }

func (m *hasty) Reserve(ctx context.Context, in state.Intent) (state.Packet, error) {
	p, err := m.Store.Reserve(ctx, in)
	var taken *state.BillNoTakenError
	if errors.As(err, &taken) {
		taken.Holder.Status, taken.Holder.Named = state.Sent, true
	}
	return p, err
}

// mutant is a broken rule and the world that shows it.
type mutant struct {
	name   string
	trial  trial
	mutate func(*stage)
}

var mutants = []mutant{
	{"random numbers", lostState(false), func(s *stage) {
		s.sender = &renumber{world: s.world, number: func(apply.Order) billno.BillNo {
			return billno.BillNo(fmt.Sprintf("1900000109%018d", rand.Int64N(1e17)))
		}}
	}},
	{"today's date in the number", lostState(false), func(s *stage) {
		s.sender = &renumber{world: s.world, number: func(o apply.Order) billno.BillNo {
			no := string(o.BillNo)
			return billno.BillNo(no[:10] + beijing.Day(time.Now()) + no[18:])
		}}
	}},
	{"number from the position in the list", lostState(true), func(s *stage) {
		position := 0
		path := s.path
		s.sender = &renumber{world: s.world, number: func(apply.Order) billno.BillNo {
			if path != s.path {
				path, position = s.path, 0
			}
			position++
			return billno.BillNo(fmt.Sprintf("190000010920270220%010d", position))
		}}
	}},
	{"not found means failed", badWeather, func(s *stage) {
		s.sender = &misread{world: s.world, finding: func(f apply.Finding) apply.Finding {
			if f.Platform == apply.NotFound {
				f.Platform = apply.FailedThere
			}
			return f
		}}
	}},
	{"a time-out gets a new number", badWeather, func(s *stage) {
		s.sender = &misread{
			world: s.world,
			answer: func(a apply.Answer) apply.Answer {
				if a.Class == apply.Unknown {
					a.Class = apply.Dead
				}
				return a
			},
			finding: func(apply.Finding) apply.Finding { return apply.Finding{Platform: apply.FailedThere, Word: "FAILED"} },
		}
	}},
	{"a clash moves on at once", clashAfterLoss, func(s *stage) {
		s.wrap = func(store apply.Store) apply.Store { return &hasty{Store: store} }
	}},
	{"a mismatch means paid", mismatch, func(s *stage) {
		s.sender = &misread{world: s.world, answer: func(a apply.Answer) apply.Answer {
			if a.Code == "FATAL_ERROR" {
				a.Class, a.Taken = apply.Success, false
			}
			return a
		}}
	}},
	{"not found answers for the request", silence, func(s *stage) {
		s.sender = &misread{world: s.world, finding: func(f apply.Finding) apply.Finding {
			if f.Platform == apply.NotFound {
				f.Platform = apply.FailedThere
			}
			return f
		}}
	}},
	{"an answered query means that requests arrive", silence, func(s *stage) {
		var asked atomic.Bool
		s.sender = &misread{
			world: s.world,
			answer: func(a apply.Answer) apply.Answer {
				if asked.Load() && a.Class == apply.Unknown {
					a.Class = apply.Hold
				}
				return a
			},
			finding: func(f apply.Finding) apply.Finding { asked.Store(true); return f },
		}
	}},
	{"the window by our clock alone", behind(false), func(s *stage) {
		s.sender = &misread{world: s.world, answer: func(a apply.Answer) apply.Answer {
			a.ServerTime = time.Time{}
			return a
		}}
	}},
	{"a bare success means paid", barePage, func(s *stage) {
		s.sender = &misread{world: s.world, answer: func(a apply.Answer) apply.Answer {
			if a.Code == bare {
				a.Class = apply.Success
			}
			return a
		}}
	}},
	{"random numbers, and sending before the intent is on disk", crashBeforeIntent, func(s *stage) {
		s.wrap = func(store apply.Store) apply.Store { return &sendFirst{Store: store} }
		s.sender = &renumber{world: s.world, number: func(apply.Order) billno.BillNo {
			return billno.BillNo(fmt.Sprintf("1900000109%018d", rand.Int64N(1e17)))
		}}
	}},
	{"one old FAILED is enough", failedOnce, func(s *stage) {
		s.sender = &misread{world: s.world, finding: func(apply.Finding) apply.Finding {
			return apply.Finding{Platform: apply.FailedThere, Word: "FAILED"}
		}}
	}},
	{"one old refund is enough", refundedOnce, func(s *stage) {
		s.sender = &misread{world: s.world, finding: func(apply.Finding) apply.Finding {
			return apply.Finding{Platform: apply.Refunded, Word: "REFUND"}
		}}
	}},
	{"a store without its last guard", stale, func(s *stage) {
		s.wrap = func(store apply.Store) apply.Store { return &permissive{store} }
	}},
	{"paid, said of a number, is said of whoever has it now", believed, func(s *stage) {
		s.wrap = func(store apply.Store) apply.Store { return &vouching{store} }
	}},
	{"the key in the number", renamedAfterLoss, func(s *stage) { s.byKey() }},
}

func TestTheOracleConvictsMutants(t *testing.T) {
	t.Parallel()
	for _, m := range mutants {
		if found := m.trial(t, m.mutate); len(found) == 0 {
			t.Errorf("%s: nothing found", m.name)
		}
	}
}

func TestTheOracleAcquits(t *testing.T) {
	t.Parallel()
	for _, m := range mutants {
		if found := m.trial(t, func(*stage) {}); len(found) > 0 {
			t.Errorf("in the world of %q: %s", m.name, strings.Join(found, "; "))
		}
	}
}

// mismatch lets a number belong to somebody else already, as when a list was changed after its state was lost: the
// person it is derived for now must not be called paid.
func mismatch(t *testing.T, mutate func(*stage)) (found []string) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, digits)
		mutate(s)
		if _, err := s.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		var first request
		if err := json.Unmarshal([]byte(s.world.sends[0].text), &first); err != nil {
			t.Fatal(err)
		}
		// The same platform, but the number was paid to another person; the state is lost.
		s.world.orders[first.BillNo].request.OpenID = openID(77)
		s.world.debits[0].openID = openID(77)
		s.path += ".new"
		result, err := s.run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if result.Tallies[state.Sent].Packets > 0 {
			found = append(found, "somebody is called paid who got nothing")
		}
	})
	return found
}

// silence answers every query, but no request ever arrives.
func silence(t *testing.T, mutate func(*stage)) []string {
	_, found := outOfReach(t, systemError, mutate)
	return found
}

// bare is a page that says SUCCESS without a word about whom.
const bare = "bare success"

// barePage lets a proxy answer for a while; whoever is called paid must have been.
func barePage(t *testing.T, mutate func(*stage)) (found []string) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 6, "")
		page := behaviour{before: true, answer: apply.Answer{Class: apply.Unknown, Code: bare}}
		s.world.behave = script(openID(2), page, page, pays)
		mutate(s)
		if result, err := s.run(t.Context()); err != nil || result.Tallies[state.Sent].Packets != s.world.paid() {
			found = append(found, "somebody is called paid who got nothing")
		}
		found = append(found, s.world.forgotten(s.want())...)
	})
	return found
}
