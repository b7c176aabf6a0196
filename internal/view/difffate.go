package view

import (
	"fmt"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/state"
)

// fateWidth is from which width on what was paid is told in a sentence.
const fateWidth = 72

// fate says what was paid of a changed recipient and what that means for the change, in a word and in a sentence.
func fate(s page.Style, c *diff.Change) (brief, whole string) {
	r := c.Recorded
	switch {
	case !r.Known():
		return "not paid", "not paid yet"
	case r.Doubt:
		return "in doubt", "in doubt, may be PAID"
	case c.Corrects():
		return "correct", "corrects what was " + statusCode(r.Status, r.Code)
	case !r.Paid():
		return r.Status.String(), r.Status.String() + ", nothing was paid"
	case r.Status == state.Refunded:
		return "refunded", "was PAID " + s.Money(r.Amount) + ", it came back"
	}
	return "PAID", "PAID " + s.Money(r.Amount) + ", " + consequence(c)
}

// consequence is what a payment means for a change of the recipient.
func consequence(c *diff.Change) string {
	switch c.Kind {
	case diff.PersonChanged:
		switch c.Recorded.OpenID {
		case c.Before.OpenID:
			return "to the former person"
		case c.After.OpenID:
			return "to the new person"
		}
		return "to a third person"
	case diff.AmountChanged:
		if c.AsWanted() {
			return "as it says now"
		}
		return "will not change"
	case diff.Renamed:
		if c.PaysTwice() {
			return "would be paid AGAIN"
		}
		return "counts under the new key"
	case diff.Added:
		return "will not be sent again"
	case diff.Removed:
		if c.Moved {
			return "counts where it moved to"
		}
		return "money is not returned"
	case diff.TextsChanged:
	}
	return "with the former text"
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
	text := fmt.Sprintf("Warning: %s of the changed recipients %s or may have been PAID already. Merging takes no money back and pays no "+
		"difference.", money.Count(n), was(n))
	for _, line := range page.Wrap(text, p.Columns()) {
		p.Line("%s", p.Paint(page.InkWarning, line))
	}
}
