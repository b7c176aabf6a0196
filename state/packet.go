package state

import (
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/money"
)

// Packet is what the state knows about the one red packet of one address, campaign/key. Times are exact to the
// millisecond and zero where unset.
type Packet struct {
	ID       int64 // for good, also when the number moves on or the campaign is renamed
	Campaign string
	Key      string
	OpenID   string
	Amount   money.Fen
	BillNo   billno.BillNo
	// Version is how BillNo was derived, and Personal whether it is this person's alone (billno.Series.Personal): then what the
	// platform says of the number it says of this person.
	Version  billno.Version
	Personal bool
	Attempt  int // which number of the chain BillNo is, from 0
	Status   Status
	// Request is the frozen request: every parameter and the nonce, without the signature. It is opaque here, and empty
	// in packets that come from a Snapshot.
	Request    string
	SendListID string
	Code       string // err_code of the last outcome, or our own word for why
	Text       string // err_code_des of the last outcome; for people, never for decisions
	Tries      int    // requests of this number that left
	// InFlight: a request left, and no outcome was recorded since. After a crash it may have been paid.
	InFlight bool
	// Doubt: an earlier request of this number ended without a clear answer and may have paid, whatever a later answer
	// said about a later request. Only the platform's word on the number itself takes it away.
	Doubt bool
	// Named: the platform itself has named the person: it accepted a request for this openid, or a query told who took it.
	// What a query says of a number without naming anybody proves nothing about a person, unless the number is Personal.
	Named bool
	// NoOrder: every request of this number was refused before the platform made an order of it, so nothing is open there.
	NoOrder        bool
	IntentAt       time.Time // of this number
	SendingAt      time.Time // the last request left
	OutcomeAt      time.Time
	NextTryAt      time.Time // not to be tried again before
	PlatformStatus string    // the platform's own word, such as RECEIVED
	ReceivedAt     time.Time
	RefundedAt     time.Time
	Accepted       Acceptance
}

// Address is the packet's name, under which it is paid at most once.
func (p *Packet) Address() address.Address {
	return address.Address{Campaign: p.Campaign, Key: p.Key}
}

// MayHavePaid reports whether money may have left for this packet: it did, or nobody knows.
func (p *Packet) MayHavePaid() bool {
	switch p.Status {
	case Reserved, Unknown, Sent, Received, Refunding, Refunded:
		return true
	case Held:
		return p.Doubt
	case Refused:
		return p.Doubt || slices.Contains(taken, p.Code)
	case Failed:
		return false
	}
	return true
}

// taken are the platform's words for "this number is another order's". The first releases stored them as refusals, although
// the order may be this very person's and paid.
var taken = []string{"FATAL_ERROR", "金额和原始单参数不一致"}

// Binds reports whether the packet stands in the way of another one for its person in the same campaign: it is paid, or
// something may still come of it. Only a failed number is over for good.
func (p *Packet) Binds() bool { return p.Status != Failed }

// Words of our own in Packet.Code of packets in doubt although the platform knows their number.
const (
	// CodeStranger: the platform knows the number with another amount or another receiver, so the order is not the one
	// recorded. Nothing can be concluded from it, and nothing more is sent.
	CodeStranger = "ANOTHER_ORDER"
	// CodeAnonymous: the platform calls a number paid that two people can share, and does not name the person. Somebody was
	// paid, and only a person can find out who.
	CodeAnonymous = "PAID_WITHOUT_NAME"
)

// CodeUnheard is our own word in Packet.Code for a number that may never have been used: the state was lost, the number before it
// failed, and the platform does not know this one, or did not answer. That proves nothing, so it stays in doubt and binds its
// person, and it is asked about, but only sent when a person asks for a new number.
const CodeUnheard = "NOT_HEARD_OF"

// Words of our own in Packet.Code of failed packets.
const (
	CodeVoided   = "VOIDED"   // refused under an account or endpoint that the state does not belong to any more (Store.Rebase)
	CodeReleased = "RELEASED" // a person decided that its number is another order's and paid it nothing (Store.Release)
)

// Correctable reports whether the platform itself has said that nothing was paid under the packet's number and nothing of it is
// in doubt: the number failed, or every request of it was refused. What the file says instead may then be sent.
func (p *Packet) Correctable() bool {
	switch p.Status {
	case Failed:
		return true
	case Refused:
		return !p.MayHavePaid() && !p.InFlight
	case Held:
		return p.NoOrder && !p.MayHavePaid() && !p.InFlight
	case Reserved, Unknown, Sent, Received, Refunding, Refunded:
	}
	return false
}

// Voided reports whether the packet is over because its state changed hands: nothing was ever accepted for it, so it may
// begin anew at any attempt, also with the number it had.
func (p *Packet) Voided() bool { return p.Status == Failed && p.Code == CodeVoided }

// Disputed reports whether the packet is in doubt and the platform, which knows its number, cannot clear it up: a person has to
// decide.
func (p *Packet) Disputed() bool {
	return p.InDoubt() && (p.Code == CodeStranger || p.Code == CodeAnonymous)
}

// Unheard reports whether the packet is in doubt only because nobody can rule out that its number was used (CodeUnheard).
func (p *Packet) Unheard() bool { return p.Status == Unknown && p.Code == CodeUnheard && !p.InFlight }

// Released reports whether the packet is over because a person decided that its number paid somebody else.
func (p *Packet) Released() bool { return p.Status == Failed && p.Code == CodeReleased }

// InDoubt reports whether the platform has to be asked before anything else may be decided about the packet.
func (p *Packet) InDoubt() bool { return p.MayHavePaid() && !p.Status.Paid() }

// LastRequestAt is when a request of the packet left last.
func (p *Packet) LastRequestAt() time.Time {
	if p.SendingAt.After(p.IntentAt) {
		return p.SendingAt
	}
	return p.IntentAt
}

// Acceptance is a person's decision to leave a packet as it is although the campaign asks for something else, or
// although its outcome cannot be learned any more. The status stays. The zero value is no decision.
type Acceptance struct {
	Reason string
	By     string
	At     time.Time
	// OpenID and Amount are what the campaign asked for when the person decided. A campaign that asks for a third thing
	// later is a new conflict.
	OpenID string
	Amount money.Fen
	// Second says that the decision was about a packet whose key is gone: its person may get another one under a new key.
	Second bool
}

// AllowsSecond reports whether a person decided that this packet's openid may get another one under another key. Any other
// decision, such as that a packet counts as paid, does not allow it.
func (p *Packet) AllowsSecond() bool { return p.Accepted.Second && p.Accepts(p.OpenID, p.Amount) }

// Accepts reports whether the decision covers a campaign that asks for this openid and amount.
func (p *Packet) Accepts(openID string, amount money.Fen) bool {
	return p.Accepted.Reason != "" && p.Accepted.OpenID == openID && p.Accepted.Amount == amount
}

// Ground is what permits the intent of a packet that has a number already. The zero value is that of a first intent, and of a new
// number after one that the platform says has failed.
type Ground uint8

// The grounds. Whoever names one has asked the platform just before; the store refuses where the packet itself speaks against it.
const (
	AfterFailure Ground = iota
	AfterRefund         // the money of the last number came back, so the same person gets the same under the next one
	Correction          // nothing was paid under the number (Packet.Correctable), and the file names another person or amount now
)

// Intent is what is made durable before a request leaves.
type Intent struct {
	Campaign, Key, OpenID string
	Amount                money.Fen
	BillNo                billno.BillNo
	Version               billno.Version
	Personal              bool
	Attempt               int
	Request               string // as in Packet
	At                    time.Time
	// Permission says, in the word of the file or the decision that gives it, that this person may have another packet in the
	// campaign: "allow_repeat_openid", "state accept". Without it, one that is not Failed keeps the intent from being written, and with
	// PermissionSupplement, too; but for those of Beside.
	Permission string
	// Former are the names that the campaign had before, as the file's moved blocks tell; their packets count as its own.
	Former []string
	Ground Ground
	// Upon is, for a supplement, the id of the packet that it comes beside: it must be paid, to the same person. Otherwise 0.
	Upon int64
	// Beside are the addresses at which this person may have other packets, because supplements of the file say so.
	Beside []address.Address
}

// Resend is what is made durable before the request of a packet leaves once more. All but its time is as in Intent.
type Resend struct {
	At         time.Time
	Permission string
	Former     []string
	Upon       int64
	Beside     []address.Address
}

// Outcome is what is made durable after an answer, a time-out, or a query.
type Outcome struct {
	Status         Status
	SendListID     string // "" keeps the recorded one; a packet holds its first 255 bytes, the event more
	Code, Text     string // of this answer; "" clears
	PlatformStatus string // "" keeps the recorded one
	At             time.Time
	NextTryAt      time.Time // zero clears
	ReceivedAt     time.Time // zero keeps the recorded one
	RefundedAt     time.Time // zero keeps the recorded one
	Named          bool      // as in Packet; false keeps the recorded one
	NoOrder        bool      // this answer shows that its request made no order
}

// RunInfo is what a run tells about itself when it begins.
type RunInfo struct{ PlanDigest string }

// Run is one apply or refresh. EndedAt is zero for one that is still at it or was killed.
type Run struct {
	ID                 int64
	PlanDigest         string
	Owner              string // user@host pid
	Tool               string // version of redpack
	StartedAt, EndedAt time.Time
	Result             string
}

// CampaignRecord is what the state keeps of a campaign.
type CampaignRecord struct {
	ID         int64
	Name       string
	BillNoDate string // yyyymmdd, frozen on first use; "" before
	// Series is what the campaign's numbers have in common, frozen on first use; its Version is 0 before, and ByKey for a
	// campaign whose numbers a redpack before schema 2 has made. Of those, Scheme is 0 where it cannot be told, and Campaign "".
	Series    billno.Series
	CreatedAt time.Time
	// Project is the name under which its folder keeps its campaigns, in a state that serves several; "" in a file.
	Project string
}
