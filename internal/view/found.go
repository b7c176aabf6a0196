package view

import (
	"io"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/lookup"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
)

// FoundMany lists several packets that a text has found, each with the command that shows it.
func FoundMany(w io.Writer, found []lookup.Found, command string, s page.Style) error {
	p := &page.Page{Style: s}
	p.Paragraph(0, lang.Format("Found %s by %s:", "找到 %s，按%s：", words.Counted(len(found), words.Packet), waysOf(found)))
	for i := range found {
		f := &found[i]
		p.Blank()
		p.Labelled(2, statusFound(f), p.Money(amountFound(f)), p.NamedAddress(f.Address.Campaign, f.Address.Key, f.Label))
		p.Line("  %s%s %s", page.Pad("", 10), command, page.Clean(words.ShellWord(handleOf(s, f))))
	}
	return p.Print(w)
}

// FoundFormer says that what was searched was a packet's before.
func FoundFormer(w io.Writer, f *lookup.Found, s page.Style) error {
	p := &page.Page{Style: s}
	of := p.Address(f.Address.Campaign, f.Address.Key)
	if f.How == lookup.ByNumber {
		p.Paragraph(0, lang.Format("This was bill number %d of %s; it has another one now.",
			"这是 %[2]s 的第 %[1]d 个商户订单号；现在用的是另一个。", f.Attempt+1, of))
	} else {
		p.Paragraph(0, lang.Format("This was the %s of an earlier number of %s; it has another one now.",
			"这是 %[2]s 先前一个商户订单号的%[1]s；现在用的是另一个。", f.How.Said(), of))
	}
	p.Line("")
	return p.Print(w)
}

// waysOf are by what packets were found, each way once.
func waysOf(found []lookup.Found) lang.Text {
	var ways []lang.Text
	seen := map[lookup.How]bool{}
	for i := range found {
		if how := found[i].How; !seen[how] {
			seen[how] = true
			ways = append(ways, how.Said())
		}
	}
	return listOf(ways)
}

func statusFound(f *lookup.Found) lang.Text {
	if f.Packet.ID == 0 {
		return notBegun
	}
	return f.Packet.Status.Said()
}

func amountFound(f *lookup.Found) money.Fen {
	if f.Packet.ID == 0 {
		return f.Recipient.Amount
	}
	return f.Packet.Amount
}

// handleOf is what shows a packet again: its address, or its number where the key is an openid that must not be printed.
func handleOf(s page.Style, f *lookup.Found) string {
	if s.Key(f.Address.Key) == f.Address.Key || f.Packet.ID == 0 {
		return f.Address.String()
	}
	return string(f.Packet.BillNo)
}
