package view

import (
	"io"

	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/place"
	"github.com/cashredpack/redpack/plan"
)

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
	if of := r.Supplement; of != nil {
		p.Labelled(2, "Beside", "a supplement of "+page.Clean(p.Key(of.Of)))
		p.Labelled(2, "Reason", page.Clean(p.Masked(of.Reason)))
	}
	p.Labelled(2, "Wishing", wished(p.Style, packet))
	if r.Remark != "" {
		p.Labelled(2, "Remark", page.Clean(r.Remark))
	}
	if packet.Recorded.ID == 0 {
		p.Labelled(2, "State", "knows nothing of it: no request ever left")
	}
	return p.Print(w)
}
