package plan

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Committed tells a campaign what the state has promised or paid to its keys, under the addresses they have and had, and
// under the empty key what went to people who are no longer on its list. A failed packet has nothing.
func Committed(c *hclspec.Campaign, snapshot *state.Snapshot) hclspec.Committed {
	b := newLookup(c, snapshot)
	gone := b.gone()
	return func(key string) (money.Fen, bool) {
		if key == "" {
			return gone, gone > 0
		}
		recorded, ok := b.lookup(key)
		return recorded.Amount, ok && recorded.Status != state.Failed
	}
}

// Lookup finds what the state knows of a campaign's keys, under the addresses they have and had.
func Lookup(c *hclspec.Campaign, snapshot *state.Snapshot) func(key string) (state.Packet, bool) {
	return newLookup(c, snapshot).lookup
}

// gone is the money of packets whose recipients are no longer on the list. Only a pot asks for it, because only there
// does it concern the others; everybody else is spared the second reading.
func (b *builder) gone() (sum money.Fen) {
	shared := false
	for _, draw := range b.plan.Campaign.Draws() {
		shared = shared || draw.Pot
	}
	if !shared || b.snapshot.Len() == 0 {
		return 0
	}
	// What is wrong with the rows is told when they are read for the plan.
	_ = b.plan.Campaign.Recipients(func(key string) (money.Fen, bool) {
		recorded, ok := b.lookup(key)
		if ok && !b.matched.has(recorded.ID) { // a pot asks twice
			b.matched.set(recorded.ID)
			b.known++
		}
		return recorded.Amount, ok && recorded.Status != state.Failed
	}, func(*hclspec.Recipient) bool { return true })
	for _, orphan := range b.unmatched() {
		if orphan.Status != state.Failed {
			sum += orphan.Amount
		}
	}
	return sum
}
