package state_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/state"
)

func numbers(t *testing.T, path string) (all []state.Number, s *state.Snapshot) {
	t.Helper()
	s, err := state.Numbers(t.Context(), at(path), func(n *state.Number) error {
		all = append(all, *n)
		return nil
	})
	must(t, err)
	return all, s
}

func TestNumbersAreAllThatAPacketEverHad(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := openCalm(t, path, options())
	p := reserve(t, s, 1)
	record(t, s, p.ID, outcome(state.Unknown))
	failed := outcome(state.Failed)
	failed.At = morning.Add(time.Hour)
	record(t, s, p.ID, failed)
	next := nextAttempt(1, 1)
	next.At, next.Permission = morning.Add(2*time.Hour), "repeats"
	_, err := s.Reserve(t.Context(), next)
	must(t, err)
	sent := outcome(state.Sent)
	sent.At = morning.Add(3 * time.Hour)
	record(t, s, p.ID, sent)
	back := outcome(state.Refunded)
	back.At, back.RefundedAt = morning.Add(30*time.Hour), morning.Add(29*time.Hour)
	record(t, s, p.ID, back)
	reserve(t, s, 2)

	got, snapshot := numbers(t, path)
	one := state.Number{
		Packet: 1, Campaign: "lantern", Key: "user-0001", OpenID: intent(1).OpenID, Amount: 101, BillNo: number(1), Status: state.Failed, Since: morning,
	}
	two := one
	two.BillNo, two.Attempt, two.Current, two.Status, two.SendListID, two.Permission = next.BillNo, 1, true, state.Refunded, sent.SendListID, "repeats"
	two.Since, two.PaidAt, two.RefundedAt, two.BackAt = next.At, sent.At, back.RefundedAt, back.At
	three := state.Number{
		Packet: 2, Campaign: "lantern", Key: "user-0002", OpenID: intent(2).OpenID, Amount: 102, BillNo: number(2), Current: true,
		Status: state.Reserved, InDoubt: true, Since: morning,
	}
	if diff := cmp.Diff([]state.Number{one, two, three}, got); diff != "" || snapshot.Len() != 2 {
		t.Error(diff)
	}
}

// Over random lives: the current numbers are those of the snapshot, no number comes twice, and the others are those given up.
func TestNumbersOfRandomLives(t *testing.T) {
	t.Parallel()
	for seed := range uint64(quickly(4, 15)) {
		path := newPath(t)
		if seed%3 == 0 { // a life that began under schema 1
			path = newFile(t)
			copyFile(t, filepath.Join("testdata", fixtures[0]), path)
		}
		s := openCalm(t, path, options())
		wander(t, s, rand.New(rand.NewPCG(seed, 7)), 300)
		must(t, s.Close())
		got, snapshot := numbers(t, path)
		seen, current := map[billno.BillNo]bool{}, 0
		for _, n := range got {
			if seen[n.BillNo] {
				t.Fatalf("seed %d: %s comes twice", seed, n.BillNo)
			}
			seen[n.BillNo] = true
			if !n.Current {
				continue
			}
			current++
			p, ok := snapshot.Lookup(n.Campaign, n.Key)
			if !ok || p.ID != n.Packet || p.BillNo != n.BillNo || p.OpenID != n.OpenID || p.Amount != n.Amount || p.Status != n.Status ||
				p.InDoubt() != n.InDoubt || p.Status.Paid() && n.PaidAt.IsZero() || n.Since.IsZero() {
				t.Fatalf("seed %d: %+v is not %+v", seed, n, p)
			}
		}
		retired := countOf(t, path, "SELECT count(*) FROM retired")
		if current != snapshot.Len() || int64(len(got)-current) != retired {
			t.Fatalf("seed %d: %d numbers, %d current, %d packets, %d given up", seed, len(got), current, snapshot.Len(), retired)
		}
	}
}

// A history that does not lead to the packets is not believed.
func TestNumbersOfAStateThatWasChanged(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"an event is gone":  "DELETE FROM event WHERE id = (SELECT max(id) FROM event)",
		"an event changed":  `UPDATE event SET detail = replace(detail, '"failed"', '"held"')`,
		"an event is twice": "INSERT INTO event SELECT id + 100, packet, run, at, kind, detail, request, crc, form FROM event WHERE kind = 'outcome'",
	} {
		path := storiedState(t)
		c, err := sqlite3.Open(path)
		must(t, err)
		must(t, c.Exec(change))
		must(t, c.Close())
		_, err = state.Numbers(t.Context(), at(path), func(*state.Number) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	got, err := state.Numbers(t.Context(), at(newPath(t)), func(*state.Number) error { return fmt.Errorf("no number is expected") })
	if err != nil || got.Exists() {
		t.Errorf("got %v", err)
	}
}

func BenchmarkNumbers(b *testing.B) {
	path, n := newPath(b), 20_000
	s := open(b, path)
	done := make(chan error, 64)
	for w := range cap(done) {
		go func() {
			var failed error
			for i := w; i < n && failed == nil; i += cap(done) {
				p, err := s.Reserve(b.Context(), intent(i))
				if err == nil {
					_, err = s.Record(b.Context(), p.ID, outcome(state.Sent))
				}
				failed = err
			}
			done <- failed
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := state.Numbers(b.Context(), at(path), func(*state.Number) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "packets/s")
}
