package apply_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// fencedStore is taken over by somebody else before the request that comes after so many.
type fencedStore struct {
	apply.Store
	mu   sync.Mutex
	left int
	err  error // from then on
}

var errTakenOver = &state.WriteError{Path: "redpack", Err: &state.FencedError{Name: "redpack", Holder: "ming@web2 pid 815"}}

func (s *fencedStore) MaySend(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left--; s.left < 0 {
		s.err = errTakenOver
		return s.err
	}
	return s.Store.MaySend(ctx)
}

func (s *fencedStore) fenced() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *fencedStore) Reserve(ctx context.Context, in state.Intent) (p state.Packet, err error) {
	if err := s.fenced(); err != nil {
		return p, err
	}
	return s.Store.Reserve(ctx, in)
}

func (s *fencedStore) Record(ctx context.Context, id int64, o state.Outcome) (p state.Packet, err error) {
	if err := s.fenced(); err != nil {
		return p, err
	}
	return s.Store.Record(ctx, id, o)
}

// Whenever somebody else takes the state over: from that moment on no request leaves, a first one or a repetition, the run ends as one whose
// state failed, and nothing is said of the packet but that its intent is on record. Who has the state then asks about it and pays everybody once.
func TestNothingIsSentOnceTheStateIsTakenOver(t *testing.T) {
	t.Parallel()
	const people = 8
	for left := range 12 {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, people, "")
			s.world.behave = func(to string, n int) behaviour {
				if n == 0 && (to == openID(1) || to == openID(2)) {
					return lostBefore
				}
				return pays
			}
			s.world.latency = 300 * time.Millisecond
			s.wrap = func(store apply.Store) apply.Store { return &fencedStore{Store: store, left: left} }
			result, err := s.run(t.Context())
			sent := len(s.world.sends)
			var fenced *state.FencedError
			if left < people+2 && (!errors.As(err, &fenced) || result.Stop != apply.StateFailed || !result.Stop.Everybody() || sent != left) {
				t.Fatalf("after %d requests: %d left, stop %d: %v", left, sent, result.Stop, err)
			}
			if left < people+2 && strings.Count(err.Error(), "was taken over by ming@web2") != 1 {
				t.Errorf("after %d requests: %v", left, err)
			}
			snapshot, unread := state.Read(t.Context(), statetest.At(t, s.path))
			if unread != nil {
				t.Fatal(unread)
			}
			for p := range snapshot.ByID() {
				asked := slices.ContainsFunc(s.world.sends, func(e exchange) bool { return e.no == p.BillNo })
				if !asked && (p.Status != state.Reserved || !p.InFlight) {
					t.Errorf("after %d requests: %s was not sent and is %s", left, p.Key, p.Status)
				}
			}
			s.wrap = nil
			time.Sleep(time.Minute)
			s.resume()
		})
	}
}

// A run whose state was taken over says nothing of the packets that it kept back: the next plan asks about them first.
func TestKeptBackIsAskedAboutFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 1, "")
		s.wrap = func(store apply.Store) apply.Store { return &fencedStore{Store: store} }
		if _, err := s.run(t.Context()); err == nil {
			t.Fatal("no error")
		}
		if open := s.after().Tally(plan.Resolve).Packets; open != 1 {
			t.Errorf("%d packets are asked about", open)
		}
		s.wrap = nil
		time.Sleep(time.Minute)
		s.mustRun()
		if len(s.world.queries) == 0 || len(s.world.sends) != 1 || s.world.sends[0].at.Before(s.world.queries[0].at) {
			t.Errorf("asked %v, sent %v", s.world.queries, s.world.sends)
		}
	})
}

// Whether the state is still ours is asked when the intent is on record: with each request once, and with no query.
func TestMaySendIsAskedLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 4, "")
		s.world.behave = script(openID(1), lostBefore, pays)
		s.inFlight = 1
		var order orderOf
		s.wrap = func(store apply.Store) apply.Store { order.Store = store; return &order }
		s.sender = &noting{world: s.world, order: &order}
		s.mustRun()
		for i, what := range order.said {
			if want := []string{"asked", "sent"}[i%2]; what != want {
				t.Fatalf("%v", order.said)
			}
		}
		if len(order.said) != 2*5 {
			t.Errorf("%v", order.said)
		}
	})
}

// orderOf notes what happens.
type orderOf struct {
	apply.Store
	mu   sync.Mutex
	said []string
}

func (o *orderOf) note(what string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said = append(o.said, what)
}

func (o *orderOf) MaySend(ctx context.Context) error {
	o.note("asked")
	return o.Store.MaySend(ctx)
}

type noting struct {
	*world
	order *orderOf
}

func (n *noting) Send(ctx context.Context, request string) apply.Answer {
	n.order.note("sent")
	return n.world.Send(ctx, request)
}
