package view

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/plan/listsum"
)

// changeSection is how the changes of one kind are listed. Their last column holds the key, which may be Chinese.
type changeSection struct {
	mark    string
	what    func(n int) string
	columns []page.Column
	cells   func(s page.Style, c *diff.Change) []string // without the last two columns, state and recipient
}

var changeSections = map[diff.ChangeKind]changeSection{
	diff.PersonChanged: {
		mark: "!", what: func(n int) string { return words.Plural(n, words.Key).English + " with a different person" },
		columns: []page.Column{{Title: "Was", Spare: 1}, {Title: "Is"}},
		cells: func(s page.Style, c *diff.Change) []string {
			was, is := s.OpenID(c.Before.OpenID), s.OpenID(c.After.OpenID)
			if was == is {
				is = "ends alike"
			}
			return []string{was, is}
		},
	},
	diff.AmountChanged: {
		mark: "~", what: func(n int) string { return words.Plural(n, words.Amount).English + " changed" },
		columns: []page.Column{{Title: "Was", Right: true, Spare: 1}, {Title: "Is", Right: true}},
		cells: func(s page.Style, c *diff.Change) []string {
			return []string{s.Money(c.Before.Amount), s.Money(c.After.Amount)}
		},
	},
	diff.Renamed: {
		mark: ">", what: func(n int) string { return words.Plural(n, words.Recipient).English + " renamed" },
		columns: []page.Column{{Title: "Amount", Right: true}},
		cells:   func(s page.Style, c *diff.Change) []string { return []string{s.Money(c.After.Amount)} },
	},
	diff.Added: {
		mark: "+", what: func(n int) string { return words.Plural(n, words.Recipient).English + " added" },
		columns: []page.Column{{Title: "Each", Right: true}},
		cells:   func(s page.Style, c *diff.Change) []string { return []string{s.Money(c.After.Amount)} },
	},
	diff.Removed: {
		mark: "-", what: func(n int) string { return words.Plural(n, words.Recipient).English + " removed" },
		columns: []page.Column{{Title: "Each", Right: true}},
		cells:   func(s page.Style, c *diff.Change) []string { return []string{s.Money(c.Before.Amount)} },
	},
	diff.TextsChanged: {mark: "~", what: func(n int) string { return words.Plural(n, words.Wording).English + " changed" }},
}

// changes lists the changes of one kind, those with money behind them first.
func (p *diffPage) changes(c *diff.CampaignDiff, kind diff.ChangeKind) {
	delta := c.Delta(kind)
	if delta.Packets == 0 {
		return
	}
	section := changeSections[kind]
	p.Blank()
	p.priced(section.mark, money.Count(delta.Packets)+" "+section.what(delta.Packets), delta.Difference())
	runs := p.runs(c.Of(kind))
	shown := len(runs)
	if !p.List {
		shown = min(shown, foldAfter)
	}
	t := &page.Table{Columns: slices.Clone(section.columns), Wrap: true}
	if p.d.WithState {
		t.Columns = append(t.Columns, page.Column{Title: "State"})
	}
	t.Columns = append(t.Columns, page.Column{Title: "Recipient"})
	for _, r := range runs[:shown] {
		t.Add("", p.row(section, r)...)
	}
	t.Print(&p.Page)
	p.more(runs[shown:])
}

// priced is a headline with what it costs at the end of its line.
func (p *diffPage) priced(mark, title string, difference money.Fen) {
	colour := page.InkNone
	if mark == "!" {
		colour = page.InkWarning
	}
	if difference == 0 {
		p.Headline(mark, title, colour)
		return
	}
	const column, amount = 56, 14
	line := page.Pad(mark, 2) + title
	p.Line("%s", p.Paint(colour, page.Pad(line, min(column, p.Columns()-amount))+" "+page.PadLeft(p.Signed(difference), amount-1)))
}

// row is one line: a change, or several that differ in nothing but a running number.
func (p *diffPage) row(section changeSection, r run) []string {
	var cells []string
	if section.cells != nil {
		cells = section.cells(p.Style, r.first)
	}
	if p.d.WithState {
		brief, whole := fate(p.Style, r.first)
		if p.Columns() < fateWidth {
			whole = brief
		}
		cells = append(cells, whole)
	}
	return append(cells, p.recipient(r))
}

// recipient names who changed, and what else there is to say that needs no column of its own.
func (p *diffPage) recipient(r run) string {
	c := r.first
	name := p.named(c)
	switch {
	case r.n > 1:
		name = fmt.Sprintf("%s to %s, %s packets", name, p.named(r.last), money.Count(r.n))
	case c.Kind == diff.Renamed:
		name = p.key(c.WasKey) + " -> " + name
		if !c.Moved {
			name += ", no moved block"
		}
	case c.WasKey != "":
		name += ", was " + p.key(c.WasKey)
	case c.Kind == diff.Removed && c.Moved:
		name += ", moved to another campaign"
	}
	if c.Kind == diff.PersonChanged && c.Before.Amount != c.After.Amount {
		name += ", " + p.Money(c.Before.Amount) + " -> " + p.Money(c.After.Amount)
	}
	if c.Texts {
		return name + p.texts(c)
	}
	return name + p.supplement(cmp.Or(c.After.Supplement, c.Before.Supplement))
}

// supplement says beside whose packet one comes, and why.
func (p *diffPage) supplement(of *hclspec.Supplement) string {
	if of == nil {
		return ""
	}
	return ", supplement of " + p.key(of.Of) + ": " + page.Clean(p.Masked(of.Reason))
}

// named is the key of who changed, and the name that people know, of now or else of before.
func (p *diffPage) named(c *diff.Change) string {
	return p.Named(c.Key, cmp.Or(c.After.Label, c.Before.Label))
}

// key is a recipient's key. Where the campaign names none it is the openid.
func (p *diffPage) key(key string) string { return page.Clean(p.Key(key)) }

// texts tells which text was replaced by which.
func (p *diffPage) texts(c *diff.Change) string {
	var b strings.Builder
	var was, is hclspec.Supplement
	if c.Before.Supplement != nil {
		was = *c.Before.Supplement
	}
	if c.After.Supplement != nil {
		is = *c.After.Supplement
	}
	for _, t := range [...][3]string{
		{"wishing", c.Before.Wishing, c.After.Wishing},
		{"remark", c.Before.Remark, c.After.Remark},
		{"supplement of", p.Key(was.Of), p.Key(is.Of)},
		{"reason", was.Reason, is.Reason},
	} {
		if t[1] != t[2] {
			plain.Add(&b, ", %s %q -> %q", t[0], p.Masked(t[1]), p.Masked(t[2]))
		}
	}
	return b.String()
}

// run is one change or several neighbours that differ in nothing but a number that counts up.
type run struct {
	first, last *diff.Change
	n           int
	amount      money.Fen // of all of them together
}

// runs puts what was paid first and joins neighbours, unless every change is to have its own line.
func (p *diffPage) runs(changes []diff.Change) []run {
	ordered := make([]*diff.Change, 0, len(changes))
	for _, risky := range [...]bool{true, false} {
		for i := range changes {
			if AtRisk(&changes[i]) == risky {
				ordered = append(ordered, &changes[i])
			}
		}
	}
	var runs []run
	for _, c := range ordered {
		amount := c.After.Amount
		if c.Kind == diff.Removed {
			amount = c.Before.Amount
		}
		if last := len(runs) - 1; last >= 0 && !p.List && continues(runs[last].last, c) {
			runs[last].last = c
			runs[last].n++
			runs[last].amount += amount
			continue
		}
		runs = append(runs, run{first: c, last: c, n: 1, amount: amount})
	}
	return runs
}

// continues tells whether the second change is the first one with the next number. Only who came or went is joined.
func continues(a, b *diff.Change) bool {
	if a.Kind != diff.Added && a.Kind != diff.Removed || a.Moved || b.Moved || !fareAlike(a.Recorded, b.Recorded) ||
		a.Before.Amount != b.Before.Amount || a.After.Amount != b.After.Amount ||
		cmp.Or(a.Before.Supplement, a.After.Supplement, b.Before.Supplement, b.After.Supplement) != nil {
		return false
	}
	stemA, numberA, okA := numbered(a.Key)
	stemB, numberB, okB := numbered(b.Key)
	return okA && okB && stemA == stemB && len(a.Key) == len(b.Key) && numberB == numberA+1
}

// fareAlike tells whether the same is to be said of what was paid.
func fareAlike(a, b *diff.Recorded) bool {
	if !a.Known() || !b.Known() {
		return a.Known() == b.Known()
	}
	return a.Status == b.Status && a.Doubt == b.Doubt && a.Amount == b.Amount
}

// numbered splits a key that ends in a number.
func numbered(key string) (stem string, number uint64, ok bool) {
	stem = strings.TrimRight(key, "0123456789")
	number, err := strconv.ParseUint(key[len(stem):], 10, 64)
	return stem, number, err == nil
}

// more counts what is not listed.
func (p *diffPage) more(left []run) {
	if len(left) == 0 {
		return
	}
	n, paid := 0, 0
	low, high := amountOf(left[0].first), amountOf(left[0].first)
	for _, r := range left {
		n += r.n
		low, high = min(low, amountOf(r.first)), max(high, amountOf(r.first))
		if r.first.Recorded.MayHavePaid() {
			paid += r.n
		}
	}
	text := "and " + money.Count(n) + " more, " + p.Money(low)
	if low != high {
		text += " to " + p.Money(high)
	}
	if paid > 0 {
		text += ", " + money.Count(paid) + " of them PAID"
	}
	p.Wrapped("    ", text+"; -list shows all")
}

func amountOf(c *diff.Change) money.Fen {
	if c.Kind == diff.Removed {
		return c.Before.Amount
	}
	return c.After.Amount
}

// blocksMax is how many moved blocks are printed without -list.
const blocksMax = 3

// twice asks for moved blocks where a key was renamed without one: with a state for those that were paid, else for all.
func (p *diffPage) twice(c *diff.CampaignDiff) {
	var open []*diff.Change
	renamed := c.Of(diff.Renamed)
	for i := range renamed {
		if change := &renamed[i]; change.PaysTwice() || !p.d.WithState && !change.Moved {
			open = append(open, change)
		}
	}
	if len(open) == 0 {
		return
	}
	p.Blank()
	text := fmt.Sprintf("%s of the renamed %s PAID under the old key and would be paid once more. What was paid counts under the new "+
		"key with:", money.Count(len(open)), was(len(open)))
	if !p.d.WithState {
		text = fmt.Sprintf("%s renamed without a moved block. Whoever was paid under the old key would be paid once more; -state tells "+
			"whom. What was paid counts under the new key with:", words.Counted(len(open), words.Recipient).English+" "+are(len(open)))
	}
	p.Headline("!", text, page.InkError)
	for i, change := range open {
		if i == blocksMax && !p.List {
			p.Blank()
			p.Line("    and %s more: -list shows all", words.Counted(len(open)-i, words.Block).English)
			return
		}
		p.block(address.Address{Campaign: c.Name, Key: change.WasKey}, address.Address{Campaign: c.Name, Key: change.Key})
	}
}

func was(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// lists tells of CSVs whose rows are not in git.
func (p *diffPage) lists(c *diff.CampaignDiff) {
	for _, l := range c.Lists {
		p.Blank()
		what := "its rows are not in git, so " + listsum.FileName + " speaks for them"
		if l.Before.Dark || l.After.Dark {
			what = "it was neither in git nor in " + listsum.FileName + ", so its people cannot be compared"
		}
		p.priced("~", "list changed", l.After.Amount-l.Before.Amount)
		p.Wrapped("    ", fmt.Sprintf("%s  %s -> %s", page.Clean(l.Path), listSize(p.Style, l.Before), listSize(p.Style, l.After)))
		p.Wrapped("    ", what)
	}
}

// listSize is what is known of a list as a whole.
func listSize(s page.Style, of diff.List) string {
	switch {
	case !of.Known:
		return "not read"
	case of.Dark:
		return "not known"
	case of.Pot:
		return words.Counted(of.Rows, words.Row).English + " that share a pot"
	}
	return words.Counted(of.Rows, words.Row).English + " " + s.Money(of.Amount)
}
