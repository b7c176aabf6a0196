package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// vanished are the campaigns that the state knows and no file of the project names any more. A nil one has none.
type vanished struct {
	campaign  *hclspec.Campaign // the one that is planned
	started   bool              // the state has packets of it
	newcomers int               // its recipients to whom something may leave
	gone      []*goneCampaign
	byPerson  map[string][]gonePacket
}

type goneCampaign struct {
	name  string
	bound int      // packets that bind their people
	met   int      // newcomers who have such a packet
	same  int      // those of them with the same key and amount
	pairs []rename // the first of those with the same key and amount
	other []rename // the first of the others
}

// gonePacket is a packet of a person in a campaign that is gone.
type gonePacket struct {
	of     *goneCampaign
	packet binding
	paired bool
}

// vanished looks for campaigns that may be this one under an older name. A campaign that says that it repeats another one
// on purpose is not compared with it.
func (b *builder) vanished() *vanished {
	c := b.plan.Campaign
	v := &vanished{campaign: c, byPerson: map[string][]gonePacket{}}
	for _, recorded := range b.snapshot.Campaigns() {
		if !c.InProject(recorded.Name) && !slices.Contains(c.Repeats, recorded.Name) {
			v.gone = append(v.gone, &goneCampaign{name: recorded.Name})
		}
	}
	if len(v.gone) == 0 {
		return nil
	}
	for _, name := range append(c.FormerNames(), c.Name) {
		for range b.snapshot.Of(name) {
			v.started = true
			break
		}
	}
	for _, of := range v.gone {
		for recorded := range b.snapshot.Of(of.name) {
			if recorded.Binds() && !b.ledger.claimed.has(recorded.ID) {
				of.bound++
				v.remember(of, recorded)
			}
		}
	}
	return v
}

func (v *vanished) remember(of *goneCampaign, recorded state.Packet) {
	v.byPerson[recorded.OpenID] = append(v.byPerson[recorded.OpenID], gonePacket{of: of, packet: binding{Packet: &recorded}})
}

// people are those who have a packet in a campaign that is gone, by openid.
func (v *vanished) people() map[string][]gonePacket {
	if v == nil {
		return nil
	}
	return v.byPerson
}

// meet compares a recipient to whom something may leave with the people of the campaigns that are gone. Again says that it
// has a packet of its own.
func (v *vanished) meet(r *hclspec.Recipient, again bool) {
	if v == nil {
		return
	}
	v.newcomers++
	packets := v.byPerson[r.OpenID]
	for i := range packets {
		if of := packets[i].of; i == 0 || of != packets[i-1].of { // those of one campaign stand together
			of.met++
			v.pair(of, packets[i:], r, again)
		}
	}
}

// pair joins a recipient with one packet of a campaign that is gone: that of the same key and amount, or else any.
func (v *vanished) pair(of *goneCampaign, packets []gonePacket, r *hclspec.Recipient, again bool) {
	free := func(p gonePacket) bool { return p.of == of && !p.paired }
	same := func(p gonePacket) bool { return free(p) && p.packet.Key == r.Key && p.packet.Amount == r.Amount }
	into, i := &of.pairs, slices.IndexFunc(packets, same)
	if i >= 0 {
		of.same++
	} else if into, i = &of.other, slices.IndexFunc(packets, free); i < 0 {
		return
	}
	packets[i].paired = true
	if len(*into) >= shownRenames {
		return
	}
	from, to := packets[i].packet, address.Address{Campaign: v.campaign.Name, Key: strings.Clone(r.Key)}
	*into = append(*into, rename{
		from: address.Address{Campaign: of.name, Key: from.Key}, bound: from,
		to: newcomer{address: to, amount: r.Amount, at: r.Range, again: again},
	})
}

// most reports whether the planned campaign may be the one that is gone: more than half of those who have a packet there
// stand here, or are more than half of a campaign that has no packet yet.
func (v *vanished) most(g *goneCampaign) bool {
	return g.met > 0 && (2*g.met > g.bound || !v.started && 2*g.met > v.newcomers)
}

// faults is one diagnostic for all campaigns that may be this one: an error where most of the people are the same, and
// where somebody has the same key and amount, for then it is one packet until a file says that it is two. Other people of
// such campaigns are only named.
func (v *vanished) faults() hcl.Diagnostics {
	if v == nil {
		return nil
	}
	suspects := slices.DeleteFunc(slices.Clone(v.gone), func(g *goneCampaign) bool { return g.same == 0 && !v.most(g) })
	if len(suspects) == 0 {
		return v.acquaintances()
	}
	slices.SortStableFunc(suspects, func(a, b *goneCampaign) int { return cmp.Or(cmp.Compare(b.met, a.met), cmp.Compare(b.same, a.same)) })
	first, names := suspects[0], make([]string, len(suspects))
	for i, g := range suspects {
		names[i] = g.name
	}
	same, have := "", "have"
	if first.met == 1 {
		have = "has"
	}
	if first.same > 0 {
		same = fmt.Sprintf(", %s of them with the same key and amount", money.Count(first.same))
	}
	return hcl.Diagnostics{{
		Severity: hcl.DiagError, Subject: v.campaign.Range.Ptr(),
		Summary: headline(slices.Concat(first.pairs, first.other)) + " in a campaign that is gone",
		Detail: fmt.Sprintf("%s of the %s recipients of %q who are still to be paid %s a packet in campaign %q%s, and no file of this "+
			"project names that campaign any more. If that is this campaign under its old name, they must not be paid again. Say so:\n%s\n"+
			"If this is a new campaign for the same people, say that in it, for every reviewer to see:\n\n  repeats = [%s]",
			money.Count(first.met), money.Count(v.newcomers), v.campaign.Name, have, first.name, same, v.settling(first),
			literals(slices.Concat(v.campaign.Repeats, names))),
	}}
}

// settling writes what makes the packets of a campaign that is gone count here.
func (v *vanished) settling(g *goneCampaign) string {
	if !v.started && len(v.campaign.FormerNames()) == 0 {
		return movedBlocks([]rename{{
			from: address.Address{Campaign: g.name}, to: newcomer{address: address.Address{Campaign: v.campaign.Name}},
		}}, 1)
	}
	// Two campaigns cannot become one, so here each key moves by itself.
	all, count := g.pairs, g.same
	if v.most(g) {
		all, count = slices.Concat(g.pairs, g.other), g.met
	}
	blocks := slices.DeleteFunc(slices.Clone(all), func(r rename) bool { return !r.settled() })
	if len(blocks) == 0 {
		return fmt.Sprintf("\ntake their lines out of this campaign (%s); no moved block can lead to a key that has a packet of its own.\n",
			addresses(all, count))
	}
	return movedBlocks(blocks, count)
}

// acquaintances is the one warning about people who have a packet in a campaign that is gone, with another key or amount.
func (v *vanished) acquaintances() hcl.Diagnostics {
	var told []string
	for _, g := range v.gone {
		if g.met > 0 {
			told = append(told, fmt.Sprintf("  %s in campaign %q: %s", money.Count(g.met), g.name, addresses(g.other, g.met)))
		}
	}
	if len(told) == 0 {
		return nil
	}
	return hcl.Diagnostics{{
		Severity: hcl.DiagWarning, Summary: "Also in a campaign that is gone", Subject: v.campaign.Range.Ptr(),
		Detail: fmt.Sprintf("Some of the recipients who are still to be paid have a packet in a campaign that no file of this project names any "+
			"more, with another key or amount:\n\n%s\n\nThey are paid again. If that is one packet under another name, a moved block for each "+
			"says so: from the old address to the new one.", strings.Join(told, "\n")),
	}}
}

// addresses names the first of so many.
func addresses(of []rename, count int) string {
	var names []string
	for _, r := range of[:min(len(of), words.ShownNames)] {
		names = append(names, r.to.address.String())
	}
	return words.Some(names, count)
}
