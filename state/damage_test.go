package state_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/testkit/faultfs"
	"github.com/cashredpack/redpack/state"
)

// site is a folder with a state as an ended process leaves it, or as a killed one does: half of it in the log.
type site struct {
	files   map[string][]byte // name without the folder
	want    picture
	request map[int64]string
}

func newSite(t *testing.T, killed bool) site {
	path := newFile(t)
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
				each := quickly(3, 75)
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
	if damages < quickly(40, 1000) {
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
	seen, err := state.Read(t.Context(), state.File(path))
	if err == nil && !same(pictureOf(seen), s.want) {
		t.Errorf("%s: Read is wrong: %s", what, cmp.Diff(s.want, pictureOf(seen)))
	}
	o := options()
	o.VFS = calm.Name()
	store, err := state.Open(t.Context(), state.File(path), o)
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

// TestDamageUnderAnOpenStore: a row that is spoilt while the store is open is not acted on.
func TestDamageUnderAnOpenStore(t *testing.T) {
	for name, do := range map[string]func(*state.Store) error{
		"Sending": func(s *state.Store) error { _, err := s.Sending(t.Context(), 1, state.Resend{At: morning}); return err },
		"Record":  func(s *state.Store) error { _, err := s.Record(t.Context(), 1, outcome(state.Sent)); return err },
		"Reserve": func(s *state.Store) error { _, err := s.Reserve(t.Context(), again("lantern", "other")); return err },
		"Packet":  func(s *state.Store) error { _, err := s.Packet(t.Context(), 1); return err },
	} {
		path := newFile(t)
		s := open(t, path)
		record(t, s, reserve(t, s, 1).ID, outcome(state.Held))
		serial := s.Serial()
		execSQL(t, path, "UPDATE packet SET amount_fen = amount_fen + 65536")
		err := do(s)
		var write *state.WriteError
		if !errors.As(err, &write) || !strings.Contains(err.Error(), "packet 1 does not match its checksum") || s.Serial() != serial {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// spoiltFixture opens a copy of the fixture of schema 1 after somebody was at it.
func spoiltFixture(t *testing.T, sql string) *sqlite3.Conn {
	t.Helper()
	path := newFile(t)
	copyFile(t, filepath.Join("testdata", fixtures[0]), path)
	execSQL(t, path, sql)
	c, err := sqlite3.Open(path)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

// TestUpgradeOfAFileWithoutAHead must not succeed, and must not leave its transaction open.
func TestUpgradeOfAFileWithoutAHead(t *testing.T) {
	c := spoiltFixture(t, "DELETE FROM head")
	if err := state.Upgrade(c, 1); err == nil || !strings.Contains(err.Error(), "head is missing") {
		t.Errorf("upgraded: %v", err)
	}
	if !c.GetAutocommit() {
		t.Error("its transaction is still open")
	}
	path := newFile(t)
	copyFile(t, filepath.Join("testdata", fixtures[0]), path)
	execSQL(t, path, "DELETE FROM head")
	var corrupt *state.CorruptError
	if _, err := state.Open(t.Context(), state.File(path), options()); !errors.As(err, &corrupt) {
		t.Errorf("Open: %v", err)
	}
}

// TestCheckOfPacketsThatCannotBeRead is not sound.
func TestCheckOfPacketsThatCannotBeRead(t *testing.T) {
	c := spoiltFixture(t, "PRAGMA foreign_keys = OFF; ALTER TABLE packet RENAME TO elsewhere")
	if err := state.CheckHistory(c, 1); err == nil {
		t.Error("sound without a packet table")
	}
	if err := state.CheckHistory(spoiltFixture(t, "SELECT 1"), 1); err != nil {
		t.Errorf("the control: %v", err)
	}
}

// TestMigrationIsOneTransaction: at whatever operation it stops, the file is of one schema or the other, with all that was in it.
func TestMigrationIsOneTransaction(t *testing.T) {
	t.Parallel()
	whole := newFile(t)
	copyFile(t, filepath.Join("testdata", fixtures[0]), whole)
	want := pictureOf(read(t, whole))
	for k := 1; ; k += quickly(3, 1) {
		path, disk := newFile(t), faultfs.New(fmt.Sprint(t.Name(), k))
		copyFile(t, whole, path)
		disk.StopAt(k)
		o := options()
		o.VFS, o.Endpoint = disk.Name(), "https://api.mch.weixin.qq.com"
		s, err := state.Open(t.Context(), state.File(path), o)
		if err == nil {
			err = s.Close()
		}
		must(t, disk.PowerCut(rand.New(rand.NewPCG(uint64(k), 5))))
		disk.Close()
		if got := pictureOf(read(t, path)); !same(want, got) {
			t.Fatalf("stopped at operation %d: %s", k, cmp.Diff(want, got))
		}
		soundOrFail(t, path)
		must(t, openCalm(t, path, options()).Close())
		if err == nil {
			if k < 5 {
				t.Errorf("only %d operations", k)
			}
			return
		}
	}
}
