package apply

import (
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
)

// collect takes one report in, decides about the run, and puts the task where it belongs.
func (r *run) collect(rep report) {
	r.inFlight--
	t := rep.task
	if rep.err != nil {
		r.ending.fail(rep.err)
	}
	if t.record.ID != 0 && !rep.settled {
		r.notify.progress.begun(t, rep.answer.Advice)
	}
	if rep.second != nil {
		r.notify.progress.second(t, rep.second)
	}
	r.streak.note(rep)
	r.judge(rep)
	r.hear(rep)
	if rep.asked && rep.finding.Platform == NoAnswer || !rep.asked && t.next == ask {
		t.looks++
	}
	switch {
	case rep.err != nil:
	case t.next == rest && r.hold.empty != nil && rep.answer.holdsAll():
		r.backlog.unfunded = append(r.backlog.unfunded, t)
	default:
		r.backlog.add(t)
	}
	r.giveUp()
}

// hear takes in what an answer says beside what it is about: the platform's clock, and whether to leave it alone.
func (r *run) hear(rep report) {
	now := r.options.Now()
	r.answered = r.answered || rep.asked || rep.answer.Class != 0
	said, wait := rep.answer.ServerTime, rep.answer.RetryAfter
	if rep.asked {
		said, wait = rep.finding.ServerTime, rep.finding.RetryAfter
	}
	if !said.IsZero() {
		r.window.hear(said, now)
	}
	if wait > 0 {
		r.retryAfter.hear(wait, now)
	}
}

// giveUp ends a run that only waits for a platform which has stopped giving clear answers.
func (r *run) giveUp() {
	now, next := r.options.Now(), r.backlog.next()
	waits := r.backlog.untilNext(now, r.options.Patience) > 0 || len(r.backlog.unasked) > 0 || r.backlog.queries.isDue(now) || r.backlog.resends.isDue(now)
	if next == nil || r.inFlight > 0 || waits || r.hold.empty != nil {
		return
	}
	most := r.options.MaxInRow
	switch {
	case next.packet.Action == plan.Resolve && r.streak.silent >= most:
		r.ending.halt(NoClearAnswers, r.streak.whySilent(), adviceBeforeNext(r.streak.lastFinding.Advice))
	case next.packet.Action != plan.Resolve && len(r.streak.unclear) >= most:
		r.ending.halt(NoClearAnswers, r.streak.whyUnclear(), adviceBeforeNext(r.streak.lastAnswer.Advice))
	}
}

// judge decides what an answer means for all the other packets.
func (r *run) judge(rep report) {
	a := rep.answer
	why := spoken(a.Code, a.Text)
	switch {
	case rep.asked && rep.finding.Broken:
		r.ending.halt(BrokenSetup, rep.finding.Reason(), rep.finding.Advice)
	case rep.asked:
	case a.Class == Fix, a.Class == Unknown && a.Scope == AllPackets:
		r.ending.halt(BrokenSetup, why, a.Advice)
	case a.Class == Hold && a.Scope == Pace:
		now := r.options.Now()
		if _, changed := r.worker.sends.SlowDown(now); changed {
			r.notify.rate(r.worker.sends, now, why)
		}
		if r.streak.tooFast >= maxTooFast {
			r.ending.halt(NoClearAnswers, lang.Format("%d requests in a row were refused as too fast, however slow: %s",
				"连续 %d 次请求因过快被拒，再慢也一样：%s", r.streak.tooFast, why), lang.Both("somebody else may be using up the merchant's rate; apply again later",
				"可能有别的程序用完了商户的速率；稍后再运行 apply"))
		}
	case a.holdsAll() && a.NextDay:
		r.ending.halt(DailyLimit, why, a.Advice)
	case a.holdsAll():
		if !r.hold.outOfMoney(why, a.Advice, r.options.Now()) {
			r.ending.halt(BalanceEmpty, why, a.Advice)
		}
	case a.Class == User && r.streak.tooMany(r.options.MaxInRow):
		r.ending.halt(TooManyRefused, lang.Format("%d recipients in a row were refused, the last with %s", "连续 %d 位领取人被拒，最后一位的原因是 %s",
			r.streak.refused, why), a.Advice)
	}
}

// result sums the run up, once nothing is in flight.
func (r *run) result() Result {
	where := r.notify.progress.Standing()
	result := Result{
		Stop: r.ending.stop, Why: r.ending.why, Advice: r.ending.advice,
		Counts: where.Counts, Left: r.plan.Open().Minus(where.begun), Reasons: where.Reasons, Elapsed: r.options.Now().Sub(r.began),
	}
	if result.Stop == Interrupted && result.Left.Packets == 0 && len(result.Reasons) == 0 {
		result.Stop, result.Why = NotStopped, lang.Text{} // it came too late to stop anything: everybody is paid
	}
	return result
}
