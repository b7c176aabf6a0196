package wxpay

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/bounded"
)

// Why an answer proves nothing, or why there was none. Reply.Err and Info.Err wrap one of these, unless the transport
// failed.
var (
	// ErrReply is an answer that cannot be read or trusted, or that is about something else.
	ErrReply = errors.New("the reply proves nothing")
	// ErrPage is an ErrReply that is a web page, such as a login page of a network in between.
	ErrPage = fmt.Errorf("%w: it is a web page", ErrReply)
	// ErrStatus is an HTTP status other than 200. Behind it anything may have happened.
	ErrStatus = errors.New("the server answered with an HTTP error")
	// ErrCertificate is the page of a server that refused the client certificate before it looked at the request.
	ErrCertificate = errors.New("the client certificate was refused")
	// ErrMerchant is a request of another merchant than the client's. It was not sent.
	ErrMerchant = errors.New("the request belongs to another merchant")
)

// errNoNumber is a favourable answer that does not say what it is about, as a proxy's canned page would.
var errNoNumber = fmt.Errorf("%w: it names no mch_billno", ErrReply)

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
var refusedCertificate = map[string]string{
	"400 no required ssl certificate was sent": "The server saw no client certificate; a proxy that opens TLS cannot pass it on.",
	"400 the ssl certificate error":            "The client certificate is expired, revoked or of the retired kind; download a new one from the merchant platform.",
}

var htmlTitle = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)<title>(.*?)</title>`)
})

// refusal returns the advice and the title of a certificate page.
func (a answer) refusal() (advice, title string, ok bool) {
	if a.status != http.StatusBadRequest {
		return "", "", false
	}
	match := htmlTitle().FindSubmatch(a.body)
	if match == nil {
		return "", "", false
	}
	title = strings.TrimSpace(html.UnescapeString(string(match[1])))
	advice, ok = refusedCertificate[strings.ToLower(title)]
	return advice, title, ok
}

// document is a reply that could be read and whose signature, if it has one, holds.
func (a answer) document(key Secret) (*element, error) {
	if a.status != http.StatusOK {
		return nil, fmt.Errorf("%w: %d %s", ErrStatus, a.status, http.StatusText(a.status))
	}
	doc, err := parseDocument(a.body)
	switch page := webPage().Match(a.body); {
	case page && err != nil:
		return nil, fmt.Errorf("%w: %w", ErrPage, err)
	case page: // and well written
		return nil, ErrPage
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrReply, err)
	}
	if !signatureHolds(doc.fields(), key) {
		return nil, fmt.Errorf("%w: its signature is wrong", ErrReply)
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
		return unknownRule(code, text), fmt.Errorf("%w: it has no return_code", ErrReply)
	case returned != "SUCCESS":
		rule := unknownRule(code, text)
		if cause := lookUp(rules, code, text); cause.Scope != ScopeRecipient || cause.Taken {
			rule.Scope, rule.Advice, rule.Taken = cause.Scope, cause.Advice, cause.Taken
		}
		return rule, nil
	case result == "SUCCESS" && listed(rules, code):
		return unknownRule(code, text), fmt.Errorf("%w: result_code is SUCCESS, err_code %s", ErrReply, code)
	case result == "SUCCESS":
		return Rule{Code: code, Class: Success, Scope: ScopeRecipient, Text: text}, nil
	case result == "FAIL":
		return lookUp(rules, code, text), nil
	}
	return unknownRule(code, text), fmt.Errorf("%w: result_code is %.40q", ErrReply, result)
}

// unreadable is the rule of an answer without a document. Whoever it came from, it proves nothing; what it looks like tells
// a person where to look.
func (a answer) unreadable() Rule {
	rule := unknownRule("", "")
	switch {
	case a.status == http.StatusTooManyRequests:
		rule.Advice = "A server or a gateway in between gets too many requests; apply again later."
	case a.status >= http.StatusInternalServerError:
		rule.Advice = "WeChat Pay, or a proxy in between, is busy or out of order; apply again later."
	case a.status != http.StatusOK:
		rule.Advice = "Something else than WeChat Pay's interface answered: check endpoint, and a proxy, gateway or login page in between."
	case webPage().Match(a.body):
		rule.Advice = "A web page came instead of an answer, such as a login page: check endpoint, and a proxy or gateway in between."
	}
	return rule
}

// about is the rule with the code and the text of another.
func (r Rule) about(other Rule) Rule {
	r.Code, r.Text = other.Code, other.Text
	return r
}

var webPage = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)^[\s\x{FEFF}]*(<!doctype html|<html|<head)`)
})

func unknownRule(code, text string) Rule {
	return Rule{Code: code, Class: Unknown, Scope: ScopeRecipient, Text: text, Advice: askAgain}
}

const askAgain = "Nobody knows whether the packet was sent; query the number, then send the same request again."

// apiText is what the API says to people: err_code_des, or return_msg where that is missing.
func apiText(doc *element) string {
	text := doc.get("err_code_des")
	if text == "" {
		text = doc.get("return_msg")
	}
	return bounded.Text(text, maxTextBytes)
}
