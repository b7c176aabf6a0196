package view

import (
	"fmt"
	"strings"

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
	columns := []page.Column{{Title: "Setting"}, {Title: "Change"}}
	row := func(i int) []string { return []string{all[i].where + all[i].Name, d.page.change(all[i].Setting)} }
	const unfolded = 12
	lines := []string{mdHead(columns)}
	for i := range min(len(all), unfolded) {
		lines = append(lines, mdRow(row(i)))
	}
	d.say("**%s changed**\n\n%s", words.Counted(len(all), words.Setting).English, strings.Join(lines, "\n"))
	d.section(mdSection{
		title: fmt.Sprintf("More settings (%s)", money.Count(len(all)-len(lines)+1)), columns: columns,
		total: len(all) - len(lines) + 1, row: func(i int) []string { return row(i + unfolded) }, rank: rankSettings, first: 50,
	})
}

// campaigns gives each campaign a row where there are several.
func (d *diffDocument) campaigns() {
	if len(d.diff.Campaigns) < 2 {
		return
	}
	lines := []string{mdHead([]page.Column{{Title: "Campaign"}, {Title: "Before", Right: true}, {Title: "After", Right: true}, {Title: "Change", Right: true}})}
	for i := range d.diff.Campaigns {
		c := &d.diff.Campaigns[i]
		name := c.Name
		switch {
		case c.Presence == diff.OnlyAfter:
			name += ", new"
		case c.Presence == diff.OnlyBefore:
			name += ", removed"
		case c.Was != "":
			name += ", was " + c.Was
		}
		lines = append(lines, mdRow([]string{name, c.Before.Amount.String(), c.After.Amount.String(), signedOrNothing(c.After.Amount - c.Before.Amount)}))
	}
	d.say("%s", strings.Join(lines, "\n"))
}

// lists are the CSVs of which one side has no rows: all that can be reviewed of them is their line in redpack.sum.
func (d *diffDocument) lists() {
	lines := []string{mdHead([]page.Column{{Title: "List"}, {Title: "Before", Right: true}, {Title: "After", Right: true}, {Title: "Change", Right: true}})}
	for _, c := range d.differing {
		for _, l := range c.Lists {
			lines = append(lines, mdRow([]string{
				d.prefix(c) + l.Path, listSize(page.Style{}, l.Before), listSize(page.Style{}, l.After), signedOrNothing(l.After.Amount - l.Before.Amount),
			}))
		}
	}
	if n := len(lines) - 1; n > 0 {
		d.say("**%s changed** whose people are not in git; %s speaks for them\n\n%s", words.Counted(n, words.List).English, listsum.FileName, strings.Join(lines, "\n"))
	}
}

// prefix names a campaign where there are several; it is not escaped.
func (d *diffDocument) prefix(c *diff.CampaignDiff) string {
	if len(d.diff.Campaigns) < 2 {
		return ""
	}
	return c.Name + ": "
}

func signedOrNothing(f money.Fen) string {
	if f == 0 {
		return ""
	}
	return page.Style{}.Signed(f)
}

// changeNouns name the rows and the lists of a difference.
var changeNouns = map[diff.ChangeKind]string{
	diff.PersonChanged: "Different person under the same key", diff.AmountChanged: "Amount changed", diff.Renamed: "Renamed",
	diff.Added: "Added", diff.Removed: "Removed", diff.TextsChanged: "Text changed",
}

// table is the account of all campaigns that differ or not.
func (d *diffDocument) table() string {
	lines := []string{mdHead([]page.Column{{}, {Title: "Packets", Right: true}, {Title: "Amount", Right: true}, {Title: "Change", Right: true}})}
	add := func(noun string, packets int, amount money.Fen, change money.Fen) {
		if packets > 0 {
			lines = append(lines, mdRow([]string{noun, money.Count(packets), amount.String(), signedOrNothing(change)}))
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
	add("Lists changed", lists.Packets, lists.After, lists.Difference())
	add("Unchanged", unchanged.Packets, unchanged.Amount, 0)
	before, after := d.diff.Totals()
	change := ""
	if signed := signedOrNothing(after.Amount - before.Amount); signed != "" {
		change = "**" + signed + "**"
	}
	return strings.Join(append(lines, fmt.Sprintf("| **After this change** | **%s** | **%s** | %s |",
		money.Count(after.Packets), after.Amount, change)), "\n")
}
