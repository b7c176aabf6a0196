package apply

import (
	"errors"
	"fmt"
	"time"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// streak counts answers in a row that speak against going on.
type streak struct {
	unclear int    // answers that prove nothing, from any packet
	refused int    // refusals of different recipients
	latest  int64  // the packet refused last
	code    string // of the latest refusal
	sameOne int    // refusals in a row with that code
	tooFast int    // answers that only say that requests come too fast
}

// distrusted are refusals that can also mean that the whole set-up is refused; few of them in a row end the run.
// NO_AUTH stands for a risk block, an address that is not on the list and a product that is not opened (WeChat Pay,
// 发放红包接口): three different recipients in a row are hardly all at risk.
var distrusted = map[string]int{"NO_AUTH": 3}

func (s *streak) note(rep report) {
	if !rep.asked && rep.answer.Class == Hold && rep.answer.Scope == Pace {
		s.tooFast++
		s.unclear = 0
		return
	}
	if !rep.asked {
		s.tooFast = 0
	}
	switch {
	case rep.asked:
		s.look(rep.finding.Platform == NoAnswer)
		return
	case rep.answer.Class == Success:
		*s = streak{}
	case rep.answer.Class == User && rep.task.record.ID != s.latest:
		s.refused++
		s.latest = rep.task.record.ID
		if s.code != rep.answer.Code {
			s.code, s.sameOne = rep.answer.Code, 0
		}
		s.sameOne++
	}
	s.look(rep.answer.Class == Unknown)
}

// maxTooFast is how many refusals for speed alone, in a row and at an ever lower rate, end a run.
const maxTooFast = 50

func (s *streak) look(unclear bool) {
	if !unclear {
		s.unclear = 0
		return
	}
	s.unclear++
}

// tooMany reports whether the refusals in a row must have one cause.
func (s *streak) tooMany(limit int) bool {
	few, listed := distrusted[s.code]
	return s.refused >= limit || listed && s.sameOne >= few
}

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
	r.streak.note(rep)
	r.judge(rep)
	if at := rep.answer.ServerTime; !at.IsZero() {
		// The platform's clock is read to the second; what is smaller than two is noise.
		if ahead := at.Sub(r.Now()); ahead.Abs() >= 2*time.Second {
			r.ahead = ahead
		} else {
			r.ahead = 0
		}
	}
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

// exhausted ends a run that only waits for a platform which has stopped giving clear answers.
func (r *run) exhausted() {
	if r.streak.unclear < r.MaxInRow || r.inFlight > 0 || r.untilNext(r.Now()) > 0 || len(r.asks)+len(r.resends) == 0 {
		return
	}
	if r.cursor.peek(r.plan.Work) != nil {
		r.halt(NoClearAnswers, fmt.Sprintf("%d answers in a row were unclear", r.streak.unclear),
			"check the network and the platform, then apply again: it asks before it sends")
	}
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
		r.halt(BrokenSetup, describe(rep.finding.Code, rep.finding.Text), "")
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
	tallies  map[state.Status]plan.Tally
	counted  map[int64]state.Status
	causes   *causes
	sentNow  plan.Tally
	begun    plan.Tally
	putOffs  map[plan.Limit]*Reason
}

func newAccount() *account {
	return &account{tallies: map[state.Status]plan.Tally{}, counted: map[int64]state.Status{}, causes: newCauses(), putOffs: map[plan.Limit]*Reason{}}
}

// settled moves a packet to the status it has now.
func (r *run) settled(t *task, rep report) {
	packet := t.record
	if before, ok := r.counted[packet.ID]; ok {
		r.add(before, -1, -packet.Amount)
	} else {
		r.begun.Packets++
		r.begun.Amount += packet.Amount
	}
	r.counted[packet.ID] = packet.Status
	r.add(packet.Status, 1, packet.Amount)
	if rep.answer.Class == Success && rep.err == nil {
		r.sentNow.Packets++
		r.sentNow.Amount += packet.Amount
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
		Tallies: r.tallies, SentNow: r.sentNow, Elapsed: r.Now().Sub(r.began), Reasons: r.reasons(),
		Left: plan.Tally{Packets: open.Packets - r.begun.Packets, Amount: open.Amount - r.begun.Amount},
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
	return sorted
}
