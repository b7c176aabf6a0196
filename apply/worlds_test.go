package apply_test

import (
	"strconv"
	"testing"
	"testing/synctest"
)

// worlds lives through so many worlds beside each other, each on a clock of its own. It begins no new one when one has failed.
func worlds(t *testing.T, n int, live func(t *testing.T, i int)) {
	t.Helper()
	all := t
	for i := range n {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			if all.Failed() {
				return
			}
			synctest.Test(t, func(t *testing.T) { live(t, i) })
		})
	}
}
