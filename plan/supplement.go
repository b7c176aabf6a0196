package plan

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
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
	SupplementUnfounded = "Supplement of a packet that was not paid" // for programs
	SupplementOther     = "Supplement of another person's packet"    // for programs
	SupplementCameBack  = "Supplement of a packet that came back"    // for programs
)

var (
	supplementUnfounded = lang.Both(SupplementUnfounded, "补发所依据的红包没有发放")
	supplementOther     = lang.Both(SupplementOther, "补发所依据的红包是另一个人的")
	supplementCameBack  = lang.Both(SupplementCameBack, "补发所依据的红包已退款")
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
	at := address.Address{Campaign: b.plan.Campaign.Name, Key: of.Of}
	whole := b.bases[of.Of]
	ownLine := lang.Format("Put the sum into its own line, amount = %s, and take the supplement out.", "把总额写进它自己那一行，amount = %s，并删掉这个补发。",
		(whole.amount + whole.added).Yuan())
	summary := supplementUnfounded
	var why lang.Text
	switch status := recorded.Status; {
	case !known && b.lost():
		why = supplementOfLost(at)
	case !known || b.opts.abandoned:
		why = supplementOfUnknown(at, ownLine)
	case recorded.OpenID != p.Recipient.OpenID:
		summary, why = supplementOther, supplementOfOther(at)
	case status.Paid():
		return nil
	case Closed(recorded):
		why = supplementOfClosed(at)
	case recorded.InDoubt():
		why = lang.Format("Nobody knows yet whether %s was paid, since %s. Learn that first:\n\n  redpack refresh",
			"还不知道 %s 是否已发，从 %s 起结果未知。先查清：\n\n  redpack refresh", at, beijing.Format(recorded.LastRequestAt()))
	case status == state.Held:
		why = lang.Format("%s is on hold, and its order may still be open at WeChat Pay. It goes first:\n\n  redpack apply %s",
			"%s 暂缓，订单在微信支付可能仍未了结。先发它：\n\n  redpack apply %s", at, words.ShellWord("-only="+at.String()))
	default:
		why = lang.Format("%s is %s and nothing was paid, so there is no difference to pay. %s", "%s 的状态是%s，没有发放，所以没有差额可补。%s", at, status, ownLine)
	}
	return mistake(summary, paragraphs(why, lang.Format("To send to the others meanwhile:\n\n  redpack apply %s", "其他人可以先发：\n\n  redpack apply %s",
		words.ShellWord("-exclude="+b.plan.Campaign.Name+"/"+p.Recipient.Key))), p.Recipient.Range.Ptr())
}

// cameBack says that a supplement is for somebody who never opened the first packet.
func cameBack(p *Packet, recorded *state.Packet) *hcl.Diagnostic {
	how := lang.Both("came back", "已退回")
	if recorded.Status == state.Refunding {
		how = lang.Both("is on its way back", "正在退款")
	}
	return caution(supplementCameBack, lang.Format(
		"%s was not opened and %s %s. The supplement pays %s, and nothing beside it: if it is the whole sum, all is well.",
		"%s 未领取，%s %s。补发只付 %s，别的都不付：如果这就是全部金额，就没有问题。", recorded.Address(), recorded.Amount, how, p.Recipient.Amount),
		p.Recipient.Range.Ptr())
}

// shownSupplements is how many faulty supplements are explained one by one.
const shownSupplements = 10

// unfoundedSupplements are the supplements that must not be sent, those beyond the first ten in one.
func (b *builder) unfoundedSupplements() hcl.Diagnostics {
	diags := b.refusedSupplements
	if more := len(diags) - shownSupplements; more > 0 {
		diags = append(diags[:shownSupplements:shownSupplements], mistake(supplementUnfounded, lang.Format(
			"%s more of campaign %q. To go on without any of them: redpack apply %s", "另有 %s 个，属于活动 %q。要全部跳过：redpack apply %s",
			money.Count(more), b.plan.Campaign.Name, words.ShellWord("-exclude="+groupPrefix+"supplements")), nil))
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
