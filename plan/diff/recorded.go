package diff

import (
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// overlay tells of each changed recipient what the state knows.
func (c *comparison) overlay() {
	if c.opts.Snapshot == nil || c.opts.Snapshot.Len() == 0 {
		return
	}
	for _, p := range c.pairs {
		ledgers := make([]*plan.Ledger, 0, 2)
		for _, campaign := range p.sides() {
			ledgers = append(ledgers, plan.NewLedger(campaign, c.opts.Snapshot))
		}
		for i := range p.Changes {
			change := &p.Changes[i]
			for side, campaign := range p.sides() {
				recorded, ok := ledgers[side].Lookup(change.keyIn(campaign == p.now))
				if ok {
					change.Recorded = recordedOf(&recorded)
					break
				}
			}
		}
	}
}

// sides are the campaigns of a pair, the after side first: what was paid is recorded under the newest address that it had
// when it was paid.
func (p *pair) sides() []*hclspec.Campaign {
	var sides []*hclspec.Campaign
	if p.now != nil {
		sides = append(sides, p.now)
	}
	if p.was != nil {
		sides = append(sides, p.was)
	}
	return sides
}

// keyIn is the key that a change has on one side.
func (c *Change) keyIn(after bool) string {
	if !after && c.WasKey != "" {
		return c.WasKey
	}
	return c.Key
}

func recordedOf(p *state.Packet) *Recorded {
	at := p.SendingAt
	if at.IsZero() {
		at = p.IntentAt
	}
	return &Recorded{
		Address: p.Address(), OpenID: p.OpenID, Amount: p.Amount, Status: p.Status, Doubt: p.InDoubt(), At: at, Code: p.Code, Correctable: p.Correctable(),
	}
}
