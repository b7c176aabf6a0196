package plan

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// A supplement is allowed one thing: to be the further packet of a person whose packet in this campaign was paid. As long as that is not
// so, sending it would be a first packet under a second number, and the first one could still go out or turn out to be paid.

// base is what supplements of one recipient build on.
type base struct {
	amount money.Fen // that the file says now
	added  money.Fen // by all supplements of it whose money did not come back
}

// bases are the recipients whom supplements name; nil for a campaign without any.
type bases map[string]*base

func basesOf(c *hclspec.Campaign) bases {
	var all bases
	for _, s := range c.Supplements() {
		if all == nil {
			all = bases{}
		}
		all[s.Of] = &base{}
	}
	return all
}

// note takes in what a campaign with supplements says of one packet.
func (all bases) note(p *Packet) {
	r := &p.Recipient
	if s := r.Supplement; s != nil {
		if !p.Recorded.Status.CameBack() {
			all[s.Of].added += p.Amount()
		}
	} else if of := all[r.Key]; of != nil {
		of.amount = r.Amount
	}
}

// replacing tells of a packet that came back whether a supplement may have been written in its place: then the packet is not sent again as
// well, and the store would not take it. That the supplement failed changes nothing while the file has it: it may be tried again.
func replacing(c *hclspec.Campaign) func(key string) bool {
	of := map[string]bool{}
	for _, s := range c.Supplements() {
		of[s.Of] = true
	}
	return func(key string) bool { return of[key] }
}

// added is what supplements pay beside the packet of a key.
func (p *Plan) added(key string) money.Fen {
	if of := p.bases[key]; of != nil {
		return of.added
	}
	return 0
}

// Summaries about supplements, fixed like all of them.
const (
	SupplementUnfounded = "Supplement of a packet that was not paid"
	SupplementOther     = "Supplement of another person's packet"
	SupplementCameBack  = "Supplement of a packet that came back"
)

// found notes upon which packet a supplement is founded.
func (b *builder) found(p *Packet) {
	if of := p.Recipient.Supplement; of != nil {
		recorded, _ := b.ledger.Lookup(of.Of)
		p.Upon = recorded.ID
	}
}

// supplement looks what became of the packet that one to be sent comes beside. One that is asked about first may have been paid already,
// so that is not kept from anybody; before it is sent again, the state looks once more.
func (b *builder) supplement(p *Packet) {
	of := p.Recipient.Supplement
	if of == nil {
		return
	}
	b.plan.Supplements = append(b.plan.Supplements, *p)
	if p.Action == Resolve {
		return
	}
	recorded, known := b.ledger.Lookup(of.Of)
	if d := b.unfounded(p, &recorded, known); d != nil {
		b.refusedSupplements = append(b.refusedSupplements, d)
	} else if recorded.Status.CameBack() {
		b.plan.cameBack = append(b.plan.cameBack, cameBack(p, &recorded))
	}
}

// unfounded tells why a supplement must not be sent, or nil.
func (b *builder) unfounded(p *Packet, recorded *state.Packet, known bool) *hcl.Diagnostic {
	of := p.Recipient.Supplement
	d := &hcl.Diagnostic{Severity: hcl.DiagError, Summary: SupplementUnfounded, Subject: p.Recipient.Range.Ptr()}
	at := address.Address{Campaign: b.plan.Campaign.Name, Key: of.Of}
	whole := b.bases[of.Of]
	ownLine := fmt.Sprintf("Put the sum into its own line, amount = %s, and take the supplement out.", (whole.amount + whole.added).Yuan())
	switch status := recorded.Status; {
	case !known && b.lost():
		d.Detail = fmt.Sprintf("The state knows no packet of this campaign, so not of %s either, and yet bill numbers of it were made from here: it was lost, "+
			"or lies elsewhere. Put it back, or restore it:\n\n  redpack state rebuild", at)
	case !known || b.opts.abandoned:
		d.Detail = fmt.Sprintf("The state knows no packet of %s, so there is nothing yet that this one could come beside. %s\n\nIf it was paid and "+
			"the state was lost, restore that first:\n\n  redpack state rebuild", at, ownLine)
	case recorded.OpenID != p.Recipient.OpenID:
		d.Summary = SupplementOther
		d.Detail = fmt.Sprintf("%s is recorded for another openid than the file names now, so the person of today has no packet that this one could come "+
			"beside. Settle that first: put the old openid back, or give the new person a key of their own.", at)
	case status.Paid():
		return nil
	case Closed(recorded):
		d.Detail = fmt.Sprintf("Nobody knows whether %s was paid, and a person has decided to leave it so. What is owed besides goes into a campaign of "+
			"its own, which says so:\n\n  repeats = [%s]", at, literal(b.plan.Campaign.Name))
	case recorded.InDoubt():
		d.Detail = fmt.Sprintf("Nobody knows yet whether %s was paid, since %s. Learn that first:\n\n  redpack refresh", at, beijing.Format(recorded.LastRequestAt()))
	case status == state.Held:
		d.Detail = fmt.Sprintf("%s is on hold, and its order may still be open at WeChat Pay. It goes first:\n\n  redpack apply %s", at,
			words.ShellWord("-only="+at.String()))
	default:
		d.Detail = fmt.Sprintf("%s is %s and nothing was paid, so there is no difference to pay. %s", at, status, ownLine)
	}
	d.Detail += "\n\nTo send to the others meanwhile:\n\n  redpack apply " + words.ShellWord("-exclude="+b.plan.Campaign.Name+"/"+p.Recipient.Key)
	return d
}

// cameBack says that a supplement is for somebody who never opened the first packet.
func cameBack(p *Packet, recorded *state.Packet) *hcl.Diagnostic {
	how := "came back"
	if recorded.Status == state.Refunding {
		how = "is on its way back"
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagWarning, Summary: SupplementCameBack, Subject: p.Recipient.Range.Ptr(),
		Detail: fmt.Sprintf("%s was not opened and %s %s. The supplement pays %s, and nothing beside it: if it is the whole sum, all is well.",
			recorded.Address(), recorded.Amount, how, p.Recipient.Amount),
	}
}

// shownSupplements is how many faulty supplements are explained one by one.
const shownSupplements = 10

// unfoundedSupplements are the supplements that must not be sent, those beyond the first ten in one.
func (b *builder) unfoundedSupplements() hcl.Diagnostics {
	diags := b.refusedSupplements
	if more := len(diags) - shownSupplements; more > 0 {
		diags = append(diags[:shownSupplements:shownSupplements], &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: SupplementUnfounded,
			Detail: fmt.Sprintf("%s more of campaign %q. To go on without any of them: redpack apply %s", money.Count(more), b.plan.Campaign.Name,
				words.ShellWord("-exclude="+groupPrefix+"supplements")),
		})
	}
	return diags
}

// SupplementBlock is the block that pays a person a difference, ready to be pasted into the campaign.
func SupplementBlock(key, of string, amount money.Fen, reason string) string {
	return fmt.Sprintf("supplement %s {\n  of     = %s\n  amount = %s\n  reason = %s\n}\n", literal(key), literal(of), amount.Yuan(), literal(reason))
}

// supplementKey is a key for a supplement of a recipient that neither the lists nor the state have.
func (p *Plan) supplementKey(of string) string {
	const suffix, longest = "_supplement", 100 // bytes, so that the whole is a key
	stem := of + suffix
	if len(of) > longest || hclspec.IsOpenID(of) {
		stem = strings.TrimPrefix(suffix, "_")
	}
	taken := p.likeSupplements()
	for i := 1; ; i++ {
		key := stem
		if i > 1 {
			key = fmt.Sprintf("%s_%d", stem, i)
		}
		if !taken[key] {
			taken[key] = true
			return key
		}
	}
}

// likeSupplements are the keys of the campaign, now and in the state, that could be proposed for a supplement. The lists are read once
// more for it, only where a difference is to be paid.
func (p *Plan) likeSupplements() map[string]bool {
	if p.proposed != nil {
		return p.proposed
	}
	p.proposed = map[string]bool{}
	take := func(key string) {
		if strings.Contains(key, "supplement") {
			p.proposed[strings.Clone(key)] = true
		}
	}
	for i := range p.Listed {
		take(p.Listed[i].Key())
	}
	_, _ = p.Campaign.People(func(key, _ string) bool { take(key); return true }) // what is wrong with the rows, the plan has told
	return p.proposed
}
