package state_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/testkit/faultfs"
	"github.com/cashredpack/redpack/state"
)

// story is a short life of a state. Each step is one durable change; it returns after its step is acknowledged.
var story = []func(*testing.T, *state.Store) error{
	func(t *testing.T, s *state.Store) error {
		_, err := s.BeginRun(t.Context(), state.RunInfo{PlanDigest: "3f2a"})
		return err
	},
	func(t *testing.T, s *state.Store) error {
		_, err := s.Series(t.Context(), "lantern", series())
		return err
	},
	func(t *testing.T, s *state.Store) error { _, err := s.Reserve(t.Context(), intent(1)); return err },
	func(t *testing.T, s *state.Store) error { _, err := s.Reserve(t.Context(), intent(2)); return err },
	recording(1, state.Sent),
	recording(2, state.Unknown),
	func(t *testing.T, s *state.Store) error {
		_, err := s.Sending(t.Context(), 2, state.Resend{At: morning})
		return err
	},
	recording(2, state.Failed),
	func(t *testing.T, s *state.Store) error {
		_, err := s.Reserve(t.Context(), nextAttempt(2, 1))
		return err
	},
	recording(2, state.Sent),
	recording(1, state.Received),
	func(t *testing.T, s *state.Store) error {
		_, err := s.Accept(t.Context(), 1, state.Decision{OpenID: "o", Amount: 5, Reason: "agreed"})
		return err
	},
	func(t *testing.T, s *state.Store) error { return s.EndRun(t.Context(), 1, "done") },
}

func recording(id int64, to state.Status) func(*testing.T, *state.Store) error {
	return func(t *testing.T, s *state.Store) error {
		_, err := s.Record(t.Context(), id, outcome(to))
		return err
	}
}

// tell lives the story on a disk until something fails, and counts the acknowledged steps.
func tell(t *testing.T, path string, disk *faultfs.FS, watch func(done int)) (done int, opened bool, err error) {
	o := options()
	o.VFS = disk.Name()
	o.Random = rand.NewChaCha8([32]byte{7})
	s, err := state.Open(t.Context(), state.File(path), o)
	if err != nil {
		return 0, false, err
	}
	for _, step := range story {
		if err = step(t, s); err != nil {
			break
		}
		done++
		if watch != nil {
			watch(done)
		}
	}
	return done, true, errors.Join(err, s.Close())
}

// calm is a disk without faults, and without the waiting that real syncs cost.
var calm = faultfs.New("calm")

// chapters are the pictures after each step of an undisturbed life, and ops the number of operations it takes.
func chapters(t *testing.T) (pictures []picture, ops int) {
	disk := faultfs.New(t.Name() + " undisturbed")
	defer disk.Close()
	path := newFile(t)
	pictures = []picture{{}}
	done, _, err := tell(t, path, disk, func(int) { pictures = append(pictures, pictureOf(read(t, path))) })
	if err != nil || done != len(story) {
		t.Fatalf("undisturbed: %d steps, %v", done, err)
	}
	pictures[0] = picture{Lineage: pictures[1].Lineage}
	return pictures, disk.Ops()
}

// isChapter fails unless what the reopened state shows is what was acknowledged, or that and the step under way.
func isChapter(t *testing.T, when string, path string, pictures []picture, done int, opened bool) {
	t.Helper()
	if !opened {
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			// It never came into being, and nothing was acknowledged.
			must(t, errors.Join(os.RemoveAll(path+".serial"), os.RemoveAll(path+"-wal")))
			return
		}
	}
	o := options()
	o.VFS = calm.Name()
	s, err := state.Open(t.Context(), state.File(path), o)
	if err != nil {
		t.Fatalf("%s, after %d steps: %v", when, done, err)
	}
	got := pictureOf(s.Snapshot())
	must(t, s.Close())
	if !same(got, pictures[done]) && (done+1 >= len(pictures) || !same(got, pictures[done+1])) {
		t.Fatalf("%s, after %d steps: %s", when, done, cmp.Diff(pictures[done], got))
	}
	if done == len(story)-1 { // the longest history; the slow check of the shorter ones would find no more
		soundOrFail(t, path)
	}
}

// everyOperation is the step from one operation to the next that a test stops at. That of a quick run is prime to the rhythm of a
// transaction, so it meets each kind of operation.
func everyOperation() int { return quickly(11, 1) }

// TestCrashAtEveryOperation stops the process at each write, sync and rename in turn. What was written stays written.
func TestCrashAtEveryOperation(t *testing.T) {
	t.Parallel()
	pictures, ops := chapters(t)
	for k := 1; k <= ops; k += everyOperation() {
		disk, path := faultfs.New(fmt.Sprint(t.Name(), k)), newFile(t)
		disk.StopAt(k)
		done, opened, err := tell(t, path, disk, nil)
		if err == nil && k < ops {
			t.Errorf("stopped at %d of %d and nobody noticed", k, ops)
		}
		isChapter(t, fmt.Sprintf("crash at operation %d", k), path, pictures, done, opened)
		disk.Close()
	}
}

// TestPowerCutAtEveryOperation also loses what was not synced, sector by sector and name by name.
func TestPowerCutAtEveryOperation(t *testing.T) {
	t.Parallel()
	pictures, ops := chapters(t)
	cuts := 0
	for k := 1; k <= ops; k += everyOperation() {
		for seed := range uint64(quickly(1, 2)) {
			disk, path := faultfs.New(fmt.Sprint(t.Name(), k, seed)), newFile(t)
			disk.StopAt(k)
			done, opened, _ := tell(t, path, disk, nil)
			must(t, disk.PowerCut(rand.New(rand.NewPCG(seed, uint64(k)))))
			cuts++
			isChapter(t, fmt.Sprintf("power cut at operation %d, seed %d", k, seed), path, pictures, done, opened)
			disk.Close()
		}
	}
	if cuts < quickly(8, 200) {
		t.Errorf("only %d power cuts", cuts)
	}
}

// TestPowerCutAmongManyCallers cuts at random moments while 16 callers share transactions, and again during the second
// life. Nobody's acknowledged intent may be missing.
func TestPowerCutAmongManyCallers(t *testing.T) {
	t.Parallel()
	for seed := range uint64(quickly(4, 40)) {
		random := rand.New(rand.NewPCG(seed, 1))
		disk, path := faultfs.New(fmt.Sprint(t.Name(), seed)), newFile(t)
		acknowledged := map[string]state.Status{}
		for life := range 3 {
			disk.Restart()
			disk.StopAt(30 + random.IntN(200))
			crowd(t, path, disk, life, acknowledged)
			must(t, disk.PowerCut(random))
			got, err := state.Read(t.Context(), state.File(path))
			if err != nil {
				t.Fatalf("seed %d, life %d: %v", seed, life, err)
			}
			for key, status := range acknowledged {
				p, ok := got.Lookup("lantern", key)
				if !ok || p.Status < status {
					t.Fatalf("seed %d, life %d: %s was %s before the cut and is %s", seed, life, key, status, p.Status)
				}
			}
		}
		disk.Close()
	}
}

// TestPowerCutAfterIgnoredSyncs is the control: on a disk that lies about syncs acknowledged changes must get lost, or
// the tests above could not find a missing sync.
func TestPowerCutAfterIgnoredSyncs(t *testing.T) {
	for seed := range uint64(20) {
		disk, path := faultfs.New(fmt.Sprint(t.Name(), seed)), newFile(t)
		disk.IgnoreSyncs()
		o := options()
		o.VFS = disk.Name()
		s, err := state.Open(t.Context(), state.File(path), o)
		must(t, err)
		for n := range 5 {
			reserve(t, s, n)
		}
		disk.Stop()
		if err := s.Close(); err == nil {
			t.Fatal("closing a stopped world succeeded")
		}
		must(t, disk.PowerCut(rand.New(rand.NewPCG(seed, 2))))
		got, err := state.Read(t.Context(), state.File(path))
		disk.Close()
		if err != nil || got.Len() < 5 {
			return
		}
	}
	t.Error("20 power cuts on a lying disk lost nothing")
}

// crowd lets callers write until the world stops and notes what they were told.
func crowd(t *testing.T, path string, disk *faultfs.FS, life int, acknowledged map[string]state.Status) {
	o := options()
	o.VFS = disk.Name()
	s, err := state.Open(t.Context(), state.File(path), o)
	if err != nil {
		if !disk.Stopped() {
			t.Fatal(err)
		}
		return
	}
	var mu sync.Mutex
	note := func(p state.Packet) {
		mu.Lock()
		defer mu.Unlock()
		acknowledged[p.Key] = p.Status
	}
	var callers sync.WaitGroup
	for c := range 16 {
		callers.Go(func() {
			for n := range 20 {
				p, err := s.Reserve(t.Context(), intent(life*1000+c*20+n))
				if err != nil {
					return
				}
				note(p)
				if p, err = s.Record(t.Context(), p.ID, outcome(state.Sent)); err != nil {
					return
				}
				note(p)
			}
		})
	}
	callers.Wait()
	if err := s.Close(); err != nil && !disk.Stopped() {
		t.Fatal(err)
	}
}

// TestFailureAtEveryOperation lets each write and sync in turn meet a disk that stays full or one that fails once.
// The store stops at once and for good, and what it had acknowledged is there when space has returned.
func TestFailureAtEveryOperation(t *testing.T) {
	t.Parallel()
	pictures, ops := chapters(t)
	for fault, forever := range map[error]bool{syscall.ENOSPC: true, syscall.EIO: false} {
		for k := 1; k <= ops; k += everyOperation() {
			when := fmt.Sprintf("%v at operation %d", fault, k)
			disk, path := faultfs.New(when), newFile(t)
			disk.FailAt(k, fault, forever)
			done, opened, err := tell(t, path, disk, nil)
			var write *state.WriteError
			switch {
			case err != nil && !errors.As(err, &write):
				t.Errorf("%s: %v, want a WriteError", when, err)
			case err != nil && write.FullDisk() != errors.Is(fault, syscall.ENOSPC):
				t.Errorf("%s: full disk %v: %v", when, write.FullDisk(), err)
			case err == nil && done != len(story):
				t.Errorf("%s: stopped after %d steps without an error", when, done)
			}
			isChapter(t, when, path, pictures, done, opened)
			disk.Close()
		}
	}
}

// TestPoisonedStoreStaysPoisoned: after a failed sync nobody knows what the disk holds, so nothing more is accepted.
func TestPoisonedStoreStaysPoisoned(t *testing.T) {
	disk, path := faultfs.New(t.Name()), newFile(t)
	defer disk.Close()
	o := options()
	o.VFS = disk.Name()
	s, err := state.Open(t.Context(), state.File(path), o)
	must(t, err)
	reserve(t, s, 1)
	disk.FailAt(disk.Ops()+1, syscall.EIO, false)
	var first *state.WriteError
	if _, err := s.Reserve(t.Context(), intent(2)); !errors.As(err, &first) {
		t.Fatal(err)
	}
	for name, call := range map[string]func() error{
		"Reserve": func() error { _, err := s.Reserve(t.Context(), intent(3)); return err },
		"Record":  func() error { _, err := s.Record(t.Context(), 1, outcome(state.Sent)); return err },
		"Sending": func() error {
			_, err := s.Sending(t.Context(), 1, state.Resend{At: morning.Add(time.Hour)})
			return err
		},
		"Series":   func() error { _, err := s.Series(t.Context(), "lantern", series()); return err },
		"BeginRun": func() error { _, err := s.BeginRun(t.Context(), state.RunInfo{}); return err },
		"Close":    s.Close,
	} {
		var again *state.WriteError
		if name == "Close" {
			continue
		}
		if err := call(); !errors.As(err, &again) || again != first {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Close(); !errors.Is(err, first) {
		t.Errorf("Close: %v", err)
	}
}
