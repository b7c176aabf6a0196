package report

import (
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/words"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Exception is why somebody should look at a packet. The zero value: nobody has to.
type Exception uint8

// The exceptions, in the order in which they are told: what is about money that left comes first.
const (
	_        Exception = iota
	Conflict           // recorded with another amount or person than the file says
	Orphan             // money left, or may have, and the file does not name the packet any more
	Doubt              // nobody knows whether it was paid
	Failed             // the platform says that its number will never be paid
	Refused            // the platform refuses this recipient
	Held               // not paid, for a cause that passes
	Returned           // it was not opened, and the money came back or is on its way

	exceptions = iota
)

var exceptionNames = [exceptions]string{
	Conflict: "conflict", Orphan: "no longer in the file", Doubt: "in doubt", Failed: "failed", Refused: "refused", Held: "held",
	Returned: "refunded",
}

// String is the word in every report.
func (e Exception) String() string { return exceptionNames[e] }

// supplemented is the code of a packet that came back and is not sent again, because a supplement may have been written in its place.
const supplemented = "SUPPLEMENT"

// exceptionOf tells why somebody should look at a packet.
func exceptionOf(p *plan.Packet) Exception {
	standing := StandingOf(&p.Recorded)
	switch {
	case p.Action == plan.Orphan && standing == NotPaid, p.Action == plan.Send: // nothing was paid, or it begins anew
		return 0
	case p.Action == plan.Orphan:
		return Orphan
	case p.Action == plan.Conflict:
		return Conflict
	}
	switch standing {
	case InDoubt:
		return Doubt
	case Refunded:
		return Returned
	case NotPaid:
		return map[state.Status]Exception{state.Failed: Failed, state.Refused: Refused, state.Held: Held}[p.Recorded.Status]
	case Received, Waiting:
	}
	return 0
}

// command is what goes on with a packet. A key that is masked cannot be named, so there the whole campaign is.
func (s *items) command(e Exception, p *plan.Packet, at address.Address) string {
	whom, only := words.ShellWord(at.String()), words.ShellWord("-only="+at.String())
	if s.Key(at.Key) != at.Key {
		whom, only = words.ShellWord(at.Campaign), words.ShellWord(at.Campaign)
	}
	r := &p.Recorded
	if p.Action == plan.Correct { // the line is corrected already
		return "redpack apply " + only
	}
	switch e {
	case Conflict:
		return "redpack plan " + only
	case Orphan:
		return "redpack show " + whom
	case Doubt:
		return s.ofDoubt(r, whom, only)
	case Failed:
		return "redpack apply -retry-failed " + only
	case Refused:
		return "redpack apply -retry-refused " + only
	case Held:
		return "redpack apply " + only
	case Returned:
		if r.Status == state.Refunding {
			return "redpack refresh " + words.ShellWord(at.Campaign)
		}
		if p.Replaced {
			return "redpack show " + whom
		}
		return "redpack apply -resend-refunded " + only
	}
	return ""
}

func (s *items) ofDoubt(r *state.Packet, whom, only string) string {
	switch {
	case plan.Closed(r):
		return "redpack show " + whom
	case r.Disputed(), plan.Forgotten(r, s.asOf):
		return "redpack state accept " + whom + " -reason=…"
	case r.Unheard():
		return "redpack apply -retry-failed " + only
	}
	return "redpack refresh " + words.ShellWord(r.Campaign)
}

// commandFor is what goes on with several packets of a cause, one of which is given.
func commandFor(e Exception, one *Item, campaign string) string {
	campaign = words.ShellWord(campaign)
	switch {
	case e == Failed:
		return "redpack apply -retry-failed " + campaign
	case e == Refused:
		return "redpack apply -retry-refused " + campaign
	case e == Held:
		return "redpack apply " + campaign
	case e == Conflict:
		return "redpack plan " + campaign
	case e == Returned && one.Code == supplemented:
		return "redpack plan " + campaign
	case e == Returned && one.Status == state.Refunded.String():
		return "redpack apply -resend-refunded " + campaign
	case e == Orphan:
		return "redpack show -list -status=orphan " + campaign
	}
	return one.Next
}

// refundedAt is when the money came back; zero while it is on its way.
func refundedAt(r *state.Packet) time.Time {
	if r.Status != state.Refunded {
		return r.RefundedAt
	}
	return outcomeOr(r.RefundedAt, r)
}

// since is when a packet became what it is.
func since(one *Item, r *state.Packet) time.Time {
	for _, at := range []time.Time{one.RefundedAt, one.ReceivedAt, r.OutcomeAt, r.SendingAt} {
		if !at.IsZero() {
			return at
		}
	}
	return r.IntentAt
}
