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
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
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
func refusal(renames []rename, where, detail lang.Text) *hcl.Diagnostic {
	return mistake(headline(renames, where), detail, renames[0].to.at.Ptr())
}

var underAnotherKey = lang.Both("under another key", "在另一个键下")

// reassignedKeys is the one diagnostic for people with packets under keys that belong to others now, as row numbers do once a
// row was added or removed, or who have a packet of their own under the key that they have now, as one has that came back.
// No moved block can say that: a key leads to one packet, and these have one each.
func reassignedKeys(c *hclspec.Campaign, renames []rename) *hcl.Diagnostic {
	first := renames[0]
	now := lang.Both("which the file gives to another person now", "而文件现在把这个键给了别人")
	if !first.bound.reassigned {
		now = lang.Format("which the file no longer has, and %s has a packet of its own", "文件里已没有这个键，而 %s 有自己的红包", first.to.address.Key)
	}
	parts := []lang.Text{lang.Format("%s has the openid %s under the key %q, %s. %s", "%s 的 openid 在键 %[3]q 下%[2]s，%[4]s。%[5]s", first.to.address, first.bound.fact(),
		first.from.Key, now, danger(renames))}
	if len(renames) > 1 {
		parts = []lang.Text{lang.Format("%s recipients have openids %s under keys which have changed hands or are gone. %s",
			"有 %s 位领取人的 openid 在已换人或已不在的键下%s。%s", money.Count(len(renames)), facts(renames), danger(renames)), pairs(renames)}
	}
	parts = append(parts, oldKeysBack(slices.ContainsFunc(renames, func(r rename) bool { return r.bound.reassigned })))
	if meant := both(c, renames); !meant.Empty() {
		parts = append(parts, meant)
	}
	return refusal(renames, underAnotherKey, paragraphs(append(parts, without(renames))...))
}

// oldKeysBack says what is to be done about keys that lead to others now, and where it comes from.
func oldKeysBack(reassigned bool) lang.Text {
	text := lang.Both("Put the old keys back, each to its own person and in place of the one that this person has now, and give new keys to new people.",
		"把旧键改回去，各归各人，取代此人现在的键；新的人用新的键。")
	if reassigned {
		text = text.Then(lang.Both(" This happens where keys are row numbers and a row was added or removed; keys that stay with a person, such as the openid "+
			"or a staff number, cannot shift.", "用行号当键、又增删了行，就会这样；跟着人走的键，比如 openid 或工号，不会错位。"))
	}
	return text
}

// both says how two packets for one person are said to be meant. There is no way while the one under the new key is open,
// unless the campaign allows two from the start.
func both(c *hclspec.Campaign, renames []rename) lang.Text {
	switch {
	case c.AllowRepeatOpenID:
		return lang.Both("If both packets are meant, give the old key back to its person and keep the new one beside it.",
			"如果两个红包都要发，把旧键还给本人，新键留在旁边。")
	case slices.ContainsFunc(renames, func(r rename) bool { return r.to.open }):
		return lang.Text{}
	default:
		return elsewhere(c, renames)
	}
}

// pairs lists who has a packet under which key.
func pairs(renames []rename) lang.Text {
	var lines []lang.Text
	for _, r := range renames[:min(len(renames), shownRenames)] {
		lines = append(lines, lang.Format("  %s is %s, %s", "  %s 就是 %s，%s", r.to.address, r.from, r.bound.Status))
	}
	if more := len(renames) - shownRenames; more > 0 {
		lines = append(lines, lang.Format("  and %s more", "  另有 %s 个", money.Count(more)))
	}
	return lang.Join(lines, lang.Same("\n"))
}

// rekeyed is the one diagnostic for all renames that a moved block settles.
func rekeyed(c *hclspec.Campaign, renames []rename) *hcl.Diagnostic {
	first := renames[0]
	what := lang.Format("%s has the openid %s under the key %q, which the file no longer has. %s", "%s 的 openid 在键 %[3]q 下%[2]s，而文件里已没有这个键。%[4]s",
		first.to.address, first.bound.fact(), first.from.Key, danger(renames))
	if len(renames) > 1 {
		what = lang.Format("%s recipients have openids %s under keys which the file no longer has. %s", "有 %s 位领取人的 openid 在文件里已没有的键下%s。%s",
			money.Count(len(renames)), facts(renames), danger(renames))
	}
	what = what.Then(lang.Both(" If only the key is new, say so:\n", "如果只是换了键，写明：\n")).Then(movedBlocks(renames, len(renames)))
	return refusal(renames, underAnotherKey, what.Then(lang.Same("\n")).Then(paragraphs(second(c, renames), without(renames))))
}

// shownRenames is how many moved blocks a diagnostic writes out.
const shownRenames = 10

// movedBlocks writes the blocks that settle the first of so many renames, ready to be pasted.
func movedBlocks(renames []rename, of int) (text lang.Text) {
	for _, p := range renames[:min(len(renames), shownRenames)] {
		text = text.Then(lang.Same("\n"))
		if p.to.address.Key != "" && p.to.amount != p.bound.Amount {
			text = text.Then(lang.Format("# recorded with %s, the file says %s: a conflict to settle\n", "# 记录的是 %s，文件写的是 %s：这是要解决的冲突\n",
				p.bound.Amount, p.to.amount))
		}
		text = text.Then(lang.Same(MovedBlock(p.from, p.to.address)))
	}
	if of > shownRenames {
		text = text.Then(lang.Format("\nand one for each of %s more.\n", "\n其余 %s 个也各写一个。\n", money.Count(of-shownRenames)))
	}
	return text
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
	gone := lang.Format("campaign %q no longer names that key", "活动 %q 里已没有这个键", first.from.Campaign)
	if first.bound.reassigned {
		gone = lang.Format("campaign %q gives that key to somebody else now", "活动 %q 现在把这个键给了别人", first.from.Campaign)
	}
	what := lang.Format("%s has the openid %s as %s, and %s. %s", "%s 的 openid 作为 %[3]s %[2]s，而%[4]s。%[5]s", first.to.address, first.bound.fact(), first.from, gone,
		danger(all))
	if len(all) > 1 {
		what = lang.Format("%s recipients have openids %s in other campaigns of the project, which no longer name them. %s",
			"有 %s 位领取人的 openid 在项目的其他活动中%s，而那些活动里已没有他们。%s", money.Count(len(all)), facts(all), danger(all))
	}
	return refusal(all, lang.Both("in another campaign", "在另一个活动中"), what.Then(lang.Blank).Then(settling(all)).Then(lang.Same("\n")).
		Then(paragraphs(repeating(c, all), without(all))))
}

// settling writes the blocks of those renames that a block can settle, and says of the others what does.
func settling(renames []rename) lang.Text {
	blocks := settled(renames)
	if len(blocks) == 0 {
		return lang.Both("Put each line back into the campaign that has its packet, under its old key; no moved block can say it, because the key "+
			"belongs to another person now or the new one has a packet of its own.\n",
			"把每一行放回有其红包的那个活动，用旧键；moved 块说明不了，因为这个键现在属于别人，或者新键有自己的红包。\n")
	}
	return lang.Both("If the packet only moved from one campaign to the other, say so:\n", "如果红包只是从一个活动移到另一个活动，写明：\n").
		Then(movedBlocks(blocks, len(blocks)))
}

// settled are the renames that a moved block can settle.
func settled(renames []rename) []rename {
	return slices.DeleteFunc(slices.Clone(renames), func(r rename) bool { return !r.settled() })
}

// repeating says how it is said that a campaign pays people of others again. A decision about a single packet is left out
// where it could not be recorded, or would be about whoever has the key now.
func repeating(c *hclspec.Campaign, all []rename) lang.Text {
	repeats, decidable := slices.Clone(c.Repeats), allPaid(all)
	for _, r := range all {
		decidable = decidable && r.settled()
		if !slices.Contains(repeats, r.from.Campaign) {
			repeats = append(repeats, r.from.Campaign)
		}
	}
	said := lang.Both("If this campaign pays the same people again on purpose, say that in it", "如果本活动有意再给这些人发一次，在活动里写明")
	if !allPaid(all) {
		said = lang.Format("A second packet on purpose %s and then this campaign says", "有意再发一个，%s再在本活动里写明", waiting)
	}
	if decidable {
		said = paragraphs(onPurpose, accepting(all), lang.Both("or, where this campaign pays the same people again, say that in it",
			"或者，如果本活动就是再给这些人发一次，在活动里写明"))
	}
	return said.Then(lang.Format(", for every reviewer to see:\n\n  repeats = [%s]", "，让审阅的人都看得到：\n\n  repeats = [%s]", literals(repeats)))
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
	summary := headline(slices.Concat(first.pairs, first.other), lang.Both("in a campaign that is gone", "在一个已不在的活动中"))
	return hcl.Diagnostics{mistake(summary, t.inRemoved(first).Then(t.counting(first)).Then(lang.Format(
		"\nIf this is a new campaign for the same people, say that in it, for every reviewer to see:\n\n  repeats = [%s]",
		"\n如果这是给同一批人的新活动，在活动里写明，让审阅的人都看得到：\n\n  repeats = [%s]", literals(slices.Concat(t.campaign.Repeats, names)))),
		t.campaign.Range.Ptr())}
}

// inRemoved says how many have a packet in a campaign that is gone.
func (t *bindings) inRemoved(first *removedCampaign) lang.Text {
	have, same := lang.Both("have", "有"), lang.Text{}
	if first.met == 1 {
		have = lang.Both("has", "有")
	}
	if first.same > 0 {
		same = lang.Format(", %s of them with the same key and amount", "，其中 %s 位的键和金额都相同", money.Count(first.same))
	}
	return lang.Format("%s of the %s recipients of %q who are still to be paid %s a packet in campaign %q%s, and no file of this project names that campaign "+
		"any more. If that is this campaign under its old name, they must not be paid again. Say so:\n",
		"活动 %[3]q 还有 %[2]s 位领取人待发，其中 %[1]s 位%[4]s红包在活动 %[5]q 中%[6]s，而本项目已没有文件写到那个活动。如果那就是本活动的旧名，就不能再发给他们。写明：\n",
		money.Count(first.met), money.Count(t.newcomers), t.campaign.Name, have, first.name, same)
}

// counting writes what makes the packets of a campaign that is gone count here.
func (t *bindings) counting(g *removedCampaign) lang.Text {
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
		return lang.Format("\ntake their lines out of this campaign (%s); no moved block can lead to a key that has a packet of its own.\n",
			"\n把他们的行从本活动删掉（%s）；moved 块不能指向有自己红包的键。\n", addresses(all, count))
	}
	return movedBlocks(blocks, count)
}

// acquaintances is the one warning about people who have a packet in a campaign that is gone, with another key or amount.
func (t *bindings) acquaintances() hcl.Diagnostics {
	var told []lang.Text
	for _, g := range t.removed {
		if g.met > 0 {
			told = append(told, lang.Format("  %s in campaign %q: %s", "  %s 位在活动 %q 中：%s", money.Count(g.met), g.name, addresses(g.other, g.met)))
		}
	}
	if len(told) == 0 {
		return nil
	}
	return hcl.Diagnostics{caution(lang.Both("Also in a campaign that is gone", "在已不在的活动中也有红包"), paragraphs(
		lang.Both("Some of the recipients who are still to be paid have a packet in a campaign that no file of this project names any "+
			"more, with another key or amount:", "有些待发的领取人在一个本项目已没有文件写到的活动中有红包，键或金额不同："),
		lang.Join(told, lang.Same("\n")),
		lang.Both("They are paid again. If that is one packet under another name, a moved block for each says so: from the old address to the new one.",
			"他们会再收到一次。如果那是同一个红包换了名，各写一个 moved 块说明：从旧地址到新地址。")), t.campaign.Range.Ptr())}
}

// addresses names the first of so many.
func addresses(of []rename, count int) lang.Text {
	var names []string
	for _, r := range of[:min(len(of), words.ShownNames)] {
		names = append(names, r.to.address.String())
	}
	return words.Some(names, count)
}
