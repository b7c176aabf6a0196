package cli

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/gateway"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/internal/wxpay"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// canaryFirst pays the canary, where the rest waits for one, and lets a person look before anybody else is paid. It yields the plans of
// what is left to do; nil where the command ends here, with everything said.
func (s *sending) canaryFirst(ctx context.Context, approved, plans []*plan.Plan) (rest []*plan.Plan, err error) {
	if len(waiting(plans)) == 0 {
		return plans, nil
	}
	alone, err := s.replanned(func(o *plan.Options) { o.Canary.Alone = true })
	if err != nil {
		return nil, err
	}
	if finished, err := s.runEach(ctx, alone); !finished || err != nil {
		return nil, err
	}
	gone, err := s.confirmed(ctx)
	if !gone || err != nil {
		return nil, err
	}
	if err := s.stillValid(); err != nil {
		return nil, err
	}
	rest, err = s.replanned(nil)
	if err != nil {
		return nil, err
	}
	return rest, sameRest(approved, rest)
}

// replanned makes the plans anew from the state as it is now.
func (s *sending) replanned(with func(*plan.Options)) ([]*plan.Plan, error) {
	options := s.planOptions()
	options.KeepWork = true
	if with != nil {
		with(&options)
	}
	plans, diags := planAll(s.project, s.store.Snapshot(), options)
	if diags.HasErrors() {
		return nil, s.print.diagnostics(diags)
	}
	return plans, nil
}

// sameRest refuses to go on after a canary with anything else than what was approved and is left.
func sameRest(approved, now []*plan.Plan) error {
	for i, p := range now {
		if p.Digest != approved[i].Digest {
			return fmt.Errorf("campaign %q was changed while its canary was looked at (digest %s, approved %s). Nothing else was sent. Run apply again",
				p.Campaign.Name, p.Digest.Short(), approved[i].Digest.Short())
		}
		if left := approved[i].Open().Minus(approved[i].Canaries.Open); approved[i].Canaries.Waits() && p.Open() != left {
			return fmt.Errorf("what is open of campaign %q changed while its canary was looked at (%s, approved %s). Nothing else was sent. Run apply again",
				p.Campaign.Name, p.Open().Amount, left.Amount)
		}
	}
	return nil
}

// confirmed shows what became of the canary until a person says go, or until it is clear that nobody else is paid now.
func (s *sending) confirmed(ctx context.Context) (bool, error) {
	for {
		asked, err := s.askAboutCanary(ctx)
		if err != nil {
			return false, err
		}
		plans, err := s.replanned(nil)
		if err != nil {
			return false, err
		}
		plans = waiting(plans)
		gate := view.Canary{Plans: plans, Silence: asked.Silence, Outcome: s.outcomeOf(plans, asked)}
		person := s.env.StdinTerminal && s.env.StderrTerminal
		if gate.Outcome == view.CanaryWaits && person && !s.options.goOn {
			var again bool
			if gate.Outcome, again, err = s.askToGoOn(ctx, gate); err != nil {
				return false, err
			}
			if again {
				continue
			}
		}
		return s.decided(gate)
	}
}

// outcomeOf is what the state of the canary comes to, before anybody is asked.
func (s *sending) outcomeOf(plans []*plan.Plan, asked inquiry.Refreshed) view.CanaryOutcome {
	pending := slices.ContainsFunc(plans, func(p *plan.Plan) bool { return len(p.Canaries.Pending()) > 0 })
	switch {
	case pending:
		return view.CanaryUnpaid
	case s.options.goOn && asked.Asked.Packets == asked.Open.Packets:
		return view.CanaryGo
	default:
		return view.CanaryWaits
	}
}

// decided tells how it came out, and whether the rest is sent.
func (s *sending) decided(gate view.Canary) (bool, error) {
	more := []string{"-continue"}
	if s.options.goOn || gate.Outcome == view.CanaryUnpaid {
		more = nil
	}
	gate.Command = s.command(more...)
	err := s.print.show(func(j *events.JSON) error { return j.Canary(gate) },
		func(w io.Writer) error { return view.CanaryDecided(w, gate, s.print.out) })
	if gate.Outcome == view.CanaryGo {
		return true, err
	}
	s.ending.worsen(exitStopped)
	for _, p := range gate.Plans {
		for _, packet := range p.Canaries.Pending() {
			s.ending.worsen(codeOfCanary(packet))
		}
	}
	return false, err
}

// codeOfCanary is the exit code of a canary that is not paid.
func codeOfCanary(p *plan.Packet) int {
	switch p.Recorded.Status {
	case state.Reserved, state.Unknown:
		return exitUnknown
	case state.Failed, state.Refused:
		return exitFailed
	case state.Held, state.Sent, state.Received, state.Refunding, state.Refunded:
	}
	return exitStopped
}

// askAboutCanary asks the platform about the canary's packets and records what it says.
func (s *sending) askAboutCanary(ctx context.Context) (inquiry.Refreshed, error) {
	plans, err := s.replanned(nil)
	if err != nil {
		return inquiry.Refreshed{}, err
	}
	of := map[int64]bool{}
	for _, p := range plans {
		for i := range p.Canaries.Packets {
			of[p.Canaries.Packets[i].Recorded.ID] = true
		}
	}
	return inquiry.Refresh(ctx, inquiry.RefreshOptions{
		Inquiry: inquiry.Inquiry{
			Asker: gateway.NewSender(s.client.Client, s.env.Random), Now: s.env.Now, After: s.env.After,
			Queries: apply.NewPacer(plan.Evenly(queriesPerMinute), s.env.Now(), nil, 0), Connections: wxpay.Connections(queriesPerMinute),
			MaxInRow: maxInRow, Drain: s.stops.drain,
		},
		Store: s.store, Snapshot: s.store.Snapshot(), Among: func(p *state.Packet) bool { return of[p.ID] },
	})
}

// askToGoOn lets the person at the terminal say go, once they have looked; again: to ask the platform once more.
func (s *sending) askToGoOn(ctx context.Context, gate view.Canary) (outcome view.CanaryOutcome, again bool, err error) {
	if err := view.CanaryStanding(s.env.Stderr, gate, s.print.err); err != nil {
		return gate.Outcome, false, err
	}
	const question = "\nType \"continue\" to send the rest, \"r\" to ask WeChat Pay again, anything else stops here: "
	if _, err := plain.Fprintf(s.env.Stderr, question); err != nil {
		return gate.Outcome, false, err
	}
	typed, err := readLine(ctx, s.input(), s.stops.drain)
	switch {
	case err != nil:
		return gate.Outcome, false, err
	case typed == "continue":
		return view.CanaryGo, false, nil
	case typed == "r":
		return gate.Outcome, true, nil
	}
	return view.CanaryDeclined, false, nil
}
