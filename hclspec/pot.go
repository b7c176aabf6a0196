package hclspec

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
)

// A pot is shared by all recipients whose amount is draw.name.amount: the amounts add up to its total exactly, each lies
// within min and max, and everybody may expect the same.
//
// The recipients are put in the order of the first 16 bytes of HMAC-SHA256(seed, "redpack.pot.v1" ‖ 0x00 ‖ key). Each in turn,
// with R fen and n people left, himself included, gets one of the whole amounts x with |n·x − R| ≤ D, where
// D = min(R − n·min, n·max − R): the widest band around the average that leaves enough for the others, and not too much. Which
// one follows from bytes 16 to 23, scaled to the number of amounts by the high half of the product. The last one gets what
// is left.
//
// Who has an intent keeps his amount. The pot is drawn anew over the others and over the money that is left, so adding
// people moves amounts that were not sent, and none that was. What people have who are no longer on the list is spent too.

// potRun is one pot in one stream. The first pass collects the keys, the second hands out the amounts in the same order.
type potRun struct {
	draw       *draw
	committed  Committed
	collecting bool
	entries    []potEntry
	at         int
}

type potEntry struct {
	rank   [2]uint64
	luck   uint64
	amount money.Fen
	fixed  bool
}

func potOf(a *attribute) *draw {
	if a == nil {
		return nil
	}
	return a.pot
}

// next is the amount of the next recipient of the pot. ok is false where the second pass meets somebody else than the first,
// because a file changed between them: then nobody's share is known.
func (p *potRun) next(key string) (amount money.Fen, ok bool) {
	e := p.entry(key)
	if p.collecting {
		p.entries = append(p.entries, e)
		return p.draw.min, true
	}
	if p.at >= len(p.entries) || p.entries[p.at].rank != e.rank {
		return 0, false
	}
	p.at++
	return p.entries[p.at-1].amount, true
}

func (p *potRun) entry(key string) potEntry {
	sum := macOf(hmac.New(sha256.New, []byte(p.draw.seed)), potLabel, key, nil)
	e := potEntry{
		rank: [2]uint64{binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])},
		luck: binary.BigEndian.Uint64(sum[16:]),
	}
	e.amount, e.fixed = p.committed(key)
	return e
}

// share hands the money that is left out to those who have none yet.
func (p *potRun) share() *hcl.Diagnostic {
	p.collecting = false
	rest := p.draw.total
	if gone, ok := p.committed(""); ok {
		rest -= gone
	}
	var open []*potEntry
	for i := range p.entries {
		if e := &p.entries[i]; e.fixed {
			rest -= e.amount
		} else {
			open = append(open, e)
		}
	}
	n, low, high := int64(len(open)), p.draw.min, p.draw.max
	if n == 0 {
		return nil
	}
	if rest < low*money.Fen(n) || rest > high*money.Fen(n) {
		return wrong(lang.Both("Pot cannot be shared", "红包池无法分配"), p.draw.totalAt,
			lang.Format("%s yuan of the pot %q are left for %d recipients, %s to %s yuan each, which takes %s to %s yuan. Change total, min, max or the list.",
				"红包池 %[2]q 剩 %[1]s 元，要分给 %[3]d 位领取人，每人 %[4]s 到 %[5]s 元，需要 %[6]s 到 %[7]s 元。修改 total、min、max 或名单。", rest.Yuan(), p.draw.name, n, low.Yuan(), high.Yuan(), (low*money.Fen(n)).Yuan(), (high*money.Fen(n)).Yuan()))
	}
	slices.SortFunc(open, func(a, b *potEntry) int {
		return cmp.Or(cmp.Compare(a.rank[0], b.rank[0]), cmp.Compare(a.rank[1], b.rank[1]))
	})
	for _, e := range open {
		e.amount = potShare(rest, n, low, high, e.luck)
		rest -= e.amount
		n--
	}
	return nil
}

// potShare picks one share of what is left for n people.
func potShare(rest money.Fen, n int64, low, high money.Fen, luck uint64) money.Fen {
	if n == 1 {
		return rest
	}
	r, k := int64(rest), n
	band := min(r-k*int64(low), k*int64(high)-r)
	first := (r - band + k - 1) / k
	last := (r + band) / k
	return money.Fen(first + int64(scaled(luck, uint64(last-first)+1)))
}

// SharesPot reports whether any recipient of the campaign gets a share of a pot. What was not sent yet of a pot is drawn anew
// each time.
func (c *Campaign) SharesPot() bool { return len(c.pots()) > 0 }

// pots finds the pots that a campaign's recipients share.
func (c *Campaign) pots() []*draw {
	var pots []*draw
	for _, attrs := range c.rows.attributes() {
		if d := potOf(attrs.amount); d != nil && !slices.Contains(pots, d) {
			pots = append(pots, d)
		}
	}
	return pots
}

// collectPots makes every recipient of a pot get its minimum, until the pots are shared out.
func (s *stream) collectPots() []*draw {
	pots := s.campaign.pots()
	s.pots = map[*draw]*potRun{}
	for _, d := range pots {
		s.pots[d] = &potRun{draw: d, committed: s.committed, collecting: true}
	}
	return pots
}

// drawPots runs over the recipients once to learn who shares the pots.
func (s *stream) drawPots() hcl.Diagnostics {
	pots := s.collectPots()
	if len(pots) == 0 {
		return nil
	}
	first := newStream(s.campaign, s.committed, nil)
	first.watch()
	first.pots = s.pots
	first.each()
	diags := first.problems.all()
	if diags.HasErrors() {
		return diags
	}
	for _, d := range pots {
		if problem := s.pots[d].share(); problem != nil {
			diags = append(diags, problem)
		}
	}
	if diags.HasErrors() {
		return diags
	}
	return nil
}

// checkPots holds the pots of a campaign against the bounds of its merchant and scene.
func (d *campaignDecoder) checkPots() {
	c := d.campaign
	low, high := c.bounds()
	for _, pot := range c.pots() {
		if len(pot.users) > 0 {
			d.l.report(wrong(lang.Both("Pot of two campaigns", "两个活动共用红包池"), c.Range,
				lang.Format("The pot %q is shared by the campaign at %s already; both would spend the total. Give each a draw of its own.",
					"红包池 %q 已由 %s 的活动使用；两个活动会各花一遍总额。给每个活动写自己的 draw。", pot.name, place.Of(pot.users[0]))))
		}
		pot.users = append(pot.users, c.Range)
		if pot.min < low || pot.max > high {
			d.l.report(wrong(lang.Both("Pot beyond the limits", "红包池超出限额"), pot.at,
				lang.Format("The pot gives %s to %s yuan, and a recipient of the campaign %q may get %s to %s yuan. Narrow min and max, or widen the limits of merchant, scene and campaign.",
					"红包池每人发 %s 到 %s 元，而活动 %q 的领取人只能得 %s 到 %s 元。收窄 min 和 max，或放宽商户、场景和活动的限额。", pot.min.Yuan(), pot.max.Yuan(), c.Name, low.Yuan(), high.Yuan())))
		}
	}
}

// bounds are what one recipient may get, by merchant, scene and campaign.
func (c *Campaign) bounds() (low, high money.Fen) {
	low, high = c.Merchant.Limits.MinAmount, c.Merchant.Limits.MaxAmount
	if c.SceneID == "" {
		low, high = max(low, sceneFreeMin), min(high, sceneFreeMax)
	}
	if c.Limits.MaxAmount > 0 {
		high = min(high, c.Limits.MaxAmount)
	}
	return low, high
}
