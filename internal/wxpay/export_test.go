package wxpay

import (
	"fmt"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/billno"
)

// The judgement of an answer, without a network, for tests and fuzzers.

func JudgeSend(sent Params, key Secret, status int, body []byte) Reply {
	return judgeSend(sent, key, answer{status: status, body: body})
}

func JudgeQuery(no billno.BillNo, mchID string, key Secret, status int, body []byte) Info {
	return judgeQuery(no, mchID, key, answer{status: status, body: body})
}

func SignedBody(p Params, key Secret) string { return signedBody(p, key) }

// ParamsOf makes Params of name and value pairs that no request table would give.
func ParamsOf(pairs ...string) Params {
	var p Params
	for i := 0; i+1 < len(pairs); i += 2 {
		p.fields = append(p.fields, field{pairs[i], pairs[i+1]})
	}
	return p
}

func QueryParams(no billno.BillNo, mchID, appID, nonce string) Params {
	return queryParams(no, mchID, appID, nonce)
}

// Content is the body of a request, which net/http reads from another goroutine.
type Content = content

func NewContent(text string) *Content { return newContent(text, nil) }

// Seal gives the request up.
func (c *content) Seal() (left bool) { return c.seal() }

// MaxListed is how many receipts of one packet are read.
const MaxListed = maxListed

// SignHMAC is the signature of the calls that list sign_type.
func SignHMAC(p Params, key Secret) string { return signHMAC(p.fields, key) }

// Flat describes what the short way of reading a reply makes of it.
func Flat(body []byte) (string, bool) {
	if !utf8.Valid(body) {
		return "", false
	}
	root, ok := flatDocument(body)
	return described(root), ok
}

// Whole describes what the whole reader makes of it.
func Whole(body []byte) (string, error) {
	root, err := wholeDocument(body)
	return described(root), err
}

func described(e *element) string {
	if e == nil {
		return ""
	}
	text := fmt.Sprintf("%q %q(", e.name, e.text)
	for _, child := range e.children {
		text += described(child)
	}
	return text + ")"
}
