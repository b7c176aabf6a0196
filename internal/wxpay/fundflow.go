package wxpay

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1" // the API's own algorithm, not a choice
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/bounded"
	"github.com/cashredpack/redpack/internal/lang"
)

// Account is one of a merchant's accounts. Each has bills of its own.
type Account string

// The accounts of downloadfundflow (下载资金账单, 2024). Packets of newer merchants are paid from the operating account.
const (
	AccountBasic     Account = "Basic"
	AccountOperation Account = "Operation"
	AccountFees      Account = "Fees"
)

const billPath = "/pay/downloadfundflow"

const (
	billTimeout  = 10 * time.Minute
	maxBillBytes = 512 << 20
)

// ErrDigest is a bill that is not the one that the server computed its digest over, or that came without one.
var ErrDigest = lang.Errorf("%w: the digest of the bill does not match",
	"%w：账单的摘要对不上", ErrReply)

// FundFlow is what a request for a day's bill came to.
type FundFlow struct {
	// Ready: the bill came whole, and its digest holds. In every other case what was written is to be thrown away.
	Ready bool
	// NoMovement: there is no bill, because the account did not move on that day.
	NoMovement bool
	// Creating: the bill is not made yet.
	Creating bool

	// Class, Scope, Wait, Advice, Code and Text are the rule of the answer's code, see Rule. Class is Success exactly when Ready or
	// NoMovement, and Unknown where the same request may do better at once.
	Class  Class
	Scope  Scope
	Wait   Wait
	Code   string
	Text   string
	Advice lang.Text

	HTTPStatus int // 0 where no answer came
	RetryAfter time.Duration
	Date       time.Time
	Err        error // why there is no usable answer; never holds a secret
}

func (f *FundFlow) apply(rule Rule, err error) {
	f.Class, f.Scope, f.Wait, f.Code, f.Text, f.Advice, f.Err = rule.Class, rule.Scope, rule.Wait, rule.Code, rule.Text, rule.Advice, shortened(err)
	if rule.Advice == askAgain {
		f.Advice = lang.Both("The request got no clear answer; ask again later.",
			"请求没有得到明确的应答；稍后再请求。")
	}
}

// FundFlow asks for the bill of a day, yyyymmdd, and writes it to to, unpacked. It is verified at its end: see Ready.
func (c *Client) FundFlow(ctx context.Context, day string, account Account, to io.Writer) FundFlow {
	return c.fundFlow(ctx, c.endpoint, day, account, to)
}

// FundFlowBackup is FundFlow through the backup host.
func (c *Client) FundFlowBackup(ctx context.Context, day string, account Account, to io.Writer) FundFlow {
	return c.fundFlow(ctx, c.backup, day, account, to)
}

func (c *Client) fundFlow(ctx context.Context, endpoint, day string, account Account, to io.Writer) (f FundFlow) {
	nonce, err := NewNonce(c.nonce)
	if err != nil {
		f.apply(unknownRule("", ""), err)
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, billTimeout)
	defer cancel()
	response, left, err := c.exchange(ctx, endpoint+billPath, newContent(c.billBody(day, account, nonce), nil))
	if err != nil {
		f.apply(transportRule(left, err), err)
		return f
	}
	// A failing Close says nothing about bytes that were verified.
	defer func() { _ = response.Body.Close() }()
	a := answerOf(response)
	f.HTTPStatus, f.Date, f.RetryAfter = a.status, a.date, a.retryAfter
	body := bufio.NewReader(io.LimitReader(response.Body, maxBillBytes+1))
	if a.status == http.StatusOK && !isMarkup(body) {
		err := takeBill(body, response.Header.Values("Digest"), to)
		if f.Ready = err == nil; f.Ready {
			f.apply(Rule{Class: Success, Scope: ScopeRecipient}, nil)
			return f
		}
		f.apply(unknownRule("", ""), lang.Errorf("read the bill of %s: %w", "读取 %s 的账单：%w", day, err))
		return f
	}
	if a.body, err = bounded.ReadAll(body, maxReplyBytes); err != nil {
		f.apply(unknownRule("", ""), lang.Errorf("%w: %w", "%w：%w", ErrReply, err))
		return f
	}
	f.judge(a, c.key)
	return f
}

// billBody is the signed request. sign_type is a field like any other.
func (c *Client) billBody(day string, account Account, nonce string) string {
	fields := []field{
		{"appid", c.appID},
		{"mch_id", c.mchID},
		{"nonce_str", nonce},
		{"sign_type", "HMAC-SHA256"},
		{"bill_date", day},
		{"account_type", string(account)},
		{"tar_type", "GZIP"},
	}
	return render(append(fields, field{"sign", signHMAC(fields, c.key)}))
}

// isMarkup reports whether an answer is XML or a web page, and no bill: those begin with Chinese or as an archive does.
func isMarkup(body *bufio.Reader) bool {
	head, _ := body.Peek(64) // an answer that breaks off is reported where it is read
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n")
	return len(head) == 0 || head[0] == '<'
}

// takeBill unpacks a bill and holds it against its digest. The documentation says that the digest is made of the bill itself (原始账单),
// in hexadecimal; one over the archive as it came, and one in base64 as RFC 3230 has it, prove the same.
func takeBill(body *bufio.Reader, header []string, to io.Writer) error {
	came, itself := sha1.New(), sha1.New() // see above
	raw := bufio.NewReader(io.TeeReader(&counted{body, maxBillBytes}, came))
	var bill io.Reader = raw
	if head, _ := raw.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		archive, err := gzip.NewReader(raw)
		if err != nil {
			return lang.Errorf("%w: it cannot be unpacked: %w", "%w：无法解压：%w", ErrReply, err)
		}
		bill = &counted{archive, maxBillBytes}
	}
	if _, err := io.Copy(io.MultiWriter(to, itself), bill); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, raw); err != nil { // what stands behind an archive
		return err
	}
	return checkDigest(header, came, itself)
}

// checkDigest insists on a digest that is one of the sums.
func checkDigest(header []string, sums ...hash.Hash) error {
	found := false
	for part := range strings.SplitSeq(strings.Join(header, ","), ",") {
		algorithm, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if name := strings.ToUpper(algorithm); !ok || name != "SHA" && name != "SHA1" && name != "SHA-1" {
			continue
		}
		found = true
		for _, sum := range sums {
			s := sum.Sum(nil)
			if strings.EqualFold(value, hex.EncodeToString(s)) || value == base64.StdEncoding.EncodeToString(s) {
				return nil
			}
		}
	}
	if !found {
		return lang.Errorf("%w: there is none", "%w：没有摘要", ErrDigest)
	}
	return ErrDigest
}

// counted fails behind so many bytes.
type counted struct {
	r    io.Reader
	left int64
}

// Read is for io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	if c.left <= 0 {
		var one [1]byte
		if n, err := c.r.Read(one[:]); n == 0 {
			return 0, err
		}
		return 0, lang.Errorf("%w: %w", "%w：%w", ErrReply, &bounded.TooLargeError{Most: maxBillBytes})
	}
	if int64(len(p)) > c.left {
		p = p[:c.left]
	}
	n, err := c.r.Read(p)
	c.left -= int64(n)
	return n, err
}

// judge reads an answer that is no bill.
func (f *FundFlow) judge(a answer, key Secret) {
	if advice, title, ok := a.refusal(); ok {
		f.apply(Rule{Class: Fix, Scope: ScopeRun, Text: title, Advice: advice}, ErrCertificate)
		return
	}
	doc, err := a.document(key)
	if err != nil {
		f.apply(a.unreadable(), err)
		return
	}
	rule := billRule(doc)
	if rule.Class == Success && rule.Code != noBill {
		err = errors.Join(ErrReply, lang.Errorf("it is no bill and no refusal", "它既不是账单，也不是拒绝"))
		rule = unknownRule(rule.Code, rule.Text)
	}
	f.apply(rule, err)
	f.NoMovement, f.Creating = err == nil && rule.Code == noBill, rule.Code == billCreating
}

const (
	noBill       = "NO_BILL_EXIST"
	billCreating = "BILL_CREATING"
)

// billRule finds the code of a refusal. Of these calls the documentation knows err_code, error_code, and the code's words in
// return_msg, such as "No Bill Exist".
func billRule(doc *element) Rule {
	text := apiText(doc)
	code := ""
	for _, name := range []string{"err_code", "error_code", "return_msg"} {
		said := bounded.Text(strings.ToUpper(strings.ReplaceAll(doc.get(name), " ", "_")), maxCodeBytes)
		if listed(billRules, said) {
			return lookUp(billRules, said, text)
		}
		if code == "" && name != "return_msg" {
			code = said
		}
	}
	return Rule{
		Code: code, Class: Unknown, Scope: ScopeRecipient, Text: text,
		Advice: lang.Both("This code is not documented: ask again later, or download the bill in the merchant platform (商户平台) and give it with -bill.",
			"文档里没有这个错误码：稍后再请求，或在商户平台下载账单，再用 -bill 提供。"),
	}
}
