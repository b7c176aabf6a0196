package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// newcomer is a recipient who would get a number that nobody has asked for yet, and whose openid was paid under an address
// that is not theirs any more.
type newcomer struct {
	address hclspec.Address
	amount  money.Fen
	at      hcl.Range
	again   bool // a new attempt: its address has a failed packet
}

// paid is a packet that may have been paid and whose address its person no longer has.
type paid struct {
	*state.Packet
	taken bool // the address is somebody else's now; otherwise nobody's
}

// rename is an address that was paid and the one that it probably has now.
type rename struct {
	from     hclspec.Address
	recorded money.Fen
	to       newcomer
	taken    bool
}

// settled reports whether a moved block can say that it is the same packet.
func (r *rename) settled() bool { return !r.taken && !r.to.again }

// renamed refuses to pay people again whose key or whose campaign has got another name. Only their openids can tell: where
// a paid address is gone and the same person stands under a new one, somebody has to say whether it is the same packet.
func (b *builder) renamed() hcl.Diagnostics {
	if b.plan.tallies[Send].Packets == 0 {
		return nil
	}
	before, gone, left := b.paidBefore(), b.vanished(), b.left()
	if len(before) == 0 && gone == nil && len(left) == 0 {
		return nil
	}
	again := map[string][]newcomer{}
	var strays []rename
	// What is wrong with the rows was told when they were planned; everybody else is spared this second reading.
	_ = b.plan.Campaign.Recipients(b.committed, func(r *hclspec.Recipient) bool {
		recorded, known := b.lookup(r.Key)
		if known && actionFor(&recorded, differs(r, &recorded), b.opts) != Send {
			return true
		}
		gone.meet(r, known)
		if len(before[r.OpenID])+len(left[r.OpenID]) == 0 || !b.selector.selects(r) {
			return true
		}
		one := b.newcomer(r, known)
		if len(before[r.OpenID]) > 0 {
			again[strings.Clone(r.OpenID)] = append(again[r.OpenID], one)
		} else if stray, ok := strayed(left[r.OpenID], one); ok {
			strays = append(strays, stray)
		}
		return true
	})
	return append(gone.faults(), b.faults(renames(before, again), strays)...)
}

// faults has a diagnostic for each way of standing under another address than before.
func (b *builder) faults(all, strays []rename) (diags hcl.Diagnostics) {
	var moved, shifted []rename
	for _, r := range all {
		if r.settled() {
			moved = append(moved, r)
		} else {
			shifted = append(shifted, r)
		}
	}
	if len(moved) > 0 {
		diags = append(diags, rekeyed(moved))
	}
	if len(shifted) > 0 {
		diags = append(diags, changedHands(shifted))
	}
	if len(strays) > 0 {
		diags = append(diags, readdressed(b.plan.Campaign, strays))
	}
	return diags
}

func (b *builder) newcomer(r *hclspec.Recipient, again bool) newcomer {
	address := hclspec.Address{Campaign: b.plan.Campaign.Name, Key: strings.Clone(r.Key)}
	return newcomer{address: address, amount: r.Amount, at: r.Range, again: again}
}

// paidBefore are the packets that may have been paid to people who no longer have their addresses, by openid: orphans,
// without those of which a person has decided that a new key is a new packet, and packets whose keys the file gives to
// somebody else, also where that is left out or was accepted.
func (b *builder) paidBefore() map[string][]paid {
	found := map[string][]paid{}
	for i := range b.plan.Listed {
		p := &b.plan.Listed[i]
		if r := &p.Recorded; p.Action == Orphan && r.MayHavePaid() && !r.AllowsSecond() {
			found[r.OpenID] = append(found[r.OpenID], paid{Packet: r})
		}
	}
	for i := range b.taken {
		r := &b.taken[i]
		found[r.OpenID] = append(found[r.OpenID], paid{Packet: r, taken: true})
	}
	return found
}

// renames joins what was paid before with the newcomers of their openids, equal amounts first. They come in the order of the file.
func renames(before map[string][]paid, again map[string][]newcomer) (all []rename) {
	for openID, newcomers := range again {
		all = append(all, renamesOf(before[openID], newcomers)...)
	}
	slices.SortFunc(all, func(a, b rename) int {
		return cmp.Or(cmp.Compare(a.to.at.Filename, b.to.at.Filename), cmp.Compare(a.to.at.Start.Byte, b.to.at.Start.Byte),
			cmp.Compare(a.to.address.Key, b.to.address.Key))
	})
	return all
}

// renamesOf joins what belongs to one person. Almost everybody has one of each.
func renamesOf(before []paid, newcomers []newcomer) (all []rename) {
	slices.SortStableFunc(before, func(a, b paid) int { return cmp.Compare(a.Amount, b.Amount) })
	slices.SortStableFunc(newcomers, func(a, b newcomer) int { return cmp.Compare(a.amount, b.amount) })
	var others []paid
	var otherNewcomers []newcomer
	for len(before) > 0 && len(newcomers) > 0 {
		switch from, to := before[0], newcomers[0]; {
		case from.Amount < to.amount:
			others, before = append(others, from), before[1:]
		case from.Amount > to.amount:
			otherNewcomers, newcomers = append(otherNewcomers, to), newcomers[1:]
		default:
			all = append(all, joined(from, to))
			before, newcomers = before[1:], newcomers[1:]
		}
	}
	others, otherNewcomers = append(others, before...), append(otherNewcomers, newcomers...)
	for i := range min(len(others), len(otherNewcomers)) {
		all = append(all, joined(others[i], otherNewcomers[i]))
	}
	return all
}

func joined(from paid, to newcomer) rename {
	return rename{taken: from.taken, from: hclspec.Address{Campaign: to.address.Campaign, Key: from.Key}, recorded: from.Amount, to: to}
}

// rekeyed is the one diagnostic for all renames. It points at the first new key.
func rekeyed(renames []rename) *hcl.Diagnostic {
	first := renames[0]
	what := fmt.Sprintf("%s has the openid that was paid under the key %q, which the file no longer has. Sending would pay one person "+
		"twice.", first.to.address, first.from.Key)
	if len(renames) > 1 {
		what = fmt.Sprintf("%s recipients have openids that were paid under keys which the file no longer has. Sending would pay these "+
			"people twice.", money.Count(len(renames)))
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: "Paid under another key", Subject: first.to.at.Ptr(),
		Detail: fmt.Sprintf("%s If only the key is new, say so:\n%s\nIf it is a second packet on purpose, keep the old key in the file "+
			"beside the new one, or record that decision:\n\n  redpack state accept %s -reason=…\n\nTo go on without the new key:\n\n"+
			"  redpack apply %s", what, movedBlocks(renames, len(renames)), ShellWord(first.from.String()),
			ShellWord("-exclude="+first.to.address.String())),
	}
}

// shownRenames is how many moved blocks a diagnostic writes out.
const shownRenames = 10

// movedBlocks writes the blocks that settle the first of so many renames, ready to be pasted.
func movedBlocks(renames []rename, of int) string {
	var text strings.Builder
	for _, p := range renames[:min(len(renames), shownRenames)] {
		text.WriteByte('\n')
		if p.to.amount != p.recorded && p.to.address.Key != "" {
			fmt.Fprintf(&text, "# recorded with %s, the file says %s: a conflict to settle\n", p.recorded, p.to.amount)
		}
		text.WriteString(MovedBlock(hclspec.Address(p.from), hclspec.Address(p.to.address)))
	}
	if of > shownRenames {
		fmt.Fprintf(&text, "\nand one for each of %s more.\n", money.Count(of-shownRenames))
	}
	return text.String()
}

// settling writes the blocks of those renames that a block can settle, and says of the others what does.
func settling(renames []rename) string {
	blocks := slices.DeleteFunc(slices.Clone(renames), func(r rename) bool { return !r.settled() })
	if len(blocks) == 0 {
		return "Put the old key back, to the person who was paid under it; no moved block can say it, because the key belongs to another " +
			"person now or the new one has a failed packet of its own.\n"
	}
	return "If the packet only moved from one campaign to the other, say so:\n" + movedBlocks(blocks, len(blocks))
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
