package plan

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Options are what a plan depends on beside the files and the state.
type Options struct {
	At           time.Time  // the instant the plan is made for
	RetryFailed  bool       // failed packets get a new attempt
	RetryRefused bool       // refused packets are asked about and tried again with the same number
	Daily        *Daily     // what several plans of one merchant count together; nil: this plan alone
	Selection    *Selection // who is planned for; nil: everybody
	Pins         Pins       // how numbers were made so far, whatever became of the state
	// Since is when the saved plan was made that this plan may go on with, see Granted; zero: none.
	Since time.Time
	// Each sees every packet that is planned for, one by one and in the order of the file, orphans last. The packet is only
	// lent. It is how a million are listed without being held.
	Each     func(of *Plan, packet *Packet)
	KeepWork bool // fill Plan.Work; apply needs it, plan does not and so stays small at any length

	abandoned bool // the state was begun under another account, and nothing was accepted there
}

// Tally counts packets and their money.
type Tally struct {
	Packets int       `json:"packets"`
	Amount  money.Fen `json:"amount_fen"`
}

func (t *Tally) add(amount money.Fen) error {
	sum, ok := t.Amount.Add(amount)
	if !ok {
		return fmt.Errorf("the sum of %d packets is beyond %d fen", t.Packets+1, int64(math.MaxInt64))
	}
	t.Packets++
	t.Amount = sum
	return nil
}

// Packet is one recipient with what the state knows of it.
type Packet struct {
	Action    Action
	Recipient hclspec.Recipient // zero for an orphan
	Recorded  state.Packet      // zero for a recipient without an intent
	Attempt   int               // of the number to send; only for Send
	Again     bool              // a person asked for this refused packet again
	AskOnly   bool              // it may be asked about, and never sent again: the file names something else than its request
}

// Differs reports whether the file names another person or another amount than was recorded.
func (p *Packet) Differs() bool {
	return p.Recorded.ID != 0 && p.Action != Orphan && differs(&p.Recipient, &p.Recorded)
}

// Key is the recipient's key, also for an orphan.
func (p *Packet) Key() string {
	if p.Action == Orphan {
		return p.Recorded.Key
	}
	return p.Recipient.Key
}

// OpenID is who gets the packet: the recorded person where there is an intent.
func (p *Packet) OpenID() string {
	if p.Action == Send {
		return p.Recipient.OpenID
	}
	return p.Recorded.OpenID
}

// Amount is what this packet may cost from now on or has cost: the recorded money where there is an intent.
func (p *Packet) Amount() money.Fen {
	if p.Action == Send {
		return p.Recipient.Amount
	}
	return p.Recorded.Amount
}

// Plan is what an apply of one campaign would do.
type Plan struct {
	Campaign *hclspec.Campaign
	At       time.Time
	Lineage  string // of the state the plan was made from; "" where there is none yet
	Serial   int64
	Exists   bool // whether there is a state file
	Digest   Digest
	Paid     Tally // everything of this campaign that may have been paid already, orphans included
	InDoubt  Tally // the part of Paid of which nobody knows yet whether it was paid
	LeftOut  Tally // what Options.Selection leaves out of all that would not be done already
	Groups   []Group
	Lists    []Tally // all recipients of each of Campaign.Sources, whatever is to be done about them
	Limited  Limited
	Listed   []Packet // every packet that is neither plainly to send nor done, in the order of the file, orphans last
	Work     []Packet // with Options.KeepWork: what apply acts on, in the order of the file

	Selection *Selection // of Options

	// Granted says who may get money, or got it: the selected recipients that are open or done, and those that are neither but
	// of which something was recorded after Options.Since. Of a plan and of one made later to go on with it, equal Granted mean
	// that nobody is open who was not open or paid before.
	Granted Granted

	scheme  billno.Scheme // of the bill numbers
	tallies [actions]Tally
	leftOut [actions]Tally
	found   []readings // what the addresses of the selection were found to mean
}

// Tally is the number and the money of one action.
func (p *Plan) Tally(a Action) Tally { return p.tallies[a] }

// LeftOutOf is the part of LeftOut that would be under an action without the selection.
func (p *Plan) LeftOutOf(a Action) Tally { return p.leftOut[a] }

// Recipients is how many recipients the campaign's files name.
func (p *Plan) Recipients() int {
	n := p.LeftOut.Packets - p.tallies[Orphan].Packets
	for _, t := range p.tallies {
		n += t.Packets
	}
	return n
}

// Open is what an apply would act on: its count, and the most money that can leave because of it.
func (p *Plan) Open() Tally {
	var open Tally
	for _, a := range Actions() {
		if a.Works() {
			open.Packets += p.tallies[a].Packets
			open.Amount += p.tallies[a].Amount
		}
	}
	return open
}

// New compares a campaign with a snapshot of the state. All problems of the campaign's rows and of the comparison are
// reported at once; with an error among them the plan is nil and nothing may be sent.
func New(campaign *hclspec.Campaign, snapshot *state.Snapshot, opts Options) (*Plan, hcl.Diagnostics) {
	if campaign.Incomplete() {
		// Only a comparison is content with lists that are not there; a plan would take their people for gone.
		panic(fmt.Sprintf("campaign %q was loaded without all of its lists and cannot be planned", campaign.Name))
	}
	if diags := append(foreign(campaign, snapshot), checkNumbers(campaign, snapshot, opts.Pins)...); diags.HasErrors() {
		return nil, diags
	}
	opts.abandoned = Abandoned(campaign, snapshot)
	b := newBuilder(campaign, snapshot, opts)
	b.committed = Committed(campaign, snapshot)
	diags := campaign.Recipients(b.committed, b.recipient)
	if b.err == nil {
		b.orphans()
	}
	b.plan.Limited.fits(b.plan, b.daily)
	if b.err != nil {
		diags = append(diags, uncountable(campaign, b.err))
	}
	if !diags.HasErrors() {
		diags = append(diags, b.renamed()...)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	b.plan.Digest = b.digest.sum()
	b.plan.Granted.Digest = b.digest.grants()
	diags = append(diags, b.unknownHere()...)
	return b.plan, append(diags, b.plan.check()...)
}

// builder takes a campaign's recipients one by one.
type builder struct {
	plan      *Plan
	snapshot  *state.Snapshot
	packets   *state.Finder // of the campaign under the name it has now
	committed hclspec.Committed
	opts      Options
	digest    *digester
	groups    []groupBuilder
	matched   bitset
	taken     []state.Packet // that bind their people, under keys that the file gives to others now
	beside    *besides       // nil until the first packet that may leave
	known     int            // recipients that the state has a packet of
	selector  *matcher
	daily     *Daily // nil until the first packet to send or to retry
	packet    Packet // the one at hand: a million rows need no million of it
	err       error  // an amount that cannot be summed: stops the stream
}

func newBuilder(campaign *hclspec.Campaign, snapshot *state.Snapshot, opts Options) *builder {
	b := &builder{
		plan: &Plan{
			Campaign: campaign, At: opts.At, Selection: opts.Selection, scheme: seriesOf(campaign, snapshot, opts.Pins, opts.At).Scheme,
			Lineage: snapshot.Lineage(), Serial: snapshot.Serial(), Exists: snapshot.Exists(),
		},
		snapshot: snapshot, packets: snapshot.Finder(campaign.Name), opts: opts, digest: newDigester(campaign, opts.Selection != nil), selector: opts.Selection.of(campaign),
	}
	if b.selector != nil {
		b.plan.found = b.selector.found
	}
	b.plan.Groups = make([]Group, len(campaign.Sources))
	b.plan.Lists = make([]Tally, len(campaign.Sources))
	b.groups = make([]groupBuilder, len(campaign.Sources))
	for i, source := range campaign.Sources {
		b.plan.Groups[i].Name = source.Name
	}
	return b
}

// newLookup is a builder that only looks up.
func newLookup(c *hclspec.Campaign, snapshot *state.Snapshot) *builder {
	return &builder{plan: &Plan{Campaign: c}, snapshot: snapshot, packets: snapshot.Finder(c.Name)}
}

// lookup finds what the state knows of a key, under the address it has now or one that it was moved from.
func (b *builder) lookup(key string) (state.Packet, bool) {
	c := b.plan.Campaign
	if recorded, ok := b.packets.Lookup(key); ok || !c.Moved() {
		return recorded, ok
	}
	for _, a := range c.Addresses(key)[1:] {
		if recorded, ok := b.snapshot.Lookup(a.Campaign, a.Key); ok {
			return recorded, true
		}
	}
	return state.Packet{}, false
}

func (b *builder) recipient(r *hclspec.Recipient) bool {
	if b.err = b.plan.Lists[r.Source].add(r.Amount); b.err != nil {
		return false
	}
	b.digest.add(r)
	selected := b.selector.selects(r)
	if selected && b.selector != nil {
		b.digest.choose()
	}
	packet := &b.packet
	*packet = Packet{Action: Send, Recipient: *r}
	if recorded, ok := b.lookup(r.Key); ok {
		if b.matched.has(recorded.ID) {
			b.err = fmt.Errorf("%s/%s is recorded once and would count for two recipients, the second is %q: a moved block leads to it "+
				"while its old key is still in the file", recorded.Campaign, recorded.Key, r.Key)
			return false
		}
		b.matched.set(recorded.ID)
		b.known++
		if recorded.OpenID != r.OpenID && recorded.Binds() {
			b.taken = append(b.taken, recorded)
		}
		packet.recall(&recorded, b.opts)
	}
	if selected && !b.grant(packet) {
		return false
	}
	if !selected && packet.Action != Done {
		return b.leaveOut(packet)
	}
	if packet.mayLeave() {
		if b.beside == nil {
			b.beside = b.besides()
		}
		b.beside.meet(r)
	}
	return b.count(packet)
}

// mayLeave reports whether apply may send the packet.
func (p *Packet) mayLeave() bool { return p.Action.Works() && !p.AskOnly }

// recall lays what the state knows over a recipient.
func (p *Packet) recall(recorded *state.Packet, opts Options) {
	p.Recorded, p.Action = *recorded, actionFor(&p.Recipient, recorded, opts)
	switch p.Action {
	case Send:
		p.Attempt = attemptAfter(recorded, p.Recipient.OpenID, opts)
	case Resolve:
		p.AskOnly = p.Differs()
		p.Again = opts.RetryRefused && recorded.Status == state.Refused && !p.AskOnly
	case Retry, Done, Conflict, Orphan, Held, Refused, Failed:
	}
}

// orphans counts what the state knows of the campaign and the file no longer names.
func (b *builder) orphans() {
	for _, recorded := range b.unmatched() {
		if b.selector != nil {
			b.selector.key(recorded.Key)
		}
		if !b.count(&Packet{Action: Orphan, Recorded: recorded}) {
			return
		}
	}
}

// unmatched are the packets of the campaign that no recipient has claimed. They are few, so only they are brought into
// the order of their keys.
func (b *builder) unmatched() []state.Packet {
	if b.known == b.snapshot.Len() {
		return nil
	}
	var found []state.Packet
	names := append(b.plan.Campaign.FormerNames(), b.plan.Campaign.Name)
	for _, name := range names {
		for recorded := range b.snapshot.Of(name) {
			if !b.matched.has(recorded.ID) {
				found = append(found, recorded)
			}
		}
	}
	slices.SortFunc(found, func(a, b state.Packet) int { return cmp.Compare(a.Key, b.Key) })
	return found
}

func (b *builder) count(p *Packet) bool {
	if !b.tally(&b.plan.tallies[p.Action], p) {
		return false
	}
	if b.opts.Each != nil {
		b.opts.Each(b.plan, p)
	}
	if p.Action == Send || p.Action == Retry { // what was held was not paid, so the day does not count it yet
		if b.err = b.limit(p); b.err != nil {
			return false
		}
	}
	if p.Action == Send {
		b.groups[p.Recipient.Source].add(&b.plan.Groups[p.Recipient.Source], &p.Recipient)
	}
	if p.Action != Send && p.Action != Done {
		b.plan.Listed = append(b.plan.Listed, *p)
	}
	if b.opts.KeepWork && p.Action.Works() {
		b.plan.Work = append(b.plan.Work, *p)
	}
	return true
}

// leaveOut counts a packet that the selection leaves out. What was paid counts all the same.
func (b *builder) leaveOut(p *Packet) bool {
	b.err = b.plan.LeftOut.add(p.Amount())
	return b.err == nil && b.tally(&b.plan.leftOut[p.Action], p)
}

func (b *builder) tally(into *Tally, p *Packet) bool {
	b.err = into.add(p.Amount())
	if b.err == nil && p.Recorded.ID != 0 && p.Recorded.MayHavePaid() {
		b.err = b.plan.Paid.add(p.Recorded.Amount)
		if p.Recorded.InDoubt() && b.err == nil {
			b.err = b.plan.InDoubt.add(p.Recorded.Amount)
		}
	}
	return b.err == nil
}

// limit looks whether the recipient's day is full already. Several packets for one person can only come from a campaign
// that allows them or from another campaign, so only there is the plan's own sending counted on.
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
		if b.plan.Campaign.AllowRepeatOpenID || b.opts.Daily != nil {
			b.daily.Add(p.OpenID(), p.Amount(), b.opts.At)
		}
	case MerchantAmount: // looked at once, over the whole plan
	}
	return nil
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
