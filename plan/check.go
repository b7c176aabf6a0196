package plan

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// Foreign refuses a state that was written for another merchant: its numbers and limits mean nothing here.
//
// In a state that serves several projects it also refuses a campaign whose name another project has.
func Foreign(c *hclspec.Campaign, snapshot *state.Snapshot) hcl.Diagnostics {
	if taken := nameTaken(c, snapshot); taken != nil {
		return taken
	}
	if !snapshot.Exists() || snapshot.MchID() == "" {
		return nil
	}
	refuse := func(summary, detail lang.Text) hcl.Diagnostics {
		return hcl.Diagnostics{mistake(summary, detail.Then(anotherState(c.Project())), rangeOf(c, "merchant"))}
	}
	m := c.Merchant
	switch {
	case Abandoned(c, snapshot):
		return nil
	case snapshot.Sandbox() != m.Sandbox && m.Sandbox:
		return refuse(lang.Both("State of live packets", "状态库里是真实红包"), stateIsLive(m.Name))
	case snapshot.Sandbox() != m.Sandbox:
		return refuse(lang.Both("State of the sandbox", "状态库里是模拟红包"), stateIsSandbox(m.Name))
	case snapshot.Endpoint() != "" && snapshot.Endpoint() != m.Platform():
		return refuse(lang.Both("State of another platform", "状态库属于另一个平台"), stateOfPlatform(snapshot.Endpoint(), m.Name, m.Platform()))
	case snapshot.MchID() != m.MchID:
		return refuse(lang.Both("State of another merchant", "状态库属于另一个商户"), stateOfMerchant(snapshot.MchID(), m.Name, m.MchID))
	case snapshot.AppID() != "" && snapshot.AppID() != m.AppID:
		return refuse(lang.Both("State of another appid", "状态库属于另一个 appid"), stateOfApp(snapshot.AppID(), m.Name, m.AppID))
	}
	return nil
}

// nameTaken refuses a campaign that is another project's: whoever was paid there would count as paid here.
func nameTaken(c *hclspec.Campaign, snapshot *state.Snapshot) hcl.Diagnostics {
	recorded, known := snapshot.Campaign(c.Name)
	if own := snapshot.Project(); !known || own == "" || recorded.Project == "" || recorded.Project == own {
		return nil
	}
	return hcl.Diagnostics{mistake(lang.Both("Campaign of another project", "活动属于另一个项目"), campaignOfProject(c.Name, recorded.Project, snapshot.Project()), c.Range.Ptr())}
}

// Abandoned reports whether a state was begun under another account, or with another platform, and nothing was ever accepted
// there: a mistake in the set-up that binds nobody.
func Abandoned(c *hclspec.Campaign, snapshot *state.Snapshot) bool {
	m := c.Merchant
	return snapshot.Exists() && snapshot.Sandbox() == m.Sandbox && snapshot.NothingAccepted() &&
		(snapshot.MchID() != m.MchID || snapshot.AppID() != m.AppID || snapshot.Endpoint() != "" && snapshot.Endpoint() != m.Platform())
}

// The summaries of what a plan finds against a campaign's own bounds, and against those of the day. Like all summaries they are fixed, so
// that who reads diagnostics can tell the rules apart.
const (
	BudgetExceeded = "Budget exceeded"              // for programs
	ScheduleOver   = "Nothing can be sent any more" // for programs
	ScheduleShort  = "Does not fit the schedule"    // for programs
	PersonsDay     = "Daily limit per user"         // for programs
	MerchantsDay   = "Daily limit of the merchant"  // for programs
)

// check compares the finished plan with the campaign's own bounds. Money already spent on recipients that are no longer
// in the file counts: the budget is for the campaign, not for its latest list.
func (p *Plan) check() hcl.Diagnostics {
	var diags hcl.Diagnostics
	budget := p.Campaign.Limits.Budget
	if spent := p.Spent(); budget > 0 && spent > budget {
		diags = append(diags, mistake(lang.Both(BudgetExceeded, "超出预算"), lang.Format("Together with what was already paid, this campaign would cost %s; "+
			"its budget is %s, %s too little. Raise limits.budget if that is intended, or take recipients out.",
			"加上已发的金额，本活动共需 %s，而预算是 %s，差 %s。如确实要发这么多，调高 limits.budget；否则减少领取人。", spent, budget, spent-budget),
			rangeOf(p.Campaign, "limits.budget")))
	}
	diags = append(diags, p.checkWindow()...)
	diags = append(diags, p.checkDay()...)
	diags = append(diags, p.cameBack...)
	return append(diags, p.notes()...)
}

// inlineMax is how many recipients a campaign file may hold before a CSV would serve everybody better: beyond it, reading
// the file takes longer than everything else (30,000 inline rows a second, against millions in a CSV).
const inlineMax = 5_000

// digitsMax is how many recipients ten digits serve well: at 100,000, half a clashing pair a day is to be expected.
const digitsMax = 100_000

// notes tell what a reviewer should know of how the amounts and rows come about.
func (p *Plan) notes() hcl.Diagnostics {
	var diags hcl.Diagnostics
	if n := p.Campaign.InlineCount(); n > inlineMax {
		diags = append(diags, p.warning(lang.Both("Many inline recipients", "活动文件里的领取人太多"), manyInline(n), "recipients"))
	}
	if p.tallies[Send].Packets == 0 {
		return diags
	}
	if n := p.Recipients(); n > digitsMax && p.scheme == billno.Digits {
		diags = append(diags, p.warning(lang.Both("Bill numbers may clash", "商户订单号可能相撞"), numbersClash(n), "billno"))
	}
	for _, draw := range p.Campaign.Draws() {
		detail := drawnAmounts(draw.Name)
		if draw.Pot {
			detail = drawnPot(draw.Name)
		}
		diags = append(diags, caution(lang.Both("Drawn amounts", "金额为抽取所得"), detail, draw.Range.Ptr()))
	}
	return diags
}

// checkDay warns of what the platform's daily limits will hold back.
func (p *Plan) checkDay() hcl.Diagnostics {
	var diags hcl.Diagnostics
	limits := p.Campaign.Merchant.Limits
	if l := p.Limited; l.Packets > 0 {
		bound := lang.Format("%d packets", "%d 个红包", limits.PerUserDailyPackets)
		if l.Limit == UserAmount {
			bound = lang.Same(limits.PerUserDailyAmount.String())
		}
		diags = append(diags, caution(lang.Both(PersonsDay, "达到单个用户每日上限"), lang.Format("%s of the recipients have had what one person may get "+
			"from this merchant today (%s): %s. Their packets stay unsent today; apply again on a later day. If WeChat Pay granted "+
			"more, say so in the merchant's limits.", "有 %s 位领取人今天已达到本商户发给单个用户的上限（%s）：%s。他们的红包今天不发，改天再运行 apply。"+
			"如微信支付已调高额度，写进商户的 limits。", money.Count(l.Packets), bound, l.people()), l.First[0].Range.Ptr()))
	}
	if over := p.Limited.Merchant; over > 0 {
		diags = append(diags, p.warning(lang.Both(MerchantsDay, "超出商户每日上限"), lang.Format("Together with what was sent today, this plan is %s "+
			"over the merchant's daily amount of %s. The rest stays unsent today; apply again on a later day.",
			"加上今天已发的，本计划超出 %s，商户每日上限为 %s。超出部分今天不发，改天再运行 apply。", over, limits.DailyAmount), "merchant"))
	}
	return diags
}

// Gone is what may have left the account for the campaign and did not come back.
func (p *Plan) Gone() money.Fen { return p.Paid.Amount - p.Back.Amount }

// Spent is what the campaign costs in all once everything of this plan is paid: all that may have been paid, what is new,
// and what is on hold now. What came back is free for others, or for another attempt.
func (p *Plan) Spent() money.Fen {
	total := p.Gone() + p.tallies[Send].Amount + p.tallies[Resend].Amount
	for i := range p.Listed {
		packet := &p.Listed[i]
		pending := packet.Action.Works() || packet.Action == Held && !packet.Differs()
		if pending && !packet.Recorded.MayHavePaid() {
			total += packet.Amount()
		}
	}
	return total
}

func (p *Plan) checkWindow() hcl.Diagnostics {
	if p.Open().Packets == 0 {
		return nil
	}
	window := WindowAt(p.Campaign, p.At)
	if !window.Open && window.Until.IsZero() {
		return hcl.Diagnostics{p.warning(lang.Both(ScheduleOver, "已不能再发放"), lang.Format(
			"The campaign's schedule ended %s, and %d packets are open. They stay unsent until schedule.not_after is moved.",
			"活动已于 %s 结束，还有 %d 个红包待发。不改 schedule.not_after 就不会发放。",
			beijing.Format(p.Campaign.Schedule.NotAfter), p.Open().Packets), "schedule.not_after")}
	}
	if end := p.Campaign.Schedule.NotAfter; !end.IsZero() && window.Open && p.At.Add(p.Duration()).After(end) {
		return hcl.Diagnostics{p.warning(lang.Both(ScheduleShort, "活动时间不够发完"), lang.Format(
			"At %d a minute the open packets take %s, longer than the schedule lasts (until %s). The rest would stay unsent.",
			"按每分钟 %d 个，待发的红包需要 %s，超过了活动的结束时间（%s）。剩下的会发不出去。",
			RateOf(p.Campaign).PerMinute, lang.Both(p.Duration().Round(1e9).String(), words.Span(p.Duration().Round(1e9)).Chinese), beijing.Format(end)),
			"schedule.not_after")}
	}
	return nil
}

func (p *Plan) warning(summary, detail lang.Text, attribute string) *hcl.Diagnostic {
	return caution(summary, detail, rangeOf(p.Campaign, attribute))
}

// Uncountable reports what makes the whole plan impossible.
func Uncountable(c *hclspec.Campaign, err error) *hcl.Diagnostic {
	return mistake(lang.Both("Cannot be counted", "无法计算"), lang.Format("Nothing can be planned: %s.", "无法生成计划：%s。", err), c.Range.Ptr())
}

// unkept says that the work of a plan has no place, so that nothing can be sent.
func unkept(c *hclspec.Campaign, err error) *hcl.Diagnostic {
	why := lang.Both(words.Sentence(err.Error()), words.Sentence(lang.Error(err, lang.Chinese).Error()))
	return mistake(lang.Both("No room for a list as long as this", "放不下这么长的名单"), why.Then(lang.Both(" Nothing was sent.", "没有发放。")), c.Range.Ptr())
}

// rangeOf is where an attribute's value stands, or the campaign's header where it was not written.
func rangeOf(c *hclspec.Campaign, attribute string) *hcl.Range {
	if r, ok := c.Ranges[attribute]; ok {
		return r.Ptr()
	}
	return c.Range.Ptr()
}
