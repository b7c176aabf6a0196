package state_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// leased is a state whose lease lasts for a second and a half.
func leased(t *testing.T) (direct *state.Created) {
	t.Helper()
	direct = newSchema(t)
	direct.Hurry(1500*time.Millisecond, 300*time.Millisecond, 700*time.Millisecond, 2*time.Second, time.Second)
	must(t, direct.Create(t.Context(), options()))
	return direct
}

// lazily is the same state with a holder who never renews, like one that is stopped in the middle of everything.
func lazily(c *state.Created) *state.Created {
	p := *c.Postgres
	p.Hurry(1500*time.Millisecond, time.Hour, 700*time.Millisecond, 2*time.Second, time.Second)
	return &state.Created{Postgres: &p}
}

func named(o state.OpenOptions, owner string) state.OpenOptions {
	o.Owner = owner
	return o
}

// TestOneWriter: of two who open at once one gets the state, and the other one is told who and since when.
func TestOneWriter(t *testing.T) {
	t.Parallel()
	direct := leased(t)
	var all sync.WaitGroup
	var opened, refused atomic.Int64
	stores := make(chan *state.Store, 8)
	for range 8 {
		all.Go(func() {
			s, err := state.Open(t.Context(), direct, ticking())
			var leased *state.LeasedError
			var locked *state.LockedError
			switch {
			case err == nil:
				opened.Add(1)
				stores <- s
			case errors.As(err, &leased) && errors.As(err, &locked) && leased.Holder == options().Owner && locked.Holder == leased.Holder && time.Since(leased.Since).Abs() < time.Minute:
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if opened.Load() != 1 || refused.Load() != 7 {
		t.Fatalf("%d opened, %d refused", opened.Load(), refused.Load())
	}
	s := <-stores
	// The holder does nothing for longer than the lease lasts, and keeps it all the same.
	time.Sleep(2 * time.Second)
	var leased *state.LeasedError
	if _, err := state.Open(t.Context(), direct, options()); !errors.As(err, &leased) {
		t.Errorf("taken from somebody who is alive: %v", err)
	}
	if !s.Holds() {
		t.Error("it does not know that it holds the lease")
	}
	if name, since, held, err := state.Holder(t.Context(), direct); name != options().Owner || !held || since.IsZero() || err != nil {
		t.Errorf("%q %v %v %v", name, since, held, err)
	}
	must(t, s.Close())
	s, err := state.Open(t.Context(), direct, options()) // at once
	must(t, err)
	must(t, s.Close())
	if _, _, held, err := state.Holder(t.Context(), direct); held || err != nil {
		t.Errorf("held after its end: %v, %v", held, err)
	}
}

// TestWaitForTheLease: whoever waits gets the state when it is given back, and one that was abandoned when its time is over, and not before.
func TestWaitForTheLease(t *testing.T) {
	t.Parallel()
	direct := leased(t)
	s, err := state.Open(t.Context(), direct, ticking())
	must(t, err)
	given := time.AfterFunc(700*time.Millisecond, func() { _ = s.Close() })
	defer given.Stop()
	o := ticking()
	o.LockTimeout = 5 * time.Second
	began := time.Now()
	s, err = state.Open(t.Context(), direct, o)
	must(t, err)
	if took := time.Since(began); took < 600*time.Millisecond || took > 3*time.Second {
		t.Errorf("it waited for %v", took)
	}
	must(t, s.Close())

	began = time.Now()
	abandoned, err := state.Open(t.Context(), lazily(direct), named(ticking(), "dead@web1 pid 1"))
	must(t, err)
	asked := time.Now()
	s, err = state.Open(t.Context(), direct, o)
	must(t, err)
	if time.Since(began) < 1500*time.Millisecond || time.Since(asked) > 4*time.Second {
		t.Errorf("it waited for %v", time.Since(asked))
	}
	must(t, s.Close())
	_ = abandoned.Close() // and takes nothing away from anybody
	o.LockTimeout = 0
	s, err = state.Open(t.Context(), direct, o)
	must(t, err)
	must(t, s.Close())
}

// TestFenced: whoever has lost the state can do nothing to it any more, and is told who has it.
func TestFenced(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(t *testing.T, s *state.Store) error{
		"an intent":  func(t *testing.T, s *state.Store) error { _, err := s.Reserve(t.Context(), intent(2)); return err },
		"an outcome": recording(1, state.Sent),
		"a request":  func(t *testing.T, s *state.Store) error { return s.MaySend(t.Context()) },
		"a run": func(t *testing.T, s *state.Store) error {
			_, err := s.BeginRun(t.Context(), state.RunInfo{})
			return err
		},
		"a crowd": func(t *testing.T, s *state.Store) (last error) {
			l, all := &ledger{said: map[string]state.Status{}}, sync.WaitGroup{}
			for n := range 64 {
				all.Go(func() { l.note(s.Reserve(t.Context(), intent(100+n))) })
			}
			all.Wait()
			if len(l.said) > 0 {
				t.Errorf("%d were acknowledged", len(l.said))
			}
			return l.errs[0]
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			direct := leased(t)
			first, err := state.Open(t.Context(), lazily(direct), named(ticking(), "zhang@ci1 pid 7"))
			must(t, err)
			reserve(t, first, 1)
			o := named(ticking(), "li@ci2 pid 8")
			o.LockTimeout = 5 * time.Second
			second, err := state.Open(t.Context(), direct, o)
			must(t, err)
			if first.Holds() || !second.Holds() {
				t.Errorf("the first one holds it: %v, the second one %v", first.Holds(), second.Holds())
			}
			err = call(t, first)
			var write *state.WriteError
			var fenced *state.FencedError
			if !errors.As(err, &write) || !errors.As(err, &fenced) || fenced.Holder != o.Owner || write.Cause() != state.TakenOver || !strings.Contains(err.Error(), o.Owner) {
				t.Errorf("%v", err)
			}
			if _, err := first.Reserve(t.Context(), intent(3)); !errors.Is(err, write) {
				t.Errorf("afterwards: %v", err)
			}
			if err := first.MaySend(t.Context()); !errors.Is(err, write) {
				t.Errorf("afterwards: %v", err)
			}
			if err := first.Close(); !errors.Is(err, write) {
				t.Errorf("closing: %v", err)
			}
			record(t, second, 1, outcome(state.Unknown)) // it has lost nothing by that
			must(t, second.Close())
			got, err := state.Read(t.Context(), direct)
			must(t, err)
			if got.Len() != 1 || got.Serial() != 3 {
				t.Errorf("%d packets, serial %d", got.Len(), got.Serial())
			}
			if report, err := state.Check(t.Context(), direct); err != nil || !report.Sound() {
				t.Errorf("%v %q", err, report.Problems)
			}
		})
	}
}

// TestAPoisonedStoreKeepsItsLease: nobody knows what became of its last commit, so the next one waits.
func TestAPoisonedStoreKeepsItsLease(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t)
	direct, name := schemaOn(t, server, server.URL())
	wire := postgres.Cut(t, server)
	wired := schemaAt(t, wire.URL(), name, state.PostgresOptions{})
	wired.Hurry(2*time.Second, time.Hour, time.Second, 100*time.Millisecond, 500*time.Millisecond)
	must(t, direct.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), wired, ticking())
	must(t, err)
	wire.Refuse(true)
	wire.Drop()
	if _, err := s.Reserve(t.Context(), intent(1)); err == nil {
		t.Error("written over no connection")
	}
	wire.Refuse(false)
	var write *state.WriteError
	if err := s.Close(); !errors.As(err, &write) {
		t.Errorf("closing: %v", err)
	}
	var leased *state.LeasedError
	if _, err := state.Open(t.Context(), direct, ticking()); !errors.As(err, &leased) {
		t.Errorf("opened at once: %v", err)
	}
}

// clock goes by itself and is set by hand.
type clock struct {
	mu sync.Mutex
	by time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.by)
}

func (c *clock) set(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by = by
}

// TestClocks: a computer whose clock is wrong by a year gets a lease of the usual length, and one whose clock is set makes sure of its lease first.
func TestClocks(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	for name, by := range map[string]time.Duration{"ahead": year, "behind": -year} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			direct := leased(t)
			wrong := &clock{by: by}
			o := options()
			o.Now = wrong.now
			s, err := state.Open(t.Context(), lazily(direct), o)
			must(t, err)
			if !s.Holds() || s.MaySend(t.Context()) != nil {
				t.Error("it does not hold its lease")
			}
			began := time.Now()
			o = ticking()
			o.LockTimeout = 5 * time.Second
			next, err := state.Open(t.Context(), direct, o)
			must(t, err)
			if took := time.Since(began); took < 900*time.Millisecond || took > 4*time.Second {
				t.Errorf("the next one waited for %v", took)
			}
			if s.Holds() {
				t.Error("it still holds its lease")
			}
			must(t, next.Close())
			_ = s.Close()
		})
	}
	t.Run("set", func(t *testing.T) {
		t.Parallel()
		direct := leased(t)
		hands := &clock{}
		o := options()
		o.Now = hands.now
		s, err := state.Open(t.Context(), lazily(direct), o)
		must(t, err)
		hands.set(time.Hour)
		if s.Holds() {
			t.Error("it holds a lease that is an hour old")
		}
		if err := s.MaySend(t.Context()); err != nil || !s.Holds() {
			t.Errorf("it does not renew: %v", err)
		}
		hands.set(-time.Hour)
		if s.Holds() {
			t.Error("it holds a lease of the future")
		}
		if err := s.MaySend(t.Context()); err != nil || !s.Holds() {
			t.Errorf("it does not renew: %v", err)
		}
		must(t, s.Close())
	})
}
