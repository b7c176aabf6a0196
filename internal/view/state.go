package view

import (
	"bufio"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/report"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// The rooms of a list's columns. That of an amount is for ten thousand yuan with a sign.
const (
	statusWidth = len("refunding")
	amountWidth = 12
	billNoWidth = 28
	maskedWidth = len("oUpF..e01o")
	sinceWidth  = len("2027-02-06 09:00 CST")
)

// Labels are the names that people know, by the address that the state has. They are the files' and never the state's.
type Labels map[address.Address]string

// Packets writes packets, one a line as they come, and their sums.
func Packets(w io.Writer, packets iter.Seq[state.Packet], labels Labels, s page.Style) error {
	out, sums := bufio.NewWriter(w), map[state.Status]money.Tally{}
	say := func(english, chinese string) string { return s.Say(lang.Both(english, chinese)) }
	if err := plain.Write(out, packetLine(say("STATUS", "状态"), say("AMOUNT", "金额"), say("BILL NUMBER", "商户订单号"), "OPENID", say("SINCE", "起始时间"), say("ADDRESS", "地址"))); err != nil {
		return err
	}
	names := map[state.Status]string{}
	for _, status := range state.Statuses() {
		names[status] = s.Say(status.Said())
	}
	for p := range packets {
		sums[p.Status] = sums[p.Status].With(p.Amount)
		line := packetLine(names[p.Status], s.Money(p.Amount), string(p.BillNo), s.OpenID(p.OpenID), beijing.Format(lastChange(&p)), listedAs(s, &p, labels))
		if err := plain.Write(out, line); err != nil {
			return err
		}
	}
	text := s.Say(ByStatus(s, sums))
	if back := sums[state.Refunding].Plus(sums[state.Refunded]); back.Packets > 0 {
		text += "\n" + s.Say(lang.Format("Came back: %s", "已退回：%s", s.Tally(back, words.Packet)))
	}
	if err := plain.Write(out, plain.Frame("\n"+text+"\n")); err != nil {
		return err
	}
	return out.Flush()
}

// packetLine is one packet of a list. Each is one line at any width, so that a list can be searched and counted; the
// address, which may be Chinese, stands last.
func packetLine(status, amount, billNo, openID, since, address string) plain.Text {
	return plain.Line(page.Pad(status, statusWidth), "  ", page.PadLeft(amount, amountWidth), "  ", page.Pad(billNo, billNoWidth), "  ",
		page.Pad(openID, maskedWidth), "  ", page.Pad(since, sinceWidth), "  ", address)
}

// listedAs is the address of a packet in a list, with the reason for which it is not paid.
func listedAs(s page.Style, p *state.Packet, labels Labels) string {
	text := s.NamedAddress(p.Campaign, p.Key, labels[p.Address()])
	if why := whyUnpaid(s, p); why != "" {
		text += "  " + why
	}
	return text
}

// cameBack says what became of money that nobody opened.
func cameBack(s page.Style, p *state.Packet) lang.Text {
	switch {
	case p.Status == state.Refunding:
		return lang.Format("%s is on its way back into the account; nobody opened the packet in time", "%s 正在退回账户；红包逾期未领取", s.Money(p.Amount))
	case p.RefundedAt.IsZero():
		return lang.Format("%s is back in the account; nobody opened the packet in time", "%s 已退回账户；红包逾期未领取", s.Money(p.Amount))
	}
	return lang.Format("%s is back in the account since %s; nobody opened the packet in time", "%s 已于 %s 退回账户；红包逾期未领取",
		s.Money(p.Amount), beijing.Format(p.RefundedAt))
}

// ByStatus counts packets by status: "3 packets, ¥26.64: 2 sent, 1 unknown".
func ByStatus(s page.Style, sums map[state.Status]money.Tally) lang.Text {
	var all money.Tally
	for _, status := range state.Statuses() {
		all = all.Plus(sums[status])
	}
	if all.Packets == 0 {
		return lang.Both("No packets.", "没有红包。")
	}
	parts, _ := Statuses(sums)
	return lang.Format("%s, %s: %s", "%s，共 %s：%s", words.Counted(all.Packets, words.Packet), s.Money(all.Amount), listOf(parts))
}

// lastChange is when the packet became what it is.
func lastChange(p *state.Packet) time.Time {
	for _, at := range []time.Time{p.RefundedAt, p.ReceivedAt, p.OutcomeAt, p.SendingAt} {
		if !at.IsZero() {
			return at
		}
	}
	return p.IntentAt
}

// Packet writes everything that is known of one packet, and its history.
func Packet(w io.Writer, of state.Packet, events []state.Event, s page.Style) error {
	p := &page.Page{Style: s}
	p.Line("%s", p.Paint(page.InkStrong, p.Address(of.Campaign, of.Key)))
	p.Labelled(2, lang.Both("Status", "状态"), of.Status.Said(), lang.Format("since %s", "自 %s 起", beijing.Format(lastChange(&of))))
	p.Labelled(2, lang.Both("Amount", "金额"), p.Money(of.Amount))
	p.Labelled(2, lang.Both("Openid", "openid"), p.OpenID(of.OpenID))
	p.Labelled(2, lang.Both("Bill no.", "订单号"), string(of.BillNo), lang.Format("attempt %d", "第 %d 次", of.Attempt+1), words.Counted(of.Tries, words.Request))
	if of.SendListID != "" {
		p.Labelled(2, lang.Both("Listid", "微信单号"), "send_listid "+page.Clean(of.SendListID))
	}
	if of.PlatformStatus != "" {
		p.Labelled(2, lang.Both("Asked", "查询"), lang.Format("WeChat Pay said %s", "微信支付答复 %s", of.PlatformStatus))
	}
	if why := whyUnpaid(p.Style, &of); why != "" {
		p.Labelled(2, lang.Both("Why", "原因"), why)
	}
	if of.Status.CameBack() {
		p.Labelled(2, lang.Both("Back", "退回"), cameBack(p.Style, &of))
	}
	if of.InDoubt() {
		p.Labelled(2, lang.Both("Doubt", "未知"), lang.Both("may have been paid; apply and refresh ask WeChat Pay", "可能已付款；apply 和 refresh 会向微信支付查询"))
	}
	if !of.NextTryAt.IsZero() {
		p.Labelled(2, lang.Both("Retry", "重试"), lang.Format("not before %s", "不早于 %s", beijing.Format(of.NextTryAt)))
	}
	if a := of.Accepted; a.Reason != "" {
		p.Labelled(2, lang.Both("Accepted", "已认可"), p.Told(a.Reason), lang.Format("by %s", "操作人 %s", a.By), beijing.Format(a.At))
	}
	p.Blank()
	numbersOf(p, events)
	lifeOf(p, events)
	return p.Print(w)
}

// numbersOf lists every number that a packet ever had with what became of it, where it had several.
func numbersOf(p *page.Page, events []state.Event) {
	had := history.Numbers(events)
	if len(had) < 2 {
		return
	}
	t := &page.Table{Wrap: true, Columns: []page.Column{
		{Title: lang.Both("Attempt", "尝试"), Right: true, Spare: 2},
		{Title: lang.Both("Bill number", "商户订单号")},
		{Title: lang.Both("Amount", "金额"), Right: true, Spare: 1},
		{Title: lang.Both("Openid", "openid"), Spare: 3},
		{Title: lang.Both("Became", "结果")},
	}}
	for i := range had {
		n := &had[i]
		became := n.Status.Said()
		if why := reasonText(p.Style, n.Code, n.Text); why != "" && !n.Status.Paid() {
			became = clauses(became, lang.Same(why))
		}
		t.Add("", strconv.Itoa(n.Attempt+1), page.Clean(n.BillNo), p.Money(n.Amount), p.OpenID(n.OpenID), p.Say(became))
	}
	t.Print(p)
	p.Blank()
}

// History writes what ever happened to a packet, the oldest first.
func History(w io.Writer, events []state.Event, s page.Style) error {
	p := &page.Page{Style: s}
	lifeOf(p, events)
	return p.Print(w)
}

func lifeOf(p *page.Page, events []state.Event) {
	t := &page.Table{Wrap: true, Columns: []page.Column{
		{Title: lang.Both("Time", "时间")},
		{Title: lang.Both("Run", "运行"), Right: true, Spare: 2},
		{Title: lang.Both("Event", "事件")},
		{Title: lang.Both("What", "内容")},
	}}
	for i := range events {
		e := &events[i]
		run := ""
		if e.Run != 0 {
			run = strconv.FormatInt(e.Run, 10)
		}
		t.Add("", e.At.In(beijing.Zone).Format("2006-01-02 15:04:05"), run, p.Say(eventName(e.Kind)), p.Say(happened(p.Style, e)))
	}
	t.Print(p)
}

// happened says what one event changed.
func happened(s page.Style, e *state.Event) lang.Text {
	d := &e.Detail
	order := lang.Format("%s to %s, bill number %s, attempt %d", "%s 发给 %s，商户订单号 %s，第 %d 次", s.Money(d.Amount), s.OpenID(d.OpenID), string(d.BillNo), d.Attempt+1)
	switch e.Kind {
	case state.KindIntent:
		return order
	case state.KindAttempt:
		return lang.Format("%s: %s", "%s：%s", order, s.Told(d.Evidence))
	case state.KindRestored:
		return lang.Format("%s; %s", "%s；%s", order, answered(s, e))
	case state.KindOutcome:
		return answered(s, e)
	case state.KindSending:
		return lang.Both("the same request leaves once more", "再次发出同一请求")
	case state.KindRefrozen:
		return lang.Both("the refused request was repaired: same number, openid and amount", "修复被拒的请求：商户订单号、openid 和金额不变")
	case state.KindAccepted:
		return lang.Format("%s (by %s; the campaign asked for %s to %s)", "%s（操作人 %s；活动要求 %s 发给 %s）", s.Told(d.Reason), d.By, s.Money(d.Amount), s.OpenID(d.OpenID))
	case state.KindMoved:
		return lang.Both("has this address from now on", "此后使用这个地址")
	case state.KindVoided:
		return lang.Format("begins anew: nothing was ever accepted for it by mch_id %s, appid %s", "重新开始：mch_id %s，appid %s 从未受理过它", d.MchID, d.AppID)
	case state.KindReleased:
		return lang.Format("its number paid somebody else: %s (by %s)", "它的商户订单号付给了别人：%s（操作人 %s）", s.Told(d.Reason), d.By)
	case state.KindCampaign, state.KindCampaignDate, state.KindSeries, state.KindCampaignMoved, state.KindProject, state.KindRebased:
		return lang.Same(page.Clean(d.Name + d.Date + d.Project))
	}
	return lang.Text{}
}

// answered is an outcome, and what the platform said.
func answered(s page.Style, e *state.Event) lang.Text {
	d := &e.Detail
	result := []lang.Text{report.StatusName(d.Status)}
	if why := reasonText(s, d.Code, d.Text); why != "" {
		result = append(result, lang.Same(why))
	}
	if d.PlatformStatus != "" {
		result = append(result, lang.Format("WeChat Pay says %s", "微信支付答复 %s", d.PlatformStatus))
	}
	if d.SendListID != "" {
		result = append(result, lang.Same("send_listid "+page.Clean(d.SendListID)))
	}
	return clauses(result...)
}

// eventName is a kind of event where people read it.
func eventName(k state.Kind) lang.Text {
	return orSame(string(k), eventNames[k])
}

// StateReport writes what a check of the state found.
func StateReport(w io.Writer, r state.Report, s page.Style) error {
	p := &page.Page{Style: s}
	p.Labelled(0, lang.Both("State", "状态库"), page.Clean(r.Path))
	if r.Lineage != "" {
		p.Labelled(0, lang.Both("Holds", "内容"), words.Counted(int(r.Packets), words.Packet), words.Counted(int(r.Events), words.Event), words.Counted(int(r.Runs), words.Run))
		p.Labelled(0, lang.Both("Serial", "序号"), money.Count(int(r.Serial)),
			lang.Format("witness %s", "见证序号 %s", money.Count(int(r.WitnessSerial))), lang.Format("schema %d", "结构版本 %d", r.Schema))
		p.Labelled(0, lang.Both("Lineage", "谱系"), page.Clean(r.Lineage))
	}
	p.Blank()
	if r.Sound() {
		p.Paragraph(0, lang.Both("Sound: every line matches its checksum, none is missing, and the history leads to exactly these packets.",
			"完好：每一行都与校验和一致，没有缺失，历史记录与现有红包完全吻合。"))
		return p.Print(w)
	}
	p.Line("%s", p.Paint(page.InkError, p.Say(lang.Format("Damaged: %s.", "已损坏：%s。", words.Counted(len(r.Problems), words.Problem)))))
	for _, problem := range r.Problems {
		p.Paragraph(2, told(p.Style, words.SentenceText(problem)))
	}
	p.Blank()
	p.Paragraph(0, AdviceForDamage)
	return p.Print(w)
}

// Accepted writes which decision about a packet was recorded.
func Accepted(w io.Writer, of state.Packet, s page.Style) error {
	p := &page.Page{Style: s}
	a := of.Accepted
	if of.Released() {
		p.Paragraph(0, lang.Format("%s was not paid: its bill number is another order's. The next apply sends it under another number.",
			"%s 未付款：它的商户订单号属于另一笔订单。下次 apply 用另一个商户订单号发放。", p.Address(of.Campaign, of.Key)))
		return p.Print(w)
	}
	p.Paragraph(0, lang.Format("%s stays as it is recorded: %s, %s to %s. The campaign asks for %s to %s; that is no conflict any more.",
		"%s 保持原记录：%s，%s 发给 %s。活动要求 %s 发给 %s；这不再算冲突。",
		p.Address(of.Campaign, of.Key), of.Status.Said(), p.Money(of.Amount), p.OpenID(of.OpenID), p.Money(a.Amount), p.OpenID(a.OpenID)))
	p.Paragraph(0, lang.Format("Recorded for %s, %s: %s", "已记录，操作人 %s，%s：%s", a.By, beijing.Format(a.At), p.Told(a.Reason)))
	return p.Print(w)
}
