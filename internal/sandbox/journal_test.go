package sandbox_test

import (
	"bytes"
	"errors"
	"os"
	"sync"
	"testing"

	"github.com/cashredpack/redpack/internal/sandbox"
)

// disk is a file in memory that fails on demand and counts its syncs.
type disk struct {
	mu                 sync.Mutex
	written, durable   []byte
	syncs              int
	failWrite, failing error
}

func (d *disk) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failWrite != nil {
		return 0, d.failWrite
	}
	d.written = append(d.written, p...)
	return len(p), nil
}

func (d *disk) Sync() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failing != nil {
		return d.failing
	}
	d.durable = append(d.durable[:0], d.written...)
	d.syncs++
	return nil
}

func (d *disk) Close() error { return nil }

func TestNothingIsPromisedAfterAFailedDisk(t *testing.T) {
	full := errors.New("no space left on device")
	for name, broken := range map[string]*disk{"write": {failWrite: full}, "sync": {failing: full}} {
		t.Run(name, func(t *testing.T) {
			j := sandbox.NewFailingJournal(broken)
			if err := j.Append(); !errors.Is(err, full) {
				t.Fatalf("appended with %v", err)
			}
			broken.failWrite, broken.failing = nil, nil
			if err := j.Append(); !errors.Is(err, full) {
				t.Fatalf("the disk recovered and the journal with it: %v", err)
			}
		})
	}
}

func TestManyWaitersShareSyncsAndEachIsDurable(t *testing.T) {
	d := &disk{}
	j := sandbox.NewFailingJournal(d)
	var work sync.WaitGroup
	const writers, each = 32, 50
	for range writers {
		work.Go(func() {
			for range each {
				if err := j.Append(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	if lines := bytes.Count(d.durable, []byte("\n")); lines != writers*each {
		t.Errorf("%d lines durable of %d, %d syncs", lines, writers*each, d.syncs)
	}
	for _, line := range bytes.Split(bytes.TrimSpace(d.durable), []byte("\n")) {
		if err := sandbox.Decode(line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
}

// FuzzReplay: whatever the bytes, replay ends, and what it calls whole replays to the same end.
func FuzzReplay(f *testing.F) {
	b := start(f, nil)
	b.send(b.packet(1))
	b.send(with(b.packet(2), "re_openid", "oRISK_somebody"))
	content, err := os.ReadFile(b.server.LedgerPath())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add(content[:len(content)-7])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, content []byte) {
		whole, err := sandbox.Replay(content)
		if err != nil {
			return
		}
		if again, err := sandbox.Replay(content[:whole]); err != nil || again != whole {
			t.Fatalf("the whole %d bytes replay to %d: %v", whole, again, err)
		}
	})
}
