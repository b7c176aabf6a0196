package plan

import (
	"hash/maphash"
	"slices"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/state"
)

// openIDs are the people to whom something may leave, at eight bytes each. It is asked before lists are read once more, and by
// one chance in many billions says yes of somebody who is not there.
type openIDs struct {
	seed   maphash.Seed
	hashes []uint64
}

func (s *openIDs) add(openID string) {
	if s.hashes == nil {
		s.seed = maphash.MakeSeed()
	}
	s.hashes = append(s.hashes, maphash.String(s.seed, openID))
}

// has is asked once the hashes are sorted.
func (s *openIDs) has(openID string) bool {
	if len(s.hashes) == 0 {
		return false
	}
	_, found := slices.BinarySearch(s.hashes, maphash.String(s.seed, openID))
	return found
}

// bindings collects what binds the people who are to be paid, under addresses that are not theirs any more.
func (b *builder) bindings() *bindings {
	slices.Sort(b.newcomers.hashes)
	t := &bindings{campaign: b.plan.Campaign, newcomers: len(b.newcomers.hashes), people: map[string]*person{}}
	t.started = Begun(t.campaign, b.snapshot)
	b.boundHere(t)
	b.boundInRemoved(t)
	b.boundInSiblings(t)
	return t
}

func (t *bindings) of(openID string) *person {
	one := t.people[openID]
	if one == nil {
		one = &person{}
		t.people[openID] = one
	}
	return one
}

// boundHere takes orphans, and packets whose keys the file gives to somebody else, also where that is left out or was accepted.
func (b *builder) boundHere(t *bindings) {
	for i := range b.plan.Listed {
		if p := &b.plan.Listed[i]; p.Action == Orphan && b.newcomers.has(p.Recorded.OpenID) && b.unsettled(&p.Recorded) {
			one := t.of(p.Recorded.OpenID)
			one.here = append(one.here, binding{Packet: p.Recorded})
		}
	}
	for _, p := range b.reassigned {
		if b.newcomers.has(p.OpenID) {
			one := t.of(p.OpenID)
			one.here = append(one.here, binding{Packet: p, reassigned: true})
		}
	}
}

// boundInRemoved takes campaigns that may be this one under an older name. A campaign that says that it repeats another one on
// purpose is not compared with it.
func (b *builder) boundInRemoved(t *bindings) {
	for _, recorded := range b.snapshot.Campaigns() {
		if t.campaign.InProject(recorded.Name) || slices.Contains(t.campaign.Repeats, recorded.Name) {
			continue
		}
		of := &removedCampaign{name: recorded.Name}
		t.removed = append(t.removed, of)
		for p := range b.snapshot.Of(of.name) {
			if !p.Binds() || b.ledger.claimed.has(p.ID) {
				continue
			}
			of.bound++
			if b.newcomers.has(p.OpenID) {
				one := t.of(p.OpenID)
				one.removed = append(one.removed, binding{Packet: p, of: of})
			}
		}
	}
}

// boundInSiblings takes packets of the other campaigns of the project whose keys their lists do not name any more or give to
// somebody else. To know that takes a reading of such a list, so it is left until somebody who has a packet there is to be paid
// here. A campaign that says that it repeats another one on purpose is not compared with it.
func (b *builder) boundInSiblings(t *bindings) {
	for _, other := range t.campaign.Others() {
		names := append(other.FormerNames(), other.Name)
		if other.Incomplete() || slices.ContainsFunc(names, func(name string) bool { return slices.Contains(t.campaign.Repeats, name) }) {
			continue
		}
		for _, name := range names {
			for p := range b.snapshot.Of(name) {
				if b.newcomers.has(p.OpenID) && b.unsettled(&p) && !b.claimsOf(other).named.has(p.ID) {
					one := t.of(p.OpenID)
					one.siblings = append(one.siblings, binding{Packet: p, reassigned: b.claimsOf(other).reassigned.has(p.ID)})
				}
			}
		}
	}
}

// unsettled reports whether a packet that binds its person and lost its key still waits for somebody to say what became of it.
func (b *builder) unsettled(p *state.Packet) bool {
	return p.Binds() && !p.AllowsSecond() && !b.ledger.claimed.has(p.ID) && !b.movedAway(p)
}

// movedAway reports whether a moved block gives a packet to another campaign, whose list names its person there: then it is that
// campaign's, and stands in nobody's way elsewhere.
func (b *builder) movedAway(p *state.Packet) bool {
	to, moved := b.plan.Campaign.MovedTo(p.Address())
	if !moved || to.Campaign == b.plan.Campaign.Name {
		return false
	}
	other := b.plan.Campaign.Sibling(to.Campaign)
	return other != nil && !other.Incomplete() && b.claimsOf(other).named.has(p.ID)
}

// claims are the packets that the list of a campaign leads to: those of the people it names, and those whose keys it gives to
// others.
type claims struct{ named, reassigned bitset }

// claimsOf reads the list of another campaign, once. A row that cannot be read names nobody: rather somebody is asked about
// than paid twice.
func (b *builder) claimsOf(other *hclspec.Campaign) *claims {
	if known, ok := b.claims[other]; ok {
		return known
	}
	theirs, found := NewLedger(other, b.snapshot), &claims{}
	read, diags := other.People(func(key, openID string) bool {
		switch recorded, ok := theirs.Lookup(key); {
		case !ok:
		case recorded.OpenID == openID:
			found.named.set(recorded.ID)
		default:
			found.reassigned.set(recorded.ID)
		}
		return true
	})
	b.inputs(read)
	if diags.HasErrors() { // warnings about it are for the plan of that campaign
		b.unread = append(b.unread, diags...)
	}
	b.claims[other] = found
	return found
}
