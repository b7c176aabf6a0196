package state_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/state"
)

// listed is what List hands over.
func listed(t *testing.T, path string) (s *state.Snapshot, packets []state.Packet, err error) {
	t.Helper()
	err = state.List(t.Context(), at(path), func(snapshot *state.Snapshot, all iter.Seq[state.Packet]) error {
		s, packets = snapshot, slices.Collect(all)
		return nil
	})
	return s, packets, err
}

// manyCampaigns has packets of several campaigns whose keys and names are in no order, of every status, moved and accepted.
func manyCampaigns(t *testing.T, n int) (path string) {
	t.Helper()
	path = newPath(t)
	s := openCalm(t, path, options())
	statuses := state.Statuses()
	must(t, s.Bulk(t.Context(), n, func(i int) (state.Intent, state.Outcome) {
		in := intent(i * 7919 % 100_003)
		in.Campaign = []string{"spring", "lantern", "汉字", "a"}[i%4]
		in.Key = []string{"", "汉", "Z", "~"}[i/4%4] + in.Key
		return in, outcome(statuses[i%len(statuses)])
	}))
	_, err := s.Accept(t.Context(), int64(slices.Index(statuses, state.Sent)+1), state.Decision{OpenID: intent(5).OpenID, Amount: 888, Reason: "agreed"})
	must(t, err)
	must(t, s.Moved(t.Context(), address.Address{Campaign: "spring", Key: intent(0).Key}, address.Address{Campaign: "later", Key: "li"}))
	must(t, s.Close())
	return path
}

// oneCampaign has packets of which each was recorded at most so many places from where its key has it.
func oneCampaign(t *testing.T, n, away int) (path string) {
	t.Helper()
	path = newPath(t)
	s := openCalm(t, path, options())
	statuses := state.Statuses()
	must(t, s.Bulk(t.Context(), n, func(i int) (state.Intent, state.Outcome) {
		in := intent(i/(away+1)*(away+1)*2 + away - i%(away+1)) // backwards within each stretch
		in.Key = fmt.Sprintf("user-%08d", in.Amount)
		return in, outcome(statuses[i%len(statuses)])
	}))
	_, err := s.Accept(t.Context(), int64(slices.Index(statuses, state.Sent)+1), state.Decision{OpenID: oneOf(t, path, int64(slices.Index(statuses, state.Sent)+1)).OpenID, Amount: 1, Reason: "agreed"})
	must(t, err)
	must(t, s.Close())
	return path
}

// oneOf is a packet by its ID.
func oneOf(t *testing.T, path string, id int64) state.Packet {
	t.Helper()
	p, ok := read(t, path).ByPacketID(id)
	if !ok {
		t.Fatalf("no packet %d", id)
	}
	return p
}

// TestListIsAll: a list has every packet of a snapshot, in its order, and everything that the snapshot knows besides.
func TestListIsAll(t *testing.T) {
	t.Parallel()
	v1, v2, empty := newPath(t), newPath(t), newPath(t)
	copyFile(t, "testdata/v1.state", v1)
	copyFile(t, "testdata/v2.state", v2)
	must(t, openCalm(t, empty, options()).Close())
	for name, path := range map[string]string{
		"few": manyCampaigns(t, 300), "enough for two connections": manyCampaigns(t, 20_000), "as the keys have it": oneCampaign(t, 3000, 0), "nearly": oneCampaign(t, 9000, 99), "as many waiting as may": oneCampaign(t, 9000, 4096),
		"too many waiting": oneCampaign(t, 12_000, 4097), "schema 1": v1, "schema 2": v2, "without packets": empty,
	} {
		s, packets, err := listed(t, path)
		must(t, err)
		want := pictureOf(read(t, path))
		got := picture{s.Lineage(), s.Campaigns(), s.Runs(), packets}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %.2000s", name, diff)
		}
	}
	if s, packets, err := listed(t, newPath(t)); err != nil || s.Exists() || len(packets) > 0 {
		t.Errorf("where no state was made: %v, %d packets, %v", s.Exists(), len(packets), err)
	}
}

// TestListEndsWhereItIsEnded: by whoever takes the packets, and with the error of whoever does.
func TestListEndsWhereItIsEnded(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	for _, path := range []string{manyCampaigns(t, 2000), oneCampaign(t, 2000, 63)} {
		endsWhereItIsEnded(t, path, enough)
	}
}

func endsWhereItIsEnded(t *testing.T, path string, enough error) {
	t.Helper()
	for _, after := range []int{1, 255, 256, 257, 1999, 2000} {
		seen := 0
		err := state.List(t.Context(), at(path), func(_ *state.Snapshot, all iter.Seq[state.Packet]) error {
			for range all {
				if seen++; seen == after {
					break
				}
			}
			return enough
		})
		if !errors.Is(err, enough) || seen != after {
			t.Errorf("after %d: %d packets, %v", after, seen, err)
		}
	}
}

// TestListOfADamagedState: nothing is handed over of a state that is not whole.
func TestListOfADamagedState(t *testing.T) {
	t.Parallel()
	sound := storiedState(t)
	for name, spoil := range map[string]func(path string){
		"a changed packet":   func(path string) { execSQL(t, path, "UPDATE packet SET tries = tries + 1 WHERE id = 4") },
		"a packet is gone":   func(path string) { execSQL(t, path, "PRAGMA foreign_keys = OFF; DELETE FROM packet WHERE id = 4") },
		"an old head":        func(path string) { execSQL(t, path, "UPDATE head SET packets = packets - 1") },
		"a changed campaign": func(path string) { execSQL(t, path, "UPDATE campaign SET name = 'autumn' WHERE id = 1") },
		"a decision is gone": func(path string) { execSQL(t, path, "DELETE FROM event WHERE kind = 'accepted'") },
		"an index hides lines": func(path string) {
			changePage(t, path, rootOf(t, path, "sqlite_autoindex_packet_2"), "user-0004", "user-0009") // in order as before
		},
		"an older file": func(path string) {
			s := openCalm(t, path, options())
			reserve(t, s, 50)
			must(t, s.Close())
			copyFile(t, sound, path)
		},
	} {
		path := newFile(t)
		copyFile(t, sound, path)
		spoil(path)
		called := false
		err := state.List(t.Context(), state.File(path), func(*state.Snapshot, iter.Seq[state.Packet]) error { called = true; return nil })
		if err == nil || called {
			t.Errorf("%s: handed over %v, %v", name, called, err)
		}
	}
}
