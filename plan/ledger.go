package plan

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Ledger is what the state knows of one campaign: what was promised or paid under which key. It also keeps account of which
// packets the recipients of the campaign have claimed. It is not safe for use by several goroutines.
type Ledger struct {
	campaign *hclspec.Campaign
	snapshot *state.Snapshot
	packets  *state.Finder // of the campaign under the name it has now
	claimed  bitset
	known    int // packets that are claimed
}

// NewLedger opens the ledger of a campaign; nothing is claimed yet.
func NewLedger(c *hclspec.Campaign, snapshot *state.Snapshot) *Ledger {
	return &Ledger{campaign: c, snapshot: snapshot, packets: snapshot.Finder(c.Name)}
}

// Lookup finds what the state knows of a key, under the address it has now or one that it was moved from.
func (l *Ledger) Lookup(key string) (recorded state.Packet, known bool) {
	known = l.find(key, &recorded)
	return recorded, known
}

// find is Lookup for a million recipients, which copies nothing twice. Where nothing is known it leaves the packet as it is.
func (l *Ledger) find(key string, into *state.Packet) (known bool) {
	if l.packets.Find(key, into) {
		return true
	}
	if !l.campaign.Moved() {
		return false
	}
	for _, a := range l.campaign.Addresses(key)[1:] {
		if recorded, known := l.snapshot.Lookup(a.Campaign, a.Key); known {
			*into = recorded
			return true
		}
	}
	return false
}

// Read streams the campaign's recipients. A pot of theirs knows what the state has promised or paid to its keys, under the addresses
// they have and had, and under the empty key what went to people who are no longer on its list. A failed packet has nothing. The
// ledger may be used in another goroutine meanwhile.
func (l *Ledger) Read(yield func(*hclspec.Recipient) bool) (*hclspec.Reading, hcl.Diagnostics) {
	asked := NewLedger(l.campaign, l.snapshot)
	gone, unread := asked.gone()
	reading, diags := l.campaign.Read(func(key string) (money.Fen, bool) {
		if key == "" {
			return gone, gone > 0
		}
		return asked.promised(asked.Lookup(key))
	}, yield)
	if unread.HasErrors() && !diags.HasErrors() { // otherwise both say the same
		diags = append(diags, unread...)
	}
	return reading, diags
}

// promised is the money of a packet that is not open to be given anew.
func (*Ledger) promised(p state.Packet, known bool) (money.Fen, bool) {
	return p.Amount, known && p.Status != state.Failed
}

// gone is the money of packets whose recipients are no longer on the list. Only a pot asks for it, because only there
// does it concern the others; everybody else is spared the second reading.
func (l *Ledger) gone() (sum money.Fen, diags hcl.Diagnostics) {
	if !hasPot(l.campaign) || l.snapshot.Len() == 0 {
		return 0, nil
	}
	_, diags = l.campaign.People(func(key, _ string) bool {
		if recorded, ok := l.Lookup(key); ok {
			l.claim(recorded.ID)
		}
		return true
	})
	for _, orphan := range l.unclaimed() {
		if amount, ok := l.promised(orphan, true); ok {
			sum += amount
		}
	}
	return sum, diags
}

// hasPot reports whether amounts of a campaign are shares of a pot.
func hasPot(c *hclspec.Campaign) bool {
	return slices.ContainsFunc(c.Draws(), func(d hclspec.Draw) bool { return d.Pot })
}

// claim notes that a recipient has a packet, and reports whether it is the first one.
func (l *Ledger) claim(id int64) bool {
	if l.claimed.has(id) {
		return false
	}
	l.claimed.set(id)
	l.known++
	return true
}

// unclaimed are the packets of the campaign that no recipient has claimed, in the order of their keys. They are few, so only they
// are sorted.
func (l *Ledger) unclaimed() []state.Packet {
	if l.known == l.snapshot.Len() {
		return nil
	}
	var found []state.Packet
	for _, name := range append(l.campaign.FormerNames(), l.campaign.Name) {
		for recorded := range l.snapshot.Of(name) {
			if !l.claimed.has(recorded.ID) {
				found = append(found, recorded)
			}
		}
	}
	slices.SortFunc(found, func(a, b state.Packet) int { return cmp.Compare(a.Key, b.Key) })
	return found
}

// bitset remembers packet ids, which the state counts up from 1.
type bitset []uint64

func (s *bitset) set(id int64) {
	word := int(id / 64)
	if word >= len(*s) {
		*s = append(*s, make([]uint64, word+1-len(*s)+word/2)...)
	}
	(*s)[word] |= 1 << (id % 64)
}

func (s *bitset) has(id int64) bool {
	word := int(id / 64)
	return word < len(*s) && (*s)[word]&(1<<(id%64)) != 0
}
