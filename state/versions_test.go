package state_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/state"
)

var writeFixture = flag.Bool("write-fixture", false, "make the fixture of the newest schema; an existing one is never changed")

// fixtures has a file of every schema that redpack ever wrote. They are never made again: they must open as they are.
var fixtures = []string{"v1.state"}

// storied lives a little of everything in a state.
func storied(t *testing.T, path string) {
	s := open(t, path)
	_, err := s.BeginRun(t.Context(), state.RunInfo{PlanDigest: "3f2a"})
	must(t, err)
	_, err = s.Series(t.Context(), "lantern", series())
	must(t, err)
	for n, status := range state.Statuses() {
		p := reserve(t, s, n)
		if status == state.Refunded || status == state.Refunding || status == state.Received {
			record(t, s, p.ID, outcome(state.Sent))
		}
		if status != state.Reserved {
			record(t, s, p.ID, outcome(status))
		}
	}
	_, err = s.Reserve(t.Context(), nextAttempt(4, 1)) // the failed one
	must(t, err)
	_, err = s.Accept(t.Context(), 6, state.Decision{OpenID: intent(5).OpenID, Amount: 888, Reason: "agreed with finance"})
	must(t, err)
	must(t, s.Moved(t.Context(), state.Address{Campaign: "lantern", Key: "user-0008"}, state.Address{Campaign: "spring", Key: "li"}))
	must(t, s.EndRun(t.Context(), 1, "done"))
	must(t, s.Close())
}

// TestEveryVersionOpens: a state outlives the redpack that wrote it.
func TestEveryVersionOpens(t *testing.T) {
	fresh := newPath(t)
	storied(t, fresh)
	newest := filepath.Join("testdata", fixtures[len(fixtures)-1])
	if _, err := os.Stat(newest); os.IsNotExist(err) && *writeFixture {
		copyFile(t, fresh, newest)
	}
	want := pictureOf(read(t, fresh))
	for _, name := range fixtures {
		path := newPath(t)
		copyFile(t, filepath.Join("testdata", name), path)
		got := pictureOf(read(t, path))
		want.Lineage = got.Lineage
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		soundOrFail(t, path)
		s := open(t, path)
		p := sending(t, s, 1, morning.Add(time.Hour))
		if p.Request != intent(0).Request {
			t.Errorf("%s: the frozen request became %q", name, p.Request)
		}
		reserve(t, s, 100)
		soundOrFail(t, path)
	}
}
