package apply_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/internal/testkit/faultfs"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
)

// killable makes the process of a stage one that can be killed, together with the power of its disk where its state is a file.
func (s *stage) killable() {
	if statetest.Database() {
		s.disk = statetest.NewWired(s.t, s.path)
		return
	}
	s.newDisk()
}

// newDisk gives a stage a disk whose power can be cut.
func (s *stage) newDisk() *faultfs.FS {
	disk := faultfs.New(fmt.Sprintf("apply %s %p", s.t.Name(), s))
	s.t.Cleanup(disk.Close)
	s.disk = disk
	return disk
}

// resume runs until nothing is open any more, as a patient person would, a minute apart.
func (s *stage) resume() {
	s.t.Helper()
	for range 8 {
		if _, err := s.run(s.t.Context()); err != nil {
			s.t.Fatalf("resume: %v", err)
		}
		if s.after().Tally(plan.Done).Packets == len(s.want()) {
			break
		}
		time.Sleep(25 * time.Hour)
	}
	for _, broken := range s.world.check(s.want()) {
		s.t.Error(broken)
	}
	if paid, want := s.world.paid(), len(s.want()); paid != want {
		s.t.Errorf("%d of %d are paid", paid, want)
		for _, p := range s.after().Listed {
			s.t.Logf("%s %s: %+v", p.Action, p.Key(), p.Recorded)
		}
	}
}

const crashPeople = 5

// crashStory is a run in which requests and answers are lost too, so that the crashes also hit asking and sending again.
func crashStory(to string, n int) behaviour {
	switch {
	case to == openID(1) && n == 0:
		return lostAfter
	case to == openID(2) && n == 0:
		return lostBefore
	case to == openID(3) && n == 0:
		return tooFast
	}
	return pays
}

// operations counts the operations on the disk, or questions to the server, of the undisturbed story.
func operations(t *testing.T) (ops int) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, crashPeople, "")
		s.killable()
		s.world.behave = crashStory
		s.resume()
		ops = s.disk.Ops()
	})
	return ops
}

// The process crashes, or the power fails, at each write and each sync of a run, or before and after each answer of the server that has the
// state, and again somewhere in the resume.
func TestCrashAtEveryOperation(t *testing.T) {
	t.Parallel()
	ops := operations(t)
	t.Logf("%d operations", ops)
	step := 1
	if testing.Short() {
		step = 25
	}
	worlds(t, (ops+step-1)/step, func(t *testing.T, i int) {
		k := 1 + i*step
		random := rand.New(rand.NewPCG(uint64(k), 1))
		s := newStage(t, crashPeople, "")
		s.killable()
		s.world.behave = crashStory
		for _, stop := range []int{k, 1 + random.IntN(ops)} {
			s.disk.StopAt(stop)
			// The last operations write the witness, whose loss is not an error.
			if _, err := s.run(t.Context()); err != nil && !s.disk.Stopped() {
				t.Fatalf("to be stopped at %d: %v", stop, err)
			}
			if err := s.disk.PowerCut(random); err != nil {
				t.Fatal(err)
			}
			s.disk.Restart()
			time.Sleep(time.Duration(random.IntN(3000)) * time.Millisecond)
		}
		s.resume()
		if t.Failed() {
			t.Logf("stopped at operation %d of %d", k, ops)
		}
	})
}

// The process crashes at each request: just before the platform acts on it, or just after.
func TestCrashAtEveryRequest(t *testing.T) {
	t.Parallel()
	worlds(t, 2*crashPeople, func(t *testing.T, crash int) {
		s := newStage(t, crashPeople, "")
		s.killable()
		requests := 0
		s.world.behave = func(to string, n int) behaviour {
			b := crashStory(to, n)
			if requests == crash/2 {
				s.disk.Stop()
				b = behaviour{lost: true, before: crash%2 == 0}
			}
			requests++
			return b
		}
		if _, err := s.run(t.Context()); err == nil {
			t.Fatal("the crash went unnoticed")
		}
		if err := s.disk.PowerCut(rand.New(rand.NewPCG(uint64(crash), 2))); err != nil {
			t.Fatal(err)
		}
		s.disk.Restart()
		s.resume()
	})
}

// A disk that is full, or whose syncs fail, stops the run before the next request; with space again it goes on.
func TestFullDiskAtEveryOperation(t *testing.T) {
	t.Parallel()
	if statetest.Database() {
		t.Skip("the disk is the server's")
	}
	step := wholeOrQuick(3, 40)
	ops := operations(t)
	worlds(t, (ops+step-1)/step, func(t *testing.T, i int) {
		k := 1 + i*step
		s := newStage(t, crashPeople, "")
		disk := s.newDisk()
		s.world.behave = crashStory
		disk.FailAt(k, errDisk, true)
		result, err := s.run(t.Context())
		if err == nil && s.world.paid() != crashPeople {
			t.Fatalf("operation %d: stop %d and no error, %d paid", k, result.Stop, s.world.paid())
		}
		sent := len(s.world.sends)
		s.disk.Restart()
		s.resume()
		if t.Failed() {
			t.Logf("failed at operation %d after %d requests", k, sent)
		}
	})
}
