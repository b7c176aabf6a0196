package apply

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/billno"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Store is the durable state as the engine uses it. Every method returns only after its change is on disk.
type Store interface {
	Series(ctx context.Context, campaign string, want billno.Series) (billno.Series, error)
	Reserve(ctx context.Context, intent state.Intent) (state.Packet, error)
	Refreeze(ctx context.Context, id int64, request string) (state.Packet, error)
	Sending(ctx context.Context, id int64, again state.Resend) (state.Packet, error)
	Record(ctx context.Context, id int64, outcome state.Outcome) (state.Packet, error)
}

var _ Store = (*state.Store)(nil)

// Options are what a run is made of. All fields but Observers, Controls, NotAfter and Drain are required.
type Options struct {
	Store     Store
	Sender    Sender
	Numbers   *plan.Numbering // how the campaign's numbers are made; the state may know better and then decides
	Pacer     *Pacer          // sends; shared by all runs of one merchant
	Queries   *Pacer          // queries, which the platform limits on their own
	Daily     *plan.Daily
	Observers []Observer
	Now       func() time.Time

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

// Run acts on the packets of a plan, which must carry its work and be of the state in Options.Store. It returns when
// nothing is in flight any more. Cancelling ctx gives up what is in flight: those packets stay unknown. The error is not
// nil only where redpack itself could not go on, as when the state cannot be written; the result is true in any case.
func Run(ctx context.Context, p *plan.Plan, o Options) (Result, error) {
	r := &run{Options: o, plan: p, began: o.Now(), back: make(chan report, o.Connections), account: newAccount()}
	series, err := r.Store.Series(ctx, p.Campaign.Name, o.Numbers.Series)
	if err != nil {
		return r.result(), fmt.Errorf("fix how the bill numbers of campaign %q are made: %w", p.Campaign.Name, err)
	}
	if err := o.Numbers.Follow(series); err != nil {
		return r.result(), err
	}
	r.told.perMinute, r.told.bound = r.Pacer.rates()
	r.emit(Started{At: r.began, Plan: p, PerMinute: r.told.perMinute})
	r.dispatch(ctx)
	result := r.result()
	r.emit(Finished{At: o.Now(), Result: result})
	return result, r.err
}

// run is one call of Run. Its fields belong to the dispatching goroutine; workers get a task each and report back.
type run struct {
	Options
	plan  *plan.Plan
	began time.Time

	cursor   cursor
	asks     tasks // to be queried
	resends  tasks // to be sent again
	parked   []*task
	inFlight int
	back     chan report

	clocks   clocks
	open     opening // of the window, until it has to be looked at again
	hush     hush
	answered bool // something came back in this run
	wish     wish
	empty    *empty // nil: the balance is not known to be empty
	told     told
	draining bool
	streak   streak
	stop     Stop
	why      string
	advice   string
	err      error
	*account
}

// report is what a worker brings back.
type report struct {
	task    *task
	asked   bool
	answer  Answer
	finding Finding
	err     error // the state or the request could not be written; nothing about the platform
	barred  error // the state refuses this one packet, and no other
}

func (r *run) emit(e Event) {
	for _, o := range r.Observers {
		o.Observe(e)
	}
}

// dispatch hands tasks to workers until all are at rest, or until the run has to stop and nothing is in flight.
func (r *run) dispatch(ctx context.Context) {
	for {
		now := r.Now()
		left := r.expire(now)
		t, pause := r.pick(now)
		if t != nil {
			r.begin(ctx, t)
			continue
		}
		if r.stop != NotStopped || pause == 0 {
			break
		}
		if r.sleep(ctx, shorter(pause, left)); r.stop != NotStopped {
			break
		}
	}
	for r.inFlight > 0 {
		select {
		case rep := <-r.back:
			r.collect(rep)
		case <-ctx.Done():
			// The workers give up too; their packets stay unknown.
			if r.stop == NotStopped || r.stop == Interrupted {
				r.stop, r.why = Forced, "interrupted twice"
			}
			r.collect(<-r.back)
		}
	}
}

// expire ends a run whose approval is over. Otherwise it says how long the approval still holds; 0: for ever.
func (r *run) expire(now time.Time) (left time.Duration) {
	if r.NotAfter.IsZero() {
		return 0
	}
	if left = r.NotAfter.Sub(now); left <= 0 {
		r.halt(Expired, "what was approved was valid until "+beijing.Format(r.NotAfter), "")
		return 0
	}
	return left
}

// begin starts a worker. Nothing stands between the checks of pick and this but memory.
func (r *run) begin(ctx context.Context, t *task) {
	r.inFlight++
	go func() { r.back <- r.work(ctx, t) }()
}

// work does the task's next step. A bug in it must not take the process down while other packets are in flight and a
// terminal is in raw mode: it ends the run, and the packet stays as it is on disk.
func (r *run) work(ctx context.Context, t *task) (rep report) {
	defer func() {
		if broken := recover(); broken != nil {
			rep = report{task: t, err: plain.Errorf("redpack is broken: %v\n%s", broken, plain.Lines(string(debug.Stack())))}
		}
	}()
	if t.next == ask {
		return r.ask(ctx, t)
	}
	return r.send(ctx, t)
}

// sleep waits until something may have changed.
func (r *run) sleep(ctx context.Context, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case rep := <-r.back:
		r.collect(rep)
	case <-ctx.Done():
		r.halt(Forced, "interrupted twice", "")
	case <-r.Controls.wakes():
	case <-r.Drain:
		r.drain()
	}
}

// drain stops the run for a person and tells what is still awaited.
func (r *run) drain() {
	if r.empty != nil {
		r.halt(BalanceEmpty, r.empty.why, r.empty.advice)
	}
	r.halt(Interrupted, "interrupted", "")
	if r.inFlight > 0 && !r.draining {
		r.draining = true
		r.emit(Draining{At: r.Now(), Why: r.why, InFlight: r.inFlight})
	}
}

// halt ends the run; the first reason stays, except that a failing state outranks all others.
func (r *run) halt(stop Stop, why, advice string) {
	if r.stop == NotStopped || stop == StateFailed {
		r.stop, r.why, r.advice = stop, why, advice
	}
}

// send does one request: the intent durable first, the outcome durable last.
func (r *run) send(ctx context.Context, t *task) report {
	if err := r.intend(ctx, t); err != nil {
		r.Pacer.Release()
		return r.stumble(t, err)
	}
	t.tried = true
	before, left := t.record.Status, r.Now()
	answer := r.Sender.Send(ctx, t.record.Request)
	now := r.Now()
	r.Pacer.Done(now, answer.Class == Unknown)
	v := afterSend(answer, t.record.Doubt, t.looks, now)
	t.resend, t.taken = v.outcome.NextTryAt, answer.Taken
	err := r.settle(ctx, t, v, Settled{Before: before, Elapsed: now.Sub(left), Advice: answer.Advice})
	return report{task: t, answer: answer, err: err}
}

// ask does one query.
func (r *run) ask(ctx context.Context, t *task) report {
	before, left := t.record.Status, r.Now()
	finding := r.Sender.Query(ctx, t.record.BillNo)
	now := r.Now()
	r.Queries.Done(now, finding.Platform == NoAnswer)
	v := t.afterQuery(finding, now)
	if v.next == send && !v.fresh && t.packet.AskOnly {
		v.next = rest
	}
	err := r.settle(ctx, t, v, Settled{Before: before, Elapsed: now.Sub(left), Asked: true})
	return report{task: t, asked: true, finding: finding, err: err}
}

// settle makes an outcome durable and then, only then, tells of it. A cancelled context must not keep it from disk. Where a
// query said nothing new of a packet, there is nothing to record.
func (r *run) settle(ctx context.Context, t *task, v verdict, e Settled) error {
	if v.outcome.Status == 0 {
		t.next, t.at = v.next, v.at
		return nil
	}
	record, err := r.Store.Record(context.WithoutCancel(ctx), t.record.ID, v.outcome)
	if err != nil {
		return fmt.Errorf("record that %s/%s is %s: %w", t.record.Campaign, t.record.Key, v.outcome.Status, err)
	}
	t.record, t.next, t.at = record, v.next, v.at
	e.At, e.Packet, e.Row, e.Source = v.outcome.At, record, t.row, t.packet.Recipient.Source
	r.emit(e)
	return nil
}

// intend makes the intent durable: a new one, or the note that the same request leaves once more.
func (r *run) intend(ctx context.Context, t *task) error {
	// Giving up must not leave a write half told; what is written then is asked about by the next run.
	ctx, now := context.WithoutCancel(ctx), r.Now()
	if t.isNew() {
		return r.reserve(ctx, t, now)
	}
	if t.record.Status == state.Held && r.Sender.Repairable(t.record.Code) {
		if err := r.refreeze(ctx, t); err != nil {
			return err
		}
	}
	record, err := r.Store.Sending(ctx, t.record.ID, state.Resend{At: now, Permission: r.permission(), Former: r.plan.Campaign.FormerNames()})
	if err != nil {
		return fmt.Errorf("note that %s/%s is sent again: %w", t.record.Campaign, t.record.Key, err)
	}
	t.record = record
	return nil
}

// refreeze renders a request anew, with the texts that the file has now. The platform refused the old one before it
// made an order of it; number, amount and openid stay, so it can still pay only once.
func (r *run) refreeze(ctx context.Context, t *task) error {
	recipient := t.packet.Recipient
	recipient.OpenID, recipient.Amount = t.record.OpenID, t.record.Amount // whatever the file says by now
	request, err := r.Sender.Freeze(Order{Campaign: r.plan.Campaign, Recipient: recipient, BillNo: t.record.BillNo})
	if err != nil {
		return fmt.Errorf("render the request of %s/%s: %w", t.record.Campaign, t.record.Key, err)
	}
	t.record, err = r.Store.Refreeze(ctx, t.record.ID, request)
	if err != nil {
		return fmt.Errorf("store the repaired request of %s/%s: %w", t.record.Campaign, t.record.Key, err)
	}
	return nil
}

// errHolderOpen says that the number a packet must take belongs to another packet whose outcome is not known yet.
var errHolderOpen = errors.New("the bill number belongs to a packet whose outcome is not known yet")

// permission is the word with which the file allows several packets for one person; "" where it does not.
func (r *run) permission() string {
	if r.plan.Campaign.AllowRepeatOpenID {
		return "allow_repeat_openid"
	}
	return ""
}

// reserve writes the intent of a first request or of a new attempt, with the first number of the recipient's chain that
// nothing stands against.
func (r *run) reserve(ctx context.Context, t *task, now time.Time) error {
	recipient, address := t.packet.Recipient, t.address()
	series := r.Numbers.SeriesOf(&recipient)
	in := state.Intent{
		Campaign: address.Campaign, Key: address.Key, OpenID: recipient.OpenID, Amount: recipient.Amount, At: now,
		Version: series.Version, Personal: series.Personal(), Attempt: t.packet.Attempt,
		Permission: r.permission(), Former: r.plan.Campaign.FormerNames(),
	}
	for further := false; ; {
		var err error
		if in.BillNo, err = r.Numbers.Number(&recipient, further, in.Attempt); err != nil {
			return err
		}
		in.Request, err = r.Sender.Freeze(Order{Campaign: r.plan.Campaign, Recipient: recipient, BillNo: in.BillNo})
		if err != nil {
			return fmt.Errorf("render the request of %s: %w", address, err)
		}
		t.record, err = r.Store.Reserve(ctx, in)
		var taken *state.BillNoTakenError
		switch {
		case err == nil:
			t.reserved = true
			r.emit(Reserved{At: now, Packet: t.record, Row: t.row})
			return nil
		case !errors.As(err, &taken):
			return fmt.Errorf("write the intent of %s: %w", address, err)
		case usedUp(&taken.Holder, recipient.OpenID):
			in.Attempt++
		case taken.Holder.OpenID != recipient.OpenID:
			return errHolderOpen
		case further:
			return fmt.Errorf("write the intent of %s: %w", address, err)
		case taken.Holder.AllowsSecond():
			further, in.Attempt, in.Permission = true, 0, "state accept"
		case taken.Holder.Campaign != in.Campaign && !slices.Contains(in.Former, taken.Holder.Campaign):
			// The packet went to another campaign with its number, and this person stands here anew.
			further, in.Attempt = true, 0
		default:
			return &state.PersonTakenError{Holder: taken.Holder}
		}
	}
}

// usedUp reports whether the holder of a number is known not to be paid under it any more, or to be another person who was:
// only then the next number may be used. What the platform says of a number alone does not name the person.
func usedUp(holder *state.Packet, openID string) bool {
	if holder.Status == state.Failed {
		return true
	}
	return holder.OpenID != openID && holder.Status.Paid() && holder.Named
}

// stumble reports a request that never left. A number that another packet holds is waited for, a packet for a person who has
// another one is left out, and all else ends the run.
func (r *run) stumble(t *task, err error) report {
	if person := (*state.PersonTakenError)(nil); errors.As(err, &person) {
		t.next = rest
		return report{task: t, barred: person}
	}
	if errors.Is(err, errHolderOpen) {
		t.record = t.packet.Recorded
		t.at = r.Now().Add(Backoff(t.looks))
		t.looks++
		return report{task: t}
	}
	return report{task: t, err: err}
}
