package wxpay

import (
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
)

// Why an answer proves nothing, or why there was none. Reply.Err and Info.Err wrap one of these, unless the transport
// failed.
var (
	// ErrReply is an answer that cannot be read or trusted, or that is about something else.
	ErrReply = lang.Errorf("the reply proves nothing", "这个应答不能作数")
	// ErrPage is an ErrReply that is a web page, such as a login page of a network in between.
	ErrPage = lang.Errorf("%w: it is a web page", "%w：它是一个网页", ErrReply)
	// ErrStatus is an HTTP status other than 200. Behind it anything may have happened.
	ErrStatus = lang.Errorf("the server answered with an HTTP error",
		"服务器返回了 HTTP 错误")
	// ErrCertificate is the page of a server that refused the client certificate before it looked at the request.
	ErrCertificate = lang.Errorf("the client certificate was refused",
		"商户 API 证书被拒绝")
	// ErrMerchant is a request of another merchant than the client's. It was not sent.
	ErrMerchant = lang.Errorf("the request belongs to another merchant",
		"这个请求属于另一个商户")
)

// errNoNumber is a favourable answer that does not say what it is about, as a proxy's canned page would.
var errNoNumber = lang.Errorf("%w: it names no mch_billno", "%w：其中没有 mch_billno", ErrReply)

// answer is what came back over HTTP.
type answer struct {
	status     int
	date       time.Time
	retryAfter time.Duration // 0 where it did not say
	body       []byte
}

// readRetryAfter is how long a busy server, or a gateway before it, asks to be left alone. A moment counts from the
// server's own clock.
func readRetryAfter(response *http.Response, date time.Time) time.Duration {
	const longest = 24 * time.Hour
	header := response.Header.Get("Retry-After")
	if response.StatusCode != http.StatusTooManyRequests && response.StatusCode != http.StatusServiceUnavailable || header == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, longest)
	}
	at, err := http.ParseTime(header)
	if err != nil || date.IsZero() {
		return 0
	}
	return min(max(0, at.Sub(date)), longest)
}

// The two pages that WeChat Pay's front server shows when it refuses the certificate, the only HTTP errors that prove
// that a request was not looked at.
var refusedCertificate = map[string]lang.Text{
	"400 no required ssl certificate was sent": lang.Both( // for programs
		"The server saw no client certificate; a proxy that opens TLS cannot pass it on.",
		"服务器没有看到客户端证书；拆解 TLS 的代理无法把它传过去。"),
	"400 the ssl certificate error": lang.Both( // for programs
		"The client certificate is expired, revoked or of the retired kind; download a new one from the merchant platform.",
		"客户端证书已过期、已作废，或是停用的旧证书；从商户平台下载新的 API 证书。"),
}

var htmlTitle = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)<title>(.*?)</title>`)
})

// refusal returns the advice and the title of a certificate page.
func (a answer) refusal() (advice lang.Text, title string, ok bool) {
	if a.status != http.StatusBadRequest {
		return lang.Text{}, "", false
	}
	match := htmlTitle().FindSubmatch(a.body)
	if match == nil {
		return lang.Text{}, "", false
	}
	title = strings.TrimSpace(html.UnescapeString(string(match[1])))
	advice, ok = refusedCertificate[strings.ToLower(title)]
	return advice, title, ok
}

// document is a reply that could be read and whose signature, if it has one, holds.
func (a answer) document(key Secret) (*element, error) {
	if a.status != http.StatusOK {
		return nil, lang.Errorf("%w: %d %s", "%w：%d %s", ErrStatus, a.status, http.StatusText(a.status))
	}
	doc, err := parseDocument(a.body)
	switch page := webPage().Match(a.body); {
	case page && err != nil:
		return nil, lang.Errorf("%w: %w", "%w：%w", ErrPage, err)
	case page: // and well written
		return nil, ErrPage
	case err != nil:
		return nil, lang.Errorf("%w: %w", "%w：%w", ErrReply, err)
	}
	if !signatureHolds(doc.fields(), key) {
		return nil, lang.Errorf("%w: its signature is wrong", "%w：签名不对", ErrReply)
	}
	return doc, nil
}

// judge draws the rule from a reply's codes; query and send differ only in the table. A definite class needs return_code
// SUCCESS: with FAIL nobody has documented what happened to the order, so the packet is Unknown, and a listed code that
// concerns the whole run, or a number that is another order's, lends the rule its scope and advice and no more.
func judge(doc *element, rules []Rule) (Rule, error) {
	code, text := bounded.Text(doc.get("err_code"), maxCodeBytes), apiText(doc)
	returned, result := doc.get("return_code"), doc.get("result_code")
	switch {
	case returned == "":
		return unknownRule(code, text), lang.Errorf("%w: it has no return_code", "%w：其中没有 return_code", ErrReply)
	case returned != "SUCCESS":
		rule := unknownRule(code, text)
		if cause := lookUp(rules, code, text); cause.Scope != ScopeRecipient || cause.Taken {
			rule.Scope, rule.Advice, rule.Taken = cause.Scope, cause.Advice, cause.Taken
		}
		return rule, nil
	case result == "SUCCESS" && listed(rules, code):
		return unknownRule(code, text), lang.Errorf("%w: result_code is SUCCESS, err_code %s",
			"%w：result_code 是 SUCCESS，err_code 却是 %s", ErrReply, code)
	case result == "SUCCESS":
		return Rule{Code: code, Class: Success, Scope: ScopeRecipient, Text: text}, nil
	case result == "FAIL":
		return lookUp(rules, code, text), nil
	}
	return unknownRule(code, text), lang.Errorf("%w: result_code is %.40q", "%w：result_code 是 %.40q", ErrReply, result)
}

// unreadable is the rule of an answer without a document. Whoever it came from, it proves nothing; what it looks like tells
// a person where to look.
func (a answer) unreadable() Rule {
	rule := unknownRule("", "")
	switch {
	case a.status == http.StatusTooManyRequests:
		rule.Advice = lang.Both("A server or a gateway in between gets too many requests; apply again later.",
			"服务器或中间的网关收到的请求过多；稍后再运行 apply。")
	case a.status >= http.StatusInternalServerError:
		rule.Advice = lang.Both("WeChat Pay, or a proxy in between, is busy or out of order; apply again later.",
			"微信支付或中间的代理繁忙或出了故障；稍后再运行 apply。")
	case a.status != http.StatusOK:
		rule.Advice = lang.Both("Something else than WeChat Pay's interface answered: check endpoint, and a proxy, gateway or login page in between.",
			"应答的不是微信支付的接口：检查 endpoint，以及中间的代理、网关或登录页。")
	case webPage().Match(a.body):
		rule.Advice = lang.Both("A web page came instead of an answer, such as a login page: check endpoint, and a proxy or gateway in between.",
			"收到的是一个网页（例如登录页），不是应答：检查 endpoint，以及中间的代理或网关。")
	}
	return rule
}

// about is the rule with the code and the text of another.
func (r Rule) about(other Rule) Rule {
	r.Code, r.Text = other.Code, other.Text
	return r
}

var webPage = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)^[\s\x{FEFF}]*(<!doctype html|<html|<head)`) // for programs
})

func unknownRule(code, text string) Rule {
	return Rule{Code: code, Class: Unknown, Scope: ScopeRecipient, Text: text, Advice: askAgain}
}

var askAgain = lang.Both("Nobody knows whether the packet was sent; query the number, then send the same request again.",
	"红包发没发出，谁也不知道：先查询这个商户订单号，再原样重发同一个请求。")

// apiText is what the API says to people: err_code_des, or return_msg where that is missing.
func apiText(doc *element) string {
	text := doc.get("err_code_des")
	if text == "" {
		text = doc.get("return_msg")
	}
	return bounded.Text(text, maxTextBytes)
}
