package plan

import (
	"fmt"
	"strconv"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
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
	refuse := func(summary, detail string) hcl.Diagnostics {
		return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: rangeOf(c, "merchant")}}
	}
	m, wayOut := c.Merchant, anotherState(c.Project())
	switch {
	case Abandoned(c, snapshot):
		return nil
	case snapshot.Sandbox() != m.Sandbox && m.Sandbox:
		return refuse("State of live packets", "The state holds packets that were sent with real money, and merchant "+
			strconv.Quote(m.Name)+" is a sandbox. Trying things out on it would mix play money with real money."+wayOut)
	case snapshot.Sandbox() != m.Sandbox:
		return refuse("State of the sandbox", "The state holds packets of the sandbox, where no money exists, and merchant "+
			strconv.Quote(m.Name)+" is live."+wayOut)
	case snapshot.Endpoint() != "" && snapshot.Endpoint() != m.Platform():
		return refuse("State of another platform", fmt.Sprintf("The state holds packets that were sent to %s, and merchant %q sends to %s. "+
			"What one of them was told, the other has never paid: whoever was paid in a rehearsal would count as paid.", snapshot.Endpoint(),
			m.Name, m.Platform())+wayOut)
	case snapshot.MchID() != m.MchID:
		return refuse("State of another merchant", fmt.Sprintf("The state holds packets of merchant %s, and merchant %q is %s. "+
			"One state keeps the account of one merchant; mixing them would hide what was paid.", snapshot.MchID(), m.Name, m.MchID)+wayOut)
	case snapshot.AppID() != "" && snapshot.AppID() != m.AppID:
		return refuse("State of another appid", fmt.Sprintf("The state holds packets sent under appid %s, and merchant %q now has "+
			"%s. An openid belongs to one appid, so the people would not be the same.", snapshot.AppID(), m.Name, m.AppID)+wayOut)
	}
	return nil
}

// nameTaken refuses a campaign that is another project's: whoever was paid there would count as paid here.
func nameTaken(c *hclspec.Campaign, snapshot *state.Snapshot) hcl.Diagnostics {
	recorded, known := snapshot.Campaign(c.Name)
	if own := snapshot.Project(); !known || own == "" || recorded.Project == "" || recorded.Project == own {
		return nil
	}
	return hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "Campaign of another project", Subject: c.Range.Ptr(),
		Detail: fmt.Sprintf("The state has a campaign %q of the project %q, and this folder is the project %q. Names are the merchant's: whoever "+
			"was paid there would count as paid here. Give this campaign another name.", c.Name, recorded.Project, snapshot.Project()),
	}}
}

// anotherState tells how to give another merchant a state of its own. There is no project where a merchant is asked about alone.
func anotherState(p *hclspec.Project) string {
	if p != nil && p.State.Postgres() {
		return " Give this campaign a folder of its own, whose state has a schema of its own: state \"postgres\" { schema = \"other\" }."
	}
	return " Give this campaign a folder of its own, or name another file in the redpack block: state \"sqlite\" { path = \"other.state\" }."
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
	BudgetExceeded = "Budget exceeded"
	ScheduleOver   = "Nothing can be sent any more"
	ScheduleShort  = "Does not fit the schedule"
	PersonsDay     = "Daily limit per user"
	MerchantsDay   = "Daily limit of the merchant"
)

// check compares the finished plan with the campaign's own bounds. Money already spent on recipients that are no longer
// in the file counts: the budget is for the campaign, not for its latest list.
func (p *Plan) check() hcl.Diagnostics {
	var diags hcl.Diagnostics
	budget := p.Campaign.Limits.Budget
	if spent := p.Spent(); budget > 0 && spent > budget {
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError,
			Summary:  BudgetExceeded,
			Detail: fmt.Sprintf("Together with what was already paid, this campaign would cost %s; its budget is %s, %s too "+
				"little. Raise limits.budget if that is intended, or take recipients out.", spent, budget, spent-budget),
			Subject: rangeOf(p.Campaign, "limits.budget"),
		})
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
		diags = append(diags, p.warning("Many inline recipients", fmt.Sprintf("%s recipients stand in the campaign file itself. Put "+
			"them into a CSV and name it in recipients_from \"csv\": with the same keys nothing changes for anybody, and planning is "+
			"a hundred times faster.", money.Count(n)), "recipients"))
	}
	if p.tallies[Send].Packets == 0 {
		return diags
	}
	if n := p.Recipients(); n > digitsMax && p.scheme == billno.Digits {
		diags = append(diags, p.warning("Bill numbers may clash", fmt.Sprintf("%s recipients share ten digits a day. Two of them may "+
			"derive the same number; nobody is paid twice, but the second waits until WeChat Pay has named the first. Numbers with letters, "+
			"the default, do not clash; a campaign that has sent keeps the ones it has.", money.Count(n)), "billno"))
	}
	for _, draw := range p.Campaign.Draws() {
		detail := fmt.Sprintf("The amounts come from draw %q. Whoever reads its seed can compute them; if fairness matters, publish a "+
			"hash of the seed before the list is known.", draw.Name)
		if draw.Pot {
			detail = fmt.Sprintf("Draw %q shares one pot among everybody who is not sent yet. Adding or removing people changes the "+
				"amounts of all of them, but never what was sent.", draw.Name)
		}
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagWarning, Summary: "Drawn amounts", Detail: detail, Subject: draw.Range.Ptr(),
		})
	}
	return diags
}

// checkDay warns of what the platform's daily limits will hold back.
func (p *Plan) checkDay() hcl.Diagnostics {
	var diags hcl.Diagnostics
	limits := p.Campaign.Merchant.Limits
	if l := p.Limited; l.Packets > 0 {
		bound := fmt.Sprintf("%d packets", limits.PerUserDailyPackets)
		if l.Limit == UserAmount {
			bound = limits.PerUserDailyAmount.String()
		}
		d := p.warning(PersonsDay, fmt.Sprintf("%s of the recipients have had what one person may get "+
			"from this merchant today (%s): %s. Their packets stay unsent today; apply again on a later day. If WeChat Pay granted "+
			"more, say so in the merchant's limits.", money.Count(l.Packets), bound, l.people()), "merchant")
		d.Subject = l.First[0].Range.Ptr()
		diags = append(diags, d)
	}
	if over := p.Limited.Merchant; over > 0 {
		diags = append(diags, p.warning(MerchantsDay, fmt.Sprintf("Together with what was sent today, this plan is %s "+
			"over the merchant's daily amount of %s. The rest stays unsent today; apply again on a later day.", over, limits.DailyAmount),
			"merchant"))
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
		return hcl.Diagnostics{p.warning(ScheduleOver, fmt.Sprintf(
			"The campaign's schedule ended %s, and %d packets are open. They stay unsent until schedule.not_after is moved.",
			beijing.Format(p.Campaign.Schedule.NotAfter), p.Open().Packets), "schedule.not_after")}
	}
	if end := p.Campaign.Schedule.NotAfter; !end.IsZero() && window.Open && p.At.Add(p.Duration()).After(end) {
		return hcl.Diagnostics{p.warning(ScheduleShort, fmt.Sprintf(
			"At %d a minute the open packets take %s, longer than the schedule lasts (until %s). The rest would stay unsent.",
			RateOf(p.Campaign).PerMinute, p.Duration().Round(1e9), beijing.Format(end)), "schedule.not_after")}
	}
	return nil
}

func (p *Plan) warning(summary, detail, attribute string) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagWarning, Summary: summary, Detail: detail, Subject: rangeOf(p.Campaign, attribute)}
}

// Uncountable reports what makes the whole plan impossible.
func Uncountable(c *hclspec.Campaign, err error) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "Cannot be counted",
		Detail:  fmt.Sprintf("Nothing can be planned: %s.", err),
		Subject: c.Range.Ptr(),
	}
}

// unkept says that the work of a plan has no place, so that nothing can be sent.
func unkept(c *hclspec.Campaign, err error) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "No room for a list as long as this", Detail: words.Sentence(err.Error()) + " Nothing was sent.", Subject: c.Range.Ptr(),
	}
}

// rangeOf is where an attribute's value stands, or the campaign's header where it was not written.
func rangeOf(c *hclspec.Campaign, attribute string) *hcl.Range {
	if r, ok := c.Ranges[attribute]; ok {
		return r.Ptr()
	}
	return c.Range.Ptr()
}
