package view

import (
	"io"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/plan"
)

// beside says of which packet one is a supplement, or which supplements it has.
func beside(p *page.Page, of *plan.Plan, packet *plan.Packet) {
	if s := packet.Recipient.Supplement; s != nil {
		p.Labelled(2, "Beside", "a supplement of "+page.Clean(p.Key(s.Of)))
		p.Labelled(2, "Reason", page.Clean(p.Masked(s.Reason)))
		return
	}
	for _, s := range of.Campaign.Supplements() {
		if s.Of == packet.Recipient.Key {
			p.Labelled(2, "Beside", "its supplement "+page.Clean(p.Key(s.Key)), page.Clean(p.Masked(s.Reason)))
		}
	}
}

// Recipient writes what the files say of one recipient, and what a plan would do. What the state knows follows it.
func Recipient(w io.Writer, of *plan.Plan, packet *plan.Packet, s page.Style) error {
	p := &page.Page{Style: s}
	p.Line("%s", p.Paint(page.InkStrong, p.NamedAddress(of.Campaign.Name, packet.Key(), packet.Recipient.Label)))
	p.Labelled(2, "Plan", packet.Action.String())
	if packet.Action == plan.Orphan {
		p.Labelled(2, "File", "does not name this recipient any more")
		return p.Print(w)
	}
	r := &packet.Recipient
	p.Labelled(2, "File", page.Clean(place.At(r.Range)), "group "+page.Clean(of.Groups[r.Source].Name))
	p.Labelled(2, "Amount", p.Money(r.Amount))
	p.Labelled(2, "Openid", p.OpenID(r.OpenID))
	beside(p, of, packet)
	p.Labelled(2, "Wishing", wished(p.Style, packet))
	if r.Remark != "" {
		p.Labelled(2, "Remark", page.Clean(r.Remark))
	}
	if packet.Recorded.ID == 0 {
		p.Labelled(2, "State", "knows nothing of it: no request ever left")
	}
	return p.Print(w)
}
