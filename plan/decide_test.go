package plan_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cashredpack/redpack/hclspec"
	"github.com/cashredpack/redpack/internal/address"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/testkit/plantest"
	"github.com/cashredpack/redpack/plan"
	"github.com/cashredpack/redpack/state"
)

// siblingWith is the campaign "aa" beside "lantern", with one recipient.
func siblingWith(key string, person int, amount string) string {
	return strings.NewReplacer("k0 =", key+" =", plantest.OpenID(40), plantest.OpenID(person), "amount = 1.00", "amount = "+amount).Replace(sibling("aa"))
}

func movedBlock(from, to string) string {
	return fmt.Sprintf("moved {\n  from = %q\n  to   = %q\n}\n", from, to)
}

// disputed is a packet whose number the platform knows as another order.
func disputed(p state.Packet) state.Packet {
	p.Status, p.Code = state.Unknown, state.CodeStranger
	return p
}

// lastAsked is a packet in doubt whose request left so long before noon.
func lastAsked(p state.Packet, ago time.Duration) state.Packet {
	p.Status, p.IntentAt, p.SendingAt = state.Unknown, plantest.Noon.Add(-ago-time.Hour), plantest.Noon.Add(-ago)
	return p
}

func TestDecide(t *testing.T) {
	sent, old := plantest.Recorded(0, 100, state.Sent), under(plantest.Recorded(0, 100, state.Sent), "lantern", "old0")
	asItIs := state.Decision{OpenID: sent.OpenID, Amount: 100}
	asWanted := func(person int, amount money.Fen) state.Decision {
		return state.Decision{OpenID: plantest.OpenID(person), Amount: amount}
	}
	again := state.Decision{OpenID: sent.OpenID, Amount: 100, Second: true}
	with := func(p state.Packet, status state.Status) state.Packet { p.Status = status; return p }
	for _, tt := range []struct {
		name          string
		blocks, inner string
		packets       []state.Packet // the first one is asked about
		want          state.Decision
		refused       string // part of the error
	}{
		{"as the file says", "", plantest.People("1.00"), []state.Packet{sent}, asItIs, "nothing to accept"},
		{"another amount", "", plantest.People("2.00"), []state.Packet{sent}, asWanted(0, 200), ""},
		{"another person", "", rows(1), []state.Packet{under(sent, "lantern", "1")}, asWanted(1, 100), ""},
		{"another amount, on hold", "", plantest.People("2.00"), []state.Packet{with(sent, state.Held)}, asWanted(0, 200), ""},
		{"accepted before", "", plantest.People("2.00"), []state.Packet{func() state.Packet { p := decided(sent, plantest.Noon); p.Accepted.Amount = 200; return p }()}, asItIs, "accepted already, by li@host"},
		{"a third amount", "", plantest.People("3.00"), []state.Packet{func() state.Packet { p := decided(sent, plantest.Noon); p.Accepted.Amount = 200; return p }()}, asWanted(0, 300), ""},
		{"back to what was paid", "", plantest.People("1.00"), []state.Packet{func() state.Packet { p := decided(sent, plantest.Noon); p.Accepted.Amount = 200; return p }()}, asItIs, "nothing to accept"},

		{"in doubt, and the platform tells", "", plantest.People("1.00"), []state.Packet{lastAsked(sent, plan.Remembered-time.Second)}, asItIs, "run redpack refresh first"},
		{"in doubt, for the last time", "", plantest.People("1.00"), []state.Packet{lastAsked(sent, plan.Remembered)}, asItIs, "run redpack refresh first"},
		{"in doubt for good", "", plantest.People("1.00"), []state.Packet{lastAsked(sent, plan.Remembered+time.Second)}, asItIs, ""},
		{"in doubt for good, with another amount", "", plantest.People("2.00"), []state.Packet{lastAsked(sent, plan.Remembered+time.Second)}, asWanted(0, 200), ""},
		{"closed before", "", plantest.People("1.00"), []state.Packet{decided(lastAsked(sent, plan.Remembered+time.Second), plantest.Noon)}, asItIs, "accepted already"},
		{"disputed", "", plantest.People("1.00"), []state.Packet{disputed(sent)}, asItIs, ""},

		{"gone", "", plantest.People("2.00"), []state.Packet{under(plantest.Recorded(7, 100, state.Sent), "lantern", "old")}, asItIs, "no longer in the files"},
		{"under a new key", "", plantest.People("1.00"), []state.Packet{old}, again, ""},
		{"under a new key with another amount", "", plantest.People("5.00"), []state.Packet{old}, again, ""},
		{"under a new key, accepted", "", plantest.People("1.00"), []state.Packet{seconded(old)}, asItIs, "accepted already"},
		{"under a new key, only its status accepted", "", plantest.People("1.00"), []state.Packet{decided(old, plantest.Noon)}, again, ""},
		{"under a new key, on hold", "", plantest.People("1.00"), []state.Packet{with(old, state.Held)}, asItIs, "its order may still be open"},
		{"under a new key, in doubt", "", plantest.People("1.00"), []state.Packet{lastAsked(old, time.Hour)}, asItIs, "run redpack refresh first"},
		{"under a new key, closed", "", plantest.People("1.00"), []state.Packet{decided(lastAsked(old, plan.Remembered+time.Second), plantest.Noon)}, again, ""},
		{"the new key has failed", "", plantest.People("1.00"), []state.Packet{old, plantest.Recorded(0, 100, state.Failed)}, again, ""},
		{"the new key has a packet", "", plantest.People("1.00"), []state.Packet{old, plantest.Recorded(0, 100, state.Held)}, asItIs, "no longer in the files"},

		{"the same key elsewhere", siblingWith("old0", 0, "2.00"), rows(9), []state.Packet{old}, again, ""},
		{"the same amount elsewhere", siblingWith("z", 0, "1.00"), rows(9), []state.Packet{old}, again, ""},
		{"neither elsewhere", siblingWith("z", 0, "2.00"), rows(9), []state.Packet{old}, asItIs, "no longer in the files"},
		{"another person elsewhere", siblingWith("old0", 1, "1.00"), rows(9), []state.Packet{old}, asItIs, "no longer in the files"},
		{"paid elsewhere, too", siblingWith("z", 0, "1.00"), rows(9), []state.Packet{old, under(sent, "aa", "z")}, asItIs, "no longer in the files"},
		{"failed elsewhere", siblingWith("z", 0, "1.00"), rows(9), []state.Packet{old, under(with(sent, state.Failed), "aa", "z")}, again, ""},

		{"moved to another key", movedBlock("lantern/old0", "lantern/p0"), plantest.People("2.00"), []state.Packet{old}, asWanted(0, 200), ""},
		{"moved to another campaign", movedBlock("lantern/old0", "aa/z") + siblingWith("z", 0, "2.00"), rows(9), []state.Packet{old}, asWanted(0, 200), ""},
		{"a campaign that moved", movedBlock("festival", "lantern"), plantest.People("2.00"), []state.Packet{under(sent, "festival", "p0")}, asWanted(0, 200), ""},
	} {
		for i := range tt.packets {
			tt.packets[i].ID = int64(i + 1)
		}
		project := plantest.ProjectBeside(t, tt.blocks, tt.inner)
		answer, diags, err := plan.Decide(project, plantest.Snapshot(tt.packets...), plan.Question{Of: tt.packets[0].Address(), At: plantest.Noon})
		switch {
		case len(diags) > 0:
			t.Errorf("%s: %v", tt.name, diags)
		case (err == nil) != (tt.refused == "") || err != nil && !strings.Contains(err.Error(), tt.refused):
			t.Errorf("%s: refused with %v, want %q", tt.name, err, tt.refused)
		case err == nil && (answer.Decision != tt.want || answer.Packet.ID != 1):
			t.Errorf("%s: %+v of packet %d, want %+v", tt.name, answer.Decision, answer.Packet.ID, tt.want)
		}
	}
}

// A packet is found by each address that it has, had or will have.
func TestDecideFindsMovedPackets(t *testing.T) {
	blocks := movedBlock("festival", "lantern") + movedBlock("lantern/old", "lantern/p0")
	for _, stands := range []string{"festival/old", "lantern/old", "lantern/p0"} {
		at, _ := address.Parse(stands)
		s := plantest.Snapshot(under(plantest.Recorded(0, 100, state.Sent), at.Campaign, at.Key))
		for _, named := range []string{"festival/old", "lantern/old", "lantern/p0"} {
			of, _ := address.Parse(named)
			answer, _, err := plan.Decide(plantest.ProjectBeside(t, blocks, plantest.People("2.00")), s, plan.Question{Of: of, At: plantest.Noon})
			if err != nil || answer.Packet.Address() != at || answer.Decision.Amount != 200 {
				t.Errorf("%s, which stands at %s: %+v, %v", named, stands, answer, err)
			}
		}
	}
	_, _, err := plan.Decide(plantest.ProjectBeside(t, blocks, plantest.People("2.00")), plantest.Snapshot(), plan.Question{Of: address.Address{Campaign: "lantern", Key: "p0"}})
	if !errors.Is(err, plan.ErrNotRecorded) {
		t.Errorf("an unknown packet: %v", err)
	}
}

func TestNotPaidIsForDisputedPackets(t *testing.T) {
	project := plantest.ProjectBeside(t, "", plantest.People("1.00"))
	for _, tt := range []struct {
		packet state.Packet
		ok     bool
	}{
		{disputed(plantest.Recorded(0, 100, state.Unknown)), true},
		{plantest.Recorded(0, 100, state.Unknown), false},
		{plantest.Recorded(0, 100, state.Sent), false},
	} {
		_, _, err := plan.Decide(project, plantest.Snapshot(tt.packet), plan.Question{Of: tt.packet.Address(), NotPaid: true, At: plantest.Noon})
		if (err == nil) != tt.ok {
			t.Errorf("%s %s: %v", tt.packet.Status, tt.packet.Code, err)
		}
	}
}

// What is wrong with a list that may name the packet stops the decision; a list of another campaign is no matter of it.
func TestDecideReadsLists(t *testing.T) {
	wrong := "  recipients = {\n    p0 = { openid = \"" + plantest.OpenID(0) + "\", amount = 999.00 }\n  }\n"
	old := under(plantest.Recorded(7, 100, state.Sent), "lantern", "old")
	for _, tt := range []struct {
		name          string
		blocks, inner string
		faulty        bool
	}{
		{"its own", "", wrong, true},
		{"another one", siblingWith("z", 3, "999.00"), plantest.People("1.00"), false},
	} {
		_, diags, err := plan.Decide(plantest.ProjectBeside(t, tt.blocks, tt.inner), plantest.Snapshot(old), plan.Question{Of: old.Address(), At: plantest.Noon})
		if diags.HasErrors() != tt.faulty || (err == nil) != tt.faulty {
			t.Errorf("%s: %v, %v", tt.name, diags, err)
		}
	}
}

func TestPendingMoves(t *testing.T) {
	at := func(text string) address.Address { a, _ := address.Parse(text); return a }
	s := plantest.Snapshot(under(plantest.Recorded(0, 100, state.Sent), "aa", "x"), under(plantest.Recorded(1, 100, state.Sent), "bb", "y"))
	for _, tt := range []struct {
		from, to string
		pending  bool
	}{
		{"aa/x", "aa/z", true},
		{"aa/x", "bb/y", false},
		{"aa/z", "aa/w", false},
		{"aa", "cc", true},
		{"aa", "bb", false},
		{"cc", "dd", false},
	} {
		all := []hclspec.Moved{{From: at(tt.from), To: at(tt.to)}}
		if got := plan.PendingMoves(all, s); (len(got) == 1) != tt.pending {
			t.Errorf("%s to %s: pending %v", tt.from, tt.to, got)
		}
	}
}
