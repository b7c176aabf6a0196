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
	"github.com/cashredpack/redpack/state"
)

// newcomer is a recipient to whom something may leave, and whose openid is bound by a packet under an address that is not
// theirs any more.
type newcomer struct {
	address address.Address
	amount  money.Fen
	at      hcl.Range
	again   bool // its address has a packet of its own: a new attempt, a retry, or one to ask about first
	open    bool // that packet has not failed
}

// binding is a packet that binds a person who no longer has its address.
type binding struct {
	*state.Packet
	taken bool // the address is somebody else's now; otherwise nobody's
}

// rename is an address with a packet that binds its person, and the address that this person probably has now.
type rename struct {
	from  address.Address
	bound binding
	to    newcomer
}

// settled reports whether a moved block can say that it is the same packet.
func (r *rename) settled() bool { return !r.bound.taken && !r.to.again }

// renamed refuses to pay people again whose key or whose campaign has got another name. Only their openids can tell: where
// an address with a packet is gone and the same person stands under another one, somebody has to say whether it is the same
// packet. It does not matter whether the other one is new or has a packet that was not paid: a key that came back has one.
func (b *builder) renamed() hcl.Diagnostics {
	if b.plan.Open().Packets == 0 || b.opts.abandoned { // what was never accepted stands in nobody's way
		return nil
	}
	bound, gone, left := b.bound(), b.vanished(), b.left()
	if !named(b, bound) && !named(b, gone.people()) && !named(b, left) {
		return nil
	}
	again := map[string][]newcomer{}
	var strays []rename
	diags := b.reading.Again(func(r *hclspec.Recipient) bool {
		packet := Packet{Action: Send, Recipient: *r}
		recorded, known := b.ledger.Lookup(r.Key)
		if known {
			packet.recall(&recorded, b.opts)
		}
		if !packet.mayLeave() {
			return true
		}
		gone.meet(r, known)
		if len(bound[r.OpenID])+len(left[r.OpenID]) == 0 || !b.selector.selects(r) {
			return true
		}
		one := b.newcomer(&packet)
		if len(bound[r.OpenID]) > 0 {
			again[strings.Clone(r.OpenID)] = append(again[r.OpenID], one)
		} else if stray, ok := strayed(left[r.OpenID], one); ok {
			strays = append(strays, stray)
		}
		return true
	})
	if diags.HasErrors() { // somebody may have been left out
		return diags
	}
	return append(gone.faults(), b.faults(renames(bound, again), strays)...)
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
		diags = append(diags, rekeyed(b.plan.Campaign, moved))
	}
	if len(shifted) > 0 {
		diags = append(diags, changedHands(b.plan.Campaign, shifted))
	}
	if len(strays) > 0 {
		diags = append(diags, readdressed(b.plan.Campaign, strays))
	}
	return diags
}

func (b *builder) newcomer(p *Packet) newcomer {
	r, known := &p.Recipient, p.Recorded.ID != 0
	address := address.Address{Campaign: b.plan.Campaign.Name, Key: strings.Clone(r.Key)}
	return newcomer{address: address, amount: r.Amount, at: r.Range, again: known, open: known && p.Recorded.Binds()}
}

// bound are the packets that bind people who no longer have their addresses, by openid: orphans, without those of which a
// person has decided that a new key is a new packet and those that have gone to another campaign, and packets whose keys the
// file gives to somebody else, also where that is left out or was accepted.
func (b *builder) bound() map[string][]binding {
	found := map[string][]binding{}
	for i := range b.plan.Listed {
		p := &b.plan.Listed[i]
		if r := &p.Recorded; p.Action == Orphan && r.Binds() && !r.AllowsSecond() && !b.away(r) {
			found[r.OpenID] = append(found[r.OpenID], binding{Packet: r})
		}
	}
	for i := range b.taken {
		r := &b.taken[i]
		found[r.OpenID] = append(found[r.OpenID], binding{Packet: r, taken: true})
	}
	return found
}

// renames joins what binds people with the newcomers of their openids, equal amounts first. They come in the order of the file.
func renames(bound map[string][]binding, again map[string][]newcomer) (all []rename) {
	for openID, newcomers := range again {
		all = append(all, renamesOf(bound[openID], newcomers)...)
	}
	slices.SortFunc(all, func(a, b rename) int {
		return cmp.Or(cmp.Compare(a.to.at.Filename, b.to.at.Filename), cmp.Compare(a.to.at.Start.Byte, b.to.at.Start.Byte),
			cmp.Compare(a.to.address.Key, b.to.address.Key))
	})
	return all
}

// renamesOf joins what belongs to one person. Almost everybody has one of each.
func renamesOf(before []binding, newcomers []newcomer) (all []rename) {
	slices.SortStableFunc(before, func(a, b binding) int { return cmp.Compare(a.Amount, b.Amount) })
	slices.SortStableFunc(newcomers, func(a, b newcomer) int { return cmp.Compare(a.amount, b.amount) })
	var others []binding
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

func joined(from binding, to newcomer) rename {
	return rename{bound: from, from: address.Address{Campaign: to.address.Campaign, Key: from.Key}, to: to}
}

// rekeyed is the one diagnostic for all renames that a moved block settles. It points at the first new key.
func rekeyed(c *hclspec.Campaign, renames []rename) *hcl.Diagnostic {
	first := renames[0]
	what := fmt.Sprintf("%s has the openid %s under the key %q, which the file no longer has. %s", first.to.address, first.bound.fact(),
		first.from.Key, danger(renames))
	if len(renames) > 1 {
		what = fmt.Sprintf("%s recipients have openids %s under keys which the file no longer has. %s", money.Count(len(renames)),
			facts(renames), danger(renames))
	}
	return &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: headline(renames) + " under another key", Subject: first.to.at.Ptr(),
		Detail: fmt.Sprintf("%s If only the key is new, say so:\n%s\n%s\n\n%s", what,
			movedBlocks(renames, len(renames)), second(c, renames), without(renames)),
	}
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
		text.WriteString(MovedBlock(address.Address(p.from), address.Address(p.to.address)))
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
