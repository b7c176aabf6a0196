package apply_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/apply"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/state"
)

// reasonsOf are the reasons of a run in which these outcomes were recorded, one for each row.
func reasonsOf(outcomes ...apply.Settled) []apply.Reason {
	p := watched(len(outcomes))
	for row, e := range outcomes {
		e.Row, e.Packet.ID, e.Packet.Campaign, e.Packet.Key = row, int64(row+1), "lantern", fmt.Sprint("p", row)
		p.Observe(e)
	}
	return p.Standing().Reasons
}

func because(status state.Status, code string) apply.Settled {
	return apply.Settled{Packet: state.Packet{Status: status, Code: code, Amount: 1}}
}

// The reason that most packets share comes first; between equals, the order is the same each time.
func TestReasonsAreOrdered(t *testing.T) {
	got := ""
	for _, r := range reasonsOf(
		because(state.Refused, "B"), because(state.Held, "C"), because(state.Refused, "A"), because(state.Sent, ""), because(state.Refused, "D"),
		because(state.Refused, "D"), because(state.Unknown, "D"), because(state.Refused, "A"),
	) {
		got += fmt.Sprintf("%d %s %s %s; ", r.Packets, r.Status, r.Code, strings.Join(r.Addresses, " "))
	}
	const want = "2 refused A lantern/p2 lantern/p7; 2 refused D lantern/p4 lantern/p5; 1 unknown D lantern/p6; 1 held C lantern/p1; 1 refused B lantern/p0; "
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A reason tells the earliest next try of its packets, and the advice that any of them had.
func TestReasonsTellTheEarliestTry(t *testing.T) {
	at := time.Unix(1_000_000, 0)
	try := func(after time.Duration, advice string) apply.Settled {
		e := because(state.Held, "BUSY")
		e.Packet.NextTryAt, e.Advice = at.Add(after), lang.Same(advice)
		return e
	}
	got := reasonsOf(try(2*time.Minute, ""), try(time.Minute, "wait"), try(3*time.Minute, ""))
	if len(got) != 1 || !got[0].NextTry.Equal(at.Add(time.Minute)) || got[0].Advice.English != "wait" || got[0].Packets != 3 {
		t.Errorf("%+v", got)
	}
}

// A reason tells when the run itself goes on with one of its packets, and nothing once it has done so with all of them.
func TestReasonsTellTheNextStep(t *testing.T) {
	at := time.Unix(1_000_000, 0)
	p := watched(3)
	lost := func(row int, after, next time.Duration) {
		e := because(state.Unknown, "timeout")
		e.Row, e.Packet.ID, e.Packet.OutcomeAt = row, int64(row+1), at.Add(after)
		if next > 0 {
			e.NextStep = at.Add(next)
		}
		p.Observe(e)
	}
	for i, step := range []struct {
		row               int
		after, next, want time.Duration
	}{
		{0, 0, 0, 0},
		{1, 1, 9, 9},
		{2, 2, 7, 7},
		{2, 8, 12, 12}, // what was to come at 7 is over
		{2, 13, 0, 12}, // a packet waits yet
		{1, 14, 0, 0},
	} {
		lost(step.row, step.after, step.next)
		want := time.Time{}
		if step.want > 0 {
			want = at.Add(step.want)
		}
		if got := p.Standing().Reasons[0].NextStep; !got.Equal(want) {
			t.Errorf("step %d: %s, want %s", i, got.Sub(at), want.Sub(at))
		}
	}
}

// What the platform cannot clear up comes with what a person can do about it.
func TestReasonsTellWhatToDecide(t *testing.T) {
	personal := because(state.Unknown, state.CodeStranger)
	personal.Packet.Personal = true
	advised := because(state.Unknown, state.CodeUnheard)
	advised.Advice = lang.Same("Ask somebody.")
	for name, tt := range map[string]struct {
		of        apply.Settled
		says, not string
	}{
		"a number nobody knows":     {because(state.Unknown, state.CodeUnheard), "redpack apply -retry-failed", "state accept"},
		"a number that is shared":   {because(state.Unknown, state.CodeAnonymous), "-not-paid", "this person's number"},
		"a number that is somebody": {personal, "redpack state accept lantern/p0 -reason=…", "-not-paid"},
		"advice of the platform's":  {advised, "Ask somebody.", "-retry-failed"},
		"nothing to decide":         {because(state.Unknown, "SYSTEMERROR"), "", "redpack"},
	} {
		got := reasonsOf(tt.of)
		if len(got) != 1 || !strings.Contains(got[0].Advice.English, tt.says) || strings.Contains(got[0].Advice.English, tt.not) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Failed numbers have one code, so that each of the platform's explanations is a reason of its own; a platform that makes up many
// does not make many.
func TestFailedPacketsAreGroupedByTheirText(t *testing.T) {
	said := func(text string) apply.Settled {
		e := because(state.Failed, "FAILED")
		e.Packet.Text = text
		return e
	}
	got := reasonsOf(said("a"), said("b"), said("a"))
	if len(got) != 2 || got[0].Text.English != "a" || got[0].Packets != 2 || got[1].Text.English != "b" {
		t.Errorf("%+v", got)
	}
	var many []apply.Settled
	for i := range 1000 {
		many = append(many, said(fmt.Sprint(i)))
	}
	packets := 0
	for _, r := range reasonsOf(many...) {
		packets += r.Packets
	}
	if n := len(reasonsOf(many...)); n > 60 || packets != len(many) {
		t.Errorf("%d reasons with %d packets", n, packets)
	}
}
