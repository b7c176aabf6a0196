package apply

import (
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/state"
)

// step is what to do next about a packet.
type step uint8

const (
	_    step = iota
	send      // post the frozen request, for the first time or again
	ask       // query the number
	rest      // nothing more in this run
)

// verdict is the decision about one answer: what to record, and what to do next and when.
type verdict struct {
	outcome state.Outcome
	next    step
	at      time.Time // not before
}

// backoff is the waiting before each further look at a packet whose outcome is unclear (WeChat Pay: at least one second
// between two tries of one order).
var backoff = [...]time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 5 * time.Minute, 20 * time.Minute}

// wait is how long to leave a packet alone after the given number of unclear looks.
func wait(looks int) time.Duration { return backoff[min(looks, len(backoff)-1)] }

// afterSend decides about the answer to a request. Only a clear answer ends a packet; everything else is asked about. A
// refusal of this request says nothing about an earlier one of the same number that got no clear answer: with doubt, it is
// asked about too.
func afterSend(a Answer, doubt bool, looks int, now time.Time) verdict {
	v := clearSend(a, looks, now)
	if doubt && v.next == rest && a.Class != Success {
		v.next, v.at = ask, now.Add(wait(looks))
	}
	return v
}

func clearSend(a Answer, looks int, now time.Time) verdict {
	outcome := state.Outcome{SendListID: a.SendListID, Code: a.Code, Text: a.Text, At: now}
	end := func(s state.Status) verdict {
		outcome.Status = s
		return verdict{outcome: outcome, next: rest}
	}
	switch a.Class {
	case Success:
		return end(state.Sent)
	case User:
		return end(state.Refused)
	case Hold:
		return afterHold(a, outcome, now)
	case Fix:
		outcome.NextTryAt = now
		return end(state.Held)
	case Unknown, Dead:
		outcome.Status = state.Unknown
		outcome.NextTryAt = now.Add(max(wait(looks), a.AskLater))
		return verdict{outcome: outcome, next: ask, at: now.Add(wait(looks))}
	}
	// An answer without a class is a bug of the Sender; its packet stays unknown like any other unclear one.
	outcome.Status, outcome.NextTryAt = state.Unknown, now.Add(wait(looks))
	return verdict{outcome: outcome, next: ask, at: outcome.NextTryAt}
}

func afterHold(a Answer, outcome state.Outcome, now time.Time) verdict {
	outcome.Status, outcome.NextTryAt = state.Held, now
	switch {
	case a.Scope == Pace:
		outcome.NextTryAt = now.Add(time.Second)
		return verdict{outcome: outcome, next: send, at: outcome.NextTryAt}
	case a.NextDay:
		outcome.NextTryAt = nextDay(now)
	}
	return verdict{outcome: outcome, next: rest}
}

// nextDay is shortly after the next Beijing midnight, when the platform's daily counters have begun anew. The guard
// covers a clock that runs ahead.
func nextDay(now time.Time) time.Time {
	const guard = 5 * time.Second
	return beijing.NextDay(now).Add(guard)
}

// afterQuery decides about what a query found. Resend is the earliest time at which the same request may be sent again.
// A number that is not found, and one that is still open, are sent again unchanged: the platform pays a number once.
//
// A packet that was refused, or held until later, while an earlier request of it was in doubt is at rest once the platform
// calls it open: nothing is paid, so the later answer stands.
func afterQuery(f Finding, before state.Status, again bool, looks int, resend, now time.Time) verdict {
	outcome := state.Outcome{
		SendListID: f.SendListID, Code: f.Code, Text: f.Text, PlatformStatus: f.Word,
		At: now, ReceivedAt: f.ReceivedAt, RefundedAt: f.RefundedAt,
	}
	end := func(s state.Status) verdict {
		outcome.Status = s
		return verdict{outcome: outcome, next: rest}
	}
	switch f.Platform {
	case Offered:
		return end(state.Sent)
	case Received:
		return end(state.Received)
	case Refunding:
		return end(state.Refunding)
	case Refunded:
		return end(state.Refunded)
	case FailedThere:
		return end(state.Failed)
	case NotFound, Sending:
		if f.Platform == Sending && (before == state.Refused && !again || before == state.Held && resend.After(now)) {
			outcome.NextTryAt = resend
			return end(before)
		}
		at := now.Add(time.Second)
		if resend.After(at) {
			at = resend
		}
		outcome.Status, outcome.NextTryAt = state.Unknown, at
		return verdict{outcome: outcome, next: send, at: at}
	case NoAnswer:
	}
	outcome.Status, outcome.NextTryAt = state.Unknown, now.Add(wait(looks))
	return verdict{outcome: outcome, next: ask, at: outcome.NextTryAt}
}
