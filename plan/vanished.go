package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// vanished are the campaigns that the state knows and no file of the project names any more. A nil one has none.
type vanished struct {
	campaign  *hclspec.Campaign // the one that is planned
	started   bool              // the state has packets of it
	newcomers int               // its recipients who have no packet, or a failed one to be tried again
	gone      []*goneCampaign
	byPerson  map[string][]gonePacket
}

type goneCampaign struct {
	name    string
	paid    int      // packets that may have been paid
	met     int      // newcomers who were paid by it
	renames []rename // the first of them
}

// gonePacket is the first packet of a person in a campaign.
type gonePacket struct {
	of     *goneCampaign
	key    string
	amount money.Fen
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
			if recorded.MayHavePaid() && !b.matched.has(recorded.ID) {
				of.paid++
				v.remember(of, &recorded)
			}
		}
	}
	return v
}

func (v *vanished) remember(of *goneCampaign, recorded *state.Packet) {
	packets := v.byPerson[recorded.OpenID]
	if slices.ContainsFunc(packets, func(p gonePacket) bool { return p.of == of }) {
		return
	}
	v.byPerson[recorded.OpenID] = append(packets, gonePacket{of: of, key: recorded.Key, amount: recorded.Amount})
}

// meet compares a recipient without a packet, or with a new attempt to come, with the people of the campaigns that are gone.
func (v *vanished) meet(r *hclspec.Recipient, again bool) {
	if v == nil {
		return
	}
	v.newcomers++
	packets := v.byPerson[r.OpenID]
	for i := range packets {
		packet := &packets[i]
		packet.of.met++
		if packet.paired || again || len(packet.of.renames) >= shownRenames {
			continue
		}
		packet.paired = true
		packet.of.renames = append(packet.of.renames, rename{
			from: hclspec.Address{Campaign: packet.of.name, Key: packet.key}, recorded: packet.amount,
			to: newcomer{address: hclspec.Address{Campaign: v.campaign.Name, Key: strings.Clone(r.Key)}, amount: r.Amount, at: r.Range},
		})
	}
}

// isThis reports whether the planned campaign may be the one that is gone: more than half of those who were paid by it
// stand here without a packet, or are more than half of a campaign that has none yet.
func (v *vanished) isThis(g *goneCampaign) bool {
	return g.met > 0 && (2*g.met > g.paid || !v.started && 2*g.met > v.newcomers)
}

// faults is the one diagnostic for all campaigns that may be this one.
func (v *vanished) faults() hcl.Diagnostics {
	if v == nil {
		return nil
	}
	suspects := slices.DeleteFunc(v.gone, func(g *goneCampaign) bool { return !v.isThis(g) })
	if len(suspects) == 0 {
		return nil
	}
	slices.SortStableFunc(suspects, func(a, b *goneCampaign) int { return cmp.Compare(b.met, a.met) })
	most := suspects[0]
	names := make([]string, len(suspects))
	for i, g := range suspects {
		names[i] = g.name
	}
	blocks := movedBlocks([]rename{{
		from: hclspec.Address{Campaign: most.name}, to: newcomer{address: hclspec.Address{Campaign: v.campaign.Name}},
	}}, 1)
	if v.started || len(v.campaign.FormerNames()) > 0 {
		// Two campaigns cannot become one, so here each key moves by itself.
		blocks = "\nput the old keys back; no moved block can lead to a key that has a failed packet of its own.\n"
		if len(most.renames) > 0 {
			blocks = movedBlocks(most.renames, most.met)
		}
	}
	repeats := slices.Concat(v.campaign.Repeats, names)
	return hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "Paid in a campaign that is gone", Subject: v.campaign.Range.Ptr(),
		Detail: fmt.Sprintf("%s of the %s recipients of %q who have no packet yet were paid by campaign %q, which no file of this "+
			"project names any more. If that is this campaign under its old name, they must not be paid again. Say so:\n%s\nIf this is a "+
			"new campaign for the same people, say that in it, for every reviewer to see:\n\n  repeats = [%s]", money.Count(most.met),
			money.Count(v.newcomers), v.campaign.Name, most.name, blocks, literals(repeats)),
	}}
}
