package view

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// supplementColumns are how documents list further packets for whoever approves them: for whom, beside which, and why.
var supplementColumns = []page.Column{{Title: lang.Both("Amount", "金额"), Right: true}, {Title: lang.Both("Supplement", "补发")}, {Title: lang.Both("Of", "原红包")}, {Title: lang.Both("Reason", "理由")}}

func supplementCells(s page.Style, p *plan.Packet) []string {
	of := p.Recipient.Supplement
	return []string{s.Money(p.Amount()), named(s, p), page.Clean(s.Key(of.Of)), page.Clean(s.Masked(of.Reason))}
}

// supplementOf says of a listed packet beside whose it comes; "" for everybody else.
func supplementOf(s page.Style, p *plan.Packet) string {
	if p.Recipient.Supplement == nil {
		return ""
	}
	return aside(s, lang.Format("supplement of %s", "%s 的补发", s.Key(p.Recipient.Supplement.Of)))
}

// furtherPacket is a supplement in words, without its reason. Its keys stay whole, because somebody approves them.
func furtherPacket(s page.Style, p *plan.Packet) lang.Text {
	return lang.Format("%s to %s, a supplement of %s", "%s 发给 %s，是 %s 的补发", s.Money(p.Amount()), named(s, p), page.Clean(s.Key(p.Recipient.Supplement.Of)))
}

// supplements lists those that may leave. Each was written by hand for one person, so each is shown.
func (p *planPage) supplements(of *plan.Plan) {
	all := of.Supplements
	if len(all) == 0 {
		return
	}
	p.Blank()
	p.Paragraph(0, lang.Format("%s, beside a packet that was paid:", "%s（原红包已付款）：", words.Counted(len(all), words.Supplement)))
	for i := range all[:min(len(all), foldWorstAfter)] {
		p.Wrapped("  + ", lang.Format("%s: %s", "%s：%s", furtherPacket(p.Style, &all[i]), p.Masked(all[i].Recipient.Supplement.Reason)))
	}
	if more := len(all) - foldWorstAfter; more > 0 {
		p.Line("    %s", seeMore(more, "redpack plan -list")) // for programs
	}
}

// confirmSupplements are what a person is about to approve of further packets.
func confirmSupplements(p *page.Page, of *plan.Plan) {
	all := of.Supplements
	for i := range all[:min(len(all), foldAfter)] {
		p.Labelled(2, lang.Both("Beside", "补发"), furtherPacket(p.Style, &all[i]), page.Clean(p.Masked(all[i].Recipient.Supplement.Reason)))
	}
	if more := len(all) - foldAfter; more > 0 {
		p.Labelled(2, lang.Both("Beside", "补发"), lang.Format("%s more supplements", "另有 %s 笔补发", money.Count(more)))
	}
}
