package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// planPage is what a plan is printed on.
type planPage struct{ page.Page }

// Plan prints the plan of one campaign: who pays, what is recorded, when it may be sent, everything that is odd, one row
// for each source of recipients, and two closing lines with the counts and the money. It fits one screen at any number of
// recipients.
func Plan(w io.Writer, of *plan.Plan, s page.Style) error {
	p := &planPage{page.Page{Style: s}}
	p.header(of)
	p.listed(of)
	p.sends(of)
	p.leaving(of)
	p.supplements(of)
	if done := of.Tally(plan.Done).Minus(of.Returned.Tally); done.Packets > 0 && of.Open().Packets > 0 {
		p.Blank()
		p.Line("= %s done, not shown", money.Count(done.Packets))
	}
	p.leftOut(of)
	p.Blank()
	if of.Open().Packets == 0 {
		p.nothingLeft(of)
	}
	p.closing(of)
	return p.Print(w)
}

// Plans prints several plans one below the other, and what they come to.
func Plans(w io.Writer, plans []*plan.Plan, s page.Style) error {
	for i, of := range plans {
		if i > 0 {
			if _, err := plain.Fprintf(w, "\n"); err != nil {
				return err
			}
		}
		if err := Plan(w, of, s); err != nil {
			return err
		}
	}
	if len(plans) > 1 {
		return PlanTotals(w, plans, s)
	}
	return nil
}

// PlanTotals prints what several plans come to.
func PlanTotals(w io.Writer, plans []*plan.Plan, s page.Style) error {
	p := &planPage{page.Page{Style: s}}
	t := &page.Table{Columns: []page.Column{
		{Title: "Packets", Right: true}, {Title: "At most", Right: true}, {Title: "Done", Right: true, Spare: 1}, {Title: "Campaign"},
	}}
	for _, of := range plans {
		open := of.Open()
		t.Add("+", money.Count(open.Packets), s.Money(open.Amount), money.Count(of.Tally(plan.Done).Packets), page.Clean(of.Campaign.Name))
	}
	p.Line("")
	p.Line("%s together, digest %s:", words.Counted(len(plans), words.Campaign).English, plan.Combined(plans).Short())
	p.Blank()
	t.Print(&p.Page)
	p.Blank()
	p.closing(plans...)
	return p.Print(w)
}

func (p *planPage) header(of *plan.Plan) {
	c := of.Campaign
	p.Labelled(0, "Campaign", p.Paint(page.InkBadge, page.Clean(c.Name)), "merchant "+words.MaskMchID(c.Merchant.MchID), venueOf(c.Merchant).badge(p.Style),
		"appid "+words.MaskAppID(c.Merchant.AppID), "digest "+of.Digest.Short())
	p.Labelled(0, "State", p.stateOf(of))
	p.Labelled(0, "Window", Window(c), opening(of))
	if canary := canaryLine(p.Style, of); canary != "" {
		p.Labelled(0, "Canary", canary)
	}
	if beyond := granted(c.Merchant, p.Money); beyond != "" {
		p.Labelled(0, "Granted", beyond)
	}
}

func (p *planPage) stateOf(of *plan.Plan) string {
	if !of.Exists {
		return "none yet, nothing was sent"
	}
	serial := "serial " + money.Count(int(of.Serial))
	if of.Paid.Packets == 0 {
		return serial + ", nothing of this campaign was sent yet"
	}
	text := serial + ", " + p.Tallied(of.Delivered(), "sent")
	if of.CameBack.Packets > 0 {
		text += ", " + p.Tallied(of.CameBack, "came back")
	}
	if of.InDoubt.Packets > 0 {
		text += ", " + p.Tallied(of.InDoubt, "in doubt")
	}
	return text
}

// Window is when a campaign may send, by its own schedule and the merchant's quiet hours.
func Window(c *hclspec.Campaign) string {
	var parts []string
	from, to := c.Schedule.NotBefore, c.Schedule.NotAfter
	switch {
	case !from.IsZero() && !to.IsZero() && beijing.Day(from) == beijing.Day(to):
		parts = append(parts, from.In(beijing.Zone).Format(beijing.MinuteLayout)+" to "+to.In(beijing.Zone).Format("15:04 MST"))
	case !from.IsZero() && !to.IsZero():
		parts = append(parts, from.In(beijing.Zone).Format(beijing.MinuteLayout)+" to "+beijing.Format(to))
	case !from.IsZero():
		parts = append(parts, "from "+beijing.Format(from))
	case !to.IsZero():
		parts = append(parts, "until "+beijing.Format(to))
	}
	if hours := c.Schedule.Hours; hours != (hclspec.DaySpan{}) {
		parts = append(parts, "daily "+hours.String())
	}
	if quiet := c.Merchant.Limits.QuietHours; quiet != (hclspec.DaySpan{}) {
		parts = append(parts, "never "+quiet.String())
	}
	if len(parts) == 0 {
		return "any time"
	}
	return strings.Join(parts, ", ")
}

// opening is whether the window is open at the plan's instant, and for how long that stays so.
func opening(of *plan.Plan) string {
	switch window := plan.WindowAt(of.Campaign, of.At); {
	case window.Open && window.Until.IsZero():
		return "open"
	case window.Open:
		return "open for " + words.Span(window.Until.Sub(of.At)).English
	case window.Until.IsZero():
		return "over"
	default:
		return "opens in " + words.Span(window.Until.Sub(of.At)).English
	}
}

// sends prints the table of what goes out for the first time, and how it relates to the campaign's bounds.
func (p *planPage) sends(of *plan.Plan) {
	open := of.Open()
	if open.Packets == 0 {
		return
	}
	p.Blank()
	send := of.Tally(plan.Send)
	switch {
	case send.Packets == 0:
	case send == open:
		p.Paragraph(0, fmt.Sprintf("redpack will send %s, %s in total:", words.Counted(send.Packets, words.RedPacket).English, p.Money(send.Amount)))
		p.Blank()
	default:
		p.Headline("+", fmt.Sprintf("%s to send", money.Count(send.Packets)), page.InkNone)
	}
	if send.Packets > 0 {
		p.groups(of, send)
		p.Blank()
	}
	p.bounds(of)
}

func (p *planPage) groups(of *plan.Plan, send money.Tally) {
	t := &page.Table{Columns: []page.Column{
		{Title: "Group"},
		{Title: "Packets", Right: true},
		{Title: "Each", Right: true, Spare: 2},
		{Title: "Subtotal", Right: true},
		{Title: "Wishing", Spare: 3},
	}}
	printed := 0
	for i := range of.Groups {
		if g := &of.Groups[i]; g.Packets > 0 {
			t.Add("+", page.Clean(g.Name), money.Count(g.Packets), each(p.Style, g), p.Money(g.Amount), wishes(g))
			printed++
		}
	}
	if printed > 1 {
		t.Rule()
		t.Add("", "total", money.Count(send.Packets), "", p.Money(send.Amount), "")
	}
	t.Print(&p.Page)
}

// each is the amount of a group's packets, or their range.
func each(s page.Style, g *plan.Group) string {
	if g.Min == g.Max {
		return s.Money(g.Min)
	}
	return s.Money(g.Min) + "-" + g.Max.Yuan()
}

// wishes is the text of a group's packets. The number of others stands first, where a narrow column does not cut it.
func wishes(g *plan.Group) string {
	switch text := page.Clean(g.Wishing); {
	case g.Texts >= plan.MaxTexts:
		return "many: " + text
	case g.Texts > 1:
		return fmt.Sprintf("%d texts: %s", g.Texts, text)
	default:
		return text
	}
}

func (p *planPage) bounds(of *plan.Plan) {
	if lowest, highest := extremes(of.Groups); highest > 0 && lowest != highest {
		p.Labelled(2, "Amounts", p.Money(lowest)+" to "+p.Money(highest))
	}
	if budget := of.Campaign.Limits.Budget; budget > 0 {
		p.Labelled(2, "Budget", p.Money(budget)+", "+p.Money(budget-of.Spent())+" left after this run")
	} else {
		p.Labelled(2, "Budget", "none set in the campaign (limits.budget)")
	}
	p.Labelled(2, "Pace", fmt.Sprintf("%s, about %s%s", pace(of.Campaign), words.Span(of.Duration()).English, fitting(of)))
}

// pace is the rate in force. The second is told where somebody wrote it; otherwise it follows from the minute.
func pace(c *hclspec.Campaign) string {
	minute := money.Count(plan.RateOf(c).PerMinute) + " a minute"
	if second := c.Merchant.Limits.PerSecond; second > 0 {
		minute += ", " + money.Count(second) + " a second"
	}
	return minute
}

func extremes(groups []plan.Group) (lowest, highest money.Fen) {
	for _, g := range groups {
		if g.Packets > 0 {
			if highest == 0 || g.Min < lowest {
				lowest = g.Min
			}
			highest = max(highest, g.Max)
		}
	}
	return lowest, highest
}

// endsInside is what fitting says where all is well.
const endsInside = ", ends inside the window"

// fitting says whether the work ends before the window closes.
func fitting(of *plan.Plan) string {
	switch course, ok := of.Course(); {
	case !ok:
		return ", but the window is over"
	case course.Closes.IsZero():
		return ""
	case course.Late():
		return ", longer than the window is open (until " + beijing.Format(course.Closes) + ")"
	default:
		return endsInside
	}
}
