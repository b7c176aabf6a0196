package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/plan/listsum"
)

// Prospect is what the after side of a difference would come to: its plans, or why there are none.
type Prospect struct {
	Plans []*plan.Plan
	Found hcl.Diagnostics // with an error, Plans is not used
}

// digest is what an apply of the after side can be held to. A pot's amounts depend on what was sent, so without the state
// there is no digest to hold it to.
func (p Prospect) digest(withState bool) (digest plan.Digest, ok bool) {
	if p.Found.HasErrors() || len(p.Plans) == 0 {
		return digest, false
	}
	for _, of := range p.Plans {
		for _, draw := range of.Campaign.Draws() {
			if draw.Pot && !withState {
				return digest, false
			}
		}
	}
	return plan.Combined(p.Plans), true
}

// Diff writes a difference as one document. It has a body where nothing differs, too: the comment of an earlier revision
// must be brought up to date, not left behind.
func (m Markdown) Diff(w io.Writer, diff *diff.Diff, after Prospect) error {
	d := &diffDocument{document: document{Markdown: m}, diff: diff, page: diffPage{d: diff, Page: page.Page{Style: page.Style{ShowLabels: m.ShowLabels}}}}
	d.Commit, d.Base = revisions(diff)
	for i := range diff.Campaigns {
		if c := &diff.Campaigns[i]; c.Different() {
			d.differing = append(d.differing, c)
		}
	}
	d.say("%s\n### redpack: %s", markdownMarker(d.names(), "diff"), d.headline())
	d.refused()
	if diff.Different() {
		d.settings()
		d.campaigns()
		d.lists()
		d.say("%s", d.table())
		d.warning()
	}
	d.checks(after)
	for _, c := range d.differing {
		d.changes(c)
	}
	d.formatting()
	d.diagnostics("Errors", onlyOf(hcl.DiagError, after.Found))
	d.diagnostics("Warnings", onlyOf(hcl.DiagWarning, after.Found))
	if digest, ok := after.digest(diff.WithState); ok {
		d.stamp(digest, "", "Apply after merge")
	} else {
		d.stamp(plan.Digest{}, "", "")
	}
	return d.writeTo(w)
}

// revisions names the two sides for the footer.
func revisions(of *diff.Diff) (commit, base string) {
	name := func(r diff.Revision) string {
		switch {
		case r.Base:
			return "merge base " + r.Commit
		case r.Commit == "" || r.Commit == r.Name:
			return r.Name
		}
		return r.Commit + " (" + r.Name + ")"
	}
	return name(of.After), name(of.Before)
}

// diffDocument is a document about a difference.
type diffDocument struct {
	document
	diff      *diff.Diff
	page      diffPage // for the words that the text and the document share
	differing []*diff.CampaignDiff
}

func onlyOf(severity hcl.DiagnosticSeverity, diags hcl.Diagnostics) (some hcl.Diagnostics) {
	for _, d := range diags {
		if d.Severity == severity {
			some = append(some, d)
		}
	}
	return some
}

func (d *diffDocument) names() string {
	var names []string
	for _, c := range d.diff.Campaigns {
		names = append(names, c.Name)
	}
	return strings.Join(names, ",")
}

// headline alone answers "how much more".
func (d *diffDocument) headline() string {
	before, after := d.diff.Totals()
	who := words.Counted(len(d.diff.Campaigns), words.Campaign).English
	if len(d.diff.Campaigns) == 1 {
		who = markdownText(d.diff.Campaigns[0].Name, markdownTextMax)
	}
	return who + d.verdict(before, after) + venue(d.diff.Venue()).texts().aside
}

func (d *diffDocument) verdict(before, after money.Tally) string {
	difference := after.Amount - before.Amount
	from := fmt.Sprintf(" (%s -> %s%s)", before.Amount, after.Amount, percent(difference, before.Amount))
	switch {
	case d.diff.FormattingOnly():
		return fmt.Sprintf(", formatting only: everybody gets what they got (%s)", after.Amount)
	case !d.diff.Different():
		return fmt.Sprintf(", no change (%s, %s)", words.Counted(after.Packets, words.Packet).English, after.Amount)
	case len(d.diff.Campaigns) == 1 && d.diff.Campaigns[0].Presence == diff.OnlyAfter:
		return fmt.Sprintf(" is new and pays %s to %s", after.Amount, words.Counted(after.Packets, words.Recipient).English)
	case len(d.diff.Campaigns) == 1 && d.diff.Campaigns[0].Presence == diff.OnlyBefore:
		return fmt.Sprintf(" is removed (%s, %s)", words.Counted(before.Packets, words.Packet).English, before.Amount)
	case difference > 0:
		return fmt.Sprintf(" pays %s more", difference) + from
	case difference < 0:
		return fmt.Sprintf(" pays %s less", -difference) + from
	}
	return fmt.Sprintf(" pays the same in all (%s), %s", after.Amount, d.otherDifferences())
}

// otherDifferences says what differs where the total does not.
func (d *diffDocument) otherDifferences() string {
	recipients, settings, lists := 0, len(d.diff.Settings), 0
	for _, c := range d.differing {
		recipients += len(c.Changes)
		settings += len(c.Settings)
		lists += len(c.Lists)
	}
	var parts []string
	for _, part := range []struct {
		n    int
		noun words.Noun
	}{{recipients, words.Recipient}, {lists, words.List}, {settings, words.Setting}} {
		if part.n > 0 {
			parts = append(parts, words.Counted(part.n, part.noun).English)
		}
	}
	if len(parts) == 0 {
		return "with campaigns renamed"
	}
	verb := " differ"
	if recipients+settings+lists == 1 {
		verb = " differs"
	}
	return strings.Join(parts, " and ") + verb
}

// percent is a part of a whole with its sign and one decimal, rounded: ", +1.8 %".
func percent(part, whole money.Fen) string {
	const most = money.Fen(1) << 50 // beyond it, thousandths do not fit
	if whole <= 0 || part == 0 || part > most || part < -most {
		return ""
	}
	sign := "+"
	if part < 0 {
		sign, part = "-", -part
	}
	tenths := (part*1000 + whole/2) / whole
	if tenths == 0 {
		return ""
	}
	return fmt.Sprintf(", %s%s.%d %%", sign, money.Count(int(tenths/10)), tenths%10)
}

// warning names the changes that do not do what they seem to do, because money has left or would leave again.
func (d *diffDocument) warning() {
	lines := []string{"> [!WARNING]"}
	warn := func(format string, args ...any) { lines = append(lines, fmt.Sprintf("> "+format, args...)) }
	risky := map[diff.ChangeKind]int{}
	unmoved, persons, dark := 0, 0, 0
	for _, c := range d.differing {
		for i := range c.Changes {
			change := &c.Changes[i]
			if AtRisk(change) {
				risky[change.Kind]++
			}
			if change.Kind == diff.Renamed && !change.Moved && (change.PaysTwice() || !d.diff.WithState) {
				unmoved++
			}
		}
		for _, l := range c.Lists {
			if l.Before.Dark || l.After.Dark {
				dark++
			}
		}
		for _, s := range c.Settings {
			if s.Numbers {
				warn("**All bill numbers** of **%s** change with %s. The state keeps those of what was sent; without it, everybody would be "+
					"paid once more.", markdownText(c.Name, markdownTextMax), markdownCode(s.Name))
			}
		}
		persons += c.Delta(diff.PersonChanged).Packets
		if c.Resembles != "" {
			warn("Most people of **%s**, which is new, are in **%s**, which is removed. Without a moved block all bill numbers are new and "+
				"everybody of them is paid once more.", markdownText(c.Name, markdownTextMax), markdownText(c.Resembles, markdownTextMax))
		}
	}
	changed, removed := risky[diff.AmountChanged]+risky[diff.PersonChanged], risky[diff.Removed]
	if changed+removed > 0 {
		var who []string
		if changed > 0 {
			who = append(who, money.Count(changed)+" of the changed")
		}
		if removed > 0 {
			who = append(who, money.Count(removed)+" of the removed")
		}
		were := "were"
		if changed+removed == 1 {
			were = "was"
		}
		warn("%s recipients **%s already paid**, or may have been.\n> Merging does not take money back and does not pay the difference.",
			strings.Join(who, " and "), were)
	}
	if persons > 0 {
		warn("**%s** another openid under the same key: a different person.", words.Counted(persons, words.Recipient).English+" "+have(persons))
	}
	if dark > 0 {
		warn("**%s on one side neither in git nor in %s**, so what that changes is not known.", words.Counted(dark, words.List).English+" "+are(dark), listsum.FileName)
	}
	if unmoved > 0 {
		warn("**%s renamed without a moved block**: whoever was paid under the old key would be paid once more. The blocks to paste "+
			"are in %s.", words.Counted(unmoved, words.Recipient).English+" "+are(unmoved), markdownCode(d.All))
	}
	if len(lines) > 1 {
		d.say("%s", strings.Join(lines, "\n"))
	}
}

func have(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// checks says what was looked at on the after side.
func (d *diffDocument) checks(after Prospect) {
	if after.Found.HasErrors() {
		var failed []string
		for _, found := range onlyOf(hcl.DiagError, after.Found) {
			if text := "**" + markdownText(found.Summary, markdownTextMax) + "**"; len(failed) == 0 || failed[len(failed)-1] != text {
				failed = append(failed, text)
			}
		}
		d.say("**Checks**: %s. Plan and apply refuse the campaign like this.", strings.Join(failed[:min(len(failed), 5)], ", "))
		return
	}
	if len(after.Plans) == 0 && slices.ContainsFunc(d.diff.Campaigns, func(c diff.CampaignDiff) bool { return c.Presence != diff.OnlyBefore }) {
		d.say("**Checks**: all that is in git is ok. People whose list is not are checked where it is, by %s.", markdownCode("redpack plan -check-sum"))
	}
	for _, p := range after.Plans {
		prefix := ""
		if len(after.Plans) > 1 {
			prefix = markdownText(p.Campaign.Name, markdownTextMax) + ": "
		}
		d.say("**Checks**: %s%s", prefix, strings.Join(planChecks(p), ", "))
	}
}

// ranks tell which lists of changes give way first, and down to how many rows.
var ranks = map[diff.ChangeKind]struct{ rank, first int }{
	diff.Added: {rankAdded, 50}, diff.Removed: {rankRemoved, 50}, diff.TextsChanged: {rankTexts, 50},
	diff.Renamed: {rankChanged, 200}, diff.AmountChanged: {rankChanged, 200}, diff.PersonChanged: {rankChanged, 200},
}

// changes lists the recipients of a campaign that differ, those with money behind them first.
func (d *diffDocument) changes(c *diff.CampaignDiff) {
	prefix := ""
	if before := d.prefix(c); before != "" {
		prefix = markdownText(before, markdownTextMax) + " "
	}
	for _, kind := range diff.ChangeKinds() {
		of := c.Of(kind)
		if len(of) == 0 {
			continue
		}
		runs := d.page.runs(of)
		kindOf := changeSections[kind]
		columns := append([]page.Column{}, kindOf.columns...)
		if d.diff.WithState {
			columns = append(columns, page.Column{Title: "State"})
		}
		columns = append(columns, page.Column{Title: "Recipient"}, page.Column{Title: "List"})
		d.section(mdSection{
			title: fmt.Sprintf("%s%s (%s)", prefix, changeNouns[kind], money.Count(len(of))), columns: columns,
			total: len(runs), rank: ranks[kind].rank, first: ranks[kind].first, longest: 2 * markdownTextMax,
			row: func(i int) []string {
				group := runs[i].first.After.Group
				if kind == diff.Removed {
					group = runs[i].first.Before.Group
				}
				return append(d.page.row(kindOf, runs[i]), group)
			},
		})
	}
}

// formatting names files that changed and mean the same.
func (d *diffDocument) formatting() {
	var paths []string
	for _, f := range d.diff.Files {
		if f.Formatting {
			paths = append(paths, f.Path)
		}
	}
	d.section(mdSection{
		title:   fmt.Sprintf("Formatting only (%s)", words.Counted(len(paths), words.File).English),
		columns: []page.Column{{Title: "File"}}, total: len(paths), rank: rankUnchanged, first: 0,
		row: func(i int) []string { return []string{paths[i]} },
	})
}
