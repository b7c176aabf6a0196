package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
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
func Diff(w io.Writer, d *diff.Diff, o DiffOptions, s Style) error {
	p := &diffPage{page: page{Style: s}, DiffOptions: o, d: d}
	p.labelled(0, "Diff", p.revision(d.Before)+" -> "+p.revision(d.After))
	if d.WithState && !d.StateExists {
		p.labelled(0, "State", "none yet, nothing was sent")
	}
	if !d.Different() {
		p.alike()
		return p.writeTo(w)
	}
	if len(d.Settings) > 0 {
		p.blank()
		p.headline("!", "folder settings", inkWarning)
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
	return p.writeTo(w)
}

// diffPage is a page with a diff.
type diffPage struct {
	page
	DiffOptions
	d *diff.Diff
}

// revision names a side: "main (81d0e77)", "81d0e77 (merge base)", "work tree".
func (p *diffPage) revision(r diff.Revision) string {
	name := Clean(r.Name)
	switch {
	case r.Base:
		return name + " (merge base)"
	case r.Commit == "" || r.Commit == r.Name:
		return name
	}
	return name + " (" + r.Commit + ")"
}

// alike says in words that nothing differs in meaning.
func (p *diffPage) alike() {
	_, after := p.d.Totals()
	p.blank()
	if !p.d.FormattingOnly() {
		p.paragraph(0, fmt.Sprintf("No difference: %s, %s.", words.Counted(after.Packets, "recipient"), p.Money(after.Amount)))
		return
	}
	p.paragraph(0, fmt.Sprintf("Formatting only: %s changed, and every recipient, amount, text and setting means the same (%s, %s).",
		words.Counted(len(p.d.Files), "file"), words.Counted(after.Packets, "recipient"), p.Money(after.Amount)))
	p.blank()
	for i, f := range p.d.Files {
		if i == foldAfter && !p.List {
			p.line("    and %s more: -list", money.Count(len(p.d.Files)-i))
			break
		}
		p.line("  = %s", Fit(Clean(f.Path), p.width()-4))
	}
}

func (p *diffPage) campaign(c *diff.CampaignDiff) {
	p.blank()
	mode := p.paint(inkError, "LIVE")
	if c.Sandbox {
		mode = p.paint(inkGood, "SANDBOX")
	}
	p.labelled(0, "Campaign", p.paint(inkBadge, Clean(c.Name)), mode)
	p.presence(c)
	if len(c.Settings) > 0 {
		p.blank()
		p.headline("!", "campaign settings", inkWarning)
		told := p.change
		if c.Presence == diff.OnlyAfter {
			told = func(s diff.Setting) string { return Clean(p.masked(s.After)) }
		}
		p.settings(c.Settings, told)
	}
	p.lists(c)
	for _, kind := range diff.ChangeKinds() {
		p.changes(c, kind)
	}
	p.twice(c)
	p.blank()
	if c.Unchanged.Packets > 0 {
		text := money.Count(c.Unchanged.Packets) + " unchanged"
		if n := p.d.Formatting(); n > 0 && len(p.d.Campaigns) == 1 {
			text += ", formatting changed in " + words.Counted(n, "file")
		}
		p.headline("=", text, inkNone)
		p.blank()
	}
	p.total("Total", c.Before, c.After)
	p.warning(c)
}

// presence says what happened to the campaign as a whole.
func (p *diffPage) presence(c *diff.CampaignDiff) {
	switch {
	case c.Presence == diff.OnlyAfter:
		p.blank()
		p.headline("+", "the whole campaign is added", inkNone)
	case c.Presence == diff.OnlyBefore:
		p.blank()
		p.headline("-", "the whole campaign is removed; what was paid stays paid", inkNone)
	case c.Was != "":
		p.blank()
		p.headline(">", fmt.Sprintf("renamed from %s by a moved block: what was paid counts under the new name", Clean(c.Was)), inkNone)
	}
	if c.Resembles != "" {
		p.blank()
		p.headline("!", fmt.Sprintf("most of its people are in %s, which is removed, and all bill numbers are new. If it is the same campaign under another name, this "+
			"block keeps everybody from being paid once more:", Clean(c.Resembles)), inkError)
		p.block(address.Address{Campaign: c.Resembles}, address.Address{Campaign: c.Name})
	}
}

// block prints a moved block to be pasted.
func (p *diffPage) block(from, to address.Address) {
	p.blank()
	for line := range strings.Lines(plan.MovedBlock(from, to)) {
		p.line("    %s", Clean(strings.TrimSuffix(line, "\n")))
	}
}

// allNumbers is what follows from a setting that stands in every bill number.
const allNumbers = "all bill numbers of the campaign change with it"

// settingsSide is from which width on the values of settings stand beside their names.
const settingsSide = 60

func (p *diffPage) settings(settings []diff.Setting, told func(diff.Setting) string) {
	widest := 0
	for _, s := range settings {
		widest = max(widest, len(s.Name))
	}
	for _, s := range settings {
		lead := "    " + Pad(s.Name, widest) + "  "
		if p.width() < settingsSide {
			p.line("    %s", s.Name)
			lead = "      "
		}
		p.wrapped(lead, p.own(told(s)))
		if s.Numbers {
			p.wrapped(strings.Repeat(" ", len(lead)), allNumbers)
		}
	}
}

// change is what a setting was and is.
func (p *diffPage) change(s diff.Setting) string {
	value := func(text string) string {
		if text == "" {
			return "not set"
		}
		return Clean(p.masked(text))
	}
	text := value(s.Before) + " -> " + value(s.After)
	switch {
	case s.Before == "" && s.Range.Filename != "" && s.Name == "assert":
		text = "added: " + value(s.After)
	case s.Name == "assert" || s.Name == "moved" && s.After == "":
		text = "removed: " + value(s.Before)
	case s.Name == "moved":
		text = "added: " + value(s.After)
	}
	if s.Recipients > 0 {
		text += " (" + words.Counted(s.Recipients, "recipient") + ")"
	}
	return text
}

// total prints what there was and is, on one line or on three.
func (p *diffPage) total(label string, before, after money.Tally) {
	parts := []string{
		words.Counted(before.Packets, "packet") + " " + p.Money(before.Amount),
		"-> " + words.Counted(after.Packets, "packet") + " " + p.Money(after.Amount),
		"(" + p.signed(after.Amount-before.Amount) + ")",
	}
	line := label + "  " + parts[0] + " " + parts[1] + "  " + parts[2]
	if Width(line) <= p.width() {
		p.line("%s", line)
		return
	}
	p.line("%s  %s", label, parts[0])
	for _, part := range parts[1:] {
		p.line("%s  %s", strings.Repeat(" ", len(label)), part)
	}
}

// signed is a difference of money with its sign.
func (s Style) signed(f money.Fen) string {
	switch {
	case f > 0:
		return "+" + s.Money(f)
	case f < 0:
		return "-" + s.Money(-f)
	}
	return "no change in money"
}

// rest closes the page: what was not worth a paragraph, and the sum of all campaigns.
func (p *diffPage) rest(different int) {
	if same := len(p.d.Campaigns) - different; same > 0 {
		var names []string
		for i := range p.d.Campaigns {
			if c := &p.d.Campaigns[i]; !c.Different() {
				names = append(names, Clean(c.Name))
			}
		}
		p.blank()
		p.headline("=", words.Counted(same, "campaign")+" without a difference: "+strings.Join(names, ", "), inkNone)
	}
	if n := p.d.Formatting(); n > 0 && (len(p.d.Campaigns) > 1 || p.d.Campaigns[0].Unchanged.Packets == 0) {
		p.blank()
		p.headline("=", "formatting changed in "+words.Counted(n, "file"), inkNone)
	}
	if len(p.d.Campaigns) > 1 {
		before, after := p.d.Totals()
		p.blank()
		p.total("All "+words.Counted(len(p.d.Campaigns), "campaign"), before, after)
	}
}
