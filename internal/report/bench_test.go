package report_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/report/html"
	"github.com/cashredpack/redpack/internal/report/workbook"
	"github.com/cashredpack/redpack/internal/testkit/viewtest"
	"github.com/cashredpack/redpack/state"
)

// members is a campaign of n rows of a list, nearly all of whom were paid and most of whom have opened theirs.
func members(b *testing.B, n int) report.Source {
	b.Helper()
	var csv bytes.Buffer
	csv.WriteString("id,openid,name,amount\n")
	packets := make([]state.Packet, n)
	for i := range n {
		p := packet(i, fmt.Sprintf("m%07d", i), money.Fen(100+i%1000), state.Received)
		p.Campaign, p.SendListID = "members", fmt.Sprintf("100004163020270206300%010d", i)
		p.BillNo = billno.BillNo(fmt.Sprintf("190000010920270206%010d", i))
		p.IntentAt = noon.Add(time.Duration(i) * 2 * time.Millisecond)
		p.SendingAt, p.OutcomeAt = p.IntentAt, p.IntentAt.Add(time.Second)
		switch p.ReceivedAt = p.SendingAt.Add(time.Duration(i%1400) * time.Minute); i % 100 {
		case 1:
			p.Status, p.ReceivedAt = state.Sent, time.Time{}
		case 2:
			p.Status, p.ReceivedAt, p.RefundedAt = state.Refunded, time.Time{}, p.SendingAt.Add(24*time.Hour)
		case 3:
			p.Status, p.ReceivedAt, p.Code, p.Text = state.Refused, time.Time{}, "NO_AUTH", "发放失败，此请求可能存在风险，已被微信拦截"
		}
		packets[i] = p
		fmt.Fprintf(&csv, "%s,%s,张三,%s\n", p.Key, viewtest.OpenID(i), p.Amount.Yuan())
	}
	const campaign = `
merchant "m" {
  sandbox = true
}
campaign "members" {
  merchant  = merchant.m
  date      = "2027-02-06"
  send_name = "天虹百货"
  act_name  = "会员新年红包"
  remark    = "2027"
  wishing   = "新年快乐"
  recipients_from "csv" {
    path   = "members.csv"
    key    = row.id
    openid = row.openid
    amount = row.amount
    label  = row.name
  }
}
`
	s := source(b, fstest.MapFS{"campaign.hcl": {Data: []byte(campaign)}, "members.csv": {Data: csv.Bytes()}}, packets...)
	s.Style = page.Style{ShowLabels: true}
	return s
}

// BenchmarkReport is a report with its CSV, and each of the other forms, which read the campaign once more. The goal is 5 s for a million
// packets as CSV, reading the state included, which package state measures on its own.
func BenchmarkReport(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		s := members(b, n)
		made := viewtest.Report(b, s)
		for _, form := range []struct {
			name  string
			write func(io.Writer) error
		}{
			{"csv", func(w io.Writer) error { _, _, err := report.New(s, report.NewCSV(w, false)); return err }},
			{"xlsx", func(w io.Writer) error { return workbook.Write(w, made, s) }},
			{"json", func(w io.Writer) error { return report.JSON(w, made, s.Items) }},
			{"html", func(w io.Writer) error { return html.Write(w, made, s) }},
		} {
			b.Run(fmt.Sprintf("%s/%d", form.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := form.write(io.Discard); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
