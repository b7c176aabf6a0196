package wxpay

import (
	"slices"

	"github.com/cashredpack/redpack/internal/lang"
)

// Rules returns the table behind Classify, in the order of the documentation.
func Rules() []Rule { return slices.Clone(sendRules) }

// QueryRules returns the table behind ClassifyQuery.
func QueryRules() []Rule { return slices.Clone(queryRules) }

// FundFlowRules returns the table behind FundFlow.
func FundFlowRules() []Rule { return slices.Clone(billRules) }

// takenAdvice is for a number under which the platform knows another order.
var takenAdvice = lang.Both("WeChat Pay knows another order under this number, with another person or amount; look it up in the merchant "+
	"platform (商户平台) to see who was paid what.",
	"微信支付在这个商户订单号下记录的是另一笔订单，领取人或金额不同；到商户平台查这个订单号，看实际付给了谁、付了多少。")

// addressAdvice is for a refused source address. WeChat Pay looks at the address that requests come from, whatever client_ip says.
var addressAdvice = lang.Both("The address that requests come from is not on the IP whitelist: add it in the merchant platform (商户平台, "+
	"产品中心, 现金红包, 产品设置), an IPv6 address too, and mind a proxy or gateway that changes it.",
	"发出请求的 IP 地址不在 IP 白名单里：到商户平台（产品中心-现金红包-产品设置）添加，IPv6 地址也要加；还要留意中间的代理或网关会改变来源 IP。")

// The two ways in which a merchant block can name what does not belong together.
var (
	boundAdvice = lang.Both("appid and mch_id do not belong together: correct the wrong one in the merchant block, or bind the appid in the merchant "+
		"platform (商户平台, 产品中心, AppID账号管理).",
		"appid 和 mch_id 不匹配：改正 merchant 块里写错的那个，或到商户平台（产品中心-AppID账号管理）绑定这个 AppID。")
	merchantAdvice = lang.Both("WeChat Pay knows no such merchant: correct mch_id in the merchant block; the merchant platform (商户平台) shows it under 账户信息.",
		"微信支付没有这个商户：改正 merchant 块里的 mch_id；商户号在商户平台的“账户信息”里。")
)

// sendRules is the error table of sendredpack (发放红包接口, error codes, 2025 and earlier). It is an allow-list: only
// what stands here is anything but Unknown.
var sendRules = []Rule{
	{
		Code: "SYSTEMERROR", Class: Unknown, Scope: ScopeRecipient,
		Advice: lang.Both("WeChat Pay was busy, and the packet may have been sent or not: redpack asks, and sends the same again. Where it hits everybody for "+
			"hours, see in the merchant platform (商户平台) whether the product is opened.",
			"微信支付繁忙，红包可能已经发出，也可能没有：redpack 会查询，并用同一商户订单号原样重发。如果所有人几个小时都这样，到商户平台看产品是否已开通。"),
	},
	{
		Code: "PROCESSING", Class: Unknown, Scope: ScopeRecipient, Wait: WaitTwentyMinutes,
		Advice: lang.Both("WeChat Pay is still at it: redpack asks again, now or in the next apply. An empty account can be the cause: check the balance.",
			"微信支付还在处理：redpack 会再查询，在这次或下次 apply 里。也可能是余额不足造成的：查看余额。"),
	},
	{
		Code: "SEND_FAILED", Class: Dead, Scope: ScopeRecipient,
		Advice: lang.Both("This order has failed for good: redpack asks whether no money moved, and -retry-failed then pays under a new number.",
			"这笔订单已经确定失败：redpack 会查询确认没有出账，之后用 -retry-failed 换新的商户订单号发放。"),
	},
	{
		Code: "FATAL_ERROR", Class: Fix, Scope: ScopeRecipient, Taken: true,
		Advice: takenAdvice,
	},
	{
		// Printed in the documentation in the place of a code.
		Code: "金额和原始单参数不一致", Class: Fix, Scope: ScopeRecipient, Taken: true,
		Advice: takenAdvice,
	},
	{
		Code: "NOTENOUGH", Class: Hold, Scope: ScopeRun, Wait: WaitTopUp,
		Advice: lang.Both("The account is empty: top up the operating account (运营账户), which newer merchants pay packets from.",
			"账户余额不足：给运营账户充值，较新的商户从这个账户发红包。"),
	},
	{
		Code: "FREQ_LIMIT", Class: Hold, Scope: ScopePace, Wait: WaitBackOff,
		Advice: lang.Both("Too many requests: redpack goes slower and sends it again. Where it stays so, something else uses the merchant's rate, or per_minute is too high.",
			"请求过于频繁：redpack 会放慢速度重发。如果一直这样，就是有别的程序在用这个商户的频率，或 per_minute 太高。"),
	},
	{
		Code: "SENDNUM_LIMIT", Class: Hold, Scope: ScopeRecipient, Wait: WaitNextDay,
		Advice: lang.Both("The user has had as many packets today as the merchant platform (商户平台) allows: apply again tomorrow, or raise the number there.",
			"该用户今天领取的红包个数已达商户平台设置的上限：明天再运行 apply，或在商户平台调高个数。"),
	},
	{
		Code: "RCVDAMOUNT_LIMIT", Class: Hold, Scope: ScopeRecipient, Wait: WaitNextDay,
		Advice: lang.Both("The user has had as much money today as the merchant platform (商户平台) allows: apply again tomorrow, or raise the amount there.",
			"该用户今天领取的金额已达商户平台设置的上限：明天再运行 apply，或在商户平台调高金额。"),
	},
	{
		Code: "SENDAMOUNT_LIMIT", Class: Hold, Scope: ScopeRun, Wait: WaitNextDay,
		Advice: lang.Both("The merchant's daily amount is used up: apply again tomorrow, or raise it in the product settings.",
			"商户今天的发放额度已用完：明天再运行 apply，或在产品设置里调高额度。"),
	},
	{
		Code: "SECOND_OVER_LIMITED", Class: Hold, Scope: ScopePace, Wait: WaitBackOff,
		Advice: lang.Both("Too many packets this minute: redpack goes slower and sends it again.",
			"这一分钟的红包过多：redpack 会放慢速度重发。"),
	},
	{
		Code: "DAY_OVER_LIMITED", Class: Hold, Scope: ScopeRun, Wait: WaitNextDay,
		Advice: lang.Both("The merchant's number of packets for today is used up: apply again tomorrow.",
			"商户今天可发的红包个数已用完：明天再运行 apply。"),
	},
	{
		Code: "MONEY_LIMIT", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("The amount is outside the range this merchant may send, by default 1.00 to 200.00 yuan.",
			"金额超出这个商户可发放的范围，默认为 1.00 到 200.00 元。"),
	},
	{
		// Three causes, told apart only by the text, which must not drive a program: this user is risky, this address is
		// not on the whitelist, this product is not opened. The first concerns one user; a row of them is one of the others.
		Code: "NO_AUTH", Class: User, Scope: ScopeRecipient,
		Advice: lang.Both("Refused: a risky user account, or, if it hits everybody, an IP address not on the whitelist or a product not opened.",
			"被拒绝：用户账号有风险；如果所有人都这样，就是 IP 地址不在 IP 白名单里，或产品没有开通。"),
	},
	{
		Code: "API_METHOD_CLOSED", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("Sending by API is switched off; an administrator must switch it on in the merchant platform.",
			"API 发放方式已关闭；要由管理员在商户平台开启。"),
	},
	{
		Code: "PAYER_ACCOUNT_ABNORMAL", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("The merchant's account is restricted; ask WeChat Pay why.",
			"商户的账户受到限制；向微信支付询问原因。"),
	},
	{
		Code: "CA_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("The certificate is not this merchant's: download the merchant's API certificate (API证书) and name it in the merchant block.",
			"证书不是这个商户的：下载这个商户的 API 证书，写进 merchant 块。"),
	},
	{
		Code: "SIGN_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("The signature does not match: check that the APIv2 key is this merchant's.",
			"签名不对：检查 APIv2 密钥是不是这个商户的。"),
	},
	{
		Code: "ILLEGAL_APPID", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("appid must be an official account's (公众号), not an app's and not a mini-program's.",
			"appid 必须是公众号的，不能是 App 的，也不能是小程序的。"),
	},
	{
		Code: "OPENID_ERROR", Class: User, Scope: ScopeRecipient,
		Advice: lang.Both("The openid does not belong to this appid; take it from the same official account.",
			"openid 不属于这个 appid；要用同一个公众号下的 openid。"),
	},
	{
		Code: "MSGAPPID_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("msgappid is not bound to the service provider or the sub-merchant.",
			"msgappid 没有绑定到服务商或子商户。"),
	},
	{
		Code: "ACCEPTMODE_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("sub_mch_id is not a sub-merchant of this service provider.",
			"sub_mch_id 不是这个服务商的子商户。"),
	},
	{
		Code: "XML_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("WeChat Pay could not read the request; something between here and there may change it.",
			"微信支付读不懂这个请求；可能是中间有什么改动了它。"),
	},
	{
		Code: "PARAM_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("WeChat Pay refuses a field of the request, which its text names: correct it in the campaign, and leave the amount as it is.",
			"微信支付不接受请求里的某个字段，它的文字说明了是哪个：在活动里改正，金额不要动。"),
	},
}

// namedCauses are the texts of WeChat Pay that name their cause, as far as they are known, with what to do about it. They win over the general
// advice of their code, for people; what a program does follows from the code alone.
var namedCauses = []struct {
	code, words string
	advice      lang.Text
}{
	{"NO_AUTH", "IP", addressAdvice},
	{"NO_AUTH", "产品权限", lang.Both("The merchant may not use this product: open 现金红包 in the merchant platform (商户平台, 产品中心), or ask there why it is blocked.",
		"这个商户没有这个产品的权限：在商户平台（产品中心）开通现金红包，或询问为什么被封禁。")},
	{"NO_AUTH", "风险", lang.Both("WeChat Pay takes this user's account for risky: ask for an account that is in use. Nothing of the campaign is wrong.",
		"微信支付认为这个用户的账号有风险：让对方换一个常用的账号。活动本身没有问题。")},
	{"PARAM_ERROR", "商户号和wxappid不匹配", boundAdvice},
	{"PARAM_ERROR", "商户号有误", merchantAdvice},
	{"PARAM_ERROR", "找不到对应的商户号", merchantAdvice},
	{"NO_AUTH", "API", lang.Both("Sending by API is switched off: an administrator switches it on in the merchant platform (商户平台, 产品设置).",
		"API 发放方式已关闭：由管理员在商户平台（产品设置）开启。")},
}

// queryRules is the error table of gethbinfo (查询红包记录, error codes, 2024).
var queryRules = []Rule{
	{
		Code: "NOT_FOUND", Class: Unknown, Scope: ScopeRecipient,
		Advice: lang.Both("The number is not known, yet or any more, which is no proof that nothing was paid: queries reach back 30 days. redpack asks again and sends the same.",
			"这个商户订单号查不到，可能是还没有，也可能是过了期限，都不能证明没有付款：查询只能追溯 30 天。redpack 会再查询，并原样重发。"),
	},
	{
		Code: "SYSTEMERROR", Class: Unknown, Scope: ScopeRecipient,
		Advice: lang.Both("WeChat Pay was busy: redpack asks again.",
			"微信支付繁忙：redpack 会再查询。"),
	},
	{
		Code: "FREQ_LIMIT", Class: Hold, Scope: ScopePace, Wait: WaitBackOff,
		Advice: lang.Both("Too many queries: redpack asks again, more slowly.",
			"查询过于频繁：redpack 会放慢速度再查询。"),
	},
	{
		Code: "NO_AUTH", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("Queries are refused: check the IP whitelist and that the product is opened.",
			"查询被拒绝：检查 IP 白名单，以及产品是否已开通。"),
	},
	{
		Code: "CA_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("The certificate is not this merchant's; download the merchant's API certificate.",
			"证书不是这个商户的；下载这个商户的 API 证书。"),
	},
	{
		Code: "SIGN_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("The signature does not match: check that the APIv2 key is this merchant's.",
			"签名不对：检查 APIv2 密钥是不是这个商户的。"),
	},
	{
		Code: "XML_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("WeChat Pay could not read the query; something between here and there may change it.",
			"微信支付读不懂这个查询；可能是中间有什么改动了它。"),
	},
	{
		Code: "PARAM_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("WeChat Pay refuses a field of the query; check mch_id and appid.",
			"微信支付不接受查询里的某个字段；检查 mch_id 和 appid。"),
	},
}

// billRules is the error table of downloadfundflow (下载资金账单, error codes, 2024). Nothing is at stake in these calls: Hold is to come
// again later, and Unknown is to come again at once.
var billRules = []Rule{
	{
		Code: "NO_BILL_EXIST", Class: Success, Scope: ScopeRecipient,
		Advice: lang.Both("The account did not move on that day.",
			"当天账户没有资金变动。"),
	},
	{
		Code: "BILL_CREATING", Class: Hold, Scope: ScopeRecipient,
		Advice: lang.Both("The bill is being made: it is there from 10 o'clock of the next day on, Beijing time.",
			"账单正在生成：北京时间次日 10 点以后可以下载。"),
	},
	{
		Code: "SYSTEMERROR", Class: Unknown, Scope: ScopeRecipient,
		Advice: lang.Both("WeChat Pay was busy: ask again.",
			"微信支付繁忙：再请求一次。"),
	},
	{
		Code: "FREQ_LIMIT", Class: Hold, Scope: ScopePace, Wait: WaitBackOff,
		Advice: lang.Both("Too many requests: ask again in a minute.",
			"请求过于频繁：一分钟后再请求。"),
	},
	{
		Code: "PARAM_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("WeChat Pay refuses a field of the request, which its text names: bills reach back to 2017-06-01, and today's is made tomorrow.",
			"微信支付不接受请求里的某个字段，它的文字说明了是哪个：账单最早到 2017-06-01，当天的账单次日生成。"),
	},
	{
		Code: "SIGNERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("The signature does not match: check that the APIv2 key is this merchant's.",
			"签名不对：检查 APIv2 密钥是不是这个商户的。"),
	},
	{
		Code: "SIGN_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("The signature does not match: check that the APIv2 key is this merchant's.",
			"签名不对：检查 APIv2 密钥是不是这个商户的。"),
	},
	{
		Code: "NO_AUTH", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("Bills are refused: check the IP whitelist, or download them in the merchant platform (商户平台, 交易中心, 资金账单) and give them with -bill.",
			"下载账单被拒绝：检查 IP 白名单，或在商户平台（交易中心-资金账单）下载账单，再用 -bill 提供。"),
	},
	{
		Code: "CA_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("The certificate is not this merchant's; download the merchant's API certificate.",
			"证书不是这个商户的；下载这个商户的 API 证书。"),
	},
	{
		Code: "XML_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: lang.Both("WeChat Pay could not read the request; something between here and there may change it.",
			"微信支付读不懂这个请求；可能是中间有什么改动了它。"),
	},
}
