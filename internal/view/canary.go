package view

import (
	"io"
	"iter"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// CanaryOutcome is how far the canary has come, in a word for programs.
type CanaryOutcome string

// The outcomes. Only after CanaryGo is anybody else paid.
const (
	CanaryGo       CanaryOutcome = "continue" // a person has looked and said so
	CanaryWaits    CanaryOutcome = "waits"    // it is paid, and nobody has said go yet
	CanaryDeclined CanaryOutcome = "declined" // a person has looked and has not said go
	CanaryUnpaid   CanaryOutcome = "unpaid"   // not all of it is paid
)

// Canary is what is known of the canary when somebody has to decide about the rest.
type Canary struct {
	Plans  []*plan.Plan // those that wait for theirs
	Beside []*plan.Plan // of other campaigns, which wait with them
	// Stale says that another plan has paid the canary, so that the phones do not show what would be sent.
	Stale   bool
	Silence lang.Text // why WeChat Pay gave no clear answer about one; "" where it did
	Outcome CanaryOutcome
	Command string // that goes on
}

// Rest is what waits for the canary.
func (c Canary) Rest() (rest money.Tally) {
	for _, p := range c.Plans {
		rest = rest.Plus(p.Canaries.Rest)
	}
	return rest
}

// Pending are those of it who are not paid, with their plans.
func (c Canary) Pending() iter.Seq2[*plan.Plan, *plan.Packet] {
	return func(yield func(*plan.Plan, *plan.Packet) bool) {
		for _, of := range c.Plans {
			for _, packet := range of.Canaries.Pending() {
				if !yield(of, packet) {
					return
				}
			}
		}
	}
}

// canaryPage is what is printed on that some go first.
type canaryPage struct{ page.Page }

// CanaryStanding prints what WeChat Pay says of the canary, what to look at on the phones, and what waits.
func CanaryStanding(w io.Writer, c Canary, s page.Style) error {
	p := &canaryPage{page.Page{Style: s}}
	p.Line("")
	for _, line := range page.Wrap(p.Say(lang.Both("The canary is paid. Look at these phones now:", "先行试发已付款。现在查看这些手机：")), p.Columns()) {
		p.Line("%s", p.Paint(page.InkStrong, line))
	}
	p.Blank()
	p.packets(c)
	p.Blank()
	p.Paragraph(2, lang.Both("Look at the sender's name, the wish and the amount, and open one: what is wrong with these will be wrong with all.",
		"核对发送者名称、祝福语和金额，并领取一个：这几个有错，全部都会有错。"))
	p.silence(c)
	p.stale(c)
	p.Paragraph(2, lang.Format("Waiting: %s.", "等待中：%s。", p.Tally(c.Rest(), words.Packet)))
	return p.Print(w)
}

// CanaryDecided prints how it came out with the canary, and how to go on where nobody else is paid now.
func CanaryDecided(w io.Writer, c Canary, s page.Style) error {
	p := &canaryPage{page.Page{Style: s}}
	rest := p.Tally(c.Rest(), words.Packet)
	p.Line("")
	switch c.Outcome {
	case CanaryGo:
		p.Paragraph(0, lang.Format("The canary was looked at. Sending the rest: %s.", "先行试发已查看。开始发放其余：%s。", rest))
		return p.Print(w)
	case CanaryDeclined:
		p.Paragraph(0, lang.Format("Stopped after the canary, as asked. Nothing else was sent: %s stay open.",
			"已按要求在先行试发后停止。没有发放其他红包：%s未发放。", rest))
	case CanaryWaits:
		p.Paragraph(0, lang.Format("The canary is paid, and the rest waits for a person: %s. Nothing else was sent.",
			"先行试发已付款，其余等待人工确认：%s。没有发放其他红包。", rest))
		p.Blank()
		p.packets(c)
		p.silence(c)
		p.stale(c)
		p.Blank()
		p.Paragraph(0, lang.Both("Look at the phones of these people. If all is right, go on; the total to approve is that of the rest.",
			"查看这些人的手机。一切无误再继续；要核准的总额是其余红包的总额。"))
	case CanaryUnpaid:
		p.Paragraph(0, lang.Format("The canary is not paid, so nothing else was sent: %s stay open.",
			"先行试发未付款，因此没有发放其他红包：%s未发放。", rest))
		p.Blank()
		p.packets(c)
		for of, packet := range c.Pending() {
			why, advice := packet.Standing()
			p.Paragraph(2, lang.Format("%s %s. %s", "%s：%s。%s", p.NamedAddress(of.Campaign.Name, packet.Key(), packet.Recipient.Label),
				told(p.Style, lang.Format("%s", "%s", why)), advice))
		}
	}
	if c.Command != "" {
		p.Command(goOn, c.Command)
	}
	return p.Print(w)
}

// packets lists the first of them, one below the other: a bill number must not be cut.
func (p *canaryPage) packets(c Canary) {
	left := 0
	for _, of := range c.Plans {
		left += len(of.Canaries.Packets)
	}
	shown := 0
	for _, of := range c.Plans {
		for i := range of.Canaries.Packets {
			if shown++; shown > words.ListedMax {
				continue
			}
			packet := &of.Canaries.Packets[i]
			said := SaidOf(&packet.Recorded)
			if no := packet.BillNo(); no != "" {
				said = clauses(said, lang.Format("bill number %s", "商户订单号 %s", string(no)))
			}
			p.Paragraph(2, clauses(lang.Same(p.NamedAddress(of.Campaign.Name, packet.Key(), packet.Recipient.Label)), lang.Same(p.Money(packet.Amount()))))
			p.Paragraph(4, said)
		}
	}
	p.More(left)
}

func (p *canaryPage) stale(c Canary) {
	if c.Stale {
		p.Paragraph(2, staleCanary)
	}
}

func (p *canaryPage) silence(c Canary) {
	if !c.Silence.Empty() {
		p.Paragraph(2, told(p.Style, lang.Format("No clear answer just now: %s", "目前没有明确应答：%s", words.SentenceText(c.Silence))))
	}
}

// SaidOf is what the platform was last heard to say of a packet, for people.
func SaidOf(r *state.Packet) lang.Text {
	word := lang.Text{}
	if platform := page.Clean(r.PlatformStatus); platform != "" {
		word = lang.Format("%s: ", "%s：", platform)
	}
	switch r.Status {
	case state.Sent:
		return word.Then(lang.Both("not opened yet", "尚未领取"))
	case state.Received:
		if r.ReceivedAt.IsZero() {
			return word.Then(lang.Both("opened", "已领取"))
		}
		return word.Then(lang.Format("opened at %s", "%s 已领取", beijing.Format(r.ReceivedAt)))
	case state.Refunding, state.Refunded:
		return word.Then(lang.Both("never opened, the money goes back", "无人领取，款项退回"))
	case state.Refused, state.Failed, state.Held:
		return coded(r.Status, r.Code)
	case state.Unknown, state.Reserved:
		return lang.Both("nothing clear", "没有明确应答")
	}
	return lang.Both("nothing was sent", "没有发放")
}

// canaryLine says in one line who goes first; "" where nobody does.
func canaryLine(s page.Style, of *plan.Plan) lang.Text {
	c := &of.Canaries
	if len(c.Packets) == 0 {
		return lang.Text{}
	}
	const shown = 3
	var names []lang.Text
	for i := range c.Packets[:min(len(c.Packets), shown)] {
		packet := &c.Packets[i]
		names = append(names, lang.Same(s.Named(packet.Key(), packet.Recipient.Label)+" "+s.Money(packet.Amount())))
	}
	who := listOf(names)
	if more := len(c.Packets) - shown; more > 0 {
		who = who.Then(lang.Format(" and %s more", "，另有 %s 个", money.Count(more)))
	}
	switch {
	case c.Waits() && c.Open.Packets == 0 && len(c.Pending()) == 0:
		return lang.Format("paid, and the rest waits for a person: %s", "已付款，其余等待人工确认：%s", who)
	case c.Waits():
		return lang.Format("%s first, then a person says go: %s", "先发 %s，人工确认后再继续：%s", words.Counted(len(c.Packets), words.Packet), who)
	case c.Rest.Packets == 0:
		return lang.Format("nobody waits for it: %s", "没有其他红包等待它：%s", who)
	default:
		return lang.Format("looked at before: %s", "之前已查看：%s", who)
	}
}

// staleCanary warns that the canary shows what another plan has sent.
var staleCanary = lang.Both("What these phones show was not written by this plan, but by one before the campaign, its list or the choice of recipients was "+
	"changed, or before the state was rebuilt. The rest gets what the files say now. Only a person on a terminal can go on; or name another canary "+
	"with -canary.",
	"这些手机上显示的不是按本计划发出的，而是在活动、名单或领取人的筛选改动之前，或在状态库重建之前的计划发出的。其余红包按文件现在的内容发放。"+
		"只有在终端上由人确认才能继续；或用 -canary 指定另一个先行试发的领取人。")
