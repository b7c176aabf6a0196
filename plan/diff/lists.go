package diff

import (
	"maps"
	"slices"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
)

// lists are the CSVs of a campaign that are compared as a whole, because one side does not have them, by path.
type lists map[string]*List

// wholeLists are the lists that at least one of the sides of a campaign does not have.
func wholeLists(sides []*hclspec.Campaign) lists {
	whole := lists{}
	for _, campaign := range sides {
		for _, source := range campaign.Sources {
			if source.Absent {
				whole[source.Path] = &List{}
			}
		}
	}
	return whole
}

// fresh is the same lists for another side.
func (l lists) fresh() lists {
	other := lists{}
	for path := range l {
		other[path] = &List{}
	}
	return other
}

// take counts a recipient of a list that is compared as a whole. Sums of parts fit where the campaign's does.
func (l lists) take(c *hclspec.Campaign, r *hclspec.Recipient) bool {
	if len(l) == 0 {
		return false
	}
	list, ok := l[c.Sources[r.Source].Path]
	if ok {
		list.Rows++
		list.Amount += r.Amount
	}
	return ok
}

// know completes the lists of one side: of those that are there by their bytes, of the others by redpack.sum. What redpack.sum
// says is added to the tally, which has only met the rows that are there.
func (l lists) know(side *Side, c *hclspec.Campaign, tally *money.Tally) error {
	sums := side.inputs()
	for _, source := range c.Sources {
		list := l[source.Path]
		if list == nil || list.Known {
			continue
		}
		list.Known = true
		if !source.Absent {
			list.SHA256, list.Pot = sums[source.Path], source.Pot
			if list.Pot {
				list.Amount = 0 // as redpack.sum has it
			}
			continue
		}
		line, ok := side.Sum.Find(source.Path, c.Name)
		list.Dark = !ok
		list.Rows, list.Amount, list.SHA256, list.Pot = line.Rows, line.Amount, line.SHA256, line.Pot
		if tally.Join(money.Tally{Packets: line.Rows, Amount: line.Amount}) != nil {
			return errTotals
		}
	}
	return nil
}

// compareLists compares what is compared as a whole.
func (c *comparison) compareLists(p *pair) error {
	before, after := lists{}, p.nowLists
	if p.was != nil {
		before = p.old.lists
		if err := before.know(&c.before, p.was, &p.Before); err != nil {
			return err
		}
	}
	if p.now != nil {
		if err := after.know(&c.after, p.now, &p.After); err != nil {
			return err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(wholeLists(p.sides()))) {
		change := ListChange{Path: path}
		if was := before[path]; was != nil {
			change.Before = *was
		}
		if is := after[path]; is != nil {
			change.After = *is
		}
		if change.Before == change.After && !change.After.Dark {
			p.Unchanged = p.Unchanged.Plus(money.Tally{Packets: change.After.Rows, Amount: change.After.Amount})
			continue
		}
		p.Lists = append(p.Lists, change)
	}
	return nil
}
