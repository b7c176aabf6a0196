package view

import (
	"io"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// planPage is what a plan is printed on.
type planPage struct{ page.Page }

// Plan prints the plan of one campaign: who pays, what is recorded, when it may be sent, everything that is odd, one row
// for each source of recipients, and two closing lines with the counts and the money. It fits one screen at any number of
// recipients.
func Plan(w io.Writer, of *plan.Plan, s page.Style) error {
	p := &planPage{page.Page{Style: s}}
	p.header(of)
	p.listed(of)
	p.sends(of)
	p.leaving(of)
	p.supplements(of)
	if done := of.Tally(plan.Done).Minus(of.Returned.Tally); done.Packets > 0 && of.Open().Packets > 0 {
		p.Blank()
		p.Line("= %s", lang.Format("%s done, not shown", "已完成 %s 个，不逐一列出", money.Count(done.Packets)))
	}
	p.leftOut(of)
	p.Blank()
	if of.Open().Packets == 0 {
		p.nothingLeft(of)
	}
	p.closing(of)
	return p.Print(w)
}

// Plans prints several plans one below the other, and what they come to.
func Plans(w io.Writer, plans []*plan.Plan, s page.Style) error {
	for i, of := range plans {
		if i > 0 {
			if _, err := plain.Fprintf(w, "\n"); err != nil {
				return err
			}
		}
		if err := Plan(w, of, s); err != nil {
			return err
		}
	}
	if len(plans) > 1 {
		return PlanTotals(w, plans, s)
	}
	return nil
}

// PlanTotals prints what several plans come to.
func PlanTotals(w io.Writer, plans []*plan.Plan, s page.Style) error {
	p := &planPage{page.Page{Style: s}}
	t := &page.Table{Columns: []page.Column{
		{Title: lang.Both("Packets", "红包数"), Right: true}, {Title: lang.Both("At most", "最多"), Right: true}, {Title: lang.Both("Done", "已完成"), Right: true, Spare: 1}, {Title: lang.Both("Campaign", "活动")},
	}}
	for _, of := range plans {
		open := of.Open()
		t.Add("+", money.Count(open.Packets), s.Money(open.Amount), money.Count(of.Tally(plan.Done).Packets), page.Clean(of.Campaign.Name))
	}
	p.Line("")
	p.Line("%s", lang.Format("%s together, digest %s:", "%s合计，摘要 %s：", words.Counted(len(plans), words.Campaign), plan.Combined(plans).Short()))
	p.Blank()
	t.Print(&p.Page)
	p.Blank()
	p.closing(plans...)
	return p.Print(w)
}

func (p *planPage) header(of *plan.Plan) {
	c := of.Campaign
	p.Labelled(0, lang.Both("Campaign", "活动"), p.Paint(page.InkBadge, page.Clean(c.Name)), merchantNumber(c.Merchant.MchID), venueOf(c.Merchant).badge(p.Style),
		"appid "+words.MaskAppID(c.Merchant.AppID), digestOf(of.Digest.Short()))
	p.Labelled(0, lang.Both("State", "状态库"), p.stateOf(of))
	p.Labelled(0, lang.Both("Window", "发放时段"), Window(c), opening(of))
	if canary := canaryLine(p.Style, of); !canary.Empty() {
		p.Labelled(0, lang.Both("Canary", "先行试发"), canary)
	}
	if beyond := granted(c.Merchant, p.Money); !beyond.Empty() {
		p.Labelled(0, lang.Both("Granted", "特批限额"), beyond)
	}
}

func merchantNumber(mchID string) lang.Text {
	return lang.Format("merchant %s", "商户号 %s", words.MaskMchID(mchID))
}

func digestOf(short string) lang.Text { return lang.Format("digest %s", "摘要 %s", short) }

func serialOf(serial int64) lang.Text {
	return lang.Format("serial %s", "序号 %s", money.Count(int(serial)))
}

func (p *planPage) stateOf(of *plan.Plan) lang.Text {
	if !of.Exists {
		return noStateYet
	}
	if of.Paid.Packets == 0 {
		return lang.Format("%s, nothing of this campaign was sent yet", "%s，本活动尚未发放", serialOf(of.Serial))
	}
	parts := []lang.Text{serialOf(of.Serial), p.Tallied(of.Delivered(), lang.Both("sent", "已发放"))}
	if of.CameBack.Packets > 0 {
		parts = append(parts, p.Tallied(of.CameBack, lang.Both("came back", "已退回")))
	}
	if of.InDoubt.Packets > 0 {
		parts = append(parts, p.Tallied(of.InDoubt, lang.Both("in doubt", "结果未知")))
	}
	return clauses(parts...)
}

// Window is when a campaign may send, by its own schedule and the merchant's quiet hours.
func Window(c *hclspec.Campaign) lang.Text {
	var parts []lang.Text
	from, to := c.Schedule.NotBefore, c.Schedule.NotAfter
	switch {
	case !from.IsZero() && !to.IsZero() && beijing.Day(from) == beijing.Day(to):
		parts = append(parts, fromTo(from.In(beijing.Zone).Format(beijing.MinuteLayout), to.In(beijing.Zone).Format("15:04 MST")))
	case !from.IsZero() && !to.IsZero():
		parts = append(parts, fromTo(from.In(beijing.Zone).Format(beijing.MinuteLayout), beijing.Format(to)))
	case !from.IsZero():
		parts = append(parts, lang.Format("from %s", "%s 起", beijing.Format(from)))
	case !to.IsZero():
		parts = append(parts, lang.Format("until %s", "%s 止", beijing.Format(to)))
	}
	if hours := c.Schedule.Hours; hours != (hclspec.DaySpan{}) {
		parts = append(parts, lang.Format("daily %s", "每天 %s", hours.String()))
	}
	if quiet := c.Merchant.Limits.QuietHours; quiet != (hclspec.DaySpan{}) {
		parts = append(parts, lang.Format("never %s", "%s 免打扰", quiet.String()))
	}
	if len(parts) == 0 {
		return lang.Both("any time", "不限时间")
	}
	return clauses(parts...)
}

func fromTo(from, to string) lang.Text { return lang.Format("%s to %s", "%s 至 %s", from, to) }

// opening is whether the window is open at the plan's instant, and for how long that stays so.
func opening(of *plan.Plan) lang.Text {
	switch window := plan.WindowAt(of.Campaign, of.At); {
	case window.Open && window.Until.IsZero():
		return lang.Both("open", "可发放")
	case window.Open:
		return lang.Format("open for %s", "可发放，还剩 %s", words.Span(window.Until.Sub(of.At)))
	case window.Until.IsZero():
		return lang.Both("over", "已结束")
	default:
		return lang.Format("opens in %s", "%s后可发放", words.Span(window.Until.Sub(of.At)))
	}
}

// sends prints the table of what goes out for the first time, and how it relates to the campaign's bounds.
func (p *planPage) sends(of *plan.Plan) {
	open := of.Open()
	if open.Packets == 0 {
		return
	}
	p.Blank()
	send := of.Tally(plan.Send)
	switch {
	case send.Packets == 0:
	case send == open:
		p.Paragraph(0, lang.Format("redpack will send %s, %s in total:", "redpack 将发放 %s，共 %s：",
			words.Counted(send.Packets, words.RedPacket), p.Money(send.Amount)))
		p.Blank()
	default:
		p.Headline("+", numberOf(send.Packets, toSend), page.InkNone)
	}
	if send.Packets > 0 {
		p.groups(of, send)
		p.Blank()
	}
	p.bounds(of)
}

func (p *planPage) groups(of *plan.Plan, send money.Tally) {
	t := &page.Table{Columns: []page.Column{
		{Title: lang.Both("Group", "分组")},
		{Title: lang.Both("Packets", "红包数"), Right: true},
		{Title: lang.Both("Each", "每个"), Right: true, Spare: 2},
		{Title: lang.Both("Subtotal", "小计"), Right: true},
		{Title: lang.Both("Wishing", "祝福语"), Spare: 3},
	}}
	printed := 0
	for i := range of.Groups {
		if g := &of.Groups[i]; g.Packets > 0 {
			t.Add("+", page.Clean(g.Name), money.Count(g.Packets), each(p.Style, g), p.Money(g.Amount), p.Say(wishes(g)))
			printed++
		}
	}
	if printed > 1 {
		t.Rule()
		t.Add("", p.Say(lang.Both("total", "合计")), money.Count(send.Packets), "", p.Money(send.Amount), "")
	}
	t.Print(&p.Page)
}

// each is the amount of a group's packets, or their range.
func each(s page.Style, g *plan.Group) string {
	if g.Min == g.Max {
		return s.Money(g.Min)
	}
	return s.Money(g.Min) + "-" + g.Max.Yuan()
}

// wishes is the text of a group's packets. The number of others stands first, where a narrow column does not cut it.
func wishes(g *plan.Group) lang.Text {
	switch text := page.Clean(g.Wishing); {
	case g.Texts >= plan.MaxTexts:
		return lang.Format("many: %s", "多条：%s", text)
	case g.Texts > 1:
		return lang.Format("%d texts: %s", "%d 条：%s", g.Texts, text)
	default:
		return lang.Same(text)
	}
}

func (p *planPage) bounds(of *plan.Plan) {
	if lowest, highest := extremes(of.Groups); highest > 0 && lowest != highest {
		p.Labelled(2, lang.Both("Amounts", "金额"), fromTo(p.Money(lowest), p.Money(highest)))
	}
	budget := lang.Both("none set in the campaign (limits.budget)", "活动未设预算（limits.budget）")
	if most := of.Campaign.Limits.Budget; most > 0 {
		budget = lang.Format("%s, %s left after this run", "%s，本次发放后剩余 %s", p.Money(most), p.Money(most-of.Spent()))
	}
	p.Labelled(2, lang.Both("Budget", "预算"), budget)
	text := lang.Format("%s, about %s", "%s，约需 %s", pace(of.Campaign), words.Span(of.Duration()))
	if fit, _ := fitting(of); !fit.Empty() {
		text = clauses(text, fit)
	}
	p.Labelled(2, lang.Both("Pace", "速率"), text)
}

// pace is the rate in force. The second is told where somebody wrote it; otherwise it follows from the minute.
func pace(c *hclspec.Campaign) lang.Text {
	minute := lang.Format("%s a minute", "每分钟 %s 个", money.Count(plan.RateOf(c).PerMinute))
	if second := c.Merchant.Limits.PerSecond; second > 0 {
		minute = clauses(minute, lang.Format("%s a second", "每秒 %s 个", money.Count(second)))
	}
	return minute
}

func extremes(groups []plan.Group) (lowest, highest money.Fen) {
	for _, g := range groups {
		if g.Packets > 0 {
			if highest == 0 || g.Min < lowest {
				lowest = g.Min
			}
			highest = max(highest, g.Max)
		}
	}
	return lowest, highest
}

// fitting says whether the work ends before the window closes, and whether that is well.
func fitting(of *plan.Plan) (text lang.Text, well bool) {
	switch course, ok := of.Course(); {
	case !ok:
		return lang.Both("but the window is over", "但发放时段已结束"), false
	case course.Closes.IsZero():
		return lang.Text{}, true
	case course.Late():
		return lang.Format("longer than the window is open (until %s)", "超出发放时段（%s 止）", beijing.Format(course.Closes)), false
	default:
		return lang.Both("ends inside the window", "可在发放时段内完成"), true
	}
}
