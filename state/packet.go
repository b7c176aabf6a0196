package state

import (
	"time"

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
	Attempt  int // which number of the address's chain BillNo is, from 0
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
	Doubt          bool
	IntentAt       time.Time // of this number
	SendingAt      time.Time // the last request left
	OutcomeAt      time.Time
	NextTryAt      time.Time // not to be tried again before
	PlatformStatus string    // the platform's own word, such as RECEIVED
	ReceivedAt     time.Time
	RefundedAt     time.Time
	Accepted       Acceptance
}

// MayHavePaid reports whether money may have left for this packet: it did, or nobody knows.
func (p *Packet) MayHavePaid() bool {
	switch p.Status {
	case Reserved, Unknown, Sent, Received, Refunding, Refunded:
		return true
	case Held, Refused:
		return p.Doubt
	case Failed:
		return false
	}
	return true
}

// InDoubt reports whether the platform has to be asked before anything else may be decided about the packet.
func (p *Packet) InDoubt() bool { return p.MayHavePaid() && !p.Status.Paid() }

// Binds reports whether the packet stands in the way of another one for its person: it was paid, nobody knows, or its order
// may still be open at the platform, which pays a refused or held one as soon as its cause has passed (WeChat Pay: no new
// number while the old order may be open). Only a failed number is done with.
func (p *Packet) Binds() bool { return p.Status != Failed }

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

// Address names one recipient of one campaign. It is the identity of money: one address is paid at most once. With an
// empty Key it names the whole campaign.
type Address struct{ Campaign, Key string }

// String writes campaign/key.
func (a Address) String() string {
	if a.Key == "" {
		return a.Campaign
	}
	return a.Campaign + "/" + a.Key
}

// Intent is what is made durable before a request leaves.
type Intent struct {
	Campaign, Key, OpenID string
	Amount                money.Fen
	BillNo                billno.BillNo
	Attempt               int
	Request               string // as in Packet
	At                    time.Time
}

// Outcome is what is made durable after an answer, a time-out, or a query.
type Outcome struct {
	Status         Status
	SendListID     string // "" keeps the recorded one
	Code, Text     string // of this answer; "" clears
	PlatformStatus string // "" keeps the recorded one
	At             time.Time
	NextTryAt      time.Time // zero clears
	ReceivedAt     time.Time // zero keeps the recorded one
	RefundedAt     time.Time // zero keeps the recorded one
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
	CreatedAt  time.Time
}
