package cli

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/cashredpack/redpack/apply/inquiry"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/events"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/view"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// canaryFirst pays the canary, where the rest waits for one, and lets a person look before anybody else is paid. It yields the plans of
// what is left to do; nil where the command ends here, with everything said.
func (s *sending) canaryFirst(ctx context.Context, approved, plans []*plan.Plan) (rest []*plan.Plan, err error) {
	if len(waiting(approved))+len(waiting(plans)) == 0 {
		return plans, nil
	}
	for _, p := range plans {
		s.ending.behind += p.Canaries.Rest.Packets
	}
	alone, _, err := s.replanned(ctx, plan.Options{KeepWork: true, Canary: plan.Canary{Alone: true}})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeWork(alone)) }()
	if finished, err := s.runEach(ctx, alone); !finished || err != nil {
		return nil, err
	}
	rest, err = s.confirmed(ctx, approved, alone)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, s.forced()
	case rest != nil:
		s.ending.behind = 0
	}
	return rest, err
}

// forced ends a command that was stopped at once while its canary was asked about.
func (s *sending) forced() error {
	s.env.tell(lang.Format("Stopped at once, and the rest waits for the canary. Nothing else was sent. Go on:\n  %s",
		"已立即停止，其余的等先行试发。没有再发放别的。继续：\n  %s", s.command()))
	if s.ending.worsen(exitForced); s.ending.begun {
		return nil
	}
	return exit{exitForced}
}

// approvedRest are the plans of the rest, once a person has said go and where they are still what was approved.
func (s *sending) approvedRest(ctx context.Context, approved []*plan.Plan) (rest []*plan.Plan, err error) {
	if err = s.stillValid(); err == nil {
		rest, _, err = s.replanned(ctx, plan.Options{KeepWork: true})
	}
	if err == nil {
		err = sameRest(approved, rest)
	}
	if err == nil {
		err = s.noteLooked(ctx, rest)
	}
	if err != nil {
		if stale := (*staleError)(nil); errors.As(err, &stale) {
			stale.canary = true
		}
		return nil, &notBegunError{err}
	}
	return rest, nil
}

// noteLooked records that a person has said go, before anybody is paid on the strength of it: a run that was interrupted then goes on
// without asking again.
func (s *sending) noteLooked(ctx context.Context, plans []*plan.Plan) error {
	for _, p := range waiting(plans) {
		id, err := s.store.BeginRun(ctx, state.RunInfo{PlanDigest: p.Digest.String()})
		if err == nil {
			err = s.store.EndRun(ctx, id, plan.Looked)
		}
		if err != nil {
			return lang.Errorf("note that the canary was looked at: %w. Nothing else was sent",
				"记录先行试发已查看：%w。没有再发放别的", err)
		}
	}
	return nil
}

// replanned makes the plans anew from the state as it is now, with the work and for the canary alone where that is wished: the work of all
// others is large, and only who sends it needs it.
func (s *sending) replanned(ctx context.Context, wish plan.Options) ([]*plan.Plan, *state.Snapshot, error) {
	snapshot, err := s.project.snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	options := s.planOptions()
	options.KeepWork, options.Canary.Alone = wish.KeepWork, wish.Canary.Alone
	plans, diags := planAll(s.project, snapshot, options)
	if diags.HasErrors() {
		return nil, nil, besides(lang.Errorf("the campaign cannot be planned any more, see above. Nothing else was sent",
			"活动已无法再计划，原因见上。没有再发放别的"), printed(s.print.diagnostics(diags)))
	}
	return plans, snapshot, nil
}

// printed is an error without the exit code of what has been printed.
func printed(err error) error {
	var silent exit
	if errors.As(err, &silent) {
		return nil
	}
	return err
}

// sameRest refuses to go on after a canary with anything else than what was approved and is left.
func sameRest(approved, now []*plan.Plan) error {
	for i, p := range now {
		if p.Digest != approved[i].Digest {
			return lang.Errorf("campaign %q was changed while its canary was looked at (digest %s, approved %s). Nothing else was sent. Run apply again",
				"查看先行试发期间，活动 %q 有改动（摘要 %s，核准的是 %s）。没有再发放别的。重新运行 apply",
				p.Campaign.Name, p.Digest.Short(), approved[i].Digest.Short())
		}
		if left := approved[i].Canaries.Rest; p.Open() != left {
			return lang.Errorf("what is open of campaign %q changed while its canary was looked at (%s, approved %s). Nothing else was sent. Run apply again",
				"查看先行试发期间，活动 %q 的待发部分有变动（现为 %s，核准的是 %s）。没有再发放别的。重新运行 apply",
				p.Campaign.Name, p.Open().Amount, left.Amount)
		}
	}
	return nil
}

// confirmed shows what became of the canary, which was planned for alone, until a person says go and yields the plans of the rest, or until it
// is clear that nobody else is paid now.
func (s *sending) confirmed(ctx context.Context, approved, alone []*plan.Plan) (rest []*plan.Plan, err error) {
	for {
		asked, err := s.askAbout(ctx, alone)
		if err != nil {
			return nil, err
		}
		gate, err := s.gate(ctx, asked)
		if err != nil {
			return nil, err
		}
		if gate.Outcome == view.CanaryWaits && s.env.StdinTerminal && s.env.StderrTerminal {
			var again bool
			if gate.Outcome, again, err = s.askToGoOn(ctx, gate); err != nil {
				return nil, err
			}
			if again {
				continue
			}
		}
		if gate.Outcome == view.CanaryGo {
			if rest, err = s.approvedRest(ctx, approved); err != nil {
				return nil, err
			}
		}
		return rest, s.decided(gate)
	}
}

// gate is what the canary comes to before anybody is asked: -continue is the word of somebody who has looked, as long as WeChat Pay
// answers about it and it was paid by this very plan.
func (s *sending) gate(ctx context.Context, asked inquiry.Refreshed) (view.Canary, error) {
	plans, snapshot, err := s.replanned(ctx, plan.Options{})
	if err != nil {
		return view.Canary{}, err
	}
	gate := view.Canary{Silence: asked.Silence, Outcome: view.CanaryWaits}
	for _, p := range plans {
		switch {
		case p.Canaries.Waits():
			gate.Plans = append(gate.Plans, p)
			by, err := p.Canaries.PaidBy(p.Digest.String(), snapshot.Runs(), func(of address.Address) ([]state.Event, error) {
				return state.Events(ctx, s.project.at, of)
			})
			if err != nil {
				return gate, err
			}
			gate.Stale = gate.Stale || !by
		case p.Open().Packets > 0:
			gate.Beside = append(gate.Beside, p)
		}
	}
	switch {
	case slices.ContainsFunc(gate.Plans, func(p *plan.Plan) bool { return len(p.Canaries.Pending()) > 0 }):
		gate.Outcome = view.CanaryUnpaid
	case s.options.goOn && !gate.Stale && asked.Asked.Packets == asked.Open.Packets:
		gate.Outcome = view.CanaryGo
	}
	return gate, nil
}

// decided tells how it came out.
func (s *sending) decided(gate view.Canary) error {
	switch {
	case gate.Outcome == view.CanaryUnpaid:
		gate.Command = s.retrying(s.retriesOf(gate), false)
	case gate.Stale, gate.Outcome == view.CanaryDeclined: // who has declined is asked again
		gate.Command = s.commandWithout("continue")
	case s.options.goOn:
		gate.Command = s.command()
	default:
		gate.Command = s.command("-continue")
	}
	err := s.ending.read(s.print.show(func(j *events.JSON) error { return j.Canary(gate) },
		func(w io.Writer) error { return view.CanaryDecided(w, gate, s.print.out) }))
	if gate.Outcome == view.CanaryGo {
		return err
	}
	s.print.notBegun(gate.Beside)
	s.ending.worsen(exitStopped)
	for _, packet := range gate.Pending() {
		s.ending.worsen(codeOfCanary(packet))
	}
	if err == nil && !s.ending.begun {
		err = exit{s.ending.code} // nothing was sent by this command, so it ends like one that could not begin
	}
	return err
}

// retriesOf are the flags without which nothing would become of a canary that is not paid.
func (s *sending) retriesOf(gate view.Canary) (more retryFlags) {
	for _, packet := range gate.Pending() {
		more.refused = more.refused || packet.Action == plan.Refused && !s.options.refused
		more.failed = more.failed || packet.Action == plan.Failed && !s.options.failed
	}
	return more
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

// askAbout asks the platform about the packets of canaries and records what it says.
func (s *sending) askAbout(ctx context.Context, alone []*plan.Plan) (inquiry.Refreshed, error) {
	snapshot, err := s.project.snapshot(ctx)
	if err != nil {
		return inquiry.Refreshed{}, err
	}
	canary := map[address.Address]bool{}
	for _, p := range alone {
		for i := range p.Canaries.Packets {
			canary[p.Canaries.Packets[i].AddressIn(p)] = true
		}
	}
	return inquiry.Refresh(ctx, inquiry.RefreshOptions{
		Inquiry: asking(s.env, s.client, s.stops.drain), Store: s.store, Snapshot: snapshot,
		Among: func(p *state.Packet) bool { return canary[p.Address()] },
	})
}

// askToGoOn lets the person at the terminal say go, once they have looked; again: to ask the platform once more.
func (s *sending) askToGoOn(ctx context.Context, gate view.Canary) (outcome view.CanaryOutcome, again bool, err error) {
	if err := view.CanaryStanding(s.env.Stderr, gate, s.print.err); err != nil {
		return gate.Outcome, false, err
	}
	question := lang.Both("\"continue\" sends the rest, \"r\" asks WeChat Pay again, anything else stops here: ",
		"输入 \"continue\" 发放其余的，输入 \"r\" 再问一次微信支付，输入其他内容就此停止：")
	if _, err := plain.Fprintf(s.env.Stderr, "\n%s", s.env.say(question)); err != nil {
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
