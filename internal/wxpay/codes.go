package wxpay

import "slices"

// Rules returns the table behind Classify, in the order of the documentation.
func Rules() []Rule { return slices.Clone(sendRules) }

// QueryRules returns the table behind ClassifyQuery.
func QueryRules() []Rule { return slices.Clone(queryRules) }

// FundFlowRules returns the table behind FundFlow.
func FundFlowRules() []Rule { return slices.Clone(billRules) }

// takenAdvice is for a number under which the platform knows another order.
const takenAdvice = "WeChat Pay knows another order under this number, with another person or amount; look it up in the merchant " +
	"platform (商户平台) to see who was paid what."

// addressAdvice is for a refused source address. WeChat Pay looks at the address that requests come from, whatever client_ip says.
const addressAdvice = "The address that requests come from is not on the IP whitelist: add it in the merchant platform (商户平台, " +
	"产品中心, 现金红包, 产品设置), an IPv6 address too, and mind a proxy or gateway that changes it."

// The two ways in which a merchant block can name what does not belong together.
const (
	boundAdvice = "appid and mch_id do not belong together: correct the wrong one in the merchant block, or bind the appid in the merchant " +
		"platform (商户平台, 产品中心, AppID账号管理)."
	merchantAdvice = "WeChat Pay knows no such merchant: correct mch_id in the merchant block; the merchant platform (商户平台) shows it under 账户信息."
)

// sendRules is the error table of sendredpack (发放红包接口, error codes, 2025 and earlier). It is an allow-list: only
// what stands here is anything but Unknown.
var sendRules = []Rule{
	{
		Code: "SYSTEMERROR", Class: Unknown, Scope: ScopeRecipient,
		Advice: "WeChat Pay was busy, and the packet may have been sent or not: redpack asks, and sends the same again. Where it hits everybody for " +
			"hours, see in the merchant platform (商户平台) whether the product is opened.",
	},
	{
		Code: "PROCESSING", Class: Unknown, Scope: ScopeRecipient, Wait: WaitTwentyMinutes,
		Advice: "WeChat Pay is still at it: redpack asks again, now or in the next apply. An empty account can be the cause: check the balance.",
	},
	{
		Code: "SEND_FAILED", Class: Dead, Scope: ScopeRecipient,
		Advice: "This order has failed for good: redpack asks whether no money moved, and -retry-failed then pays under a new number.",
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
		Advice: "The account is empty: top up the operating account (运营账户), which newer merchants pay packets from.",
	},
	{
		Code: "FREQ_LIMIT", Class: Hold, Scope: ScopePace, Wait: WaitBackOff,
		Advice: "Too many requests: redpack goes slower and sends it again. Where it stays so, something else uses the merchant's rate, or per_minute is too high.",
	},
	{
		Code: "SENDNUM_LIMIT", Class: Hold, Scope: ScopeRecipient, Wait: WaitNextDay,
		Advice: "The user has had as many packets today as the merchant platform (商户平台) allows: apply again tomorrow, or raise the number there.",
	},
	{
		Code: "RCVDAMOUNT_LIMIT", Class: Hold, Scope: ScopeRecipient, Wait: WaitNextDay,
		Advice: "The user has had as much money today as the merchant platform (商户平台) allows: apply again tomorrow, or raise the amount there.",
	},
	{
		Code: "SENDAMOUNT_LIMIT", Class: Hold, Scope: ScopeRun, Wait: WaitNextDay,
		Advice: "The merchant's daily amount is used up: apply again tomorrow, or raise it in the product settings.",
	},
	{
		Code: "SECOND_OVER_LIMITED", Class: Hold, Scope: ScopePace, Wait: WaitBackOff,
		Advice: "Too many packets this minute: redpack goes slower and sends it again.",
	},
	{
		Code: "DAY_OVER_LIMITED", Class: Hold, Scope: ScopeRun, Wait: WaitNextDay,
		Advice: "The merchant's number of packets for today is used up: apply again tomorrow.",
	},
	{
		Code: "MONEY_LIMIT", Class: Fix, Scope: ScopeRun,
		Advice: "The amount is outside the range this merchant may send, by default 1.00 to 200.00 yuan.",
	},
	{
		// Three causes, told apart only by the text, which must not drive a program: this user is risky, this address is
		// not on the whitelist, this product is not opened. The first concerns one user; a row of them is one of the others.
		Code: "NO_AUTH", Class: User, Scope: ScopeRecipient,
		Advice: "Refused: a risky user account, or, if it hits everybody, an IP address not on the whitelist or a product not opened.",
	},
	{
		Code: "API_METHOD_CLOSED", Class: Fix, Scope: ScopeRun,
		Advice: "Sending by API is switched off; an administrator must switch it on in the merchant platform.",
	},
	{
		Code: "PAYER_ACCOUNT_ABNORMAL", Class: Fix, Scope: ScopeRun,
		Advice: "The merchant's account is restricted; ask WeChat Pay why.",
	},
	{
		Code: "CA_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "The certificate is not this merchant's: download the merchant's API certificate (API证书) and name it in the merchant block.",
	},
	{
		Code: "SIGN_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "The signature does not match: check that the APIv2 key is this merchant's.",
	},
	{
		Code: "ILLEGAL_APPID", Class: Fix, Scope: ScopeRun,
		Advice: "appid must be an official account's (公众号), not an app's and not a mini-program's.",
	},
	{
		Code: "OPENID_ERROR", Class: User, Scope: ScopeRecipient,
		Advice: "The openid does not belong to this appid; take it from the same official account.",
	},
	{
		Code: "MSGAPPID_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "msgappid is not bound to the service provider or the sub-merchant.",
	},
	{
		Code: "ACCEPTMODE_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "sub_mch_id is not a sub-merchant of this service provider.",
	},
	{
		Code: "XML_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "WeChat Pay could not read the request; something between here and there may change it.",
	},
	{
		Code: "PARAM_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "WeChat Pay refuses a field of the request, which its text names: correct it in the campaign, and leave the amount as it is.",
	},
}

// namedCauses are the texts of WeChat Pay that name their cause, as far as they are known, with what to do about it. They win over the general
// advice of their code, for people; what a program does follows from the code alone.
var namedCauses = []struct{ code, words, advice string }{
	{"NO_AUTH", "IP", addressAdvice},
	{"NO_AUTH", "产品权限", "The merchant may not use this product: open 现金红包 in the merchant platform (商户平台, 产品中心), or ask there why it is blocked."},
	{"NO_AUTH", "风险", "WeChat Pay takes this user's account for risky: ask for an account that is in use. Nothing of the campaign is wrong."},
	{"PARAM_ERROR", "商户号和wxappid不匹配", boundAdvice},
	{"PARAM_ERROR", "商户号有误", merchantAdvice},
	{"PARAM_ERROR", "找不到对应的商户号", merchantAdvice},
	{"NO_AUTH", "API", "Sending by API is switched off: an administrator switches it on in the merchant platform (商户平台, 产品设置)."},
}

// queryRules is the error table of gethbinfo (查询红包记录, error codes, 2024).
var queryRules = []Rule{
	{
		Code: "NOT_FOUND", Class: Unknown, Scope: ScopeRecipient,
		Advice: "The number is not known, yet or any more, which is no proof that nothing was paid: queries reach back 30 days. redpack asks again and sends the same.",
	},
	{
		Code: "SYSTEMERROR", Class: Unknown, Scope: ScopeRecipient,
		Advice: "WeChat Pay was busy: redpack asks again.",
	},
	{
		Code: "FREQ_LIMIT", Class: Hold, Scope: ScopePace, Wait: WaitBackOff,
		Advice: "Too many queries: redpack asks again, more slowly.",
	},
	{
		Code: "NO_AUTH", Class: Fix, Scope: ScopeRun,
		Advice: "Queries are refused: check the IP whitelist and that the product is opened.",
	},
	{
		Code: "CA_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "The certificate is not this merchant's; download the merchant's API certificate.",
	},
	{
		Code: "SIGN_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "The signature does not match: check that the APIv2 key is this merchant's.",
	},
	{
		Code: "XML_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "WeChat Pay could not read the query; something between here and there may change it.",
	},
	{
		Code: "PARAM_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "WeChat Pay refuses a field of the query; check mch_id and appid.",
	},
}

// billRules is the error table of downloadfundflow (下载资金账单, error codes, 2024). Nothing is at stake in these calls: Hold is to come
// again later, and Unknown is to come again at once.
var billRules = []Rule{
	{
		Code: "NO_BILL_EXIST", Class: Success, Scope: ScopeRecipient,
		Advice: "The account did not move on that day.",
	},
	{
		Code: "BILL_CREATING", Class: Hold, Scope: ScopeRecipient,
		Advice: "The bill is being made: it is there from 10 o'clock of the next day on, Beijing time.",
	},
	{
		Code: "SYSTEMERROR", Class: Unknown, Scope: ScopeRecipient,
		Advice: "WeChat Pay was busy: ask again.",
	},
	{
		Code: "FREQ_LIMIT", Class: Hold, Scope: ScopePace, Wait: WaitBackOff,
		Advice: "Too many requests: ask again in a minute.",
	},
	{
		Code: "PARAM_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "WeChat Pay refuses a field of the request, which its text names: bills reach back to 2017-06-01, and today's is made tomorrow.",
	},
	{
		Code: "SIGNERROR", Class: Fix, Scope: ScopeRun,
		Advice: "The signature does not match: check that the APIv2 key is this merchant's.",
	},
	{
		Code: "SIGN_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "The signature does not match: check that the APIv2 key is this merchant's.",
	},
	{
		Code: "NO_AUTH", Class: Fix, Scope: ScopeRun,
		Advice: "Bills are refused: check the IP whitelist, or download them in the merchant platform (商户平台, 交易中心, 资金账单) and give them with -bill.",
	},
	{
		Code: "CA_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "The certificate is not this merchant's; download the merchant's API certificate.",
	},
	{
		Code: "XML_ERROR", Class: Fix, Scope: ScopeRun,
		Advice: "WeChat Pay could not read the request; something between here and there may change it.",
	},
}
