package state_test

import (
	"testing"

	"github.com/cashredpack/redpack/internal/address"
)

// TestMovesInACircle: what one transaction moves about may change places, whatever order a database looks at lines in.
func TestMovesInACircle(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := openCalm(t, path, options())
	for n := range 4 {
		reserve(t, s, n)
	}
	at := func(key string) address.Address { return address.Address{Campaign: "lantern", Key: key} }
	one, two, three, aside := at(intent(1).Key), at(intent(2).Key), at(intent(3).Key), at("aside")
	must(t, s.MoveAll(t.Context(), [2]address.Address{one, aside}, [2]address.Address{two, one}, [2]address.Address{three, two}, [2]address.Address{aside, three}))
	must(t, s.Close())
	got := read(t, path)
	for from, to := range map[int]string{1: three.Key, 2: one.Key, 3: two.Key} {
		if p, ok := got.Lookup("lantern", to); !ok || p.OpenID != intent(from).OpenID {
			t.Errorf("%s is %+v", to, p)
		}
	}
	soundOrFail(t, path)
}
