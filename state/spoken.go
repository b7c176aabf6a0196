package state

import (
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// The texts that redpack itself records with an outcome. The state keeps the English one, see Spoken.
var (
	PaidToNobody    = lang.Both("the number was paid, and the platform does not say to whom", "这个商户订单号已付款，而平台没有说付给了谁")
	PaidToOther     = lang.Both("the number was paid, and the platform says that it is another order's", "这个商户订单号已付款，而平台说它属于另一笔订单")
	AnotherReceiver = lang.Both("the platform knows this number with another receiver", "平台上这个商户订单号的领取人是另一个人")
	MoneyUnknown    = lang.Both("WeChat Pay did not answer whether the money is back", "微信支付的应答没有说明钱是否已退回")

	// NotAsked is for a number that was not found out about.
	NotAsked = lang.Both("the number before it is over, and whether this one was used is not known", "前一个商户订单号已失效，而这个是否用过还不知道")
)

// KnownWith begins what is recorded where the platform knows a number with another amount.
var KnownWith = lang.Both("the platform knows this number with ", "平台上这个商户订单号的金额是 ")

// Spoken is a code or a text that the state keeps of a packet, as people read it: one of redpack's own is said in every language, what the platform
// said stays as it is.
func Spoken(kept string) lang.Text {
	for _, own := range []lang.Text{PaidToNobody, PaidToOther, AnotherReceiver, MoneyUnknown, NotAsked} {
		if kept == own.English {
			return own
		}
	}
	if rest, ours := strings.CutPrefix(kept, postTo); ours {
		url, why, _ := strings.Cut(rest, ": ")
		return lang.Both(kept, "向 "+url+" 发送请求："+ofTheNetwork(why))
	}
	for _, own := range append([]lang.Text{KnownWith}, withoutAnswer...) {
		if rest, ours := strings.CutPrefix(kept, own.English); ours {
			if why, behind := strings.CutPrefix(rest, ": "); behind {
				return own.Then(lang.Both(rest, "："+why))
			}
			return own.Then(lang.Same(rest))
		}
	}
	return lang.Same(kept)
}

// withoutAnswer are the beginnings of what is kept where no answer came, or none that proves anything: codes of package gateway and texts of package
// wxpay, the longer of two first.
var withoutAnswer = []lang.Text{
	lang.Both("the server answered with an HTTP error", "服务器返回了 HTTP 错误"),
	lang.Both("the reply proves nothing: it is a web page", "这个应答不能作数：它是一个网页"),
	lang.Both("the reply proves nothing: it names no mch_billno", "这个应答不能作数：其中没有 mch_billno"),
	lang.Both("the reply proves nothing", "这个应答不能作数"),
	lang.Both("the client certificate was refused", "商户 API 证书被拒绝"),
	lang.Both("not permitted any more", "已不允许发放"),
	lang.Both("certificate refused", "证书被拒绝"),
	lang.Both("unreadable answer", "应答无法读取"),
	lang.Both("HTTP error", "HTTP 错误"),
	lang.Both("connection refused", "连接被拒绝"),
	lang.Both("connection reset", "连接被重置"),
	lang.Both("no answer", "没有应答"),
	lang.Both("timeout", "超时"),
	lang.Both("interrupted", "被中断"),
}

// postTo begins what is said of a request that got no answer.
const postTo = "post to " // for programs

// ofTheNetwork is in Chinese what the library says of a connection, where that is known.
func ofTheNetwork(why string) string {
	for _, known := range []lang.Text{
		lang.Both("connection reset by peer", "连接被对方重置"), lang.Both("connection refused", "连接被拒绝"), lang.Both("EOF", "连接中断"),
		lang.Both("no such host", "找不到主机"), lang.Both("timeout", "超时"), lang.Both("deadline exceeded", "超时"), lang.Both("context canceled", "已取消"),
	} {
		if strings.HasSuffix(why, known.English) {
			return known.Chinese
		}
	}
	return why
}
