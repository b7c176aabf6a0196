package view

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan/diff"
	"github.com/cashredpack/redpack/plan/listsum"
)

// changeSection is how the changes of one kind are listed. Their last column holds the key, which may be Chinese.
type changeSection struct {
	mark    string
	what    func(n int) lang.Text
	columns []page.Column
	cells   func(s page.Style, c *diff.Change) []string // without the last two columns, state and recipient
}

var changeSections = map[diff.ChangeKind]changeSection{
	diff.PersonChanged: {
		mark: "!", what: func(n int) lang.Text {
			return lang.Format("%s with a different person", "%s换了人", words.Counted(n, words.Key))
		},
		columns: []page.Column{{Title: lang.Both("Was", "原为"), Spare: 1}, {Title: lang.Both("Is", "现为")}},
		cells: func(s page.Style, c *diff.Change) []string {
			was, is := s.OpenID(c.Before.OpenID), s.OpenID(c.After.OpenID)
			if was == is {
				is = s.Say(lang.Both("ends alike", "首尾相同"))
			}
			return []string{was, is}
		},
	},
	diff.AmountChanged: {
		mark: "~", what: func(n int) lang.Text { return lang.Format("%s changed", "%s有改动", words.Counted(n, words.Amount)) },
		columns: []page.Column{{Title: lang.Both("Was", "原为"), Right: true, Spare: 1}, {Title: lang.Both("Is", "现为"), Right: true}},
		cells: func(s page.Style, c *diff.Change) []string {
			return []string{s.Money(c.Before.Amount), s.Money(c.After.Amount)}
		},
	},
	diff.Renamed: {
		mark: ">", what: func(n int) lang.Text { return lang.Format("%s renamed", "%s改名", words.Counted(n, words.Recipient)) },
		columns: []page.Column{{Title: lang.Both("Amount", "金额"), Right: true}},
		cells:   func(s page.Style, c *diff.Change) []string { return []string{s.Money(c.After.Amount)} },
	},
	diff.Added: {
		mark: "+", what: func(n int) lang.Text { return lang.Format("%s added", "%s新增", words.Counted(n, words.Recipient)) },
		columns: []page.Column{{Title: lang.Both("Each", "每个"), Right: true}},
		cells:   func(s page.Style, c *diff.Change) []string { return []string{s.Money(c.After.Amount)} },
	},
	diff.Removed: {
		mark: "-", what: func(n int) lang.Text { return lang.Format("%s removed", "%s删除", words.Counted(n, words.Recipient)) },
		columns: []page.Column{{Title: lang.Both("Each", "每个"), Right: true}},
		cells:   func(s page.Style, c *diff.Change) []string { return []string{s.Money(c.Before.Amount)} },
	},
	diff.TextsChanged: {mark: "~", what: func(n int) lang.Text {
		return lang.Format("%s changed", "%s有改动", words.Counted(n, words.Wording))
	}},
}

// changes lists the changes of one kind, those with money behind them first.
func (p *diffPage) changes(c *diff.CampaignDiff, kind diff.ChangeKind) {
	delta := c.Delta(kind)
	if delta.Packets == 0 {
		return
	}
	section := changeSections[kind]
	p.Blank()
	p.priced(section.mark, section.what(delta.Packets), delta.Difference())
	runs := p.runs(c.Of(kind))
	shown := len(runs)
	if !p.List {
		shown = min(shown, foldAfter)
	}
	t := &page.Table{Columns: slices.Clone(section.columns), Wrap: true}
	if p.d.WithState {
		t.Columns = append(t.Columns, page.Column{Title: lang.Both("State", "状态库")})
	}
	t.Columns = append(t.Columns, page.Column{Title: lang.Both("Recipient", "领取人")})
	for _, r := range runs[:shown] {
		t.Add("", p.row(section, r)...)
	}
	t.Print(&p.Page)
	p.more(runs[shown:])
}

// priced is a headline with what it costs at the end of its line.
func (p *diffPage) priced(mark string, title lang.Text, difference money.Fen) {
	colour := page.InkNone
	if mark == "!" {
		colour = page.InkWarning
	}
	if difference == 0 {
		p.Headline(mark, title, colour)
		return
	}
	const column, amount = 56, 14
	line := page.Pad(mark, 2) + p.Say(title)
	p.Line("%s", p.Paint(colour, page.Pad(line, min(column, p.Columns()-amount))+" "+page.PadLeft(p.Say(p.Signed(difference)), amount-1)))
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
		cells = append(cells, p.Say(whole))
	}
	return append(cells, p.recipient(r))
}

// recipient names who changed, and what else there is to say that needs no column of its own.
func (p *diffPage) recipient(r run) string {
	c := r.first
	name := lang.Same(p.named(c))
	switch {
	case r.n > 1:
		name = lang.Format("%s to %s, %s packets", "%s 至 %s，%s 个红包", name, p.named(r.last), money.Count(r.n))
	case c.Kind == diff.Renamed:
		name = lang.Format("%s -> %s", "%s -> %s", p.key(c.WasKey), name)
		if !c.Moved {
			name = clauses(name, lang.Both("no moved block", "没有 moved 块"))
		}
	case c.WasKey != "":
		name = clauses(name, lang.Format("was %s", "原为 %s", p.key(c.WasKey)))
	case c.Kind == diff.Removed && c.Moved:
		name = clauses(name, lang.Both("moved to another campaign", "移到另一活动"))
	}
	if c.Kind == diff.PersonChanged && c.Before.Amount != c.After.Amount {
		name = clauses(name, lang.Format("%s -> %s", "%s -> %s", p.Money(c.Before.Amount), p.Money(c.After.Amount)))
	}
	if c.Texts {
		return p.Say(clauses(append([]lang.Text{name}, p.texts(c)...)...))
	}
	if of := cmp.Or(c.After.Supplement, c.Before.Supplement); of != nil {
		name = clauses(name, p.supplement(of))
	}
	return p.Say(name)
}

// supplement says beside whose packet one comes, and why.
func (p *diffPage) supplement(of *hclspec.Supplement) lang.Text {
	return lang.Format("supplement of %s: %s", "%s 的补发：%s", p.key(of.Of), p.Masked(of.Reason))
}

// named is the key of who changed, and the name that people know, of now or else of before.
func (p *diffPage) named(c *diff.Change) string {
	return p.Named(c.Key, cmp.Or(c.After.Label, c.Before.Label))
}

// key is a recipient's key. Where the campaign names none it is the openid.
func (p *diffPage) key(key string) string { return page.Clean(p.Key(key)) }

// texts tells which text was replaced by which.
func (p *diffPage) texts(c *diff.Change) (all []lang.Text) {
	var was, is hclspec.Supplement
	if c.Before.Supplement != nil {
		was = *c.Before.Supplement
	}
	if c.After.Supplement != nil {
		is = *c.After.Supplement
	}
	for _, t := range []struct {
		what       lang.Text
		before, is string
	}{
		{lang.Both("wishing", "祝福语"), c.Before.Wishing, c.After.Wishing},
		{lang.Both("remark", "备注"), c.Before.Remark, c.After.Remark},
		{lang.Both("supplement of", "补发的原红包"), p.Key(was.Of), p.Key(is.Of)},
		{lang.Both("reason", "理由"), was.Reason, is.Reason},
	} {
		if t.before != t.is {
			all = append(all, lang.Format("%s %q -> %q", "%s %q -> %q", t.what, p.Masked(t.before), p.Masked(t.is)))
		}
	}
	return all
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
	prices := lang.Same(p.Money(low))
	if low != high {
		prices = fromTo(p.Money(low), p.Money(high))
	}
	text := clauses(page.AndMore(n), prices)
	if paid > 0 {
		text = clauses(text, lang.Format("%s of them PAID", "其中 %s 个已付", money.Count(paid)))
	}
	p.Wrapped("    ", lang.Format("%s; -list shows all", "%s；-list 查看全部", text))
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
	text := renamedPaid(len(open))
	if !p.d.WithState {
		text = renamedUnmoved(len(open))
	}
	p.Headline("!", text, page.InkError)
	for i, change := range open {
		if i == blocksMax && !p.List {
			p.Blank()
			p.Line("    %s", lang.Format("and %s more: -list shows all", "另有 %s：-list 查看全部", words.Counted(len(open)-i, words.Block)))
			return
		}
		p.block(address.Address{Campaign: c.Name, Key: change.WasKey}, address.Address{Campaign: c.Name, Key: change.Key})
	}
}

// was is the verb in English; Chinese has none there.
func was(n int) lang.Text { return thatMany(n, "was", "were") }

// renamedPaid warns of renamed recipients who would be paid once more.
func renamedPaid(n int) lang.Text {
	return lang.Format("%s of the renamed %s PAID under the old key and would be paid once more. What was paid counts under the new "+
		"key with:", "改名的领取人中有 %s 位%s已按旧键付款，会重复付款。加上以下内容，已付的计入新键：", money.Count(n), was(n))
}

// renamedUnmoved warns of renamed recipients of whom nobody knows whether they were paid.
func renamedUnmoved(n int) lang.Text {
	return lang.Format("%s %s renamed without a moved block. Whoever was paid under the old key would be paid once more; -state tells "+
		"whom. What was paid counts under the new key with:",
		"%s%s改名而没有 moved 块。已按旧键付款的会重复付款；用 -state 查看是谁。加上以下内容，已付的计入新键：", words.Counted(n, words.Recipient), are(n))
}

// lists tells of CSVs whose rows are not in git.
func (p *diffPage) lists(c *diff.CampaignDiff) {
	for _, l := range c.Lists {
		p.Blank()
		what := lang.Format("its rows are not in git, so %s speaks for them", "各行不在 git 中，以 %s 为准", listsum.FileName)
		if l.Before.Dark || l.After.Dark {
			what = lang.Format("it was neither in git nor in %s, so its people cannot be compared", "既不在 git 中也不在 %s 中，无法比较其领取人", listsum.FileName)
		}
		p.priced("~", lang.Both("list changed", "名单有改动"), l.After.Amount-l.Before.Amount)
		p.Wrapped("    ", lang.Format("%s  %s -> %s", "%s  %s -> %s", l.Path, listSize(p.Style, l.Before), listSize(p.Style, l.After)))
		p.Wrapped("    ", what)
	}
}

// listSize is what is known of a list as a whole.
func listSize(s page.Style, of diff.List) lang.Text {
	switch {
	case !of.Known:
		return lang.Both("not read", "未读取")
	case of.Dark:
		return lang.Both("not known", "未知")
	case of.Pot:
		return lang.Format("%s that share a pot", "%s共享红包池", words.Counted(of.Rows, words.Row))
	}
	return lang.Format("%s %s", "%s %s", words.Counted(of.Rows, words.Row), s.Money(of.Amount))
}
