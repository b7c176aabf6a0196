package cli

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/wxpay"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// sending is the part of a command that has the state locked: it makes sure that what was approved is still what would be sent,
// and runs.
type sending struct {
	*request
	client   *gateway.Platform
	stops    *interrupts
	store    *state.Store
	daily    *plan.Daily
	audience *audience
	ending   *ending
}

func newSending(r *request, client *gateway.Platform, stops *interrupts) *sending {
	return &sending{
		request: r, client: client, stops: stops,
		audience: &audience{request: r, stops: stops}, ending: &ending{request: r},
	}
}

// send opens the state, makes sure that what was approved is still what would be sent, and runs.
func (s *sending) send(ctx context.Context, approved []*plan.Plan) (err error) {
	s.known = nil
	lighten()
	if err := s.stillValid(); err != nil {
		return err
	}
	s.store, err = openState(ctx, s.env, s.project, s.stops.drain)
	if err != nil {
		return err
	}
	defer func() { err = besides(err, s.store.Close()) }()
	s.audience.serial, s.audience.away = s.store.Serial, s.store.Away
	if err := sameState(approved, s.store.Snapshot()); err != nil {
		return err
	}
	if err := s.rebase(ctx); err != nil {
		return err
	}
	snapshot, err := s.readdress(ctx)
	if err != nil {
		return err
	}
	options := s.planOptions()
	options.KeepWork = len(waiting(approved)) == 0 // behind a canary it is planned anew
	plans, diags := planAll(s.project, snapshot, options)
	if diags.HasErrors() {
		return s.print.diagnostics(diags)
	}
	defer func() { err = errors.Join(err, closeWork(plans)) }()
	if err := sameAs(approved, plans); err != nil {
		return err
	}
	// One count for all campaigns: they share the merchant's day.
	s.daily, err = plan.NewDaily(s.project.merchant, snapshot, s.env.Now())
	if err != nil {
		return err
	}
	rest, err := s.canaryFirst(ctx, approved, plans)
	if err != nil || rest == nil {
		s.reached()
		return err
	}
	defer func() { err = errors.Join(err, closeWork(rest)) }()
	lighten()
	debug.SetGCPercent(forRun())
	return s.runAll(ctx, rest)
}

// rebase gives a state to the account that the campaigns pay with now, where it was begun under another one and nothing was
// accepted there. The lines that pin numbers of that account go first: without them the state still tells what happened.
func (s *sending) rebase(ctx context.Context) error {
	if !plan.Abandoned(s.project.campaigns[0], s.store.Snapshot()) {
		return nil
	}
	if err := s.project.unpin(); err != nil {
		return err
	}
	return s.store.Rebase(ctx)
}

// runAll runs one campaign after the other. What stops one campaign alone, such as its schedule, does not keep the others
// from being sent. Once the first run has begun, the exit code tells how it went and is never 1, whatever fails beside it.
func (s *sending) runAll(ctx context.Context, plans []*plan.Plan) error {
	if _, err := s.runEach(ctx, plans); err != nil {
		return err
	}
	s.reached()
	return s.print.total()
}

// runEach reports whether all of the plans were run to their end.
func (s *sending) runEach(ctx context.Context, plans []*plan.Plan) (finished bool, err error) {
	plans = slices.DeleteFunc(slices.Clone(plans), func(p *plan.Plan) bool { return p.Open().Packets == 0 })
	for i, p := range plans {
		result, begun, err := s.run(ctx, p)
		if !begun {
			return false, s.cannotBegin(err, plans[i:])
		}
		s.ending.add(result, p)
		goOn := s.goOn(result, p)
		if p.Canaries.Alone && !result.Stop.Everybody() {
			goOn = "" // what becomes of the rest is told behind it
		}
		if err = errors.Join(err, s.ending.read(s.print.summary(result, p, s.store.Serial(), goOn))); err != nil {
			s.print.notBegun(plans[i+1:])
			return false, err
		}
		if result.Stop.Everybody() {
			s.print.notBegun(plans[i+1:])
			return false, nil
		}
	}
	return true, nil
}

// notBegunError is why a run could not begin after others had: whatever it is, nothing of that run was sent.
type notBegunError struct{ error }

func (e *notBegunError) Unwrap() error { return e.error }

// cannotBegin ends the runs with one that could not begin.
func (s *sending) cannotBegin(err error, left []*plan.Plan) error {
	if !s.ending.begun {
		return err
	}
	s.print.notBegun(left)
	return &notBegunError{err}
}

// Settings of a run that nobody has asked to change yet.
const (
	patience         = 40 * time.Second // covers the first three steps of the back-off
	maxInRow         = 10
	queriesPerMinute = 1800 // WeChat Pay's default rate of gethbinfo
)

// besides joins two errors, but tells once that the state cannot be written.
func besides(err, more error) error {
	if state.SameFailure(err, more) {
		return err
	}
	return errors.Join(err, more)
}

// run does one campaign with the screen or the lines beside it. Where the run has not begun, nothing of it was sent.
func (s *sending) run(ctx context.Context, p *plan.Plan) (result apply.Result, begun bool, err error) {
	now := s.env.Now()
	completed, open, err := s.store.LastMinute(now)
	if err != nil {
		return result, false, err
	}
	numbers := plan.NumberingOf(p.Campaign, s.store.Snapshot(), s.project.pins.content, now)
	if err := s.project.pin(s.env, p.Campaign, numbers.Series); err != nil {
		return result, false, err
	}
	begin := s.beginRun
	if p.Canaries.Alone {
		begin = s.beginFirst
	}
	id, err := begin(ctx, p.Digest.String())
	if err != nil {
		return result, false, err
	}
	s.ending.begin(now)
	rate := plan.RateOf(p.Campaign)
	watching := s.audience.watching(ctx)
	result, err = apply.Run(ctx, p, apply.Options{
		Store: s.store, Numbers: numbers,
		Sender: gateway.NewSender(s.client.While(s.store.Holds), s.env.Random),
		Pacer:  apply.NewPacer(rate, now, completed, open), Queries: apply.NewPacer(plan.Evenly(queriesPerMinute), now, nil, 0),
		Daily: s.daily, Observers: watching.observers, Progress: watching.progress, Now: s.env.Now, After: s.env.After,
		Connections: wxpay.Connections(rate.PerMinute), Patience: patience, Wait: s.options.wait, MaxInRow: maxInRow,
		Controls: s.audience.controls, NotAfter: s.notAfter(), Drain: s.stops.drain,
	})
	ended := s.store.EndRun(context.WithoutCancel(ctx), id, endOf(result, p).String())
	return result, true, errors.Join(besides(err, ended), s.ending.read(watching.end()))
}

// endOf is what the state keeps of how a run ended.
func endOf(result apply.Result, p *plan.Plan) history.Result {
	return history.Result{
		Code: codeOf(result), Plan: p.Digest.Short(), Canary: p.Canaries.Alone, Left: result.Left, Stop: events.StopName(result.Stop),
	}
}
