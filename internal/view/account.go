package view

import (
	"fmt"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/page"
)

// standingOf says how much of a campaign is delivered: "¥20.00 of ¥30.00 delivered, ¥10.00 open".
func standingOf(s page.Style, a apply.Account) string {
	text := fmt.Sprintf("%s of %s delivered", s.Money(a.Delivered().Amount), s.Money(a.Planned().Amount))
	if a.CameBack.Packets > 0 {
		text += fmt.Sprintf(", %s came back", s.Money(a.CameBack.Amount))
	}
	if a.Decided.Packets > 0 {
		text += fmt.Sprintf(", %s left as a person decided", s.Money(a.Decided.Amount))
	}
	if a.Open.Packets > 0 {
		return text + fmt.Sprintf(", %s open", s.Money(a.Open.Amount))
	}
	return text + ", nothing open"
}

// threeParts are what the delivered total is the sum of. All three are told in every ending, so that nobody takes one for the total.
func threeParts(s page.Style, a apply.Account) string {
	return fmt.Sprintf("Sent by this run %s + found to be paid %s + known before %s = delivered %s",
		s.Money(a.SentNow.Amount), s.Money(a.Found.Amount), s.Money(a.Before.Amount), s.Money(a.Delivered().Amount))
}
