package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// Confirmation prints what a person is about to approve: whose money, for whom, how much at most, and what is left out.
// commit says which revision the files are at; "" where that is unknown. The question itself follows it.
func Confirmation(w io.Writer, plans []*plan.Plan, commit string, s page.Style) error {
	if len(plans) == 0 {
		return nil
	}
	p := &page.Page{Style: s}
	merchant := plans[0].Campaign.Merchant
	at := venueOfAll(plans).texts()
	p.Line("")
	for _, line := range page.Wrap(at.opening, p.Columns()) {
		p.Line("%s", p.Paint(at.ink, line))
	}
	p.Line("")
	p.Labelled(2, "Merchant", words.MaskMchID(merchant.MchID), page.Clean(merchant.Name), "appid "+words.MaskAppID(merchant.AppID))
	if beyond := granted(merchant, p.Money); beyond != "" {
		p.Labelled(2, "Granted", beyond)
	}
	for _, of := range plans {
		p.Labelled(2, "Campaign", page.Clean(of.Campaign.Name), "digest "+of.Digest.Short())
		if closed := closedNow(of); closed != "" {
			p.Labelled(2, "Window", closed)
		}
		if canary := canaryLine(p.Style, of); canary != "" {
			p.Labelled(2, "Canary", canary)
		}
		confirmSupplements(p, of)
	}
	if len(plans) > 1 {
		p.Labelled(2, "Digest", plan.Combined(plans).Short()+" of all together")
	}
	if commit != "" {
		p.Labelled(2, "Commit", page.Clean(commit))
	}
	all := plan.TotalsOf(plans...)
	p.Labelled(2, "Packets", packetsAtMost(all))
	p.Labelled(2, "Total", p.Paint(page.InkMoney, p.Money(all.Open().Amount)+" at most"))
	if left := notSent(all, plans); left != "" {
		p.Labelled(2, "Not sent", left)
	}
	return p.Print(w)
}

// closedNow warns where the window does not allow to send at once.
func closedNow(of *plan.Plan) string {
	switch window := plan.WindowAt(of.Campaign, of.At); {
	case window.Open:
		return ""
	case window.Until.IsZero():
		return "over: nothing can be sent any more"
	default:
		return fmt.Sprintf("closed until %s, in %s", beijing.Format(window.Until), words.Span(window.Until.Sub(of.At)).English)
	}
}

func packetsAtMost(t plan.Totals) string {
	var parts []string
	for _, each := range []struct {
		action plan.Action
		text   string
	}{
		{plan.Send, "new"},
		{plan.Correct, "corrected, once WeChat Pay confirms that nothing was paid"},
		{plan.Resend, "sent again, once WeChat Pay confirms that the money came back"},
		{plan.Retry, "retried with the same number"},
		{plan.Resolve, "only if WeChat Pay says that they were not sent"},
	} {
		if n := t[each.action].Packets; n > 0 {
			parts = append(parts, money.Count(n)+" "+each.text)
		}
	}
	return money.Count(t.Open().Packets) + " at most: " + strings.Join(parts, ", ")
}

// notSent are the recipients of the file that this run does not try to pay.
func notSent(t plan.Totals, plans []*plan.Plan) string {
	var parts []string
	if left := plan.ExcludedFrom(plans...); left.Sum.Packets > 0 {
		parts = append(parts, fmt.Sprintf("%s left out by %s (%s)", money.Count(left.Sum.Packets), left.By, whatIsLeft(left)))
	}
	for _, each := range shownTotals {
		if n := t[each.action].Packets; n > 0 && !each.action.Works() && each.action != plan.Done && each.action != plan.Orphan {
			parts = append(parts, money.Count(n)+" "+each.of(n))
		}
	}
	return strings.Join(parts, ", ")
}
