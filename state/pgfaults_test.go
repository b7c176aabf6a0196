package state_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/postgres"
	"github.com/cashredpack/redpack/state"
)

// ledger is what callers were told.
type ledger struct {
	mu   sync.Mutex
	said map[string]state.Status
	errs []error
}

func (l *ledger) note(p state.Packet, err error) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.errs = append(l.errs, err)
		return false
	}
	l.said[p.Key] = p.Status
	return true
}

// acknowledged is how many were said to be on record.
func (l *ledger) acknowledged() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.said)
}

// throng lets many callers reserve and record for as long as it is told, each until its first error.
func throng(t *testing.T, s *state.Store, callers int, enough *atomic.Bool, l *ledger) *sync.WaitGroup {
	var all sync.WaitGroup
	for c := range callers {
		all.Go(func() {
			for n := 0; !enough.Load(); n++ {
				p, err := s.Reserve(t.Context(), intent(10_000*(c+1)+n))
				if !l.note(p, err) {
					return
				}
				p, err = s.Record(t.Context(), p.ID, outcome(state.Sent))
				if !l.note(p, err) {
					return
				}
			}
		})
	}
	return &all
}

// kept makes sure that everything that was said is there, that nothing else is than what may have been under way, and that all of it is sound.
func (l *ledger) kept(t *testing.T, direct state.Backend) {
	t.Helper()
	got, err := state.Read(t.Context(), direct)
	must(t, err)
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, status := range l.said {
		if p, ok := got.Lookup("lantern", key); !ok || p.Status < status {
			t.Fatalf("%s was said to be %s and is %v %s", key, status, ok, p.Status)
		}
	}
	if got.Len() > len(l.said)+len(l.errs) {
		t.Errorf("%d packets, %d were acknowledged", got.Len(), len(l.said))
	}
	report, err := state.Check(t.Context(), direct)
	if err != nil || !report.Sound() || len(l.said) == 0 {
		t.Errorf("%d acknowledged, %v %q", len(l.said), err, report.Problems)
	}
}

// disturbed lets 64 callers write while something is done to the server, which they must not notice.
func disturbed(t *testing.T, direct, c *state.Created, disturb func(*rand.Rand), times int, seed uint64) {
	t.Helper()
	must(t, direct.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), c, ticking())
	must(t, err)
	l, random := &ledger{said: map[string]state.Status{}}, rand.New(rand.NewPCG(seed, 18))
	var enough atomic.Bool
	all := throng(t, s, 64, &enough, l)
	for range times {
		time.Sleep(time.Duration(5+random.IntN(60)) * time.Millisecond)
		disturb(random)
	}
	time.Sleep(20 * time.Millisecond)
	enough.Store(true)
	all.Wait()
	for _, err := range l.errs {
		t.Fatalf("somebody noticed: %v", err)
	}
	must(t, s.Close())
	l.kept(t, direct)
	t.Logf("%d packets, serial %d", len(l.said), s.Serial())
}

// TestBackendsTerminated: an administrator ends the store's connection at random moments.
func TestBackendsTerminated(t *testing.T) {
	t.Parallel()
	server := postgres.Start(t)
	for seed := range uint64(quickly(1, 6)) {
		direct, name := schemaOn(t, server, server.URL())
		c := quick(schemaAt(t, server.URL()+"&application_name="+name, name, state.PostgresOptions{}))
		disturbed(t, direct, c, func(*rand.Rand) { server.TerminateBackends(t, name) }, 12, seed)
	}
}

// TestServerCrashes: a process of the server's is killed, the server is stopped as by a power cut, and restarted in order.
func TestServerCrashes(t *testing.T) {
	t.Parallel()
	server := postgres.Private(t)
	direct, name := schemaOn(t, server, server.URL())
	c := schemaAt(t, server.URL()+"&application_name="+name, name, state.PostgresOptions{})
	c.Hurry(time.Minute, 15*time.Second, 35*time.Second, 30*time.Second, 5*time.Second)
	turn := 0
	disturbed(t, direct, c, func(random *rand.Rand) {
		switch turn++; turn % 3 {
		case 0:
			if pids := server.Backends(t, name); len(pids) > 0 {
				server.KillBackend(t, pids[0])
			}
		case 1:
			server.Stop(t, postgres.Immediate)
			time.Sleep(time.Duration(random.IntN(300)) * time.Millisecond)
			server.Restart(t)
		case 2:
			server.Restart(t)
		}
	}, quickly(3, 12), 1)
}

// TestServerStaysAway: the store gives up after its patience, and what it had acknowledged is there.
func TestServerStaysAway(t *testing.T) {
	t.Parallel()
	server := postgres.Private(t)
	direct, name := schemaOn(t, server, server.URL())
	c := schemaAt(t, server.URL(), name, state.PostgresOptions{})
	c.Hurry(3*time.Second, time.Hour, time.Second, time.Second, time.Second)
	must(t, direct.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), c, ticking())
	must(t, err)
	l := &ledger{said: map[string]state.Status{}}
	var enough atomic.Bool
	all := throng(t, s, 64, &enough, l)
	for l.acknowledged() == 0 { // a busy machine takes its time
		time.Sleep(10 * time.Millisecond)
	}
	server.Stop(t, postgres.Killed)
	stopped := time.Now()
	all.Wait()
	if took := time.Since(stopped); took > 4*time.Second {
		t.Errorf("it gave up after %v", took)
	}
	var first *state.WriteError
	for _, err := range l.errs {
		var write *state.WriteError
		if !errors.As(err, &write) || write.Cause() != state.ServerAway || first != nil && first != write {
			t.Errorf("%v", err)
		}
		first = write
	}
	if err := s.Close(); !errors.Is(err, first) {
		t.Errorf("closing: %v", err)
	}
	var away *state.UnreachableError
	if _, err := state.Open(t.Context(), c, ticking()); !errors.As(err, &away) {
		t.Errorf("opening: %v", err)
	}
	if _, err := state.Read(t.Context(), c); !errors.As(err, &away) {
		t.Errorf("reading: %v", err)
	}
	server.Restart(t)
	l.kept(t, direct)
	o := ticking()
	o.LockTimeout = 5 * time.Second
	next, err := state.Open(t.Context(), direct, o)
	must(t, err)
	reserve(t, next, 1)
	must(t, next.Close())
}

// TestServerFull: a disk without room ends the store; once there is room again, everything goes on.
func TestServerFull(t *testing.T) {
	t.Parallel()
	disk := postgres.Start(t).Small(t)
	direct, _ := schemaOn(t, disk.Server, disk.URL())
	must(t, direct.Create(t.Context(), options()))
	s, err := state.Open(t.Context(), direct, options())
	must(t, err)
	l := &ledger{said: map[string]state.Status{}}
	l.note(s.Reserve(t.Context(), intent(40_000)))
	disk.Fill(t)
	for n := 0; n < 20_000 && len(l.errs) == 0; n++ {
		in := intent(n)
		in.Request = fmt.Sprintf("<xml>%d %0500d</xml>", n, n*n)
		l.note(s.Reserve(t.Context(), in))
	}
	var write *state.WriteError
	if len(l.errs) == 0 || !errors.As(l.errs[0], &write) || write.Cause() != state.ServerFull || !write.FullDisk() {
		t.Fatalf("after %d packets: %v", len(l.said), l.errs)
	}
	if s.Holds() {
		t.Error("it may still send")
	}
	disk.Free(t)
	if err := s.Close(); !errors.Is(err, write) {
		t.Errorf("closing: %v", err)
	}
	l.kept(t, direct)
	endLease(t, direct)
	next, err := state.Open(t.Context(), direct, options())
	must(t, err)
	reserve(t, next, 30_000)
	must(t, next.Close())
	l.kept(t, direct)
}
