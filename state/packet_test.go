package state_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/cashredpack/redpack/state"
)

// What a packet is depends on its status and on the word of our own in its code together, and on neither of them alone.
func TestWhatAPacketIs(t *testing.T) {
	codes := []string{
		"", "SYSTEMERROR", state.CodeStranger, state.CodeAnonymous, state.CodeUnheard, state.CodeVoided, state.CodeReleased,
	}
	for _, status := range state.Statuses() {
		for _, code := range codes {
			for _, inFlight := range []bool{false, true} {
				p := state.Packet{Status: status, Code: code, InFlight: inFlight}
				doubt := p.MayHavePaid() && !status.Paid()
				for name, is := range map[string][2]bool{
					"voided":   {p.Voided(), status == state.Failed && code == state.CodeVoided},
					"released": {p.Released(), status == state.Failed && code == state.CodeReleased},
					"unheard":  {p.Unheard(), status == state.Unknown && code == state.CodeUnheard && !inFlight},
					"disputed": {p.Disputed(), doubt && (code == state.CodeStranger || code == state.CodeAnonymous)},
					"in doubt": {p.InDoubt(), doubt},
				} {
					if is[0] != is[1] {
						t.Errorf("%s, %q, in flight %t: %s is %t", status, code, inFlight, name, is[0])
					}
				}
			}
		}
	}
}

// Of two times, the later one is that of the last request; equal ones are one.
func TestLastRequest(t *testing.T) {
	at := time.Date(2027, 2, 6, 9, 0, 0, 0, time.UTC)
	for _, of := range [][3]time.Time{{at, {}, at}, {at, at, at}, {at, at.Add(1), at.Add(1)}, {at, at.Add(-1), at}} {
		p := state.Packet{IntentAt: of[0], SendingAt: of[1]}
		if got := p.LastRequestAt(); !got.Equal(of[2]) {
			t.Errorf("intent %v, sending %v: %v", of[0], of[1], got)
		}
	}
}

// A decision covers what it was asked about, and nothing else.
func TestAccepts(t *testing.T) {
	p := state.Packet{OpenID: "oTEST", Amount: 100, Accepted: state.Acceptance{Reason: "paid in cash", OpenID: "oTEST", Amount: 100, Second: true}}
	for _, tt := range []struct {
		change  func(*state.Packet)
		accepts bool
		second  bool
	}{
		{func(*state.Packet) {}, true, true},
		{func(p *state.Packet) { p.Accepted.Second = false }, true, false},
		{func(p *state.Packet) { p.Accepted.Reason = "" }, false, false},
		{func(p *state.Packet) { p.Accepted.OpenID = "oELSE" }, false, false},
		{func(p *state.Packet) { p.Accepted.Amount++ }, false, false},
	} {
		changed := p
		tt.change(&changed)
		got := fmt.Sprint(changed.Accepts("oTEST", 100), changed.AllowsSecond())
		if want := fmt.Sprint(tt.accepts, tt.second); got != want {
			t.Errorf("%+v: %s, want %s", changed.Accepted, got, want)
		}
	}
}
