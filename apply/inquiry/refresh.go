package inquiry

import (
	"context"
	"slices"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// Recorder is the part of Store that a refresh needs.
type Recorder interface {
	Record(ctx context.Context, id int64, outcome state.Outcome) (state.Packet, error)
}

// RefreshOptions are what a refresh is made of.
type RefreshOptions struct {
	Inquiry
	Store    Recorder
	Snapshot *state.Snapshot
	// Among chooses the packets to ask about; nil is all of the state.
	Among func(*state.Packet) bool
	// Counted is told how many packets there are to ask about before the first is asked about. It may be nil.
	Counted func(packets int)
}

// Refreshed sums a refresh up.
type Refreshed struct {
	Stop apply.Stop
	Why  lang.Text // a sentence about the stop, for people
	// Open is what there was to ask about, Asked what got a clear answer.
	Open, Asked money.Tally
	// Silence is why the latest query without a clear answer got none, with advice; empty where all were answered.
	Silence lang.Text
	// Changed counts by the status they have now the packets whose status this refresh changed.
	Changed map[state.Status]money.Tally
	Unknown money.Tally // still in doubt, those too old included
	// TooOld are in doubt and beyond the platform's memory: only the merchant platform shows what became of it.
	TooOld money.Tally
	// Disputed are packets of which the platform says what cannot be true of the packet recorded. They stay as they are.
	Disputed []Dispute
	Elapsed  time.Duration
}

// Dispute is a packet about which state and platform disagree.
type Dispute struct {
	Packet state.Packet
	Says   lang.Text // what the platform says
}

// Refresh asks the platform about every packet that may still change, the newest first, and records what it learns. It
// sends nothing. The error is not nil only where redpack itself could not go on.
func Refresh(ctx context.Context, o RefreshOptions) (Refreshed, error) {
	r := &refresh{survey: newSurvey(&o.Inquiry), options: o, sum: Refreshed{Changed: map[state.Status]money.Tally{}}}
	began := o.Now()
	open := r.open(began.Add(-plan.Remembered))
	if o.Counted != nil {
		o.Counted(len(open))
	}
	each(ctx, r.survey, slices.Values(open), r.look, func(p state.Packet, f apply.Finding) error { return r.found(ctx, p, f) })
	r.sum.Stop, r.sum.Why, r.sum.Elapsed = r.stop, r.why, o.Now().Sub(began)
	return r.sum, r.err
}

// refresh is one call of Refresh.
type refresh struct {
	*survey
	options RefreshOptions
	sum     Refreshed
}

// open are the packets to ask about, the newest first. What left before the given time is beyond the platform's memory.
func (r *refresh) open(since time.Time) []state.Packet {
	var open []state.Packet
	for p := range r.options.Snapshot.ByID() {
		doubt := p.InDoubt() && !plan.Closed(&p)
		if !doubt && p.Status != state.Sent && p.Status != state.Refunding || r.options.Among != nil && !r.options.Among(&p) {
			continue
		}
		if doubt {
			r.sum.Unknown = r.sum.Unknown.With(p.Amount)
		}
		switch {
		case !p.LastRequestAt().Before(since):
			r.sum.Open = r.sum.Open.With(p.Amount)
			open = append(open, p)
		case doubt:
			r.sum.TooOld = r.sum.TooOld.With(p.Amount)
		}
	}
	slices.SortStableFunc(open, func(a, b state.Packet) int { return b.IntentAt.Compare(a.IntentAt) })
	return open
}

func (r *refresh) look(ctx context.Context, p state.Packet) (apply.Finding, bool) {
	return r.ask(ctx, p.BillNo)
}

// found takes one finding in and records it, if it says anything new.
func (r *refresh) found(ctx context.Context, p state.Packet, f apply.Finding) error {
	after := p
	outcome, says := r.judge(&p, f)
	switch {
	case !says.Empty():
		r.sum.Disputed = append(r.sum.Disputed, Dispute{Packet: p, Says: says})
	case outcome.Status != 0:
		var err error
		// A second interrupt must not keep from the disk what is known.
		if after, err = r.options.Store.Record(context.WithoutCancel(ctx), p.ID, outcome); err != nil {
			return apply.NotRecorded(p.Address(), outcome.Status, err)
		}
	}
	r.count(&p, &after, f)
	r.note(Asked{Before: p.Status, Packet: after, Finding: f})
	return nil
}

func (r *refresh) count(before, after *state.Packet, f apply.Finding) {
	if f.Platform != apply.NoAnswer {
		r.sum.Asked = r.sum.Asked.With(before.Amount)
	} else {
		r.sum.Silence = f.Explained()
	}
	if before.InDoubt() && !after.InDoubt() {
		r.sum.Unknown.Packets--
		r.sum.Unknown.Amount -= before.Amount
	}
	if after.Status != before.Status {
		r.sum.Changed[after.Status] = r.sum.Changed[after.Status].With(after.Amount)
	}
}

// judge decides what a finding says about a packet: an outcome to record, something that cannot be true of it, or, with
// neither, nothing new.
func (r *refresh) judge(p *state.Packet, f apply.Finding) (outcome state.Outcome, dispute lang.Text) {
	outcome, ok := f.Learned(p, r.Now())
	switch {
	case !ok:
		return state.Outcome{}, lang.Text{}
	case !f.Contradicts(p).Empty():
		return state.Outcome{}, lang.Format("%s: %s", "%s：%s", f.Word, f.Contradicts(p))
	case f.Platform == apply.Sending && (p.Status == state.Held || p.Status == state.Refused):
		// What an earlier request asked for is not paid, so the later answer stands; apply goes on from there.
		return state.Outcome{}, lang.Text{}
	case outcome.Status == p.Status && f.Word == p.PlatformStatus:
		return state.Outcome{}, lang.Text{}
	case !p.Status.CanBecome(outcome.Status):
		return state.Outcome{}, lang.Same(f.Word)
	}
	if outcome.Status == state.Unknown {
		outcome.NextTryAt = p.NextTryAt
	}
	return outcome, lang.Text{}
}
