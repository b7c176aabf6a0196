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
	for day, want := range map[string][3]money.Tally{ // in all, and of two people
		"20270205": {},
		"20270206": {{Packets: 4, Amount: 3902}, {Packets: 2, Amount: 500}, {Packets: 2, Amount: 3402}},
		"20270207": {{Packets: 2, Amount: 1201}, {Packets: 1, Amount: 400}, {Packets: 1, Amount: 801}},
	} {
		usage, err := s.PaidOn(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]money.Tally{usage.Total, usage.Of("o0"), usage.Of("o1")}; got != want || usage.Of("o2") != (money.Tally{}) {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
	if _, err := s.PaidOn("2027-02-06"); err == nil {
		t.Error("a day in another format")
	}
}

// TestDayUsageTellsPeopleApart: a day of many people is what a map of them would be, and what cannot be counted any more is above
// every limit.
func TestDayUsageTellsPeopleApart(t *testing.T) {
	usage, want := state.NothingPaid(), map[string]money.Tally{}
	for i := range 20_000 {
		openID, amount := fmt.Sprint("o", i*i%7919), money.Fen(100+i%50)
		usage.Add(openID, amount)
		want[openID] = want[openID].With(amount)
	}
	var total money.Tally
	for openID, tally := range want {
		if total = total.Plus(tally); usage.Of(openID) != tally {
			t.Fatalf("%s: %v, want %v", openID, usage.Of(openID), tally)
		}
	}
	if usage.Total != total || usage.Of("nobody") != (money.Tally{}) {
		t.Errorf("%v in all, want %v; of nobody %v", usage.Total, total, usage.Of("nobody"))
	}
	for range 3 {
		usage.Add("rich", 20_000_000_00)
	}
	if got := usage.Of("rich"); got.Packets < 1<<40 || got.Amount < 1<<50 || got.Amount+1<<50 < 0 {
		t.Errorf("more than can be counted is %v", got)
	}
}
