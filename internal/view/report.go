package view

import (
	"io"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
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
		venue = p.Paint(page.InkWarning, strings.ToUpper(page.Clean(p.Say(r.VenueName()))))
	}
	p.Labelled(0, lang.Both("Report", "报告"), p.Paint(page.InkBadge, r.Campaign), r.ActName, lang.Format("merchant %s", "商户号 %s", r.Merchant), venue)
	p.Labelled(0, lang.Both("Window", "发放时段"), r.Window)
	p.Labelled(0, lang.Both("State", "状态库"), serialOf(r.Serial), lang.Format("as of %s", "截至 %s", beijing.Format(r.AsOf)), words.Counted(len(r.Runs), words.Run))
	if r.Personal {
		p.Line("%s", p.Paint(page.InkWarning, page.Clean(p.Say(report.Personal))))
	}
}

// control is the line that has to add up.
func (p *reportPage) control(c *report.Control) {
	t := moneyTable(lang.Both("Money", "资金"))
	for _, line := range report.ControlLines(c) {
		if line.Rule {
			t.Rule()
		}
		t.Add(line.Sign, p.Say(line.Name), reportCount(line), p.Money(line.Amount), "")
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
	t := moneyTable(lang.Both("By day", "按日"))
	row := func(day lang.Text, sent, received, refunded money.Tally) {
		p.tallies(t, day, sent, moneyPart{report.Received.Said(), received}, moneyPart{report.Refunded.Said(), refunded})
	}
	shown := r.Days[max(0, len(r.Days)-reportDaysMax):]
	for _, d := range shown {
		row(lang.Same(d.Day), d.Sent, d.Received, d.Refunded)
	}
	if last := r.Days[len(r.Days)-1]; len(r.Days) > 1 {
		t.Rule()
		row(allDays, last.SentSoFar, last.ReceivedSoFar, last.RefundedSoFar)
	}
	p.Blank()
	t.Print(&p.Page)
	if more := len(r.Days) - len(shown); more > 0 {
		p.Paragraph(2, lang.Format("%s not shown; -o writes all.", "另有 %s未列出；-o 写出全部。", words.Counted(more, words.EarlierDay)))
	}
	for _, note := range report.DayNotes(r) {
		p.Paragraph(2, p.Own(p.Say(note)))
	}
}

// moneyTable has a name, packets and their amount in each row. The empty last column keeps an amount from being cut.
func moneyTable(title lang.Text) *page.Table {
	return &page.Table{Columns: []page.Column{{Title: title}, {Title: lang.Both("Packets", "红包数"), Right: true, Spare: 1}, {Title: lang.Both("Amount", "金额"), Right: true}, {}}}
}

// moneyPart is a tally under its name.
type moneyPart struct {
	name lang.Text
	money.Tally
}

// tallies adds what was sent on a day, or altogether, and below it what became of it.
func (p *moneyPage) tallies(t *page.Table, day lang.Text, sent money.Tally, parts ...moneyPart) {
	t.Add("", p.Say(lang.Format("%s sent", "%s 已发放", day)), money.Count(sent.Packets), p.Money(sent.Amount), "")
	for _, part := range parts {
		if part.Packets > 0 {
			t.Add("", "  "+p.Say(part.name), money.Count(part.Packets), p.Money(part.Amount), "")
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
		p.Headline("!", lang.Format("%s: %s", "%s：%s", c.Name(), p.Tally(c.Tally, words.Packet)), ink)
		if c.Reason != "" && c.Reason != c.Code {
			p.Paragraph(2, report.WhyName(c.Reason).Each(words.Ended))
		}
		from := lang.Same(beijing.Format(c.First))
		if last := beijing.Format(c.Last); last != from.English {
			from = fromTo(from.English, last)
		}
		p.Labelled(2, lang.Both("Since", "时间"), from, c.Address)
		p.Command(lang.Both("  Next:", "  下一步："), c.Next)
	}
}

// knowledge says how old what is known of waiting packets is, and what the items come to.
func (p *reportPage) knowledge(r *report.Report, now time.Time) {
	if text := report.Knowledge(r); !text.Empty() {
		if ago := now.Sub(r.Asked); !r.Asked.IsZero() && ago >= time.Minute {
			text = text.Then(lang.Blank).Then(lang.Format("That is %s ago.", "距今 %s。", words.Span(ago)))
		}
		p.Blank()
		p.Paragraph(0, text)
		p.Command(lang.Both("Ask:", "查询："), r.Refresh)
	}
	p.Blank()
	p.Labelled(0, lang.Both("Items", "明细"), words.Counted(r.Rows, words.Row), lang.Format("sha256 of the CSV %s", "CSV 的 sha256 %s", r.SHA256))
}
