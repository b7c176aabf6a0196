package checkup

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// answer is a row of what WeChat Pay, or something in between, can say to the one question, and what follows from it.
type answer struct {
	kind     string // an err_code, or one of the kinds below
	words    string // that its text holds, whatever their case; "" for any text
	standing Standing
	told     lang.Text // {key}, {certificate}, {mch_id} and {appid} stand for what the merchant block names
	next     lang.Text // empty: what internal/wxpay advises
}

// noCertificate is in the title of the page of a server that saw no certificate.
const noCertificate = "No required SSL certificate" // for programs

// The kinds of answers that have no err_code, beside the words of gateway.Failure.
const (
	known       = "known number" // for programs
	noCode      = ""
	refused     = "certificate refused" // for programs
	webPage     = "web page"            // for programs
	tooMany     = "HTTP 429"
	serverError = "HTTP 5xx"
	otherStatus = "HTTP error" // for programs
	anyKind     = "*"
)

var (
	admitted = lang.Both("WeChat Pay accepts key, certificate, merchant, appid and address for queries; a send may be refused all the same",
		"微信支付接受用这组密钥、证书、商户号、appid 和 IP 地址查询；但发放仍可能被拒绝")
	wrongKey = lang.Both("WeChat Pay refuses the signature, so {key} does not hold the APIv2 key of merchant {mch_id}",
		"微信支付不接受签名，所以{key} 里不是商户 {mch_id} 的 APIv2 密钥")
	busy = lang.Both("WeChat Pay is busy, so nothing is known of the account",
		"微信支付繁忙，账户的情况无从得知")
	noAnswer = lang.Both("nobody answered, so nothing is known of the account",
		"没有任何应答，账户的情况无从得知")
	later    = lang.Both("Try again in some minutes.", "几分钟后再试。")
	seeAbove = lang.Both("See what the network checks say.",
		"看“网络”部分的检查结果。")
	// A merchant block need not name an endpoint.
	webPages = lang.Both("Look for a login page of the network, a proxy or a gateway in between, and check endpoint in the merchant block where it has one.",
		"排查网络的登录页，或中间的代理、网关；merchant 块里如果写了 endpoint，检查它。")
	inBetween = lang.Both("Look for a proxy, gateway or login page in between, and check endpoint in the merchant block where it has one.",
		"排查中间的代理、网关或登录页；merchant 块里如果写了 endpoint，检查它。")
	lost = lang.Both("See what the network checks say; where they are ok, try again in some minutes.",
		"看“网络”部分的检查结果；如果都正常，几分钟后再试。")
)

// answers is searched from its beginning: of one kind the rows with words come before the one without. A refusal is Failed where the
// merchant's set-up explains it; what may be about this question alone, or pass, is not.
var answers = []answer{
	{"NOT_FOUND", "", OK, admitted, nothing},
	{"SYSTEMERROR", "指定单号数据不存在", OK, admitted, nothing}, // the documented sample of NOT_FOUND
	{known, "", Warning, lang.Both("WeChat Pay knows an order under a number that redpack never uses",
		"一个 redpack 从不使用的商户订单号，微信支付却有它的订单"), lang.Both("See in the merchant platform (商户平台) what else sends red packets for "+
		"this merchant, or look for a server in between that answers for WeChat Pay.",
		"到商户平台查看还有什么在用这个商户发红包，或排查中间是否有服务器冒充微信支付应答。")},

	{"SIGN_ERROR", "", Failed, wrongKey, nothing},
	{noCode, "签名错误", Failed, wrongKey, lang.Both("Check that the APIv2 key is this merchant's.",
		"检查 APIv2 密钥是不是这个商户的。")}, // return_code FAIL, as elsewhere in API v2
	{"CA_ERROR", "", Failed, lang.Both("WeChat Pay does not take {certificate} for the certificate of merchant {mch_id}",
		"微信支付认为 {certificate}不是商户 {mch_id} 的证书"), nothing},
	{refused, noCertificate, Failed, lang.Both("{certificate} did not reach WeChat Pay", // for programs
		"{certificate}没有传到微信支付"), nothing},
	{refused, "", Failed, lang.Both("WeChat Pay refuses {certificate}", // for programs
		"微信支付拒绝 {certificate}"), nothing},

	{"NO_AUTH", "IP", Failed, lang.Both("WeChat Pay refuses the address that requests come from",
		"微信支付拒绝发出请求的 IP 地址"), nothing},
	{"NO_AUTH", "产品权限", Failed, lang.Both("Merchant {mch_id} may not use red packets",
		"商户 {mch_id} 没有现金红包的权限"), nothing},
	{"NO_AUTH", "API", Failed, lang.Both("Merchant {mch_id} may not send by API",
		"商户 {mch_id} 不能用 API 发放"), nothing},
	{"NO_AUTH", "", Failed, lang.Both("WeChat Pay refuses queries of merchant {mch_id}",
		"微信支付拒绝商户 {mch_id} 的查询"), nothing},
	{"API_METHOD_CLOSED", "", Failed, lang.Both("Merchant {mch_id} may not send by API",
		"商户 {mch_id} 不能用 API 发放"), nothing},
	{"PAYER_ACCOUNT_ABNORMAL", "", Failed, lang.Both("The account of merchant {mch_id} is restricted",
		"商户 {mch_id} 的账户受到限制"), nothing},

	{"PARAM_ERROR", "商户号和wxappid不匹配", Failed, lang.Both("The appid {appid} does not belong to merchant {mch_id}",
		"appid {appid} 不属于商户 {mch_id}"), nothing},
	{"PARAM_ERROR", "商户号有误", Failed, lang.Both("WeChat Pay knows no merchant {mch_id}",
		"微信支付没有商户 {mch_id}"), nothing},
	{"PARAM_ERROR", "找不到对应的商户号", Failed, lang.Both("WeChat Pay knows no merchant {mch_id}",
		"微信支付没有商户 {mch_id}"), nothing},
	{"PARAM_ERROR", "appid字段必填", Failed, lang.Both("WeChat Pay does not take {appid} for an appid",
		"微信支付认为 {appid} 不是 appid"), nothing},
	// It does not look for a number that cannot exist.
	{"PARAM_ERROR", "订单号", Unknown, lang.Both("WeChat Pay says nothing of the account to this question",
		"对这个查询，微信支付没有说明账户的情况"), lang.Both("Send one packet of a small amount first.",
		"先发一个小额红包试试。")},
	{"PARAM_ERROR", "", Warning, lang.Both("WeChat Pay refuses a field of the query",
		"微信支付不接受查询里的某个字段"), lang.Both("Check mch_id and appid in the merchant block.",
		"检查 merchant 块里的 mch_id 和 appid。")},
	{"ILLEGAL_APPID", "", Failed, lang.Both("The appid {appid} is not an official account's (公众号)",
		"appid {appid} 不是公众号的"), nothing},
	{"XML_ERROR", "", Failed, lang.Both("WeChat Pay could not read the query, so something in between changes it",
		"微信支付读不懂这个查询，是中间有什么改动了它"), lang.Both("Look for a proxy or gateway that opens TLS.",
		"排查拆解 TLS 的代理或网关。")},

	{"FREQ_LIMIT", "", Warning, lang.Both("The merchant's rate of queries is used up",
		"商户的查询频率已用完"), lang.Both("Find out what else asks or sends for merchant {mch_id}: it slows redpack down.",
		"查清还有什么在用商户 {mch_id} 查询或发放：它拖慢了 redpack。")},
	{tooMany, "", Warning, lang.Both("A server or a gateway in between gets too many requests",
		"服务器或中间的网关收到的请求过多"), later},
	{"SYSTEMERROR", "", Unknown, busy, lang.Both("Try again in some minutes. Where it stays so for hours, see in the merchant platform (商户平台) whether the product is opened.",
		"几分钟后再试。如果几个小时都这样，到商户平台看产品是否已开通。")},
	{serverError, "", Unknown, busy, later},

	{webPage, "", Failed, lang.Both("a web page came in the place of WeChat Pay's answer",
		"收到的是一个网页，不是微信支付的应答"), webPages},
	{otherStatus, "", Failed, lang.Both("something else than WeChat Pay's interface answered",
		"应答的不是微信支付的接口"), inBetween},
	{"unreadable answer", "", Unknown, lang.Both("the answer cannot be read, so nothing is known of the account", // for programs
		"应答无法读取，账户的情况无从得知"), later},

	{"timeout", "", Unknown, noAnswer, lost},
	{"connection refused", "", Unknown, noAnswer, lost}, // for programs
	{"connection reset", "", Unknown, noAnswer, lost},   // for programs
	{"no answer", "", Unknown, noAnswer, lost},          // for programs
	{"interrupted", "", Unknown, lang.Both("the question was interrupted", "查询被中断"), lang.Both("Run the command again.", "重新运行命令。")},

	// An unknown code proves nothing (WeChat Pay, 发放红包接口, 2025), nor does return_code FAIL without one.
	{anyKind, "", Unknown, lang.Both("WeChat Pay's answer says nothing of the account",
		"微信支付的应答没有说明账户的情况"), lang.Both("Look its text up in the merchant platform (商户平台), or ask WeChat Pay's support if it stays.",
		"到商户平台查这段文字的含义；如果一直这样，咨询微信支付客服。")},
}

// The statuses of HTTP that tell something of their own.
const (
	proxyWantsUser   = 407
	tooManyRequests  = 429
	firstServerError = 500
)

// kindOf is the kind of what a query came to.
func kindOf(ctx context.Context, info wxpay.Info) string {
	switch {
	case info.Answered:
		return known
	case info.Err == nil:
		return info.Code
	case errors.Is(info.Err, wxpay.ErrPage):
		return webPage
	case !errors.Is(info.Err, wxpay.ErrStatus):
		return gateway.Failure(ctx, info.Err)
	case info.HTTPStatus == tooManyRequests:
		return tooMany
	case info.HTTPStatus >= firstServerError:
		return serverError
	}
	return otherStatus
}

// read finds the row of what a query came to.
func read(kind, text string) answer {
	for _, row := range answers {
		if (row.kind == kind || row.kind == anyKind) && strings.Contains(strings.ToLower(text), strings.ToLower(row.words)) {
			return row
		}
	}
	return answers[len(answers)-1]
}

// judged is the check of what a query came to.
func judged(ctx context.Context, m *hclspec.Merchant, info wxpay.Info) Check {
	kind := kindOf(ctx, info)
	row := read(kind, info.Text)
	check := Check{Area: Account, Name: "query", Standing: row.standing, Told: row.told.Then(said(kind, info)), Next: row.next}
	if row.standing != OK {
		check.Next = cmp.Or(row.next, advice(info))
	}
	check.Told, check.Next = words.SentenceText(named(check.Told, m)), named(check.Next, m)
	return check
}

// named puts what a merchant block names into a text.
func named(text lang.Text, m *hclspec.Merchant) lang.Text {
	in := func(l lang.Language) string {
		names := strings.NewReplacer("{key}", keyOf(m).In(l), "{certificate}", certificateOf(m).In(l), "{mch_id}", m.MchID, "{appid}", m.AppID)
		return names.Replace(text.In(l))
	}
	return lang.Text{English: in(lang.English), Chinese: in(lang.Chinese)}
}

// said is the answer in its own words, in parentheses, where those tell more than the row.
func said(kind string, info wxpay.Info) lang.Text {
	inside := lang.Same(info.Code + info.Text)
	switch {
	case kind == known:
		inside = lang.Same(string(info.Status))
	case info.Err != nil && info.Text == "":
		inside = lang.Of(info.Err)
		inside.English = strings.TrimPrefix(inside.English, wxpay.ErrReply.Error()+": ")
		inside.Chinese = strings.TrimPrefix(inside.Chinese, lang.Say(wxpay.ErrReply, lang.Chinese)+"：")
	case info.NotFound, inside.Empty():
		return lang.Text{}
	case info.Code != "" && info.Text != "":
		inside = lang.Format("%s: %s", "%s：%s", info.Code, info.Text)
	}
	return lang.Format(" (%s)", "（%s）", inside)
}

// advice is what internal/wxpay says to an answer. Queries do not list some codes, which mean for them what they mean for a send.
func advice(info wxpay.Info) lang.Text {
	if rule := wxpay.Classify(info.Code, info.Text); info.Class == wxpay.Unknown && rule.Class == wxpay.Fix {
		return rule.Advice
	}
	return info.Advice
}

// keyOf names where a merchant's key comes from.
func keyOf(m *hclspec.Merchant) lang.Text {
	if m.APIKeyEnv != "" {
		return variable(m.APIKeyEnv)
	}
	return lang.Format("the file %s", "文件 %s", m.APIKeyFile)
}

// certificateOf names where a merchant's certificate comes from.
func certificateOf(m *hclspec.Merchant) lang.Text {
	return lang.Format("the certificate in %s", "%s 里的证书", cmp.Or(m.P12File, m.CertFile))
}
