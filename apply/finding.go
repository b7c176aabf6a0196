package apply

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// Platform is what a query says of a number. The zero value is invalid.
type Platform uint8

// The platform's knowledge of a number.
const (
	_           Platform = iota
	NoAnswer             // the query itself got no clear answer
	NotFound             // the number is not known, yet: proof of nothing
	Sending              // 发放中: open, may still be paid, may be sent again with the same number
	Offered              // 已发放待领取
	Received             // 已领取
	Refunding            // 退款中
	Refunded             // 已退款
	FailedThere          // 发放失败: the number is burnt
)

// Finding is what came back from one Query.
type Finding struct {
	Platform   Platform
	Word       string // the platform's own word, such as SENT
	SendListID string
	Code       string
	Text       string      // the reason of a blocked order or of a failed query, for people only
	Advice     lang.Text   // what a person can do about a query that got no clear answer
	Amount     hclspec.Fen // as the platform knows it; 0 where it did not say
	Refund     hclspec.Fen // what came back; 0 where it did not say
	OpenID     string      // of whoever took it; "" where it did not say
	SentAt     time.Time   // when the platform took the order; zero where it did not say
	ReceivedAt time.Time
	RefundedAt time.Time
	// Broken says that the query failed for a cause that will not pass, such as a wrong key.
	Broken bool
	// RetryAfter and ServerTime are as an Answer's.
	RetryAfter time.Duration
	ServerTime time.Time
}

var paidStatus = map[Platform]state.Status{
	Offered: state.Sent, Received: state.Received, Refunding: state.Refunding, Refunded: state.Refunded,
}

// Known reports whether the platform has an order under the number.
func (f Finding) Known() bool { return f.Platform != NoAnswer && f.Platform != NotFound }

// proves reports whether "paid", said of a packet's number, is said of its person: the query names who took it, the platform
// has accepted a request for this person before, or the number is nobody else's.
func (f Finding) proves(recorded *state.Packet) bool {
	return recorded.Personal || recorded.Named || f.OpenID != ""
}

// Contradicts says how what the platform knows of a number differs from what was recorded; it is empty where it does not.
func (f Finding) Contradicts(recorded *state.Packet) lang.Text {
	switch {
	case f.Amount != 0 && f.Amount != recorded.Amount:
		return state.KnownWith.Then(lang.Same(f.Amount.String()))
	case f.OpenID != "" && f.OpenID != recorded.OpenID:
		return state.AnotherReceiver
	}
	return lang.Text{}
}

// Learned is the outcome that a finding amounts to for a packet, or false where it proves nothing about it. "Paid" that
// names nobody, of a number that two people can share, leaves the packet in doubt.
func (f Finding) Learned(recorded *state.Packet, at time.Time) (state.Outcome, bool) {
	outcome := f.outcome(at)
	status, ok := paidStatus[f.Platform]
	switch {
	case ok && !recorded.Status.Paid() && !f.proves(recorded):
		status = state.Unknown
	case f.Platform == Sending:
		status, ok = state.Unknown, true
		if f.Text == "" && !ours(recorded.Code) { // why it is open was told before
			outcome.Code, outcome.Text = recorded.Code, recorded.Text
		}
	case f.Platform == FailedThere:
		status, ok = state.Failed, true
		outcome = f.failed(recorded, at)
	}
	outcome.Status = status
	return outcome, ok
}

// outcome is all of a finding but the status that it proves.
func (f Finding) outcome(at time.Time) state.Outcome {
	return state.Outcome{
		SendListID: f.SendListID, Code: f.Code, Text: f.Text, PlatformStatus: f.Word,
		At: at, ReceivedAt: f.ReceivedAt, RefundedAt: f.RefundedAt, Named: f.OpenID != "",
	}
}

// failed is the outcome of a number that the platform calls failed: its word, and its reason. One that gives none takes nothing away from
// what it said before.
func (f Finding) failed(recorded *state.Packet, at time.Time) state.Outcome {
	outcome := f.outcome(at)
	outcome.Status, outcome.Code = state.Failed, cmp.Or(f.Code, f.Word)
	if outcome.Text == "" {
		outcome.Text = saidBefore(recorded)
	}
	return outcome
}

// saidBefore is what the platform said of a packet that is not paid: "" where nothing is recorded but that no answer came.
func saidBefore(p *state.Packet) string {
	switch {
	case ours(p.Code) || p.Status.Paid():
		return ""
	case p.Code == "" || p.Code == p.PlatformStatus:
		return p.Text
	case p.Code != strings.ToUpper(p.Code): // our word for an answer that never came; see gateway.Failure
		return ""
	}
	return describe(p.Code, p.Text)
}

// ours reports whether a packet's code is a word of ours about it and none of the platform's.
func ours(code string) bool {
	return slices.Contains([]string{state.CodeStranger, state.CodeAnonymous, state.CodeUnheard, state.CodeVoided, state.CodeReleased}, code)
}

// Reason is the code and the text of a finding for people.
func (f Finding) Reason() lang.Text { return spoken(f.Code, f.Text) }

// Explained is the reason of a finding that is no clear answer, with what a person can do about it.
func (f Finding) Explained() lang.Text {
	if f.Advice.Empty() {
		return f.Reason()
	}
	return f.Reason().Each(func(text string) string { return strings.TrimRight(text, ".。") }).Then(lang.Stop).Then(f.Advice)
}

// describe is a code and its text, for people.
func describe(code, text string) string {
	if text == "" || text == code {
		return code
	}
	return strings.TrimLeft(code+" "+text, " ") // return_code FAIL may come without a code
}
