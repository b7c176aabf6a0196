package hclspec

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/place"
)

// Moved is one moved block: what was paid under From counts as paid under To.
type Moved struct {
	From  address.Address
	To    address.Address
	Range hcl.Range // the block's header
}

// String tells the move in words: "lantern/wang to lantern/wang_wei".
func (m Moved) String() string { return m.From.String() + " to " + m.To.String() }

// movedDecoder is the phase of a Load that reads the moved blocks.
type movedDecoder struct {
	*loader
	from, to map[address.Address]hcl.Range // the addresses that were moved so far, and where
}

func (d *movedDecoder) decode() {
	for _, block := range d.blocks["moved"] {
		d.labels(block, 0)
		f := d.frame(block.Body, "moved", "")
		f.require(lang.Both(`It is the old address, such as "lantern_2026" or "lantern_2026/wang".`,
			`它是旧地址，例如 "lantern_2026" 或 "lantern_2026/wang"。`), "from")
		f.require(lang.Both(`It is the new address, such as "lantern_2027" or "lantern_2027/wang".`,
			`它是新地址，例如 "lantern_2027" 或 "lantern_2027/wang"。`), "to")
		m := Moved{From: addressAt(f, "from"), To: addressAt(f, "to"), Range: block.DefRange()}
		f.finish()
		if m.From == (address.Address{}) || m.To == (address.Address{}) {
			continue
		}
		d.check(m)
		d.from[m.From], d.to[m.To] = m.Range, m.Range
		d.project.Moved = append(d.project.Moved, m)
	}
	moves := movesOf(d.project.Moved)
	if tooLong := moves.tooLong(d.project.Moved); tooLong != nil {
		d.report(tooLong)
		return
	}
	d.project.link(moves)
}

// link tells every campaign of the others, and of the names that they all had.
func (p *Project) link(moves moves) {
	names, all := map[string]bool{}, slices.Clone(p.Campaigns)
	after := make(map[address.Address]address.Address, len(moves))
	for to, before := range moves {
		after[before] = to
	}
	for _, c := range p.Campaigns {
		c.moves, c.after, c.names, c.all, c.of = moves, after, names, all, p
		for _, a := range c.Addresses("") {
			names[a.Campaign] = true
		}
	}
}

func addressAt(f *frame, name string) address.Address {
	return parsed(f, name, func(text string) (address.Address, bool) {
		a, ok := address.Parse(Normal(text))
		return a, ok && hclsyntax.ValidIdentifier(a.Campaign) && (a.Key == "" || keyFault(a.Key).Empty())
	}, lang.Both("Not an address", "不是地址"), lang.Both("An address is the name of a campaign, or campaign/key.",
		"地址是活动名，或“活动/键”。"))
}

func (d *movedDecoder) check(m Moved) {
	if m.From == m.To {
		d.report(wrong(lang.Both("Moved to itself", "移到自身"), m.Range, lang.Format("from and to are both %q.", "from 和 to 都是 %q。", m.From.String())))
	}
	if (m.From.Key == "") != (m.To.Key == "") {
		d.report(wrong(lang.Both("Moved between levels", "移动的层级不同"), m.Range,
			lang.Format("from is %q and to is %q: move a campaign to a campaign, or a key to a key.",
				"from 是 %q，to 是 %q：活动只能移到活动，键只能移到键。", m.From.String(), m.To.String())))
	}
	if first, dup := d.from[m.From]; dup {
		d.report(wrong(lang.Both("Moved twice", "移动了两次"), m.Range,
			lang.Format("%q is moved already at %s; what was paid cannot count twice.",
				"%q 已在 %s 移动；已发放的不能算两次。", m.From.String(), place.Of(first))))
	}
	if first, dup := d.to[m.To]; dup {
		d.report(wrong(lang.Both("Moved twice", "移动了两次"), m.Range,
			lang.Format("Something else is moved to %q already at %s.",
				"已有别的地址在 %[2]s 移到 %[1]q。", m.To.String(), place.Of(first))))
	}
	for _, c := range d.project.Campaigns {
		if m.From.Key == "" && c.Name == m.From.Campaign {
			d.report(wrong(lang.Both("Moved campaign still exists", "被移走的活动还在"), m.Range,
				lang.Format("The campaign %q is still there at %s, so nothing has moved away from it. Remove the moved block, or the campaign.",
					"活动 %q 还在 %s，所以没有什么从它移走。删掉 moved 块，或删掉活动。", c.Name, place.Of(c.Range))))
		}
	}
}

// moves leads from each new address to the one before it.
type moves map[address.Address]address.Address

func movesOf(blocks []Moved) moves {
	m := moves{}
	for _, moved := range blocks {
		m[moved.To] = moved.From
	}
	return m
}

// before is the address that another one was moved from. A move of the key itself counts before a move of its campaign.
func (m moves) before(a address.Address) (address.Address, bool) {
	if from, ok := m[a]; ok {
		return from, true
	}
	from, ok := m[address.Address{Campaign: a.Campaign}]
	return address.Address{Campaign: from.Campaign, Key: a.Key}, ok
}

// tooLong finds a campaign that had more names than anybody follows, as every recipient of it does.
func (m moves) tooLong(moved []Moved) *hcl.Diagnostic {
	for _, one := range moved {
		a, ok := one.To, one.To.Key == ""
		for steps := 0; ok; steps++ {
			if steps > chainMax {
				return wrong(lang.Both("Moved too often", "移动次数过多"), one.Range, movedTooOften(one.To.String(), chainMax))
			}
			a, ok = m.before(a)
		}
	}
	return nil
}

// Addresses are the address of a key and all those that it was moved from, the newest first. What was paid under any of
// them was paid to this recipient.
func (c *Campaign) Addresses(key string) []address.Address {
	all := []address.Address{{Campaign: c.Name, Key: key}}
	for range len(c.moves) + 1 {
		before, ok := c.moves.before(all[len(all)-1])
		if !ok {
			break
		}
		all = append(all, before)
	}
	return all
}

// Origin is the first address that a key ever had. Bill numbers are derived from it, so that a move changes none.
func (c *Campaign) Origin(key string) address.Address {
	if len(c.moves) == 0 {
		return address.Address{Campaign: c.Name, Key: key}
	}
	all := c.Addresses(key)
	return all[len(all)-1]
}

// FirstName is the name that the campaign had first, as far as its moved blocks tell.
func (c *Campaign) FirstName() string { return c.Origin("").Campaign }

// Moved reports whether a campaign or any of its keys has an earlier address.
func (c *Campaign) Moved() bool { return len(c.moves) > 0 }

// InProject reports whether a campaign of this name stands in the same project as this one, or did so until a moved block
// gave it another name. A campaign that the state knows and that is not in the project was deleted, or renamed without one.
func (c *Campaign) InProject(name string) bool { return c.names[name] }

// Sibling is the campaign of this name in the same project, this one included; nil where there is none.
func (c *Campaign) Sibling(name string) *Campaign {
	for _, other := range c.all {
		if other.Name == name {
			return other
		}
	}
	return nil
}

// Project is what the campaign was loaded with.
func (c *Campaign) Project() *Project { return c.of }

// Others are the other campaigns of the project.
func (c *Campaign) Others() []*Campaign {
	return slices.DeleteFunc(slices.Clone(c.all), func(other *Campaign) bool { return other == c })
}

// MovedTo is where a moved block leads to from an address. Moves of a whole campaign do not count.
func (c *Campaign) MovedTo(from address.Address) (to address.Address, ok bool) {
	to, ok = c.after[from]
	return to, ok
}

// FormerNames are the names that the whole campaign had before.
func (c *Campaign) FormerNames() []string {
	var names []string
	for _, a := range c.Addresses("")[1:] {
		names = append(names, a.Campaign)
	}
	return names
}
