package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/words"
)

// moneyPage is one with tables of money.
type moneyPage struct{ page.Page }

// reportPage is what the summary of a report is printed on.
type reportPage struct{ moneyPage }

// Report writes the summary of a report. Unlike the documents it knows what time it is, and says how old its knowledge is.
func Report(w io.Writer, r *report.Report, now time.Time, s page.Style) error {
	p := &reportPage{moneyPage{page.Page{Style: s}}}
	p.head(r)
	p.control(&r.Control)
	p.days(r)
	p.causes(r.Causes)
	p.knowledge(r, now)
	return p.Print(w)
}

func (p *reportPage) head(r *report.Report) {
	venue := any("")
	if r.Venue != "" {
		venue = p.Paint(page.InkWarning, strings.ToUpper(page.Clean(r.Venue)))
	}
	p.Labelled(0, "Report", p.Paint(page.InkBadge, r.Campaign), r.ActName, "merchant "+r.Merchant, venue)
	p.Labelled(0, "Window", r.Window)
	p.Labelled(0, "State", "serial "+money.Count(int(r.Serial)), "as of "+beijing.Format(r.AsOf), words.Counted(len(r.Runs), words.Run).English)
	if r.Personal {
		p.Line("%s", p.Paint(page.InkWarning, page.Clean(report.Personal)))
	}
}

// control is the line that has to add up.
func (p *reportPage) control(c *report.Control) {
	t := moneyTable("Money")
	for _, line := range report.ControlLines(c) {
		if line.Rule {
			t.Rule()
		}
		t.Add(line.Sign, line.Name, reportCount(line), p.Money(line.Amount), "")
	}
	p.Blank()
	t.Print(&p.Page)
	p.Blank()
	p.Paragraph(0, report.Balance(c))
}

// reportCount is the number of packets of a line; a difference has none of its own.
func reportCount(line report.Line) string {
	if line.Sign != "" && line.Packets == 0 {
		return ""
	}
	return money.Count(line.Packets)
}

// reportDaysMax is how many days a summary on a screen shows; documents show all.
const reportDaysMax = 14

// days go down the page, so that they fit any width.
func (p *reportPage) days(r *report.Report) {
	if len(r.Days) == 0 {
		return
	}
	t := moneyTable("By day")
	row := func(day string, sent, received, refunded money.Tally) {
		p.tallies(t, day, sent, moneyPart{"received", received}, moneyPart{"refunded", refunded})
	}
	shown := r.Days[max(0, len(r.Days)-reportDaysMax):]
	for _, d := range shown {
		row(d.Day, d.Sent, d.Received, d.Refunded)
	}
	if last := r.Days[len(r.Days)-1]; len(r.Days) > 1 {
		t.Rule()
		row("all days", last.SentSoFar, last.ReceivedSoFar, last.RefundedSoFar)
	}
	p.Blank()
	t.Print(&p.Page)
	if more := len(r.Days) - len(shown); more > 0 {
		p.Paragraph(2, words.Counted(more, words.EarlierDay).English+" not shown; -o writes all.")
	}
	for _, note := range report.DayNotes(r) {
		p.Paragraph(2, p.Own(note))
	}
}

// moneyTable has a name, packets and their amount in each row. The empty last column keeps an amount from being cut.
func moneyTable(title string) *page.Table {
	return &page.Table{Columns: []page.Column{{Title: title}, {Title: "Packets", Right: true, Spare: 1}, {Title: "Amount", Right: true}, {}}}
}

// moneyPart is a tally under its name.
type moneyPart struct {
	name string
	money.Tally
}

// tallies adds what was sent on a day, or altogether, and below it what became of it.
func (p *moneyPage) tallies(t *page.Table, day string, sent money.Tally, parts ...moneyPart) {
	t.Add("", day+" sent", money.Count(sent.Packets), p.Money(sent.Amount), "")
	for _, part := range parts {
		if part.Packets > 0 {
			t.Add("", "  "+part.name, money.Count(part.Packets), p.Money(part.Amount), "")
		}
	}
}

func (p *reportPage) causes(causes []report.Cause) {
	for _, c := range causes {
		p.Blank()
		ink := page.InkWarning
		if c.Exception == report.Conflict || c.Exception == report.Doubt {
			ink = page.InkError
		}
		p.Headline("!", fmt.Sprintf("%s: %s", c.Name(), p.Tallied(c.Tally, words.Plural(c.Packets, words.Packet).English)), ink)
		if c.Reason != "" && c.Reason != c.Code {
			p.Paragraph(2, words.Ended(c.Reason))
		}
		from := beijing.Format(c.First)
		if last := beijing.Format(c.Last); last != from {
			from += " to " + last
		}
		p.Labelled(2, "Since", from, c.Address)
		p.Command("  Next:", c.Next)
	}
}

// knowledge says how old what is known of waiting packets is, and what the items come to.
func (p *reportPage) knowledge(r *report.Report, now time.Time) {
	if text := report.Knowledge(r); text != "" {
		if ago := now.Sub(r.Asked); !r.Asked.IsZero() && ago >= time.Minute {
			text += " That is " + words.Span(ago).English + " ago."
		}
		p.Blank()
		p.Paragraph(0, text)
		p.Command("Ask:", r.Refresh)
	}
	p.Blank()
	p.Labelled(0, "Items", words.Counted(r.Rows, words.Row).English, "sha256 of the CSV "+r.SHA256)
}
