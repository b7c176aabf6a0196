package apply

import (
	"context"
	"fmt"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// Sender is the platform as the engine sees it. Every answer is data: a Sender returns no error for what happened on the
// wire, it classifies it.
type Sender interface {
	// Freeze renders every parameter of a first request, a fresh nonce included and no secret. The engine stores the
	// text and sends it again, unchanged, as often as needed.
	Freeze(Order) (request string, err error)
	// Send posts a frozen request once, without any retry of its own.
	Send(ctx context.Context, request string) Answer
	// Repairable reports whether the platform refuses with this code before it makes an order of the request, so that the
	// request may be rendered anew, under the same number, once its cause is mended.
	Repairable(code string) bool
	// Query asks what became of a number, once.
	Query(ctx context.Context, no state.BillNo) Finding
}

// Order is what one request is made from.
type Order struct {
	Campaign  *hclspec.Campaign
	Recipient hclspec.Recipient
	BillNo    state.BillNo
}

// Class says what an answer proves, in the classes of the platform's error table. The zero value is invalid.
type Class uint8

// The classes of an answer.
const (
	_       Class = iota
	Success       // accepted: the money is taken and the packet is offered
	Unknown       // money may have moved
	Hold          // not paid now; the cause passes
	Fix           // nothing else would work either until somebody repairs the set-up
	User          // this recipient cannot be paid
	Dead          // the number is burnt, if a query confirms it
)

// String is the class's name.
func (c Class) String() string {
	names := [...]string{Success: "success", Unknown: "unknown", Hold: "hold", Fix: "fix", User: "user", Dead: "dead"}
	if c == 0 || int(c) >= len(names) {
		return fmt.Sprintf("invalid class %d", uint8(c)) // for programs
	}
	return names[c]
}

// Scope says for whom an answer of class Hold, Fix or Unknown counts. The zero value is this packet alone.
type Scope uint8

// The scopes of a hold.
const (
	ThisPacket Scope = iota // this recipient has had enough for today
	AllPackets              // no packet would be answered otherwise
	Pace                    // sent too fast
)

// Answer is what came back from one Send.
type Answer struct {
	Class      Class
	Scope      Scope
	NextDay    bool // a hold that ends with the Beijing day
	Code       string
	Text       string // for people only
	SendListID string
	Advice     lang.Text // what a person can do about it
	// Taken: the number belongs to an earlier request with other parameters, which may have been paid. It is no refusal.
	Taken bool
	// NoOrder: the platform refused before it made an order of the request, so nothing is open under the number.
	NoOrder bool
	// AskLater asks for patience before the next look, for an order the platform says it is still working on.
	AskLater time.Duration
	// RetryAfter is how long the server asked to be left alone; 0 where it did not.
	RetryAfter time.Duration
	// ServerTime is the platform's clock when it answered; zero where it did not say.
	ServerTime time.Time
}

// holdsAll reports whether no packet would be answered otherwise for the time being.
func (a Answer) holdsAll() bool { return a.Class == Hold && a.Scope == AllPackets }
