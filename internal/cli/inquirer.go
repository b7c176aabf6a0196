package cli

import (
	"context"
	"errors"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/wxpay"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// inquirer is what refresh and state rebuild share: a client, the open state, a run on record, and the progress. It asks
// and never sends.
type inquirer struct {
	env     *Env
	project *project
	print   *printer
	store   *state.Store
	client  *gateway.Platform
	of      string   // the campaigns in question, see history.Result; "" means all of the state
	stop    string   // why not all of them were asked about
	asked   struct { // the latest progress line
		all int
		at  time.Time
	}
	err error // of the output
}

// run sets everything up, asks, and yields the exit code that ask returns.
func (q *inquirer) run(ctx context.Context, ask func(context.Context, inquiry.Inquiry) (code int, err error)) (err error) {
	if err := q.project.await(ctx, q.print); err != nil {
		return err
	}
	client, diags, err := gateway.Connect(ctx, q.project.account(q.env))
	if err != nil {
		return err
	}
	if err := q.print.diagnostics(diags); err != nil {
		return err
	}
	q.client = client
	defer func() { err = errors.Join(err, client.Close()) }()
	forced, stops, unwatch := watch(ctx, q.env.Signals())
	defer unwatch()
	if q.store, err = openState(forced, q.env, q.project, stops.drain); err != nil {
		return err
	}
	defer func() { err = besides(err, q.store.Close()) }()
	run, err := q.store.BeginRun(ctx, state.RunInfo{})
	if err != nil {
		return err
	}
	q.asked.at = q.env.Now()
	asked := asking(q.env, client, stops.drain)
	asked.Told = q.told
	code, err := ask(forced, asked)
	if err != nil {
		code = exitError
	}
	ended := q.store.EndRun(context.WithoutCancel(ctx), run, history.Result{Code: code, Of: q.of, Stop: q.stop}.String())
	if err = errors.Join(besides(err, ended), q.err); err == nil && code != exitDone {
		err = exit{code}
	}
	return err
}

// asking is how a command asks the platform about many numbers, at the rate of queries.
func asking(env *Env, client *gateway.Platform, drain <-chan struct{}) inquiry.Inquiry {
	return inquiry.Inquiry{
		Asker: gateway.NewSender(client.Client, env.Random), Now: env.Now, After: env.After,
		Queries: apply.NewPacer(plan.Evenly(queriesPerMinute), env.Now(), nil, 0), Connections: wxpay.Connections(queriesPerMinute),
		MaxInRow: maxInRow, Drain: drain,
	}
}

func (q *inquirer) sender() *gateway.Sender {
	return gateway.NewSender(q.client.Client, q.env.Random)
}

func (q *inquirer) counted(packets int) { q.asked.all = packets }

// told shows the progress: every packet to programs, a line now and then to people.
func (q *inquirer) told(a inquiry.Asked) {
	const every = 5 * time.Second
	if q.err != nil {
		return
	}
	if q.print.json != nil {
		q.err = q.print.json.Asked(a)
	}
	if q.err == nil && q.print.text && a.At.Sub(q.asked.at) >= every {
		q.asked.at = a.At
		_, q.err = plain.Fprintf(q.env.Stderr, "%s\n", q.env.say(view.AskedSoFar(a, q.asked.all)))
	}
}

// codeOfStop is the exit code of asking that ended early.
func codeOfStop(stop apply.Stop) int {
	switch stop {
	case apply.Forced:
		return exitForced
	case apply.Interrupted:
		return exitStopped
	case apply.BrokenSetup:
		return exitError
	case apply.NoClearAnswers, apply.StateFailed:
		return exitUnknown
	case apply.NotStopped, apply.WindowClosed, apply.BalanceEmpty, apply.DailyLimit, apply.TooManyRefused, apply.Expired, apply.WorkLost:
	}
	return exitDone
}
