package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// Canary says who is paid first: a few of our own people. Everybody else waits until those are paid and a person has said go. It comes
// on top of what the campaign says itself (canary = […]), which no flag can take away. The zero value adds nobody.
type Canary struct {
	Selectors []Selector // of -canary and -canary-file
	// Count adds the first so many recipients of each campaign, in the order of the file, that are open or were begun since Since.
	Count int
	Since time.Time // when the first run with this very canary began; zero: there was none
	// Alone plans for the canary alone. What is approved, and its digest, stay those of the whole plan.
	Alone bool
}

// canaryMax is how many people a canary may have. With more it is no canary, and nobody can look at as many phones.
const canaryMax = 100

// Canaries are the recipients of a plan who are paid first, and how far they have come.
type Canaries struct {
	Packets []Packet    // in the order of the file
	Open    money.Tally // what of them an apply would act on
	Rest    money.Tally // what an apply would act on beside them
	Alone   bool        // the plan is for them alone
	// Looked says that a person has looked at all of these as they were paid, and has said go for this very plan.
	Looked bool

	outside []string // keys of those whom the selection leaves out although they are not paid
	count   int      // how many there are, also beyond canaryMax
}

// Looked is how a run of a plan ends that is nothing but the word of a person who has looked at its canary. What else happened to the
// canary or to others is no such word: another plan, another canary or a lost state may have brought it about.
const Looked = "canary looked at" // for programs: it stands in the state

// Waits reports whether everybody else waits for a person: there is a canary, somebody else is open, and nobody has said go yet.
func (c *Canaries) Waits() bool {
	return c.count > 0 && c.Rest.Packets > 0 && (len(c.Pending()) > 0 || !c.Looked)
}

// Stuck are those who are not paid and whom an apply would not pay now.
func (c *Canaries) Stuck() (stuck []*Packet) {
	for i := range c.Packets {
		if p := &c.Packets[i]; p.Action != Done && !p.Action.Works() {
			stuck = append(stuck, p)
		}
	}
	return stuck
}

// Pending are those who are not paid, whatever an apply would do about them.
func (c *Canaries) Pending() (pending []*Packet) {
	for i := range c.Packets {
		if c.Packets[i].Action != Done {
			pending = append(pending, &c.Packets[i])
		}
	}
	return pending
}

// PaidBy reports whether the request of any of them was written by a run of the plan of this digest. Otherwise the phones show what another
// plan has written, which says nothing about this one, even where this one has sent it again.
func (c *Canaries) PaidBy(digest string, runs []state.Run, history func(address.Address) ([]state.Event, error)) (bool, error) {
	for i := range c.Packets {
		r := &c.Packets[i].Recorded
		if r.ID == 0 {
			continue
		}
		events, err := history(r.Address())
		if err != nil {
			return false, err
		}
		by := writtenIn(events)
		if slices.ContainsFunc(runs, func(run state.Run) bool { return run.ID == by && run.PlanDigest == digest }) {
			return true, nil
		}
	}
	return false, nil
}

// writtenIn is the run that has written the request of a packet as it is now; 0: none has.
func writtenIn(events []state.Event) (run int64) {
	for i := range events {
		if events[i].Request != "" {
			run = events[i].Run
		}
	}
	return run
}

// Standing says in words why a packet is not paid and what a person can do about it.
func (p *Packet) Standing() (why, advice lang.Text) {
	switch r := &p.Recorded; p.Action {
	case Held:
		return lang.Format("is held until %s", "暂缓至 %s", beijing.Format(r.NextTryAt)), lang.Both("Apply again then.", "到时再运行 apply。")
	case Refused:
		return lang.Both("was refused", "被拒").Then(coded(r.Code)), lang.Both("Ask WeChat Pay again with -retry-refused, or name somebody else as the canary.",
			"用 -retry-refused 再问一次微信支付，或者换别人先行试发。")
	case Failed:
		return lang.Both("has failed", "发放失败").Then(coded(r.Code)), lang.Both("Try again with -retry-failed, or name somebody else as the canary.",
			"用 -retry-failed 再发一次，或者换别人先行试发。")
	case Conflict:
		return lang.Both("was sent with another openid or amount", "已按另一个 openid 或金额发放"), lang.Both("Settle that first; plan shows how.",
			"先解决冲突：redpack plan 会列出办法。")
	case Resolve:
		return lang.Both("is in doubt", "结果未知"), lang.Both("Apply again: it asks before it sends.", "再运行 apply：它先查询再发放。")
	case Send, Correct, Resend, Retry:
		return lang.Both("is not sent", "尚未发放"), lang.Both("Apply again.", "再运行 apply。")
	case Done, Orphan:
	}
	return lang.Text{}, lang.Text{}
}

// coded is a code behind a word, where there is one.
func coded(code string) lang.Text {
	if code == "" {
		return lang.Text{}
	}
	return lang.Format(" (%s)", "（%s）", code)
}

// canaryBuilder finds the canaries among a campaign's recipients.
type canaryBuilder struct {
	Canary
	flags, own *matcher
	standing   *Canaries
	counted    int
	passed     []string // of a list that is the canary, those whom the selection leaves out
}

func newCanaryBuilder(c *hclspec.Campaign, asked Canary, into *Canaries) *canaryBuilder {
	into.Alone = asked.Alone
	return &canaryBuilder{
		Canary: asked, standing: into,
		flags: NewSelection(asked.Selectors).of(c), own: ownCanary(c).of(c),
	}
}

// ownCanary is what the campaign itself says of its canary.
func ownCanary(c *hclspec.Campaign) *Selection {
	var selectors []Selector
	for _, text := range c.Canary {
		selectors = append(selectors, Selector{Text: text, By: "canary", Range: *rangeOf(c, "canary")})
	}
	return NewSelection(selectors)
}

// takes decides whether a packet is a canary's, and keeps it if it is.
func (b *canaryBuilder) takes(p *Packet, selected bool) bool {
	named := b.flags != nil && b.flags.selects(&p.Recipient)
	named = b.own != nil && b.own.selects(&p.Recipient) || named // both note whom they have found
	if !named && selected && b.counted < b.Count && (p.MayLeave() || b.begunSince(p)) {
		b.counted++
		named = true
	}
	switch {
	case !named:
		return false
	case !selected && p.Action != Done:
		if b.byKey(p.Recipient.Key) {
			b.standing.outside = append(b.standing.outside, p.Recipient.Key)
		} else if len(b.passed) < canaryMax {
			b.passed = append(b.passed, p.Recipient.Key)
		}
	default:
		b.standing.add(p)
	}
	return true
}

// begunSince reports whether a request of the packet left since the first run with this canary. What was merely asked about since was
// begun by another run.
func (b *canaryBuilder) begunSince(p *Packet) bool {
	return !b.Since.IsZero() && p.Recorded.ID != 0 && !p.Recorded.LastRequestAt().Before(b.Since)
}

// byKey reports whether somebody is named, and not only the list in which they stand.
func (b *canaryBuilder) byKey(key string) bool {
	return b.flags != nil && b.flags.key(key) != 0 || b.own != nil && b.own.key(key) != 0
}

// gone notes that a packet is known whose recipient is no longer in the file: who names them has not mistyped.
func (b *canaryBuilder) gone(key string) {
	for _, m := range []*matcher{b.flags, b.own} {
		if m != nil {
			m.key(key)
		}
	}
}

func (c *Canaries) add(p *Packet) {
	if c.count++; c.count <= canaryMax {
		c.Packets = append(c.Packets, *p)
	}
	if p.Action.Works() {
		c.Open = c.Open.With(p.Amount())
	}
}

// finish closes the account, once all recipients were read.
func (b *canaryBuilder) finish(open money.Tally) {
	if !b.Alone {
		b.standing.Rest = open.Minus(b.standing.Open)
	}
	if b.standing.count == 0 {
		b.standing.outside = append(b.standing.outside, b.passed...)
	}
}

// LookedAt reports whether somebody has said go for a plan of this digest after the last request to any of these.
func (c *Canaries) LookedAt(digest Digest, runs []state.Run) bool {
	return slices.ContainsFunc(runs, func(run state.Run) bool {
		return run.Result == Looked && run.PlanDigest == digest.String() &&
			!slices.ContainsFunc(c.Packets, func(p Packet) bool { return p.Recorded.LastRequestAt().After(run.StartedAt) })
	})
}

// checkCanary tells what is wrong with the canary that the campaign names, and with any canary's size.
func (p *Plan) checkCanary(own *matcher) (diags hcl.Diagnostics) {
	c := p.Campaign
	if own != nil {
		diags = own.selection.check([]*Plan{p}, func(*Plan) []readings { return own.found })
	}
	refuse := func(summary, detail lang.Text) { diags = append(diags, mistake(summary, detail, rangeOf(c, "canary"))) }
	if n := p.Canaries.count; n > canaryMax {
		refuse(lang.Both("Too large a canary", "先行试发的人太多"), canaryTooLarge(c.Name, n))
	}
	if out := p.Canaries.outside; len(out) > 0 {
		refuse(lang.Both("Canary left out", "先行试发的人被排除在外"), canaryLeftOut(c.Name, out, p.Selection.By()))
	}
	if len(c.Canary) > 0 && p.nobodysCanary() {
		refuse(nobodyIsCanary, nobodyGoesFirst(lang.Same(c.Name)).Then(lang.Both(" Name somebody of the list in canary, or with -canary.",
			"在 canary 里写上名单中的人，或者用 -canary 指定。")))
	}
	if p.Canaries.count > 0 && c.SharesPot() {
		refuse(lang.Both("A canary of a pot", "红包池不能先行试发"), canaryOfPot(c.Name))
	}
	return diags
}

// nobodysCanary reports whether somebody is open, and nobody goes first, not even somebody whom the selection leaves out.
func (p *Plan) nobodysCanary() bool {
	return p.Canaries.count == 0 && len(p.Canaries.outside) == 0 && p.Open().Packets > 0
}

// CheckCanary tells which addresses of -canary name nobody, or could mean several things, over the plans of all campaigns that were chosen
// together; and where nobody is left of those whom they name.
func CheckCanary(asked Canary, plans []*Plan) hcl.Diagnostics {
	diags := NewSelection(asked.Selectors).check(plans, func(p *Plan) []readings { return p.canaryFound })
	somebody := func(p *Plan) bool { return p.Canaries.count > 0 || len(p.Canaries.outside) > 0 }
	if len(asked.Selectors) == 0 || diags.HasErrors() || slices.ContainsFunc(plans, somebody) || !slices.ContainsFunc(plans, (*Plan).nobodysCanary) {
		return diags
	}
	return append(diags, mistake(nobodyIsCanary, nobodyGoesFirst(campaignsOf(plans)).Then(lang.Both(" Name somebody of the list.", "指定名单中的人。")), nil))
}

// CanarySince is when the first run with the canary of these plans began; zero: none did. The digest names the canary, so that runs with
// another one do not count.
func CanarySince(plans []*Plan, snapshot *state.Snapshot) time.Time {
	for _, run := range snapshot.Runs() {
		if slices.ContainsFunc(plans, func(p *Plan) bool { return p.Digest.String() == run.PlanDigest }) {
			return run.StartedAt
		}
	}
	return time.Time{}
}

// parts are what the digest covers of a canary that was asked for; nil: nothing.
func (c Canary) parts() (parts []string) {
	if len(c.Selectors) == 0 && c.Count == 0 {
		return nil
	}
	var texts []string
	for _, s := range c.Selectors {
		texts = append(texts, hclspec.Normal(strings.TrimSpace(s.Text)))
	}
	slices.Sort(texts)
	return []string{"-canary", fmt.Sprintf("%q", slices.Compact(texts)), fmt.Sprint(c.Count)}
}
