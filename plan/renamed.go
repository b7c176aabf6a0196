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

// newcomer is a recipient without a packet, whose openid was paid under an address that the files no longer name.
type newcomer struct {
	address hclspec.Address
	amount  money.Fen
	at      hcl.Range
}

// rename is an address that was paid and the one that it probably has now.
type rename struct {
	from     hclspec.Address
	recorded money.Fen
	to       newcomer
}

// renamed refuses to pay people again whose key or whose campaign has got another name. Only their openids can tell: where
// a paid address is gone and the same person stands under a new one, somebody has to say whether it is the same packet.
func (b *builder) renamed() hcl.Diagnostics {
	if b.plan.tallies[Send].Packets == 0 {
		return nil
	}
	orphans, gone := b.paidOrphans(), b.vanished()
	if len(orphans) == 0 && gone == nil {
		return nil
	}
	again := map[string][]newcomer{}
	// What is wrong with the rows was told when they were planned; everybody else is spared this second reading.
	_ = b.plan.Campaign.Recipients(b.committed, func(r *hclspec.Recipient) bool {
		if _, known := b.lookup(r.Key); known {
			return true
		}
		gone.meet(r)
		if len(orphans[r.OpenID]) > 0 && b.selector.selects(r) {
			again[strings.Clone(r.OpenID)] = append(again[r.OpenID], b.newcomer(r))
		}
		return true
	})
	diags := gone.faults()
	if found := renames(orphans, again); len(found) > 0 {
		diags = append(diags, rekeyed(found))
	}
	return diags
}

func (b *builder) newcomer(r *hclspec.Recipient) newcomer {
	address := hclspec.Address{Campaign: b.plan.Campaign.Name, Key: strings.Clone(r.Key)}
	return newcomer{address: address, amount: r.Amount, at: r.Range}
}

// paidOrphans are the orphans that may have been paid, by openid, without those of which a person has decided that they
// stay as they are, so that a new key is a new packet.
func (b *builder) paidOrphans() map[string][]*state.Packet {
	found := map[string][]*state.Packet{}
	for i := range b.plan.Listed {
		p := &b.plan.Listed[i]
		if r := &p.Recorded; p.Action == Orphan && r.MayHavePaid() && !r.Accepts(r.OpenID, r.Amount) {
			found[r.OpenID] = append(found[r.OpenID], r)
		}
	}
	return found
}

// renames joins the paid orphans with the newcomers of their openids, equal amounts first. They come in the order of the file.
func renames(orphans map[string][]*state.Packet, again map[string][]newcomer) (all []rename) {
	for openID, newcomers := range again {
		all = append(all, renamesOf(orphans[openID], newcomers)...)
	}
	slices.SortFunc(all, func(a, b rename) int {
		return cmp.Or(cmp.Compare(a.to.at.Filename, b.to.at.Filename), cmp.Compare(a.to.at.Start.Byte, b.to.at.Start.Byte),
			cmp.Compare(a.to.address.Key, b.to.address.Key))
	})
	return all
}

// renamesOf joins what belongs to one person. Almost everybody has one of each.
func renamesOf(orphans []*state.Packet, newcomers []newcomer) (all []rename) {
	slices.SortStableFunc(orphans, func(a, b *state.Packet) int { return cmp.Compare(a.Amount, b.Amount) })
	slices.SortStableFunc(newcomers, func(a, b newcomer) int { return cmp.Compare(a.amount, b.amount) })
	var otherOrphans []*state.Packet
	var otherNewcomers []newcomer
	for len(orphans) > 0 && len(newcomers) > 0 {
		switch from, to := orphans[0], newcomers[0]; {
		case from.Amount < to.amount:
			otherOrphans, orphans = append(otherOrphans, from), orphans[1:]
		case from.Amount > to.amount:
			otherNewcomers, newcomers = append(otherNewcomers, to), newcomers[1:]
		default:
			all = append(all, joined(from, to))
			orphans, newcomers = orphans[1:], newcomers[1:]
		}
	}
	otherOrphans, otherNewcomers = append(otherOrphans, orphans...), append(otherNewcomers, newcomers...)
	for i := range min(len(otherOrphans), len(otherNewcomers)) {
		all = append(all, joined(otherOrphans[i], otherNewcomers[i]))
	}
	return all
}

func joined(from *state.Packet, to newcomer) rename {
	return rename{from: hclspec.Address{Campaign: to.address.Campaign, Key: from.Key}, recorded: from.Amount, to: to}
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

// literal writes a text as HCL, in which a $ or % before a brace would begin a template.
func literal(text string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strconv.Quote(text))
}
