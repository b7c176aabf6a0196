package apply

import (
	"cmp"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
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
	outcome state.Outcome // without a Status, there is nothing to record
	next    step
	at      time.Time // not before
	fresh   bool      // what is sent next is a new number
	advice  lang.Text // what a person can do about the outcome of a query; empty: what its code says
}

// backoff is the waiting before each further look at a packet whose outcome is unclear (WeChat Pay: at least one second
// between two tries of one order).
var backoff = [...]time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 5 * time.Minute, 20 * time.Minute}

// Backoff is how long to leave a packet alone after the given number of unclear looks.
func Backoff(looks int) time.Duration { return backoff[min(looks, len(backoff)-1)] }

// afterSend decides about the answer to a request. Only a clear answer ends a packet; everything else is asked about. A
// refusal of this request says nothing about an earlier one of the same number that got no clear answer: with doubt, it is
// asked about too.
func afterSend(a Answer, doubt bool, looks int, now time.Time) verdict {
	v := clearSend(a, looks, now)
	if doubt && v.next == rest && a.Class != Success {
		v.next, v.at = ask, now.Add(Backoff(looks))
	}
	return v
}

func clearSend(a Answer, looks int, now time.Time) verdict {
	outcome := state.Outcome{
		SendListID: a.SendListID, Code: a.Code, Text: a.Text, At: now, Named: a.Class == Success, NoOrder: a.NoOrder,
	}
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
		outcome.NextTryAt = now.Add(max(Backoff(looks), a.AskLater))
		return verdict{outcome: outcome, next: ask, at: now.Add(Backoff(looks))}
	}
	// An answer without a class is a bug of the Sender; its packet stays unknown like any other unclear one.
	outcome.Status, outcome.NextTryAt = state.Unknown, now.Add(Backoff(looks))
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

// afterQuery decides about what a query found. A number that is not found, and one that is still open, are sent again
// unchanged: the platform pays a number once.
func (t *task) afterQuery(f Finding, now time.Time) verdict {
	if t.follows() {
		return t.afterConfirming(f, now)
	}
	if another := f.Contradicts(&t.record); !another.Empty() {
		return stranger(f, another, now)
	}
	outcome := f.outcome(now)
	switch f.Platform {
	case Offered, Received, Refunding, Refunded:
		if !f.proves(&t.record) {
			return t.unnamed(outcome, now)
		}
		outcome.Status = paidStatus[f.Platform]
		return verdict{outcome: outcome, next: rest}
	case FailedThere:
		return verdict{outcome: f.failed(&t.record, now), next: rest}
	case NotFound, Sending:
		return t.stillOpen(f, outcome, now)
	case NoAnswer:
	}
	at := now.Add(Backoff(t.looks))
	if t.refusedClearly() || t.record.Unheard() {
		return verdict{next: ask, at: at}
	}
	outcome.Status, outcome.NextTryAt = state.Unknown, at
	return verdict{outcome: outcome, next: ask, at: at}
}

// unnamed is for a number that two people can share and that the platform calls paid without naming anybody. The same request
// once more makes the platform compare the person: it confirms the order or says that it is another's, and pays nothing
// either way. Where that was tried in vain, a person has to decide.
func (t *task) unnamed(outcome state.Outcome, now time.Time) verdict {
	outcome.Status = state.Unknown
	if t.taken || t.proofs > 0 {
		outcome.Code = state.CodeAnonymous
		outcome.Text = state.PaidToNobody.English // for the state, see state.Spoken
		if t.taken {
			outcome.Text = state.PaidToOther.English
		}
		return verdict{outcome: outcome, next: rest}
	}
	t.proofs++
	outcome.NextTryAt = now.Add(Backoff(0))
	return verdict{outcome: outcome, next: send, at: outcome.NextTryAt}
}

// refusedClearly reports whether every request of the packet has got a clear refusal. A query that finds no order, or an open
// one, takes nothing of that back.
func (t *task) refusedClearly() bool {
	return (t.record.Status == state.Refused || t.record.Status == state.Held) && !t.record.MayHavePaid()
}

// stillOpen is for a number that the platform does not know, or that it has not paid.
//
// A packet that was refused, or held until later, while an earlier request of it was in doubt is at rest once the platform
// calls it open: nothing is paid, so the later answer stands.
func (t *task) stillOpen(f Finding, outcome state.Outcome, now time.Time) verdict {
	before, again := t.record.Status, t.packet.Again && !t.tried
	if t.refusedClearly() && again {
		return verdict{next: send, at: now.Add(Backoff(0))}
	}
	waits := before == state.Refused && !again || before == state.Held && t.resend.After(now)
	if waits && (f.Platform == Sending || t.refusedClearly()) {
		outcome.Status, outcome.NextTryAt, outcome.Code = before, t.resend, t.record.Code
		outcome.Text = cmp.Or(outcome.Text, t.record.Text)
		return verdict{outcome: outcome, next: rest}
	}
	at := now.Add(Backoff(0))
	if t.resend.After(at) {
		at = t.resend
	}
	if t.record.Unheard() && f.Platform == NotFound {
		return verdict{next: send, at: at} // nothing new
	}
	outcome.Status, outcome.NextTryAt = state.Unknown, at
	// Why it is open is what its request was told, where there was one, and not that a query finds nothing.
	if t.record.Code != "" && t.record.Code != state.CodeUnheard {
		outcome.Code = t.record.Code
		if f.Platform == NotFound || outcome.Text == "" {
			outcome.Text = t.record.Text
		}
	}
	if t.taken { // the same request would be told the same
		return verdict{outcome: outcome, next: rest}
	}
	return verdict{outcome: outcome, next: send, at: at}
}

// afterConfirming is for a packet that has a number and is to get another intent: only what the platform says now, of that number,
// allows it.
func (t *task) afterConfirming(f Finding, now time.Time) verdict {
	fresh := verdict{next: send, at: now, fresh: true}
	ours := f.Contradicts(&t.record).Empty() && f.proves(&t.record)
	switch before := t.record.Status; {
	case f.Platform == NoAnswer:
		if before == state.Refunded {
			t.tell(state.MoneyUnknown)
		}
		return verdict{next: ask, at: now.Add(Backoff(t.looks))}
	case before == state.Refunded:
		if f.Platform == Refunded && ours && (f.Refund == 0 || f.Refund == t.record.Amount) {
			return fresh
		}
	case before == state.Failed && f.Platform == FailedThere:
		return fresh
	case f.Platform == FailedThere:
		fresh.outcome = f.failed(&t.record, now)
		return fresh
	case before != state.Failed && f.Platform == NotFound && (t.record.NoOrder || now.Sub(t.record.LastRequestAt()) > stayOpen):
		return t.notFoundAgain(now)
	case paidStatus[f.Platform] != 0 && ours:
		outcome := f.outcome(now)
		outcome.Status = paidStatus[f.Platform]
		return verdict{next: rest, outcome: outcome}
	case before == state.Refused && f.Platform == Sending && t.record.NoOrder && t.goesElsewhere():
		return fresh // no request for this person can ever be paid, and none leaves any more
	case before != state.Failed && f.Platform == Sending:
		return t.mayBeOpen(f.outcome(now), lang.Both("is still open", "仍未了结"))
	case before != state.Failed && f.Platform == NotFound:
		return t.mayBeOpen(state.Outcome{At: now, Text: t.record.Text},
			lang.Both("is not found, which does not prove that none is open", "查不到，但这不能证明没有未了结的订单"))
	}
	word := cmp.Or(lang.Same(cmp.Or(f.Word, f.Code)), lang.Both("not found", "查不到"))
	t.tell(lang.Format("%s before, but the platform does not confirm it now (%s), so there is no new packet%s",
		"之前是%s，但平台现在不确认（%s），所以不发新的红包%s", t.record.Status, word, t.wayAround(f, now)))
	return verdict{next: rest}
}

// tell says of a packet why it stays as it is, which the state does not keep.
func (t *task) tell(said lang.Text) { t.record.Text, t.said = said.English, said }

// wayAround is how somebody is paid whose number the platform has forgotten, so that it will never confirm anything.
func (t *task) wayAround(f Finding, now time.Time) lang.Text {
	switch {
	case f.Platform != NotFound || !plan.Forgotten(&t.record, now):
		return lang.Text{}
	case t.record.Status == state.Refunded:
		return lang.Both(". It tells for 30 days only: write a supplement of it", "。平台只能查 30 天内的：为它写一个 supplement")
	}
	return lang.Both(". It tells for 30 days only: give the line a new key", "。平台只能查 30 天内的：给这一行换个新键")
}

// stayOpen is how long a refused order can be open at the most, with a day to spare (WeChat Pay, answers in its community, 2019 to 2023).
const stayOpen = 4 * 24 * time.Hour

// mayBeOpen is for an order that was refused and stays open, or may: it can be paid until it fails, so nothing may take its place
// (WeChat Pay, answers in its community, 2019 to 2023).
func (t *task) mayBeOpen(outcome state.Outcome, how lang.Text) verdict {
	outcome.Status, outcome.Code, outcome.NextTryAt = t.record.Status, t.record.Code, t.record.NextTryAt
	return verdict{next: rest, outcome: outcome, advice: mayBeOpenStill(how)}
}

// goesElsewhere reports whether what the file says now goes to another person under a number of their own.
func (t *task) goesElsewhere() bool {
	return t.record.Version == billno.ByPerson && t.record.OpenID != t.packet.Recipient.OpenID
}

// notFoundAgain is for a number of which every request was refused, before there was an order or so long ago that none is open any more,
// and that the platform does not know. That proves nothing about a request without an answer; here all had one. Another person is paid
// under another number, so the platform has to say it twice.
func (t *task) notFoundAgain(now time.Time) verdict {
	if t.unfound++; t.unfound < 2 {
		return verdict{next: ask, at: now.Add(Backoff(0))}
	}
	return verdict{next: send, at: now.Add(Backoff(0)), fresh: true}
}

func stranger(f Finding, another lang.Text, now time.Time) verdict {
	return verdict{next: rest, outcome: state.Outcome{
		Status: state.Unknown, Code: state.CodeStranger, PlatformStatus: f.Word, At: now, Text: another.English,
	}}
}
