package view

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// What follows the number in the titles of a plan's sections. In Chinese the number stands with its measure word before it.
var (
	toCorrectTitle = lang.Both("to correct: nothing was paid; once WeChat Pay confirms it, what the file says now is sent",
		"待更正：未付款；微信支付确认后，按文件现在的内容发放")
	toResendTitle = lang.Both("to send again: nobody took it; once WeChat Pay confirms that the money came back, a new number is sent",
		"待重发：无人领取；微信支付确认已退款后，用新的商户订单号发放")
	toResolveTitle = lang.Both("unknown: WeChat Pay is asked first, then the same number is sent only if needed",
		"结果未知：先向微信支付查询，确有需要才用同一商户订单号再发")
	toRetryTitle = lang.Both("retry with the same bill number: refused for a cause that has passed",
		"用同一商户订单号重试：被拒的原因已消除")
	heldTitle    = lang.Both("held: not to be tried before the time given", "暂缓：到所示时间之前不再尝试")
	refusedTitle = lang.Both("refused by WeChat Pay for the recipient; parked until the line is corrected, or -retry-refused sends the same again",
		"因领取人的原因被微信支付拒绝；搁置到改正这一行，或用 -retry-refused 原样重发")
	failedTitle = lang.Both("failed for good, nothing was paid; a new attempt when the line is corrected, or with -retry-failed",
		"确定发放失败，未付款；改正这一行或使用 -retry-failed 后，用新的商户订单号再发")
	cameBackTitle = lang.Both("came back: not opened in time, so the money is in the account again, or on its way",
		"已退回：逾期未领取，款项已回到账户或正在退回")
	sendsAgainTitle = lang.Both("; apply -resend-refunded sends it again", "；用 apply -resend-refunded 重发")
	notBesideTitle  = lang.Both("; not sent again beside a supplement, which may stand in its place", "；已另有补发，可能由补发代替，不再重发")
)

func conflictTitle(n int) lang.Text {
	return lang.Format("%s: recorded with something else than the file says now; never sent again", "%s：已记录的内容与文件现在写的不同；不会再次发放",
		words.Plural(n, words.Conflict))
}

func orphanTitle(n int) lang.Text {
	return lang.Format("%s: recorded, and no longer in the file; nothing is undone", "%s：已有记录，但文件中已没有；不会撤回",
		words.Plural(n, words.Orphan))
}
