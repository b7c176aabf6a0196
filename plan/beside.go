package plan

import (
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// besides are the other campaigns of the project that may have a packet of a recipient who now stands in this one. Whether they
// still name somebody themselves takes a reading of their whole lists, so that is left until a newcomer looks like one of
// theirs.
type besides struct {
	seed  maphash.Seed
	found []*beside
}

// beside is one other campaign, with a hash of openid and key and one of openid and amount of each packet that binds its person.
type beside struct {
	campaign *hclspec.Campaign
	names    []string // that it has and had
	hashes   []uint64 // sorted
	met      bool
}

// identity is what a packet that changed its campaign has kept: its person, and its key or its amount.
type identity struct {
	openID, key string
	amount      int64
}

// besides collects what binds people in the other campaigns. A campaign that says that it repeats another one on purpose is
// not compared with it.
func (b *builder) besides() *besides {
	c, all := b.plan.Campaign, &besides{seed: maphash.MakeSeed()}
	for _, other := range c.Others() {
		s := &beside{campaign: other, names: append(other.FormerNames(), other.Name)}
		if other.Incomplete() || slices.ContainsFunc(s.names, func(name string) bool { return slices.Contains(c.Repeats, name) }) {
			continue
		}
		for _, name := range s.names {
			for recorded := range b.snapshot.Of(name) {
				if recorded.Binds() {
					s.hashes = append(s.hashes, all.byKey(recorded.OpenID, recorded.Key), all.byAmount(recorded.OpenID, int64(recorded.Amount)))
				}
			}
		}
		if len(s.hashes) > 0 {
			slices.Sort(s.hashes)
			all.found = append(all.found, s)
		}
	}
	return all
}

func (s *besides) byKey(openID, key string) uint64 {
	return maphash.Comparable(s.seed, identity{openID: openID, key: key})
}

func (s *besides) byAmount(openID string, amount int64) uint64 {
	return maphash.Comparable(s.seed, identity{openID: openID, amount: amount})
}

// meet looks whether a recipient to whom something may leave may be one of theirs.
func (s *besides) meet(r *hclspec.Recipient) {
	for _, other := range s.found {
		if other.met {
			continue
		}
		_, key := slices.BinarySearch(other.hashes, s.byKey(r.OpenID, r.Key))
		_, amount := slices.BinarySearch(other.hashes, s.byAmount(r.OpenID, int64(r.Amount)))
		other.met = key || amount
	}
}

// left are the packets of those campaigns that were met which bind people, and whose keys their lists do not name any more
// or give to somebody else, by openid.
func (b *builder) left() map[string][]binding {
	left := map[string][]binding{}
	if b.beside == nil {
		return left
	}
	for _, other := range b.beside.found {
		if !other.met {
			continue
		}
		theirs := b.claimsOf(other.campaign)
		for _, name := range other.names {
			for recorded := range b.snapshot.Of(name) {
				if !theirs.named.has(recorded.ID) && b.unclaimed(&recorded) {
					kept := recorded // few are; the others cost no memory
					left[kept.OpenID] = append(left[kept.OpenID], binding{Packet: &kept, taken: theirs.taken.has(kept.ID)})
				}
			}
		}
	}
	return left
}

// unclaimed reports whether a packet that binds its person and lost its key still waits for somebody to say what became of it.
func (b *builder) unclaimed(p *state.Packet) bool {
	return p.Binds() && !p.AllowsSecond() && !b.ledger.claimed.has(p.ID) && !b.away(p)
}

// away reports whether a moved block gives a packet to another campaign, whose list names its person there: then it is that
// campaign's, and stands in nobody's way elsewhere.
func (b *builder) away(p *state.Packet) bool {
	to, moved := b.plan.Campaign.MovedTo(p.Address())
	if !moved || to.Campaign == b.plan.Campaign.Name {
		return false
	}
	other := b.plan.Campaign.Sibling(to.Campaign)
	return other != nil && !other.Incomplete() && b.claimsOf(other).named.has(p.ID)
}

// claims are the packets that the list of a campaign leads to: those of the people it names, and those whose keys it gives to
// others.
type claims struct{ named, taken bitset }

// claimsOf reads the list of another campaign, once. A row that cannot be read names nobody: rather somebody is asked about
// than paid twice.
func (b *builder) claimsOf(other *hclspec.Campaign) *claims {
	if known, ok := b.claims[other]; ok {
		return known
	}
	theirs, found := NewLedger(other, b.snapshot), &claims{}
	read, _ := other.People(func(key, openID string) bool {
		switch recorded, ok := theirs.Lookup(key); {
		case !ok:
		case recorded.OpenID == openID:
			found.named.set(recorded.ID)
		default:
			found.taken.set(recorded.ID)
		}
		return true
	})
	b.inputs(read)
	if b.claims == nil {
		b.claims = map[*hclspec.Campaign]*claims{}
	}
	b.claims[other] = found
	return found
}

// strayed joins a newcomer with a packet of another campaign: the packet of the same key, or else of the same amount.
func strayed(left []binding, to newcomer) (rename, bool) {
	i := slices.IndexFunc(left, func(p binding) bool { return p.Key == to.address.Key })
	if i < 0 {
		i = slices.IndexFunc(left, func(p binding) bool { return p.Amount == to.amount })
	}
	if i < 0 {
		return rename{}, false
	}
	from := left[i]
	return rename{bound: from, from: from.Address(), to: to}, true
}

// readdressed is the one diagnostic for all who have a packet in another campaign that names them no more.
func readdressed(c *hclspec.Campaign, all []rename) *hcl.Diagnostic {
	first := all[0]
	gone := fmt.Sprintf("campaign %q no longer names that key", first.from.Campaign)
	if first.bound.taken {
		gone = fmt.Sprintf("campaign %q gives that key to somebody else now", first.from.Campaign)
	}
	what := fmt.Sprintf("%s has the openid %s as %s, and %s. %s", first.to.address, first.bound.fact(), first.from, gone, danger(all))
	if len(all) > 1 {
		what = fmt.Sprintf("%s recipients have openids %s in other campaigns of the project, which no longer name them. %s",
			money.Count(len(all)), facts(all), danger(all))
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: headline(all) + " in another campaign", Subject: first.to.at.Ptr(),
		Detail: fmt.Sprintf("%s %s\n%s\n\n%s", what, settling(all), repeating(c, all), without(all)),
	}
}

// settling writes the blocks of those renames that a block can settle, and says of the others what does.
func settling(renames []rename) string {
	blocks := slices.DeleteFunc(slices.Clone(renames), func(r rename) bool { return !r.settled() })
	if len(blocks) == 0 {
		return "Put each line back into the campaign that has its packet, under its old key; no moved block can say it, because the key " +
			"belongs to another person now or the new one has a packet of its own.\n"
	}
	return "If the packet only moved from one campaign to the other, say so:\n" + movedBlocks(blocks, len(blocks))
}

// repeating says how it is said that a campaign pays people of others again. A decision about a single packet is left out
// where it could not be recorded, or would be about whoever has the key now.
func repeating(c *hclspec.Campaign, all []rename) string {
	repeats, decidable := slices.Clone(c.Repeats), allPaid(all)
	for _, r := range all {
		decidable = decidable && r.settled()
		if !slices.Contains(repeats, r.from.Campaign) {
			repeats = append(repeats, r.from.Campaign)
		}
	}
	said := "If this campaign pays the same people again on purpose, say that in it"
	if !allPaid(all) {
		said = "A second packet on purpose " + waiting + " and then this campaign says"
	}
	if decidable {
		said = fmt.Sprintf("If it is a second packet on purpose, record that decision:\n\n%s\n\nor, where this campaign pays the same people "+
			"again, say that in it", accepting(all))
	}
	return fmt.Sprintf("%s, for every reviewer to see:\n\n  repeats = [%s]", said, literals(repeats))
}
