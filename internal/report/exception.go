package report

import (
	"time"

	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/lang"
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

var exceptionNames = [exceptions]lang.Text{
	Conflict: lang.Both("conflict", "冲突"), Orphan: noLongerInTheFile, Doubt: inDoubt, Failed: lang.Both("failed", "发放失败"),
	Refused: lang.Both("refused", "被拒"), Held: lang.Both("held", "暂缓"), Returned: lang.Both("refunded", "已退款"),
}

// String is the word in every report for programs.
func (e Exception) String() string { return exceptionNames[e].English }

// Said is the word for people.
func (e Exception) Said() lang.Text { return exceptionNames[e] }

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
		return "redpack apply " + only // for programs
	}
	switch e {
	case Conflict:
		return "redpack plan " + only // for programs
	case Orphan:
		return "redpack show " + whom // for programs
	case Doubt:
		return s.ofDoubt(r, whom, only)
	case Failed:
		return "redpack apply -retry-failed " + only // for programs
	case Refused:
		return "redpack apply -retry-refused " + only // for programs
	case Held:
		return "redpack apply " + only // for programs
	case Returned:
		if r.Status == state.Refunding {
			return "redpack refresh " + words.ShellWord(at.Campaign) // for programs
		}
		if p.Replaced {
			return "redpack show " + whom // for programs
		}
		return "redpack apply -resend-refunded " + only // for programs
	}
	return ""
}

func (s *items) ofDoubt(r *state.Packet, whom, only string) string {
	switch {
	case plan.Closed(r):
		return "redpack show " + whom // for programs
	case r.Disputed(), plan.Forgotten(r, s.asOf):
		return "redpack state accept " + whom + " -reason=…" // for programs
	case r.Unheard():
		return "redpack apply -retry-failed " + only // for programs
	}
	return "redpack refresh " + words.ShellWord(r.Campaign) // for programs
}

// commandFor is what goes on with several packets of a cause, one of which is given.
func commandFor(e Exception, one *Item, campaign string) string {
	campaign = words.ShellWord(campaign)
	switch {
	case e == Failed:
		return "redpack apply -retry-failed " + campaign // for programs
	case e == Refused:
		return "redpack apply -retry-refused " + campaign // for programs
	case e == Held:
		return "redpack apply " + campaign // for programs
	case e == Conflict:
		return "redpack plan " + campaign // for programs
	case e == Returned && one.Code == supplemented:
		return "redpack plan " + campaign // for programs
	case e == Returned && one.Status == state.Refunded.String():
		return "redpack apply -resend-refunded " + campaign // for programs
	case e == Orphan:
		return "redpack show -list -status=orphan " + campaign // for programs
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
