package checkup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// answer is a row of what WeChat Pay, or something in between, can say to the one question, and what follows from it.
type answer struct {
	kind     string // an err_code, or one of the kinds below
	words    string // that its text holds, whatever their case; "" for any text
	standing Standing
	told     string // {key}, {certificate}, {mch_id} and {appid} stand for what the merchant block names
	next     string // "": what internal/wxpay advises
}

// The kinds of answers that have no err_code, beside the words of gateway.Failure.
const (
	known       = "known number"
	noCode      = ""
	webPage     = "web page"
	tooMany     = "HTTP 429"
	serverError = "HTTP 5xx"
	otherStatus = "HTTP error"
	anyKind     = "*"
)

const (
	admitted = "WeChat Pay accepts key, certificate, merchant, appid and address for queries; a send may be refused all the same"
	wrongKey = "WeChat Pay refuses the signature, so {key} does not hold the APIv2 key of merchant {mch_id}"
	busy     = "WeChat Pay is busy, so nothing is known of the account"
	noAnswer = "nobody answered, so nothing is known of the account"
	later    = "Try again in some minutes."
	seeAbove = "See what the network checks say."
	// A merchant block need not name an endpoint.
	namedHost = ", and check endpoint in the merchant block where it has one."
	lost      = "See what the network checks say; where they are ok, try again in some minutes."
)

// answers is searched from its beginning: of one kind the rows with words come before the one without. A refusal is Failed where the
// merchant's set-up explains it; what may be about this question alone, or pass, is not.
var answers = []answer{
	{"NOT_FOUND", "", OK, admitted, ""},
	{"SYSTEMERROR", "指定单号数据不存在", OK, admitted, ""}, // the documented sample of NOT_FOUND
	{known, "", Warning, "WeChat Pay knows an order under a number that redpack never uses", "See in the merchant platform (商户平台) what else sends red packets for " +
		"this merchant, or look for a server in between that answers for WeChat Pay."},

	{"SIGN_ERROR", "", Failed, wrongKey, ""},
	{noCode, "签名错误", Failed, wrongKey, "Check that the APIv2 key is this merchant's."}, // return_code FAIL, as elsewhere in API v2
	{"CA_ERROR", "", Failed, "WeChat Pay does not take {certificate} for the certificate of merchant {mch_id}", ""},
	{"certificate refused", "No required SSL certificate", Failed, "{certificate} did not reach WeChat Pay", ""},
	{"certificate refused", "", Failed, "WeChat Pay refuses {certificate}", ""},

	{"NO_AUTH", "IP", Failed, "WeChat Pay refuses the address that requests come from", ""},
	{"NO_AUTH", "产品权限", Failed, "Merchant {mch_id} may not use red packets", ""},
	{"NO_AUTH", "API", Failed, "Merchant {mch_id} may not send by API", ""},
	{"NO_AUTH", "", Failed, "WeChat Pay refuses queries of merchant {mch_id}", ""},
	{"API_METHOD_CLOSED", "", Failed, "Merchant {mch_id} may not send by API", ""},
	{"PAYER_ACCOUNT_ABNORMAL", "", Failed, "The account of merchant {mch_id} is restricted", ""},

	{"PARAM_ERROR", "商户号和wxappid不匹配", Failed, "The appid {appid} does not belong to merchant {mch_id}", ""},
	{"PARAM_ERROR", "商户号有误", Failed, "WeChat Pay knows no merchant {mch_id}", ""},
	{"PARAM_ERROR", "找不到对应的商户号", Failed, "WeChat Pay knows no merchant {mch_id}", ""},
	{"PARAM_ERROR", "appid字段必填", Failed, "WeChat Pay does not take {appid} for an appid", ""},
	// It does not look for a number that cannot exist.
	{"PARAM_ERROR", "订单号", Unknown, "WeChat Pay says nothing of the account to this question", "Send one packet of a small amount first."},
	{"PARAM_ERROR", "", Warning, "WeChat Pay refuses a field of the query", "Check mch_id and appid in the merchant block."},
	{"ILLEGAL_APPID", "", Failed, "The appid {appid} is not an official account's (公众号)", ""},
	{"XML_ERROR", "", Failed, "WeChat Pay could not read the query, so something in between changes it", "Look for a proxy or gateway that opens TLS."},

	{"FREQ_LIMIT", "", Warning, "The merchant's rate of queries is used up", "Find out what else asks or sends for merchant {mch_id}: it slows redpack down."},
	{tooMany, "", Warning, "A server or a gateway in between gets too many requests", later},
	{"SYSTEMERROR", "", Unknown, busy, "Try again in some minutes. Where it stays so for hours, see in the merchant platform (商户平台) whether the product is opened."},
	{serverError, "", Unknown, busy, later},

	{webPage, "", Failed, "a web page came in the place of WeChat Pay's answer", "Look for a login page of the network, a proxy or a gateway in between" + namedHost},
	{otherStatus, "", Failed, "something else than WeChat Pay's interface answered", "Look for a proxy, gateway or login page in between" + namedHost},
	{"unreadable answer", "", Unknown, "the answer cannot be read, so nothing is known of the account", later},

	{"timeout", "", Unknown, noAnswer, lost},
	{"connection refused", "", Unknown, noAnswer, lost},
	{"connection reset", "", Unknown, noAnswer, lost},
	{"no answer", "", Unknown, noAnswer, lost},
	{"interrupted", "", Unknown, "the question was interrupted", "Run the command again."},

	// An unknown code proves nothing (WeChat Pay, 发放红包接口, 2025), nor does return_code FAIL without one.
	{anyKind, "", Unknown, "WeChat Pay's answer says nothing of the account", "Look its text up in the merchant platform (商户平台), or ask WeChat Pay's support if it stays."},
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
	check := Check{Area: Account, Name: "query", Standing: row.standing, Told: row.told + said(kind, info), Next: row.next}
	if row.standing != OK {
		check.Next = cmp.Or(row.next, advice(info))
	}
	named := strings.NewReplacer("{key}", keyOf(m), "{certificate}", certificateOf(m), "{mch_id}", m.MchID, "{appid}", m.AppID)
	check.Told, check.Next = words.Sentence(named.Replace(check.Told)), named.Replace(check.Next)
	return check
}

// said is the answer in its own words, in parentheses, where those tell more than the row.
func said(kind string, info wxpay.Info) string {
	switch {
	case kind == known:
		return fmt.Sprintf(" (%s)", info.Status)
	case info.Err != nil && info.Text == "":
		return fmt.Sprintf(" (%s)", strings.TrimPrefix(info.Err.Error(), wxpay.ErrReply.Error()+": "))
	case info.NotFound, info.Code+info.Text == "":
		return ""
	case info.Code == "" || info.Text == "":
		return fmt.Sprintf(" (%s)", info.Code+info.Text)
	}
	return fmt.Sprintf(" (%s: %s)", info.Code, info.Text)
}

// advice is what internal/wxpay says to an answer. Queries do not list some codes, which mean for them what they mean for a send.
func advice(info wxpay.Info) string {
	if rule := wxpay.Classify(info.Code, info.Text); info.Class == wxpay.Unknown && rule.Class == wxpay.Fix {
		return rule.Advice.English
	}
	return info.Advice.English
}

// keyOf names where a merchant's key comes from.
func keyOf(m *hclspec.Merchant) string {
	if m.APIKeyEnv != "" {
		return "the variable " + m.APIKeyEnv
	}
	return "the file " + m.APIKeyFile
}

// certificateOf names where a merchant's certificate comes from.
func certificateOf(m *hclspec.Merchant) string {
	return "the certificate in " + cmp.Or(m.P12File, m.CertFile)
}
