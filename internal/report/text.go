package report

import (
	"strconv"
	"sync"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/state"
)

// The sentences that every form of a report has.

// Personal is the stamp on what holds whole openids.
var Personal = lang.Both("含个人信息: holds personal data. Keep it, and hand it on, accordingly.", "含个人信息：妥善保管，谨慎传递。")

// Words that several lists have.
var (
	inDoubt           = lang.Both("in doubt", "结果未知")
	noLongerInTheFile = lang.Both("no longer in the file", "已不在名单中")
	besideSupplement  = lang.Both("not sent again beside a supplement, which may stand in its place", "已另有补发，可能由补发代替，不再重发")
)

// statusTexts are the statuses of the state and NotBegun, by their names.
var statusTexts = sync.OnceValue(func() map[string]lang.Text {
	texts := map[string]lang.Text{NotBegun: lang.Both(NotBegun, "未开始")}
	for _, status := range state.Statuses() {
		texts[status.String()] = status.Said()
	}
	return texts
})

// StatusName is the name of a status where people read it.
func StatusName(status string) lang.Text {
	if text, known := statusTexts()[status]; known {
		return text
	}
	return lang.Same(status)
}

// WhyName is the code or the reason of an item or a cause: the platform's words, or redpack's own.
func WhyName(reason string) lang.Text {
	if reason == besideSupplement.English {
		return besideSupplement
	}
	return state.Spoken(reason)
}

// Balance says whether the sums meet.
func Balance(c *Control) lang.Text {
	if !c.Balanced() {
		return lang.Both("These sums do not meet: redpack is broken. Please report this.", "各项合计对不上：redpack 有缺陷，请报告。")
	}
	if c.Sent().Packets > 0 {
		return lang.Format("The sums meet to the fen; %s of the money that was sent was received.", "各项合计分毫不差；已发放金额的 %s 已被领取。", Percent(c.Share()))
	}
	return lang.Both("The sums meet to the fen.", "各项合计分毫不差。")
}

// Percent writes tenths of a percent: 964 is 96.4%.
func Percent(tenths int) string { return strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10) + "%" }

// DayNotes say what the days do not show by themselves.
func DayNotes(r *Report) (notes []lang.Text) {
	tallied := func(t money.Tally) lang.Text {
		return lang.Format("%s (%s)", "%s（%s）", words.Counted(t.Packets, words.Packet), t.Amount.String())
	}
	if r.Back.Packets > 0 {
		notes = append(notes, lang.Format("%s on the way back: not opened in time, and not returned on any day yet.", "%s正在退回：逾期未领取，尚未在任何一天退回。",
			tallied(r.Back)))
	}
	if r.Earlier.Packets > 0 {
		notes = append(notes, lang.Format("The days count %s that came back and got another number: sent and refunded once more than in the "+
			"sums, and than in the share that was received.",
			"按日统计含 %s退回后换了商户订单号的红包：其发放和退款比合计及领取比例各多计一次。", tallied(r.Earlier)))
	}
	return notes
}

// Knowledge says how old what is known of waiting packets is; "" where none waits.
func Knowledge(r *Report) lang.Text {
	waiting := r.Of(Waiting).Packets
	if waiting == 0 {
		return lang.Text{}
	}
	text := lang.Format("%s not opened yet", "%s尚未领取", words.Counted(waiting, words.Packet))
	if r.Overdue > 0 {
		text = text.Then(lang.Format(", %s of them after more than 24 hours: opened or returned by now, and not asked about since",
			"，其中 %s 个已超过 24 小时：应已领取或退回，之后没有查询过", money.Count(r.Overdue)))
	}
	if r.Asked.IsZero() {
		return text.Then(lang.Both(". WeChat Pay was never asked about them.", "。从未向微信支付查询过。"))
	}
	return text.Then(lang.Format(". WeChat Pay was last asked %s.", "。最近一次向微信支付查询是 %s。", beijing.Format(r.Asked)))
}

// Name is a cause in a few words: "refused NO_AUTH", "in doubt, unknown timeout".
func (c *Cause) Name() lang.Text {
	name := c.Exception.Said()
	if c.Status != name.English {
		if status := StatusName(c.Status); status.Chinese == name.Chinese {
			name.English += ", " + status.English
		} else {
			name = lang.Format("%s, %s", "%s，%s", name, status)
		}
	}
	if c.Code != "" {
		name = name.Then(lang.Same(" ")).Then(WhyName(c.Code))
	}
	return name
}
