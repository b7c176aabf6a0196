package inquiry

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Restorer is the part of the state that a rebuild needs.
type Restorer interface {
	Series(ctx context.Context, campaign string, want billno.Series) (billno.Series, error)
	Restore(ctx context.Context, first state.Restored, later ...state.Restored) (state.Packet, error)
}

var _ Restorer = (*state.Store)(nil)

// RebuildOptions are what a rebuild is made of.
type RebuildOptions struct {
	Inquiry
	Store     Restorer
	Sender    apply.Sender // only to render the requests of packets that are not clear yet
	Snapshot  *state.Snapshot
	Pins      plan.Pins
	Campaigns []*hclspec.Campaign // to rebuild
	// Siblings are all campaigns of the folder: their numbers could clash with those to rebuild.
	Siblings []*hclspec.Campaign
	// ByKey says that a person has made sure that numbers of the first releases, which name a key and nobody, are of these
	// campaigns and not of another folder's of the same names.
	ByKey bool
	// Counted is told how many recipients the files name before anybody is asked about. It may be nil.
	Counted func(recipients int)
}

// Rebuilt sums a rebuild up.
type Rebuilt struct {
	Stop       apply.Stop
	Why        lang.Text   // a sentence about the stop, for people
	Recipients money.Tally // that the files name
	Known      money.Tally // of which the state had a packet already
	Restored   map[state.Status]money.Tally
	NotFound   money.Tally // WeChat Pay knows no order under the numbers that they have by the files as they are
	NoAnswer   money.Tally // asked in vain
	Unheard    money.Tally // restored in doubt: a number of theirs failed, and whether the next one was used cannot be told
	// Differing were restored as the platform has them, which is not as the file says now.
	Differing []Difference
	// Shared are addresses whose number may be another recipient's. A query cannot tell whose, so they stay out of the
	// state; apply sends the number with its recipient, and the platform says whose it is without paying it again.
	Shared []string
	// Account is where the money of the people is whom the files name: Before was in the state already, Found was restored, and
	// nothing was sent. InDoubt is the part of Open that may have been paid.
	Account apply.Account
	InDoubt money.Tally
	// Changed says which lists were other ones when they were read again, so that somebody may have been left out.
	Changed hcl.Diagnostics
	Elapsed time.Duration
}

// Difference is a packet that was paid otherwise than its file says now.
type Difference struct {
	Packet state.Packet
	OpenID string // that the file says
	Amount money.Fen
}

// OtherFolderError says that what the platform knows may be another folder's, and that only a person can tell.
type OtherFolderError struct{ Campaign, Key string }

func (e *OtherFolderError) Error() string { return e.Said().English }

// Told has the ways out on lines of their own.
func (e *OtherFolderError) Told() plain.Text { return plain.Lines(e.Said().English) }

// Said is the error in every language.
func (e *OtherFolderError) Said() lang.Text {
	return lang.Format("WeChat Pay knows the bill number of %s/%s, but numbers of the first releases name a key and no person, so it can also be of "+
		"another folder with a campaign of this name, date and these keys. Nothing was restored. If this folder's own state was lost:\n"+
		"  redpack state rebuild -same-campaign\nOtherwise give this campaign a name of its own; then everybody here is paid by it",
		"微信支付知道 %s/%s 的商户订单号，但最早版本的订单号只含键、不含人，也可能属于另一个文件夹里同名、同日期、同样键的活动。没有恢复任何内容。如果丢的是这个文件夹自己的状态库：\n"+
			"  redpack state rebuild -same-campaign\n否则给这个活动换个名字，这里的人就都由它发放", e.Campaign, e.Key)
}

// TooOldError says that the platform no longer remembers the packets of a campaign.
type TooOldError struct{ Campaign, Date string }

func (e *TooOldError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *TooOldError) Said() lang.Text {
	return lang.Format("the state has no packet of campaign %q, its bill numbers are of %s, and WeChat Pay answers queries for 30 days only, "+
		"so what was paid can no longer be told from what was not. Nothing was sent. Put back a copy of the state (redpack state backup makes them), or "+
		"compare with the records of the merchant platform (商户平台)",
		"状态库没有活动 %q 的红包，它的商户订单号是 %s 的，而微信支付只能查 30 天内的订单，已经无法分辨哪些已发、哪些没发。没有发放。"+
			"放回一份状态库的副本（redpack state backup 会生成），或者与商户平台的记录核对", e.Campaign, e.Date)
}

// Rebuild restores a lost state by asking the platform about the numbers of every recipient of whom the state has no
// packet. Only what the platform confirms is restored; it may be interrupted and goes on where it was. It sends nothing.
// Wrong rows come back as an error that is their diagnostics.
func Rebuild(ctx context.Context, o RebuildOptions) (Rebuilt, error) {
	began := o.Now()
	r := &rebuild{survey: newSurvey(&o.Inquiry), options: o, began: began, sum: Rebuilt{Restored: map[state.Status]money.Tally{}}}
	for _, c := range o.Campaigns {
		if date := r.numbers(c).Series.Date; tooOld(date, began) {
			return r.sum, &TooOldError{Campaign: c.Name, Date: date}
		}
	}
	r.series = map[string]billno.Series{}
	for _, c := range o.Campaigns {
		if err := r.findSeries(ctx, c); err != nil {
			return r.sum, err
		}
	}
	if err := r.readRows(); err != nil {
		return r.sum, err
	}
	if o.Counted != nil {
		o.Counted(r.sum.Recipients.Packets)
	}
	for _, c := range o.Campaigns {
		r.campaign(ctx, c)
	}
	r.sum.Account.Open = r.sum.Account.Open.Plus(r.sum.Recipients.Minus(r.entered)) // those that nobody came to
	r.sum.Stop, r.sum.Why, r.sum.Elapsed = r.stop, r.why, o.Now().Sub(began)
	return r.sum, r.err
}

// tooOld reports whether packets of a day may be beyond the platform's memory.
func tooOld(date string, now time.Time) bool {
	day, err := beijing.ParseDay(date)
	return err != nil || now.Sub(day) > plan.Remembered
}

// rebuild is one call of Rebuild.
type rebuild struct {
	*survey
	options  RebuildOptions
	began    time.Time
	sum      Rebuilt
	entered  money.Tally // of the people whom the files name, those who are in the account
	shared   sharedNumbers
	seed     maphash.Seed
	members  map[string]map[uint64]bool  // hashes of the openids of each sibling, where there are several
	readings map[string]*hclspec.Reading // of the lists of all campaigns
	series   map[string]billno.Series    // by which a search has found the numbers of campaigns to be made
}

// numbers is how a campaign's numbers are made: as recorded or pinned, or as a search has found them.
func (r *rebuild) numbers(c *hclspec.Campaign) *plan.Numbering {
	n := plan.NumberingOf(c, r.options.Snapshot, r.options.Pins, r.began)
	if found, ok := r.series[c.Name]; ok {
		return n.With(found)
	}
	return n
}

// findSeries finds out by which version and in which form the numbers of a campaign were made of which the state knows
// nothing. Another date or form than the file says must be corrected in the file first.
func (r *rebuild) findSeries(ctx context.Context, c *hclspec.Campaign) error {
	if plan.Begun(c, r.options.Snapshot) {
		return nil
	}
	p, unread := newProbe(c, r.options.Snapshot, r.options.Pins, r.Inquiry)
	if unread != nil {
		if err := r.readRows(); err != nil { // it says all that is wrong
			return err
		}
		return unread
	}
	found, err := p.search(ctx)
	var unproven *NoProofError
	switch own := p.numbers.Series; {
	case errors.As(err, &unproven) || errors.Is(err, ErrInterrupted):
		return nil // the recipients are asked about one by one, and tell the same
	case err != nil || found == nil:
		return err
	case found.elsewhere != "":
		return nil // it proves nothing about this campaign's own numbers
	case found.series.Date != own.Date, found.series.Version == own.Version && found.series != own:
		return &AppliedBeforeError{
			Campaign: c.Name, Key: found.of.Key, BillNo: found.no, Word: found.finding.Word, Found: found.series, Own: own, Sandbox: c.Merchant.Sandbox,
		}
	case found.series.Version == billno.ByKey && !r.options.ByKey:
		return &OtherFolderError{Campaign: c.Name, Key: found.of.Key}
	default:
		r.series[c.Name] = found.series
	}
	return nil
}

// readRows reads all rows once before anything is asked: they may only be trusted when none of them is wrong, and clashes
// show only when all numbers are known.
func (r *rebuild) readRows() error {
	r.seed, r.members, r.readings = maphash.MakeSeed(), map[string]map[uint64]bool{}, map[string]*hclspec.Reading{}
	for _, c := range r.options.Siblings {
		r.members[c.Name] = map[uint64]bool{}
		numbers, chosen := r.numbers(c), slices.Contains(r.options.Campaigns, c)
		var err error
		reading, wrong := c.Read(nil, func(row *hclspec.Recipient) bool {
			if !numbers.Series.Personal() {
				err = r.shared.add(numbers, row)
			}
			if len(r.options.Siblings) > 1 {
				r.members[c.Name][maphash.String(r.seed, row.OpenID)] = true
			}
			if err == nil && chosen {
				err = tally(&r.sum.Recipients, row.Amount)
			}
			return err == nil
		})
		if err != nil {
			return err
		}
		r.readings[c.Name] = reading
		if chosen && wrong.HasErrors() {
			return wrong
		}
	}
	r.shared.sort()
	return nil
}

func tally(t *money.Tally, amount money.Fen) error {
	sum, ok := t.Amount.Add(amount)
	if !ok {
		return lang.Errorf("the sum of %d packets is too large", "%d 个红包的总额太大", t.Packets+1)
	}
	t.Packets, t.Amount = t.Packets+1, sum
	return nil
}

func (r *rebuild) campaign(ctx context.Context, c *hclspec.Campaign) {
	if r.stop != apply.NotStopped {
		return
	}
	numbers := r.numbers(c)
	each(ctx, r.survey, r.targets(c), func(ctx context.Context, one target) (chain, bool) {
		return r.findChain(ctx, numbers, one)
	}, func(_ target, t chain) error {
		// A second interrupt must not keep from the disk what is known.
		return r.found(context.WithoutCancel(ctx), t)
	})
}

// found takes in what the platform says about one recipient.
func (r *rebuild) found(ctx context.Context, t chain) error {
	of, chain := t.of, t.links
	packet := state.Packet{Campaign: of.campaign.Name, Key: of.recipient.Key, OpenID: of.recipient.OpenID, Amount: of.recipient.Amount}
	if len(chain) == 0 {
		r.enter(&packet, of.recipient.Amount, &r.sum.Account.Found)
		r.sum.Shared = append(r.sum.Shared, packet.Campaign+"/"+packet.Key)
		return nil
	}
	if chain[0].finding.Known() {
		restored, err := r.restore(ctx, t)
		var taken *state.BillNoTakenError
		if errors.As(err, &taken) {
			r.enter(&packet, of.recipient.Amount, &r.sum.Account.Found)
			r.sum.Shared = append(r.sum.Shared, packet.Campaign+"/"+packet.Key)
			return nil
		}
		if err != nil {
			return fmt.Errorf("restore %s/%s: %w", packet.Campaign, packet.Key, err)
		}
		packet = restored
	}
	r.enter(&packet, of.recipient.Amount, &r.sum.Account.Found)
	r.count(of, &packet, chain[0].finding)
	r.note(Asked{Packet: packet, Finding: chain[len(chain)-1].finding})
	return nil
}

// enter takes a packet as it is recorded now into the account; without a status nothing is.
func (r *rebuild) enter(p *state.Packet, named money.Fen, delivered *money.Tally) {
	a := &r.sum.Account
	r.entered = r.entered.With(named)
	switch {
	case p.Status.Delivered():
		*delivered = delivered.With(p.Amount)
	case p.Status.CameBack():
		a.CameBack = a.CameBack.With(p.Amount)
	case p.Status != 0 && plan.Closed(p):
		a.Decided = a.Decided.With(p.Amount)
	default:
		a.Open = a.Open.With(p.Amount)
		if p.Status != 0 && p.InDoubt() {
			r.sum.InDoubt = r.sum.InDoubt.With(p.Amount)
		}
	}
}

// freeze makes durable how the numbers of a campaign are made, once one of them is known to have been used. A campaign of which
// nothing is known stays as unknown as it was.
func (r *rebuild) freeze(ctx context.Context, t chain) error {
	name := t.of.campaign.Name
	numbers := r.numbers(t.of.campaign)
	frozen, err := r.options.Store.Series(ctx, name, numbers.Series)
	if err == nil {
		err = numbers.Follow(frozen)
	}
	if err != nil {
		return lang.Errorf("fix how the bill numbers of campaign %q are made: %w", "定下活动 %q 的商户订单号规则：%w", name, err)
	}
	return nil
}

func (r *rebuild) count(of target, packet *state.Packet, first apply.Finding) {
	switch {
	case first.Known():
		r.sum.Restored[packet.Status] = r.sum.Restored[packet.Status].With(packet.Amount)
		if packet.Unheard() {
			r.sum.Unheard = r.sum.Unheard.With(packet.Amount)
		}
		if packet.Amount != of.recipient.Amount || packet.OpenID != of.recipient.OpenID {
			r.sum.Differing = append(r.sum.Differing, Difference{*packet, of.recipient.OpenID, of.recipient.Amount})
		}
	case first.Platform == apply.NotFound:
		r.sum.NotFound = r.sum.NotFound.With(packet.Amount)
	default:
		r.sum.NoAnswer = r.sum.NoAnswer.With(packet.Amount)
	}
}

// restore makes durable how the numbers of a campaign are made and what became of a recipient's.
func (r *rebuild) restore(ctx context.Context, t chain) (state.Packet, error) {
	if err := r.freeze(ctx, t); err != nil {
		return state.Packet{}, err
	}
	var chain []state.Restored
	for attempt, l := range t.links {
		number, err := r.number(t, attempt, l)
		if err != nil {
			return state.Packet{}, err
		}
		chain = append(chain, number)
	}
	return r.options.Store.Restore(ctx, chain[0], chain[1:]...)
}

// number is one number of a recipient with the amount and the person that the platform names. Its request is rendered anew, in
// case it has to be sent once more. What the platform says of a number that two people can share, without naming one, leaves
// the packet in doubt: the next apply has the platform compare the person. So does a number that comes after one that failed
// and that the platform does not know.
func (r *rebuild) number(t chain, attempt int, l askedNumber) (state.Restored, error) {
	followed := attempt < len(t.links)-1 // so it is over, whoever let its money go back
	outcome, ok := l.finding.Learned(&state.Packet{Personal: followed || t.series.Personal()}, r.Now())
	if !ok {
		outcome = state.Outcome{
			Status: state.Unknown, Code: state.CodeUnheard, Text: state.NotAsked.English, At: r.Now(), // for the state, see state.Spoken
		}
	}
	recipient := t.of.recipient
	if l.finding.Amount != 0 {
		recipient.Amount = l.finding.Amount
	}
	if l.finding.OpenID != "" {
		recipient.OpenID = l.finding.OpenID
	}
	request, err := r.options.Sender.Freeze(apply.Order{Campaign: t.of.campaign, Recipient: recipient, BillNo: l.no})
	if err != nil {
		return state.Restored{}, lang.Errorf("render its request: %w", "生成它的请求：%w", err)
	}
	intent := state.Intent{
		Campaign: t.of.campaign.Name, Key: recipient.Key, OpenID: recipient.OpenID, Amount: recipient.Amount,
		BillNo: l.no, Version: t.series.Version, Personal: t.series.Personal(), Attempt: attempt, Request: request, At: l.finding.SentAt,
	}
	intent.Permission = apply.Permission(t.of.campaign, &t.of.recipient)
	if intent.At.IsZero() {
		intent.At = outcome.At
	}
	return state.Restored{Intent: intent, Outcome: outcome}, nil
}
