package view

import (
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/plan/listsum"
)

// settings come first: they are what reviewers miss.
func (d *diffDocument) settings() {
	type setting struct {
		where string
		diff.Setting
	}
	var all []setting
	for _, s := range d.diff.Settings {
		all = append(all, setting{"", s})
	}
	for _, c := range d.differing {
		for _, s := range c.Settings {
			all = append(all, setting{d.prefix(c), s})
		}
	}
	if len(all) == 0 {
		return
	}
	columns := []page.Column{{Title: lang.Both("Setting", "设置")}, {Title: lang.Both("Change", "变化")}}
	row := func(i int) []string {
		return []string{all[i].where + all[i].Name, d.page.Say(d.page.change(all[i].Setting))}
	}
	const unfolded = 12
	lines := []string{d.tableHead(columns)}
	for i := range min(len(all), unfolded) {
		lines = append(lines, mdRow(row(i)))
	}
	d.say("**%s**\n\n%s", lang.Format("%s changed", "%s有改动", words.Counted(len(all), words.Setting)), strings.Join(lines, "\n"))
	d.section(mdSection{
		title: counting("", lang.Both("More settings", "其余设置"), len(all)-len(lines)+1), columns: columns,
		total: len(all) - len(lines) + 1, row: func(i int) []string { return row(i + unfolded) }, rank: rankSettings, first: 50,
	})
}

// campaigns gives each campaign a row where there are several.
func (d *diffDocument) campaigns() {
	if len(d.diff.Campaigns) < 2 {
		return
	}
	lines := []string{d.tableHead([]page.Column{{Title: lang.Both("Campaign", "活动")}, {Title: lang.Both("Before", "改前"), Right: true}, {Title: lang.Both("After", "改后"), Right: true}, {Title: lang.Both("Change", "变化"), Right: true}})}
	for i := range d.diff.Campaigns {
		c := &d.diff.Campaigns[i]
		name := lang.Same(c.Name)
		switch {
		case c.Presence == diff.OnlyAfter:
			name = clauses(name, lang.Both("new", "新增"))
		case c.Presence == diff.OnlyBefore:
			name = clauses(name, lang.Both("removed", "删除"))
		case c.Was != "":
			name = clauses(name, lang.Format("was %s", "原为 %s", c.Was))
		}
		lines = append(lines, mdRow([]string{name.In(d.Lang), c.Before.Amount.String(), c.After.Amount.String(), signedOrNothing(c.After.Amount - c.Before.Amount)}))
	}
	d.say("%s", strings.Join(lines, "\n"))
}

// lists are the CSVs of which one side has no rows: all that can be reviewed of them is their line in redpack.sum.
func (d *diffDocument) lists() {
	lines := []string{d.tableHead([]page.Column{{Title: lang.Both("List", "名单")}, {Title: lang.Both("Before", "改前"), Right: true}, {Title: lang.Both("After", "改后"), Right: true}, {Title: lang.Both("Change", "变化"), Right: true}})}
	for _, c := range d.differing {
		for _, l := range c.Lists {
			lines = append(lines, mdRow([]string{
				d.prefix(c) + l.Path, listSize(page.Style{}, l.Before).In(d.Lang), listSize(page.Style{}, l.After).In(d.Lang), signedOrNothing(l.After.Amount - l.Before.Amount),
			}))
		}
	}
	if n := len(lines) - 1; n > 0 {
		d.say("%s\n\n%s", lang.Format("**%s changed** whose people are not in git; %s speaks for them", "**%s有改动**，其领取人不在 git 中，以 %s 为准",
			words.Counted(n, words.List), listsum.FileName), strings.Join(lines, "\n"))
	}
}

// prefix names a campaign where there are several; it is not escaped.
func (d *diffDocument) prefix(c *diff.CampaignDiff) string {
	if len(d.diff.Campaigns) < 2 {
		return ""
	}
	return c.Name + lang.Both(": ", "：").In(d.Lang)
}

func signedOrNothing(f money.Fen) string {
	if f == 0 {
		return ""
	}
	return page.Style{}.Signed(f).English // the sign and the amount, without words
}

// changeNouns name the rows and the lists of a difference.
var changeNouns = map[diff.ChangeKind]lang.Text{
	diff.PersonChanged: lang.Both("Different person under the same key", "同一键换了人"), diff.AmountChanged: lang.Both("Amount changed", "金额有改动"),
	diff.Renamed: lang.Both("Renamed", "改名"), diff.Added: lang.Both("Added", "新增"), diff.Removed: lang.Both("Removed", "删除"),
	diff.TextsChanged: lang.Both("Text changed", "文字有改动"),
}

// table is the account of all campaigns that differ or not.
func (d *diffDocument) table() string {
	lines := []string{d.tableHead([]page.Column{{}, {Title: lang.Both("Packets", "红包数"), Right: true}, {Title: lang.Both("Amount", "金额"), Right: true}, {Title: lang.Both("Change", "变化"), Right: true}})}
	add := func(noun lang.Text, packets int, amount money.Fen, change money.Fen) {
		if packets > 0 {
			lines = append(lines, mdRow([]string{noun.In(d.Lang), money.Count(packets), amount.String(), signedOrNothing(change)}))
		}
	}
	var (
		unchanged money.Tally
		lists     diff.Delta
	)
	for _, kind := range []diff.ChangeKind{
		diff.Added, diff.Removed, diff.AmountChanged, diff.PersonChanged, diff.Renamed, diff.TextsChanged,
	} {
		var sum diff.Delta
		for i := range d.diff.Campaigns {
			one := d.diff.Campaigns[i].Delta(kind)
			sum.Packets += one.Packets
			sum.Before += one.Before
			sum.After += one.After
		}
		amount := sum.After
		if kind == diff.Removed {
			amount = sum.Before
		}
		add(changeNouns[kind], sum.Packets, amount, sum.Difference())
	}
	for i := range d.diff.Campaigns {
		c := &d.diff.Campaigns[i]
		unchanged = unchanged.Plus(c.Unchanged)
		for _, l := range c.Lists {
			lists = diff.Delta{Packets: lists.Packets + l.After.Rows, Before: lists.Before + l.Before.Amount, After: lists.After + l.After.Amount}
		}
	}
	add(lang.Both("Lists changed", "名单有改动"), lists.Packets, lists.After, lists.Difference())
	add(lang.Both("Unchanged", "无变化"), unchanged.Packets, unchanged.Amount, 0)
	before, after := d.diff.Totals()
	change := ""
	if signed := signedOrNothing(after.Amount - before.Amount); signed != "" {
		change = "**" + signed + "**"
	}
	return strings.Join(append(lines, fmt.Sprintf("| **%s** | **%s** | **%s** | %s |", lang.Both("After this change", "改动之后").In(d.Lang),
		money.Count(after.Packets), after.Amount, change)), "\n")
}
