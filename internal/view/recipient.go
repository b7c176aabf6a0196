package view

import (
	"fmt"
	"io"

	"github.com/cashredpack/redpack/plan"
)

// Recipient writes what the files say of one recipient, and what a plan would do. What the state knows follows it.
func Recipient(w io.Writer, of *plan.Plan, packet *plan.Packet, s Style) error {
	p := &page{Style: s}
	p.line("%s", p.paint(inkStrong, p.address(of.Campaign.Name, packet.Key())))
	p.labelled(2, "Plan", packet.Action.String())
	if packet.Action == plan.Orphan {
		p.labelled(2, "File", "does not name this recipient any more")
		return p.writeTo(w)
	}
	r := &packet.Recipient
	p.labelled(2, "File", fmt.Sprintf("%s line %d", Clean(r.Range.Filename), r.Range.Start.Line), "group "+Clean(of.Groups[r.Source].Name))
	p.labelled(2, "Amount", p.Money(r.Amount))
	p.labelled(2, "Openid", p.openID(r.OpenID))
	p.labelled(2, "Wishing", Clean(r.Wishing))
	if r.Remark != "" {
		p.labelled(2, "Remark", Clean(r.Remark))
	}
	if packet.Recorded.ID == 0 {
		p.labelled(2, "State", "knows nothing of it: no request ever left")
	}
	return p.writeTo(w)
}
