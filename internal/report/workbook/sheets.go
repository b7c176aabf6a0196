package workbook

import (
	"errors"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/report"
)

func (b *book) summary() error {
	s, err := b.sheet(summarySheet.In(b.in), 34, 14, 18, 22, 60)
	if err != nil {
		return err
	}
	r := b.report
	err = errors.Join(
		s.add(excelize.Cell{StyleID: b.title, Value: r.Campaign}),
		s.add(r.ActName),
		s.add(lang.Both("as of", "截至"), beijing.Format(r.AsOf)),
		s.add(lang.Both("merchant", "商户"), r.Merchant, r.VenueName()),
		s.add(lang.Both("window", "发放时段"), r.Window),
	)
	if r.Personal {
		err = errors.Join(err, s.add(excelize.Cell{StyleID: b.warning, Value: report.Personal.In(b.in)}))
	}
	err = errors.Join(err, s.add(), s.heads(lang.Both("control total", "总额核对"), packetsTitle, yuanTitle))
	for _, line := range report.ControlLines(&r.Control) {
		cells := []any{line.Name, b.number(line.Packets), b.yuan(int64(line.Amount))}
		if line.Sign != "" {
			cells[0] = lang.Format("%s %s", "%s %s", line.Sign, line.Name)
		}
		if line.Sign != "" && line.Packets == 0 {
			cells[1] = nil
		}
		err = errors.Join(err, s.add(cells...))
	}
	err = errors.Join(err, s.add(report.Balance(&r.Control)))
	for _, note := range report.DayNotes(r) {
		err = errors.Join(err, s.add(note))
	}
	if text := report.Knowledge(r); !text.Empty() {
		err = errors.Join(err, s.add(text), s.add(lang.Both("to ask again", "再次查询"), r.Refresh))
	}
	return errors.Join(err, s.statuses(), s.runs(), s.provenance(), s.stream.Flush())
}

func (s *sheet) statuses() error {
	err := errors.Join(s.add(), s.heads(lang.Both("status", "状态"), packetsTitle, yuanTitle, lang.Both("counts as", "计为")))
	for _, status := range s.report.Statuses {
		err = errors.Join(err, s.add(report.StatusName(status.Name), s.number(status.Packets), s.yuan(int64(status.Amount)), status.Of))
	}
	return err
}

func (s *sheet) runs() error {
	err := errors.Join(s.add(), s.heads(lang.Both("run", "运行"), lang.Both("packets begun", "开始发放数"), yuanTitle, lang.Both("began", "开始"), lang.Both("by", "运行者")))
	for _, run := range s.report.Runs {
		what := lang.Both("asked only", "仅查询")
		if run.Digest != "" {
			what = lang.Format("plan %s", "计划 %s", run.Digest)
		}
		err = errors.Join(err, s.add(lang.Format("%d, %s, %s", "%d，%s，%s", run.ID, what, run.Outcome()), s.number(run.Begun.Packets),
			s.yuan(int64(run.Begun.Amount)), report.Clock(run.StartedAt), run.Owner))
	}
	return err
}

func (s *sheet) provenance() error {
	r := s.report
	return errors.Join(s.add(), s.heads(lang.Both("read from", "数据来源")),
		s.add("redpack", r.Tool), s.add(lang.Both("state", "状态库"), lang.Format("serial %d, lineage %s", "序号 %d，谱系 %s", r.Serial, r.Lineage)),
		s.add(lang.Both("state written by", "状态库写入者"), r.Wrote), s.add(lang.Both("items", "明细"), s.number(r.Rows)), s.add(lang.Both("SHA-256 of the items as CSV", "明细 CSV 的 SHA-256"), r.SHA256))
}

func (b *book) days() error {
	s, err := b.sheet(daysSheet.In(b.in), 14, 12, 16, 12, 16, 12, 16, 16, 16, 16)
	if err != nil {
		return err
	}
	titles := []lang.Text{
		lang.Both("day", "日期"),
		lang.Both("sent", "发放数"), lang.Both("sent yuan", "发放金额（元）"),
		lang.Both("received", "领取数"), lang.Both("received yuan", "领取金额（元）"),
		lang.Both("refunded", "退款数"), lang.Both("refunded yuan", "退款金额（元）"),
		lang.Both("sent so far", "累计发放"), lang.Both("received so far", "累计领取"), lang.Both("refunded so far", "累计退款"),
	}
	err = errors.Join(s.freeze(), s.heads(titles...))
	for _, d := range b.report.Days {
		err = errors.Join(err, s.add(d.Day, b.number(d.Sent.Packets), b.yuan(int64(d.Sent.Amount)), b.number(d.Received.Packets),
			b.yuan(int64(d.Received.Amount)), b.number(d.Refunded.Packets), b.yuan(int64(d.Refunded.Amount)), b.yuan(int64(d.SentSoFar.Amount)),
			b.yuan(int64(d.ReceivedSoFar.Amount)), b.yuan(int64(d.RefundedSoFar.Amount))))
	}
	return errors.Join(err, s.end(len(titles)))
}

var (
	packetsTitle = lang.Both("packets", "红包数")
	yuanTitle    = lang.Both("yuan", "金额（元）")

	exceptionTitles = []lang.Text{
		lang.Both("address", "地址"), lang.Both("label", "备注名"), lang.Both("exception", "异常"), lang.Both("status", "状态"), yuanTitle,
		lang.Both("code", "代码"), lang.Both("reason", "原因"), lang.Both("since", "起始时间"), lang.Both("next", "下一步"),
		lang.Both("billno", "商户订单号"), lang.Both("openid", "openid"),
	}
)

// columnNames are the columns of the items in Chinese. In English they have the names that the CSV has.
var columnNames = map[string]string{
	"address": "地址", "key": "键", "label": "备注名", "openid": "openid", "amount_yuan": "金额（元）", "billno": "商户订单号", "send_listid": "微信单号",
	"status": "状态", "code": "代码", "reason": "原因", "intent_at": "准备时间", "sent_at": "发放时间", "received_at": "领取时间", "refunded_at": "退款时间",
	"attempt": "尝试", "tries": "请求次数", "accepted": "认可理由", "counts_as": "计为", "planned_yuan": "计划金额（元）",
	"earlier_billnos": "先前商户订单号", "supplement_of": "原红包", "supplement_reason": "补发理由",
}

func itemTitles() (titles []lang.Text) {
	for _, column := range report.Columns {
		titles = append(titles, lang.Both(column, columnNames[column]))
	}
	return titles
}

// packets writes exceptions and items in one pass.
func (b *book) packets(source report.Source) error {
	exceptions, err := b.sheet(exceptionsSheet.In(b.in), 30, 16, 18, 12, 12, 18, 50, 20, 60, 32, 30)
	if err != nil {
		return err
	}
	if err := errors.Join(exceptions.freeze(), exceptions.heads(exceptionTitles...)); err != nil {
		return err
	}
	items := &pages{book: b}
	err = items.next()
	if err == nil {
		err = source.Items(func(one *report.Item) error {
			if one.Exception != 0 && exceptions.row < b.rowsMax {
				if err := exceptions.exception(one); err != nil {
					return err
				}
			}
			return items.add(one)
		})
	}
	if err != nil {
		return err
	}
	return errors.Join(exceptions.end(len(exceptionTitles)), items.now.end(len(report.Columns)))
}

func (s *sheet) exception(one *report.Item) error {
	return s.add(one.Address, one.Label, one.Exception, report.StatusName(one.Status), s.yuan(int64(one.Amount)), report.WhyName(one.Code), report.WhyName(one.Reason),
		report.Clock(one.Since), one.Next, one.BillNo, one.OpenID)
}

// pages are the sheets of items.
type pages struct {
	*book
	now   *sheet
	count int
	texts []string
	cells []any
}

// next begins another sheet.
func (p *pages) next() (err error) {
	if p.count++; p.count > 1 {
		if err := p.now.end(len(report.Columns)); err != nil {
			return err
		}
		if _, err := p.file.NewSheet(p.name()); err != nil {
			return err
		}
	}
	widths := []float64{30, 16, 16, 30, 12, 32, 34, 12, 16, 40, 20, 20, 20, 20, 9, 9, 20, 12, 12, 32, 16, 40}
	if p.now, err = p.sheet(p.name(), widths...); err != nil {
		return err
	}
	return errors.Join(p.now.freeze(), p.now.heads(itemTitles()...))
}

func (p *pages) name() string {
	if p.count == 1 {
		return itemsSheet.In(p.in)
	}
	return itemsSheet.In(p.in) + " " + strconv.Itoa(p.count)
}

// add adds an item. Columns of numbers get numbers; everything else is text.
func (p *pages) add(one *report.Item) error {
	if p.now.row >= p.rowsMax {
		if err := p.next(); err != nil {
			return err
		}
	}
	p.texts, p.cells = one.Values(p.texts[:0]), p.cells[:0]
	for i, text := range p.texts {
		switch column := report.Columns[i]; {
		case text == "":
			p.cells = append(p.cells, nil)
		case column == "amount_yuan":
			p.cells = append(p.cells, p.yuan(int64(one.Amount)))
		case column == "planned_yuan":
			p.cells = append(p.cells, p.yuan(int64(one.Planned)))
		case column == "status":
			p.cells = append(p.cells, report.StatusName(text))
		case column == "counts_as":
			p.cells = append(p.cells, one.Standing)
		case column == "reason":
			p.cells = append(p.cells, report.WhyName(text))
		case column == "attempt", column == "tries":
			p.cells = append(p.cells, numberOrNothing(text))
		default:
			p.cells = append(p.cells, text)
		}
	}
	return p.now.add(p.cells...)
}

func numberOrNothing(text string) any {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return nil
}
