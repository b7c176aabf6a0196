package plan

import (
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/state"
)

// besides are the other campaigns of the project that may have paid a recipient who now stands in this one. Whether they
// still name somebody themselves takes a reading of their whole lists, so that is left until a newcomer looks like one of
// those whom they paid.
type besides struct {
	seed  maphash.Seed
	found []*beside
}

// beside is one other campaign, with a hash of openid and key and one of openid and amount of each packet it may have paid.
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

// besides collects what the other campaigns may have paid. A campaign that says that it repeats another one on purpose is
// not compared with it.
func (b *builder) besides() *besides {
	c, all := b.plan.Campaign, &besides{seed: maphash.MakeSeed()}
	for _, other := range c.Others() {
		if slices.Contains(c.Repeats, other.Name) || other.Incomplete() {
			continue
		}
		s := &beside{campaign: other, names: append(other.FormerNames(), other.Name)}
		for _, name := range s.names {
			for recorded := range b.snapshot.Of(name) {
				if recorded.MayHavePaid() {
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

// meet looks whether a recipient to be sent to may be one of theirs.
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

// left are the packets that may have been paid by those campaigns that were met, and whose keys their lists do not name
// any more or give to somebody else, by openid.
func (b *builder) left() map[string][]paid {
	left := map[string][]paid{}
	if b.beside == nil {
		return left
	}
	for _, other := range b.beside.found {
		if !other.met {
			continue
		}
		theirs, taken := newLookup(other.campaign, b.snapshot), bitset{}
		// A row that cannot be read names nobody: rather somebody is asked about than paid twice.
		_ = other.campaign.Recipients(Committed(other.campaign, b.snapshot), func(r *hclspec.Recipient) bool {
			switch recorded, ok := theirs.lookup(r.Key); {
			case !ok:
			case recorded.OpenID == r.OpenID:
				theirs.matched.set(recorded.ID)
			default:
				taken.set(recorded.ID)
			}
			return true
		})
		for _, name := range other.names {
			for recorded := range b.snapshot.Of(name) {
				if !theirs.matched.has(recorded.ID) && b.unclaimed(&recorded, other) {
					kept := recorded // few are; the others cost no memory
					left[kept.OpenID] = append(left[kept.OpenID], paid{Packet: &kept, taken: taken.has(kept.ID)})
				}
			}
		}
	}
	return left
}

// unclaimed reports whether a packet that was paid and lost its key still waits for somebody to say what became of it.
func (b *builder) unclaimed(p *state.Packet, of *beside) bool {
	if !p.MayHavePaid() || p.AllowsSecond() || b.matched.has(p.ID) {
		return false
	}
	to, moved := b.plan.Campaign.MovedTo(hclspec.Address{Campaign: p.Campaign, Key: p.Key})
	return !moved || to.Campaign == b.plan.Campaign.Name || slices.Contains(of.names, to.Campaign)
}

// strayed joins a newcomer with what another campaign paid: the packet of the same key, or else of the same amount.
func strayed(left []paid, to newcomer) (rename, bool) {
	i := slices.IndexFunc(left, func(p paid) bool { return p.Key == to.address.Key })
	if i < 0 {
		i = slices.IndexFunc(left, func(p paid) bool { return p.Amount == to.amount })
	}
	if i < 0 {
		return rename{}, false
	}
	from := left[i]
	address := hclspec.Address{Campaign: from.Campaign, Key: from.Key}
	return rename{taken: from.taken, from: address, recorded: from.Amount, to: to}, true
}

// readdressed is the one diagnostic for all who were paid by another campaign that names them no more.
func readdressed(c *hclspec.Campaign, all []rename) *hcl.Diagnostic {
	first := all[0]
	gone := fmt.Sprintf("campaign %q no longer names that key", first.from.Campaign)
	if first.taken {
		gone = fmt.Sprintf("campaign %q gives that key to somebody else now", first.from.Campaign)
	}
	what := fmt.Sprintf("%s has the openid that was paid as %s, and %s. Sending would pay one person twice.", first.to.address, first.from, gone)
	if len(all) > 1 {
		what = fmt.Sprintf("%d recipients have openids that were paid by other campaigns of the project, which no longer name them. Sending "+
			"would pay these people twice.", len(all))
	}
	repeats := slices.Clone(c.Repeats)
	for _, r := range all {
		if !slices.Contains(repeats, r.from.Campaign) {
			repeats = append(repeats, r.from.Campaign)
		}
	}
	decision := fmt.Sprintf("If it is a second packet on purpose, record that decision:\n\n  redpack state accept %s -reason=…\n\nor, where this "+
		"campaign pays the same people again, say that in it", ShellWord(first.from.String()))
	if first.taken { // accepting it would decide about whoever has the key now
		decision = "If this campaign pays the same people again on purpose, say that in it"
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "Paid in another campaign", Subject: first.to.at.Ptr(),
		Detail: fmt.Sprintf("%s %s\n%s, for every reviewer to see:\n\n"+
			"  repeats = [%s]\n\nTo go on without the new key:\n\n  redpack apply %s", what, settling(all), decision, literals(repeats),
			ShellWord("-exclude="+first.to.address.String())),
	}
}
