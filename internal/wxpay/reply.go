package wxpay

import (
	"time"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/words"
)

// Reply is what sending one packet came to.
type Reply struct {
	// Class, Scope, Wait, Taken, Advice, Code and Text are the rule of the answer's err_code, see Rule.
	Class  Class
	Scope  Scope
	Wait   Wait
	Taken  bool
	Code   string    // err_code as it came; "" where there was no answer, "SUCCESS" or "0" on success
	Text   string    // the API's words, for people only
	Advice lang.Text // ours

	SendListID string // WeChat Pay's own number of the packet, only with Success and not always
	HTTPStatus int    // 0 where no answer came
	Date       time.Time
	// RetryAfter is how long an overloaded server asked to be left alone, at most a day; 0 where it did not.
	RetryAfter time.Duration
	// Left tells whether any byte of the request's content may have left this machine. Where it is false, nobody can have
	// acted on this call, and the same request may be sent again without a query; earlier calls are another matter.
	Left bool
	// Err is why there is no usable answer: the transport's error, ErrReply, ErrStatus, ErrCertificate, ErrRequest or
	// ErrMerchant. It is nil when the API answered, favourably or not, and never holds a secret or a whole openid.
	Err error
}

func (r *Reply) apply(rule Rule, err error) {
	r.Class, r.Scope, r.Wait, r.Taken = rule.Class, rule.Scope, rule.Wait, rule.Taken
	r.Code, r.Text, r.Advice, r.Err = rule.Code, rule.Text, rule.Advice, shortened(err)
}

// judgeSend reads the answer to a request. The answer came, so the request left.
func judgeSend(sent Params, key Secret, a answer) Reply {
	reply := Reply{HTTPStatus: a.status, Date: a.date, RetryAfter: a.retryAfter, Left: true}
	if advice, title, ok := a.refusal(); ok {
		reply.apply(Rule{Class: Fix, Scope: ScopeRun, Text: title, Advice: advice}, ErrCertificate)
		return reply
	}
	doc, err := a.document(key)
	if err != nil {
		reply.apply(a.unreadable(), err)
		return reply
	}
	rule, err := judge(doc, sendRules)
	if err == nil {
		err = echoes(doc, lang.Both("sent", "发出"), about(sent, rule), rule)
	}
	if err != nil {
		rule = a.unreadable().about(rule)
	}
	reply.apply(rule, err)
	if reply.Class == Success {
		reply.SendListID = bounded.Text(doc.get("send_listid"), maxIDBytes)
	}
	return reply
}

// about are the fields of a request by which its answer is known. Where the number belongs to another request, that request's
// openid and amount may be the ones repeated, so only the number and its merchant count.
func about(sent Params, rule Rule) (fields []field) {
	names := []string{"mch_billno", "mch_id", "re_openid", "total_amount"}
	if rule.Taken {
		names = names[:2]
	}
	for _, name := range names {
		fields = append(fields, field{name, sent.Get(name)})
	}
	return fields
}

// echoes checks that an answer is about what was sent, or asked. A success names the number, or it could be anybody's page. Other
// fields that the answer does not repeat are not held against it; early failures repeat none.
func echoes(doc *element, said lang.Text, fields []field, rule Rule) error {
	if rule.Class == Success && doc.get("mch_billno") == "" {
		return errNoNumber
	}
	for _, f := range fields {
		got, want := doc.get(f.name), f.value
		if !doc.has(f.name) || got == want {
			continue
		}
		if f.name == "re_openid" {
			got, want = words.MaskOpenID(got), words.MaskOpenID(want)
		}
		return lang.Errorf("%w: it is about %s %.40q, %s was %q", "%w：它说的是 %s %.40q，%s的是 %q", ErrReply, f.name, got, said, want)
	}
	return nil
}
