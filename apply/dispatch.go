package apply

import (
	"context"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
)

// run is one call of Run. Its fields belong to the dispatching goroutine; workers get a task each and report back.
type run struct {
	options    Options
	plan       *plan.Plan
	began      time.Time
	worker     *worker
	notify     *notifier
	backlog    backlog
	spending   spending
	window     sendWindow
	retryAfter retryAfter
	hold       hold
	streak     streak
	ending     ending
	inFlight   int
	back       chan report
	answered   bool // something came back in this run
	draining   bool
}

// idle is how long to sleep when only a completion can change anything.
const idle = time.Hour

// dispatch hands tasks to workers until all are at rest, or until the run has to stop and nothing is in flight.
func (r *run) dispatch(ctx context.Context) {
	for {
		now := r.options.Now()
		left := r.expire(now)
		t, pause := r.pick(now)
		if t != nil {
			r.begin(ctx, t)
			continue
		}
		if r.ending.stopped() || pause == 0 {
			break
		}
		if r.sleep(ctx, shorter(pause, left)); r.ending.stopped() {
			break
		}
	}
	for r.inFlight > 0 {
		select {
		case rep := <-r.back:
			r.collect(rep)
		case <-ctx.Done():
			// The workers give up too; their packets stay unknown.
			if r.ending.stop == NotStopped || r.ending.stop == Interrupted {
				r.ending.stop, r.ending.why = Forced, interruptedTwice
			}
			r.collect(<-r.back)
		}
	}
}

// expire ends a run whose approval is over. Otherwise it says how long the approval still holds; 0: for ever.
func (r *run) expire(now time.Time) (left time.Duration) {
	until := r.options.NotAfter
	if until.IsZero() {
		return 0
	}
	if left = until.Sub(now); left <= 0 {
		r.ending.halt(Expired, lang.Format("what was approved was valid until %s", "核准的有效期到 %s", beijing.Format(until)), lang.Text{})
		return 0
	}
	return left
}

// begin starts a worker. Nothing stands between the checks of pick and this but memory.
func (r *run) begin(ctx context.Context, t *task) {
	r.inFlight++
	go func() { r.back <- r.worker.work(ctx, t) }()
}

// sleep waits until something may have changed.
func (r *run) sleep(ctx context.Context, pause time.Duration) {
	select {
	case <-r.options.After(pause):
	case rep := <-r.back:
		r.collect(rep)
	case <-ctx.Done():
		r.ending.halt(Forced, interruptedTwice, lang.Text{})
	case <-r.options.Controls.wakes():
	case <-r.options.Drain:
		r.drain()
	}
}

// drain stops the run for a person and tells what is still awaited.
func (r *run) drain() {
	if empty := r.hold.empty; empty != nil {
		r.ending.halt(BalanceEmpty, empty.why, empty.advice)
	}
	r.ending.halt(Interrupted, interruptedOnce, lang.Text{})
	if r.inFlight > 0 && !r.draining {
		r.draining = true
		r.notify.emit(Draining{At: r.options.Now(), Why: r.ending.why, InFlight: r.inFlight})
	}
}
