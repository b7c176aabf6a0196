package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// Question is what a person wants to decide about one packet.
type Question struct {
	Of      address.Address // that the packet has, had or will have: a moved block may have been carried out in the state or not yet
	NotPaid bool            // its number paid somebody else; otherwise it stays as it is recorded
	At      time.Time       // when it is decided
}

// ErrNotRecorded says that the state has no packet of an address.
var ErrNotRecorded = lang.Errorf("the state has no packet of this address", "状态库里没有这个地址的红包")

// Answer is what would be recorded, of which packet. The reason is the person's.
type Answer struct {
	Packet   state.Packet
	Decision state.Decision
}

// Decide answers a question. Where there is nothing to decide, or not yet, the error says why. The diagnostics are of the lists
// that had to be read; with an error among them nothing may be recorded.
func Decide(project *hclspec.Project, snapshot *state.Snapshot, q Question) (Answer, hcl.Diagnostics, error) {
	packet, ok := recordedUnder(project, snapshot, q.Of)
	if !ok {
		return Answer{}, nil, lang.Errorf("%s: %w", "%s：%w", q.Of, ErrNotRecorded)
	}
	if q.NotPaid {
		return Answer{Packet: packet}, nil, mayRelease(&packet)
	}
	asked, diags := askedOf(project, snapshot, &packet)
	if diags.HasErrors() {
		return Answer{}, diags, nil
	}
	decision, err := asked.decide(&packet, q.At)
	return Answer{packet, decision}, diags, err
}

// recordedUnder finds a packet by any of its addresses.
func recordedUnder(project *hclspec.Project, snapshot *state.Snapshot, of address.Address) (state.Packet, bool) {
	if packet, ok := snapshot.Lookup(of.Campaign, of.Key); ok {
		return packet, true
	}
	for _, c := range project.Campaigns {
		if now := movedTo(c, of); now.Campaign == c.Name {
			return NewLedger(c, snapshot).Lookup(now.Key)
		}
	}
	return state.Packet{}, false
}

// movedTo is where the moved blocks lead to from an address. That of a key counts before that of its campaign.
func movedTo(c *hclspec.Campaign, a address.Address) address.Address {
	for range c.Project().Moved {
		if next, ok := c.MovedTo(a); ok {
			a = next
		} else if next, ok := c.MovedTo(address.Address{Campaign: a.Campaign}); ok {
			a.Campaign = next.Campaign
		}
	}
	return a
}

// mayRelease refuses to call a packet not paid of which WeChat Pay has not said that the number is another order's.
func mayRelease(p *state.Packet) error {
	if p.Disputed() {
		return nil
	}
	return lang.Errorf("%s is %s. -not-paid is for a packet in doubt whose number WeChat Pay knows as another order",
		"%s 的状态是%s。-not-paid 只用于结果未知、且微信支付说其商户订单号属于另一笔订单的红包", p.Address(), p.Status)
}

// asked is what the files ask of a recorded packet.
type asked struct {
	wanted *hclspec.Recipient // to whom plan takes the packet to belong: openid and amount; nil: nobody
	again  bool               // nobody, and a key without a packet that binds has its openid, here or where it would be paid again
}

// decide finds what there is to decide about a packet, and refuses where there is nothing.
func (a asked) decide(packet *state.Packet, at time.Time) (state.Decision, error) {
	asItIs := state.Decision{OpenID: packet.OpenID, Amount: packet.Amount}
	lost := packet.InDoubt() && (Forgotten(packet, at) || packet.Disputed()) && !Closed(packet)
	asksElse := a.wanted != nil && differs(a.wanted, packet)
	switch {
	case asksElse && (lost || !packet.Accepts(a.wanted.OpenID, a.wanted.Amount)):
		return state.Decision{OpenID: a.wanted.OpenID, Amount: a.wanted.Amount}, nil
	case a.wanted != nil && lost:
		return asItIs, nil
	case packet.Accepted.Reason != "" && (asksElse || packet.Accepts(packet.OpenID, packet.Amount)) && (!a.again || packet.AllowsSecond()):
		return asItIs, lang.Errorf("%s was accepted already, by %s: %s", "%s 已由 %s 认可：%s", packet.Address(), packet.Accepted.By, packet.Accepted.Reason)
	case packet.InDoubt() && !lost && !Closed(packet) && (a.wanted != nil || a.again):
		return asItIs, lang.Errorf("nobody knows yet whether %s was paid, and WeChat Pay still tells: run redpack refresh first. There is "+
			"nothing to accept before", "还不知道 %s 是否已发，而微信支付还查得到：先运行 redpack refresh。查清之前不能认可", packet.Address())
	case a.again && !packet.MayHavePaid():
		return asItIs, lang.Errorf("%s is %s, and its order may still be open at WeChat Pay, so nobody can decide yet that its person gets a "+
			"second one. If the new key is the same packet, a moved block says so: redpack plan prints it",
			"%s 的状态是%s，订单在微信支付可能仍未了结，所以现在还不能决定给这个人再发一个。如果新键就是同一个红包，用 moved 块说明：redpack plan 会列出来",
			packet.Address(), packet.Status)
	case a.again:
		asItIs.Second = true
		return asItIs, nil
	case a.wanted == nil:
		return asItIs, lang.Errorf("%s is in the state and no longer in the files, and nobody new has its openid; that is no conflict, so "+
			"there is nothing to accept", "%s 在状态库里，已不在文件里，也没有新的领取人用它的 openid；这不是冲突，不需要认可", packet.Address())
	default:
		return asItIs, lang.Errorf("%s is recorded with the amount and the openid that the file asks for; there is nothing to accept",
			"%s 记录的金额和 openid 与文件一致，不需要认可", packet.Address())
	}
}

// askedOf reads the campaigns to which a packet may belong. What is wrong with the others is no matter of its decision.
func askedOf(project *hclspec.Project, snapshot *state.Snapshot, packet *state.Packet) (found asked, diags hcl.Diagnostics) {
	for _, c := range project.Campaigns {
		own := slices.Contains(names(c), packet.Campaign)
		if !own && !c.Moved() {
			continue
		}
		ledger := NewLedger(c, snapshot)
		_, faults := ledger.Read(func(r *hclspec.Recipient) bool {
			switch recorded, ok := ledger.Lookup(r.Key); {
			case ok && recorded.ID == packet.ID:
				found.wanted = &hclspec.Recipient{OpenID: strings.Clone(r.OpenID), Amount: r.Amount}
			case own && r.OpenID == packet.OpenID && (!ok || !recorded.Binds()):
				found.again = true
			}
			return found.wanted == nil
		})
		if found.wanted != nil {
			return asked{wanted: found.wanted}, diags
		}
		if diags = append(diags, faults...); faults.HasErrors() {
			return found, diags
		}
	}
	var unread hcl.Diagnostics
	for _, c := range project.Campaigns {
		if !found.again && c.Name != packet.Campaign {
			again, faults := paysAgain(c, snapshot, packet)
			found.again, unread = again, append(unread, faults...)
		}
	}
	if !found.again { // perhaps only because a list broke off
		diags = append(diags, unread...)
	}
	return found, diags
}

// paysAgain reports whether another campaign would pay a packet again, under its key or with its amount. The diagnostics are those
// of a list that was not read to its end.
func paysAgain(c *hclspec.Campaign, snapshot *state.Snapshot, packet *state.Packet) (again bool, unread hcl.Diagnostics) {
	ledger := NewLedger(c, snapshot)
	reading, diags := ledger.Read(func(r *hclspec.Recipient) bool {
		if r.OpenID == packet.OpenID && (r.Key == packet.Key || r.Amount == packet.Amount) {
			recorded, known := ledger.Lookup(r.Key)
			again = !known || !recorded.Binds()
		}
		return !again
	})
	if again || reading.Whole() {
		return again, nil
	}
	return false, diags
}

// PendingMoves are the moved blocks that are still to be carried out in the state, so that what was paid under an old address
// stands under the new one from then on. What stands there already stays: plan finds the rest under its old address.
func PendingMoves(moved []hclspec.Moved, snapshot *state.Snapshot) []hclspec.Moved {
	return slices.DeleteFunc(slices.Clone(moved), func(m hclspec.Moved) bool { return !stands(snapshot, m.From) || stands(snapshot, m.To) })
}

// stands reports whether the state has something under an address.
func stands(snapshot *state.Snapshot, a address.Address) bool {
	if a.Key == "" {
		_, ok := snapshot.Campaign(a.Campaign)
		return ok
	}
	_, ok := snapshot.Lookup(a.Campaign, a.Key)
	return ok
}
