package view

import (
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/diff"
)

// DiffOptions are how a diff is printed.
type DiffOptions struct {
	List bool // every change has a line of its own, however many there are
}

// Diff prints what differs in meaning between two revisions: settings first, then recipients by kind of change, the risky ones
// first, with what was paid where a state was laid over, and the totals before and after. Without DiffOptions.List it fits a
// screen or two at any number of recipients.
func Diff(w io.Writer, d *diff.Diff, o DiffOptions, s page.Style) error {
	p := &diffPage{Page: page.Page{Style: s}, DiffOptions: o, d: d}
	p.Labelled(0, lang.Both("Diff", "差异"), lang.Format("%s -> %s", "%s -> %s", p.revision(d.Before), p.revision(d.After)))
	if d.WithState && !d.StateExists {
		p.Labelled(0, lang.Both("State", "状态库"), noStateYet)
	}
	if !d.Different() {
		p.alike()
		return p.Print(w)
	}
	if len(d.Settings) > 0 {
		p.Blank()
		p.Headline("!", lang.Both("folder settings", "文件夹设置"), page.InkWarning)
		p.settings(d.Settings, p.change)
	}
	different := 0
	for i := range d.Campaigns {
		if c := &d.Campaigns[i]; c.Different() {
			different++
			p.campaign(c)
		}
	}
	p.rest(different)
	return p.Print(w)
}

// diffPage is a page with a diff.
type diffPage struct {
	page.Page
	DiffOptions
	d *diff.Diff
}

// revision names a side: "main (81d0e77)", "81d0e77 (merge base)", "work tree".
func (p *diffPage) revision(r diff.Revision) lang.Text {
	name := r.Called().Each(page.Clean)
	switch {
	case r.Base:
		return lang.Format("%s (merge base)", "%s（合并基点）", name)
	case r.Commit == "" || r.Commit == r.Name:
		return name
	}
	return lang.Format("%s (%s)", "%s（%s）", name, r.Commit)
}

// alike says in words that nothing differs in meaning.
func (p *diffPage) alike() {
	_, after := p.d.Totals()
	p.Blank()
	if !p.d.FormattingOnly() {
		p.Paragraph(0, lang.Format("No difference: %s, %s.", "没有差异：%s，共 %s。", words.Counted(after.Packets, words.Recipient), p.Money(after.Amount)))
		return
	}
	p.Paragraph(0, lang.Format("Formatting only: %s changed, and every recipient, amount, text and setting means the same (%s, %s).",
		"仅格式不同：%s有改动，所有领取人、金额、文字和设置的含义都不变（%s，共 %s）。",
		words.Counted(len(p.d.Files), words.File), words.Counted(after.Packets, words.Recipient), p.Money(after.Amount)))
	p.Blank()
	for i, f := range p.d.Files {
		if i == foldAfter && !p.List {
			p.Line("    %s", seeMore(len(p.d.Files)-i, "-list"))
			break
		}
		p.Line("  = %s", page.Fit(page.Clean(f.Path), p.Columns()-4))
	}
}

func (p *diffPage) campaign(c *diff.CampaignDiff) {
	p.Blank()
	p.Labelled(0, lang.Both("Campaign", "活动"), p.Paint(page.InkBadge, page.Clean(c.Name)), venue(c.Venue).badge(p.Style))
	p.presence(c)
	if len(c.Settings) > 0 {
		p.Blank()
		p.Headline("!", lang.Both("campaign settings", "活动设置"), page.InkWarning)
		told := p.change
		if c.Presence == diff.OnlyAfter {
			told = func(s diff.Setting) lang.Text {
				_, after := s.Said()
				return after.Each(func(text string) string { return page.Clean(p.Masked(text)) })
			}
		}
		p.settings(c.Settings, told)
	}
	p.lists(c)
	for _, kind := range diff.ChangeKinds() {
		p.changes(c, kind)
	}
	p.twice(c)
	p.Blank()
	if c.Unchanged.Packets > 0 {
		text := numberOf(c.Unchanged.Packets, lang.Both("unchanged", "无变化"))
		if n := p.d.Formatting(); n > 0 && len(p.d.Campaigns) == 1 {
			text = clauses(text, formattingChanged(n))
		}
		p.Headline("=", text, page.InkNone)
		p.Blank()
	}
	p.total(lang.Both("Total", "合计"), c.Before, c.After)
	p.warning(c)
}

// presence says what happened to the campaign as a whole.
func (p *diffPage) presence(c *diff.CampaignDiff) {
	switch {
	case c.Presence == diff.OnlyAfter:
		p.Blank()
		p.Headline("+", lang.Both("the whole campaign is added", "新增整个活动"), page.InkNone)
	case c.Presence == diff.OnlyBefore:
		p.Blank()
		p.Headline("-", lang.Both("the whole campaign is removed; what was paid stays paid", "删除整个活动；已付的不变"), page.InkNone)
	case c.Was != "":
		p.Blank()
		p.Headline(">", lang.Format("renamed from %s by a moved block: what was paid counts under the new name",
			"由 moved 块从 %s 改名：已付的计入新名", c.Was), page.InkNone)
	}
	if c.Resembles != "" {
		p.Blank()
		p.Headline("!", resembles(c.Resembles), page.InkError)
		p.block(address.Address{Campaign: c.Resembles}, address.Address{Campaign: c.Name})
	}
}

// block prints a moved block to be pasted.
func (p *diffPage) block(from, to address.Address) {
	p.Blank()
	for line := range strings.Lines(plan.MovedBlock(from, to)) {
		p.Line("    %s", page.Clean(strings.TrimSuffix(line, "\n")))
	}
}

// AllNumbers is what follows from a setting that stands in every bill number.
var AllNumbers = lang.Both("all bill numbers of the campaign change with it", "活动的所有商户订单号都会随之改变")

// settingsSide is from which width on the values of settings stand beside their names.
const settingsSide = 60

func (p *diffPage) settings(settings []diff.Setting, told func(diff.Setting) lang.Text) {
	widest := 0
	for _, s := range settings {
		widest = max(widest, len(s.Name))
	}
	for _, s := range settings {
		lead := "    " + page.Pad(s.Name, widest) + "  "
		if p.Columns() < settingsSide {
			p.Line("    %s", s.Name)
			lead = "      "
		}
		p.Wrapped(lead, p.Own(p.Say(told(s))))
		if s.Numbers {
			p.Wrapped(strings.Repeat(" ", len(lead)), AllNumbers)
		}
	}
}

// change is what a setting was and is.
func (p *diffPage) change(s diff.Setting) lang.Text {
	value := func(text lang.Text) lang.Text {
		if text.Empty() {
			return lang.Both("not set", "未设置")
		}
		return text.Each(func(text string) string { return page.Clean(p.Masked(text)) })
	}
	before, after := s.Said()
	text := lang.Format("%s -> %s", "%s -> %s", value(before), value(after))
	switch {
	case s.Before == "" && s.Range.Filename != "" && s.Name == "assert":
		text = lang.Format("added: %s", "新增：%s", value(after))
	case s.Name == "assert" || s.Name == "moved" && s.After == "":
		text = lang.Format("removed: %s", "删除：%s", value(before))
	case s.Name == "moved":
		text = lang.Format("added: %s", "新增：%s", value(after))
	}
	if s.Recipients > 0 {
		text = lang.Format("%s (%s)", "%s（%s）", text, words.Counted(s.Recipients, words.Recipient))
	}
	return text
}

// total prints what there was and is, on one line or on three.
func (p *diffPage) total(label lang.Text, before, after money.Tally) {
	sum := func(t money.Tally) lang.Text {
		return lang.Format("%s %s", "%s %s", words.Counted(t.Packets, words.Packet), p.Money(t.Amount))
	}
	first := p.Say(sum(before))
	rest := []string{"-> " + p.Say(sum(after)), p.Say(lang.Format("(%s)", "（%s）", p.Signed(after.Amount-before.Amount)))}
	name := p.Say(label)
	line := name + "  " + first + " " + rest[0] + "  " + rest[1]
	if page.Width(line) <= p.Columns() {
		p.Line("%s", line)
		return
	}
	p.Line("%s  %s", name, first)
	for _, part := range rest {
		p.Line("%s  %s", strings.Repeat(" ", page.Width(name)), part)
	}
}

// rest closes the page: what was not worth a paragraph, and the sum of all campaigns.
func (p *diffPage) rest(different int) {
	if same := len(p.d.Campaigns) - different; same > 0 {
		var names []string
		for i := range p.d.Campaigns {
			if c := &p.d.Campaigns[i]; !c.Different() {
				names = append(names, page.Clean(c.Name))
			}
		}
		p.Blank()
		p.Headline("=", lang.Format("%s without a difference: %s", "%s没有差异：%s",
			words.Counted(same, words.Campaign), lang.List(names)), page.InkNone)
	}
	if n := p.d.Formatting(); n > 0 && (len(p.d.Campaigns) > 1 || p.d.Campaigns[0].Unchanged.Packets == 0) {
		p.Blank()
		p.Headline("=", formattingChanged(n), page.InkNone)
	}
	if len(p.d.Campaigns) > 1 {
		before, after := p.d.Totals()
		p.Blank()
		p.total(lang.Format("All %s", "全部 %s", words.Counted(len(p.d.Campaigns), words.Campaign)), before, after)
	}
}

func formattingChanged(files int) lang.Text {
	return lang.Format("formatting changed in %s", "%s的格式有改动", words.Counted(files, words.File))
}

// resembles warns that a new campaign has the people of a removed one.
func resembles(removed string) lang.Text {
	return lang.Format("most of its people are in %s, which is removed, and all bill numbers are new. If it is the same campaign under another name, this "+
		"block keeps everybody from being paid once more:",
		"多数领取人在被删除的 %s 中，且所有商户订单号都是新的。若是同一活动改了名，加上这个块以免重复付款：", removed)
}
