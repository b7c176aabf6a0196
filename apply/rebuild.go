package apply

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Restorer is the part of the state that a rebuild needs.
type Restorer interface {
	CampaignDate(ctx context.Context, campaign, date string) (string, error)
	Restore(ctx context.Context, intent state.Intent, outcome state.Outcome) (state.Packet, error)
	Reserve(ctx context.Context, intent state.Intent) (state.Packet, error)
	Record(ctx context.Context, id int64, outcome state.Outcome) (state.Packet, error)
}

var _ Restorer = (*state.Store)(nil)

// RebuildOptions are what a rebuild is made of.
type RebuildOptions struct {
	Inquiry
	Store     Restorer
	Sender    Sender // only to render the requests of packets that are not clear yet
	Snapshot  *state.Snapshot
	Campaigns []*hclspec.Campaign // to rebuild
	// Siblings are all campaigns of the folder: their numbers could clash with those to rebuild.
	Siblings []*hclspec.Campaign
	// Counted is told how many recipients the files name before anybody is asked about. It may be nil.
	Counted func(recipients int)
}

// Rebuilt sums a rebuild up.
type Rebuilt struct {
	Stop       Stop
	Why        string     // a sentence about the stop, for people
	Recipients plan.Tally // that the files name
	Known      plan.Tally // of which the state had a packet already
	Restored   map[state.Status]plan.Tally
	NotFound   plan.Tally // WeChat Pay knows no order of theirs: they were not sent
	NoAnswer   plan.Tally // asked in vain
	// Differing were restored as the platform has them, which is not as the file says now.
	Differing []Difference
	// Shared are addresses whose number may be another recipient's. A query cannot tell whose, so they stay out of the
	// state; apply sends the number with its recipient, and the platform says whose it is without paying it again.
	Shared  []string
	Elapsed time.Duration
}

// Difference is a packet that was paid otherwise than its file says now.
type Difference struct {
	Packet state.Packet
	OpenID string // that the file says
	Amount money.Fen
}

// TooOldError says that the platform no longer remembers the packets of a campaign.
type TooOldError struct{ Campaign, Date string }

func (e *TooOldError) Error() string {
	return fmt.Sprintf("campaign %q cannot be rebuilt: its bill numbers are of %s, and WeChat Pay answers queries for 30 days only, so what "+
		"was paid could no longer be told from what was not. Put back a copy of the state (redpack state backup makes them), or "+
		"compare with the records of the merchant platform (商户平台)", e.Campaign, e.Date)
}

// Rebuild restores a lost state by asking the platform about the numbers of every recipient of whom the state has no
// packet. Only what the platform confirms is restored; it may be interrupted and goes on where it was. It sends nothing.
// Wrong rows come back as an error that is their diagnostics.
func Rebuild(ctx context.Context, o RebuildOptions) (Rebuilt, error) {
	r := &rebuild{survey: newSurvey(&o.Inquiry), options: o, sum: Rebuilt{Restored: map[state.Status]plan.Tally{}}}
	began := o.Now()
	for _, c := range o.Campaigns {
		if date := numbers(c, o.Snapshot, began).Date; tooOld(date, began) {
			return r.sum, &TooOldError{Campaign: c.Name, Date: date}
		}
	}
	if err := r.readRows(began); err != nil {
		return r.sum, err
	}
	if o.Counted != nil {
		o.Counted(r.sum.Recipients.Packets)
	}
	for _, c := range o.Campaigns {
		if err := r.campaign(ctx, c, began); err != nil {
			return r.sum, err
		}
	}
	r.sum.Stop, r.sum.Why, r.sum.Elapsed = r.stop, r.why, o.Now().Sub(began)
	return r.sum, r.err
}

// tooOld reports whether packets of a day may be beyond the platform's memory.
func tooOld(date string, now time.Time) bool {
	day, err := time.ParseInLocation("20060102", date, beijing.Zone)
	return err != nil || now.Sub(day) > Remembered
}

// rebuild is one call of Rebuild.
type rebuild struct {
	*survey
	options RebuildOptions
	sum     Rebuilt
	shared  clashes
}

// readRows reads all rows once before anything is asked: they may only be trusted when none of them is wrong, and clashes
// show only when all numbers are known.
func (r *rebuild) readRows(now time.Time) error {
	for _, c := range r.options.Siblings {
		id, chosen := numbers(c, r.options.Snapshot, now), slices.Contains(r.options.Campaigns, c)
		var err error
		wrong := c.Recipients(nil, func(row *hclspec.Recipient) bool {
			if err = r.shared.add(identify(id, c, row.Key), c.BillNo); err == nil && chosen {
				err = tally(&r.sum.Recipients, row.Amount)
			}
			return err == nil
		})
		if err != nil {
			return err
		}
		if chosen && wrong.HasErrors() {
			return wrong
		}
	}
	r.shared.sort()
	return nil
}

func tally(t *plan.Tally, amount money.Fen) error {
	sum, ok := t.Amount.Add(amount)
	if !ok {
		return fmt.Errorf("the sum of %d packets is too large", t.Packets+1)
	}
	t.Packets, t.Amount = t.Packets+1, sum
	return nil
}

// claim is a recipient of whom the state knows nothing.
type claim struct {
	campaign  *hclspec.Campaign
	recipient hclspec.Recipient
}

// link is one number of a recipient's chain and what the platform says of it.
type link struct {
	no      billno.BillNo
	finding Finding
}

func (r *rebuild) campaign(ctx context.Context, c *hclspec.Campaign, now time.Time) error {
	if r.stop != NotStopped {
		return nil
	}
	id := numbers(c, r.options.Snapshot, now)
	date, err := r.options.Store.CampaignDate(ctx, c.Name, id.Date)
	if err != nil {
		return fmt.Errorf("fix the date of the bill numbers of campaign %q: %w", c.Name, err)
	}
	id.Date = date
	each(ctx, r.survey, r.claims(c), func(ctx context.Context, one claim) ([]link, bool) {
		return r.chain(ctx, id, one)
	}, func(one claim, chain []link) error {
		// A second interrupt must not keep from the disk what is known.
		return r.found(context.WithoutCancel(ctx), one, chain)
	})
	return nil
}

// claims are the recipients to ask about.
func (r *rebuild) claims(c *hclspec.Campaign) iter.Seq[claim] {
	return func(yield func(claim) bool) {
		// The rows were checked before.
		_ = c.Recipients(nil, func(row *hclspec.Recipient) bool {
			if _, known := r.options.Snapshot.Lookup(c.Name, row.Key); known {
				r.sum.Known = count(r.sum.Known, row.Amount)
				return true
			}
			return yield(claim{c, *row})
		})
	}
}

// maxChain bounds the numbers of one recipient that are asked about. Each takes a person's wish to try again.
const maxChain = 20

// chain asks about a recipient's numbers, from the first one on, as far as a run could have come: beyond a number only if
// the platform says that it failed. A chain that ends without a link belongs, as far as one can know, to somebody else.
func (r *rebuild) chain(ctx context.Context, id billno.Identity, of claim) (chain []link, ok bool) {
	id = identify(id, of.campaign, of.recipient.Key)
	for id.Attempt = 0; id.Attempt < maxChain; id.Attempt++ {
		no, err := billno.Derive(id, of.campaign.BillNo)
		if err != nil || r.shared.has(no) {
			return chain, true
		}
		finding, asked := r.ask(ctx, no)
		if !asked {
			return chain, false
		}
		chain = append(chain, link{no, finding})
		if finding.Platform != FailedThere {
			break
		}
	}
	return chain, true
}

// found takes in what the platform says about one recipient.
func (r *rebuild) found(ctx context.Context, of claim, chain []link) error {
	packet := state.Packet{Campaign: of.campaign.Name, Key: of.recipient.Key, OpenID: of.recipient.OpenID, Amount: of.recipient.Amount}
	if len(chain) == 0 {
		r.sum.Shared = append(r.sum.Shared, packet.Campaign+"/"+packet.Key)
		return nil
	}
	var taken *state.BillNoTakenError
	for attempt, l := range chain {
		if !l.finding.known() {
			break
		}
		restored, err := r.restore(ctx, of, attempt, l)
		if errors.As(err, &taken) && attempt == 0 {
			r.sum.Shared = append(r.sum.Shared, packet.Campaign+"/"+packet.Key)
			return nil
		}
		if err != nil && !errors.As(err, &taken) {
			return fmt.Errorf("restore %s/%s: %w", packet.Campaign, packet.Key, err)
		}
		if err == nil {
			packet = restored
		}
	}
	r.count(of, &packet, chain[0].finding)
	r.note(Asked{Packet: packet, Finding: chain[len(chain)-1].finding})
	return nil
}

func (r *rebuild) count(of claim, packet *state.Packet, first Finding) {
	switch {
	case first.known():
		r.sum.Restored[packet.Status] = count(r.sum.Restored[packet.Status], packet.Amount)
		if packet.Amount != of.recipient.Amount || packet.OpenID != of.recipient.OpenID {
			r.sum.Differing = append(r.sum.Differing, Difference{*packet, of.recipient.OpenID, of.recipient.Amount})
		}
	case first.Platform == NotFound:
		r.sum.NotFound = count(r.sum.NotFound, packet.Amount)
	default:
		r.sum.NoAnswer = count(r.sum.NoAnswer, packet.Amount)
	}
}

// restore makes one number of a recipient durable, with the amount and the person that the platform names. Its request
// is rendered anew, in case it has to be sent once more.
func (r *rebuild) restore(ctx context.Context, of claim, attempt int, l link) (state.Packet, error) {
	outcome, _ := learned(l.finding, r.Now())
	recipient := of.recipient
	if l.finding.Amount != 0 {
		recipient.Amount = l.finding.Amount
	}
	if l.finding.OpenID != "" {
		recipient.OpenID = l.finding.OpenID
	}
	request, err := r.options.Sender.Freeze(Order{Campaign: of.campaign, Recipient: recipient, BillNo: l.no})
	if err != nil {
		return state.Packet{}, fmt.Errorf("render its request: %w", err)
	}
	intent := state.Intent{
		Campaign: of.campaign.Name, Key: recipient.Key, OpenID: recipient.OpenID, Amount: recipient.Amount,
		BillNo: l.no, Attempt: attempt, Request: request, At: l.finding.SentAt,
	}
	if intent.At.IsZero() {
		intent.At = outcome.At
	}
	if attempt == 0 {
		return r.options.Store.Restore(ctx, intent, outcome)
	}
	// The number before it was just restored as failed.
	reserved, err := r.options.Store.Reserve(ctx, intent)
	if err != nil {
		return state.Packet{}, err
	}
	return r.options.Store.Record(ctx, reserved.ID, outcome)
}

// clashes finds numbers that more than one recipient can have: as the first one, or as the second one after the first
// was somebody else's or had failed. It keeps hashes, for a million recipients fit in memory so.
type clashes struct {
	seed   maphash.Seed
	seen   []uint64
	shared map[uint64]bool
}

func (c *clashes) add(id billno.Identity, scheme billno.Scheme) error {
	if c.shared == nil {
		c.seed, c.shared = maphash.MakeSeed(), map[uint64]bool{}
	}
	for id.Attempt = range 2 {
		no, err := billno.Derive(id, scheme)
		if err != nil {
			return err
		}
		c.seen = append(c.seen, maphash.String(c.seed, string(no)))
	}
	return nil
}

// sort finds the clashes after everything was added.
func (c *clashes) sort() {
	slices.Sort(c.seen)
	for i := 1; i < len(c.seen); i++ {
		if c.seen[i] == c.seen[i-1] {
			c.shared[c.seen[i]] = true
		}
	}
	c.seen = nil
}

func (c *clashes) has(no billno.BillNo) bool { return c.shared[maphash.String(c.seed, string(no))] }
