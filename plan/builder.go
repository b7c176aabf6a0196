package plan

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// builder takes a campaign's recipients one by one.
type builder struct {
	plan     *Plan
	snapshot *state.Snapshot
	ledger   *Ledger
	reading  *hclspec.Reading // of the campaign's own list
	opts     Options
	digest   *digester
	groups   []groupBuilder
	leaving  leavingBuilder
	selector *matcher
	canary   *canaryBuilder
	daily    *Daily // nil until the first packet to send or to retry
	packet   Packet // the one at hand: a million rows need no million of it
	err      error  // an amount that cannot be summed: stops the stream
	unkept   error  // the work could not be kept: stops it, too

	newcomers  openIDs        // to whom something may leave
	reassigned []state.Packet // that bind their people, under keys that the file gives to others now
	claims     map[*hclspec.Campaign]*claims
	unread     hcl.Diagnostics // of the lists of other campaigns

	bases              bases           // of supplements
	refusedSupplements hcl.Diagnostics // those that must not be sent
}

// inputs notes what was read for the plan.
func (b *builder) inputs(read []hclspec.Input) {
	all := append(b.plan.Inputs, read...)
	slices.SortFunc(all, func(x, y hclspec.Input) int { return strings.Compare(x.Path, y.Path) })
	b.plan.Inputs = slices.Compact(all) // a list that two blocks or two campaigns read is one
}

func newBuilder(campaign *hclspec.Campaign, snapshot *state.Snapshot, opts Options) *builder {
	b := &builder{
		plan: &Plan{
			Campaign: campaign, At: opts.At, Selection: opts.Selection, scheme: seriesOf(campaign, snapshot, opts.Pins, opts.At).Scheme,
			Lineage: snapshot.Lineage(), Serial: snapshot.Serial(), Exists: snapshot.Exists(),
		},
		snapshot: snapshot, ledger: NewLedger(campaign, snapshot), opts: opts,
		digest:   newDigester(campaign, opts.Selection != nil, opts.Canary.parts()),
		selector: opts.Selection.of(campaign), claims: map[*hclspec.Campaign]*claims{},
	}
	if b.selector != nil {
		b.plan.found = b.selector.found
	}
	if opts.KeepWork {
		b.plan.Work = newWork(opts)
	}
	b.canary = newCanaryBuilder(campaign, opts.Canary, &b.plan.Canaries)
	if b.canary.flags != nil {
		b.plan.canaryFound = b.canary.flags.found
	}
	b.bases = basesOf(campaign)
	b.plan.bases = b.bases
	b.plan.Groups = make([]Group, len(campaign.Sources))
	b.plan.Lists = make([]money.Tally, len(campaign.Sources))
	b.groups = make([]groupBuilder, len(campaign.Sources))
	for i, source := range campaign.Sources {
		b.plan.Groups[i].Name = source.Name
	}
	return b
}

// build makes the plan, or says what is in its way.
func (b *builder) build() (diags hcl.Diagnostics) {
	campaign := b.plan.Campaign
	compare := relay{meet: b.recipient}
	b.reading, diags = b.ledger.Read(compare.take)
	compare.finish()
	b.inputs(b.reading.Inputs())
	if b.err == nil && b.unkept == nil {
		b.orphans()
	}
	b.canary.finish(b.plan.Open())
	b.plan.Limited.fits(b.plan, b.daily)
	b.plan.Leaving = b.leaving.leaving()
	if b.opts.KeepWork && b.unkept == nil {
		b.unkept = b.plan.Work.finish()
	}
	switch {
	case b.err != nil:
		diags = append(diags, Uncountable(campaign, b.err))
	case b.unkept != nil:
		diags = append(diags, unkept(campaign, b.unkept))
	}
	if !diags.HasErrors() {
		diags = append(diags, b.twice()...)
	}
	if !diags.HasErrors() {
		diags = append(diags, b.unfoundedSupplements()...)
	}
	return diags
}

// finish adds what is told only of a plan that could be made, and what is wrong with it.
func (b *builder) finish() hcl.Diagnostics {
	campaign := b.plan.Campaign
	b.plan.Digest = b.digest.sum()
	b.plan.Canaries.Looked = b.plan.Canaries.LookedAt(b.plan.Digest, b.snapshot.Runs())
	b.plan.Granted.Digest = b.digest.grants()
	b.inputs(campaign.Project().Inputs())
	diags := append(b.unknownHere(), b.plan.checkCanary(b.canary.own)...)
	return append(diags, b.plan.check()...)
}

func (b *builder) recipient(r *hclspec.Recipient) bool {
	if b.err = b.plan.Lists[r.Source].Add(r.Amount); b.err != nil {
		return false
	}
	b.digest.add(r)
	selected := b.selector.selects(r)
	if selected && b.selector != nil {
		b.digest.choose()
	}
	packet := &b.packet
	*packet = Packet{Action: Send, Recipient: *r}
	if recorded := &packet.Recorded; b.ledger.find(r.Key, recorded) {
		if !b.ledger.claim(recorded.ID) {
			b.err = claimedTwice(recorded, r)
			return false
		}
		if recorded.OpenID != r.OpenID && recorded.Binds() {
			b.reassigned = append(b.reassigned, *recorded)
		}
		packet.recall(b.opts)
	}
	if b.bases != nil {
		b.bases.note(packet)
		b.found(packet)
	}
	if packet.MayLeave() && b.snapshot.Len() > 0 {
		b.newcomers.add(r.OpenID)
	}
	packet.Canary = b.canary.takes(packet, selected)
	if selected && !b.grant(packet) {
		return false
	}
	if selected = selected && (packet.Canary || !b.canary.Alone); !selected && packet.Action != Done {
		return b.leaveOut(packet)
	}
	return b.count(packet)
}

// orphans counts what the state knows of the campaign and the file no longer names.
func (b *builder) orphans() {
	for _, recorded := range b.ledger.unclaimed() {
		if b.selector != nil {
			b.selector.key(recorded.Key)
		}
		b.canary.gone(recorded.Key)
		if !recorded.MayHavePaid() {
			b.plan.over = b.plan.over.With(recorded.Amount)
		}
		if !b.count(&Packet{Action: Orphan, Recorded: recorded}) {
			return
		}
	}
}

func (b *builder) count(p *Packet) bool {
	if !b.tally(&b.plan.tallies[p.Action], p) {
		return false
	}
	if b.opts.Each != nil {
		b.opts.Each(b.plan, p)
	}
	if p.Action.Begins() || p.Action == Retry { // what was held was not paid, so the day does not count it yet
		if b.err = b.limit(p); b.err != nil {
			return false
		}
	}
	if p.Action == Send {
		b.groups[p.Recipient.Source].add(&b.plan.Groups[p.Recipient.Source], &p.Recipient)
	}
	if p.MayLeave() {
		b.leaving.add(p)
		b.supplement(p)
	}
	switch back := p.Recorded.Status.CameBack(); {
	case p.Action != Send && p.Action != Done:
		b.plan.Listed = append(b.plan.Listed, *p)
	case p.Action == Done && back:
		b.plan.Returned.add(p)
	}
	if b.opts.KeepWork && p.Action.Works() {
		b.unkept = b.plan.Work.add(p)
	}
	return b.unkept == nil
}

// leaveOut counts a packet that the selection leaves out. What was paid counts all the same.
func (b *builder) leaveOut(p *Packet) bool {
	b.err = b.plan.LeftOut.Add(p.Amount())
	return b.err == nil && b.tally(&b.plan.leftOut[p.Action], p)
}

func (b *builder) tally(into *money.Tally, p *Packet) bool {
	b.err = into.Add(p.Amount())
	if b.err == nil && p.Recorded.ID != 0 && p.Recorded.MayHavePaid() {
		b.err = b.plan.Paid.Add(p.Recorded.Amount)
		b.standing(&p.Recorded)
	}
	return b.err == nil
}

// standing counts the parts of what may have been paid; none is more than the whole, which fits.
func (b *builder) standing(recorded *state.Packet) {
	p := b.plan
	switch {
	case recorded.Status.CameBack():
		p.CameBack = p.CameBack.With(recorded.Amount)
		if recorded.Status == state.Refunded {
			p.Back = p.Back.With(recorded.Amount)
		}
	case recorded.InDoubt():
		p.InDoubt = p.InDoubt.With(recorded.Amount)
		if Closed(recorded) {
			p.Decided = p.Decided.With(recorded.Amount)
		}
	}
}

// limit looks whether the recipient's day is full already. Several packets for one person can only come from a campaign
// that allows them, from another campaign or from supplements, so only there is the plan's own sending counted on.
func (b *builder) limit(p *Packet) (err error) {
	if b.daily == nil {
		b.daily = b.opts.Daily
	}
	if b.daily == nil {
		if b.daily, err = NewDaily(b.plan.Campaign.Merchant, b.snapshot, b.opts.At); err != nil {
			return err
		}
	}
	switch limit := b.daily.Exceeded(p.OpenID(), p.Amount(), b.opts.At); limit {
	case UserPackets, UserAmount:
		b.plan.Limited.add(&p.Recipient, limit)
	case NoLimit:
		if b.plan.Campaign.AllowRepeatOpenID || b.opts.Daily != nil || p.Recipient.Supplement != nil {
			b.daily.Add(p.OpenID(), p.Amount(), b.opts.At)
		}
	case MerchantAmount: // looked at once, over the whole plan
	}
	return nil
}
