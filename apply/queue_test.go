package apply_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// dawdler is an observer that takes its time.
type dawdler struct{ rows []int }

func (s *dawdler) Observe(e apply.Event) {
	time.Sleep(time.Minute)
	if settled, ok := e.(apply.Settled); ok {
		s.rows = append(s.rows, settled.Row)
	}
}

// A queue never keeps the one who tells waiting, and hands everything on in its order before it is closed.
func TestQueueWaitsForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &dawdler{}
		q, began := apply.NewQueue(to), time.Now()
		for row := range 50 {
			q.Observe(apply.Settled{Row: row})
			if row%10 == 0 {
				synctest.Wait()
			}
		}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("it kept the engine waiting for %s", waited)
		}
		q.Close()
		for row := range 50 {
			if len(to.rows) != 50 || to.rows[row] != row {
				t.Fatalf("it handed on %v", to.rows)
			}
		}
	})
}

// stuck is an observer that reads nothing before it is told to.
type stuck struct {
	goOn   chan struct{}
	events []apply.Event
}

func (s *stuck) Observe(e apply.Event) {
	<-s.goOn
	s.events = append(s.events, e)
}

// To an observer that is far behind it is told how much was left out, in its place. Who was not paid, who was in doubt, and what begins and
// ends the run are told all the same.
func TestQueueLeavesOutWhatCanBeSpared(t *testing.T) {
	to := &stuck{goOn: make(chan struct{})}
	q := apply.NewQueue(to)
	q.Observe(apply.Started{})
	const packets = 200_000
	for row := range packets {
		q.Observe(apply.Reserved{Row: row})
		settled := apply.Settled{Row: row, Before: state.Reserved, Packet: state.Packet{Status: state.Sent}}
		switch row % 50_000 {
		case 0:
			settled.Packet.Status = state.Refused
		case 1:
			settled.Packet.Status = state.Unknown
		case 2:
			settled.Before = state.Unknown
		case 3:
			q.Observe(apply.Paused{Why: lang.Same("a pause")})
		}
		q.Observe(settled)
	}
	q.Observe(apply.Finished{})
	close(to.goOn)
	q.Close()
	var missed, told, places int
	count := map[string]int{}
	for _, e := range to.events {
		switch e := e.(type) {
		case apply.Missed:
			if missed += e.Events; e.Troubled > 0 {
				t.Errorf("%d who were not paid are left out", e.Troubled)
			}
			places++
			continue
		case apply.Settled:
			count[e.Before.String()+" "+e.Packet.Status.String()]++
		case apply.Paused:
			count["paused"]++
		}
		told++
	}
	if all := 2*packets + 2 + 4; missed+told != all || len(to.events) > 33_500 || places > 16 {
		t.Errorf("%d told and %d left out in %d places, of %d", told, missed, places, all)
	}
	for what, want := range map[string]int{"reserved refused": 4, "reserved unknown": 4, "unknown sent": 4, "paused": 4} {
		if count[what] != want {
			t.Errorf("%s: told %d times, want %d", what, count[what], want)
		}
	}
	if _, ends := to.events[len(to.events)-1].(apply.Finished); !ends {
		t.Errorf("it ends with %T", to.events[len(to.events)-1])
	}
}

// Nobody fills the memory by being refused, either.
func TestQueueLeavesOutTroubleAtLast(t *testing.T) {
	to := &stuck{goOn: make(chan struct{})}
	q := apply.NewQueue(to)
	for row := range 100_000 {
		q.Observe(apply.Settled{Row: row, Before: state.Reserved, Packet: state.Packet{Status: state.Refused}})
	}
	q.Observe(apply.Settled{Before: state.Reserved, Packet: state.Packet{Status: state.Unknown}})
	close(to.goOn)
	q.Close()
	last := len(to.events) - 1
	told, missed, troubled := 0, 0, 0
	for _, e := range to.events[:last] {
		if gap, ok := e.(apply.Missed); ok {
			missed, troubled = missed+gap.Events, troubled+gap.Troubled
		} else {
			told++
		}
	}
	if told+missed != 100_000 || missed != troubled || told > 66_000 {
		t.Errorf("%d told, %d left out, %d of them troubled", told, missed, troubled)
	}
	if settled, ok := to.events[last].(apply.Settled); !ok || settled.Packet.Status != state.Unknown {
		t.Errorf("the last one is %+v", to.events[last])
	}
}
