package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/cashredpack/redpack/internal/address"
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
	p.Labelled(0, "Diff", p.revision(d.Before)+" -> "+p.revision(d.After))
	if d.WithState && !d.StateExists {
		p.Labelled(0, "State", "none yet, nothing was sent")
	}
	if !d.Different() {
		p.alike()
		return p.Print(w)
	}
	if len(d.Settings) > 0 {
		p.Blank()
		p.Headline("!", "folder settings", page.InkWarning)
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
func (p *diffPage) revision(r diff.Revision) string {
	name := page.Clean(r.Name)
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
	p.Blank()
	if !p.d.FormattingOnly() {
		p.Paragraph(0, fmt.Sprintf("No difference: %s, %s.", words.Counted(after.Packets, words.Recipient).English, p.Money(after.Amount)))
		return
	}
	p.Paragraph(0, fmt.Sprintf("Formatting only: %s changed, and every recipient, amount, text and setting means the same (%s, %s).",
		words.Counted(len(p.d.Files), words.File).English, words.Counted(after.Packets, words.Recipient).English, p.Money(after.Amount)))
	p.Blank()
	for i, f := range p.d.Files {
		if i == foldAfter && !p.List {
			p.Line("    and %s more: -list", money.Count(len(p.d.Files)-i))
			break
		}
		p.Line("  = %s", page.Fit(page.Clean(f.Path), p.Columns()-4))
	}
}

func (p *diffPage) campaign(c *diff.CampaignDiff) {
	p.Blank()
	p.Labelled(0, "Campaign", p.Paint(page.InkBadge, page.Clean(c.Name)), venue(c.Venue).badge(p.Style))
	p.presence(c)
	if len(c.Settings) > 0 {
		p.Blank()
		p.Headline("!", "campaign settings", page.InkWarning)
		told := p.change
		if c.Presence == diff.OnlyAfter {
			told = func(s diff.Setting) string { return page.Clean(p.Masked(s.After)) }
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
		text := money.Count(c.Unchanged.Packets) + " unchanged"
		if n := p.d.Formatting(); n > 0 && len(p.d.Campaigns) == 1 {
			text += ", formatting changed in " + words.Counted(n, words.File).English
		}
		p.Headline("=", text, page.InkNone)
		p.Blank()
	}
	p.total("Total", c.Before, c.After)
	p.warning(c)
}

// presence says what happened to the campaign as a whole.
func (p *diffPage) presence(c *diff.CampaignDiff) {
	switch {
	case c.Presence == diff.OnlyAfter:
		p.Blank()
		p.Headline("+", "the whole campaign is added", page.InkNone)
	case c.Presence == diff.OnlyBefore:
		p.Blank()
		p.Headline("-", "the whole campaign is removed; what was paid stays paid", page.InkNone)
	case c.Was != "":
		p.Blank()
		p.Headline(">", fmt.Sprintf("renamed from %s by a moved block: what was paid counts under the new name", page.Clean(c.Was)), page.InkNone)
	}
	if c.Resembles != "" {
		p.Blank()
		p.Headline("!", fmt.Sprintf("most of its people are in %s, which is removed, and all bill numbers are new. If it is the same campaign under another name, this "+
			"block keeps everybody from being paid once more:", page.Clean(c.Resembles)), page.InkError)
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
const AllNumbers = "all bill numbers of the campaign change with it"

// settingsSide is from which width on the values of settings stand beside their names.
const settingsSide = 60

func (p *diffPage) settings(settings []diff.Setting, told func(diff.Setting) string) {
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
		p.Wrapped(lead, p.Own(told(s)))
		if s.Numbers {
			p.Wrapped(strings.Repeat(" ", len(lead)), AllNumbers)
		}
	}
}

// change is what a setting was and is.
func (p *diffPage) change(s diff.Setting) string {
	value := func(text string) string {
		if text == "" {
			return "not set"
		}
		return page.Clean(p.Masked(text))
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
		text += " (" + words.Counted(s.Recipients, words.Recipient).English + ")"
	}
	return text
}

// total prints what there was and is, on one line or on three.
func (p *diffPage) total(label string, before, after money.Tally) {
	parts := []string{
		words.Counted(before.Packets, words.Packet).English + " " + p.Money(before.Amount),
		"-> " + words.Counted(after.Packets, words.Packet).English + " " + p.Money(after.Amount),
		"(" + p.Signed(after.Amount-before.Amount) + ")",
	}
	line := label + "  " + parts[0] + " " + parts[1] + "  " + parts[2]
	if page.Width(line) <= p.Columns() {
		p.Line("%s", line)
		return
	}
	p.Line("%s  %s", label, parts[0])
	for _, part := range parts[1:] {
		p.Line("%s  %s", strings.Repeat(" ", len(label)), part)
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
		p.Headline("=", words.Counted(same, words.Campaign).English+" without a difference: "+strings.Join(names, ", "), page.InkNone)
	}
	if n := p.d.Formatting(); n > 0 && (len(p.d.Campaigns) > 1 || p.d.Campaigns[0].Unchanged.Packets == 0) {
		p.Blank()
		p.Headline("=", "formatting changed in "+words.Counted(n, words.File).English, page.InkNone)
	}
	if len(p.d.Campaigns) > 1 {
		before, after := p.d.Totals()
		p.Blank()
		p.total("All "+words.Counted(len(p.d.Campaigns), words.Campaign).English, before, after)
	}
}
