package gateway

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/wxpay"
)

// Sender joins the engine to the client: it writes what a campaign says as a request, and an answer as what it proves.
type Sender struct {
	client     *wxpay.Client
	random     io.Reader
	silent     silence
	parameters atomic.Pointer[parameters] // of the campaign of the last request: a million packets have the same ones
}

// parameters are what all requests of a campaign have in common; a campaign never changes.
type parameters struct {
	campaign *hclspec.Campaign
	named    map[string]string
}

// silence remembers the numbers about which a host did not answer. The next call about such a number goes to the other host, with the
// same number and the same content, and so do all later ones as long as that host answers: it answers queries and sends, and going back
// after each query would lead every send to the silent one.
type silence struct {
	mu      sync.Mutex
	numbers map[billno.BillNo]bool // true: ask the backup host next
}

// backup reports whether to call the backup host.
func (s *silence) backup(no billno.BillNo) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.numbers[no]
}

// heard notes whether the host that was called answered.
func (s *silence) heard(no billno.BillNo, answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case answered:
	case s.numbers == nil:
		s.numbers = map[billno.BillNo]bool{no: true}
	default:
		s.numbers[no] = !s.numbers[no]
	}
}

var _ apply.Sender = (*Sender)(nil)

// NewSender is a sender of the packets of the client's merchant. A client that is to send for a state asks it with each request, see
// wxpay.Client.While. The nonces of its requests come from random.
func NewSender(client *wxpay.Client, random io.Reader) *Sender {
	return &Sender{client: client, random: random}
}

// Freeze renders a request; the number, the amount and the nonce in it stay as they are for all its repetitions.
func (s *Sender) Freeze(o apply.Order) (string, error) {
	nonce, err := wxpay.NewNonce(s.random)
	if err != nil {
		return "", err
	}
	r := o.Recipient
	params := wxpay.SendRequest{
		BillNo: o.BillNo, OpenID: r.OpenID, Amount: r.Amount, Wishing: r.Wishing, Remark: r.Remark, NonceStr: nonce,
		Settings: s.parametersOf(o.Campaign),
	}.Params(string(o.Campaign.Merchant.Protocol))
	if err := s.client.Check(params); err != nil {
		return "", err
	}
	return params.Text(), nil
}

func (s *Sender) parametersOf(c *hclspec.Campaign) map[string]string {
	if of := s.parameters.Load(); of != nil && of.campaign == c {
		return of.named
	}
	of := &parameters{campaign: c, named: c.Parameters()}
	s.parameters.Store(of)
	return of.named
}

// Send posts a frozen request.
func (s *Sender) Send(ctx context.Context, request string) apply.Answer {
	params, err := wxpay.ParseParams(request)
	if err != nil {
		return apply.Answer{Class: apply.Fix, Code: "FROZEN_REQUEST", Text: err.Error(), Advice: lang.Both("The state holds a request that cannot be read.",
			"状态库里的请求无法读取。")}
	}
	no := billno.BillNo(params.Get("mch_billno"))
	post := s.client.Send
	if s.silent.backup(no) {
		post = s.client.SendBackup
	}
	reply := post(ctx, params)
	if !errors.Is(reply.Err, wxpay.ErrNotPermitted) { // which says nothing of the host
		s.silent.heard(no, reply.HTTPStatus != 0)
	}
	answer := apply.Answer{
		Class: classes[reply.Class], Scope: scopes[reply.Scope], NextDay: reply.Wait == wxpay.WaitNextDay,
		Code: reply.Code, Text: reply.Text, SendListID: reply.SendListID, Advice: reply.Advice, Taken: reply.Taken,
		ServerTime: reply.Date, RetryAfter: reply.RetryAfter,
	}
	answer.NoOrder = unaccepted[answer.Code] || errors.Is(reply.Err, wxpay.ErrCertificate)
	if reply.Wait == wxpay.WaitTwentyMinutes {
		answer.AskLater = 20 * time.Minute
	}
	if reply.Taken {
		// Another order under this number may be this very person's, from before a state was lost: a doubt, never a refusal.
		answer.Class, answer.Scope = apply.Unknown, apply.ThisPacket
	}
	if reply.Err != nil {
		answer.Code, answer.Text = Failure(ctx, reply.Err), reply.Err.Error()
	}
	return answer
}

// Query asks about a number.
func (s *Sender) Query(ctx context.Context, no billno.BillNo) apply.Finding {
	query := s.client.Query
	if s.silent.backup(no) {
		query = s.client.QueryBackup
	}
	info := query(ctx, no)
	s.silent.heard(no, info.HTTPStatus != 0)
	finding := apply.Finding{
		Platform: apply.NoAnswer, Word: string(info.Status), SendListID: info.DetailID, Code: info.Code, Text: info.Text,
		Advice: info.Advice, Amount: info.TotalAmount, SentAt: info.SendTime, RefundedAt: info.RefundTime, Refund: info.RefundAmount,
		ServerTime: info.Date, RetryAfter: info.RetryAfter,
		// A server that cannot prove who it is, or refuses the key, does so for the next query too.
		Broken: info.Class == wxpay.Fix || info.Class == wxpay.Unknown && info.Scope == wxpay.ScopeRun,
	}
	switch {
	case info.Answered:
		// A word that is not documented proves nothing.
		finding.Platform, finding.Code, finding.Text, finding.Advice = cmp.Or(platforms[info.Status], apply.NoAnswer), "", info.Reason, lang.Text{}
		if len(info.Received) > 0 {
			finding.ReceivedAt, finding.OpenID = info.Received[0].RcvTime, info.Received[0].OpenID
		}
	case info.NotFound:
		finding.Platform = apply.NotFound
	case info.Err != nil:
		finding.Code, finding.Text = Failure(ctx, info.Err), info.Err.Error()
	}
	return finding
}

// Repairable reports whether the platform refuses with this code before it makes an order: it checks form, fields,
// signature and binding first (WeChat Pay, 发放红包接口, 2025).
func (s *Sender) Repairable(code string) bool { return refusedUnread[code] }

var refusedUnread = map[string]bool{
	"XML_ERROR": true, "PARAM_ERROR": true, "SIGN_ERROR": true, "CA_ERROR": true, "ILLEGAL_APPID": true,
	"MONEY_LIMIT": true, "MSGAPPID_ERROR": true, "ACCEPTMODE_ERROR": true, "API_METHOD_CLOSED": true,
}

// unaccepted are the refusals after which nothing is open under a number: those that come before an order is made, and that of
// a person who is not of the account's appid and whom no repetition would pay.
var unaccepted = func() map[string]bool {
	codes := maps.Clone(refusedUnread)
	codes["OPENID_ERROR"] = true
	return codes
}()

// Failure is the one word that stands for an answer that never came or cannot be read.
func Failure(ctx context.Context, err error) string {
	var timeout net.Error
	switch {
	case ctx.Err() != nil:
		return "interrupted"
	case errors.Is(err, wxpay.ErrNotPermitted):
		return "not permitted any more" // for programs
	case errors.Is(err, wxpay.ErrCertificate):
		return "certificate refused" // for programs
	case errors.Is(err, wxpay.ErrReply):
		return "unreadable answer" // for programs
	case errors.Is(err, wxpay.ErrStatus):
		return "HTTP error" // for programs
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused" // for programs
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection reset" // for programs
	default:
		return "no answer" // for programs
	}
}

var classes = map[wxpay.Class]apply.Class{
	wxpay.Success: apply.Success, wxpay.Unknown: apply.Unknown, wxpay.Hold: apply.Hold,
	wxpay.Fix: apply.Fix, wxpay.User: apply.User, wxpay.Dead: apply.Dead,
}

var scopes = map[wxpay.Scope]apply.Scope{
	wxpay.ScopeRecipient: apply.ThisPacket, wxpay.ScopeRun: apply.AllPackets, wxpay.ScopePace: apply.Pace,
}

var platforms = map[wxpay.PacketStatus]apply.Platform{
	wxpay.StatusSending: apply.Sending, wxpay.StatusSent: apply.Offered, wxpay.StatusReceived: apply.Received,
	wxpay.StatusRefunding: apply.Refunding, wxpay.StatusRefunded: apply.Refunded, wxpay.StatusFailed: apply.FailedThere,
}
