package state_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/state"
)

// site is a folder with a state as an ended process leaves it, or as a killed one does: half of it in the log.
type site struct {
	files   map[string][]byte // name without the folder
	want    picture
	request map[int64]string
}

func newSite(t *testing.T, killed bool) site {
	path := newPath(t)
	s := open(t, path)
	fill := func(from, to int) {
		for n := from; n < to; n++ {
			p := reserve(t, s, n)
			record(t, s, p.ID, outcome([]state.Status{state.Sent, state.Unknown, state.Held, state.Failed}[n%4]))
		}
	}
	_, err := s.Series(t.Context(), "lantern", series())
	must(t, err)
	fill(0, 60)
	must(t, s.Close())
	s = open(t, path)
	_, err = s.BeginRun(t.Context(), state.RunInfo{PlanDigest: "3f2a"})
	must(t, err)
	fill(60, 120)
	for n := range 40 {
		record(t, s, int64(4*n+1), outcome(state.Received))
		if n == 25 {
			break
		}
	}
	here := site{files: map[string][]byte{}, request: map[int64]string{}}
	for id := int64(1); id <= 120; id++ {
		p, err := s.Packet(t.Context(), id)
		must(t, err)
		here.request[id] = p.Request
	}
	here.want = pictureOf(read(t, path))
	names := []string{"", "-wal", ".serial"}
	if !killed {
		must(t, s.Close())
		names = []string{"", ".serial"}
	}
	for _, suffix := range names {
		data, err := os.ReadFile(path + suffix)
		must(t, err)
		here.files["redpack.state"+suffix] = data
	}
	return here
}

func (s site) lay(t *testing.T, changed string, data []byte) (path string) {
	dir := t.TempDir()
	for name, content := range s.files {
		if name == changed {
			content = data
		}
		must(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	return filepath.Join(dir, "redpack.state")
}

// TestDamage truncates, flips and zeroes each file at random places. Whatever still opens shows exactly what was there:
// never older, never empty, never wrong, and no packet with another request.
func TestDamage(t *testing.T) {
	t.Parallel()
	damages := 0
	for _, killed := range []bool{false, true} {
		here := newSite(t, killed)
		if got := pictureOf(read(t, here.lay(t, "", nil))); !same(got, here.want) {
			t.Fatal("the undamaged copy differs: ", cmp.Diff(here.want, got))
		}
		for name, content := range here.files {
			for kind, spoil := range map[string]func(*rand.Rand, []byte) []byte{"truncate": truncate, "flip": flip, "zero": zero} {
				refused := 0
				const each = 75
				for seed := range uint64(each) {
					random := rand.New(rand.NewPCG(seed, uint64(len(name)*len(kind))))
					spoilt := spoil(random, append([]byte(nil), content...))
					if !here.survives(t, fmt.Sprintf("%s %s seed %d", kind, name, seed), name, spoilt) {
						refused++
					}
				}
				damages += each
				t.Logf("killed %v: %s %s: %d refused, %d harmless", killed, kind, name, refused, each-refused)
			}
		}
	}
	if damages < 1000 {
		t.Errorf("only %d damages", damages)
	}
}

func truncate(r *rand.Rand, b []byte) []byte { return b[:r.IntN(len(b))] }

func flip(r *rand.Rand, b []byte) []byte {
	b[r.IntN(len(b))] ^= 1 << r.IntN(8)
	return b
}

func zero(r *rand.Rand, b []byte) []byte {
	from := r.IntN(len(b))
	clear(b[from:min(from+1+r.IntN(600), len(b))])
	return b
}

// survives reports whether a damaged state still opens; then it must be as before.
func (s site) survives(t *testing.T, what, name string, data []byte) bool {
	t.Helper()
	path := s.lay(t, name, data)
	seen, err := state.Read(t.Context(), path)
	if err == nil && !same(pictureOf(seen), s.want) {
		t.Errorf("%s: Read is wrong: %s", what, cmp.Diff(s.want, pictureOf(seen)))
	}
	o := options()
	o.VFS = calm.Name()
	store, err := state.Open(t.Context(), path, o)
	if err != nil {
		return false
	}
	defer store.Close()
	if got := pictureOf(store.Snapshot()); !same(got, s.want) {
		t.Errorf("%s: Open is wrong: %s", what, cmp.Diff(s.want, got))
	}
	for _, id := range []int64{1, 60, 61, 120} {
		if p, err := store.Packet(t.Context(), id); err == nil && p.Request != s.request[id] {
			t.Errorf("%s: packet %d has another request", what, id)
		}
	}
	return true
}
