package diff

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// CompareOptions are what a comparison depends on beside the two sides.
type CompareOptions struct {
	Snapshot *state.Snapshot // laid over the changes; nil: none
}

// Faults are what keeps two sides from being compared.
type Faults struct{ Before, After hcl.Diagnostics }

// HasErrors reports whether there is no comparison.
func (f Faults) HasErrors() bool { return f.Before.HasErrors() || f.After.HasErrors() }

// Compare tells how two sides differ in meaning. It reads every row of both; with an error among the faults of either side
// the Diff is nil. Recipients are matched by campaign and key, through the moved blocks of the after side. The result is the
// same in every run over the same files.
//
// It holds one side in memory, about 100 bytes a recipient beside the texts of its files, and of the other side only what
// differs.
func Compare(before, after Side, opts CompareOptions) (*Diff, Faults) {
	c := &comparison{
		diff: &Diff{Before: before.Revision, After: after.Revision, WithState: opts.Snapshot != nil}, opts: opts,
		before: before, after: after, old: map[string]*rowSet{},
	}
	if opts.Snapshot != nil {
		c.diff.StateExists = opts.Snapshot.Exists()
		c.faults.After = c.foreign()
	}
	c.pair()
	for _, p := range c.pairs {
		c.loadBefore(p)
	}
	for _, p := range c.pairs {
		c.stream(p)
	}
	if !c.faults.HasErrors() {
		c.finish()
	}
	if c.faults.HasErrors() {
		return nil, c.faults
	}
	return c.diff, c.faults
}

// comparison carries one Compare.
type comparison struct {
	diff          *Diff
	opts          CompareOptions
	before, after Side
	faults        Faults
	old           map[string]*rowSet // of the before side, by campaign
	pairs         []*pair            // by name
}

// pair is one campaign on both sides, or on one of them.
type pair struct {
	CampaignDiff
	was               *hclspec.Campaign // nil: not on the before side
	old               *rowSet           // everybody of it
	nowLists          lists             // of the after side that are compared as a whole
	now               *hclspec.Campaign // nil: not on the after side
	wishings, remarks int               // recipients whose text is another because the campaign's is
	err               error             // a sum that does not fit
}

// foreign refuses a state that was written for another merchant than the one that pays now.
func (c *comparison) foreign() (diags hcl.Diagnostics) {
	for _, campaign := range c.after.Campaigns {
		diags = append(diags, plan.Foreign(campaign, c.opts.Snapshot)...)
	}
	return diags
}

// ledger is what a pot must know, so that it gives what the plan would give.
func (c *comparison) ledger(campaign *hclspec.Campaign) *plan.Ledger {
	return plan.NewLedger(campaign, cmp.Or(c.opts.Snapshot, state.EmptySnapshot()))
}

// loadBefore reads the before side of a campaign.
func (c *comparison) loadBefore(p *pair) {
	if p.was == nil {
		return
	}
	whole := wholeLists(p.sides())
	p.old, p.nowLists = newRowSet(p.was, whole.fresh()), whole.fresh()
	c.old[p.was.Name] = p.old
	reading, diags := c.ledger(p.was).Read(p.old.add)
	c.before.lists = append(c.before.lists, reading.Inputs()...)
	c.faults.Before = append(c.faults.Before, diags...)
	if p.old.err != nil {
		c.faults.Before = append(c.faults.Before, plan.Uncountable(p.was, p.old.err))
	}
}

// pair finds each campaign's other side: the one of its name, or else of the name that it was moved from.
func (c *comparison) pair() {
	free := map[string]*hclspec.Campaign{}
	for _, campaign := range c.before.Campaigns {
		free[campaign.Name] = campaign
	}
	take := func(now *hclspec.Campaign, name string) bool {
		was, ok := free[name]
		if ok {
			delete(free, name)
			p := &pair{CampaignDiff: CampaignDiff{Name: now.Name, Presence: InBoth, Venue: now.Merchant.Venue()}, was: was, now: now}
			if name != now.Name {
				p.Was = name
			}
			c.pairs = append(c.pairs, p)
		}
		return ok
	}
	renamed := slices.DeleteFunc(slices.Clone(c.after.Campaigns), func(now *hclspec.Campaign) bool { return take(now, now.Name) })
	for _, now := range renamed {
		if !slices.ContainsFunc(now.FormerNames(), func(name string) bool { return take(now, name) }) {
			p := &pair{CampaignDiff: CampaignDiff{Name: now.Name, Presence: OnlyAfter, Venue: now.Merchant.Venue()}, now: now}
			p.nowLists = wholeLists(p.sides())
			c.pairs = append(c.pairs, p)
		}
	}
	for _, was := range c.before.Campaigns {
		if free[was.Name] != nil {
			c.pairs = append(c.pairs, &pair{
				CampaignDiff: CampaignDiff{Name: was.Name, Presence: OnlyBefore, Venue: was.Merchant.Venue()}, was: was,
			})
		}
	}
	slices.SortFunc(c.pairs, func(a, b *pair) int { return cmp.Compare(a.Name, b.Name) })
}

// stream reads the after side of a campaign.
func (c *comparison) stream(p *pair) {
	if p.now == nil {
		return
	}
	reading, diags := c.ledger(p.now).Read(func(r *hclspec.Recipient) bool {
		if p.err = p.After.Add(r.Amount); p.err != nil {
			return false
		}
		if p.nowLists.take(p.now, r) {
			return true
		}
		was, from := c.match(p, r.Key)
		switch {
		case was == nil:
			p.Changes = append(p.Changes, Change{Kind: Added, Key: clone(r.Key), Moved: from != "", WasKey: from, After: termsOf(p.now, r)})
		case !p.same(was, from, r):
			p.Changes = append(p.Changes, p.changed(was, from, r))
		default:
			p.Unchanged = p.Unchanged.With(r.Amount) // After holds this sum, too
		}
		return true
	})
	c.after.lists = append(c.after.lists, reading.Inputs()...)
	if p.err != nil {
		diags = append(diags, plan.Uncountable(p.now, p.err))
	}
	c.faults.After = append(c.faults.After, diags...)
}

// match finds a key of the after side on the before side, under the addresses it has and had. from is the key there where it is
// another one. A key that comes from another campaign has no row: it is added here, and from is its address.
func (c *comparison) match(p *pair, key string) (was *row, from string) {
	if p.old != nil {
		if was = p.old.find(key); was != nil && !was.matched {
			was.matched = true
			return was, ""
		}
	}
	if !p.now.Moved() {
		return nil, ""
	}
	for _, a := range p.now.Addresses(key)[1:] {
		set := c.old[a.Campaign]
		if set == nil {
			continue
		}
		was := set.find(a.Key)
		switch {
		case was == nil || was.matched:
		case set == p.old:
			was.matched = true
			return was, a.Key
		default:
			was.moved = true
			return nil, a.String()
		}
	}
	return nil, ""
}

// same tells whether nothing is to be said about a recipient.
func (p *pair) same(was *row, from string, r *hclspec.Recipient) bool {
	t := p.old.texts[was.texts]
	own := p.follows(t, texts{r.Wishing, r.Remark})
	return was.openID == r.OpenID && was.amount == r.Amount && from == "" && !own && sameSupplement(was.supplement, r.Supplement)
}

// sameSupplement tells whether two packets come beside the same one, and for the same reason.
func sameSupplement(was, is *hclspec.Supplement) bool {
	return was == is || was != nil && is != nil && was.Of == is.Of && was.Reason == is.Reason
}

// follows tells whether a recipient's texts differ by more than those of the campaign, and counts those that change with it.
func (p *pair) follows(was, is texts) (own bool) {
	own = p.ownTexts(was.wishing, was.remark, is.wishing, is.remark)
	if was.wishing != is.wishing && !own {
		p.wishings++
	}
	if was.remark != is.remark && !own {
		p.remarks++
	}
	return own
}

// ownTexts tells whether a recipient's texts differ by more than those of the campaign.
func (p *pair) ownTexts(wishing, remark, newWishing, newRemark string) bool {
	if p.old == nil || p.now == nil {
		return false
	}
	before := p.old.campaign
	return wishing != newWishing && (wishing != before.Wishing || newWishing != p.now.Wishing) ||
		remark != newRemark && (remark != before.Remark || newRemark != p.now.Remark)
}

func (p *pair) changed(was *row, from string, r *hclspec.Recipient) Change {
	change := Change{
		Kind: TextsChanged, Key: clone(r.Key), WasKey: clone(from), Moved: from != "", Before: p.old.terms(was), After: termsOf(p.now, r),
	}
	switch {
	case was.openID != r.OpenID:
		change.Kind = PersonChanged
	case was.amount != r.Amount:
		change.Kind = AmountChanged
	case from != "":
		change.Kind = Renamed
	}
	change.Texts = p.ownTexts(change.Before.Wishing, change.Before.Remark, r.Wishing, r.Remark) || !sameSupplement(was.supplement, r.Supplement)
	return change
}

var errTotals = lang.Errorf("the sums of all campaigns together are beyond what an amount can hold", "所有活动的总额超出了金额能表示的范围")

// finish makes the diff out of what the streams left.
func (c *comparison) finish() {
	var before, after money.Tally
	for _, p := range c.pairs {
		p.removals()
		p.renames()
		if err := c.compareLists(p); err != nil {
			c.faults.After = append(c.faults.After, plan.Uncountable(cmp.Or(p.now, p.was), err))
			return
		}
		slices.SortFunc(p.Changes, func(a, b Change) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key)) })
		for i := range p.Changes {
			p.deltas[p.Changes[i].Kind].add(&p.Changes[i])
		}
		p.Settings = p.settings()
		if before.Join(p.Before) != nil || after.Join(p.After) != nil {
			c.faults.After = append(c.faults.After, diag.New(hcl.DiagError, lang.Both("Cannot be counted", "无法计算"),
				lang.Format("%s.", "%s。", errTotals)))
			return
		}
	}
	c.resemblances()
	c.overlay()
	for _, p := range c.pairs {
		c.diff.Campaigns = append(c.diff.Campaigns, p.CampaignDiff)
	}
	c.diff.Settings = compareFolders(c.before.Project, c.after.Project, c.accounted)
	c.diff.Files = c.files()
}

func (d *Delta) add(change *Change) {
	d.Packets++
	d.Before += change.Before.Amount
	d.After += change.After.Amount
}

// settings lists what differs beside the recipients.
func (p *pair) settings() []Setting {
	switch p.Presence {
	case OnlyAfter:
		return introduced(p.now)
	case OnlyBefore:
		return nil
	case InBoth:
	}
	all := compareSettings(p.old.campaign, p.now)
	for i := range all {
		switch all[i].Name {
		case nameWishing:
			all[i].Recipients = p.wishings
		case nameRemark:
			all[i].Recipients = p.remarks
		}
	}
	return all
}

// removals are those of the before side whom nobody has claimed.
func (p *pair) removals() {
	if p.old == nil {
		return
	}
	p.Before = p.old.tally // that of the lists follows
	for i := range p.old.rows {
		if r := &p.old.rows[i]; !r.matched {
			p.Changes = append(p.Changes, Change{Kind: Removed, Key: clone(r.key), Moved: r.moved, Before: p.old.terms(r)})
		}
	}
}

// renames finds removed and added ones who are the same person with the same amount: one who got another key, without a
// moved block.
func (p *pair) renames() {
	type who struct {
		openID string
		amount money.Fen
	}
	if p.Presence != InBoth {
		return
	}
	slices.SortFunc(p.Changes, func(a, b Change) int { return cmp.Compare(a.Key, b.Key) })
	gone := map[who][]int{}
	for i := range p.Changes {
		if change := &p.Changes[i]; change.Kind == Removed && !change.Moved {
			of := who{change.Before.OpenID, change.Before.Amount}
			gone[of] = append(gone[of], i)
		}
	}
	if len(gone) == 0 {
		return
	}
	for i := range p.Changes {
		change := &p.Changes[i]
		of := who{change.After.OpenID, change.After.Amount}
		if change.Kind != Added || change.Moved || len(gone[of]) == 0 {
			continue
		}
		old := &p.Changes[gone[of][0]]
		gone[of] = gone[of][1:]
		change.Kind, change.WasKey, change.Before = Renamed, old.Key, old.Before
		change.Texts = p.follows(texts{old.Before.Wishing, old.Before.Remark}, texts{change.After.Wishing, change.After.Remark}) ||
			!sameSupplement(old.Before.Supplement, change.After.Supplement)
		old.Kind = 0
	}
	p.Changes = slices.DeleteFunc(p.Changes, func(change Change) bool { return change.Kind == 0 })
}
