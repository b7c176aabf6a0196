package wxpay

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
)

const (
	sendPath  = "/mmpaymkttransfers/sendredpack"
	queryPath = "/mmpaymkttransfers/gethbinfo"
)

// Client talks to WeChat Pay for one merchant. It is safe for concurrent use and keeps its connections open between
// calls. It prints itself without the key and the certificate.
type Client struct {
	endpoint, backup string
	mchID, appID     string
	key              Secret
	timeout          time.Duration
	nonce            io.Reader
	permitted        func() bool     // see While
	transport        *http.Transport // holds the certificate; behind a pointer, where no verb of fmt looks
}

// New makes a client. It opens no connection.
func New(config Config) (*Client, error) {
	config, err := config.complete()
	if err != nil {
		return nil, lang.Errorf("set up the client of merchant %s: %w",
			"建立商户 %s 的客户端：%w", config.MchID, err)
	}
	return &Client{
		endpoint: config.Endpoint, backup: config.BackupEndpoint, mchID: config.MchID, appID: config.AppID,
		key: config.Key, timeout: config.Timeout, nonce: config.Nonce, transport: newTransport(config),
	}, nil
}

// Format prints the client's public part for every verb. It has a value receiver, so that a dereferenced client keeps its
// secrets as well.
func (c Client) Format(f fmt.State, _ rune) {
	// A fmt.State collects in memory and has no error to report.
	_, _ = f.Write(fmt.Appendf(nil, "wxpay.Client{%s, mch_id %s}", c.endpoint, c.mchID))
}

// CloseIdle closes the connections that no request is using.
func (c *Client) CloseIdle() { c.transport.CloseIdleConnections() }

// Send signs the request and posts it once. Whatever happens, including a cancelled context, is in the Reply.
func (c *Client) Send(ctx context.Context, p Params) Reply {
	return c.send(ctx, c.endpoint, p)
}

// SendBackup is Send through the backup host, for a number that the main host did not answer about. The content is the
// same to the byte.
func (c *Client) SendBackup(ctx context.Context, p Params) Reply {
	return c.send(ctx, c.backup, p)
}

// Query asks what became of a number. WeChat Pay remembers 30 days.
func (c *Client) Query(ctx context.Context, no billno.BillNo) Info {
	return c.query(ctx, c.endpoint, no)
}

// QueryBackup is Query through the backup host.
func (c *Client) QueryBackup(ctx context.Context, no billno.BillNo) Info {
	return c.query(ctx, c.backup, no)
}

func (c *Client) send(ctx context.Context, endpoint string, p Params) Reply {
	var reply Reply
	if err := c.Check(p); err != nil {
		reply.apply(Rule{Class: Fix, Scope: ScopeRecipient, Advice: lang.Both("The request was not sent; correct the campaign.",
			"请求没有发出；先改正活动。")}, err)
		return reply
	}
	if p.Get("mch_id") != c.mchID {
		reply.apply(Rule{Class: Fix, Scope: ScopeRun, Advice: lang.Both("The request was not sent; use the merchant it was made for.",
			"请求没有发出；要用生成它时的那个商户。")}, ErrMerchant)
		return reply
	}
	a, left, err := c.post(ctx, endpoint+sendPath, p, c.permitted)
	if err != nil {
		reply = Reply{HTTPStatus: a.status, Date: a.date, RetryAfter: a.retryAfter, Left: left}
		reply.apply(transportRule(left, err), err)
		return reply
	}
	return judgeSend(p, c.key, a)
}

func (c *Client) query(ctx context.Context, endpoint string, no billno.BillNo) Info {
	var info Info
	nonce, err := NewNonce(c.nonce)
	if err != nil {
		info.apply(unknownRule("", ""), err)
		return info
	}
	a, left, err := c.post(ctx, endpoint+queryPath, queryParams(no, c.mchID, c.appID, nonce), nil)
	if err != nil {
		info = Info{HTTPStatus: a.status, Date: a.date, RetryAfter: a.retryAfter}
		info.apply(transportRule(left, err), err)
		return info
	}
	return judgeQuery(no, c.mchID, c.key, a)
}

// Check is Params.Check, and refuses a request in one of whose texts the client's own key stands.
func (c *Client) Check(p Params) error {
	if err := p.Check(); err != nil {
		return err
	}
	for _, f := range p.fields {
		if strings.Contains(f.value, c.key.text()) {
			return lang.Errorf("%w: the API key stands in %s", "%w：%s 里含有 API 密钥", ErrRequest, f.name)
		}
	}
	return nil
}

// post sends one request, if that is still permitted when all is ready, and reads its whole answer. left tells whether any of the content may
// have gone out.
func (c *Client) post(ctx context.Context, url string, p Params, permitted func() bool) (a answer, left bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	response, left, err := c.exchange(ctx, url, newContent(signedBody(p, c.key), permitted))
	if err != nil {
		return answer{}, left, err
	}
	a, err = readAnswer(response)
	if err != nil {
		return a, true, lang.Errorf("read the answer of %s: %w", "读取 %s 的应答：%w", url, err)
	}
	return a, true, nil
}

// exchange sends one request and yields the beginning of its answer. The caller closes the body.
func (c *Client) exchange(ctx context.Context, url string, body *content) (response *http.Response, left bool, err error) {
	request, err := http.NewRequestWithContext(body.guard(ctx), http.MethodPost, url, body)
	if err != nil {
		return nil, false, lang.Errorf("make a request: %w", "生成请求：%w", err)
	}
	request.ContentLength = body.bytes.Size()
	request.Header.Set("Content-Type", "text/xml; charset=utf-8") // for programs
	request.Header.Set("User-Agent", "redpack")
	// The bare transport: a redirect is an answer like any other and is not followed.
	response, err = c.transport.RoundTrip(request)
	if err != nil {
		left = body.seal()
		if body.wasRefused() {
			err = ErrNotPermitted // however net/http put it
		}
		return nil, left, lang.Errorf("post to %s: %w", "向 %s 发送请求：%w", url, trustless(err))
	}
	return response, true, nil
}

// answerOf is an answer without its body.
func answerOf(response *http.Response) answer {
	a := answer{status: response.StatusCode}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		a.date = date
	}
	a.retryAfter = readRetryAfter(response, a.date)
	return a
}

// readAnswer reads the body to its end, so that the connection can be used again, unless it is too long to be genuine.
func readAnswer(response *http.Response) (answer, error) {
	a := answerOf(response)
	body, err := io.ReadAll(io.LimitReader(response.Body, maxReplyBytes+1))
	// A failing Close says nothing about bytes that were read to their end.
	_ = response.Body.Close()
	if err == nil && len(body) > maxReplyBytes {
		err = lang.Errorf("%w: it is longer than %d bytes",
			"%w：超过 %d 字节", ErrReply, maxReplyBytes)
	}
	a.body = body
	return a, err
}

// transportRule is what a failed exchange means. A server that cannot prove who it is will not do so for the next packet
// either, so that concerns the run.
func transportRule(left bool, err error) Rule {
	rule := unknownRule("", "")
	if !left {
		rule.Advice = lang.Both("The server could not be reached; nothing of this request left this machine. Check the network, then try again.",
			"连不上服务器；这个请求的内容一点都没有离开本机。检查网络后再试。")
	}
	if untrusted := (*tls.CertificateVerificationError)(nil); errors.As(err, &untrusted) {
		rule.Scope = ScopeRun
		rule.Advice = lang.Both("The server's certificate is not trusted: check ca_file, or a proxy in between that opens TLS.",
			"服务器的证书不受信任：检查 ca_file，或中间拆解 TLS 的代理。")
	}
	if errors.Is(err, ErrNotPermitted) {
		rule.Advice = lang.Both("Nothing of this request left this machine, because this process had lost the right to send: see what it says about the state.",
			"这个请求的内容一点都没有离开本机，因为本进程已经失去发放的权利：看它对状态库是怎么说的。")
	}
	return rule
}
