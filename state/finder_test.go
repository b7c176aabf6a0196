package state_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/cashredpack/redpack/state"
)

// A finder finds what a search finds, in whatever order it is asked, for keys that exist and for others.
func TestFinderFindsWhatLookupFinds(t *testing.T) {
	var packets []state.Packet
	for i := range 500 {
		packets = append(packets, state.Packet{
			Campaign: []string{"lantern", "spring"}[i%2], Key: fmt.Sprintf("k%d", i/2), OpenID: "o", Amount: 100, Status: state.Sent,
		})
	}
	s := state.NewSnapshot(packets)
	random := rand.New(rand.NewPCG(7, 7))
	for _, campaign := range []string{"lantern", "spring", "nobody's"} {
		for _, next := range []func(i int) int{
			func(i int) int { return i }, func(i int) int { return 300 - i }, func(int) int { return random.IntN(300) },
		} {
			finder := s.Finder(campaign)
			for i := range 300 {
				key := fmt.Sprintf("k%d", next(i))
				want, exists := s.Lookup(campaign, key)
				got, found := finder.Lookup(key)
				if found != exists || got != want {
					t.Fatalf("%s/%s: %v %v, want %v %v", campaign, key, got, found, want, exists)
				}
			}
		}
	}
}
