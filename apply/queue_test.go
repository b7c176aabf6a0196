package apply_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashredpack/redpack/apply"
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
