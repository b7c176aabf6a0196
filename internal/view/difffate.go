package view

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/state"
)

// fateWidth is from which width on what was paid is told in a sentence.
const fateWidth = 72

// fate says what was paid of a changed recipient and what that means for the change, in a word and in a sentence.
func fate(s page.Style, c *diff.Change) (brief, whole lang.Text) {
	r := c.Recorded
	switch {
	case !r.Known():
		return lang.Both("not paid", "未付"), lang.Both("not paid yet", "尚未付款")
	case r.Doubt:
		return lang.Both("in doubt", "结果未知"), lang.Both("in doubt, may be PAID", "结果未知，可能已付")
	case c.Corrects():
		return lang.Both("correct", "更正"), lang.Format("corrects what was %s", "更正原先%s的", statusCode(r.Status, r.Code))
	case !r.Paid():
		return r.Status.Said(), lang.Format("%s, nothing was paid", "%s，未付款", r.Status.Said())
	case r.Status == state.Refunded:
		return r.Status.Said(), lang.Format("was PAID %s, it came back", "已付 %s，已退回", s.Money(r.Amount))
	}
	return lang.Both("PAID", "已付"), lang.Format("PAID %s, %s", "已付 %s，%s", s.Money(r.Amount), consequence(c))
}

// consequence is what a payment means for a change of the recipient.
func consequence(c *diff.Change) lang.Text {
	switch c.Kind {
	case diff.PersonChanged:
		switch c.Recorded.OpenID {
		case c.Before.OpenID:
			return lang.Both("to the former person", "付给原来的人")
		case c.After.OpenID:
			return lang.Both("to the new person", "付给新的人")
		}
		return lang.Both("to a third person", "付给第三人")
	case diff.AmountChanged:
		if c.AsWanted() {
			return lang.Both("as it says now", "与现在写的一致")
		}
		return lang.Both("will not change", "不会改变")
	case diff.Renamed:
		if c.PaysTwice() {
			return lang.Both("would be paid AGAIN", "会重复付款")
		}
		return lang.Both("counts under the new key", "计入新键")
	case diff.Added:
		return lang.Both("will not be sent again", "不会再发")
	case diff.Removed:
		if c.Moved {
			return lang.Both("counts where it moved to", "计入移到的地方")
		}
		return lang.Both("money is not returned", "款项不退回")
	case diff.TextsChanged:
	}
	return lang.Both("with the former text", "用的是原祝福语")
}

// AtRisk reports whether money has left, or may have, that the change does not bring back or would spend again.
func AtRisk(c *diff.Change) bool {
	switch c.Kind {
	case diff.PersonChanged, diff.AmountChanged:
		return c.Recorded.MayHavePaid() && !c.AsWanted()
	case diff.Removed:
		return c.Recorded.MayHavePaid() && !c.Moved
	case diff.Renamed:
		return c.PaysTwice()
	case diff.Added, diff.TextsChanged:
	}
	return false
}

// warning closes a campaign in which money is concerned that has left.
func (p *diffPage) warning(c *diff.CampaignDiff) {
	n := 0
	for i := range c.Changes {
		if AtRisk(&c.Changes[i]) {
			n++
		}
	}
	if n == 0 {
		return
	}
	p.Blank()
	text := p.Say(lang.Format("Warning: %s of the changed recipients %s or may have been PAID already. Merging takes no money back and pays no "+
		"difference.", "警告：改动的领取人中有 %s 位%s已付款或可能已付款。合并既不收回款项，也不补差额。", money.Count(n), was(n)))
	for _, line := range page.Wrap(text, p.Columns()) {
		p.Line("%s", p.Paint(page.InkWarning, line))
	}
}
