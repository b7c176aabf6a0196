package apply

import (
	"cmp"
	"context"
	"runtime/debug"
	"time"

	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/plan"
)

// worker does the steps of single packets: it makes intents durable, asks, sends, and makes outcomes durable. It knows
// nothing of the run, so several goroutines may use it, each with a task of its own.
type worker struct {
	plan           *plan.Plan
	store          Store
	sender         Sender
	numbers        *plan.Numbering
	sends, queries *Pacer
	now            func() time.Time
	emit           func(Event)
}

// report is what a worker brings back.
type report struct {
	task    *task
	asked   bool
	settled bool // an outcome was recorded and told of
	answer  Answer
	finding Finding
	err     error // the state or the request could not be written; nothing about the platform
	second  error // the state gives this packet's person no second one, and forbids no other
}

// work does the task's next step. A bug in it must not take the process down while other packets are in flight and a
// terminal is in raw mode: it ends the run, and the packet stays as it is on disk.
func (w *worker) work(ctx context.Context, t *task) (rep report) {
	defer func() {
		if broken := recover(); broken != nil {
			rep = report{task: t, err: lang.Errorf("redpack is broken: %v\n%s", "redpack 出错了：%v\n%s", broken, plain.Lines(string(debug.Stack())))}
		}
	}()
	if t.next == ask {
		return w.ask(ctx, t)
	}
	return w.send(ctx, t)
}

// send does one request: the intent durable first, the outcome durable last. Between the two nothing is waited for but the question whether
// the state is still ours; a packet whose request may not leave stays on record as an intent, for whoever has the state now to ask about.
func (w *worker) send(ctx context.Context, t *task) report {
	if err := w.intend(ctx, t); err != nil {
		w.sends.Release()
		return w.notSent(t, err)
	}
	if err := w.store.MaySend(context.WithoutCancel(ctx)); err != nil {
		w.sends.Release()
		return report{task: t, err: lang.Errorf("make sure that %s/%s may still be sent: %w", "确认 %s/%s 还可以发放：%w", t.record.Campaign, t.record.Key, err)}
	}
	t.tried = true
	before, left := t.record.Status, w.now()
	answer := w.sender.Send(ctx, t.record.Request)
	now := w.now()
	w.sends.Done(t.took, now, answer.Class == Unknown)
	v := afterSend(answer, t.record.Doubt, t.looks, now)
	t.resend, t.taken = v.outcome.NextTryAt, answer.Taken
	settled, err := w.settle(ctx, t, v, Settled{Before: before, Elapsed: now.Sub(left), Advice: answer.Advice})
	return report{task: t, settled: settled, answer: answer, err: err}
}

// ask does one query.
func (w *worker) ask(ctx context.Context, t *task) report {
	before, left := t.record.Status, w.now()
	finding := w.sender.Query(ctx, cmp.Or(t.later, t.record.BillNo))
	now := w.now()
	w.queries.Done(t.took, now, finding.Platform == NoAnswer)
	v, err := w.afterAsking(ctx, t, finding, now)
	if err != nil {
		return report{task: t, asked: true, finding: finding, err: err}
	}
	if v.next == send && !v.fresh && t.packet.AskOnly {
		v.next = rest
	}
	settled, err := w.settle(ctx, t, v, Settled{Before: before, Elapsed: now.Sub(left), Asked: true, Advice: v.advice})
	return report{task: t, asked: true, settled: settled, finding: finding, err: err}
}

// afterAsking decides about what a query found.
func (w *worker) afterAsking(ctx context.Context, t *task, f Finding, now time.Time) (verdict, error) {
	if t.later != "" && t.follows() {
		return w.afterLater(ctx, t, f, now)
	}
	return w.lookLater(t, f, t.afterQuery(f, now), now), nil
}

// settle makes an outcome durable and then, only then, tells of it. A cancelled context must not keep it from disk. Where a
// query said nothing new of a packet, there is nothing to record.
func (w *worker) settle(ctx context.Context, t *task, v verdict, e Settled) (settled bool, err error) {
	if v.outcome.Status == 0 {
		t.next, t.at = v.next, v.at
		return false, nil
	}
	record, err := w.store.Record(context.WithoutCancel(ctx), t.record.ID, v.outcome)
	if err != nil {
		return false, NotRecorded(t.record.Address(), v.outcome.Status, err)
	}
	t.record, t.next, t.at = record, v.next, v.at
	e.At, e.Packet, e.Row, e.NextStep = v.outcome.At, record, t.row, t.nextStep()
	e.Label, e.Planned, e.Source = t.packet.Recipient.Label, t.packet.Amount(), t.packet.Recipient.Source
	w.emit(e)
	return true, nil
}
