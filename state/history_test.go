package state_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

// wander makes random changes, legal and not, through every door of the store.
func wander(t *testing.T, s *state.Store, random *rand.Rand, steps int) {
	statuses := state.Statuses()
	for range steps {
		n := random.IntN(30)
		at := morning.Add(time.Duration(random.IntN(1000)) * time.Second)
		id := int64(random.IntN(20) + 1)
		switch random.IntN(12) {
		case 0, 1, 2:
			in := nextAttempt(n, random.IntN(3))
			in.At = at
			if random.IntN(2) == 0 {
				in.OpenID, in.Permission = intent(random.IntN(30)).OpenID, []string{"", "repeats"}[random.IntN(2)]
			}
			if random.IntN(3) == 0 {
				in = keyed(in)
			}
			_, _ = s.Reserve(t.Context(), in)
		case 3, 4, 5:
			o := outcome(statuses[random.IntN(len(statuses))])
			o.At, o.Named, o.NoOrder = at, random.IntN(4) == 0, random.IntN(2) == 0
			o.SendListID = strings.Repeat("9", random.IntN(400))
			_, _ = s.Record(t.Context(), id, o)
		case 6:
			_, _ = s.Sending(t.Context(), id, state.Resend{At: at, Permission: []string{"", "repeats"}[random.IntN(2)], Former: []string{"spring"}})
		case 7:
			_, _ = s.Reserve(t.Context(), nextAttempt(n, random.IntN(5)))
		case 8:
			_, _ = s.Refreeze(t.Context(), id, "<xml>repaired</xml>")
			_, _ = s.Accept(t.Context(), id, state.Decision{OpenID: "o", Amount: 1, Reason: "because"})
		case 9:
			_, _ = s.Release(t.Context(), id, "its number is another's")
			chain := []state.Restored{restored(nextAttempt(n+30, 0), statuses[random.IntN(len(statuses))])}
			for chain[len(chain)-1].Outcome.Status == state.Failed {
				chain = append(chain, restored(nextAttempt(n+30, len(chain)), statuses[random.IntN(len(statuses))]))
			}
			_, _ = s.Restore(t.Context(), chain[0], chain[1:]...)
		case 10:
			name := []string{"lantern", "spring", "autumn"}[random.IntN(3)]
			if random.IntN(3) == 0 {
				_ = s.CampaignDate(t.Context(), name, "20260101") // as schema 1 did
			}
			_, _ = s.Series(t.Context(), name, series())
		case 11:
			campaigns := []string{"lantern", "spring", "autumn"}
			from := address.Address{Campaign: campaigns[random.IntN(3)], Key: intent(n).Key}
			_ = s.Moved(t.Context(), from, address.Address{Campaign: campaigns[random.IntN(3)], Key: intent(n + 50).Key})
			_ = s.Moved(t.Context(), address.Address{Campaign: campaigns[random.IntN(3)]}, address.Address{Campaign: campaigns[random.IntN(3)]})
		}
	}
}

// TestTheHistoryAloneLeadsToThePackets is the audit's promise, over random lives.
func TestTheHistoryAloneLeadsToThePackets(t *testing.T) {
	t.Parallel()
	for seed := range uint64(quickly(4, 15)) {
		path := newPath(t)
		if seed%3 == 0 { // a life that began under schema 1
			copyFile(t, filepath.Join("testdata", fixtures[0]), path)
		}
		o := options()
		o.VFS = calm.Name()
		s, err := state.Open(t.Context(), at(path), o)
		must(t, err)
		wander(t, s, rand.New(rand.NewPCG(seed, 3)), 150)
		must(t, s.Close())
		replayed, err := state.Replay(t.Context(), at(path))
		must(t, err)
		want := pictureOf(read(t, path))
		if diff := cmp.Diff(want, pictureOf(replayed)); diff != "" || len(want.Packets) < 5 {
			t.Fatalf("seed %d, %d packets: %s", seed, len(want.Packets), diff)
		}
		soundOrFail(t, path)
	}
}

func TestEventsTellTheLifeOfAnAddress(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	p := reserve(t, s, 1)
	record(t, s, p.ID, outcome(state.Unknown))
	sending(t, s, p.ID, morning.Add(time.Minute))
	record(t, s, p.ID, outcome(state.Sent))
	reserve(t, s, 2)
	events, err := state.Events(t.Context(), at(path), address.Address{Campaign: "lantern", Key: "user-0001"})
	must(t, err)
	var kinds []state.Kind
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	if diff := cmp.Diff([]state.Kind{state.KindIntent, state.KindOutcome, state.KindSending, state.KindOutcome}, kinds); diff != "" {
		t.Fatal(diff)
	}
	if first := events[0]; first.Request != intent(1).Request || first.Detail.BillNo != string(number(1)) || !first.At.Equal(morning) {
		t.Errorf("the intent: %+v", first)
	}
	if last := events[3].Detail; last.Status != "sent" || !last.Answers || last.SendListID == "" {
		t.Errorf("the outcome: %+v", last)
	}
	for _, nobody := range []address.Address{{Campaign: "lantern", Key: "nobody"}, {Campaign: "none", Key: "user-0001"}} {
		if events, err := state.Events(t.Context(), at(path), nobody); len(events) != 0 || err != nil {
			t.Errorf("%s: %v, %v", nobody, events, err)
		}
	}
}

// TestCheckFinds spoils what Read does not look at.
func TestCheckFinds(t *testing.T) {
	for name, tt := range map[string]struct{ sql, says string }{
		"a changed event":      {"UPDATE event SET detail = replace(detail, '101', '999') WHERE kind = 'intent'", "event 2 does not match"},
		"a removed event":      {"DELETE FROM event WHERE kind = 'outcome'", "packet 1 is not what its history leads to"},
		"a forged bill number": {"INSERT INTO retired VALUES('12300001092027020600', 1, 0)", "given up"},
		"a changed packet":     {"UPDATE packet SET amount_fen = 1", "packet 1 does not match its checksum"},
		"a changed table":      {"CREATE TRIGGER t AFTER INSERT ON packet BEGIN SELECT 1; END", "definitions"},
		"a changed date":       {"UPDATE campaign SET billno_date = '20280101'", "campaign 1 does not match"},
		"a changed merchant":   {"UPDATE meta SET value = '1999999999' WHERE key = 'mch_id'", `entry "mch_id"`},
	} {
		path := withOnePacket(t)
		soundOrFail(t, path)
		execSQL(t, path, tt.sql)
		report, err := state.Check(t.Context(), at(path))
		if err != nil || report.Sound() || !strings.Contains(joined(report.Problems, "\n"), tt.says) {
			t.Errorf("%s: %v, %q", name, err, report.Problems)
		}
	}
}

// TestCheckFindsWhatTheWitnessTells: a state that is behind what lies beside it, or another one, is not sound; nor is one whose witness
// nobody can read.
func TestCheckFindsWhatTheWitnessTells(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(path, older, other string)
		says  string
	}{
		"an older copy":  {func(path, older, _ string) { copyFile(t, older, path) }, "had already reached 4"},
		"another state":  {func(path, _, other string) { copyFile(t, other, path) }, "not the one that lay here before"},
		"half a witness": {func(path, _, _ string) { must(t, os.Truncate(path+".serial", 30)) }, "cannot be read"},
		"a copy of a crash": {func(path, older, _ string) {
			must(t, os.WriteFile(path+".lock", []byte(`{"holder":"li","file":"inode 1"}`), 0o600))
		}, "is a copy made while li was at work"},
		"no witness": {func(path, _, _ string) { must(t, os.Remove(path+".serial")) }, ""},
		"nothing":    {func(string, string, string) {}, ""},
	} {
		path, older := withOnePacket(t), newPath(t)
		copyFile(t, path, older)
		s := openCalm(t, path, options())
		reserve(t, s, 2)
		must(t, s.Close())
		tt.spoil(path, older, withOnePacket(t))
		report, err := state.Check(t.Context(), at(path))
		if err != nil || report.Sound() != (tt.says == "") || !strings.Contains(joined(report.Problems, "\n"), tt.says) {
			t.Errorf("%s: %v, %q", name, err, report.Problems)
		}
	}
}

// TestEventsOfWhatIsNotThere: where no state was ever made nothing happened; one that is lost or spoilt is an error.
func TestEventsOfWhatIsNotThere(t *testing.T) {
	of := address.Address{Campaign: "lantern", Key: intent(1).Key}
	for name, tt := range map[string]struct {
		path  func(t *testing.T) string
		fails bool
	}{
		"never made": {func(t *testing.T) string { return newPath(t) }, false},
		"no folder":  {func(t *testing.T) string { return filepath.Join(newPath(t), "x", "redpack.state") }, true},
		"lost": {func(t *testing.T) string {
			path := withOnePacket(t)
			must(t, os.Remove(path))
			return path
		}, true},
		"spoilt": {func(t *testing.T) string {
			path := withOnePacket(t)
			execSQL(t, path, "UPDATE event SET at = 1 WHERE kind = 'outcome'")
			return path
		}, true},
	} {
		if events, err := state.Events(t.Context(), state.File(tt.path(t)), of); (err != nil) != tt.fails || len(events) != 0 {
			t.Errorf("%s: %d events, %v", name, len(events), err)
		}
	}
}

func TestCheckReports(t *testing.T) {
	path := withOnePacket(t)
	got, err := state.Check(t.Context(), at(path))
	must(t, err)
	want := state.Report{
		Path: got.Path, Schema: 4, Lineage: read(t, path).Lineage(), Serial: 3, WitnessSerial: 3, Packets: 1, Events: 3,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBackupWhileInUse(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	p := reserve(t, s, 1)
	to := newFile(t)
	must(t, state.Backup(t.Context(), at(path), to))
	want := pictureOf(read(t, path))
	record(t, s, p.ID, outcome(state.Sent))
	if got := pictureOf(read(t, to)); !same(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	soundOrFail(t, to)
	if err := state.Backup(t.Context(), at(path), to); err == nil {
		t.Error("a backup was overwritten")
	}
	reserve(t, open(t, to), 2) // a copy in a folder of its own is a state
	soundOrFail(t, to)
}

// Of the packets that had another number before, and of no others, the whole histories are read, one after the other.
func TestRenumbered(t *testing.T) {
	path := newPath(t)
	read := func() (got []string) {
		t.Helper()
		err := state.Renumbered(t.Context(), at(path), func(e state.Event) error {
			got = append(got, fmt.Sprintf("%d %s %s", e.Packet, e.Kind, e.Detail.Status))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := read(); got != nil {
		t.Errorf("without a state: %v", got)
	}
	s := open(t, path)
	for n := range 3 {
		p, err := s.Reserve(t.Context(), intent(n))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Record(t.Context(), p.ID, outcome(state.Failed)); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []int{2, 0} {
		if _, err := s.Reserve(t.Context(), nextAttempt(n, 1)); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"1 intent ", "1 outcome failed", "1 attempt ", "3 intent ", "3 outcome failed", "3 attempt "}
	if diff := cmp.Diff(want, read()); diff != "" {
		t.Error(diff)
	}
	enough := errors.New("enough")
	if err := state.Renumbered(t.Context(), at(path), func(state.Event) error { return enough }); !errors.Is(err, enough) {
		t.Error(err)
	}
}
