package plan

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
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
		diags = append(diags, mistake(lang.Both("More conflicts", "还有冲突"), lang.Format("%s more of campaign %q, listed above. The same ways lead out. "+
			"To go on without any of them, write their addresses into an -exclude each, or those to be sent into an -only-file.",
			"另有 %s 个，属于活动 %q，已列在上面，办法相同。要跳过它们继续，就给每个地址写一个 -exclude，或者把要发的写进 -only-file。",
			money.Count(more), p.Campaign.Name), nil))
	}
	return diags
}

// conflict tells what differs and every way out.
func (p *Plan) conflict(packet *Packet) *hcl.Diagnostic {
	recorded, wanted := &packet.Recorded, &packet.Recipient
	summary := lang.Both("Recorded with another amount", "记录的金额不同")
	what := lang.Format("%s/%s %s (%s, bill number %s)", "%s/%s %s（%s，商户订单号 %s）", recorded.Campaign, recorded.Key, standing(recorded),
		beijing.Format(recorded.IntentAt), recorded.BillNo)
	if recorded.OpenID != wanted.OpenID {
		summary = lang.Both("Recorded for another person", "记录的是另一个人")
		what = what.Then(lang.Both(", for another openid than the file names now. Sending would pay a different person under the same key.",
			"，openid 与文件现在写的不同。发放会用同一个键付给另一个人。"))
	} else {
		what = what.Then(lang.Format("; the file says %s. redpack never pays a difference by itself.", "；文件写的是 %s。redpack 不会自行补差额。", wanted.Amount))
	}
	var each lang.Text
	if p.tallies[Conflict].Packets > 1 {
		each = lang.Both(", and the other conflicts with an -exclude each", "，其他冲突各加一个 -exclude")
	}
	return mistake(summary, what.Then(lang.Both(" Choose one:\n\n", "选一种办法：\n\n")).Then(keeping(packet)).Then(p.paying(packet)).Then(lang.Format(
		"  go on without it%s:\n    redpack apply %s", "  先跳过它%s：\n    redpack apply %s", each,
		words.ShellWord("-exclude="+p.Campaign.Name+"/"+wanted.Key))), wanted.Range.Ptr())
}

// standing says where a packet in conflict stands.
func standing(r *state.Packet) lang.Text {
	switch {
	case r.InDoubt():
		return lang.Format("may have been paid %s", "可能已发 %s", r.Amount)
	case r.Status == state.Refunded:
		return lang.Format("was paid %s, which came back", "已发 %s，钱已退回", r.Amount)
	case r.Status == state.Refunding:
		return lang.Format("was paid %s, which is on its way back", "已发 %s，正在退款", r.Amount)
	case r.Status.Paid():
		return lang.Format("was paid %s", "已发 %s", r.Amount)
	default:
		return lang.Format("is on hold with %s, and its order may still be open at WeChat Pay", "暂缓，金额 %s，订单在微信支付可能仍未了结", r.Amount)
	}
}

// keeping are the ways that leave a packet as it is recorded.
func keeping(packet *Packet) lang.Text {
	recorded := &packet.Recorded
	accept := lang.Same("    redpack state accept " + words.ShellWord(recorded.Campaign+"/"+recorded.Key) + " -reason=…\n")
	switch {
	case recorded.InDoubt():
		return lang.Format("  learn whether it was paid:\n    redpack refresh\n  keep what is recorded: put %s back, or only ask about it:\n",
			"  查清是否已发：\n    redpack refresh\n  保留记录：%s，或者只查询：\n", back(packet)).Then(accept)
	case recorded.Status.Paid():
		return lang.Format("  keep what is recorded: put %s back, or\n", "  保留记录：%s，或者\n", back(packet)).Then(accept)
	default:
		return lang.Format("  send what is recorded: put %s back\n  leave it unsent:\n", "  按记录发放：%s\n  不发：\n", back(packet)).Then(accept)
	}
}

// back is what makes the file say again what is recorded.
func back(packet *Packet) lang.Text {
	recorded, wanted := &packet.Recorded, &packet.Recipient
	switch {
	case recorded.OpenID == wanted.OpenID:
		return lang.Format("%s", "把金额改回 %s", recorded.Amount.Yuan())
	case recorded.Amount == wanted.Amount:
		return lang.Both("the openid", "改回原来的 openid")
	default:
		return lang.Format("the openid and %s", "改回原来的 openid 和金额 %s", recorded.Amount.Yuan())
	}
}

// paying are the ways in which the file's person gets what the file says. While the order of a packet may be open, there is
// none for the same person.
func (p *Plan) paying(packet *Packet) lang.Text {
	recorded, wanted := &packet.Recorded, &packet.Recipient
	switch {
	case recorded.OpenID != wanted.OpenID:
		return lang.Format("  pay the new person: put %s back, and give them a key of their own\n", "  发给新的人：%s，给新人一个自己的键\n", back(packet))
	case !recorded.Status.Paid():
		return lang.Text{}
	case wanted.Supplement != nil && wanted.Amount > recorded.Amount:
		return lang.Format("  pay the difference: put %s back, and write another supplement of %q beside it\n",
			"  补发差额：%s，再写一个 %q 的 supplement\n", back(packet), wanted.Supplement.Of)
	case wanted.Supplement != nil:
		return lang.Text{}
	}
	amount, of := wanted.Amount-recorded.Amount, lang.Both("the difference", "补发差额")
	if recorded.Status.CameBack() {
		amount, of = wanted.Amount, lang.Both("it again", "再发一次")
	}
	added, lost := p.added(wanted.Key), p.orphanOf(recorded.OpenID)
	switch least := p.Campaign.Merchant.Limits.MinAmount; {
	case amount <= 0:
		return lang.Text{}
	case lost != "":
		return lang.Format("  pay the rest, if any: first put %s back into the file, another packet of this person\n",
			"  如有差额要补发：先把 %s 放回文件，那是此人的另一个红包\n", lost)
	case amount <= added:
		return lang.Format("  its supplements pay %s already: put %s back\n", "  它的补发已有 %s：%s\n", added, back(packet))
	case amount-added < least:
		return lang.Format("  the difference of %s cannot be paid: a packet has at least %s\n", "  差额 %s 发不了：一个红包至少 %s\n", amount-added, least)
	default:
		return lang.Format("  pay %s: put %s back, and write into the campaign:\n", "  %s：%s，在活动里写：\n", of, back(packet)).
			Then(p.supplementing(packet, amount-added))
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
func (p *Plan) supplementing(packet *Packet, amount money.Fen) lang.Text {
	recorded, wanted := &packet.Recorded, &packet.Recipient
	reason := lang.Format("was paid %s, should get %s", "已发 %s，应发 %s", recorded.Amount.Yuan(), wanted.Amount.Yuan())
	if recorded.Status.CameBack() {
		reason = lang.Format("%s came back unopened, should get %s", "%s 未领取已退回，应发 %s", recorded.Amount.Yuan(), wanted.Amount.Yuan())
	}
	key := p.supplementKey(wanted.Key)
	text := reason.Each(func(reason string) string {
		block := SupplementBlock(key, wanted.Key, amount, reason)
		return "    " + strings.ReplaceAll(strings.TrimSuffix(block, "\n"), "\n", "\n    ") + "\n"
	})
	if hclspec.IsOpenID(wanted.Key) {
		text = text.Then(lang.Both("    # with the whole key, as redpack plan -show-openid prints it\n", "    # 要写完整的键，redpack plan -show-openid 会显示\n"))
	}
	return text
}
