package wxpay

import (
	"slices"
	"strings"

	"github.com/cashredpack/redpack/internal/lang"
)

// Class is what an answer means for one packet. The zero value is invalid.
type Class uint8

// The classes. Only Success and Dead say something final about a number, and Dead only after gethbinfo said FAILED too.
const (
	_       Class = iota
	Success       // the platform took the money and offers the packet
	Unknown       // money may have moved: wait, ask, then send the same number with the same content again
	Hold          // not paid now, the cause passes: the same number later, see Wait; it may sit as SENDING meanwhile
	Fix           // set-up or program is wrong: stop, repair, same number later
	User          // this recipient is blocked: park the recipient
	Dead          // the number is burnt: a new one only after gethbinfo says FAILED
)

var classNames = [...]string{Success: "success", Unknown: "unknown", Hold: "hold", Fix: "fix", User: "user", Dead: "dead"}

func (c Class) String() string { return name(classNames[:], c) }

// Scope is how far an answer reaches. The zero value is invalid.
type Scope uint8

// The scopes.
const (
	_              Scope = iota
	ScopeRecipient       // this packet alone
	ScopeRun             // every packet of this merchant would fare the same: pause or stop the run
	ScopePace            // requests come too fast: slow down
)

var scopeNames = [...]string{ScopeRecipient: "recipient", ScopeRun: "run", ScopePace: "pace"}

func (s Scope) String() string { return name(scopeNames[:], s) }

// Wait is what must pass before the number is worth another request. The zero value means nothing in particular.
type Wait uint8

// The waits.
const (
	_                 Wait = iota
	WaitNextDay            // the next Beijing calendar day
	WaitTopUp              // somebody puts money into the merchant's account
	WaitBackOff            // a moment, and fewer requests a minute from then on
	WaitTwentyMinutes      // the documented time before a PROCESSING order is asked about
)

var waitNames = [...]string{
	WaitNextDay: "next day", WaitTopUp: "top-up", WaitBackOff: "back off", WaitTwentyMinutes: "twenty minutes", // for programs
}

func (w Wait) String() string {
	if w == 0 {
		return "none"
	}
	return name(waitNames[:], w)
}

func name[E ~uint8](names []string, e E) string {
	if int(e) >= len(names) || names[e] == "" {
		return "invalid"
	}
	return names[e]
}

// Rule is what to make of one err_code.
type Rule struct {
	Code  string
	Class Class
	Scope Scope
	Wait  Wait
	// Taken: the platform knows another order under this number, which may be this very person's from before a state was
	// lost. That is a doubt about the packet, never proof that nothing was paid for it.
	Taken bool
	// Advice is one sentence for people: what to do.
	Advice lang.Text
	// Text is the API's own words, for people.
	Text string
}

// Classify looks up an err_code of sendredpack. A code that is not listed is Unknown: the documentation forbids to draw
// anything else from it. text is carried into the rule; it can make an answer doubtful (Taken) and nothing else.
func Classify(code, text string) Rule { return lookUp(sendRules, code, text) }

// ClassifyQuery looks up an err_code of gethbinfo. NOT_FOUND is Unknown too: a number may be unknown to the query for
// minutes and still be paid (查询红包记录, 2024).
func ClassifyQuery(code, text string) Rule { return lookUp(queryRules, code, text) }

func lookUp(rules []Rule, code, text string) Rule {
	for _, rule := range rules {
		if rule.Code == code {
			rule.Text = text
			return rule.read()
		}
	}
	return Rule{
		Code: code, Class: Unknown, Scope: ScopeRecipient, Text: text,
		Advice: lang.Both("This code is not documented: redpack keeps the number and asks about it. Ask WeChat Pay's support if it stays.",
			"文档里没有这个错误码：redpack 保留这个商户订单号并查询。如果一直这样，咨询微信支付客服。"),
	}
}

func listed(rules []Rule, code string) bool {
	for _, rule := range rules {
		if rule.Code == code {
			return true
		}
	}
	return false
}

// anotherOrder are the ways in which WeChat Pay says, for people, that a number is another order's (发放红包接口, 2018 and
// later). The newer ones stand under PARAM_ERROR, which says nothing else about a number.
var anotherOrder = []string{"openid和原始单参数不一致", "金额和原始单参数不一致", "参数与原单不一致"}

// read makes of a refused parameter a taken number where the text says so, and names the cause that a refused address has.
// A text must not drive a program to send; that it makes one more careful, or tells a person more, is another matter.
func (r Rule) read() Rule {
	switch {
	case r.Code == "PARAM_ERROR" && slices.ContainsFunc(anotherOrder, func(words string) bool { return strings.Contains(r.Text, words) }):
		r.Scope, r.Taken, r.Advice = ScopeRecipient, true, takenAdvice
	default:
		for _, cause := range namedCauses {
			if r.Code == cause.code && strings.Contains(r.Text, cause.words) {
				r.Advice = cause.advice
				break
			}
		}
	}
	return r
}
