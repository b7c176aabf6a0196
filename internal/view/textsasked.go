package view

import (
	"github.com/cashredpack/redpack/internal/lang"
)

var (
	goOn       = lang.Both("Go on:", "继续：")
	allDays    = lang.Both("all days", "合计")
	noStateYet = lang.Both("none yet, nothing was sent", "尚无，没有发放过")
)

// tooOld tells of packets in doubt that no query finds any more.
func tooOld(packets lang.Text) lang.Text {
	return lang.Format("%s in doubt left more than 30 days ago. WeChat Pay answers no queries about them; look them up by bill "+
		"number on the merchant platform (商户平台).",
		"%s结果未知，发出已超过 30 天，微信支付不再答复查询；在商户平台按商户订单号查找。", packets)
}

// unheardOf tells of failed packets whose new number is not known to the platform.
var unheardOf = lang.Both(
	"failed, and WeChat Pay does not know whether a new number was used after that: apply asks about it again, and sends it only with -retry-failed",
	"发放失败，且微信支付查不到之后是否用过新的商户订单号：apply 会再次查询，仅在使用 -retry-failed 时发放")

// listsMoved warns that a list was changed while it was asked about.
var listsMoved = lang.Both("A list was another one when it was read again, so somebody may not have been asked about: run the same command "+
	"again before you apply.",
	"名单在重新读取时已变，可能漏查了部分领取人：发放前再运行一次同一命令。")

// sharedNumbers tells of recipients whose number may be another one's.
func sharedNumbers(recipients lang.Text) lang.Text {
	return lang.Format("%s not restored: a bill number may belong to either of two, and a query does not tell whose it is. apply sends "+
		"it with its recipient; WeChat Pay then says whose it is, and pays no number twice",
		"%s未恢复：一个商户订单号可能属于两人之一，查询分辨不出是谁的。apply 会连同领取人一起发出，微信支付会答复属于谁，同一商户订单号不会重复付款", recipients)
}
