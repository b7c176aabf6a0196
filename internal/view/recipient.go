package view

import (
	"io"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
)

// beside says of which packet one is a supplement, or which supplements it has.
func beside(p *page.Page, of *plan.Plan, packet *plan.Packet) {
	if s := packet.Recipient.Supplement; s != nil {
		p.Labelled(2, lang.Both("Beside", "补发"), lang.Format("a supplement of %s", "%s 的补发", p.Key(s.Of)))
		p.Labelled(2, lang.Both("Reason", "理由"), page.Clean(p.Masked(s.Reason)))
		return
	}
	for _, s := range of.Campaign.Supplements() {
		if s.Of == packet.Recipient.Key {
			p.Labelled(2, lang.Both("Beside", "补发"), lang.Format("its supplement %s", "它的补发 %s", p.Key(s.Key)), page.Clean(p.Masked(s.Reason)))
		}
	}
}

// Recipient writes what the files say of one recipient, and what a plan would do. What the state knows follows it.
func Recipient(w io.Writer, of *plan.Plan, packet *plan.Packet, s page.Style) error {
	p := &page.Page{Style: s}
	p.Line("%s", p.Paint(page.InkStrong, p.NamedAddress(of.Campaign.Name, packet.Key(), packet.Recipient.Label)))
	p.Labelled(2, lang.Both("Plan", "计划"), packet.Action.Said())
	if packet.Action == plan.Orphan {
		p.Labelled(2, lang.Both("File", "文件"), lang.Both("does not name this recipient any more", "已没有这位领取人"))
		return p.Print(w)
	}
	r := &packet.Recipient
	p.Labelled(2, lang.Both("File", "文件"), page.Place(r.Range), lang.Format("group %s", "分组 %s", of.Groups[r.Source].Name))
	p.Labelled(2, lang.Both("Amount", "金额"), p.Money(r.Amount))
	p.Labelled(2, lang.Both("Openid", "openid"), p.OpenID(r.OpenID))
	beside(p, of, packet)
	p.Labelled(2, lang.Both("Wishing", "祝福语"), wished(p.Style, packet))
	if r.Remark != "" {
		p.Labelled(2, lang.Both("Remark", "备注"), page.Clean(r.Remark))
	}
	if packet.Recorded.ID == 0 {
		p.Labelled(2, lang.Both("State", "状态库"), lang.Both("knows nothing of it: no request ever left", "没有记录：从未发出请求"))
	}
	return p.Print(w)
}
