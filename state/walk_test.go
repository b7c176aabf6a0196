package state_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

// wandered is a state after a random life, which is closed.
func wandered(t *testing.T, seed uint64) (path string) {
	t.Helper()
	path = newPath(t)
	s := open(t, path)
	wander(t, s, rand.New(rand.NewPCG(seed, 9)), 120)
	must(t, s.Close())
	return path
}

// A walk sees what Events tells of each address, in the order in which it happened.
func TestWalkSeesEverything(t *testing.T) {
	t.Parallel()
	path := wandered(t, 1)
	var ids []int64
	byPacket := map[int64][]int64{}
	must(t, state.Walk(t.Context(), at(path), func(e *state.Event) error {
		ids = append(ids, e.ID)
		byPacket[e.Packet] = append(byPacket[e.Packet], e.ID)
		return nil
	}))
	for i, id := range ids {
		if id != int64(i+1) {
			t.Fatalf("event %d is the %d. of the walk", id, i+1)
		}
	}
	snapshot := read(t, path)
	for p := range snapshot.ByID() {
		events, err := state.Events(t.Context(), at(path), address.Address{Campaign: p.Campaign, Key: p.Key})
		must(t, err)
		var own []int64
		for _, e := range events {
			own = append(own, e.ID)
		}
		if !slices.Equal(own, byPacket[p.ID]) {
			t.Errorf("packet %d: %v, walked %v", p.ID, own, byPacket[p.ID])
		}
	}
	var packets []int64
	seen := 0
	must(t, state.WalkPackets(t.Context(), at(path), func(e *state.Event) error {
		seen++
		if len(packets) == 0 || packets[len(packets)-1] != e.Packet {
			packets = append(packets, e.Packet)
		}
		return nil
	}))
	if !slices.IsSorted(packets) || len(packets) != snapshot.Len() || seen != len(ids)-len(byPacket[0]) {
		t.Errorf("%d events of %v", seen, packets)
	}
}

func TestWalkEndsWhereItIsTold(t *testing.T) {
	t.Parallel()
	path := wandered(t, 2)
	enough, seen := errors.New("enough of it"), 0
	err := state.Walk(t.Context(), at(path), func(*state.Event) error {
		if seen++; seen == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || seen != 3 {
		t.Errorf("%d events, %v", seen, err)
	}
	if err := state.Walk(t.Context(), at(newPath(t)), func(*state.Event) error { return enough }); err != nil {
		t.Errorf("no state: %v", err)
	}
}

// An event that was changed, or that is gone, is damage and never a shorter history.
func TestWalkFindsDamage(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"changed":      `UPDATE event SET detail = replace(detail, 'lantern', 'lanterm')`,
		"one gone":     `DELETE FROM event WHERE id = 2`,
		"the last one": `DELETE FROM event WHERE id = (SELECT max(id) FROM event)`,
		"the first":    `DELETE FROM event WHERE id = 1`,
	} {
		path := wandered(t, 3)
		execSQL(t, path, sql)
		for walk, do := range map[string]func() error{
			"by id": func() error {
				return state.Walk(t.Context(), at(path), func(*state.Event) error { return nil })
			},
			"by packets": func() error {
				return state.WalkPackets(t.Context(), at(path), func(*state.Event) error { return nil })
			},
		} {
			var corrupt *state.CorruptError
			if err := do(); !errors.As(err, &corrupt) {
				t.Errorf("%s, %s: %v", name, walk, err)
			}
		}
	}
}

// What is written during a walk is not seen by it, and does not disturb it.
func TestWalkDuringAnApply(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path)
	p := reserve(t, s, 1)
	seen := 0
	must(t, state.Walk(t.Context(), at(path), func(e *state.Event) error {
		if seen++; seen == 1 {
			record(t, s, p.ID, outcome(state.Sent))
			reserve(t, s, 2)
		}
		return nil
	}))
	before := seen
	must(t, state.Walk(t.Context(), at(path), func(*state.Event) error { seen++; return nil }))
	if seen-before != before+2 {
		t.Errorf("%d events, then %d", before, seen-before)
	}
}

// BenchmarkWalk is what `redpack history` pays for the events, two of each packet.
func BenchmarkWalk(b *testing.B) {
	sizes := []int{1000, 100_000}
	if *million {
		sizes = append(sizes, 1_000_000)
	}
	for _, n := range sizes {
		path := newPath(b)
		s := open(b, path)
		must(b, s.Bulk(b.Context(), n, sentPacket))
		must(b, s.Close())
		for name, walk := range map[string]func(each func(*state.Event) error) error{
			"id": func(each func(*state.Event) error) error { return state.Walk(b.Context(), at(path), each) },
			"packets": func(each func(*state.Event) error) error {
				return state.WalkPackets(b.Context(), at(path), each)
			},
		} {
			b.Run(fmt.Sprintf("%s/packets=%d", name, n), func(b *testing.B) {
				began, events := time.Now(), 0
				for b.Loop() {
					must(b, walk(func(*state.Event) error { events++; return nil }))
				}
				b.ReportMetric(float64(events)/time.Since(began).Seconds(), "events/s")
			})
		}
	}
}
