package apply

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// collect takes one report in, decides about the run, and puts the task where it belongs.
func (r *run) collect(rep report) {
	r.inFlight--
	t := rep.task
	if rep.err != nil {
		r.fail(rep.err)
	}
	if t.record.ID != 0 {
		r.settled(t, rep)
	}
	if rep.barred != nil {
		r.bar(t, rep.barred)
	}
	r.streak.note(rep)
	r.judge(rep)
	r.hear(rep)
	if rep.asked && rep.finding.Platform == NoAnswer || !rep.asked && t.next == ask {
		t.looks++
	}
	switch {
	case rep.err == nil && t.next == rest && r.empty != nil && holdsAll(rep.answer):
		r.parked = append(r.parked, t)
	case rep.err != nil || t.next == rest:
	case t.next == ask:
		r.asks.add(t)
	default:
		r.resends.add(t)
	}
	r.exhausted()
}

// hear takes in what an answer says beside what it is about: the platform's clock, and whether to leave it alone.
func (r *run) hear(rep report) {
	now := r.Now()
	r.answered = r.answered || rep.asked || rep.answer.Class != 0
	said, wait := rep.answer.ServerTime, rep.answer.RetryAfter
	if rep.asked {
		said, wait = rep.finding.ServerTime, rep.finding.RetryAfter
	}
	if !said.IsZero() && r.clocks.hear(said, now) {
		r.open = opening{}
	}
	if wait > 0 {
		r.hush.hear(wait, now)
	}
}

// exhausted ends a run that only waits for a platform which has stopped giving clear answers.
func (r *run) exhausted() {
	now, next := r.Now(), r.cursor.peek(r.plan.Work)
	if next == nil || r.inFlight > 0 || r.untilNext(now) > 0 || r.asks.isDue(now) || r.resends.isDue(now) || r.empty != nil {
		return
	}
	const advice = "Then apply again: it asks before it sends."
	switch {
	case next.Action == plan.Resolve && r.streak.silent >= r.MaxInRow:
		f := r.streak.mute
		r.halt(NoClearAnswers, fmt.Sprintf("%d queries in a row got no clear answer, the last one %s", r.streak.silent, f.Reason()),
			join(f.Advice, advice))
	case next.Action != plan.Resolve && len(r.streak.unclear) >= r.MaxInRow:
		a := r.streak.last
		r.halt(NoClearAnswers, fmt.Sprintf("%d packets in a row got no clear answer, the last one %s", len(r.streak.unclear), describe(a.Code, a.Text)),
			join(a.Advice, advice))
	}
}

// join puts two sentences together, of which the first may be missing.
func join(first, second string) string {
	return strings.TrimSpace(cmp.Or(first, "Check the network and the platform.") + " " + second)
}

// fail ends the run because redpack itself cannot go on.
func (r *run) fail(err error) {
	r.err = errors.Join(r.err, err)
	r.halt(StateFailed, err.Error(), "")
}

// judge decides what an answer means for all the other packets.
func (r *run) judge(rep report) {
	a := rep.answer
	switch {
	case rep.asked && rep.finding.Broken:
		r.halt(BrokenSetup, rep.finding.Reason(), rep.finding.Advice)
	case rep.asked:
	case a.Class == Fix, a.Class == Unknown && a.Scope == AllPackets:
		r.halt(BrokenSetup, describe(a.Code, a.Text), a.Advice)
	case a.Class == Hold && a.Scope == Pace:
		now := r.Now()
		if _, changed := r.Pacer.SlowDown(now); changed {
			r.tellRate(now, describe(a.Code, a.Text))
		}
		if r.streak.tooFast >= maxTooFast {
			r.halt(NoClearAnswers, fmt.Sprintf("%d requests in a row were refused as too fast, however slow: %s", r.streak.tooFast,
				describe(a.Code, a.Text)), "somebody else may be using up the merchant's rate; apply again later")
		}
	case holdsAll(a) && a.NextDay:
		r.halt(DailyLimit, describe(a.Code, a.Text), a.Advice)
	case holdsAll(a):
		r.broke(a, r.Now())
	case a.Class == User && r.streak.tooMany(r.MaxInRow):
		r.halt(TooManyRefused, fmt.Sprintf("%d recipients in a row were refused, the last with %s", r.streak.refused, describe(a.Code, a.Text)), a.Advice)
	}
}

// holdsAll reports whether no packet would be answered otherwise for the time being.
func holdsAll(a Answer) bool { return a.Class == Hold && a.Scope == AllPackets }

func describe(code, text string) string {
	if text == "" || text == code {
		return code
	}
	return code + " " + text
}

// account is the run's own book-keeping, for its result.
type account struct {
	reserved money.Fen // of packets sent in this run that the plan does not count as paid
	tallies  map[state.Status]money.Tally
	counted  map[int64]state.Status
	causes   *causes
	sentNow  money.Tally // paid, and a request of it left in this run
	found    money.Tally // paid, by a request of an earlier run
	begun    money.Tally
	putOffs  map[plan.Limit]*Reason
	barred   *Reason // whom the state gives no second packet; nil: nobody
}

func newAccount() *account {
	return &account{tallies: map[state.Status]money.Tally{}, counted: map[int64]state.Status{}, causes: newCauses(), putOffs: map[plan.Limit]*Reason{}}
}

// settled moves a packet to the status it has now.
func (r *run) settled(t *task, rep report) {
	packet := t.record
	before, ok := r.counted[packet.ID]
	if ok {
		r.add(before, -1, -packet.Amount)
	} else {
		r.begun = r.begun.With(packet.Amount)
	}
	r.counted[packet.ID] = packet.Status
	r.add(packet.Status, 1, packet.Amount)
	switch {
	case !packet.Status.Paid() || before.Paid():
	case t.tried:
		r.sentNow = r.sentNow.With(packet.Amount)
	default:
		r.found = r.found.With(packet.Amount)
	}
	r.causes.note(packet, rep.answer.Advice)
}

func (a *account) add(s state.Status, packets int, amount money.Fen) {
	t := a.tallies[s]
	t.Packets += packets
	t.Amount += amount
	a.tallies[s] = t
}

func (r *run) result() Result {
	open := r.plan.Open()
	for s, tally := range r.tallies {
		if tally.Packets == 0 {
			delete(r.tallies, s)
		}
	}
	return Result{
		Stop: r.stop, Why: r.why, Advice: r.advice,
		Tallies: r.tallies, SentNow: r.sentNow, Found: r.found, Elapsed: r.Now().Sub(r.began), Reasons: r.reasons(),
		Left: open.Minus(r.begun),
	}
}

// reasons lists who is not paid and why, packets that were put off last.
func (r *run) reasons() []Reason {
	sorted := r.causes.reasons()
	for _, limit := range []plan.Limit{plan.UserPackets, plan.UserAmount} {
		if reason := r.putOffs[limit]; reason != nil {
			sorted = append(sorted, *reason)
		}
	}
	if r.barred != nil {
		sorted = append(sorted, *r.barred)
	}
	return sorted
}
