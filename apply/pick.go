package apply

import (
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
)

// pick chooses what to begin now. Without a task it says how long to sleep; a pause of 0 means that the run is over.
// Every rule that must hold before a request leaves is checked here.
func (r *run) pick(now time.Time) (t *task, pause time.Duration) {
	select {
	case <-r.options.Drain:
		r.drain()
		return nil, 0
	default:
	}
	if r.obey(now); r.ending.stopped() {
		return nil, 0
	}
	if r.inFlight >= r.options.Connections {
		return nil, idle
	}
	if wait := r.serverWait(now); wait > 0 {
		return nil, wait
	}
	r.backlog.heldBack = len(r.streak.unclear) >= r.options.MaxInRow
	if r.backlog.postpone(now); r.lost() {
		return nil, 0
	}
	pause = r.backlog.untilNext(now, r.options.Patience)
	if t, wait := r.pickQuery(now); t != nil || wait > 0 {
		pause = shorter(pause, wait)
		if t != nil {
			return t, 0
		}
	}
	if !r.ending.stopped() && r.backlog.hasSend(now) {
		t, wait := r.pickSend(now)
		if t != nil {
			return t, 0
		}
		// Where the first of those that wait was put off, the one after it is waited for.
		pause = shorter(shorter(pause, wait), r.backlog.untilNext(now, r.options.Patience))
	}
	if pause == 0 && r.inFlight > 0 {
		pause = idle
	}
	return nil, pause
}

func (r *run) pickQuery(now time.Time) (*task, time.Duration) {
	if !r.backlog.hasQuery(now, r.streak.silent < r.options.MaxInRow) {
		return nil, 0
	}
	if wait, ok := r.worker.queries.Take(now); !ok {
		return nil, wait
	}
	t := r.backlog.takeQuery(now)
	t.took = now
	return t, 0
}

// lost ends the run where nobody can tell any more who is next.
func (r *run) lost() bool {
	if err := r.backlog.cursor.lost; err != nil && !r.ending.stopped() {
		r.ending.lose(err)
	}
	return r.ending.stopped()
}

func (r *run) pickSend(now time.Time) (*task, time.Duration) {
	if r.hold.on() {
		return nil, idle
	}
	if wait := r.windowWait(now); wait > 0 || r.ending.stopped() {
		return nil, wait
	}
	// The first answer tells the platform's clock, so where that matters the first request goes alone.
	if !r.answered && r.inFlight > 0 && r.window.nearItsEdge(now) {
		return nil, idle
	}
	t := r.affordable(now)
	if t == nil {
		return nil, 0
	}
	if wait, ok := r.worker.sends.Take(now); !ok {
		return nil, wait
	}
	r.notify.rate(r.worker.sends, now, lang.Both("no complaint for a while", "一段时间没有超速"))
	r.backlog.takeUpcoming(now)
	r.spending.spend(t, now)
	t.took = now
	return t, 0
}

// affordable is the last look at the money before a request leaves, the first one of a packet or the same one again.
// Packets whose recipient has had enough today are put off. It finds the task to send, or nil; the task is not taken.
func (r *run) affordable(now time.Time) *task {
	for t := r.backlog.upcoming(now); t != nil; t = r.backlog.upcoming(now) {
		if r.spending.overBudget(t) {
			r.ending.halt(BrokenSetup, lang.Format("the next packet would exceed the campaign's budget of %s", "下一个红包会超出活动的预算 %s",
				r.plan.Campaign.Limits.Budget), lang.Both("raise limits.budget", "调高 limits.budget"))
			return nil
		}
		switch limit := r.spending.exceeded(t, now); limit {
		case plan.NoLimit:
			return t
		case plan.MerchantAmount:
			r.ending.halt(DailyLimit, lang.Format("the merchant's %s is reached", "已达到商户的 %s", limit), onTheNextDay)
			return nil
		case plan.UserPackets, plan.UserAmount:
			r.backlog.takeUpcoming(now)
			r.notify.progress.putOff(t, limit, now)
		}
	}
	r.lost()
	return nil
}

// obey takes in what a person wants by now.
func (r *run) obey(now time.Time) {
	want := r.options.Controls.read()
	if want.perMinute != r.hold.desired.perMinute {
		r.worker.sends.Bound(now, want.perMinute)
		r.notify.rate(r.worker.sends, now, lang.Both("set by a person", "人工设定"))
	}
	r.hold.desired = want
	if r.hold.toppedUp() {
		for _, t := range r.backlog.retryUnfunded(now) {
			r.notify.progress.begun(t, lang.Text{})
		}
	}
	switch empty := r.hold.empty; {
	case r.ending.stopped():
	case empty != nil && want.left:
		r.ending.halt(BalanceEmpty, empty.why, empty.advice)
	case empty != nil:
		r.notify.pause(Paused{At: empty.at, Why: PausedNoMoney, Advice: empty.why.Then(lang.Stop).Then(empty.advice), Resumable: true})
	case want.paused && want.left:
		r.ending.halt(Interrupted, lang.Both("paused, and the screen is gone", "已暂停，而界面已关闭"), lang.Text{})
	case want.paused:
		r.notify.pause(Paused{At: now, Why: PausedByPerson, Resumable: true})
	case r.notify.paused.Resumable:
		r.notify.resume(now)
	}
}

// serverWait is how long nothing may leave, neither a request nor a query, because the server asked for that. A run that has
// not the patience ends.
func (r *run) serverWait(now time.Time) time.Duration {
	wait := r.retryAfter.lasts(now)
	switch {
	case r.retryAfter.left == 0:
		return 0
	case wait <= 0:
		r.retryAfter = retryAfter{}
		if r.notify.paused.Why == PausedByServer {
			r.notify.resume(now)
		}
		return 0
	}
	until := now.Round(0).Add(wait)
	if wait > r.options.Patience && !r.options.Wait && r.inFlight == 0 {
		r.ending.halt(NoClearAnswers, lang.Format("%s until %s", "%s，直到 %s", PausedByServer, beijing.Format(until)), afterThat)
	}
	if !r.hold.on() {
		r.notify.pause(Paused{At: now, Why: PausedByServer, Until: until})
	}
	return wait
}

// windowWait makes sure that the campaign may send now, by our clock and by the platform's. It returns how long to wait where
// that is wanted; otherwise a closed window ends the run.
func (r *run) windowWait(now time.Time) time.Duration {
	if r.window.open.holds(now) {
		return 0
	}
	closedBy := r.window.check(now)
	if len(closedBy) == 0 {
		r.notify.resume(now)
		return 0
	}
	var longest closed
	var wait time.Duration
	for _, c := range closedBy {
		lasts, ends := c.wait()
		if !r.options.Wait || !ends || c.ahead.Abs() > wildly {
			r.ending.halt(WindowClosed, c.why(), c.advice())
			return 0
		}
		if lasts > wait {
			longest, wait = c, lasts
		}
	}
	r.notify.pause(Paused{At: now, Why: longest.Why, Until: now.Round(0).Add(wait), Window: true})
	// A clock may be set, and a machine may sleep, before a long wait is over.
	return min(wait, time.Minute)
}
