package checkup

import (
	"context"
	"crypto/x509"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// planned is what the campaigns come to.
type planned struct {
	checks  []Check
	open    int  // packets of all campaigns that are to be sent
	counted bool // all of them
}

// campaigns looks at the venue, which they share, and at each campaign. snapshot is nil where the state cannot be trusted.
func campaigns(ctx context.Context, s Subject, snapshot *state.Snapshot, certificate *x509.Certificate) planned {
	all := planned{checks: venue(s.Account.Merchant), counted: snapshot != nil}
	if s.Loading.HasErrors() {
		all.counted = false
		all.checks = append(all.checks, faulty(s, Check{Area: Campaign, Name: "files"}, s.Loading, "validate"))
		return all
	}
	if len(s.Loading) > 0 {
		all.checks = append(all.checks, warned(Check{Area: Campaign, Name: "warnings"}, lang.Both("The files have", "文件有"), s.Loading, s.command("validate")))
	}
	for _, c := range s.Campaigns {
		if ctx.Err() != nil {
			break
		}
		one := &campaign{Subject: s, Campaign: c, certificate: certificate}
		one.look(snapshot)
		all.checks = append(all.checks, one.checks...)
		all.counted = all.counted && one.plan != nil
		if one.plan != nil {
			all.open += one.plan.Open().Packets
		}
	}
	return all
}

// venue says where the money moves, and by which limits.
func venue(m *hclspec.Merchant) []Check {
	check := Check{Area: Campaign, Name: "venue", Standing: OK}
	switch at := m.Rehearsal(); {
	case m.Sandbox:
		check.Told = lang.Format("Merchant %q is a sandbox: no real money moves.",
			"商户 %q 是模拟商户：不会动用真实资金。", m.Name)
	case at != "":
		check.Told = lang.Format("Merchant %q sends to %s, which is not WeChat Pay: a rehearsal, unless that server passes requests on.",
			"商户 %q 发往 %s，那不是微信支付：这是演练，除非那台服务器把请求转给微信支付。", m.Name, at)
	default:
		check.Told = lang.Format("Merchant %q is live: apply sends real money through WeChat Pay.",
			"商户 %q 是正式商户：apply 会通过微信支付发放真实资金。", m.Name)
	}
	checks := []Check{check}
	if beyond := m.Granted(money.Fen.String); len(beyond) > 0 {
		checks = append(checks, Check{
			Area: Campaign, Name: "limits", Standing: Unknown,
			Told: lang.Format("The merchant's limits reach beyond what everybody has: %s.", "商户的限额超出了一般商户的范围：%s。", lang.Join(beyond, lang.Comma)),
			Next: lang.Both("See that WeChat Pay granted this merchant each of them, and that none is left over from a rehearsal.",
				"确认其中每一项都是微信支付批准给这个商户的，没有哪一项是演练时留下的。"),
		})
	}
	return checks
}

// faulty is a check of files with an error in them, of which the first one is told. The command tells the others.
func faulty(s Subject, check Check, diags hcl.Diagnostics, command string) Check {
	diags = slices.DeleteFunc(slices.Clone(diags), func(d *hcl.Diagnostic) bool { return d.Severity != hcl.DiagError })
	first := diags[0]
	told, _ := split(detail(first))
	check.Standing, check.Told = Failed, lang.Format("%s: %s", "%s：%s", summary(first), told)
	if first.Subject != nil {
		check.Told = lang.Format("%s: %s", "%s：%s", place.Of(*first.Subject), check.Told)
	}
	check.Next = lang.Format("Run %s, which shows it in its line.",
		"运行 %s，它会指出所在的行。", s.command(command))
	if more := len(diags) - 1; more > 0 {
		check.Next = lang.Format("Run %s, which shows it and %s more in their lines.",
			"运行 %s，它会指出这一处和另外 %s 处所在的行。", s.command(command), money.Count(more))
	}
	return check
}

// campaign is one that is looked at.
type campaign struct {
	Subject
	*hclspec.Campaign
	certificate *x509.Certificate
	plan        *plan.Plan // nil where there cannot be one
	diags       hcl.Diagnostics
	checks      []Check
}

func (c *campaign) add(name string, standing Standing, next, told lang.Text) {
	c.checks = append(c.checks, Check{
		Area: Campaign, Name: name, Subject: c.Name, Standing: standing, Told: told, Next: next,
	})
}

// told adds a check about what a diagnostic says.
func (c *campaign) told(name string, standing Standing, d *hcl.Diagnostic) {
	told, next := split(detail(d))
	c.add(name, standing, next, told)
}

func (c *campaign) look(snapshot *state.Snapshot) {
	if snapshot == nil {
		c.withoutState()
		return
	}
	c.plan, c.diags = c.planOf(snapshot)
	budget := c.take(plan.BudgetExceeded)
	if c.plan == nil || c.diags.HasErrors() {
		c.plan = nil
		c.unplanned()
		return
	}
	c.lists()
	c.budget(budget)
	c.window()
	c.days()
	c.expiry()
	c.warnings()
}

func (c *campaign) planOf(snapshot *state.Snapshot) (*plan.Plan, hcl.Diagnostics) {
	if c.Plan != nil {
		return c.Plan(c.Campaign, snapshot)
	}
	return plan.New(c.Campaign, snapshot, plan.Options{At: c.Now()})
}

// take takes the diagnostic of a rule out of the others; nil where there is none.
func (c *campaign) take(summary string) *hcl.Diagnostic {
	i := slices.IndexFunc(c.diags, func(d *hcl.Diagnostic) bool { return d.Summary == summary })
	if i < 0 {
		return nil
	}
	found := c.diags[i]
	c.diags = slices.Delete(slices.Clone(c.diags), i, i+1)
	return found
}

// withoutState looks at the lists and the window alone.
func (c *campaign) withoutState() {
	if !c.read() {
		return
	}
	if window := plan.WindowAt(c.Campaign, c.Now()); !window.Open && window.Until.IsZero() {
		c.add("window", Failed, lang.Both("Move the campaign's schedule if it shall still be sent.",
			"如果还要发放，把活动的 schedule 改到后面。"), lang.Both("The window is over, and never opens again.",
			"发放时段已过，不会再开始。"))
	}
	c.add("plan", Unknown, lang.Both("See what is said of the state above.",
		"看上面“状态库”部分的检查结果。"), lang.Both("What is still to be sent, and whether it fits budget, window and limits, hangs on the state.",
		"还有哪些要发放，是否符合预算、发放时段和限额，都取决于状态库。"))
}

// read streams every row as validate does, and adds a check of it.
func (c *campaign) read() bool {
	recipients := 0
	diags := c.Recipients(nil, func(*hclspec.Recipient) bool { recipients++; return true })
	if diags.HasErrors() {
		name := "lists"
		if slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary == plan.BudgetExceeded }) {
			name = "budget" // what the lists come to is what is wrong with them
		}
		c.checks = append(c.checks, faulty(c.Subject, Check{Area: Campaign, Name: name, Subject: c.Name}, diags, "validate"))
		return false
	}
	c.add("lists", OK, nothing, lang.Format("All lists were read: %s.", "名单已全部读取：%s。", words.Counted(recipients, words.Recipient)))
	return true
}

// unplanned says why there is no plan: for a list, or for what was sent before.
func (c *campaign) unplanned() {
	if c.read() {
		check := faulty(c.Subject, Check{Area: Campaign, Name: "plan", Subject: c.Name}, c.diags, "plan")
		c.checks = append(c.checks, check)
	}
}

func (c *campaign) lists() {
	open := c.plan.Open()
	c.add("lists", OK, nothing, lang.Format("All lists were read: %s; %s to send, %s.",
		"名单已全部读取：%s；将发放 %s，共 %s。", words.Counted(c.plan.Recipients(), words.Recipient),
		words.Counted(open.Packets, words.Packet), open.Amount))
	if n := c.plan.Tally(plan.Conflict).Packets; n > 0 {
		verb := lang.Both(map[bool]string{true: "is", false: "are"}[n == 1], "")
		c.add("conflicts", Failed, lang.Format("Run %s, which names each with the ways out.",
			"运行 %s，它会逐个列出冲突和处理办法。", c.command("plan")),
			lang.Format("%s %s recorded with another person or amount than the file names now, and nothing is sent until you decide.",
				"%s%s的记录与文件里现在的领取人或金额不同；在作出决定之前，什么都不会发放。", words.Counted(n, words.Packet), verb))
	}
}

func (c *campaign) budget(exceeded *hcl.Diagnostic) {
	budget := c.Limits.Budget
	switch {
	case exceeded != nil:
		c.told("budget", Failed, exceeded)
	case budget == 0:
		c.add("budget", OK, nothing, lang.Both("No budget is set (limits.budget), so only who approves the total can see a list that is too dear.",
			"没有设置预算（limits.budget），名单总额过高时，只有核准总额的人能看出来。"))
	default:
		c.add("budget", OK, nothing, lang.Format("The campaign stays within its budget of %s, with %s left.",
			"活动在 %s 的预算之内，还剩 %s。", budget, budget-c.plan.Spent()))
	}
}

// window tells when the campaign may send, and whether that is long enough.
func (c *campaign) window() {
	over, short := c.take(plan.ScheduleOver), c.take(plan.ScheduleShort)
	course, ok := c.plan.Course()
	packets := c.plan.Open().Packets
	switch now := plan.WindowAt(c.Campaign, c.plan.At); {
	case packets == 0:
		c.add("window", OK, nothing, lang.Both("Nothing is left to send.", "没有要发放的了。"))
		return
	case over != nil:
		c.told("window", Failed, over)
		return
	case !ok:
		c.add("window", Failed, lang.Both("Change schedule.hours, or the merchant's limits.quiet_hours.",
			"修改 schedule.hours，或商户的 limits.quiet_hours。"), lang.Format("The window never opens: %s.", "发放时段永远不会开始：%s。", now.Why))
		return
	case !now.Open:
		c.add("window", OK, nothing, lang.Format("The window opens in %s, %s (now: %s).",
			"发放时段在 %s后开始，即 %s（现在：%s）。", words.Span(now.Until.Sub(c.plan.At)), beijing.Format(now.Until), now.Why))
	case now.Until.IsZero():
		c.add("window", OK, nothing, lang.Both("The campaign may be sent at any time.",
			"活动随时可以发放。"))
	default:
		c.add("window", OK, nothing, lang.Format("The window is open for %s, until %s.",
			"发放时段还剩 %s，到 %s 为止。", words.Span(now.Until.Sub(c.plan.At)), beijing.Format(now.Until)))
	}
	switch rate := money.Count(plan.RateOf(c.Campaign).PerMinute); {
	case short != nil:
		c.told("pace", Warning, short)
	case course.Late():
		c.add("pace", Warning, lang.Format("Apply again in the next window, or have one run wait for it: %s.",
			"在下一个发放时段再运行 apply，或让一次运行等到那时：%s。", c.command("apply -wait")),
			lang.Format("At %s a minute the campaign takes about %s, longer than the window is open (until %s).",
				"按每分钟 %s 个，活动约需 %s，比发放时段剩余的时间长（到 %s 为止）。", rate, words.Span(c.plan.Duration()),
				beijing.Format(course.Closes)))
	default:
		c.add("pace", OK, nothing, lang.Format("At %s a minute the campaign takes about %s, until %s.",
			"按每分钟 %s 个，活动约需 %s，到 %s 发完。", rate, words.Span(c.plan.Duration()), beijing.Format(course.End)))
	}
}

// days compares it with what a day may hold.
func (c *campaign) days() {
	merchant, persons := c.take(plan.MerchantsDay), c.take(plan.PersonsDay)
	if merchant != nil {
		c.told("daily_amount", Warning, merchant)
	}
	if persons != nil {
		c.told("daily_persons", Warning, persons)
	}
	if merchant == nil && persons == nil && c.plan.Open().Packets > 0 {
		c.add("daily_amount", OK, nothing, lang.Both("The campaign fits into what the merchant may send in a day, and what each person may get.",
			"活动没有超出商户每天可发放的额度，也没有超出每人每天可领取的上限。"))
	}
}

// expiry holds the certificate's end against the campaign's.
func (c *campaign) expiry() {
	course, ok := c.plan.Course()
	if c.certificate == nil || !ok || c.plan.Open().Packets == 0 {
		return
	}
	next := lang.Both("Issue a new certificate on the merchant platform in time; several may be valid at once.",
		"及时在商户平台申请新证书；可以同时有几张有效证书。")
	last, ends := course.End, c.certificate.NotAfter
	if after := c.Schedule.NotAfter; after.After(last) {
		last = after
	}
	switch {
	case ends.Before(course.Start):
		c.add("certificate", Failed, next, lang.Format("The certificate ends %s, before the first packet may leave (%s).",
			"证书在 %s 到期，早于第一个红包可以发放的时间（%s）。", beijing.Format(ends),
			beijing.Format(course.Start)))
	case ends.Before(last):
		c.add("certificate", Warning, next, lang.Format("The certificate ends %s, before the campaign does (%s).",
			"证书在 %s 到期，早于活动结束（%s）。", beijing.Format(ends), beijing.Format(last)))
	default:
		c.add("certificate", OK, nothing, lang.Both("The certificate outlasts the campaign.",
			"证书到期晚于活动结束。"))
	}
}

// warnings names what else plan warns of.
func (c *campaign) warnings() {
	if len(c.diags) > 0 {
		check := Check{Area: Campaign, Name: "warnings", Subject: c.Name}
		c.checks = append(c.checks, warned(check, lang.Both("A plan has", "计划有"), c.diags, c.command("plan")))
	}
}

// warned is a check of warnings that a command tells in full.
func warned(check Check, who lang.Text, diags hcl.Diagnostics, command string) Check {
	var summaries []lang.Text
	for _, d := range diags {
		if short := summary(d); !slices.Contains(summaries, short) {
			summaries = append(summaries, short)
		}
	}
	check.Standing, check.Next = Warning, lang.Format("Read it: %s.", "查看：%s。", command)
	check.Told = lang.Format("%s %s: %s.", "%s %s：%s。", who, words.Counted(len(diags), words.Warning), lang.Join(summaries, lang.Comma))
	return check
}
