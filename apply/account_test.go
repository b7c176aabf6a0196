package apply_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/history"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/internal/testkit/statetest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

func fen(packets int, amount money.Fen) money.Tally {
	return money.Tally{Packets: packets, Amount: amount}
}

// known is what the state has of the n-th person of a stage before the run.
func known(n int, status state.Status) state.Packet {
	return state.Packet{
		Campaign: "lantern", Key: "p" + string(rune('0'+n)), OpenID: openID(n), Amount: money.Fen(100 + n), BillNo: "x", Status: status,
		Version: 2, Personal: true, IntentAt: time.Date(2027, 2, 20, 1, 0, 0, 0, time.UTC), SendingAt: time.Date(2027, 2, 20, 1, 0, 0, 0, time.UTC),
	}
}

// Whatever was known before and whatever happens in a run, the three numbers are what is with people now, and with the money that
// came back, that nobody will ever know of, and that is open, they are the campaign.
func TestAccountAddsUp(t *testing.T) {
	t.Parallel()
	decided := known(5, state.Unknown)
	decided.Accepted = state.Acceptance{Reason: "looked up", By: "me", At: decided.SendingAt.AddDate(0, 0, 40), OpenID: decided.OpenID, Amount: decided.Amount}
	orphan := func(status state.Status) state.Packet {
		p := known(9, status)
		return p
	}
	otherwise := known(0, state.Sent)
	otherwise.Amount = 50
	for _, tt := range []struct {
		name   string
		known  []state.Packet
		left   []string // by a selection
		canary bool     // alone: p0
		ends   map[int]state.Status
		asked  bool // what ends was found out, and no request left
		want   apply.Account
	}{
		{name: "nothing happened", want: apply.Account{Open: fen(6, 615)}},
		{
			name: "all sent", ends: map[int]state.Status{0: state.Sent, 1: state.Sent, 2: state.Sent, 3: state.Sent, 4: state.Sent, 5: state.Sent},
			want: apply.Account{SentNow: fen(6, 615)},
		},
		{
			name: "some troubled", ends: map[int]state.Status{0: state.Sent, 1: state.Unknown, 2: state.Held, 3: state.Refused, 4: state.Failed},
			want: apply.Account{SentNow: fen(1, 100), Open: fen(5, 515)},
		},
		{
			name:  "resumed, found and sent",
			known: []state.Packet{known(0, state.Sent), known(1, state.Received), known(2, state.Unknown), known(3, state.Refused)},
			ends:  map[int]state.Status{2: state.Sent}, asked: true,
			want: apply.Account{Before: fen(2, 201), Found: fen(1, 102), Open: fen(3, 312)},
		},
		{
			name:  "what came back is with nobody",
			known: []state.Packet{known(0, state.Refunded), known(1, state.Refunding), known(2, state.Unknown), known(3, state.Sent)},
			ends:  map[int]state.Status{2: state.Refunded}, asked: true,
			want: apply.Account{Before: fen(1, 103), CameBack: fen(3, 303), Open: fen(2, 209)},
		},
		{
			name: "people who were left out are open", left: []string{"p4", "p5"}, ends: map[int]state.Status{0: state.Sent, 1: state.Sent, 2: state.Sent, 3: state.Sent},
			want: apply.Account{SentNow: fen(4, 406), Open: fen(2, 209)},
		},
		{
			name: "left out, and paid although it differs", known: []state.Packet{otherwise}, left: []string{"p0"},
			want: apply.Account{Before: fen(1, 50), Open: fen(5, 515)},
		},
		{
			name: "a conflict is paid as recorded", known: []state.Packet{otherwise}, ends: map[int]state.Status{1: state.Sent},
			want: apply.Account{Before: fen(1, 50), SentNow: fen(1, 101), Open: fen(4, 414)},
		},
		{
			name: "an orphan that was paid counts", known: []state.Packet{orphan(state.Received)},
			want: apply.Account{Before: fen(1, 109), Open: fen(6, 615)},
		},
		{name: "one that was not does not", known: []state.Packet{orphan(state.Failed)}, want: apply.Account{Open: fen(6, 615)}},
		{name: "one in doubt is open", known: []state.Packet{orphan(state.Unknown)}, want: apply.Account{Open: fen(7, 724)}},
		{name: "nobody will ever know", known: []state.Packet{decided}, want: apply.Account{Decided: fen(1, 105), Open: fen(5, 510)}},
		{
			name: "the canary alone", canary: true, ends: map[int]state.Status{0: state.Sent},
			want: apply.Account{SentNow: fen(1, 100), Open: fen(5, 515)},
		},
	} {
		p := planOf(t, tt.known, tt.left, tt.canary)
		progress := &apply.Progress{}
		progress.Observe(apply.Started{Plan: p})
		for row, work := range plantest.Work(t, p) {
			packet := recordedOf(&work)
			status, ok := tt.ends[int(packet.Amount)-100]
			if packet.Status = status; ok {
				progress.Observe(apply.Settled{Packet: packet, Row: row, Planned: work.Amount(), Asked: tt.asked})
			}
		}
		got := apply.AccountOf(p, progress.Counts())
		if got != tt.want {
			t.Errorf("%s:\n %+v, want\n %+v", tt.name, got, tt.want)
		}
		if got.Planned() != p.Planned() || got.Delivered() != tt.want.Before.Plus(tt.want.Found).Plus(tt.want.SentNow) {
			t.Errorf("%s: %+v does not add up to %v", tt.name, got, p.Planned())
		}
	}
}

func planOf(t *testing.T, packets []state.Packet, left []string, canary bool) *plan.Plan {
	t.Helper()
	var selectors []plan.Selector
	for _, key := range left {
		selectors = append(selectors, plan.Selector{Text: key, Exclude: true})
	}
	inner := ""
	if canary {
		inner = "  canary = [\"p0\"]\n"
	}
	o := plan.Options{At: time.Date(2027, 2, 20, 4, 0, 0, 0, time.UTC), KeepWork: true, Canary: plan.Canary{Alone: canary}}
	if len(selectors) > 0 {
		o.Selection = plan.NewSelection(selectors)
	}
	p, diags := plan.New(newCampaign(t, 0, 6, "", inner), state.NewSnapshot(packets), o)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return p
}

func recordedOf(p *plan.Packet) state.Packet {
	if p.Recorded.ID != 0 {
		return p.Recorded
	}
	return state.Packet{ID: int64(p.Recipient.Amount), Campaign: "lantern", Key: p.Recipient.Key, OpenID: p.Recipient.OpenID, Amount: p.Recipient.Amount}
}

// Runs of one campaign one after the other come to the account of the last, whatever was learnt between them.
func TestAccountOfTwoRuns(t *testing.T) {
	t.Parallel()
	first := apply.Account{Before: fen(2, 200), Found: fen(1, 90), SentNow: fen(3, 300), Open: fen(4, 410)}
	second := apply.Account{Before: fen(7, 700), SentNow: fen(3, 300)} // one was asked about between them
	got := first.Then(second)
	want := apply.Account{Before: fen(2, 200), Found: fen(2, 200), SentNow: fen(6, 600)}
	if got != want || got.Delivered() != second.Delivered() {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// balanced holds what a run says of the money against the state, which is all of its truth.
func (s *stage) balanced(p *plan.Plan, result apply.Result, now *state.Snapshot) {
	s.t.Helper()
	var with, back money.Tally
	names := append(p.Campaign.FormerNames(), p.Campaign.Name)
	for packet := range now.ByID() {
		switch {
		case !slices.Contains(names, packet.Campaign):
		case packet.Status.Delivered():
			with = with.With(packet.Amount)
		case packet.Status.CameBack():
			back = back.With(packet.Amount)
		}
	}
	a := apply.AccountOf(p, result.Counts)
	if result.Stop == apply.StateFailed && a.Delivered().Packets <= with.Packets {
		return // what could not be written may be there all the same, and the next run finds it
	}
	if a.Delivered() != with || a.CameBack != back || a.Planned() != p.Planned() {
		s.t.Errorf("the run says %+v; in the state %v are with people and %v came back, of %v", a, with, back, p.Planned())
	}
}

// ledgered holds the state, and so what a run says, against the account of the platform: what it has as delivered was debited once
// with this amount, and nothing else was that it is sure about.
func (s *stage) ledgered() {
	s.t.Helper()
	snapshot, err := state.Read(s.t.Context(), statetest.At(s.t, s.path))
	if err != nil {
		s.t.Fatal(err)
	}
	var with, unsure money.Tally
	unclear := map[string]bool{}
	for p := range snapshot.ByID() {
		switch {
		case p.Status.Delivered():
			with = with.With(p.Amount)
		case p.InDoubt(), p.Status.CameBack():
			unclear[string(p.BillNo)] = true
		}
	}
	var debited money.Tally
	for _, d := range s.world.debits {
		if unclear[string(d.no)] {
			unsure = unsure.With(d.amount)
			continue
		}
		debited = debited.With(d.amount)
	}
	if with != debited {
		s.t.Errorf("delivered by the state: %v, debited: %v, and %v of which it is not sure", with, debited, unsure)
	}
}

// remembered holds what the history tells of a run against what the run itself has told.
func (s *stage) remembered(run int64, result apply.Result, now *state.Snapshot) {
	s.t.Helper()
	if s.disk != nil || result.Stop == apply.StateFailed {
		return
	}
	b := history.New(now, nil)
	if err := state.Walk(s.t.Context(), statetest.At(s.t, s.path), b.Event); err != nil {
		s.t.Fatal(err)
	}
	for _, e := range b.Entries(history.Lock{}) {
		if e.Run.ID != run {
			continue
		}
		if e.Sums.Sent != result.SentNow || e.Sums.Found != result.Found || e.Sums.CameBack != result.CameBack {
			s.t.Errorf("run %d told of %v sent, %v found, %v back; the history knows %+v", run, result.SentNow, result.Found, result.CameBack, e.Sums)
		}
		for status, t := range e.Sums.By {
			if t.Packets > result.Tallies[status].Packets {
				s.t.Errorf("run %d has told of %v %s, the history of %v", run, result.Tallies[status], status, t)
			}
		}
	}
}
