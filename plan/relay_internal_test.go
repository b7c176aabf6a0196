package plan

import (
	"slices"
	"testing"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// TestRelayMeetsEachInOrder: every recipient is met once and in its place, up to the one that is refused and none after it.
func TestRelayMeetsEachInOrder(t *testing.T) {
	for _, c := range []struct{ people, refused, met, read int }{
		{0, -1, 0, 0},
		{1, -1, 1, 1},
		{relayBatch, -1, relayBatch, relayBatch},
		{10*relayBatch + 7, -1, 10*relayBatch + 7, 10*relayBatch + 7},
		{5, 2, 3, 5},
		{10 * relayBatch, relayBatch + 3, relayBatch + 4, 3 * relayBatch}, // the third batch was being read
		{3*relayBatch + 9, 3*relayBatch + 1, 3*relayBatch + 2, 3*relayBatch + 9},
	} {
		var met []money.Fen
		r := relay{meet: func(one *hclspec.Recipient) bool {
			met = append(met, one.Amount)
			return len(met) != c.refused+1
		}}
		read := 0
		var lent hclspec.Recipient
		for more := true; more && read < c.people; read++ {
			lent = hclspec.Recipient{Amount: money.Fen(read)}
			more = r.take(&lent)
		}
		r.finish()
		if len(met) != c.met || read != c.read || !slices.IsSorted(met) || len(met) > 0 && met[len(met)-1] != money.Fen(len(met)-1) {
			t.Errorf("of %d, with %d refused, %d were read and %d met", c.people, c.refused, read, len(met))
		}
	}
}
