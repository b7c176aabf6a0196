package apply

import (
	"cmp"
	"context"
	"time"

	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Store is the durable state as the engine uses it. Every method returns only after its change is on disk, and an
// error that is no refusal of this one change says that nothing more may be sent.
type Store interface {
	Series(ctx context.Context, campaign string, want state.BillNoSeries) (state.BillNoSeries, error)
	Reserve(ctx context.Context, intent state.Intent) (state.Packet, error)
	Refreeze(ctx context.Context, id int64, request string) (state.Packet, error)
	Sending(ctx context.Context, id int64, again state.Resend) (state.Packet, error)
	Record(ctx context.Context, id int64, outcome state.Outcome) (state.Packet, error)
	Knows(ctx context.Context, no billno.BillNo) (bool, error)
	// MaySend fails where somebody else has taken the state over, or may before a request that leaves now has ended. Nothing that a state
	// can refuse stops a request on its way, so it is asked when all else is done.
	MaySend(ctx context.Context) error
}

var _ Store = (*state.Store)(nil)

// Options are what a run is made of. All fields but Observers, Progress, After, Controls, NotAfter and Drain are required.
type Options struct {
	Store     Store
	Sender    Sender
	Numbers   *plan.Numbering // how the campaign's numbers are made; the state may know better and then decides
	Pacer     *Pacer          // sends; shared by all runs of one merchant
	Queries   *Pacer          // queries, which the platform limits on their own
	Daily     *plan.Daily
	Observers []Observer
	// Progress, if any, counts the run for whoever looks at it meanwhile. Several runs in a row may share one.
	Progress *Progress
	Now      func() time.Time
	// After waits by the clock of Now, where that is not the machine's; see time.After.
	After func(time.Duration) <-chan time.Time

	Connections int // most requests in flight
	// Patience is how long a run waits for packets that are not clear yet when nothing else is left to do.
	Patience time.Duration
	// Wait makes the run wait for a closed window to open instead of ending.
	Wait bool
	// MaxInRow ends the run after so many refusals, or holds new packets back after so many unclear answers, in a row.
	MaxInRow int
	// Controls, if any, let a person hold the run back.
	Controls *Controls
	// NotAfter, if set, is when the approval of the run ends: from then on nothing new is begun, however long the run has waited.
	NotAfter time.Time
	// Drain, once closed, ends the run gently: nothing new is begun, what is in flight is awaited.
	Drain <-chan struct{}
}

// Result sums a run up.
type Result struct {
	Stop   Stop
	Why    lang.Text // a sentence about the stop, for people
	Advice lang.Text // what to do about it
	Counts
	Left    state.Tally // not begun, or held for later in this run and not tried again
	Reasons []Reason
	Elapsed time.Duration
}

// Run acts on the packets of a plan, which must carry its work and be of the state in Options.Store. It returns when
// nothing is in flight any more; the plan's work must stay open until then. Cancelling ctx gives up what is in flight: those packets
// stay unknown. The error is not nil only where redpack itself could not go on, as when the state cannot be written or the work cannot be
// read back; the result is true in any case.
func Run(ctx context.Context, p *plan.Plan, o Options) (Result, error) {
	if o.After == nil {
		o.After = time.After
	}
	began := o.Now()
	none := func() Result { return Result{Left: p.Open(), Elapsed: o.Now().Sub(began)} }
	series, err := o.Store.Series(ctx, p.Campaign.Name, o.Numbers.Series)
	if err != nil {
		return none(), lang.Errorf("fix how the bill numbers of campaign %q are made: %w", "定下活动 %q 的商户订单号规则：%w", p.Campaign.Name, err)
	}
	if err := o.Numbers.Follow(series); err != nil {
		return none(), err
	}
	o.Daily.Expect(p.Open().Packets)
	r := newRun(p, o, began)
	r.notify.emit(Started{At: began, Plan: p, PerMinute: r.notify.perMinute})
	r.dispatch(ctx)
	result := r.result()
	r.notify.emit(Finished{At: o.Now(), Result: result})
	return result, r.ending.failure()
}

func newRun(p *plan.Plan, o Options, began time.Time) *run {
	notify := &notifier{progress: cmp.Or(o.Progress, &Progress{}), observers: o.Observers}
	notify.perMinute, notify.bound = o.Pacer.rates()
	r := &run{
		options: o, plan: p, began: began, notify: notify, back: make(chan report, o.Connections),
		worker: &worker{
			plan: p, store: o.Store, sender: o.Sender, numbers: o.Numbers, sends: o.Pacer, queries: o.Queries, now: o.Now, emit: notify.emit,
		},
		backlog: backlog{cursor: newCursor(p)}, window: sendWindow{campaign: p.Campaign},
	}
	r.spending = spending{plan: p, daily: o.Daily, clocks: &r.window.clocks}
	return r
}
