package plan

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// shownConflicts is how many conflicts are explained one by one. The plan itself lists them.
const shownConflicts = 10

// Conflicts are the packets that were paid, may have been paid or are on hold, with another amount or for another person than
// the file names now. redpack never pays the difference by itself, so each needs a decision before anything is sent. Those
// beyond the first ten are one diagnostic together.
func (p *Plan) Conflicts() hcl.Diagnostics {
	var diags hcl.Diagnostics
	p.proposed = nil
	for i := range p.Listed {
		if packet := &p.Listed[i]; packet.Action == Conflict && len(diags) < shownConflicts {
			diags = append(diags, p.conflict(packet))
		}
	}
	if more := p.tallies[Conflict].Packets - len(diags); more > 0 {
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "More conflicts",
			Detail: fmt.Sprintf("%s more of campaign %q, listed above. The same ways lead out. To go on without any of them, write "+
				"their addresses into an -exclude each, or those to be sent into an -only-file.", money.Count(more), p.Campaign.Name),
		})
	}
	return diags
}

// conflict tells what differs and every way out.
func (p *Plan) conflict(packet *Packet) *hcl.Diagnostic {
	recorded, wanted := &packet.Recorded, &packet.Recipient
	d := &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Recorded with another amount", Subject: wanted.Range.Ptr()}
	what := fmt.Sprintf("%s/%s %s (%s, bill number %s)", recorded.Campaign, recorded.Key, standing(recorded), beijing.Format(recorded.IntentAt),
		recorded.BillNo)
	if recorded.OpenID != wanted.OpenID {
		d.Summary = "Recorded for another person"
		d.Detail = what + ", for another openid than the file names now. Sending would pay a different person under the same key."
	} else {
		d.Detail = fmt.Sprintf("%s; the file says %s. redpack never pays a difference by itself.", what, wanted.Amount)
	}
	d.Detail += " Choose one:\n\n" + keeping(packet) + p.paying(packet)
	each := ""
	if p.tallies[Conflict].Packets > 1 {
		each = ", and the other conflicts with an -exclude each"
	}
	d.Detail += fmt.Sprintf("  go on without it%s:\n    redpack apply %s", each, words.ShellWord("-exclude="+p.Campaign.Name+"/"+wanted.Key))
	return d
}

// standing says where a packet in conflict stands.
func standing(r *state.Packet) string {
	switch {
	case r.InDoubt():
		return fmt.Sprintf("may have been paid %s", r.Amount)
	case r.Status == state.Refunded:
		return fmt.Sprintf("was paid %s, which came back", r.Amount)
	case r.Status == state.Refunding:
		return fmt.Sprintf("was paid %s, which is on its way back", r.Amount)
	case r.Status.Paid():
		return fmt.Sprintf("was paid %s", r.Amount)
	default:
		return fmt.Sprintf("is on hold with %s, and its order may still be open at WeChat Pay", r.Amount)
	}
}

// keeping are the ways that leave a packet as it is recorded.
func keeping(packet *Packet) string {
	recorded := &packet.Recorded
	accept := "    redpack state accept " + words.ShellWord(recorded.Campaign+"/"+recorded.Key) + " -reason=…\n"
	switch {
	case recorded.InDoubt():
		return fmt.Sprintf("  learn whether it was paid:\n    redpack refresh\n  keep what is recorded: put %s back, or only ask about it:\n%s",
			back(packet), accept)
	case recorded.Status.Paid():
		return fmt.Sprintf("  keep what is recorded: put %s back, or\n%s", back(packet), accept)
	default:
		return fmt.Sprintf("  send what is recorded: put %s back\n  leave it unsent:\n%s", back(packet), accept)
	}
}

// back is what makes the file say again what is recorded.
func back(packet *Packet) string {
	recorded, wanted := &packet.Recorded, &packet.Recipient
	switch {
	case recorded.OpenID == wanted.OpenID:
		return recorded.Amount.Yuan()
	case recorded.Amount == wanted.Amount:
		return "the openid"
	default:
		return "the openid and " + recorded.Amount.Yuan()
	}
}

// paying are the ways in which the file's person gets what the file says. While the order of a packet may be open, there is
// none for the same person.
func (p *Plan) paying(packet *Packet) string {
	recorded, wanted := &packet.Recorded, &packet.Recipient
	switch {
	case recorded.OpenID != wanted.OpenID:
		return fmt.Sprintf("  pay the new person: put %s back, and give them a key of their own\n", back(packet))
	case !recorded.Status.Paid():
		return ""
	case wanted.Supplement != nil && wanted.Amount > recorded.Amount:
		return fmt.Sprintf("  pay the difference: put %s back, and write another supplement of %q beside it\n", back(packet), wanted.Supplement.Of)
	case wanted.Supplement != nil:
		return ""
	}
	amount, of := wanted.Amount-recorded.Amount, "the difference"
	if recorded.Status.CameBack() {
		amount, of = wanted.Amount, "it again"
	}
	added, lost := p.added(wanted.Key), p.orphanOf(recorded.OpenID)
	switch least := p.Campaign.Merchant.Limits.MinAmount; {
	case amount <= 0:
		return ""
	case lost != "":
		return fmt.Sprintf("  pay the rest, if any: first put %s back into the file, another packet of this person\n", lost)
	case amount <= added:
		return fmt.Sprintf("  its supplements pay %s already: put %s back\n", added, back(packet))
	case amount-added < least:
		return fmt.Sprintf("  the difference of %s cannot be paid: a packet has at least %s\n", amount-added, least)
	default:
		return fmt.Sprintf("  pay %s: put %s back, and write into the campaign:\n%s", of, back(packet),
			p.supplementing(packet, amount-added))
	}
}

// orphanOf is the address of another packet of a person that the file no longer names, such as a supplement that was taken out; or "".
func (p *Plan) orphanOf(openID string) string {
	for i := range p.Listed {
		if one := &p.Listed[i]; one.Action == Orphan && one.Recorded.OpenID == openID && one.Recorded.Binds() {
			return one.Recorded.Address().String()
		}
	}
	return ""
}

// supplementing is the block that pays what a packet lacks.
func (p *Plan) supplementing(packet *Packet, amount money.Fen) string {
	recorded, wanted := &packet.Recorded, &packet.Recipient
	reason := fmt.Sprintf("was paid %s, should get %s", recorded.Amount.Yuan(), wanted.Amount.Yuan())
	if recorded.Status.CameBack() {
		reason = fmt.Sprintf("%s came back unopened, should get %s", recorded.Amount.Yuan(), wanted.Amount.Yuan())
	}
	block := SupplementBlock(p.supplementKey(wanted.Key), wanted.Key, amount, reason)
	text := "    " + strings.ReplaceAll(strings.TrimSuffix(block, "\n"), "\n", "\n    ") + "\n"
	if hclspec.IsOpenID(wanted.Key) {
		text += "    # with the whole key, as redpack plan -show-openid prints it\n"
	}
	return text
}
