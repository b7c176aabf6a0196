package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/words"
)

// Report writes a report as a document for a wiki or an issue. It names packets by their addresses, and has neither openids nor labels.
func (m Markdown) Report(w io.Writer, r *report.Report) error {
	d := &document{Markdown: m}
	venue := lang.Text{}
	if r.Venue != "" {
		venue = lang.Format(", %s", "，%s", r.VenueName())
	}
	sent := r.Sent()
	d.say("%s\n### %s", markdownMarker(r.Campaign, "report"), lang.Format("redpack report: %s, %s sent, %s received%s", "redpack 报告：%s，已发放 %s，已领取 %s%s",
		markdownText(r.Campaign, markdownTextMax), sent.Amount.String(), r.Of(report.Received).Amount.String(), venue.Each(markdownName)))
	d.say("%s", lang.Format("%s · merchant %s · as of %s · window %s", "%s · 商户号 %s · 截至 %s · 发放时段 %s",
		markdownText(r.ActName, markdownTextMax), markdownText(r.Merchant, markdownTextMax), beijing.Format(r.AsOf), r.Window.Each(markdownName)))
	d.say("%s", d.controlTable(&r.Control))
	d.say("**%s**", d.told(report.Balance(&r.Control), markdownNoteMax))
	if text := report.Knowledge(r); !text.Empty() {
		d.say("%s%s", d.told(text, markdownNoteMax), lang.Format(" Ask again: %s", "再次查询：%s", markdownCode(r.Refresh)))
	}
	d.reportDays(r)
	d.reportExceptions(r)
	d.reportRuns(r)
	d.close("<sub>redpack %s · %s</sub>", markdownText(r.Tool, markdownTextMax), lang.Format("state serial %d, lineage %s · %s, SHA-256 as CSV %s",
		"状态库序号 %d，谱系 %s · %s，CSV 的 SHA-256 %s", r.Serial, markdownText(r.Lineage, markdownTextMax), words.Counted(r.Rows, words.Item), r.SHA256))
	return d.writeTo(w)
}

// controlTable are the sums that must meet.
func (d *document) controlTable(c *report.Control) string {
	lines := []string{d.tableHead([]page.Column{{Title: lang.Both("Money", "资金")}, {Title: lang.Both("Packets", "红包数"), Right: true}, {Title: lang.Both("Amount", "金额"), Right: true}})}
	for _, line := range report.ControlLines(c) {
		name := line.Name.In(d.Lang)
		if line.Sign != "" {
			name = line.Sign + " " + name
		}
		lines = append(lines, mdRow([]string{name, reportCount(line), line.Amount.String()}))
	}
	return strings.Join(lines, "\n")
}

func (d *document) reportDays(r *report.Report) {
	d.section(mdSection{
		title: lang.Format("By day, Beijing time (%s)", "按日，北京时间（%s）", words.Counted(len(r.Days), words.Day)), total: len(r.Days), rank: rankUnchanged, first: 31,
		columns: []page.Column{
			{Title: lang.Both("Day", "日期")},
			{Title: lang.Both("Sent", "已发放"), Right: true},
			{Title: lang.Both("Amount", "金额"), Right: true},
			{Title: lang.Both("Received", "已领取"), Right: true},
			{Title: lang.Both("Amount", "金额"), Right: true},
			{Title: lang.Both("Refunded", "已退款"), Right: true},
			{Title: lang.Both("Amount", "金额"), Right: true},
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
		d.say("%s", d.told(note, markdownNoteMax))
	}
}

func (d *document) reportExceptions(r *report.Report) {
	d.section(mdSection{
		title: lang.Format("Exceptions (%s)", "异常（%s）", words.Counted(len(r.Causes), words.Cause)), total: len(r.Causes), rank: rankSettings, first: 50,
		columns: []page.Column{
			{Title: lang.Both("What", "内容")},
			{Title: lang.Both("Packets", "红包数"), Right: true},
			{Title: lang.Both("Amount", "金额"), Right: true},
			{Title: lang.Both("Reason", "原因")},
			{Title: lang.Both("Next", "下一步")},
		},
		row: func(i int) []string {
			c := &r.Causes[i]
			return []string{c.Name().In(d.Lang), money.Count(c.Packets), c.Amount.String(), report.WhyName(c.Reason).In(d.Lang), c.Next}
		},
	})
	d.section(mdSection{
		title: counting("", lang.Both("Packets that are exceptions", "异常的红包"), len(r.Exceptions)), total: len(r.Exceptions), rank: rankAdded, first: 20,
		columns: []page.Column{
			{Title: lang.Both("Packet", "红包")},
			{Title: lang.Both("What", "内容")},
			{Title: lang.Both("Amount", "金额"), Right: true},
			{Title: lang.Both("Code", "代码")},
			{Title: sinceTitle},
			{Title: lang.Both("Next", "下一步")},
		},
		row: func(i int) []string {
			one := &r.Exceptions[i]
			return []string{one.Address, one.Exception.Said().In(d.Lang), one.Amount.String(), report.WhyName(one.Code).In(d.Lang), report.Clock(one.Since), one.Next}
		},
	})
}

func (d *document) reportRuns(r *report.Report) {
	d.section(mdSection{
		title: counting("", lang.Both("Runs", "运行"), len(r.Runs)), total: len(r.Runs), rank: rankUnchanged, first: 20,
		columns: []page.Column{
			{Title: lang.Both("Run", "运行"), Right: true},
			{Title: lang.Both("Began", "开始时间")},
			{Title: lang.Both("By", "运行者")},
			{Title: lang.Both("Plan", "计划")},
			{Title: lang.Both("Packets begun", "开始发放数"), Right: true},
			{Title: lang.Both("Result", "结果")},
		},
		row: func(i int) []string {
			run := &r.Runs[i]
			return []string{fmt.Sprint(run.ID), report.Clock(run.StartedAt), run.Owner, run.Digest, money.Count(run.Begun.Packets), run.Outcome().In(d.Lang)}
		},
	})
}

// markdownName is a name, or words of redpack's own with one, as Markdown.
func markdownName(text string) string { return markdownText(text, markdownTextMax) }
