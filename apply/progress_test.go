package apply_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// watched is a progress that has seen the start of a run over so many packets in two groups.
func watched(packets int) *apply.Progress {
	p := &apply.Progress{}
	p.Observe(apply.Started{Plan: &plan.Plan{Groups: make([]plan.Group, 2), Work: blank(packets)}, PerMinute: 60})
	return p
}

// blank is the work of so many packets, of which nothing is said.
func blank(packets int) *plan.Work {
	work, err := plan.NewWork(nil, plantest.Each(make([]plan.Packet, packets)...))
	if err != nil {
		panic(err) // it is all in memory
	}
	return work
}

// outcomeOf is an outcome of the packet in a row, which costs as many fen as its number.
func outcomeOf(row int, status state.Status) apply.Settled {
	return apply.Settled{Row: row, Packet: state.Packet{
		ID: int64(row + 1), Campaign: "lantern", Key: fmt.Sprint("p", row), Amount: money.Fen(row + 1), Status: status, Code: "NO_AUTH",
	}}
}

// The latest problems are kept, and of what happened what a person would want to hear of.
func TestProgressKeepsTheLatest(t *testing.T) {
	for _, n := range []int{1, 11, 12, 13, 49, 50, 51, 120} {
		p := watched(n)
		for row := range n {
			p.Observe(outcomeOf(row, state.Refused))
		}
		got := p.Standing()
		if problems := got.Problems; len(problems) != min(n, 50) || problems[len(problems)-1].Row != n-1 || problems[0].Row != max(0, n-50) {
			t.Errorf("%d problems: %d are kept", n, len(problems))
		}
		last, ok := got.Log[len(got.Log)-1].(apply.Settled)
		if len(got.Log) != min(n, 12) || !ok || last.Row != n-1 {
			t.Errorf("%d events: %d are kept, the last %+v", n, len(got.Log), last)
		}
	}
}

// When packets may be tried again goes by those that are left: one that is paid, or tried again later, leaves no earlier time behind.
func TestReasonsForgetTheTimesOfOthers(t *testing.T) {
	at := func(minutes int) time.Time { return time.Unix(int64(minutes)*60, 0) }
	p := watched(9)
	unknown := func(row, minutes int) {
		e := outcomeOf(row, state.Unknown)
		e.Packet.NextTryAt = at(minutes)
		p.Observe(e)
	}
	expect := func(minutes int) {
		t.Helper()
		if got := p.Standing().Reasons[0].NextTry; !got.Equal(at(minutes)) {
			t.Errorf("next try at minute %v, want %d", got.Sub(at(0)).Minutes(), minutes)
		}
	}
	unknown(0, 20)
	unknown(1, 2)
	expect(2)
	p.Observe(outcomeOf(1, state.Sent))
	expect(20)
	unknown(2, 10)
	unknown(2, 30)
	expect(20)
	unknown(0, 40)
	expect(30)
	unknown(3, 5)
	expect(5)
}

// Of each packet only the latest outcome is a problem. What is paid after all is counted, and makes room first; then what the run goes on
// with by itself, for a person has to see the others.
func TestProgressKeepsOpenProblems(t *testing.T) {
	p := watched(200)
	goesOn := func(row int) {
		e := outcomeOf(row, state.Unknown)
		e.NextStep = time.Unix(1, 0)
		p.Observe(e)
	}
	p.Observe(outcomeOf(0, state.Refused))
	goesOn(1)
	goesOn(2)
	p.Observe(outcomeOf(1, state.Sent))
	p.Observe(outcomeOf(150, state.Sent)) // plainly
	keys := func() (all string) {
		for _, e := range p.Standing().Problems {
			all += e.Packet.Status.String() + " " + e.Packet.Key + "; "
		}
		return all
	}
	if got := p.Standing(); keys() != "refused p0; unknown p2; sent p1; " || got.Cleared != (money.Tally{Packets: 1, Amount: 2}) {
		t.Errorf("%s, cleared %v", keys(), got.Cleared)
	}
	for row := 3; row < 51; row++ {
		goesOn(row)
	}
	if got := keys(); strings.Contains(got, "p1;") || !strings.HasPrefix(got, "refused p0; unknown p2; unknown p3;") {
		t.Error(got)
	}
	for row := 51; row < 100; row++ {
		goesOn(row)
	}
	if got := keys(); !strings.HasPrefix(got, "refused p0; unknown p51;") {
		t.Error(got)
	}
}

func TestProgressLogsWhatMatters(t *testing.T) {
	cleared := outcomeOf(0, state.Sent)
	cleared.Before = state.Unknown
	for _, tt := range []struct {
		event  apply.Event
		logged bool
	}{
		{apply.Reserved{Packet: state.Packet{ID: 1, Status: state.Reserved}}, false},
		{outcomeOf(0, state.Sent), false},
		{cleared, true},
		{outcomeOf(0, state.Unknown), true},
		{outcomeOf(0, state.Refused), true},
		{apply.Paused{Why: lang.Same("closed")}, true},
		{apply.Resumed{}, true},
		{apply.RateChanged{PerMinute: 30}, true},
		{apply.Draining{InFlight: 1}, true},
		{apply.Finished{}, false},
	} {
		p := watched(1)
		if p.Observe(tt.event); (len(p.Standing().Log) == 1) != tt.logged {
			t.Errorf("%T: %v", tt.event, p.Standing().Log)
		}
	}
}

// A person who feels for the right rate presses a key many times: only the rate that holds now is told, or the presses would push
// out what went wrong.
func TestProgressLogsOneRate(t *testing.T) {
	p := watched(1)
	p.Observe(outcomeOf(0, state.Refused))
	for perMinute := 60; perMinute > 30; perMinute-- {
		p.Observe(apply.RateChanged{PerMinute: perMinute})
	}
	p.Observe(apply.Paused{Why: lang.Same("closed")})
	p.Observe(apply.RateChanged{PerMinute: 20})
	log := p.Standing().Log
	if _, first := log[0].(apply.Settled); len(log) != 3 || !first || log[2].(apply.RateChanged).PerMinute != 20 {
		t.Errorf("%+v", log)
	}
}

// That the balance is good again is known once a request is paid after the pause for it; an answer to one from before proves nothing, nor
// does what a query finds.
func TestProgressKnowsTheBalanceByWhatIsPaid(t *testing.T) {
	p := watched(9)
	found := outcomeOf(5, state.Sent)
	found.Asked = true
	for i, step := range []struct {
		event    apply.Event
		refilled bool
	}{
		{outcomeOf(0, state.Sent), false},
		{apply.Paused{Why: apply.PausedByPerson}, false},
		{apply.Resumed{}, false},
		{outcomeOf(1, state.Sent), false},
		{apply.Paused{Why: apply.PausedNoMoney}, false},
		{outcomeOf(2, state.Sent), false},
		{apply.Resumed{}, false},
		{outcomeOf(4, state.Refused), false},
		{found, false},
		{outcomeOf(6, state.Sent), true},
		{outcomeOf(7, state.Unknown), true},
		{apply.Paused{Why: apply.PausedNoMoney}, false},
	} {
		if p.Observe(step.event); p.Standing().Refilled != step.refilled {
			t.Errorf("step %d, %T: refilled %v", i, step.event, !step.refilled)
		}
	}
}

// A packet is counted where it stands now and nowhere else; what a run paid is told apart from what it only found out.
func TestProgressCounts(t *testing.T) {
	p := watched(3)
	found := outcomeOf(1, state.Received)
	found.Asked, found.Source = true, 1
	unclear, asked := outcomeOf(2, state.Unknown), outcomeOf(2, state.Sent)
	asked.Asked = true
	late := outcomeOf(7, state.Held) // of a plan whose work was not kept
	for _, e := range []apply.Event{
		apply.Reserved{Row: 0, Packet: state.Packet{ID: 1, Amount: 1, Status: state.Reserved}}, outcomeOf(0, state.Sent), found, unclear, asked, late,
	} {
		p.Observe(e)
	}
	got := p.Standing()
	tally := func(packets int, amount money.Fen) money.Tally { return money.Tally{Packets: packets, Amount: amount} }
	want := apply.Counts{
		Tallies: map[state.Status]money.Tally{state.Sent: tally(2, 4), state.Received: tally(1, 2), state.Held: tally(1, 8)},
		SentNow: tally(2, 4), Found: tally(1, 2),
	}
	if diff := cmp.Diff(want, got.Counts) + cmp.Diff([]money.Tally{tally(2, 4), tally(1, 2)}, got.Groups); diff != "" {
		t.Error(diff)
	}
	if paid := got.Sum(state.Status.Paid); paid != tally(3, 6) {
		t.Errorf("paid %v", paid)
	}
	rows := func(from, n int) string {
		into := make([]state.Status, n)
		p.Rows(from, into)
		var words []string
		for _, status := range into {
			words = append(words, status.String())
		}
		return strings.Join(words, " ")
	}
	for _, tt := range []struct {
		from, n int
		want    string
	}{{0, 3, "sent received sent"}, {1, 2, "received sent"}, {6, 3, "status(0) held status(0)"}, {7, 1, "held"}, {8, 1, "status(0)"}} {
		if got := rows(tt.from, tt.n); got != tt.want {
			t.Errorf("rows from %d: %s, want %s", tt.from, got, tt.want)
		}
	}
	p.Observe(outcomeOf(1, state.Refused))
	if got.Found != tally(1, 2) || len(got.Problems) != 3 || got.Groups[1] != tally(1, 2) || len(got.Tallies) != 3 {
		t.Errorf("a standing changed after it was given: %+v", got)
	}
}

// Waiting, its end, the rate and the end of the run are told until something else is; another run begins anew.
func TestProgressTellsWhatTheRunIsAt(t *testing.T) {
	p := watched(2)
	at := time.Unix(1, 0)
	p.Observe(outcomeOf(0, state.Refused))
	p.Observe(apply.Paused{At: at, Why: lang.Same("closed")})
	p.Observe(apply.RateChanged{PerMinute: 30, Bound: 40})
	if got := p.Standing(); got.Paused == nil || got.Paused.Why.English != "closed" || got.PerMinute != 30 || got.Bound != 40 || len(got.Reasons) != 1 {
		t.Errorf("it waits: %+v", got)
	}
	p.Observe(apply.Resumed{})
	p.Observe(apply.Draining{InFlight: 3})
	p.Observe(apply.Finished{Result: apply.Result{Stop: apply.Interrupted}})
	if got := p.Standing(); got.Paused != nil || got.Draining == nil || got.Draining.InFlight != 3 || got.Finished == nil || got.Finished.Stop != apply.Interrupted {
		t.Errorf("it ended: %+v", got)
	}
	p.Observe(apply.Started{At: at, Plan: &plan.Plan{Groups: make([]plan.Group, 1), Work: blank(1)}, PerMinute: 20})
	got := p.Standing()
	if got.Draining != nil || got.Finished != nil || len(got.Problems)+len(got.Log)+len(got.Reasons)+len(got.Tallies) != 0 {
		t.Errorf("another run: %+v", got)
	}
	if got.Began != at || got.PerMinute != 20 || got.Bound != 20 || len(got.Groups) != 1 || len((&apply.Progress{}).Standing().Reasons) != 0 {
		t.Errorf("another run: %+v", got)
	}
}

// A failed packet that is asked about and then gets a number with another amount leaves the failed ones with the amount that it
// was counted with.
func TestCorrectedAmountsLeaveTheirOldStatus(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, 2, "")
		var progress apply.Progress
		progress.Observe(apply.Started{At: time.Now(), Plan: s.after()})
		packet := func(row int, amount money.Fen, status state.Status) state.Packet {
			return state.Packet{ID: int64(row + 1), Campaign: "lantern", Amount: amount, Status: status}
		}
		for row := range 2 {
			progress.Observe(apply.Settled{Before: state.Failed, Packet: packet(row, 100, state.Failed), Row: row, Asked: true})
		}
		progress.Observe(apply.Reserved{Packet: packet(0, 250, state.Reserved)})
		one := func(amount money.Fen) money.Tally { return money.Tally{Packets: 1, Amount: amount} }
		if got, want := progress.Counts().Tallies, map[state.Status]money.Tally{state.Failed: one(100), state.Reserved: one(250)}; !maps.Equal(got, want) {
			t.Errorf("reserved: %v, want %v", got, want)
		}
		progress.Observe(apply.Settled{Before: state.Reserved, Packet: packet(0, 250, state.Refused)})
		where := progress.Standing()
		if want := map[state.Status]money.Tally{state.Failed: one(100), state.Refused: one(250)}; !maps.Equal(where.Tallies, want) {
			t.Errorf("refused: %v, want %v", where.Tallies, want)
		}
		for _, reason := range where.Reasons {
			if reason.Tally != where.Tallies[reason.Status] {
				t.Errorf("the reasons have %v as %d, the tallies %v", reason.Tally, reason.Status, where.Tallies[reason.Status])
			}
		}
		if len(where.Reasons) != 2 {
			t.Errorf("reasons: %+v", where.Reasons)
		}
	})
}
