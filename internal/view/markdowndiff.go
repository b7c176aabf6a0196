package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/internal/diag"
	"github.com/cashredpack/redpack/internal/lang"
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
	d := &diffDocument{document: document{Markdown: m}, diff: diff, page: diffPage{d: diff, Page: page.Page{Style: page.Style{ShowLabels: m.ShowLabels, Lang: m.Lang}}}}
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
	d.diagnostics(errorsTitle, onlyOf(hcl.DiagError, after.Found))
	d.diagnostics(warningsTitle, onlyOf(hcl.DiagWarning, after.Found))
	if digest, ok := after.digest(diff.WithState); ok {
		d.stamp(digest, "", lang.Both("Apply after merge", "合并后发放"))
	} else {
		d.stamp(plan.Digest{}, "", lang.Text{})
	}
	return d.writeTo(w)
}

// revisions names the two sides for the footer.
func revisions(of *diff.Diff) (commit, base string) {
	name := func(r diff.Revision) string {
		switch {
		case r.Base:
			return mergeBase + r.Commit
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
func (d *diffDocument) headline() lang.Text {
	before, after := d.diff.Totals()
	who := words.Counted(len(d.diff.Campaigns), words.Campaign)
	if len(d.diff.Campaigns) == 1 {
		who = lang.Same(markdownText(d.diff.Campaigns[0].Name, markdownTextMax))
	}
	return who.Then(d.verdict(before, after)).Then(venue(d.diff.Venue()).texts().aside)
}

func (d *diffDocument) verdict(before, after money.Tally) lang.Text {
	difference := after.Amount - before.Amount
	from := lang.Format(" (%s -> %s%s)", "（%s -> %s%s）", before.Amount.String(), after.Amount.String(), percent(difference, before.Amount))
	switch {
	case d.diff.FormattingOnly():
		return lang.Format(", formatting only: everybody gets what they got (%s)", "：仅格式不同，每人所得不变（%s）", after.Amount.String())
	case !d.diff.Different():
		return lang.Format(", no change (%s, %s)", "：没有变化（%s，共 %s）", words.Counted(after.Packets, words.Packet), after.Amount.String())
	case len(d.diff.Campaigns) == 1 && d.diff.Campaigns[0].Presence == diff.OnlyAfter:
		return lang.Format(" is new and pays %s to %s", " 是新活动，发放 %s 给 %s", after.Amount.String(), words.Counted(after.Packets, words.Recipient))
	case len(d.diff.Campaigns) == 1 && d.diff.Campaigns[0].Presence == diff.OnlyBefore:
		return lang.Format(" is removed (%s, %s)", " 被删除（%s，共 %s）", words.Counted(before.Packets, words.Packet), before.Amount.String())
	case difference > 0:
		return lang.Format(" pays %s more", " 多发 %s", difference.String()).Then(from)
	case difference < 0:
		return lang.Format(" pays %s less", " 少发 %s", (-difference).String()).Then(from)
	}
	return lang.Format(" pays the same in all (%s), %s", " 总额不变（%s），%s", after.Amount.String(), d.otherDifferences())
}

// otherDifferences says what differs where the total does not.
func (d *diffDocument) otherDifferences() lang.Text {
	recipients, settings, lists := 0, len(d.diff.Settings), 0
	for _, c := range d.differing {
		recipients += len(c.Changes)
		settings += len(c.Settings)
		lists += len(c.Lists)
	}
	var parts []lang.Text
	for _, part := range []struct {
		n    int
		noun words.Noun
	}{{recipients, words.Recipient}, {lists, words.List}, {settings, words.Setting}} {
		if part.n > 0 {
			parts = append(parts, words.Counted(part.n, part.noun))
		}
	}
	if len(parts) == 0 {
		return lang.Both("with campaigns renamed", "仅活动改名")
	}
	return lang.Format("%s %s", "%s%s有差异", lang.Join(parts, lang.Both(" and ", "、")), thatMany(recipients+settings+lists, "differs", "differ"))
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
	warn := func(text lang.Text) { lines = append(lines, "> "+text.In(d.Lang)) }
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
				warn(numbersChange(c.Name, s.Name))
			}
		}
		persons += c.Delta(diff.PersonChanged).Packets
		if c.Resembles != "" {
			warn(mostPeople(c.Name, c.Resembles))
		}
	}
	changed, removed := risky[diff.AmountChanged]+risky[diff.PersonChanged], risky[diff.Removed]
	if changed+removed > 0 {
		var who []lang.Text
		if changed > 0 {
			who = append(who, lang.Format("%s of the changed", "改动的 %s 位", money.Count(changed)))
		}
		if removed > 0 {
			who = append(who, lang.Format("%s of the removed", "删除的 %s 位", money.Count(removed)))
		}
		warn(lang.Format("%s recipients **%s already paid**, or may have been.", "%s领取人%s**已付款**，或可能已付款。",
			lang.Join(who, lang.Both(" and ", "、")), was(changed+removed)))
		warn(lang.Both("Merging does not take money back and does not pay the difference.", "合并既不收回款项，也不补差额。"))
	}
	if persons > 0 {
		warn(lang.Format("**%s %s** another openid under the same key: a different person.", "**%s%s**键不变而 openid 变了：换了人。",
			words.Counted(persons, words.Recipient), thatMany(persons, "has", "have")))
	}
	if dark > 0 {
		warn(lang.Format("**%s %s on one side neither in git nor in %s**, so what that changes is not known.", "**%s%s有一侧既不在 git 也不在 %s 中**，无从得知有何改动。",
			words.Counted(dark, words.List), are(dark), listsum.FileName))
	}
	if unmoved > 0 {
		warn(lang.Format("**%s %s renamed without a moved block**: whoever was paid under the old key would be paid once more. The blocks to paste "+
			"are in %s.", "**%s%s改名而没有 moved 块**：已按旧键付款的会重复付款。要粘贴的块见 %s。",
			words.Counted(unmoved, words.Recipient), are(unmoved), markdownCode(d.All)))
	}
	if len(lines) > 1 {
		d.say("%s", strings.Join(lines, "\n"))
	}
}

// numbersChange warns that a setting stands in every bill number.
func numbersChange(campaign, setting string) lang.Text {
	return lang.Format("**All bill numbers** of **%s** change with %s. The state keeps those of what was sent; without it, everybody would be "+
		"paid once more.", "**%s** 的**所有商户订单号**随 %s 改变。状态库保留已发放的；没有它，每人都会重复付款。",
		markdownText(campaign, markdownTextMax), markdownCode(setting))
}

// mostPeople warns that a new campaign has the people of a removed one.
func mostPeople(added, removed string) lang.Text {
	return lang.Format("Most people of **%s**, which is new, are in **%s**, which is removed. Without a moved block all bill numbers are new and "+
		"everybody of them is paid once more.", "新活动 **%s** 的多数领取人在被删除的 **%s** 中。没有 moved 块，所有商户订单号都是新的，这些人都会重复付款。",
		markdownText(added, markdownTextMax), markdownText(removed, markdownTextMax))
}

// checks says what was looked at on the after side.
func (d *diffDocument) checks(after Prospect) {
	if after.Found.HasErrors() {
		var failed []string
		for _, found := range onlyOf(hcl.DiagError, after.Found) {
			if text := "**" + markdownText(diag.Summary(found, d.Lang), markdownTextMax) + "**"; len(failed) == 0 || failed[len(failed)-1] != text {
				failed = append(failed, text)
			}
		}
		d.say("%s%s", checksLabel, lang.Format("%s. Plan and apply refuse the campaign like this.", "%s。plan 和 apply 拒绝这样的活动。",
			strings.Join(failed[:min(len(failed), 5)], lang.Comma.In(d.Lang))))
		return
	}
	if len(after.Plans) == 0 && slices.ContainsFunc(d.diff.Campaigns, func(c diff.CampaignDiff) bool { return c.Presence != diff.OnlyBefore }) {
		d.say("%s%s", checksLabel, lang.Format("all that is in git is ok. People whose list is not are checked where it is, by %s.",
			"git 中的内容都正确。名单不在 git 中的领取人，在名单所在处用 %s 检查。", markdownCode("redpack plan -check-sum"))) // for programs
	}
	for _, p := range after.Plans {
		prefix := ""
		if len(after.Plans) > 1 {
			prefix = markdownText(p.Campaign.Name, markdownTextMax) + lang.Both(": ", "：").In(d.Lang)
		}
		d.say("%s%s%s", checksLabel, prefix, planChecks(p))
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
			columns = append(columns, page.Column{Title: lang.Both("State", "状态库")})
		}
		columns = append(columns, page.Column{Title: lang.Both("Recipient", "领取人")}, page.Column{Title: lang.Both("List", "名单")})
		d.section(mdSection{
			title: counting(prefix, changeNouns[kind], len(of)), columns: columns,
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
		title:   lang.Format("Formatting only (%s)", "仅格式不同（%s）", words.Counted(len(paths), words.File)),
		columns: []page.Column{{Title: lang.Both("File", "文件")}}, total: len(paths), rank: rankUnchanged, first: 0,
		row: func(i int) []string { return []string{paths[i]} },
	})
}
