package state_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// A connection may break at any message, before the server has read it, after it, or with the message still on its way.

// cutStory is the short life of a state that its connection is cut in: every kind of change.
var cutStory = slices.Concat(story[:len(story)-1:len(story)-1], []func(*testing.T, *state.Store) error{
	func(t *testing.T, s *state.Store) error { _, err := s.Reserve(t.Context(), intent(3)); return err },
	recording(3, state.Sent),
	func(t *testing.T, s *state.Store) error {
		return s.Moved(t.Context(), address.Address{Campaign: "lantern", Key: intent(3).Key}, address.Address{Campaign: "spring", Key: "li"})
	},
	func(t *testing.T, s *state.Store) error {
		return s.Moved(t.Context(), address.Address{Campaign: "spring"}, address.Address{Campaign: "autumn"})
	},
}, story[len(story)-1:])

// quick gives a store the patience that a server needs which comes back at once.
func quick(c *state.Created) *state.Created {
	c.Hurry(time.Minute, 15*time.Second, 35*time.Second, 5*time.Second, 2*time.Second)
	return c
}

// ticking are options with a clock that goes.
func ticking() state.OpenOptions {
	o := options()
	began := time.Now()
	o.Now = func() time.Time { return morning.Add(time.Since(began)) }
	return o
}

// seeded are options that give every state the same lineage.
func seeded(o state.OpenOptions) state.OpenOptions {
	o.Random = rand.NewChaCha8([32]byte{7})
	return o
}

// endLease gives a lease back whose holder is dead.
func endLease(t *testing.T, direct *state.Created) {
	t.Helper()
	l, err := direct.Lease(t.Context())
	must(t, err)
	if l.Left > 0 {
		must(t, direct.Unlock(t.Context(), l))
	}
}

// live does the steps of the story from the one after done, until one fails.
func live(t *testing.T, s *state.Store, done int) (int, error) {
	for _, step := range cutStory[done:] {
		if err := step(t, s); err != nil {
			return done, err
		}
		done++
	}
	return done, nil
}

// undisturbed are the pictures after each step, and the messages between Open and Close that are worth a cut: those upon which the server
// answers, and some of those between.
func undisturbed(t *testing.T, server *postgres.Server, wire *postgres.Wire) (pictures []picture, messages []int) {
	t.Helper()
	direct, name := schemaOn(t, server, server.URL())
	wired := quick(schemaAt(t, wire.URL(), name, state.PostgresOptions{}))
	o := seeded(options())
	must(t, direct.Create(t.Context(), o))
	s, err := state.Open(t.Context(), wired, o)
	must(t, err)
	wire.OnClientMessage(func(m postgres.Message) postgres.Verdict {
		if m.Kind == 'Q' || m.Kind == 'S' || m.N%13 == 0 {
			messages = append(messages, m.N)
		}
		return postgres.Pass
	})
	for i := 0; ; i++ {
		got, err := state.Read(t.Context(), direct)
		must(t, err)
		pictures = append(pictures, pictureOf(got))
		if i == len(cutStory) {
			break
		}
		must(t, cutStory[i](t, s))
	}
	wire.OnClientMessage(nil)
	must(t, s.Close())
	return pictures, messages
}

// TestCutAtEveryMessage cuts a run at each of its messages. What was acknowledged is there, what was not is there as a whole or not at all, and nothing
// is there twice; the run itself goes on over another connection.
func TestCutAtEveryMessage(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t)
	wire := postgres.Cut(t, server)
	pictures, messages := undisturbed(t, server, wire)
	if len(messages) < 4*len(cutStory) {
		t.Fatalf("only %d messages", len(messages))
	}
	died, cuts := 0, 0
	for i := 0; i < len(messages); i += quickly(11, 1) {
		k := messages[i]
		for verdict, how := range map[postgres.Verdict]string{postgres.CutBefore: "before", postgres.CutAfter: "after", postgres.CutLate: "late"} {
			cuts++
			direct, name := schemaOn(t, server, server.URL())
			wired := quick(schemaAt(t, wire.URL(), name, state.PostgresOptions{}))
			must(t, direct.Create(t.Context(), seeded(options())))
			s, err := state.Open(t.Context(), wired, options())
			must(t, err)
			wire.OnClientMessage(postgres.At(k, verdict))
			delivered := deliver(wire)
			done, err := live(t, s, 0)
			delivered()
			wire.OnClientMessage(nil)
			when := fmt.Sprintf("cut %s message %d, %d of %d steps done", how, k, done, len(cutStory))
			var write *state.WriteError
			if closing := s.Close(); err != nil && (!errors.As(err, &write) || !errors.Is(closing, write)) || err == nil && closing != nil {
				t.Errorf("%s: %v, closing: %v", when, err, closing)
			}
			if err != nil {
				t.Logf("%s: %v", when, err)
				died++
			}
			finish(t, when, direct, pictures, done, err)
		}
	}
	if died > 0 {
		t.Errorf("%d of %d runs ended, though the server was there", died, cuts)
	}
	t.Logf("%d cuts", cuts)
}

// deliver lets what went astray arrive after a while, until it is told to stop.
func deliver(wire *postgres.Wire) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-time.After(60 * time.Millisecond):
				wire.Release()
			case <-end:
				wire.Release()
				return
			}
		}
	}()
	return func() { close(end); <-ended }
}

// finish compares what is there with what was acknowledged, and does the rest of the story.
func finish(t *testing.T, when string, direct *state.Created, pictures []picture, done int, failed error) {
	t.Helper()
	got, err := state.Read(t.Context(), direct)
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	switch {
	case same(pictureOf(got), pictures[done]):
	case failed != nil && same(pictureOf(got), pictures[done+1]):
		done++
	default:
		t.Fatalf("%s: %s", when, cmp.Diff(pictures[done], pictureOf(got)))
	}
	endLease(t, direct)
	s, err := state.Open(t.Context(), direct, options())
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	if done, err = live(t, s, done); err != nil {
		t.Fatalf("%s: then %v after %d steps", when, err, done)
	}
	must(t, s.Close())
	got, err = state.Read(t.Context(), direct)
	must(t, err)
	if diff := cmp.Diff(pictures[len(pictures)-1], pictureOf(got)); diff != "" {
		t.Fatalf("%s: in the end %s", when, diff)
	}
	if got.Serial() > int64(len(cutStory)+1) {
		t.Errorf("%s: %d transactions", when, got.Serial())
	}
	if report, err := state.Check(t.Context(), direct); err != nil || !report.Sound() {
		t.Fatalf("%s: %v %q", when, err, report.Problems)
	}
}

// TestAnswersLostForEver: while no answer to a COMMIT arrives any more, nothing is acknowledged falsely, and every change is made once.
func TestAnswersLostForEver(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t)
	wire := postgres.Cut(t, server)
	direct, name := schemaOn(t, server, server.URL())
	wired := quick(schemaAt(t, wire.URL(), name, state.PostgresOptions{}))
	must(t, direct.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), wired, ticking())
	must(t, err)
	var commits atomic.Int64
	wire.OnClientMessage(func(m postgres.Message) postgres.Verdict {
		if m.Kind == 'Q' && m.SQL == "COMMIT" { // the writer's, not one of those that look who has the lease
			commits.Add(1)
			return postgres.CutAfter
		}
		return postgres.Pass
	})
	for n := range 20 {
		p := reserve(t, s, n)
		record(t, s, p.ID, outcome(state.Sent))
	}
	wire.OnClientMessage(nil)
	must(t, s.Close())
	if commits.Load() < 40 {
		t.Errorf("%d commits", commits.Load())
	}
	report, err := state.Check(t.Context(), direct)
	if err != nil || !report.Sound() || report.Packets != 20 || report.Serial != 41 {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestAServerThatDoesNotAnswer: a network that swallows everything ends the store within its patience, and whoever comes next is not kept out by
// what it has left open.
func TestAServerThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t)
	wire := postgres.Cut(t, server)
	direct, name := schemaOn(t, server, server.URL())
	wired := schemaAt(t, wire.URL(), name, state.PostgresOptions{})
	wired.Hurry(2*time.Second, time.Hour, time.Second, 1500*time.Millisecond, 500*time.Millisecond)
	must(t, direct.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), wired, ticking())
	must(t, err)
	reserve(t, s, 1)
	wire.OnClientMessage(func(m postgres.Message) postgres.Verdict {
		if m.Commit() {
			wire.Refuse(true)
			return postgres.Stall
		}
		return postgres.Pass
	})
	began := time.Now()
	_, err = s.Reserve(t.Context(), intent(2))
	var write *state.WriteError
	if !errors.As(err, &write) || write.Cause() != state.ServerAway || time.Since(began) > 6*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	if s.Holds() || s.MaySend(t.Context()) == nil {
		t.Error("it may still send")
	}
	o := ticking()
	o.LockTimeout = 10 * time.Second
	next, err := state.Open(t.Context(), direct, o)
	must(t, err)
	if next.Snapshot().Len() != 1 {
		t.Errorf("%d packets", next.Snapshot().Len())
	}
	reserve(t, next, 2)
	must(t, next.Close())
	wire.OnClientMessage(nil)
	wire.Release() // the COMMIT arrives now
	report, err := state.Check(t.Context(), direct)
	if err != nil || !report.Sound() || report.Packets != 2 {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestLeaseIsKeptWhileReading: a state that takes longer to read than a lease lasts is opened all the same, also where the connection that renews it breaks.
func TestLeaseIsKeptWhileReading(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t)
	wire := postgres.Cut(t, server)
	direct, name := schemaOn(t, server, server.URL())
	wired := schemaAt(t, wire.URL(), name, state.PostgresOptions{})
	wired.Hurry(time.Second, 200*time.Millisecond, 500*time.Millisecond, 5*time.Second, 5*time.Second)
	must(t, direct.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), direct, options())
	must(t, err)
	reserve(t, s, 1)
	must(t, s.Close())
	var renewals, reads atomic.Int64
	wire.OnClientMessage(func(m postgres.Message) postgres.Verdict {
		switch {
		case m.Kind == 'P' && strings.Contains(m.SQL, "FROM packet") && reads.Add(1) == 1:
			time.AfterFunc(2500*time.Millisecond, wire.Release)
			return postgres.Stall
		case m.Kind == 'E' && strings.HasPrefix(m.SQL, "UPDATE lease SET until") && renewals.Add(1) == 2:
			return postgres.CutBefore
		}
		return postgres.Pass
	})
	opened := make(chan error)
	go func() {
		s, err = state.Open(t.Context(), wired, ticking())
		opened <- err
	}()
	time.Sleep(2 * time.Second)
	var leased *state.LeasedError
	if _, err := state.Open(t.Context(), direct, options()); !errors.As(err, &leased) {
		t.Errorf("taken from somebody who reads: %v", err)
	}
	must(t, <-opened)
	if reads.Load() == 0 || renewals.Load() < 4 {
		t.Errorf("%d reads, %d renewals", reads.Load(), renewals.Load())
	}
	reserve(t, s, 2)
	must(t, s.Close())
}
