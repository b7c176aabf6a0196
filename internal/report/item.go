package report

import (
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/page"
	"github.com/cashredpack/redpack/plan"
)

// NotBegun is the status of a recipient of whom the state knows nothing.
const NotBegun = "not begun" // for programs

// Item is one packet as a report shows it: what is personal is masked already, and nothing in a text speaks to a terminal.
type Item struct {
	Address    string // campaign/key
	Key        string
	Label      string // the name that people know; "" where there is none, or everybody may read
	OpenID     string
	Amount     money.Fen // recorded where money left or may have, and otherwise what the file says
	Planned    money.Fen // what the file says; 0 for an orphan
	BillNo     string
	SendListID string
	Status     string
	Standing   Standing
	Code       string // why it stands as it does
	Reason     string // in the words of the platform
	IntentAt   time.Time
	SentAt     time.Time
	ReceivedAt time.Time
	RefundedAt time.Time
	Attempt    int
	Tries      int
	Accepted   string   // why a person decided to leave it as it is
	Earlier    []string // the bill numbers under which it was paid before and came back, the first one first

	SupplementOf     string // the key of the packet that this one comes beside; "" for all but supplements
	SupplementReason string // why

	Exception Exception // why somebody should look at it; zero: nobody has to
	Since     time.Time // when it became what it is
	Next      string    // the command that goes on, for an exception
}

// items makes items out of what a walk through a campaign meets.
type items struct {
	page.Style
	campaign string
	asOf     time.Time
	earlier  *Earlier
}

// of shows one packet.
func (s *items) of(p *plan.Packet) Item {
	r := &p.Recorded
	one := Item{
		Key: page.Clean(s.Key(p.Key())), Label: s.Label(p.Recipient.Label), OpenID: p.Recipient.OpenID, Planned: p.Recipient.Amount,
		Amount: p.Recipient.Amount, Status: NotBegun, Standing: StandingOf(r), Exception: exceptionOf(p),
	}
	at := address.Address{Campaign: s.campaign, Key: p.Key()}
	for _, before := range s.earlier.numbers(r) {
		one.Earlier = append(one.Earlier, before.billNo)
	}
	if of := p.Recipient.Supplement; of != nil {
		one.SupplementOf, one.SupplementReason = page.Clean(s.Key(of.Of)), s.Told(of.Reason)
	}
	if p.Action != plan.Send { // what is recorded, if anything, is over, and it begins anew
		s.recorded(&one, p)
	}
	if p.Action == plan.Orphan {
		at = r.Address()
	}
	one.OpenID = s.OpenID(one.OpenID)
	one.Address = s.Address(at.Campaign, at.Key)
	if one.Exception != 0 {
		one.Next = s.command(one.Exception, p, at)
	}
	return one
}

// recorded fills in what the state knows.
func (s *items) recorded(one *Item, p *plan.Packet) {
	r := &p.Recorded
	if one.Standing != NotPaid || p.Action == plan.Orphan {
		one.Amount, one.OpenID = r.Amount, r.OpenID
	}
	one.Status, one.BillNo, one.SendListID = r.Status.String(), string(r.BillNo), page.Clean(r.SendListID)
	if !r.Status.Paid() {
		one.Code, one.Reason = page.Clean(r.Code), s.Told(r.Text)
	}
	if p.Replaced {
		one.Code, one.Reason = supplemented, besideSupplement.English
	}
	one.IntentAt, one.SentAt, one.Attempt, one.Tries = r.IntentAt, sentAt(r), r.Attempt, r.Tries
	switch one.Standing {
	case Received:
		one.ReceivedAt = outcomeOr(r.ReceivedAt, r)
	case Refunded:
		one.RefundedAt = refundedAt(r)
	case Waiting, InDoubt, NotPaid:
	}
	one.Since = since(one, r)
	if r.Accepted.Reason != "" {
		one.Accepted = s.Told(r.Accepted.Reason)
	}
}
