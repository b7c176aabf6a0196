package view

import (
	"bufio"
	"errors"
	"io"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
)

// leaving shows packets as they would arrive, each with its whole wish: that is where a mistake of a list shows.
func (p *planPage) leaving(of *plan.Plan) {
	l := &of.Leaving
	if l.Packets == 0 {
		return
	}
	p.Blank()
	p.Paragraph(0, leavingTitle(l))
	t := &page.Table{Wrap: true, Columns: []page.Column{{Title: lang.Both("Amount", "金额"), Right: true}, {Title: lang.Both("Recipient", "领取人")}, {Title: lang.Both("Wishing", "祝福语")}}}
	room := p.Columns() - page.TableIndent - amountWidth - 4 // for the two columns that may be long, of which the last one wraps
	most := max(8, min(room/2, room-amountWidth))
	for i := range l.Shown {
		packet := &l.Shown[i]
		t.Add("", p.Money(packet.Amount()), page.Fit(named(p.Style, packet), most), wished(p.Style, packet))
	}
	t.Print(&p.Page)
}

func leavingTitle(l *plan.Leaving) lang.Text {
	packets := words.Counted(l.Packets, words.Packet)
	switch {
	case l.Packets <= plan.LeavingAll:
		return lang.Both("What leaves:", "将发出：")
	case l.Wishes == 1:
		return lang.Format("What leaves: %s with one wish; all of them: redpack plan -list", "将发出：%s，祝福语相同；查看全部：redpack plan -list", packets)
	case l.Wishes <= plan.LeavingWishes:
		return lang.Format("What leaves: %s with %s wishes, one of each; all: redpack plan -list", "将发出：%s，%s 条祝福语，每条列出一个；查看全部：redpack plan -list",
			packets, money.Count(l.Wishes))
	default:
		return lang.Format("What leaves: %s with many wishes: the shortest, the longest and others; every text: redpack plan -wishes",
			"将发出：%s，祝福语很多，列出最短、最长和其他几条；查看每条：redpack plan -wishes", packets)
	}
}

// wished is the wish of a packet as the file has it; "" for one that the file does not name.
func wished(s page.Style, p *plan.Packet) string { return page.Clean(s.Masked(p.Recipient.Wishing)) }

// Wishes writes every text that would leave, the most frequent first, behind the number of packets that have it.
func Wishes(w io.Writer, of *plan.Wishes, s page.Style) error {
	out := bufio.NewWriter(w)
	all := of.All()
	first, second := s.Say(lang.Both("PACKETS", "红包数")), s.Say(lang.Both("WISHING", "祝福语"))
	line := func(packets, text string) error {
		_, err := plain.Fprintf(out, "%s  %s\n", page.PadLeft(packets, page.Width(first)), text)
		return err
	}
	err := line(first, second)
	for i := 0; i < len(all) && err == nil; i++ {
		err = line(money.Count(all[i].Packets), page.Clean(s.Masked(all[i].Text)))
	}
	if n := of.Others(); n > 0 && err == nil {
		_, err = plain.Fprintf(out, "\n%s\n", s.Say(lang.Format("Only the first %s texts are told apart; %s more packets have others.",
			"只区分前 %s 条祝福语；另有 %s 个红包用的是其他祝福语。", money.Count(plan.WishesMax), money.Count(n))))
	}
	return errors.Join(err, out.Flush())
}
