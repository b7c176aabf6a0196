package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// newcomer is a recipient to whom something may leave, and whose openid is bound by a packet under an address that is not
// theirs any more.
type newcomer struct {
	address address.Address
	amount  money.Fen
	at      hcl.Range
	again   bool // its address has a packet of its own: a new attempt, a retry, or one to ask about first
	open    bool // that packet has not failed
}

// binding is a packet that binds a person who no longer has its address.
type binding struct {
	state.Packet
	reassigned bool             // the address is somebody else's now; otherwise nobody's
	of         *removedCampaign // where no file names its campaign any more
	paired     bool             // with a newcomer, of a removed campaign
}

// rename is an address with a packet that binds its person, and the address that this person probably has now.
type rename struct {
	from  address.Address
	bound binding
	to    newcomer
}

// settled reports whether a moved block can say that it is the same packet.
func (r *rename) settled() bool { return !r.bound.reassigned && !r.to.again }

// person is what binds one openid under other addresses, and the recipients who have it now.
type person struct {
	here      []binding  // under keys that this campaign no longer gives to the person
	siblings  []binding  // in other campaigns of the project, which no longer name the person
	removed   []binding  // in campaigns that no file names any more; those of one campaign stand together
	newcomers []newcomer // of this campaign, who are joined with here
}

// bindings is the one table of all who could be paid twice. Only their openids can tell: where an address with a packet is
// gone and the same person stands under another one, somebody has to say whether it is the same packet. It does not matter
// whether the other one is new or has a packet that was not paid: a key that came back has one.
type bindings struct {
	campaign  *hclspec.Campaign // the one that is planned
	started   bool              // the state has packets of it
	newcomers int               // its recipients to whom something may leave
	people    map[string]*person
	removed   []*removedCampaign
	strays    []rename // from siblings
}

// removedCampaign is one that the state knows and no file of the project names any more.
type removedCampaign struct {
	name  string
	bound int      // packets that bind their people
	met   int      // newcomers who have such a packet
	same  int      // those of them with the same key and amount
	pairs []rename // the first of those with the same key and amount
	other []rename // the first of the others
}

// most reports whether the planned campaign may be the one that is gone: more than half of those who have a packet there
// stand here, or are more than half of a campaign that has no packet yet.
func (t *bindings) most(g *removedCampaign) bool {
	return g.met > 0 && (2*g.met > g.bound || !t.started && 2*g.met > t.newcomers)
}

// twice refuses to pay people again whose key or whose campaign has got another name. Lists are read a second time only where
// somebody is to be paid whose openid has a packet under another address.
func (b *builder) twice() hcl.Diagnostics {
	if b.plan.Open().Packets == 0 || b.opts.abandoned { // what was never accepted stands in nobody's way
		return nil
	}
	t := b.bindings()
	if len(t.people) == 0 {
		return nil
	}
	diags := b.reading.Again(func(r *hclspec.Recipient) bool {
		packet := Packet{Action: Send, Recipient: *r}
		if b.ledger.find(r.Key, &packet.Recorded) {
			packet.recall(b.opts)
		}
		if packet.MayLeave() {
			t.classify(&packet, b.selector)
		}
		return true
	})
	if diags.HasErrors() { // somebody may have been left out
		return diags
	}
	faults := t.faults()
	if faults.HasErrors() { // perhaps only because a list could not be read that names the person
		faults = append(b.unread, faults...)
	}
	return faults
}

// classify joins a recipient to whom something may leave with what binds the person. A campaign that is gone may be this one
// under its old name, so there it counts who is on the list, and not who is selected.
func (t *bindings) classify(p *Packet, selector *matcher) {
	person := t.people[p.Recipient.OpenID]
	if person == nil {
		return
	}
	known := p.Recorded.ID != 0
	one := newcomer{
		address: address.Address{Campaign: t.campaign.Name, Key: strings.Clone(p.Recipient.Key)}, amount: p.Recipient.Amount,
		at: p.Recipient.Range, again: known, open: known && p.Recorded.Binds(),
	}
	removed := person.removed
	if p.Recipient.Supplement != nil {
		removed = nil // its person has a packet here, so another one is no sign that a campaign that is gone is this one
	}
	for i, from := range removed {
		if i == 0 || from.of != removed[i-1].of {
			from.of.meet(removed[i:], one)
		}
	}
	if len(person.here)+len(person.siblings) == 0 || !selector.selects(&p.Recipient) {
		return
	}
	if len(person.here) > 0 {
		person.newcomers = append(person.newcomers, one)
	} else if stray, ok := strayed(person.siblings, one); ok {
		t.strays = append(t.strays, stray)
	}
}

// meet joins a newcomer with one packet of a campaign that is gone: that of the same key and amount, or else any.
func (g *removedCampaign) meet(packets []binding, to newcomer) {
	g.met++
	free := func(p binding) bool { return p.of == g && !p.paired }
	same := func(p binding) bool { return free(p) && p.Key == to.address.Key && p.Amount == to.amount }
	into, i := &g.pairs, slices.IndexFunc(packets, same)
	if i >= 0 {
		g.same++
	} else if into, i = &g.other, slices.IndexFunc(packets, free); i < 0 {
		return
	}
	packets[i].paired = true
	if len(*into) < shownRenames {
		*into = append(*into, rename{from: packets[i].Address(), bound: packets[i], to: to})
	}
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
	return rename{from: left[i].Address(), bound: left[i], to: to}, true
}

// renames joins what binds people here with the newcomers of their openids. They come in the order of the file.
func (t *bindings) renames() (all []rename) {
	for _, one := range t.people {
		all = append(all, renamesOf(one.here, one.newcomers)...)
	}
	slices.SortFunc(all, func(a, b rename) int {
		return cmp.Or(cmp.Compare(a.to.at.Filename, b.to.at.Filename), cmp.Compare(a.to.at.Start.Byte, b.to.at.Start.Byte),
			cmp.Compare(a.to.address.Key, b.to.address.Key))
	})
	return all
}

// renamesOf joins what belongs to one person, equal amounts first. Almost everybody has one of each.
func renamesOf(before []binding, newcomers []newcomer) (all []rename) {
	slices.SortStableFunc(before, func(a, b binding) int { return cmp.Compare(a.Amount, b.Amount) })
	slices.SortStableFunc(newcomers, func(a, b newcomer) int { return cmp.Compare(a.amount, b.amount) })
	var others []binding
	var otherNewcomers []newcomer
	for len(before) > 0 && len(newcomers) > 0 {
		switch from, to := before[0], newcomers[0]; {
		case from.Amount < to.amount:
			others, before = append(others, from), before[1:]
		case from.Amount > to.amount:
			otherNewcomers, newcomers = append(otherNewcomers, to), newcomers[1:]
		default:
			all = append(all, joined(from, to))
			before, newcomers = before[1:], newcomers[1:]
		}
	}
	others, otherNewcomers = append(others, before...), append(otherNewcomers, newcomers...)
	for i := range min(len(others), len(otherNewcomers)) {
		all = append(all, joined(others[i], otherNewcomers[i]))
	}
	return all
}

func joined(from binding, to newcomer) rename {
	return rename{bound: from, from: address.Address{Campaign: to.address.Campaign, Key: from.Key}, to: to}
}
