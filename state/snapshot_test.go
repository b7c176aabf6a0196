package state_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/state"
)

// TestSnapshotKeepsPackets: what goes in comes out, found by address and in the order of addresses.
func TestSnapshotKeepsPackets(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	packets := map[string]state.Packet{}
	for n := range 3000 {
		in := intent(n)
		p := state.Packet{
			ID: int64(n + 1), Campaign: fmt.Sprint("c", random.IntN(4)), Key: strings.Repeat("长", random.IntN(3)) + fmt.Sprint(random.IntN(1e9)),
			OpenID: in.OpenID, Amount: in.Amount, BillNo: in.BillNo, Attempt: random.IntN(3), Status: state.Statuses()[n%9],
			Code: []string{"", "NOTENOUGH", "SYSTEMERROR"}[n%3], Tries: n % 5, InFlight: n%2 == 0, Doubt: n%7 == 0, IntentAt: morning,
		}
		if n%5 == 0 {
			p.ReceivedAt, p.SendListID, p.PlatformStatus = morning.Add(time.Hour), "1000041701", "RECEIVED"
			p.Accepted = state.Acceptance{Reason: "r", OpenID: "o", Amount: 5, At: morning}
		}
		packets[p.Campaign+"/"+p.Key] = p
	}
	var list []state.Packet
	for _, p := range packets {
		list = append(list, p)
	}
	s := state.NewSnapshot(list)
	byAddress := func(a, b state.Packet) int {
		return strings.Compare(a.Campaign+"\x00"+a.Key, b.Campaign+"\x00"+b.Key)
	}
	slices.SortFunc(list, byAddress)
	if diff := cmp.Diff(list, slices.Collect(s.All())); diff != "" {
		t.Fatal(diff)
	}
	for _, p := range list {
		if got, ok := s.Lookup(p.Campaign, p.Key); !ok || got != p {
			t.Fatalf("Lookup(%s, %s) = %+v", p.Campaign, p.Key, got)
		}
		if _, ok := s.Lookup(p.Campaign, p.Key+"x"); ok {
			t.Fatal("found what is not there")
		}
	}
	if got := slices.SortedFunc(s.ByID(), byAddress); !cmp.Equal(got, list) {
		t.Error("ByID yields something else")
	}
}

func TestEmptySnapshot(t *testing.T) {
	s := state.EmptySnapshot()
	if _, ok := s.Lookup("lantern", "a"); ok || s.Exists() || s.Len() != 0 || len(slices.Collect(s.All())) != 0 {
		t.Error("something is in it")
	}
	if _, ok := s.RunOf("3f2a"); ok || len(s.Runs()) != 0 {
		t.Error("it had a run")
	}
}

// TestPaidOnIsCareful: the platform's daily limits count what may have been paid, on every day it may have been.
func TestPaidOnIsCareful(t *testing.T) {
	late := time.Date(2027, 2, 6, 15, 59, 59, 0, time.UTC) // one second before midnight in Beijing
	next := late.Add(time.Second)
	packet := func(s state.Status, amount money.Fen, first, last time.Time, doubt bool) state.Packet {
		return state.Packet{
			Campaign: "c", Key: fmt.Sprint(s, amount), OpenID: fmt.Sprint("o", int(amount)%2), Amount: amount, BillNo: number(int(amount)),
			Status: s, IntentAt: first, SendingAt: last, Doubt: doubt,
		}
	}
	s := state.NewSnapshot([]state.Packet{
		packet(state.Sent, 100, morning, morning, false),
		packet(state.Refunded, 201, morning, late, false),
		packet(state.Reserved, 400, late, next, false), // sent on both days
		packet(state.Unknown, 801, next, next, false),
		packet(state.Held, 1600, morning, morning, false), // refused: nothing was paid
		packet(state.Held, 3201, morning, morning, true),  // an earlier request may have paid
		packet(state.Failed, 6400, morning, morning, false),
		packet(state.Refused, 12801, morning, morning, false),
	})
	for day, want := range map[string]state.DayUsage{
		"20270205": {ByOpenID: map[string]money.Tally{}},
		"20270206": {Total: money.Tally{Packets: 4, Amount: 3902}, ByOpenID: map[string]money.Tally{"o0": {Packets: 2, Amount: 500}, "o1": {Packets: 2, Amount: 3402}}},
		"20270207": {Total: money.Tally{Packets: 2, Amount: 1201}, ByOpenID: map[string]money.Tally{"o0": {Packets: 1, Amount: 400}, "o1": {Packets: 1, Amount: 801}}},
	} {
		got, err := s.PaidOn(day)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", day, err, diff)
		}
	}
	if _, err := s.PaidOn("2027-02-06"); err == nil {
		t.Error("a day in another format")
	}
}
