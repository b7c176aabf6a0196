package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
)

// faults has a diagnostic for each way of standing under another address than before.
func (t *bindings) faults() hcl.Diagnostics {
	var moved, shifted []rename
	for _, r := range t.renames() {
		if r.settled() {
			moved = append(moved, r)
		} else {
			shifted = append(shifted, r)
		}
	}
	diags := t.removedCampaigns()
	if len(moved) > 0 {
		diags = append(diags, rekeyed(t.campaign, moved))
	}
	if len(shifted) > 0 {
		diags = append(diags, reassignedKeys(t.campaign, shifted))
	}
	if len(t.strays) > 0 {
		diags = append(diags, readdressed(t.campaign, t.strays))
	}
	return diags
}

// refusal is the one diagnostic for many renames. It points at the first new address.
func refusal(renames []rename, where, format string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: headline(renames) + where, Subject: renames[0].to.at.Ptr(), Detail: fmt.Sprintf(format, args...),
	}
}

// reassignedKeys is the one diagnostic for people with packets under keys that belong to others now, as row numbers do once a
// row was added or removed, or who have a packet of their own under the key that they have now, as one has that came back.
// No moved block can say that: a key leads to one packet, and these have one each.
func reassignedKeys(c *hclspec.Campaign, renames []rename) *hcl.Diagnostic {
	first := renames[0]
	now := "which the file gives to another person now"
	if !first.bound.reassigned {
		now = "which the file no longer has, and " + first.to.address.Key + " has a packet of its own"
	}
	what := fmt.Sprintf("%s has the openid %s under the key %q, %s. %s", first.to.address, first.bound.fact(), first.from.Key, now, danger(renames))
	if len(renames) > 1 {
		what = fmt.Sprintf("%s recipients have openids %s under keys which have changed hands or are gone. %s\n\n%s",
			money.Count(len(renames)), facts(renames), danger(renames), pairs(renames))
	}
	cause := ""
	if slices.ContainsFunc(renames, func(r rename) bool { return r.bound.reassigned }) {
		cause = " This happens where keys are row numbers and a row was added or removed; keys that stay with a person, such as the openid " +
			"or a staff number, cannot shift."
	}
	return refusal(renames, " under another key", "%s\n\nPut the old keys back, each to its own person and in place of the one that this person "+
		"has now, and give new keys to new people.%s\n\n%s%s", what, cause, both(c, renames), without(renames))
}

// both says how two packets for one person are said to be meant. There is no way while the one under the new key is open,
// unless the campaign allows two from the start.
func both(c *hclspec.Campaign, renames []rename) string {
	switch {
	case c.AllowRepeatOpenID:
		return "If both packets are meant, give the old key back to its person and keep the new one beside it.\n\n"
	case slices.ContainsFunc(renames, func(r rename) bool { return r.to.open }):
		return ""
	default:
		return elsewhere(c, renames) + "\n\n"
	}
}

// pairs lists who has a packet under which key.
func pairs(renames []rename) string {
	var lines []string
	for _, r := range renames[:min(len(renames), shownRenames)] {
		lines = append(lines, fmt.Sprintf("  %s is %s, %s", r.to.address, r.from, r.bound.Status))
	}
	if more := len(renames) - shownRenames; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %s more", money.Count(more)))
	}
	return strings.Join(lines, "\n")
}

// rekeyed is the one diagnostic for all renames that a moved block settles.
func rekeyed(c *hclspec.Campaign, renames []rename) *hcl.Diagnostic {
	first := renames[0]
	what := fmt.Sprintf("%s has the openid %s under the key %q, which the file no longer has. %s", first.to.address, first.bound.fact(),
		first.from.Key, danger(renames))
	if len(renames) > 1 {
		what = fmt.Sprintf("%s recipients have openids %s under keys which the file no longer has. %s", money.Count(len(renames)),
			facts(renames), danger(renames))
	}
	return refusal(renames, " under another key", "%s If only the key is new, say so:\n%s\n%s\n\n%s", what,
		movedBlocks(renames, len(renames)), second(c, renames), without(renames))
}

// shownRenames is how many moved blocks a diagnostic writes out.
const shownRenames = 10

// movedBlocks writes the blocks that settle the first of so many renames, ready to be pasted.
func movedBlocks(renames []rename, of int) string {
	var text strings.Builder
	for _, p := range renames[:min(len(renames), shownRenames)] {
		text.WriteByte('\n')
		if p.to.address.Key != "" && p.to.amount != p.bound.Amount {
			plain.Add(&text, "# recorded with %s, the file says %s: a conflict to settle\n", p.bound.Amount, p.to.amount)
		}
		text.WriteString(MovedBlock(p.from, p.to.address))
	}
	if of > shownRenames {
		plain.Add(&text, "\nand one for each of %s more.\n", money.Count(of-shownRenames))
	}
	return text.String()
}

// literals writes texts as the items of a list of HCL.
func literals(texts []string) string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = literal(text)
	}
	return strings.Join(all, ", ")
}

// literal writes a text as HCL, in which a $ or % before a brace would begin a template.
func literal(text string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strconv.Quote(text))
}

// MovedBlock is the block that makes what was paid under one address count under another one, ready to be pasted.
func MovedBlock(from, to address.Address) string {
	return fmt.Sprintf("moved {\n  from = %s\n  to   = %s\n}\n", literal(from.String()), literal(to.String()))
}

// readdressed is the one diagnostic for all who have a packet in another campaign that names them no more.
func readdressed(c *hclspec.Campaign, all []rename) *hcl.Diagnostic {
	first := all[0]
	gone := fmt.Sprintf("campaign %q no longer names that key", first.from.Campaign)
	if first.bound.reassigned {
		gone = fmt.Sprintf("campaign %q gives that key to somebody else now", first.from.Campaign)
	}
	what := fmt.Sprintf("%s has the openid %s as %s, and %s. %s", first.to.address, first.bound.fact(), first.from, gone, danger(all))
	if len(all) > 1 {
		what = fmt.Sprintf("%s recipients have openids %s in other campaigns of the project, which no longer name them. %s",
			money.Count(len(all)), facts(all), danger(all))
	}
	return refusal(all, " in another campaign", "%s %s\n%s\n\n%s", what, settling(all), repeating(c, all), without(all))
}

// settling writes the blocks of those renames that a block can settle, and says of the others what does.
func settling(renames []rename) string {
	blocks := settled(renames)
	if len(blocks) == 0 {
		return "Put each line back into the campaign that has its packet, under its old key; no moved block can say it, because the key " +
			"belongs to another person now or the new one has a packet of its own.\n"
	}
	return "If the packet only moved from one campaign to the other, say so:\n" + movedBlocks(blocks, len(blocks))
}

// settled are the renames that a moved block can settle.
func settled(renames []rename) []rename {
	return slices.DeleteFunc(slices.Clone(renames), func(r rename) bool { return !r.settled() })
}

// repeating says how it is said that a campaign pays people of others again. A decision about a single packet is left out
// where it could not be recorded, or would be about whoever has the key now.
func repeating(c *hclspec.Campaign, all []rename) string {
	repeats, decidable := slices.Clone(c.Repeats), allPaid(all)
	for _, r := range all {
		decidable = decidable && r.settled()
		if !slices.Contains(repeats, r.from.Campaign) {
			repeats = append(repeats, r.from.Campaign)
		}
	}
	said := "If this campaign pays the same people again on purpose, say that in it"
	if !allPaid(all) {
		said = "A second packet on purpose " + waiting + " and then this campaign says"
	}
	if decidable {
		said = fmt.Sprintf("If it is a second packet on purpose, record that decision:\n\n%s\n\nor, where this campaign pays the same people "+
			"again, say that in it", accepting(all))
	}
	return fmt.Sprintf("%s, for every reviewer to see:\n\n  repeats = [%s]", said, literals(repeats))
}

// removedCampaigns is one diagnostic for all campaigns that may be this one: an error where most of the people are the same, and
// where somebody has the same key and amount, for then it is one packet until a file says that it is two. Other people of
// such campaigns are only named.
func (t *bindings) removedCampaigns() hcl.Diagnostics {
	suspects := slices.DeleteFunc(slices.Clone(t.removed), func(g *removedCampaign) bool { return g.same == 0 && !t.most(g) })
	if len(suspects) == 0 {
		return t.acquaintances()
	}
	slices.SortStableFunc(suspects, func(a, b *removedCampaign) int { return cmp.Or(cmp.Compare(b.met, a.met), cmp.Compare(b.same, a.same)) })
	first, names := suspects[0], make([]string, len(suspects))
	for i, g := range suspects {
		names[i] = g.name
	}
	same, have := "", "have"
	if first.met == 1 {
		have = "has"
	}
	if first.same > 0 {
		same = fmt.Sprintf(", %s of them with the same key and amount", money.Count(first.same))
	}
	return hcl.Diagnostics{{
		Severity: hcl.DiagError, Subject: t.campaign.Range.Ptr(),
		Summary: headline(slices.Concat(first.pairs, first.other)) + " in a campaign that is gone",
		Detail: fmt.Sprintf("%s of the %s recipients of %q who are still to be paid %s a packet in campaign %q%s, and no file of this "+
			"project names that campaign any more. If that is this campaign under its old name, they must not be paid again. Say so:\n%s\n"+
			"If this is a new campaign for the same people, say that in it, for every reviewer to see:\n\n  repeats = [%s]",
			money.Count(first.met), money.Count(t.newcomers), t.campaign.Name, have, first.name, same, t.counting(first),
			literals(slices.Concat(t.campaign.Repeats, names))),
	}}
}

// counting writes what makes the packets of a campaign that is gone count here.
func (t *bindings) counting(g *removedCampaign) string {
	if !t.started && len(t.campaign.FormerNames()) == 0 {
		return movedBlocks([]rename{{
			from: address.Address{Campaign: g.name}, to: newcomer{address: address.Address{Campaign: t.campaign.Name}},
		}}, 1)
	}
	// Two campaigns cannot become one, so here each key moves by itself.
	all, count := g.pairs, g.same
	if t.most(g) {
		all, count = slices.Concat(g.pairs, g.other), g.met
	}
	blocks := settled(all)
	if len(blocks) == 0 {
		return fmt.Sprintf("\ntake their lines out of this campaign (%s); no moved block can lead to a key that has a packet of its own.\n",
			addresses(all, count))
	}
	return movedBlocks(blocks, count)
}

// acquaintances is the one warning about people who have a packet in a campaign that is gone, with another key or amount.
func (t *bindings) acquaintances() hcl.Diagnostics {
	var told []string
	for _, g := range t.removed {
		if g.met > 0 {
			told = append(told, fmt.Sprintf("  %s in campaign %q: %s", money.Count(g.met), g.name, addresses(g.other, g.met)))
		}
	}
	if len(told) == 0 {
		return nil
	}
	return hcl.Diagnostics{{
		Severity: hcl.DiagWarning, Summary: "Also in a campaign that is gone", Subject: t.campaign.Range.Ptr(),
		Detail: fmt.Sprintf("Some of the recipients who are still to be paid have a packet in a campaign that no file of this project names any "+
			"more, with another key or amount:\n\n%s\n\nThey are paid again. If that is one packet under another name, a moved block for each "+
			"says so: from the old address to the new one.", strings.Join(told, "\n")),
	}}
}

// addresses names the first of so many.
func addresses(of []rename, count int) string {
	var names []string
	for _, r := range of[:min(len(of), words.ShownNames)] {
		names = append(names, r.to.address.String())
	}
	return words.Some(names, count).English
}
