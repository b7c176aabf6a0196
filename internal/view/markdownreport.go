package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/words"
)

// Report writes a report as a document for a wiki or an issue. It names packets by their addresses, and has neither openids nor labels.
func (m Markdown) Report(w io.Writer, r *report.Report) error {
	d := &document{Markdown: m}
	venue := ""
	if r.Venue != "" {
		venue = ", " + r.Venue
	}
	sent := r.Sent()
	d.say("%s\n### redpack report: %s, %s sent, %s received%s", markdownMarker(r.Campaign, "report"), markdownText(r.Campaign, markdownTextMax),
		sent.Amount, r.Of(report.Received).Amount, markdownText(venue, markdownTextMax))
	d.say("%s · merchant %s · as of %s · window %s", markdownText(r.ActName, markdownTextMax), markdownText(r.Merchant, markdownTextMax),
		beijing.Format(r.AsOf), markdownText(r.Window, markdownTextMax))
	d.say("%s", controlTable(&r.Control))
	d.say("**%s**", markdownText(report.Balance(&r.Control), markdownNoteMax))
	if text := report.Knowledge(r); text != "" {
		d.say("%s Ask again: %s", markdownText(text, markdownNoteMax), markdownCode(r.Refresh))
	}
	d.reportDays(r)
	d.reportExceptions(r)
	d.reportRuns(r)
	d.close("<sub>redpack %s · state serial %d, lineage %s · %s, SHA-256 as CSV %s</sub>", markdownText(r.Tool, markdownTextMax), r.Serial,
		markdownText(r.Lineage, markdownTextMax), words.Counted(r.Rows, words.Item).English, r.SHA256)
	return d.writeTo(w)
}

// controlTable are the sums that must meet.
func controlTable(c *report.Control) string {
	lines := []string{mdHead([]page.Column{{Title: "Money"}, {Title: "Packets", Right: true}, {Title: "Amount", Right: true}})}
	for _, line := range report.ControlLines(c) {
		name := line.Name
		if line.Sign != "" {
			name = line.Sign + " " + name
		}
		lines = append(lines, mdRow([]string{name, reportCount(line), line.Amount.String()}))
	}
	return strings.Join(lines, "\n")
}

func (d *document) reportDays(r *report.Report) {
	d.section(mdSection{
		title: fmt.Sprintf("By day, Beijing time (%s)", words.Counted(len(r.Days), words.Day).English), total: len(r.Days), rank: rankUnchanged, first: 31,
		columns: []page.Column{
			{Title: "Day"},
			{Title: "Sent", Right: true},
			{Title: "Amount", Right: true},
			{Title: "Received", Right: true},
			{Title: "Amount", Right: true},
			{Title: "Refunded", Right: true},
			{Title: "Amount", Right: true},
		},
		row: func(i int) []string {
			day := &r.Days[i]
			return []string{
				day.Day, money.Count(day.Sent.Packets), day.Sent.Amount.String(), money.Count(day.Received.Packets), day.Received.Amount.String(),
				money.Count(day.Refunded.Packets), day.Refunded.Amount.String(),
			}
		},
	})
	for _, note := range report.DayNotes(r) {
		d.say("%s", markdownText(note, markdownNoteMax))
	}
}

func (d *document) reportExceptions(r *report.Report) {
	d.section(mdSection{
		title: fmt.Sprintf("Exceptions (%s)", words.Counted(len(r.Causes), words.Cause).English), total: len(r.Causes), rank: rankSettings, first: 50,
		columns: []page.Column{{Title: "What"}, {Title: "Packets", Right: true}, {Title: "Amount", Right: true}, {Title: "Reason"}, {Title: "Next"}},
		row: func(i int) []string {
			c := &r.Causes[i]
			return []string{c.Name(), money.Count(c.Packets), c.Amount.String(), c.Reason, c.Next}
		},
	})
	d.section(mdSection{
		title: fmt.Sprintf("Packets that are exceptions (%s)", money.Count(len(r.Exceptions))), total: len(r.Exceptions), rank: rankAdded, first: 20,
		columns: []page.Column{{Title: "Packet"}, {Title: "What"}, {Title: "Amount", Right: true}, {Title: "Code"}, {Title: "Since"}, {Title: "Next"}},
		row: func(i int) []string {
			one := &r.Exceptions[i]
			return []string{one.Address, one.Exception.String(), one.Amount.String(), one.Code, report.Clock(one.Since), one.Next}
		},
	})
}

func (d *document) reportRuns(r *report.Report) {
	d.section(mdSection{
		title: fmt.Sprintf("Runs (%s)", money.Count(len(r.Runs))), total: len(r.Runs), rank: rankUnchanged, first: 20,
		columns: []page.Column{{Title: "Run", Right: true}, {Title: "Began"}, {Title: "By"}, {Title: "Plan"}, {Title: "Packets begun", Right: true}, {Title: "Result"}},
		row: func(i int) []string {
			run := &r.Runs[i]
			return []string{fmt.Sprint(run.ID), report.Clock(run.StartedAt), run.Owner, run.Digest, money.Count(run.Begun.Packets), run.Result}
		},
	})
}
