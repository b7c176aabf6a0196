package view

import (
	"github.com/cashredpack/redpack/internal/checkup"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/lookup"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// clause stands between the clauses of a sentence, where lang.Comma stands between words.
var clause = lang.Both(", ", "，")

// listOf joins words: "371 sent, 3 failed".
func listOf(parts []lang.Text) lang.Text { return lang.Join(parts, lang.Comma) }

// clauses joins clauses.
func clauses(parts ...lang.Text) lang.Text { return lang.Join(parts, clause) }

// numberOf counts what became of packets: "3 failed", "发放失败 3 个".
func numberOf(n int, became lang.Text) lang.Text {
	return lang.Format("%s %s", "%[2]s %[1]s 个", money.Count(n), became)
}

// told is what somebody else says, as a page shows it.
func told(s page.Style, text lang.Text) lang.Text { return text.Each(s.Told) }

// beginning is a text as the beginning of a sentence.
func beginning(text lang.Text) lang.Text {
	return lang.Text{English: words.Capital(text.English), Chinese: text.Chinese}
}

// thatMany is a word for one or for several, which only English tells apart.
func thatMany(n int, one, several string) lang.Text {
	if n == 1 {
		return lang.Both(one, "")
	}
	return lang.Both(several, "")
}

var statusNames = map[state.Status]string{
	state.Reserved: "已预留", state.Unknown: "结果未知", state.Held: "暂缓", state.Refused: "被拒", state.Failed: "发放失败",
	state.Sent: "已发放", state.Received: "已领取", state.Refunding: "退款中", state.Refunded: "已退款",
}

// StatusName is a status where people read it.
func StatusName(s state.Status) lang.Text { return orSame(s.String(), statusNames[s]) }

// statusNamed is a status that is only known by its name, such as one of an event.
func statusNamed(name string) lang.Text {
	for status, chinese := range statusNames {
		if status.String() == name {
			return lang.Both(name, chinese)
		}
	}
	return lang.Same(name)
}

var actionNames = map[plan.Action]string{
	plan.Send: "发放", plan.Correct: "更正", plan.Resend: "重发", plan.Retry: "重试", plan.Resolve: "核实", plan.Done: "已完成",
	plan.Conflict: "冲突", plan.Held: "暂缓", plan.Refused: "被拒", plan.Failed: "发放失败", plan.Orphan: "名单外已发",
}

// ActionName is what a plan does about a packet, where people read it.
func ActionName(a plan.Action) lang.Text { return orSame(a.String(), actionNames[a]) }

func orSame(english, chinese string) lang.Text {
	if chinese == "" {
		return lang.Same(english)
	}
	return lang.Both(english, chinese)
}

var areaNames = map[checkup.Area]string{
	checkup.Files: "文件", checkup.State: "状态库", checkup.Clock: "时钟", checkup.Network: "网络", checkup.Account: "账户", checkup.Campaign: "活动",
	checkup.Sending: "只有发放才能确认",
}

// wayName is by what a packet was found, where people read it.
func wayName(how lookup.How) lang.Text {
	return orSame(string(how), map[lookup.How]string{
		lookup.ByNumber: "商户订单号", lookup.ByListID: "send_listid", lookup.ByOpenID: "openid", lookup.ByKey: "键", lookup.ByLabel: "备注名",
	}[how])
}
