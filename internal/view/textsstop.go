package view

import (
	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// stopText says for each stop what happened, in words for whoever comes to it cold. advice is for stops that come without
// one.
var stopText = map[apply.Stop]struct{ what, advice lang.Text }{
	apply.Interrupted: {what: lang.Both("Stopped as asked. Nothing is in flight any more.", "已按要求停止，没有在途的请求。")},
	apply.Forced: {
		lang.Both("Stopped at once. Requests that were in flight were given up and may have been paid.", "已立即停止。在途的请求已放弃，可能已经付款。"),
		lang.Both("Apply again: it asks WeChat Pay about each of them before it sends anything.", "再次运行 apply：它先向微信支付逐个查询，再发放。"),
	},
	apply.WindowClosed: {
		lang.Both("Stopped because the campaign may not send now.", "已停止：活动现在不在发放时段内。"),
		lang.Both("Apply again when the window is open, or use -wait to let redpack wait for it.", "到发放时段再运行 apply，或用 -wait 让 redpack 等待。"),
	},
	apply.BalanceEmpty: {
		lang.Both("Stopped because the merchant's account has too little money.", "已停止：商户账户余额不足。"),
		lang.Both("Top it up, then apply again.", "充值后再运行 apply。"),
	},
	apply.DailyLimit: {
		lang.Both("Stopped because the merchant's sum for this day is used up.", "已停止：商户当天的额度已用完。"),
		lang.Both("Apply again after midnight, Beijing time.", "北京时间零点后再运行 apply。"),
	},
	apply.BrokenSetup: {
		lang.Both("Stopped because WeChat Pay would refuse every packet like this one. Nobody's number is lost.",
			"已停止：微信支付会同样拒绝每一个红包。所有商户订单号都保留着。"),
		lang.Both("Repair what it names, then apply again.", "修好它指出的问题，再运行 apply。"),
	},
	apply.TooManyRefused: {
		lang.Both("Stopped because so many recipients in a row were refused that the cause is hardly theirs.", "已停止：连续太多领取人被拒，原因多半不在他们。"),
		lang.Both("Check the list, the appid and the product settings, then apply again.", "检查名单、appid 和产品设置，再运行 apply。"),
	},
	apply.NoClearAnswers: {
		lang.Both("Stopped because WeChat Pay gives no clear answers.", "已停止：微信支付没有明确应答。"),
		lang.Both("Check the network, then apply again: it asks before it sends.", "检查网络，再运行 apply：它先查询再发放。"),
	},
	apply.StateFailed: {
		lang.Both("Stopped because the state could not be written. Without it nothing may be sent.", "已停止：状态库无法写入。没有它就不能发放。"),
		lang.Both("Never delete the state. Check it with `redpack state check`, then apply again: what was in flight is asked about first.",
			"切勿删除状态库。用 `redpack state check` 检查，再运行 apply：在途的请求会先查询。"),
	},
	apply.WorkLost: {
		lang.Both("Stopped because what was approved could not be read back from the disk. Nobody was sent anything in its place.",
			"已停止：无法从磁盘读回已核准的内容。没有改发任何其他内容。"),
		lang.Both("Look at the disk and the memory of this machine, then apply again.", "检查这台机器的磁盘和内存，再运行 apply。"),
	},
	apply.Expired: {
		lang.Both("Stopped because the saved plan does not hold any more. Nothing is in flight.", "已停止：保存的计划已失效。没有在途的请求。"),
		lang.Both("Make a new plan of the rest, and have it approved.", "为其余部分重新生成计划并核准。"),
	},
}

// askingStopped says why asking ended early; what is learnt by then is kept. why is the platform's reason.
func askingStopped(stop apply.Stop, why lang.Text) lang.Text {
	switch stop {
	case apply.Interrupted:
		return lang.Both("Stopped as asked. What was learnt is recorded.", "已按要求停止。查到的结果已记录。")
	case apply.Forced:
		return lang.Both("Stopped at once. What was learnt is recorded.", "已立即停止。查到的结果已记录。")
	case apply.BrokenSetup:
		return lang.Format("Stopped because WeChat Pay refuses to answer at all: %s", "已停止，微信支付拒绝应答：%s", words.SentenceText(why))
	case apply.NoClearAnswers:
		return lang.Format("Stopped because WeChat Pay gives no clear answers: %s", "已停止，微信支付没有明确应答：%s", words.SentenceText(why))
	case apply.NotStopped, apply.WindowClosed, apply.BalanceEmpty, apply.DailyLimit, apply.TooManyRefused, apply.StateFailed, apply.WorkLost, apply.Expired:
	}
	return lang.Text{}
}
