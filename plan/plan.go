package plan

import (
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Options are what a plan depends on beside the files and the state.
type Options struct {
	At           time.Time // the instant the plan is made for
	RetryFailed  bool      // failed packets get a new attempt
	RetryRefused bool      // refused packets are asked about and tried again with the same number
	// ResendRefunded: whoever let a packet go back gets another one, however often; without it, as often as the campaign says.
	ResendRefunded bool
	Daily          *Daily     // what several plans of one merchant count together; nil: this plan alone
	Selection      *Selection // who is planned for; nil: everybody
	Canary         Canary     // who is paid first, beside whom the campaign names
	Pins           Pins       // how numbers were made so far, whatever became of the state
	// Since is when the saved plan was made that this plan may go on with, see Granted; zero: none.
	Since time.Time
	// Each sees every packet that is planned for, one by one and in the order of the file, orphans last. The packet is only
	// lent. It is how a million are listed without being held.
	Each     func(of *Plan, packet *Packet)
	KeepWork bool // fill Plan.Work; apply needs it, plan does not and so stays small at any length
	// Spool makes a file for the work of one plan, where that is more than a little; nil: all of it stays in memory.
	Spool    func() (Spool, error)
	InMemory int // bytes of the work that stay in memory all the same; 0: 4 MiB

	campaign  *hclspec.Campaign // that is planned
	replaced  func(key string) bool
	abandoned bool // the state was begun under another account, and nothing was accepted there
	pot       bool // amounts are shares of a pot: that of a failed packet is drawn anew, which is nobody's correction
}

// of are the options for one campaign, with what its packets' actions hang on.
func (o Options) of(c *hclspec.Campaign, snapshot *state.Snapshot) Options {
	o.campaign, o.abandoned, o.pot = c, Abandoned(c, snapshot), hasPot(c)
	if len(c.Supplements()) > 0 {
		o.replaced = replacing(c)
	}
	return o
}

// resends reports whether a packet that went back is to be sent anew, because somebody asked for it or the campaign does.
func (o *Options) resends(r *hclspec.Recipient, recorded *state.Packet) bool {
	asked := o.ResendRefunded || o.campaign != nil && recorded.Attempt < o.campaign.ResendRefunded
	return asked && !o.isReplaced(r.Key)
}

func (o *Options) isReplaced(key string) bool { return o.replaced != nil && o.replaced(key) }

// Packet is one recipient with what the state knows of it.
type Packet struct {
	Action    Action
	Recipient hclspec.Recipient // zero for an orphan
	Recorded  state.Packet      // zero for a recipient without an intent
	Attempt   int               // of the number to send; only where Action.Begins
	Again     bool              // a person asked for this refused packet again
	Canary    bool              // it goes first, see Canaries
	AskOnly   bool              // it may be asked about and not sent: the file names something else than its request, or nobody asked for it
	Replaced  bool              // its money came back, and a supplement may have been written in its place: it is not sent again
	Upon      int64             // of a supplement, the id of the recorded packet that it comes beside; 0: none
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
	if p.Action.Begins() {
		return p.Recipient.OpenID
	}
	return p.Recorded.OpenID
}

// Amount is what this packet may cost from now on or has cost: the recorded money where there is an intent.
func (p *Packet) Amount() money.Fen {
	if p.Action.Begins() {
		return p.Recipient.Amount
	}
	return p.Recorded.Amount
}

// BillNo is the number that belongs to OpenID and Amount; "" where it is not known yet. That of a failed attempt belongs to
// something else.
func (p *Packet) BillNo() billno.BillNo {
	if p.Action.Begins() {
		return ""
	}
	return p.Recorded.BillNo
}

// AddressIn is where the packet stands in a plan: an orphan under the campaign that recorded it.
func (p *Packet) AddressIn(of *Plan) address.Address {
	if p.Action == Orphan {
		return p.Recorded.Address()
	}
	return address.Address{Campaign: of.Campaign.Name, Key: p.Recipient.Key}
}

// GroupIn is the name of the group that the file has the packet in; "" for an orphan.
func (p *Packet) GroupIn(of *Plan) string {
	if p.Action == Orphan {
		return ""
	}
	return of.Groups[p.Recipient.Source].Name
}

// MayLeave reports whether apply may send the packet, and does not only ask about it.
func (p *Packet) MayLeave() bool { return p.Action.Works() && !p.AskOnly }

// recall tells what is to be done about a recipient of whom the state knows what is Recorded.
func (p *Packet) recall(opts Options) {
	recorded := &p.Recorded
	p.Action = actionFor(&p.Recipient, recorded, opts)
	p.Replaced = recorded.Status.CameBack() && opts.isReplaced(p.Recipient.Key)
	switch p.Action {
	case Send, Correct, Resend:
		if !opts.abandoned {
			p.Attempt = AttemptAfter(recorded, p.Recipient.OpenID)
		}
	case Resolve:
		p.AskOnly = p.Differs() || recorded.Unheard() && !opts.RetryFailed
		p.Again = opts.RetryRefused && recorded.Status == state.Refused && !p.AskOnly
	case Retry, Done, Conflict, Orphan, Held, Refused, Failed:
	}
}

// Plan is what an apply of one campaign would do.
type Plan struct {
	Campaign *hclspec.Campaign
	At       time.Time
	Lineage  string // of the state the plan was made from; "" where there is none yet
	Serial   int64
	Exists   bool // whether there is a state file
	Digest   Digest
	Paid     money.Tally // everything of this campaign that may have been paid already, orphans included
	Back     money.Tally // the part of CameBack that has arrived in the account again
	InDoubt  money.Tally // the part of Paid of which nobody knows yet whether it was paid
	CameBack money.Tally // the part of Paid that was not opened in time: it went back, or is on its way
	Decided  money.Tally // the part of InDoubt that a person lets count as paid, for nobody will ever know
	LeftOut  money.Tally // what Options.Selection leaves out of all that would not be done already
	Groups   []Group
	Inputs   []hclspec.Input // every file that decided about the plan, by path: those of the project, and the lists that were read
	Lists    []money.Tally   // all recipients of each of Campaign.Sources, whatever is to be done about them
	Limited  Limited
	Leaving  Leaving  // what apply may send, as far as it fits a screen
	Listed   []Packet // every packet that is neither plainly to send nor done, in the order of the file, orphans last
	Returned Returned // those that are done and whose money came back
	Work     *Work    // with Options.KeepWork: what apply acts on; to be closed by whoever asked for it
	// Supplements are those of the campaign that apply may send, in the order of the file.
	Supplements []Packet

	Selection *Selection // of Options
	Canaries  Canaries   // who is paid first

	// Granted says who may get money, or got it: the selected recipients that are open or done, and those that are neither but
	// of which something was recorded after Options.Since. Of a plan and of one made later to go on with it, equal Granted mean
	// that nobody is open who was not open or paid before.
	Granted Granted

	scheme  billno.Scheme // of the bill numbers
	tallies Totals
	leftOut Totals
	over    money.Tally // orphans that were not paid and never will be
	found   []readings  // what the addresses of the selection were found to mean

	canaryFound []readings // what those of Options.Canary were found to mean

	bases    bases           // of its supplements
	cameBack hcl.Diagnostics // about supplements of packets that came back
	proposed map[string]bool // keys that are taken or were proposed for supplements
}

// Tally is the number and the money of one action.
func (p *Plan) Tally(a Action) money.Tally { return p.tallies[a] }

// LeftOutOf is the part of LeftOut that would be under an action without the selection.
func (p *Plan) LeftOutOf(a Action) money.Tally { return p.leftOut[a] }

// Recipients is how many recipients the campaign's files name.
func (p *Plan) Recipients() int {
	n := p.LeftOut.Packets - p.tallies[Orphan].Packets
	for _, t := range p.tallies {
		n += t.Packets
	}
	return n
}

// Open is what an apply would act on: its count, and the most money that can leave because of it.
func (p *Plan) Open() money.Tally { return p.tallies.Open() }

// Returned are packets that were paid and came back, because nobody opened them. A campaign can have any number of them.
type Returned struct {
	money.Tally
	Replaced int      // how many of them have a supplement in their place
	First    []Packet // the first maxReturned of them
}

// maxReturned is how many packets whose money came back are kept to be shown.
const maxReturned = 100

func (r *Returned) add(p *Packet) {
	if p.Replaced {
		r.Replaced++
	}
	if r.Tally = r.With(p.Amount()); len(r.First) < maxReturned {
		r.First = append(r.First, *p)
	}
}

// Delivered is what was paid when the plan was made and did not come back.
func (p *Plan) Delivered() money.Tally { return p.Paid.Minus(p.InDoubt).Minus(p.CameBack) }

// Planned is everything that the campaign is about: whoever stands in its files, at the amount that is recorded where one is, and
// whoever does not any more and may have been paid.
func (p *Plan) Planned() money.Tally {
	all := p.LeftOut
	for _, t := range p.tallies {
		all = all.Plus(t)
	}
	return all.Minus(p.over)
}

// New compares a campaign with a snapshot of the state. All problems of the campaign's rows and of the comparison are
// reported at once; with an error among them the plan is nil and nothing may be sent.
func New(campaign *hclspec.Campaign, snapshot *state.Snapshot, opts Options) (*Plan, hcl.Diagnostics) {
	if campaign.Incomplete() {
		// Only a comparison is content with lists that are not there; a plan would take their people for gone.
		panic(fmt.Sprintf("campaign %q was loaded without all of its lists and cannot be planned", campaign.Name))
	}
	if diags := append(Foreign(campaign, snapshot), checkNumbers(campaign, snapshot, opts.Pins)...); diags.HasErrors() {
		return nil, diags
	}
	b := newBuilder(campaign, snapshot, opts.of(campaign, snapshot))
	diags := b.build()
	if !diags.HasErrors() {
		return b.plan, append(diags, b.finish()...)
	}
	if err := b.plan.Work.Close(); err != nil {
		diags = append(diags, unkept(campaign, err))
	}
	return nil, diags
}
