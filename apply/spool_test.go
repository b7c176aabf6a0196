package apply_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// frailSpool is a file of which one reading, or all from one on, go wrong.
type frailSpool struct {
	bytes.Buffer
	at      int // the reading
	forever bool
	silent  bool // it yields something else instead of an error
	failed  func()
	reads   int
}

var errFrail = errors.New("input/output error")

func (f *frailSpool) ReadAt(b []byte, at int64) (int, error) {
	n := copy(b, f.Bytes()[at:])
	f.reads++
	switch {
	case f.reads < f.at || f.reads > f.at && !f.forever:
	case f.silent:
		f.failed()
		b[f.reads*7919%n] ^= 4
	default:
		f.failed()
		return 0, errFrail
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *frailSpool) Close() error { return nil }

// spooledPeople fill some blocks, each of which is read for itself.
const spooledPeople = 200

// What was approved cannot be read back, from any reading on, or one reading yields something else: nothing more leaves, nobody is sent
// anything in another's place, and the next run pays whoever is left, once.
func TestSpoolThatCannotBeRead(t *testing.T) {
	t.Parallel()
	const readings = 9
	worlds(t, 3*readings, func(t *testing.T, i int) {
		s := newStage(t, spooledPeople, "")
		s.world.behave = crashStory
		spool, requests := &frailSpool{at: 1 + i/3, forever: i%3 == 1, silent: i%3 == 2}, -1
		spool.failed = func() {
			if requests < 0 {
				requests = len(s.world.sent())
			}
		}
		s.retry.InMemory, s.retry.Spool = 1, func() (plan.Spool, error) { return spool, nil }
		result, err := s.run(t.Context())
		switch {
		case requests < 0:
			if err != nil {
				t.Errorf("nothing failed: %v", err)
			}
		case !errors.Is(err, plan.ErrWorkLost) || result.Stop != apply.WorkLost || !spool.silent && !errors.Is(err, errFrail):
			t.Errorf("reading %d: %v, %v", spool.at, result.Stop, err)
		case !spool.silent && len(s.world.sent()) > requests+8: // that were in flight
			t.Errorf("reading %d: %d requests before it failed, and %d at the end", spool.at, requests, len(s.world.sent()))
		}
		if i < 3 && requests < 0 {
			t.Error("nothing was read")
		}
		time.Sleep(time.Minute)
		s.retry.Spool = nil
		s.resume()
	})
}

// A file that cannot be made or written leaves no plan, and so nothing is sent.
func TestSpoolThatCannotBeWritten(t *testing.T) {
	s := newStage(t, spooledPeople, "")
	full := errors.New("no space left on device")
	for name, open := range map[string]func() (plan.Spool, error){
		"made":    func() (plan.Spool, error) { return nil, full },
		"written": func() (plan.Spool, error) { return &fullSpool{err: full}, nil },
	} {
		p, diags := plan.New(s.campaign, state.EmptySnapshot(), plan.Options{At: time.Now(), KeepWork: true, InMemory: 1, Spool: open})
		if want := "No room for a list as long as this; What is to be sent is kept on the disk, beyond a little: no space left on device. Nothing was sent."; p != nil ||
			len(diags) != 1 || diags[0].Summary+"; "+diags[0].Detail != want {
			t.Errorf("%s: %v, %v", name, p, fmt.Sprint(diags))
		}
	}
}

type fullSpool struct {
	frailSpool
	err error
}

func (f *fullSpool) Write([]byte) (int, error) { return 0, f.err }

// sent are the requests that reached the platform by now.
func (w *world) sent() []exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sends)
}
