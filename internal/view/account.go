package view

import (
	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/page"
)

// standingOf says how much of a campaign is delivered: "¥20.00 of ¥30.00 delivered, ¥10.00 open".
func standingOf(s page.Style, a apply.Account) lang.Text {
	parts := []lang.Text{lang.Format("%s of %s delivered", "已送达 %s / %s", s.Money(a.Delivered().Amount), s.Money(a.Planned().Amount))}
	if a.CameBack.Packets > 0 {
		parts = append(parts, lang.Format("%s came back", "已退回 %s", s.Money(a.CameBack.Amount)))
	}
	if a.Decided.Packets > 0 {
		parts = append(parts, lang.Format("%s left as a person decided", "按人工决定保持原样 %s", s.Money(a.Decided.Amount)))
	}
	if a.Open.Packets > 0 {
		parts = append(parts, lang.Format("%s open", "未了结 %s", s.Money(a.Open.Amount)))
	} else {
		parts = append(parts, lang.Both("nothing open", "全部了结"))
	}
	return clauses(parts...)
}

func campaignTotal(s page.Style, a apply.Account) lang.Text {
	return lang.Format("Campaign total: %s.", "活动总计：%s。", standingOf(s, a))
}

// threeParts are what the delivered total is the sum of. All three are told in every ending, so that nobody takes one for the total.
func threeParts(s page.Style, a apply.Account) lang.Text {
	return lang.Format("Sent by this run %s + found to be paid %s + known before %s = delivered %s.",
		"本次发放 %s + 查明已付 %s + 先前已知 %s = 已送达 %s。",
		s.Money(a.SentNow.Amount), s.Money(a.Found.Amount), s.Money(a.Before.Amount), s.Money(a.Delivered().Amount))
}
